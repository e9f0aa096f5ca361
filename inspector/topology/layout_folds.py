"""Folded groups: a whole project as one card, hung from the rails that it shares with others."""

from collections import Counter
from collections.abc import Mapping, Sequence

from inspector.model.container import Container, PortStatus, State
from inspector.model.ids import HOST, Kind, Ref
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.groups import groups
from inspector.topology.layout_arrange import NO_PROJECT, counted
from inspector.topology.layout_cards import Card, Hold, Tap
from inspector.topology.layout_holds import store_text
from inspector.topology.layout_taps import has_rail, name_of
from inspector.topology.scene import Paint
from inspector.topology.text_width import shown

_PORTS = 4
_SAME = 6
_ON_HOST = "host mode"


def folds(topology: Topology, away: Mapping[Ref, list[Container]]) -> list[Card]:
    """One card a group. Rails that run inside of one group only are told as a number."""
    by_id = groups(topology)
    users: dict[Ref, set[Ref]] = {}
    for source, target, _ in topology.edges(EdgeKind.ATTACHED, EdgeKind.MOUNTS):
        if source.id in by_id:
            users.setdefault(target, set()).add(by_id[source.id])
    order = sorted(away, key=lambda group: (group == HOST, not group.id, counted(group.id)))
    made = [_fold(topology, group, away[group], users) for group in order]
    begins = Counter(one.title[:_SAME] for one in made)
    for one in made:
        one.keep_end = begins[one.title[:_SAME]] > 1
    return made


def _fold(topology: Topology, group: Ref, members: list[Container], users: Mapping[Ref, set[Ref]]) -> Card:
    on: Counter[Ref] = Counter()
    writable: set[Ref] = set()
    for one in members:
        for target, edge in topology.out(Ref(Kind.CONTAINER, one.id), EdgeKind.ATTACHED, EdgeKind.MOUNTS):
            if target.kind is not Kind.NETWORK or has_rail(topology, target):
                on[target] += 1
                if getattr(edge.detail, "writable", False):
                    writable.add(target)
    title = _ON_HOST if group == HOST else shown(group.id) or NO_PROJECT
    running = sum(one.state is State.RUNNING for one in members)
    trouble = sum(one.health == "unhealthy" or one.state is State.DEAD for one in members)
    made = Card(
        members=members,
        title=title,
        second=count(len(members), "container"),
        paint=Paint.BAD if trouble else Paint.GOOD if running else Paint.IDLE,
        square=bool(trouble),
        dashed=False,
        group=group,
    )
    states = [f"{running} running", f"{len(members) - running} not" if running < len(members) else ""]
    states.append(f"{trouble} unhealthy" if trouble else "")
    inside = Counter(ref.kind for ref in on if len(users[ref]) < 2)
    stores = inside[Kind.PATH] + inside[Kind.TMPFS]
    things = [(inside[Kind.NETWORK], "network"), (inside[Kind.VOLUME], "volume"), (stores, "path")]
    lines = [" · ".join(filter(None, states)), " · ".join(count(number, word) for number, word in things if number)]
    made.notes = [(line, "detail") for line in (*lines, published(members)) if line]
    for ref in sorted(ref for ref in on if len(users[ref]) > 1):
        text = f"{count(on[ref], 'container')} of {title} on {name_of(topology, ref)}"
        if ref.kind is Kind.NETWORK:
            made.taps.append(Tap(ref, "", True, text, (f"×{on[ref]}",)))
        else:
            name, paint = store_text(ref, False)
            made.holds.append(Hold(ref, ref in writable, name, paint, False, text))
    made.hover = f"{title}: double-click to unfold\n{shown(', '.join(one.name for one in members[:60]))}"
    return made


def published(members: Sequence[Container]) -> str:
    """The host's ports that these have, a few of them by number."""
    ports = (port for one in members for port in one.ports if port.status is PortStatus.PUBLISHED)
    bound = sorted({port.host_port for port in ports if port.host_port})
    if not bound:
        return ""
    more = f" and {len(bound) - _PORTS} more" if len(bound) > _PORTS else ""
    return f"publishes {', '.join(map(str, bound[:_PORTS]))}{more}"


def count(number: int, word: str) -> str:
    """Two volumes, one volume."""
    return f"{number} {word}{'' if number == 1 else 's'}"
