"""Who asks, whom and how: words as people type them, with what this host offers."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from inspector.analysis import parties
from inspector.errors import UsageError
from inspector.export.plain import plain
from inspector.model.answer import Protocol
from inspector.pipeline import Case
from inspector.web.ports import Suggestion

HOST, INTERNET = "host", "internet"
PLACES = {HOST: "The host", INTERNET: "The internet"}


def source(case: Case, key: str) -> str:
    """A container, the host, or somebody outside; another address may be typed."""
    labels = _containers(case) | {HOST: "The host", INTERNET: "Outside, the internet"}
    word = _choose("From", labels, key, "Container, host or an outside address")
    return f"{parties.EXTERNAL}{word}" if parties.is_address(word) else word


def destination(case: Case, names: Mapping[str, str], key: str, on_change: Callable[[], None]) -> str:
    """A name as the source would type it, an address, the host, the internet, or a container by its address.

    names: what the source can resolve, with the owners as words.
    """
    containers = _containers(case)
    labels = dict(names) | {name: label for name, label in containers.items() if name not in names} | PLACES
    labels |= {f"{parties.CONTAINER}{name}": f"{name}, by its address" for name in containers}
    return _choose("To", labels, key, "Name or address, as the code says it", on_change)


def protocol(key: str) -> Protocol:
    if st.session_state.get(key) not in Protocol._value2member_map_:
        st.session_state[key] = Protocol.TCP.value
    labels = {"tcp": "TCP", "udp": "UDP", "icmp": "Ping"}
    chosen = st.selectbox(
        "Protocol", list(labels), key=key, format_func=lambda name: labels[name], persist_state="session", width=105
    )
    return Protocol(chosen or "tcp")


def port(found: Sequence[Suggestion], key: str, *, disabled: bool) -> str:
    labels = {str(one.port): f"{one.port}  {one.why}" for one in found}
    if disabled:
        st.selectbox("Port", ["none"], disabled=True, key=f"{key}_none")
        return ""
    return _choose("Port", labels, key, "Port")


def asker(case: Case, key: str) -> str:
    """Whose names: a container or the host."""
    return _choose("Inside of", _containers(case) | {HOST: "The host"}, key, "Container")


def container(case: Case, key: str, on_change: Callable[[], None]) -> str:
    """Whose files."""
    return _choose("Container", _containers(case), key, "Container", on_change)


def path(mounts: Mapping[str, str], key: str) -> str:
    """A path in a container; its mounts are offered. mounts: target to what is there, in words."""
    labels = {target: plain(f"{target}  {words}") for target, words in mounts.items()}
    return _choose("Path", labels, key, "Any absolute path, as a process in it says it")


def command(labels: Mapping[str, str], key: str) -> str:
    """A command to be foretold."""
    return _choose("Command", labels, key, "Choose a command, or type one; it is not run")


def project(case: Case, key: str) -> str:
    """One project, or "" for all."""
    found = sorted({one.project for one in case.snapshot.containers if one.project})
    if st.session_state.get(key) not in found:
        st.session_state[key] = None
    chosen = st.selectbox(
        "Project",
        found,
        index=None,
        key=key,
        placeholder="All projects",
        label_visibility="collapsed",
        width=200,
        persist_state="session",
    )
    return chosen or ""


def any_port(key: str) -> int | None:
    """One port for all, or None for each container's own."""
    if not _is_port(str(st.session_state.get(key) or "")):
        st.session_state[key] = None
    chosen = st.selectbox(
        "Port",
        ["80", "443", "5432", "6379", "8080"],
        index=None,
        key=key,
        placeholder="Each one's own port",
        accept_new_options=True,
        label_visibility="collapsed",
        width=200,
        persist_state="session",
    )
    return int(chosen) if chosen and _is_port(chosen) else None


def number(port: str) -> int | None:
    """The port that was chosen or typed; raises UsageError where it is none."""
    if port and not _is_port(port):
        raise UsageError(f"Port {port!r} is not a number from 1 to 65535", remedy="Choose one, or type it.")
    return int(port) if port else None


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= 65535


def _containers(case: Case) -> dict[str, str]:
    """Running ones first; the state of the others is said."""
    alive = {"running"}
    found = sorted(case.snapshot.containers, key=lambda one: (one.state.value not in alive, one.name))
    return {one.name: one.name if one.state.value in alive else f"{one.name}  {one.state.value}" for one in found}


def _outside(word: str) -> str:
    word = plain(word)
    return f"{word.removeprefix(parties.EXTERNAL)}, outside" if word.startswith(parties.EXTERNAL) else word


def _choose(
    title: str, labels: Mapping[str, str], key: str, placeholder: str, on_change: Callable[[], None] | None = None
) -> str:
    word = st.selectbox(
        title,
        list(labels),
        index=None,
        key=key,
        format_func=lambda name: labels.get(name) or _outside(name),
        placeholder=placeholder,
        accept_new_options=True,
        filter_mode="contains",
        persist_state="session",
        on_change=on_change,
    )
    return (word or "").strip()
