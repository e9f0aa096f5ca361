"""What stands around the boxes: the heading, the host's addresses, what nothing touches, the key to the signs."""

from inspector.model.container import State
from inspector.model.ids import Kind, Ref
from inspector.model.netns import Netns
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.layout_folds import count
from inspector.topology.layout_rails import LABELS_MAX, Rails
from inspector.topology.layout_staves import INSET, RAIL_STEP
from inspector.topology.layout_taps import has_rail
from inspector.topology.scene import Box, Label, Paint, Panel, Part, Shape
from inspector.topology.text_width import fit, shown, width

MARGIN = 40.0


def host_name(topology: Topology) -> str:
    """The host's name, or words that stand for it."""
    return shown(topology.snapshot.title) or "a Docker host"


def header(topology: Topology, inner: float) -> tuple[Part, float]:
    """Whose picture this is and what could not be read; and where it ends."""
    snapshot = topology.snapshot
    running = sum(one.state is State.RUNNING for one in snapshot.containers)
    engine = f"{snapshot.engine.product} {snapshot.engine.version}" if snapshot.engine.version else "version not read"
    networks = sum(has_rail(topology, Ref(Kind.NETWORK, one.id)) for one in snapshot.networks)
    facts = [
        shown(engine),
        f"{count(len(snapshot.containers), 'container')}, {running} running",
        count(networks, "network"),
        count(len(snapshot.volumes), "volume"),
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
    """Networks and volumes that are not drawn yet, and that nobody uses who is not drawn either."""
    snapshot = topology.snapshot
    known = [ref for one in snapshot.networks if has_rail(topology, ref := Ref(Kind.NETWORK, one.id))]
    known += [Ref(Kind.VOLUME, one.name) for one in snapshot.volumes]
    users = {to for _, to, _ in topology.edges(EdgeKind.ATTACHED, EdgeKind.MOUNTS)}
    return [ref for ref in known if ref not in drawn and ref not in users]


_LESSON = [
    ("heading", "No containers here yet", Paint.INK),
    ("text", "Each container becomes a card. It hangs from a rail for every network it is on, and stands on a rail for "
     "every volume or host path it mounts. Try:", Paint.MUTED),
    ("port", "docker run -d --name hello -p 8080:80 -v pages:/usr/share/nginx/html nginx", Paint.EDGE),
]  # fmt: skip


def lesson(inner: float, top: float) -> Panel:
    """An empty host explains what would be seen."""
    labels: list[Shape] = []
    room = min(inner - 2 * INSET, 560)
    for style, text, paint in _LESSON:
        for line in _wrapped(text, style, room):
            y = top + 30 + 24 * len(labels)
            labels.append(Label(MARGIN + INSET, y, line, style, width(line, style), paint=paint))
    box = Box(MARGIN, top, inner, 28 + 24 * len(labels), "panel", 14)
    return Panel(ref=None, name="no containers", box=box, parts=(Part(kind="lesson", shapes=tuple(labels)),))


def _wrapped(text: str, style: str, room: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if width(longer, style) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
