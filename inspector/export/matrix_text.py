"""A matrix for people: the groups with their members, then one mark for each pair of groups."""

from collections.abc import Iterator

from inspector.analysis.matrix import Cell, Group, Matrix
from inspector.export.answer_text import ASSUMED, Line
from inspector.model.answer import ClientSees, NameOutcome, PathState

_NAMES_SHOWN = 4
_MARKS = {
    ClientSees.CONNECTED: "+",
    ClientSees.REFUSED: "r",
    ClientSees.TIMED_OUT: "x",
    ClientSees.HOST_UNREACHABLE: "u",
    ClientSees.NETWORK_UNREACHABLE: "u",
}
_LEGEND = (
    "+ connected, r refused, x times out, u unreachable, o the way is open but who listens was not read, "
    "- the way is blocked, ? not known; n behind it: its own name is answered too"
)


def matrix_lines(found: Matrix) -> Iterator[Line]:
    """Groups first: the rows ask, the columns are asked."""
    yield 0, "bold", "Groups: members of one group answer alike"
    width = max(len(group.label) for group in found.groups)
    for group in found.groups:
        yield 2, "", f"{group.label:>{width}}  {_described(group)}"
    yield 0, "", ""
    yield 0, "bold", "Who (row) reaches whom (column), by address"
    sources = [group for group in found.groups if group.kind != "internet"]
    cells = {(cell.source, cell.target): cell for cell in found.cells}
    columns = [max(2, len(group.label)) for group in found.groups]
    heads = zip(found.groups, columns, strict=True)
    yield 2, "bold", f"{'':>{width}}  " + " ".join(f"{g.label:>{wide}}" for g, wide in heads)
    for source in sources:
        marks = (_mark(cells.get((source.label, target.label))) for target in found.groups)
        shown = " ".join(f"{mark:>{wide}}" for mark, wide in zip(marks, columns, strict=True))
        yield 2, "", f"{source.label:>{width}}  {shown}"
    yield 2, "bright_black", _LEGEND
    if any(cell.assumed for cell in found.cells):
        yield 2, "yellow", ASSUMED


def _described(group: Group) -> str:
    if group.kind == "host":
        return "the host" + (f", port {group.port}" if group.port else ", echo request")
    if group.kind == "internet":
        return f"a public address, port {group.port}"
    names = ", ".join(group.names[:_NAMES_SHOWN])
    more = len(group.names) - _NAMES_SHOWN
    names += f" and {more} more" if more > 0 else ""
    at = ", ".join(group.networks) or group.mode
    asked = f"port {group.port}" if group.port else "echo request"
    state = "" if group.state == "running" else f", {group.state}"
    return f"{names}  [{at}{state}] {asked}"


def _mark(cell: Cell | None) -> str:
    if cell is None:
        return ""
    mark = _MARKS.get(cell.client_sees)
    if mark is None:
        mark = {PathState.OPEN: "o", PathState.BLOCKED: "-"}.get(cell.path, "?")
    return mark + ("n" if cell.name is NameOutcome.FOUND else "")
