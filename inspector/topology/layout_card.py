"""The card of a container, or of a stack of equal ones: its words, and all that hangs from it."""

import re
from collections.abc import Iterable

from inspector.model.container import Container, Mode, State
from inspector.model.ids import Kind, Ref
from inspector.model.netns import InterfaceRow
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.layout_cards import Card, Wanted
from inspector.topology.layout_holds import holds
from inspector.topology.layout_tags import tags
from inspector.topology.layout_taps import along_the_drops, name_of, pair, taps
from inspector.topology.scene import Paint
from inspector.topology.text_width import shown


def card(wanted: Wanted, members: list[Container]) -> Card:
    """The card of a container; of several equal ones, a stack that says how many."""
    one, topology = members[0], wanted.topology
    paint, square = _state_paint(one)
    made = Card(
        members=members,
        title=shown(one.name or one.short_id),
        second=_second(one),
        paint=paint,
        square=square,
        dashed=not one.has_netns or one.network_mode.mode is Mode.NONE,
        rides=one.network_mode.mode is Mode.CONTAINER,
    )
    if len(members) > 1 and one.compose:
        made.title = f"{shown(one.compose.service or one.compose.project)} × {len(members)}"
    made.taps = taps(topology, members)
    made.tags = tags(members)
    made.holds = holds(topology, members)
    made.notes = _notes(topology, one)
    own = wanted.rows.get(one.id, ())
    if wanted.veths and len(members) == 1 and not made.rides:
        made.notes += along_the_drops(made.taps, own)
    made.hover = _hover(one, members, own)
    return made


def _state_paint(one: Container) -> tuple[Paint, bool]:
    if one.health == "unhealthy" or one.state is State.DEAD:
        return Paint.BAD, True
    if one.state is State.RUNNING:
        return (Paint.WARN, False) if one.health == "starting" else (Paint.GOOD, False)
    if one.state in (State.PAUSED, State.RESTARTING, State.REMOVING):
        return Paint.WARN, True
    return Paint.IDLE, False


def _second(one: Container) -> str:
    image = shown(one.image.rpartition("/")[2].partition("@")[0].removeprefix("sha256:"))
    if re.fullmatch("[0-9a-f]{64}", image):
        image = image[:12]
    words = {
        State.RUNNING: one.health if one.health in ("unhealthy", "starting") else "",
        State.EXITED: f"exited {one.exit_code}",
    }
    state = words.get(one.state, one.state.value)
    if one.network_mode.mode is Mode.NONE:
        state = state or "no network"
    return " · ".join(word for word in (state, image) if word)


def _notes(topology: Topology, one: Container) -> list[tuple[str, str]]:
    notes = []
    if one.network_mode.mode is Mode.CONTAINER:
        owner = topology.out(Ref(Kind.CONTAINER, one.id), EdgeKind.RIDES)
        notes.append(
            (f"in the network of {name_of(topology, owner[0][0]) if owner else one.network_mode.target[:12]}", "detail")
        )
    if one.network_mode.mode is Mode.HOST and one.project:
        notes.append((f"project {shown(one.project)}", "detail"))
    for target, edge in topology.out(Ref(Kind.CONTAINER, one.id), EdgeKind.LINKS):
        alias = getattr(edge.detail, "alias", "")
        name = name_of(topology, target)
        notes.append((f"→ {name}" + (f" as {shown(alias)}" if alias not in ("", name) else ""), "detail"))
    return notes[:4] + ([(f"and {len(notes) - 4} more links", "detail")] if len(notes) > 4 else [])


def _hover(one: Container, members: list[Container], rows: Iterable[InterfaceRow]) -> str:
    if len(members) > 1:
        return shown(", ".join(member.name for member in members[:200]))
    lines = [f"{one.name} · {one.state.value}{' · ' + one.health if one.health else ''}", one.image]
    for row in rows:
        lines.append(f"{pair(row)} on {row.network or row.bridge or '?'} {' '.join(row.addresses)}")
    return "\n".join(shown(line) for line in lines)
