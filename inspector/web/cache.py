"""What is computed once for the same evidence, whoever asks. Keys are digests: what differs is never mixed up."""

from typing import Any

import msgspec
import streamlit as st

from inspector.analysis.matrix import Matrix
from inspector.analysis.mount_tree import MountList
from inspector.analysis.reachers import reachers
from inspector.export import drawing, findings_marks, listing
from inspector.export.drawing import Look, Picture
from inspector.export.folding import insides
from inspector.export.listing import Item
from inspector.export.render import export
from inspector.export.sheet import sheet
from inspector.export.sheet_answers import about, with_answers
from inspector.export.sheet_lines import Sheet
from inspector.export.shown import Shown
from inspector.export.shown import shown as work_out
from inspector.export.view import View
from inspector.model.answer import Resolution
from inspector.model.backing import UnusedVolume
from inspector.model.evidence import Evidence
from inspector.model.finding import Report
from inspector.model.ids import Kind, Ref
from inspector.model.sharing import SharedPlace
from inspector.pipeline import Case, build, check
from inspector.topology.graph import Topology
from inspector.topology.view import Filter, select

_PLAIN = Look()


def case(digest: str, evidence: Evidence, before: Case | None = None) -> Case:
    """The evidence, read and linked. before: the same host a moment ago."""
    return _case(digest, evidence, before)


def view(found: Case, wanted: Filter) -> Topology:
    """What the filters leave of it."""
    return _view(found.digest, _key(wanted), found, wanted)


def picture(found: Case, wanted: Filter, look: Look = _PLAIN) -> Picture:
    """The scene of what the filters leave, as SVG that takes its colours from the page."""
    return _picture(found.digest, _key(wanted), _key(look), found, wanted, look)


def listed(found: Case, wanted: Filter) -> tuple[Item, ...]:
    """The list of what the filters leave."""
    return _listed(found.digest, _key(wanted), found, wanted)


def details(found: Case, evidence: Evidence, ref: Ref) -> Sheet:
    """Everything that is known of one entity."""
    return _details(found.digest, str(ref), found, evidence, ref)


def exported(found: Case, evidence: Evidence, name: str, view: View) -> bytes:
    """A file to take away."""
    return _exported(found.digest, name, _key(view), found, evidence, view)


def shown(found: Case, view: View) -> Shown:
    """What a file of this view shows."""
    return _shown(found.digest, _key(view), found, view)


def directory(found: Case, asker: Ref) -> tuple[Resolution, ...]:
    """Everything that an asker can resolve."""
    return _directory(found.digest, str(asker), found, asker)


def names_of(found: Case, asker: Ref) -> dict[str, str]:
    """The names that an asker may mean, with their owners where the name alone does not tell; no short ids."""
    if asker.kind is Kind.EXTERNAL:
        return {}
    named: dict[str, str] = {}
    for one in directory(found, asker):
        if not one.owners or all(owner.origin == "short id" for owner in one.owners):
            continue
        owners = ", ".join(owner.container_name for owner in one.owners)
        named[one.query.name] = one.query.name if owners == one.query.name else f"{one.query.name}  {owners}"
    return named


def matrix(found: Case, port: int | None) -> Matrix:
    """Every pair, asked once."""
    return _matrix(found.digest, port, found)


def report(found: Case) -> Report:
    """What all rules say."""
    return _report(found.digest, found)


def mount_list(found: Case, container: str) -> MountList:
    """The mount tree of one container, by id."""
    return _mount_list(found.digest, container, found)


def shared(found: Case) -> tuple[SharedPlace, ...]:
    """Every piece of data that is mounted, with everybody who has it."""
    return _shared(found.digest, found)


def sharing(found: Case, whose: str, places: tuple[SharedPlace, ...], own: str = "") -> dict[str, str]:
    """The sharing picture of these places, as SVG for a wide and for a narrow page.

    whose: what the places were chosen by. own: id of the container that they are the places of.
    """
    return _sharing(found.digest, whose, own, places)


def unused(found: Case) -> tuple[UnusedVolume, ...]:
    """The volumes that no container refers to."""
    return _unused(found.digest, found)


