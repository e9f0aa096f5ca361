"""Where data lives: what is behind a path, who shares it, what nobody uses, and what a command would lose."""

from collections.abc import Callable

import streamlit as st

from inspector.analysis import asking
from inspector.analysis.shared_places import overseers
from inspector.analysis.storage_commands import parse_command
from inspector.analysis.survival import forecast
from inspector.analysis.unused import is_empty
from inspector.errors import InspectorError
from inspector.model.backing import UnusedVolume
from inspector.model.container import Container
from inspector.model.sharing import SharedPlace
from inspector.pipeline import Case
from inspector.web import cache, foretold, questions, session, watching
from inspector.web.parts import (
    citations,
    empty,
    endpoint_picker,
    markup,
    measuring,
    mount_tree_view,
    sharing_picture,
    storage_view,
    survival_view,
    unused_view,
    words,
)
from inspector.web.session import Opened

FIELDS = {
    "view": session.STORAGE_VIEW,
    "container": session.STORAGE_CONTAINER,
    "path": session.STORAGE_PATH,
    "command": session.STORAGE_COMMAND,
}
MOST = 60


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    case = cache.case(opened.digest, opened.evidence)
    questions.follow("storage", FIELDS)
    markup.style()
    if st.session_state.get(session.STORAGE_VIEW) not in VIEWS:
        st.session_state[session.STORAGE_VIEW] = next(iter(VIEWS))
    with st.container(key="bar"):
        st.markdown("**Storage** &nbsp; :gray[where data lives, who shares it, and what would be lost; nothing is run]")
        chosen = st.segmented_control(
            "View",
            list(VIEWS),
            key=session.STORAGE_VIEW,
            format_func=lambda name: VIEWS[name][0],
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
    try:
        VIEWS[chosen or next(iter(VIEWS))][1](opened, case)
    except InspectorError as error:
        markup.notice(error)
    questions.keep("storage", FIELDS)


def _container(opened: Opened, case: Case) -> None:
    """The mounts of one container, and what is behind any path of it."""
    if not case.snapshot.containers:
        empty.no_containers("Here you see what a container mounts, who shares it, and what a command would lose.")
        return
    if not st.session_state.get(session.STORAGE_CONTAINER):
        st.session_state[session.STORAGE_CONTAINER] = _first(case).name
    with st.container(key="question"):
        left, right = st.columns([1, 1], gap="small")
    with left:
        name = endpoint_picker.container(case, session.STORAGE_CONTAINER, session.forget_path)
    one = case.topology.container(name)
    found = cache.mount_list(case, one.id)
    with right:
        offered = {branch.target: mount_tree_view.words_of(branch) for branch in found.branches}
        path = endpoint_picker.path(offered, session.STORAGE_PATH)
    with st.container(key="storage_asked" if path else "storage_unasked"):
        left, right = st.columns([5, 7], gap="medium")
    with left:
        whence = "as the kernel has them" if found.observed else "as inspect tells them"
        markup.show(markup.tag("h3", "label", f"Mounts, {whence}"))
        targets = [branch.target for branch in found.branches]
        mount_tree_view.draw(found, path, key=session.STORAGE_MOUNTS, on_choose=lambda: _take_mount(name, targets))
        if len(found.branches) == 1:
            _bare(one)
        if not found.observed:
            said = "Owners, modes and links were not read: a snapshot made as root on the host may hold them."
            markup.show(markup.tag("p", "muted small", said))
    with right:
        _path(case, name, path)
    mine = tuple(place for place in cache.shared(case) if one.id in place.containers)
    shared = tuple(place for place in mine if place.shared)
    if shared:
        markup.show(markup.tag("h3", "label", "Shared with others"))
        _picture(case, "own", shared, one.id)


def _path(case: Case, name: str, path: str) -> None:
    if not path:
        said = "You see where it is kept, who shares it, who may write, and what survives which command."
        empty.notice("Choose a mount, or type any path.", said)
        return
    found = asking.storage(case, name, path)
    storage_view.answer(found, name)
    citations.fixes(found.fixes)
    citations.gaps(found.gaps)
    storage_view.fates(found)


def _bare(one: Container) -> None:
    said = f"{one.name} mounts nothing: what it writes lies in its own layer, and goes when it is removed or recreated."
    markup.show(markup.tag("p", "muted", said))


def _sharing(opened: Opened, case: Case) -> None:
    """The whole host: who has which data."""
    found = cache.shared(case)
    together = [place for place in found if place.shared]
    with st.container(horizontal=True, vertical_alignment="center"):
        count = f"{len(found)} places of data are mounted, {len(together)} by more than one container"
        st.markdown(f":gray[{count}]", width="stretch")
        everything = st.toggle("Those of one container too", key=session.STORAGE_ALL, persist_state="session")
    shown = tuple(found if everything else together)
    whole = overseers(case.storage)
    if whole:
        names = ", ".join(f"{one.container_name} ({'read-write' if one.writable else 'read-only'})" for one in whole)
        said = f"Besides, these mount the root of the host, and so have all that is kept on its disk: {names}."
        markup.show(markup.tag("p", "muted", said))
    if not shown:
        rest = "Turn the switch on to see what each has for itself." if found else "Nothing is mounted here."
        empty.notice("No two containers have the same data.", rest)
        return
    if len(shown) > MOST:
        said = f"The first {MOST} of {len(shown)}: choose a container to see all of its own."
        markup.show(markup.tag("p", "muted", said))
    _picture(case, "all" if everything else "shared", shown[:MOST])


def _picture(case: Case, whose: str, places: tuple[SharedPlace, ...], own: str = "") -> None:
    pictures = cache.sharing(case, whose, places, own)
    sharing_picture.draw(pictures, key=session.STORAGE_SHARING, on_choose=lambda: _take_use(places))


def _unused(opened: Opened, case: Case) -> None:
    """Volumes that no container refers to."""
    found = cache.unused(case)
    total = len(case.snapshot.volumes)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":gray[{len(found)} of {total} volumes are referred to by no container]", width="stretch")
        if found:
            measuring.button(opened)
    if not total:
        empty.notice("No volume was read.", "Pasted inspect output of containers holds none: read the engine itself.")
    elif not found:
        empty.notice("Every volume is referred to by a container, running or stopped.", "Nothing to tidy up here.")
    else:
        unused_view.table(found, _twins(case, found), case.snapshot.taken_at)
        if not any(one.size_bytes is not None for one in found) and not watching.is_live(opened.source):
            said = "Sizes were not measured when this was recorded: `inspector snapshot --sizes` does."
            markup.show(markup.tag("p", "muted", *markup.prose(said)))


