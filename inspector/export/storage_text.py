"""Answers about storage as text for people: the sentence first, then what it rests on."""

from collections.abc import Iterator, Sequence

from rich.filesize import decimal as size

from inspector.analysis.mount_tree import Branch, MountList
from inspector.analysis.survival_words import called, short_volume, worst_first
from inspector.export.answer_text import ASSUMED, Line, cited, ending, footing
from inspector.model.backing import Answer3, Backing, BackingKind, Fate, Forecast, Loss, UnusedVolume

_FATES = {Fate.KEPT: "green", Fate.LOST: "bold red", Fate.ORPHANED: "yellow", Fate.UNKNOWN: "bright_black"}
_WRITABLE = {Answer3.YES: "writable", Answer3.NO: "not writable", Answer3.UNKNOWN: "writable: not known"}
_ACCESS = {True: "rw", False: "ro"}


def backing_lines(found: Backing) -> Iterator[Line]:
    """One path's answer."""
    yield 0, "bold", found.sentence
    yield 2, "bright_black", f"{found.kind.value}; {_WRITABLE[found.writable]}: {found.writable_why}; {found.code}"
    if len(found.stack) > 1:
        yield 2, "", f"mounts on the way: {' < '.join(found.stack)}"
    if found.hides:
        yield 2, "", f"it hides {found.hides}"
    for one in found.shared_with:
        where = one.path or f"a part of it at {one.target}"
        yield 2, "", f"shared with {one.container_name} at {where}, {_ACCESS[one.writable]}, {one.state.value}"
    if found.survives:
        yield 2, "bold", "what becomes of it"
    for told in found.survives:
        yield 4, _FATES[told.fate], f"{told.command:<23}{told.fate.value:<9} {told.why}"
    yield from (line for cite in found.cites for line in cited(cite))
    yield from ending(found.fixes, found.gaps, footing(found))


def tree_lines(found: Sequence[MountList]) -> Iterator[Line]:
    """All mounts of containers, nested ones below what they are mounted on."""
    if not found:
        yield 0, "", "There is no container, so nothing is mounted."
    for one in found:
        yield 0, "bold", f"{one.name} ({one.state}), as {'the kernel has' if one.observed else 'inspect tells'} it"
        for branch in one.branches:
            yield 2 + 2 * branch.depth, "", _branch(one, branch)


def forecast_lines(found: Forecast) -> Iterator[Line]:
    """What a command would do, the worst first."""
    yield 0, "bold", found.sentence
    yield 2, "bright_black", "nothing was run"
    for loss in worst_first(found.losses):
        yield 2, _FATES[loss.fate], f"{loss.fate.value:<9} {_datum(loss)}: {loss.why}"
    yield from (line for cite in found.cites for line in cited(cite))
    yield from ending((), found.gaps, ASSUMED if found.assumed else "")


def unused_lines(found: Sequence[UnusedVolume]) -> Iterator[Line]:
    """The volumes that nobody refers to."""
    if not found:
        yield 0, "", "Every volume is referred to by a container."
        return
    yield 0, "bold", f"{len(found)} volume{'' if len(found) == 1 else 's'} that no container refers to"
    for one in found:
        measured = f", {size(one.size_bytes)}" if one.size_bytes is not None else ""
        content = {True: ", empty", False: ", holds data", None: ""}[one.empty]
        yield (
            2,
            "",
            f"{short_volume(one.name)}: {one.origin}, made {one.created or 'at a time not read'}{measured}{content}",
        )
        if one.twins:
            yield 4, "yellow", f"the same compose volume of another project: {', '.join(one.twins)}"
        if one.pruned_by:
            yield 4, "bright_black", f"removed by: {'; '.join(one.pruned_by)}"


def _branch(of: MountList, branch: Branch) -> str:
    others = sorted({one.container_name for one in branch.shared_with if one.container != of.container})
    with_whom = f", shared with {', '.join(others)}" if others else ""
    return f"{branch.target}  {branch.kind.value}{_source(branch)}, {_ACCESS[branch.writable]}{with_whom}"


def _source(branch: Branch) -> str:
    if branch.mount and branch.mount.volume:
        behind = f" = {branch.place.where}" if branch.place.where != branch.mount.source else ""
        return f" {short_volume(branch.mount.volume)}{behind}"
    return f" {branch.place.where}" if branch.kind is BackingKind.BIND else ""


def _datum(loss: Loss) -> str:
    users = f" (used by {', '.join(loss.users)})" if loss.users and loss.datum.name not in loss.users else ""
    return f"{called(loss.datum)}{users}"
