"""Questions and their cited answers: the product's own vocabulary."""

from enum import StrEnum

from msgspec import Struct

from inspector.model.edit import Edit
from inspector.model.evidence import Gap
from inspector.model.ids import Ref


class Source(StrEnum):
    """Where a cited fact was read."""

    INSPECT = "docker inspect"
    COMPOSE = "compose file"
    HOSTS = "/etc/hosts"
    RESOLV = "/etc/resolv.conf"
    ROUTE = "route"
    LINK = "link"
    NEIGHBOUR = "neighbour"
    FIREWALL = "firewall"
    SYSCTL = "sysctl"
    SOCKET = "socket"
    PROCESS = "process"
    MOUNTINFO = "mountinfo"
    STAT = "stat"
    MODEL = "engine model"


class Citation(Struct, frozen=True, order=True):
    """One fact that an answer rests on: the source, the place in it (JSON pointer, line, chain and number), its text.

    assumed: the fact was derived from what this engine version programs, not read from the host.
    """

    source: Source
    where: str
    text: str
    assumed: bool = False


class NameQuery(Struct, frozen=True):
    """Asker: a container (or HOST). Family 4, 6, or 0 for whatever a client program would get."""

    asker: Ref
    name: str
    family: int = 0


class NameOutcome(StrEnum):
    """Not-found: the client is told so. Forwarded: a resolver outside of Docker decides. Unknown: the gaps say why."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    FORWARDED = "forwarded"
    UNKNOWN = "unknown"


class Owner(Struct, frozen=True, order=True):
    """A container that answers to a name, by what (name, alias, short id, hostname, link), and at which addresses."""

    container: str
    container_name: str
    origin: str
    network: str
    addresses: tuple[str, ...]
    project: str = ""


class Fix(Struct, frozen=True):
    """What would mend it: words, and the exact command where there is one.

    cost: what it takes or breaks (a recreate, a reconnect, downtime), "" when nothing. edits: the same change on paper,
    where there is an Edit for it.
    """

    text: str
    command: str = ""
    cost: str = ""
    edits: tuple[Edit, ...] = ()


class Resolution(Struct, frozen=True, kw_only=True):
    """The answer to a NameQuery. via: hosts | embedded-dns | upstream | none.

    owners are whom the answer names; when nobody answers, whom the asker may have meant. pointer: the PTR answer.
    """

    query: NameQuery
    outcome: NameOutcome
    code: str
    sentence: str
    addresses: tuple[str, ...] = ()
    via: str = "none"
    network: str = ""
    owners: tuple[Owner, ...] = ()
    pointer: str = ""
    upstream: tuple[str, ...] = ()
    upstream_from: str = ""
    ambiguous: bool = False
    assumed: bool = False
    cites: tuple[Citation, ...] = ()
    fixes: tuple[Fix, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Protocol(StrEnum):
    TCP = "tcp"
    UDP = "udp"
    ICMP = "icmp"


class Flow(Struct, frozen=True):
    """A question about a packet: from a container, HOST or EXTERNAL, to an address; port 0 for ICMP."""

    source: Ref
    destination: str
    protocol: Protocol = Protocol.TCP
    port: int = 0


class ClientSees(StrEnum):
    """Exactly what a client program would see."""

    CONNECTED = "connected"
    REFUSED = "refused"
    TIMED_OUT = "timed-out"
    HOST_UNREACHABLE = "host-unreachable"
    NETWORK_UNREACHABLE = "network-unreachable"
    NAME_NOT_FOUND = "name-not-found"
    UNKNOWN = "unknown"


class PathState(StrEnum):
    """Whether packets can get there and back, whoever listens."""

    OPEN = "open"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class Disposition(StrEnum):
    """How the way ends, in the words of network verification."""

    ACCEPTED = "accepted"
    NO_LISTENER = "no-listener"
    NO_ROUTE = "no-route"
    NEIGHBOUR_UNREACHABLE = "neighbour-unreachable"
    DENIED = "denied"
    REPLY_DENIED = "reply-denied"
    EXITS_HOST = "exits-host"
    NAME_FAILED = "name-failed"
    INSUFFICIENT_INFO = "insufficient-info"


class Hop(Struct, frozen=True, kw_only=True):
    """One step of a packet: the place (a namespace), what happens there, and the facts that say so.

    ref names the place in the graph (a container or the host), via the network whose link is used.
    """

    place: str
    ref: Ref | None = None
    via: Ref | None = None
    action: str
    cites: tuple[Citation, ...] = ()


class Trace(Struct, frozen=True, kw_only=True):
    """The answer to a Flow, with the reply's way."""

    flow: Flow
    client_sees: ClientSees
    path: PathState
    disposition: Disposition
    code: str
    sentence: str
    address: str = ""
    resolution: Resolution | None = None
    assumed: bool = False
    silent: bool = False
    hops: tuple[Hop, ...] = ()
    reply: tuple[Hop, ...] = ()
    fixes: tuple[Fix, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Observation(Struct, frozen=True, kw_only=True):
    """What the real world answered, once, to one Flow.

    silent: nothing came back - after a connection (many servers wait to be spoken to), or at all for a UDP packet, of
    which nobody can say whether somebody took it. took_ms: of the connection alone, without the name. asked_by: how it
    was asked.
    """

    client_sees: ClientSees
    silent: bool = False
    address: str = ""
    took_ms: float = 0.0
    asked_by: str = ""
    detail: str = ""


class Agreement(StrEnum):
    """How a prediction stands beside an Observation.

    Unpredicted: the prediction was unknown. Undecided: what was seen fits several answers, such as silence over UDP.
    """

    AGREE = "agree"
    DISAGREE = "disagree"
    UNPREDICTED = "unpredicted"
    UNDECIDED = "undecided"