def _twins(case: Case, found: tuple[UnusedVolume, ...]) -> dict[str, unused_view.Twin]:
    wanted = {name for one in found for name in one.twins}
    return {
        volume.name: unused_view.Twin(
            name=volume.name,
            project=volume.project,
            created=volume.created,
            size_bytes=volume.size_bytes,
            empty=is_empty(case.storage, volume),
            used=tuple(sorted({one.name for one, _ in case.storage.users.get(volume.name, [])})),
        )
        for volume in case.snapshot.volumes
        if volume.name in wanted
    }


def _commands(opened: Opened, case: Case) -> None:
    """What a command would do to data."""
    first = str(st.session_state.get(session.STORAGE_CONTAINER) or "")
    with st.container(key="question"):
        text = endpoint_picker.command(foretold.commands(case, first), session.STORAGE_COMMAND)
    if not text:
        _examples(case)
        return
    found = forecast(case.storage, parse_command(case.topology, text))
    survival_view.forecast(found)
    citations.gaps(found.gaps)


def _examples(case: Case) -> None:
    """Commands to begin with, of this very host."""
    said = "Choose what you are about to run, or type it: you see which data it would lose, orphan and keep. "
    markup.show(markup.tag("p", "muted hint", said, markup.tag("b", "", "Nothing is run."), " For example:"))
    with st.container(horizontal=True, gap="small"):
        for text in foretold.examples(case):
            st.button(words.plain_markdown(text), key=f"example_{text}", on_click=session.foretell, args=(text,))


def _first(case: Case) -> Container:
    """Whom to begin with: one that runs and has mounts, if there is one."""
    return max(case.snapshot.containers, key=lambda one: (bool(one.mounts), one.has_netns))


def _take_mount(container: str, targets: list[str]) -> None:
    number = session.picked(session.STORAGE_MOUNTS)
    if isinstance(number, int) and 0 <= number < len(targets):
        session.look_into(container, targets[number])


def _take_use(places: tuple[SharedPlace, ...]) -> None:
    if use := sharing_picture.use_of(places, session.picked(session.STORAGE_SHARING)):
        session.look_into(use.container_name, use.target)


VIEWS: dict[str, tuple[str, Callable[[Opened, Case], None]]] = {
    "container": ("Container", _container),
    "sharing": ("Sharing", _sharing),
    "unused": ("Unused", _unused),
    "commands": ("What if…", _commands),
}

main()
