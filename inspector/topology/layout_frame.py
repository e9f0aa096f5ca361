"""What stands around the boxes: the heading, the host's addresses, what nothing touches, the key to the signs."""

from inspector.model.container import State
from inspector.model.ids import Kind, Ref
from inspector.model.netns import Netns
from inspector.model.network import Network
from inspector.topology.graph import Topology
from inspector.topology.layout_rails import LABELS_MAX, Rails
from inspector.topology.layout_staves import INSET, RAIL_STEP
from inspector.topology.scene import Box, Dot, Label, Line, Paint, Panel, Part, Shape
from inspector.topology.text_width import fit, shown, width

MARGIN = 40.0


def host_name(topology: Topology) -> str:
    """The host's name, or words that stand for it."""
    return shown(topology.snapshot.engine.hostname) or "a Docker host"


def header(topology: Topology, inner: float) -> tuple[Part, float]:
    """Whose picture this is and what could not be read; and where it ends."""
    snapshot = topology.snapshot
    running = sum(one.state is State.RUNNING for one in snapshot.containers)
    engine = f"{snapshot.engine.product} {snapshot.engine.version}" if snapshot.engine.version else "version not read"
    networks = sum(has_rail(one) for one in snapshot.networks)
    facts = [
        shown(engine),
        f"{_count(len(snapshot.containers), 'container')}, {running} running",
        _count(networks, "network"),
        _count(len(snapshot.volumes), "volume"),
        "observed " + shown(snapshot.taken_at.replace("T", " ").removesuffix("Z")[:19]) + " UTC",
    ]
    title = fit(host_name(topology), "title", inner * 0.4)
    at = MARGIN + width(title, "title") + 16
    text = fit(" · ".join(facts), "text", inner + MARGIN - at)
    shapes = [
        Label(MARGIN, 50, title, "title", width(title, "title")),
        Label(at, 50, text, "text", width(text, "text"), paint=Paint.MUTED),
    ]
    y = 62.0
    if snapshot.gaps:
        first = snapshot.gaps[0]
        more = f" · and {len(snapshot.gaps) - 1} more" if len(snapshot.gaps) > 1 else ""
        said = f"Not read: {first.what}" + (f" ({first.remedy})" if first.remedy else "")
        said = fit(said, "note", inner - width(more, "note")) + more
        shapes.append(Label(MARGIN, 72, said, "note", width(said, "note"), paint=Paint.MUTED))
        y = 84
    hover = "\n".join(shown(f"{gap.what}: {gap.why.value}. {gap.remedy}") for gap in snapshot.gaps[:40])
    return Part(kind="header", shapes=tuple(shapes), hover=hover), y


def edge_text(topology: Topology) -> str:
    """The host's edge by name: the interfaces that hold its default routes, with their addresses."""
    host = topology.snapshot.host_netns
    said = _outer(host) if host else []
    more = [f"and {len(said) - 3} more"] if len(said) > 3 else []
    return " · ".join(["host edge", *map(shown, said[:3]), *more])


def _outer(host: Netns) -> list[str]:
    devices = dict.fromkeys(one.device for one in host.routes if one.destination == "default" and one.device)
    if not devices:
        # Without a default route nothing tells the way out; what the engine did not make is the best guess.
        inner = ("bridge", "veth", "dummy", "vxlan")
        devices = dict.fromkeys(one.name for one in host.interfaces if one.kind not in inner and one.name != "lo")
    own = {one.name: one.addresses for one in host.interfaces}
    said = []
    for device in devices:
        addresses = [at.address for at in own.get(device, ()) if at.scope in ("global", "")]
        addresses = addresses or [
            at.source for at in host.routes if at.device == device and at.source and at.table == "main"
        ]
        said.append(" ".join([device, *dict.fromkeys(addresses)][:3]))
    return said


def has_rail(network: Network) -> bool:
    """host and none are modes, not networks that anything hangs from."""
    return network.driver not in ("host", "null")


def unused(idle: list[Ref], rails: Rails, inner: float, top: float) -> Panel:
    """Networks and volumes that no container touches, as a quiet list."""
    step = max(140.0, *(rails[ref].room for ref in idle)) + 56
    columns = max(1, int((inner - 2 * INSET) // step))
    name = "touched by no container"
    title = Label(MARGIN + INSET, top + 25, name, "heading", width(name, "heading"))
    parts = [Part(kind="title", name=name, shapes=(title,))]
    for number, ref in enumerate(idle):
        x = MARGIN + INSET + step * (number % columns)
        at = top + 54 + RAIL_STEP * (number // columns)
        parts.append(rails[ref].part(x, x + 22, at, x + 32, LABELS_MAX, again=False))
    box = Box(MARGIN, top, inner, 50 + RAIL_STEP * -(-len(idle) // columns), "host", 14)
    return Panel(ref=None, name=name, box=box, parts=tuple(parts))


def untouched(topology: Topology, drawn: set[Ref]) -> list[Ref]:
    """Networks and volumes that are not drawn yet."""
    snapshot = topology.snapshot
    known = [Ref(Kind.NETWORK, one.id) for one in snapshot.networks if has_rail(one)]
    known += [Ref(Kind.VOLUME, one.name) for one in snapshot.volumes]
    return [ref for ref in known if ref not in drawn]


def lesson(inner: float, top: float) -> Panel:
    """An empty host explains what would be seen."""
    lines = [
        ("heading", "No containers here yet", Paint.INK),
        ("text", "Each container becomes a card. It hangs from a rail for every network it is on,", Paint.MUTED),
        ("text", "and stands on a rail for every volume or host path it mounts. Try:", Paint.MUTED),
        ("port", "docker run -d --name hello -p 8080:80 -v pages:/usr/share/nginx/html nginx", Paint.EDGE),
    ]
    labels = tuple(
        Label(MARGIN + INSET, top + 30 + 24 * number, text, style, width(text, style), paint=paint)
        for number, (style, text, paint) in enumerate(lines)
    )
    box = Box(MARGIN, top, inner, 124, "panel", 14)
    return Panel(ref=None, name="no containers", box=box, parts=(Part(kind="lesson", shapes=labels),))


def key(y: float) -> Part:
    """The key to the signs."""
    x, at = MARGIN, y + 30
    shapes: list[Shape] = []
    for sign, text in (
        ("rw", "attached, read-write"),
        ("ro", "read-only, or not connected"),
        ("anon", "anonymous volume"),
        ("port", "published port"),
        ("dash", "not running, or without a network"),
    ):
        shapes += _sign(sign, x, at - 4)
        shapes.append(Label(x + 30, at, text, "note", width(text, "note"), paint=Paint.MUTED))
        x += 30 + width(text, "note") + 26
    return Part(kind="legend", shapes=tuple(shapes))


def _sign(sign: str, x: float, y: float) -> list[Shape]:
    if sign == "port":
        return [Line(x, y, x + 22, y, "port", Paint.EDGE, dotted=True)]
    if sign == "dash":
        return [Box(x, y - 6, 22, 12, "card", 4, dashed=True)]
    rail = Line(x, y, x + 22, y, "store", Paint.VOLUME, dotted=sign == "anon")
    return [rail] if sign == "anon" else [rail, Dot(x + 11, y, Paint.VOLUME, hollow=sign == "ro")]


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
