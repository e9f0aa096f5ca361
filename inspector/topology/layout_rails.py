"""What is written beside a rail: names, addresses and marks of a network, name and kind of a store."""

from dataclasses import dataclass, replace

from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.model.storage import Volume
from inspector.topology.edges import Missing
from inspector.topology.graph import Topology
from inspector.topology.layout_colours import colours
from inspector.topology.layout_holds import store_text
from inspector.topology.layout_taps import name_of
from inspector.topology.scene import Anchor, Label, Line, Paint, Part, Shape
from inspector.topology.text_width import fit, shown, width

LABELS_MAX = 240.0


@dataclass
class Rail:
    """A rail before it has a place."""

    ref: Ref
    name: str
    marks: str
    second: str
    paint: Paint
    dotted: bool
    hover: str
    style: str

    @property
    def room(self) -> float:
        """Width that its labels ask for."""
        name_style = "rail-name" if self.style == "rail" else "store-name"
        first = width(self.name, name_style) + (8 + width(self.marks, "note") if self.marks else 0)
        return min(LABELS_MAX, max(first, width(self.second, "mono" if self.style == "rail" else "note")))

    def part(
        self, x: float, end: float, y: float, label_x: float, room: float, *, again: bool, apart: bool = False
    ) -> Part:
        """The rail from x to end, its labels from label_x on; apart: with room for a line between its two labels."""
        above, below = (5.0, 13.5) if apart else (1.0, 12.0)
        name_style = "rail-name" if self.style == "rail" else "store-name"
        second_style = "mono" if self.style == "rail" else "note"
        room += 0.1
        marks = fit(self.marks, "note", max(room * 0.3, room - 8 - width(self.name, name_style))) if self.marks else ""
        left = room - (8 + width(marks, "note") if marks else 0)
        name = fit(self.name, name_style, left, keep_end=self.ref.kind is Kind.PATH)
        second = fit(self.second, second_style, room)
        shapes: list[Shape] = [
            Line(x, y, end, y, self.style, self.paint, self.dotted),
            Label(label_x, y - above, name, name_style, width(name, name_style), paint=self.paint),
        ]
        if second:
            wide = width(second, second_style)
            shapes.append(Label(label_x, y + below, second, second_style, wide, paint=Paint.MUTED, layer="detail"))
        if marks:
            at = label_x + width(name, name_style) + 8
            shapes.append(
                Label(at, y - above, marks, "note", width(marks, "note"), Anchor.START, Paint.MUTED, "detail")
            )
        aria = f"{'network' if self.style == 'rail' else 'storage'} {self.name}"
        ref = None if self.style == "link" else self.ref
        return Part(kind=self.style, ref=ref, name=aria, hover=self.hover, shapes=tuple(shapes), again=again)


class Rails:
    """Rails by Ref, made once each."""

    def __init__(self, topology: Topology, *, devices: bool = False, physical: bool = False) -> None:
        """devices: with the host's device of each network; physical: as its name."""
        self._topology, self._devices, self._physical = topology, devices, physical
        self._colours = colours(topology.snapshot.networks)
        self._made: dict[Ref, Rail] = {}

    def __getitem__(self, ref: Ref) -> Rail:
        if ref not in self._made:
            make = {Kind.NETWORK: self._network, Kind.LINK: self._link}.get(ref.kind, self._store)
            self._made[ref] = make(ref)
        return self._made[ref]

    def also(self, ref: Ref, elsewhere: list[str]) -> Rail:
        """The rail where only a piece of it is drawn; elsewhere: what to say of the other pieces, such as `in shop`."""
        rail = self[ref]
        if not elsewhere:
            return rail
        said = "also " + (fit(elsewhere[0], "note", 100) if len(elsewhere) == 1 else f"in {len(elsewhere)} boxes")
        hover = f"{rail.hover}\nalso {', '.join(elsewhere[:40])}"
        return replace(rail, marks=" · ".join(word for word in (rail.marks, said) if word), hover=hover)

    def _network(self, ref: Ref) -> Rail:
        network = self._topology.entity(ref)
        if not isinstance(network, Network):
            name = network.name if isinstance(network, Missing) else ref.id[:12]
            return Rail(ref, shown(name), "not read", "", Paint.MUTED, True, shown(f"{name}: not read"), "rail")
        cidrs = [subnet.cidr for subnet in network.subnets]
        first = cidrs[0] + (f" +{len(cidrs) - 1}" if len(cidrs) > 1 else "") if cidrs else ""
        marks = _marks(network)
        device = network.bridge or network.parent
        name = "docker0" if network.default_bridge and network.bridge == "docker0" else network.name
        gateway = next((subnet.gateway for subnet in network.subnets if subnet.gateway), "")
        short = f"gw {_last(gateway, cidrs[0])}" if gateway and cidrs else ""
        if self._physical and device:
            name, device = device, name
        seen = device if self._devices and device != name else ""
        second = shown(" ".join(word for word in (first, short, seen) if word))
        hover = [
            f"{network.name} · {network.driver}",
            *cidrs,
            *(f"gateway {s.gateway}" for s in network.subnets if s.gateway),
        ]
        hover += [f"device {device}" if device else "", ", ".join(marks), network.short_id]
        text = "\n".join(shown(line) for line in hover if line)
        return Rail(ref, shown(name), " · ".join(marks), second, self._colours[ref.id], False, text, "rail")

    def _link(self, ref: Ref) -> Rail:
        ends = [name_of(self._topology, Ref(Kind.CONTAINER, ident)) for ident in ref.id.split(">")]
        text = " → ".join(ends)
        return Rail(ref, text, "", "link", Paint.MUTED, False, f"link {text}", "link")

    def _store(self, ref: Ref) -> Rail:
        volume = self._topology.entity(ref)
        anonymous = isinstance(volume, Volume) and volume.anonymous
        name, paint = store_text(ref, anonymous)
        kinds = {Kind.VOLUME: "anonymous" if anonymous else "volume", Kind.PATH: "host path"}
        # Colour and line tell what it is: only what is out of the ordinary is written beside the name.
        marks = [shown(volume.driver)] if isinstance(volume, Volume) and volume.driver not in ("", "local") else []
        marks += ["not read"] if isinstance(volume, Missing) else []
        hover = f"{shown(ref.id)}\n{' · '.join((kinds.get(ref.kind, 'tmpfs'), *marks))}"
        return Rail(ref, name, " · ".join(marks), "", paint, anonymous, hover, "store")


def _marks(network: Network) -> list[str]:
    words = [
        ("no DNS", network.default_bridge),
        ("internal", network.internal),
        ("icc off", not network.icc),
        ("no masquerade", not network.masquerade),
        (network.driver, network.driver not in ("bridge", "")),
    ]
    return [shown(word) for word, said in words if said]


def _last(gateway: str, cidr: str) -> str:
    """The part of a gateway that its subnet leaves open; of IPv6 what follows the prefix."""
    if ":" in gateway:
        return "::" + gateway.rpartition(":")[2]
    bits = cidr.rpartition("/")[2]
    kept = int(bits) // 8 if bits.isdecimal() and int(bits) < 32 else 3
    return "." + ".".join(gateway.split(".")[kept:])