def _key(wanted: Filter | View | Look) -> str:
    return msgspec.json.encode(_ordered(msgspec.to_builtins(wanted)), order="sorted").decode()


def _ordered(value: Any) -> Any:
    """Sets in one order."""
    if isinstance(value, dict):
        return {name: _ordered(one) for name, one in value.items()}
    return sorted(value, key=str) if isinstance(value, (set, frozenset, list, tuple)) else value


@st.cache_resource(max_entries=8, show_spinner=False)
def _case(digest: str, _evidence: Evidence, _before: Case | None) -> Case:
    return build(_evidence, _before)


@st.cache_resource(max_entries=32, show_spinner=False)
def _view(digest: str, key: str, _case: Case, _filter: Filter) -> Topology:
    return select(_case.topology, _filter)


@st.cache_resource(max_entries=32, show_spinner=False)
def _picture(digest: str, key: str, look_key: str, _case: Case, _filter: Filter, _look: Look) -> Picture:
    topology = view(_case, _filter)
    found = findings_marks.of(report(_case), topology) if _look.findings else ()
    inside = insides(topology, drawing.folded_away(topology, _look))
    return drawing.draw(topology, _look, findings_marks.marks(found, topology, inside))


@st.cache_resource(max_entries=32, show_spinner=False)
def _listed(digest: str, key: str, _case: Case, _filter: Filter) -> tuple[Item, ...]:
    return tuple(listing.items(view(_case, _filter)))


@st.cache_resource(max_entries=64, show_spinner=False)
def _directory(digest: str, name: str, _case: Case, _asker: Ref) -> tuple[Resolution, ...]:
    from inspector.analysis.directory import directory as listed

    return listed(_case.world.facts, _asker)


@st.cache_resource(max_entries=8, show_spinner=False)
def _matrix(digest: str, port: int | None, _case: Case) -> Matrix:
    from inspector.analysis.matrix import matrix as asked

    return asked(_case.world, port)


@st.cache_resource(max_entries=8, show_spinner=False)
def _report(digest: str, _case: Case) -> Report:
    return check(_case)


@st.cache_resource(max_entries=64, show_spinner=False)
def _mount_list(digest: str, container: str, _case: Case) -> MountList:
    from inspector.analysis.mount_tree import mount_lists

    return mount_lists(_case.storage, [_case.storage.containers[container]])[0]


@st.cache_resource(max_entries=8, show_spinner=False)
def _shared(digest: str, _case: Case) -> tuple[SharedPlace, ...]:
    from inspector.analysis.shared_places import shared_places

    return shared_places(_case.storage)


@st.cache_resource(max_entries=32, show_spinner=False)
def _sharing(digest: str, whose: str, own: str, _places: tuple[SharedPlace, ...]) -> dict[str, str]:
    from inspector.export.sharing_svg import render_sharing
    from inspector.topology.layout_sharing import FOLD, NARROW, WIDE, lay_out_sharing

    fold = 3 * FOLD if own else FOLD
    columns = {"wide": WIDE, "narrow": NARROW}
    drawn = {name: lay_out_sharing(_places, one, own=own, fold=fold) for name, one in columns.items()}
    return {name: render_sharing(scene, "app") for name, scene in drawn.items()}


@st.cache_resource(max_entries=8, show_spinner=False)
def _unused(digest: str, _case: Case) -> tuple[UnusedVolume, ...]:
    from inspector.analysis.unused import unused as asked

    return asked(_case.storage)


@st.cache_resource(max_entries=64, show_spinner=False)
def _details(digest: str, name: str, _case: Case, _evidence: Evidence, _ref: Ref) -> Sheet:
    made = sheet(_case.topology, _evidence, _ref)
    found = about(_ref, report(_case).findings)
    reached = reachers(_case.world, _ref.id) if _ref.kind is Kind.CONTAINER else None
    return with_answers(made, found, reached)


@st.cache_resource(max_entries=16, show_spinner=False)
def _exported(digest: str, name: str, key: str, _case: Case, _evidence: Evidence, _view: View) -> bytes:
    return export(_case, name, _view, _evidence)


@st.cache_resource(max_entries=32, show_spinner=False)
def _shown(digest: str, key: str, _case: Case, _view: View) -> Shown:
    return work_out(_case, _view)
