"""Volumes that no container refers to: where they come from, what is in them, and what would remove them."""

from collections.abc import Mapping, Sequence

from lxml import etree
from msgspec import Struct
from rich.filesize import decimal as size

from inspector.export import moments
from inspector.model.backing import UnusedVolume
from inspector.web.parts.markup import Part, show, tag

_MOST = 500
_CONTENT = {True: "empty", False: "holds data", None: ""}


class Twin(Struct, frozen=True, kw_only=True):
    """The volume of the same compose key in another project. empty: None where nobody looked. used: by whom."""

    name: str
    project: str
    created: str = ""
    size_bytes: int | None = None
    empty: bool | None = None
    used: tuple[str, ...] = ()


def table(found: Sequence[UnusedVolume], twins: Mapping[str, Twin], taken_at: str) -> None:
    """One line for each; anonymous ones last. twins: by name."""
    head = tag("thead", "", tag("tr", "", *(tag("th", "", title) for title in _COLUMNS)))
    ordered = sorted(found, key=lambda one: (one.anonymous, not one.twins, one.name))
    rows = (_row(one, [twins[name] for name in one.twins if name in twins], taken_at) for one in ordered[:_MOST])
    more = [tag("p", "muted", f"and {len(found) - _MOST} more")] if len(found) > _MOST else []
    show(tag("section", "names storage unused", tag("table", "", head, tag("tbody", "", *rows)), *more))


_COLUMNS = ("Volume", "Where it comes from", "Age when read", "Size", "Removed by")


def _row(one: UnusedVolume, twins: Sequence[Twin], taken_at: str) -> etree._Element:
    shown = one.name[:12] if one.anonymous else one.name
    name: list[Part] = [tag("span", "mono", shown, title=one.name)]
    if one.anonymous:
        name.append(tag("span", "tag muted", "anonymous"))
    if _holds(one.empty, one.size_bytes) and any(_holds(t.empty, t.size_bytes) is False for t in twins):
        name.append(tag("span", "tag holds", "holds the data"))
    name += [_twin(one, twin) for twin in twins]
    age = moments.before(one.created, taken_at).removesuffix(" before this was read")
    return tag(
        "tr",
        "twin" if twins else "",
        tag("td", "", *name),
        tag("td", "", one.origin),
        tag("td", "muted", age, title=moments.readable(one.created), data_label="age"),
        tag("td", "", _size(one.size_bytes), tag("span", "owner muted", _CONTENT[one.empty]), data_label="size"),
        tag("td", "", *_pruned(one), data_label="removed by"),
    )


def _twin(one: UnusedVolume, twin: Twin) -> etree._Element:
    """The volume that may have taken its place, with what is known of its content."""
    used = f"used by {', '.join(twin.used)}" if twin.used else "used by nobody either"
    words = f" of project {twin.project}: {_content(one, twin)}, {used}"
    return tag("span", "owner twin-line", "⇄ also ", tag("span", "mono", twin.name), words)


def _content(one: UnusedVolume, twin: Twin) -> str:
    measured = "" if twin.size_bytes is None else f" ({size(twin.size_bytes)})"
    match _holds(twin.empty, twin.size_bytes):
        case None:
            return "what is in it was not read"
        case True:
            return f"holds data{measured}"
    return "new and empty" if one.created < twin.created else "empty"


def _holds(empty: bool | None, size_bytes: int | None) -> bool | None:
    """Whether data are in it; None where nobody looked or measured."""
    if empty is not None:
        return not empty
    return None if size_bytes is None else size_bytes > 0


def _size(size_bytes: int | None) -> etree._Element:
    if size_bytes is None:
        return tag("span", "muted", "–", title="not measured")
    return tag("span", "number", size(size_bytes))


def _pruned(one: UnusedVolume) -> list[Part]:
    if not one.pruned_by:
        return [tag("span", "muted", "no prune, only by name")]
    return [tag("span", "owner", tag("code", "", command)) for command in one.pruned_by]
