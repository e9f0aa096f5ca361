"""Who reaches whom as a grid: one row and one column for each group of containers that answer alike."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import streamlit as st
from msgspec import Struct

from inspector.analysis.matrix import HOST_GROUP, INTERNET_GROUP, Cell, Group, Matrix
from inspector.model.answer import ClientSees, NameOutcome, PathState
from inspector.web.parts.verdicts import CLIENT_SEES, SILENT, Face

COMPONENT = "docker-topology-inspector.matrix"
BY_ADDRESS = Face("○", "Connected, but only by address", "good")
OUT = Face("→", "Leaves the host; what is there was not read", "idle")
OFF = Face("–", "Not running", "idle")
FACES = {
    "named": Face("✓", "Connected, by name too", "good"),
    "address": BY_ADDRESS,
    "open": Face("◇", "The path is open; who listens was not read", "good"),
    "silent": SILENT,
    ClientSees.REFUSED.value: CLIENT_SEES[ClientSees.REFUSED],
    ClientSees.TIMED_OUT.value: CLIENT_SEES[ClientSees.TIMED_OUT],
    ClientSees.HOST_UNREACHABLE.value: Face("⊘", "Host or network unreachable", "bad"),
    "out": OUT,
    "off": OFF,
    ClientSees.UNKNOWN.value: CLIENT_SEES[ClientSees.UNKNOWN],
}
NAMELESS = (HOST_GROUP, INTERNET_GROUP)


class Head(Struct, frozen=True):
    """One row or column: the first member's name, how many more there are, what is asked of it, all members."""

    title: str
    more: int
    note: str
    members: tuple[str, ...]
    state: str = ""


def draw(found: Matrix, groups: Sequence[Group], *, key: str, on_choose: Callable[[], None]) -> Any:
    """Mount the grid of these groups; `choice` of the result is [row, column] of the cell that was chosen last."""
    cells = {(cell.source, cell.target): cell for cell in found.cells}
    rows = [group for group in groups if group.kind != INTERNET_GROUP]
    data = {
        "rows": [msgspec.to_builtins(_head(group)) for group in rows],
        "columns": [msgspec.to_builtins(_head(group)) for group in groups],
        "cells": [[_kind(cells.get((row.label, column.label)), column) for column in groups] for row in rows],
        "codes": [[_code(cells.get((row.label, column.label))) for column in groups] for row in rows],
        "faces": {name: msgspec.to_builtins(face) for name, face in FACES.items()},
    }
    component = st.components.v2.component(COMPONENT, js="matrix.js", css="matrix.css")
    return component(key=key, data=data, height="content", on_choice_change=on_choose)


def ordered(groups: Sequence[Group]) -> list[Group]:
    """Those that run first, neighbours of one network together; the host and the internet last."""
    return sorted(
        groups,
        key=lambda one: (one.kind == INTERNET_GROUP, one.kind == HOST_GROUP, not _runs(one), one.networks, one.names),
    )


def _kind(cell: Cell | None, target: Group) -> str:
    if cell is None:
        return ""
    if cell.code in ("TARGET_NOT_RUNNING", "SOURCE_NOT_RUNNING"):
        return "off"
    if cell.code == "LEAVES_HOST":
        return "out"
    if cell.client_sees is ClientSees.CONNECTED:
        if cell.code == "TARGET_PAUSED":
            return "silent"
        return "named" if cell.name is NameOutcome.FOUND or target.kind in NAMELESS else "address"
    if cell.client_sees is ClientSees.UNKNOWN and cell.path is PathState.OPEN:
        return "open"
    if cell.client_sees is ClientSees.NETWORK_UNREACHABLE:
        return ClientSees.HOST_UNREACHABLE.value
    return cell.client_sees.value


def _code(cell: Cell | None) -> str:
    return (f"{cell.code}, assumed" if cell.assumed else cell.code) if cell else ""


def _head(group: Group) -> Head:
    title = {HOST_GROUP: "the host", INTERNET_GROUP: "the internet"}.get(group.kind, group.names[0])
    note = f"tcp {group.port}" if group.port else "ping"
    state = "" if group.state == "running" or group.kind in NAMELESS else group.state
    return Head(title, len(group.names) - 1, note, group.names, state)


def _runs(group: Group) -> bool:
    return group.state in ("running", "paused", "")
