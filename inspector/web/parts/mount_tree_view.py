"""The mounts of one container as a tree in which each line can be chosen."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import streamlit as st
from msgspec import Struct

from inspector.analysis.mount_tree import Branch, MountList
from inspector.export.plain import plain
from inspector.export.sharing_svg import glyph
from inspector.model.backing import BackingKind

COMPONENT = "docker-topology-inspector.mounts"
KINDS = {
    BackingKind.BIND: "host path",
    BackingKind.ANONYMOUS_VOLUME: "anonymous volume",
    BackingKind.TMPFS: "in memory",
    BackingKind.LAYER: "the container's own writable layer",
}


class Row(Struct, frozen=True):
    """One line. source: what is mounted, "" where the kind says it all. covers: what it hides, in words."""

    target: str
    depth: int
    kind: str
    words: str
    source: str
    hover: str
    access: str
    shared: str
    covers: str
    glyph: str
    chosen: bool


def draw(found: MountList, chosen: str, *, key: str, on_choose: Callable[[], None]) -> Any:
    """Mount the tree; `pick` of the result is the number of the line that was chosen last. chosen: a target."""
    rows = [_row(found, number, chosen) for number in range(len(found.branches))]
    component = st.components.v2.component(COMPONENT, js="mounts.js", css="storage.css")
    return component(key=key, data={"rows": msgspec.to_builtins(rows)}, height="content", on_pick_change=on_choose)


def words_of(branch: Branch) -> str:
    """What is mounted, in a few words."""
    return " ".join(word for word in (KINDS.get(branch.kind, branch.kind.value), _source(branch)) if word)


def _row(found: MountList, number: int, chosen: str) -> Row:
    branch = found.branches[number]
    others = sorted({one.container_name for one in branch.shared_with if one.container != found.container})
    above = _above(found.branches[:number], branch)
    return Row(
        target=plain(branch.target),
        depth=branch.depth,
        kind=branch.kind.value,
        words=KINDS.get(branch.kind, branch.kind.value),
        source=plain(_source(branch)),
        hover=plain(branch.place.where),
        access="read-write" if branch.writable else "read-only",
        shared=plain(_few(others)),
        covers=plain(f"covers what {above} has here") if above else "",
        glyph=glyph(branch.kind),
        chosen=branch.target == chosen,
    )


def _above(before: Sequence[Branch], branch: Branch) -> str:
    """The target of the mount of data that this one lies in and so hides a part of."""
    inside = [one for one in before if one.target != "/" and branch.target.startswith(f"{one.target}/")]
    return inside[-1].target if inside and branch.depth else ""


def _source(branch: Branch) -> str:
    if branch.mount and branch.mount.volume:
        name = branch.mount.volume
        return name[:12] if branch.kind is BackingKind.ANONYMOUS_VOLUME else name
    return branch.place.where if branch.kind is BackingKind.BIND else ""


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
