"""Which view of a case a file shows, and how."""

import ipaddress
from typing import Self

from msgspec import Struct

from inspector.errors import UsageError
from inspector.export import ARRANGES, LAYERS, STYLES, THEMES, Arrange, Layer, Style, Theme
from inspector.model.answer import Protocol
from inspector.model.ids import Ref
from inspector.topology.view import Filter


class Question(Struct, frozen=True):
    """A flow as people ask for it, to be lit in the file. port None: the destination's only one."""

    source: str
    destination: str
    protocol: Protocol = Protocol.TCP
    port: int | None = None

    @classmethod
    def spoken(cls, source: str, words: str) -> Self:
        """Read `DEST[:PORT][/PROTOCOL]`: `db:5432`, `db:53/udp`, `db/icmp`, `[fd00::2]:80`. Raises UsageError."""
        destination, slash, protocol = words.strip().rpartition("/")
        if protocol not in Protocol._value2member_map_:
            if slash and _port(destination)[1]:
                raise UsageError(f"protocol {protocol!r} is not known", remedy="Use tcp, udp or icmp.")
            destination, protocol = words.strip(), Protocol.TCP.value
        destination, port = _port(destination)
        if not source.strip() or not destination:
            raise UsageError("The path lacks an end", remedy="Say --path web db:5432, for example.")
        return cls(source.strip(), destination, Protocol(protocol), port)

    @property
    def words(self) -> str:
        """The destination in the form that `spoken` reads."""
        destination = f"[{self.destination}]" if ":" in self.destination and self.port else self.destination
        port = f":{self.port}" if self.port else ""
        return f"{destination}{port}" + ("" if self.protocol is Protocol.TCP else f"/{self.protocol.value}")


class View(Struct, frozen=True, kw_only=True):
    """What is shown of a case, and how.

    title "": the host's name. asked: the path that is lit. findings: with marks at what the rules found. arrange: what
    stands with what, see `Arrange`; focus: of `focus`, what is shown with its neighbours. fold: each compose project is
    one card with counts, as on the map of a large host; unfold: but these groups.
    """

    filter: Filter = Filter()
    style: Style = "rails"
    theme: Theme = "light"
    layers: tuple[Layer, ...] = ()
    arrange: Arrange = "rails"
    focus: Ref | None = None
    fold: bool = False
    unfold: frozenset[Ref] = frozenset()
    title: str = ""
    asked: Question | None = None
    findings: bool = False

    def check(self) -> None:
        """Raises UsageError for a style, theme, layer or arrangement that does not exist."""
        if self.style not in STYLES or self.theme not in THEMES:
            raise UsageError(
                f"Unknown style or theme: {self.style!r}, {self.theme!r}", remedy="See inspector export --help."
            )
        if self.arrange not in ARRANGES:
            raise UsageError(f"Unknown arrangement: {self.arrange!r}", remedy=f"There are: {', '.join(ARRANGES)}.")
        if self.arrange == "focus" and self.focus is None:
            raise UsageError("--arrange focus needs to know whose neighbours", remedy="Add --focus NAME.")
        if not set(self.layers) <= set(LAYERS):
            raise UsageError(f"Unknown layer: {', '.join(self.layers)}", remedy=f"Layers: {', '.join(LAYERS)}.")


def _port(words: str) -> tuple[str, int | None]:
    """A destination and its port; the colons of a bare IPv6 address and of `container:NAME` are no port's."""
    destination, colon, port = words.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()) or _is_ipv6(words) or destination == "container":
        return words.strip("[]"), None
    if not 1 <= int(port[:6]) <= 65535:
        raise UsageError(f"port {port!r} is not a number from 1 to 65535", remedy="Say --path web db:5432.")
    return destination.strip("[]"), int(port)


def _is_ipv6(words: str) -> bool:
    try:
        ipaddress.IPv6Address(words)
    except ValueError:
        return False
    return True
