"""Who reaches whom, of all containers; each cell leads to its question."""

from pathlib import Path

import streamlit as st

from inspector.analysis.matrix import HOST_GROUP, INTERNET_GROUP, Group, Matrix
from inspector.pipeline import Case
from inspector.web import cache, questions, session
from inspector.web.parts import empty, endpoint_picker, markup, matrix_view

FIELDS = {"port": session.MATRIX_PORT, "project": session.MATRIX_PROJECT}
CONNECT = Path(__file__).parent / "connect.py"


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    case = cache.case(opened.digest, opened.evidence)
    questions.follow("matrix", FIELDS)
    markup.style()
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**Matrix** &nbsp; :gray[who reaches whom; those that answer alike share a line]", width="stretch")
        project = endpoint_picker.project(case, session.MATRIX_PROJECT)
        port = endpoint_picker.any_port(session.MATRIX_PORT)
    questions.keep("matrix", FIELDS)
    with st.spinner("Asking every pair"):
        found = cache.matrix(case, port)
    groups = matrix_view.ordered(_kept(case, found, project))
    if len(groups) < 3:
        empty.no_containers(
            "Here every container asks every other one: who connects, by name or address, and who does not."
        )
        return
    chosen = matrix_view.draw(found, groups, key=session.MATRIX, on_choose=lambda: None)
    if chosen.choice:
        rows = [group for group in groups if group.kind != INTERNET_GROUP]
        _open(found, rows, groups, chosen.choice)


def _kept(case: Case, found: Matrix, project: str) -> list[Group]:
    """The groups with somebody of the project in them; the host and the internet always."""
    wanted = {one.id for one in case.snapshot.containers if not project or one.project == project}
    return [group for group in found.groups if group.kind != "container" or wanted & set(group.members)]


def _open(found: Matrix, rows: list[Group], columns: list[Group], choice: object) -> None:
    """Go to the question of a cell; the browser's word is not trusted to be within the grid."""
    match choice:
        case [int(y), int(x)] if 0 <= y < len(rows) and 0 <= x < len(columns):
            source, target = rows[y], columns[x]
        case _:
            return
    cell = next((one for one in found.cells if (one.source, one.target) == (source.label, target.label)), None)
    if cell is None:
        return
    asking, asked = (_name(group, member) for group, member in zip((source, target), cell.asked, strict=True))
    question = {"source": asking, "destination": asked if target.kind != "container" else f"container:{asked}"}
    question |= {"protocol": "tcp", "port": str(target.port)} if target.port else {"protocol": "icmp"}
    st.switch_page(CONNECT, query_params=question)


def _name(group: Group, member: str) -> str:
    if group.kind in (HOST_GROUP, INTERNET_GROUP):
        return group.kind
    return dict(zip(group.members, group.names, strict=True))[member]


main()
