"""The veth table: every interface of every container, with its other end on the host."""

import csv
import io
import json
from typing import Any

import msgspec
import streamlit as st

from inspector.model.evidence import Gap
from inspector.topology.veths import interface_rows
from inspector.web import cache, session
from inspector.web.parts import empty, markup, words

COLUMNS = {
    "container_name": "Container",
    "interface": "Interface",
    "ifindex": "ifindex",
    "host_interface": "Host interface",
    "host_ifindex": "Host ifindex",
    "bridge": "Bridge",
    "network": "Network",
    "addresses": "Addresses",
    "mac": "MAC",
    "mtu_bytes": "MTU",
    "kind": "Kind",
    "netns": "Namespace",
}


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    case = cache.case(opened.digest, opened.evidence)
    rows: list[dict[str, Any]] = msgspec.to_builtins(interface_rows(case.snapshot))
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**Interfaces** &nbsp; :gray[{len(rows)} in containers]", width="stretch")
        wanted = st.text_input("Search", placeholder="Search", label_visibility="collapsed", width=260)
        kept = [row for row in rows if _matches(row, wanted)]
        st.download_button("CSV", lambda: _csv(kept), "interfaces.csv", "text/csv", on_click="ignore")
        st.download_button(
            "JSON", lambda: json.dumps(kept, indent=2), "interfaces.json", "application/json", on_click="ignore"
        )
    if not case.snapshot.containers:
        markup.style()
        empty.no_containers("Here you see which veth, bridge and address belong to which container.")
    elif kept:
        shown = [{title: _cell(row[name]) for name, title in COLUMNS.items()} for row in kept]
        st.dataframe(shown, hide_index=True, width="stretch", height="content" if len(shown) <= 24 else 760)
    else:
        st.info("No interface matches." if rows else "No container here has a network interface of its own.")
    _gaps(tuple(gap for gap in case.snapshot.gaps if "interface" in gap.what or "namespace" in gap.what))


def _matches(row: dict[str, Any], wanted: str) -> bool:
    text = " ".join(str(value) for value in row.values()).casefold()
    return all(word in text for word in wanted.casefold().split())


def _cell(value: Any) -> Any:
    """Zero is no ifindex and no MTU: nothing was read."""
    return ", ".join(value) if isinstance(value, (list, tuple)) else (value or None)


def _csv(rows: list[dict[str, Any]]) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS.values())
    for row in rows:
        cells = ("" if (cell := _cell(row[name])) is None else str(cell) for name in COLUMNS)
        writer.writerow("'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells)
    return written.getvalue()


def _gaps(gaps: tuple[Gap, ...]) -> None:
    for gap in gaps:
        st.warning(words.plain_markdown(f"{gap.what} ({gap.where}): {gap.why.value}. {gap.remedy}"))


main()
