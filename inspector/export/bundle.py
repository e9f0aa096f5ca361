"""The map's browser modules as one script, so that a page can hold them: a page from a file may import no other file.

Each module becomes a function of its own, in the order of imports. Only the forms that the modules use are known; an
import or export of another form is an error here, and never a page that does not work.
"""

import re
from functools import lru_cache
from pathlib import Path

import docker_topology_inspector
from inspector.errors import ExportError

MODULES = Path(docker_topology_inspector.__file__).parent / "map"

_IMPORT = re.compile(r'^import (?P<names>\w+|\{[^}]*\}) from "(?P<path>\.[^"]+)";\n', re.M)
_EXPORT_LIST = re.compile(r"(?:^|(?<=[;}]))export\s*\{(?P<names>[^}]*)\};?\s*\Z", re.M)
_EXPORT_ONE = re.compile(r"^export (?P<what>(?:async )?function|class|const|let) (?P<name>\w+)", re.M)
_EXPORT_DEFAULT = re.compile(r"^export default (?=(?:async )?function\b|class\b)", re.M)
_OTHER = re.compile(r"^\s*(?:import|export)\b.*", re.M)


@lru_cache
def bundle(entry: str) -> str:
    """The script. entry: a module's name in the map's folder. Raises ExportError for what it cannot bundle."""
    written: dict[Path, str] = {}
    _add(MODULES / entry, written, ())
    return "".join(written.values())


def _add(path: Path, written: dict[Path, str], within: tuple[Path, ...]) -> None:
    if path in written:
        return
    if path in within:
        raise _cannot(path, "it imports itself")
    code = path.read_text(encoding="utf-8")
    for found in _IMPORT.finditer(code):
        _add((path.parent / found["path"]).resolve(), written, (*within, path))
    written[path] = _wrapped(path, code)


def _wrapped(path: Path, code: str) -> str:
    """The module as a constant that holds what it exports."""
    offered = {}
    if listed := _EXPORT_LIST.search(code):
        offered = {outer: inner for inner, outer in map(_pair, _names(listed["names"]))}
        code = code[: listed.start()]
    offered |= {found["name"]: found["name"] for found in _EXPORT_ONE.finditer(code)}
    code = _EXPORT_ONE.sub(r"\g<what> \g<name>", code)
    if _EXPORT_DEFAULT.search(code):
        offered["default"] = "main"
        code = _EXPORT_DEFAULT.sub("const main = ", code)
    code = _IMPORT.sub(lambda found: _taken((path.parent / found["path"]).resolve(), found["names"]), code)
    if other := _OTHER.search(code):
        raise _cannot(path, other[0].strip()[:60])
    told = ", ".join(f"{outer}: {inner}" for outer, inner in sorted(offered.items()))
    return f'const {_constant(path)} = (() => {{\n"use strict";\n{code.strip()}\nreturn {{ {told} }};\n}})();\n'


def _taken(path: Path, names: str) -> str:
    pairs = map(_pair, _names(names.strip("{}"))) if names.startswith("{") else [("default", names)]
    return f"const {{ {', '.join(f'{inner}: {outer}' for inner, outer in pairs)} }} = {_constant(path)};\n"


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]


def _pair(name: str) -> tuple[str, str]:
    """`a as b`: the name inside of the module, and the one outside."""
    inner, _, outer = name.partition(" as ")
    return inner.strip(), (outer or inner).strip()


def _constant(path: Path) -> str:
    return "module_" + re.sub(r"\W", "_", path.relative_to(MODULES).with_suffix("").as_posix())


def _cannot(path: Path, why: str) -> ExportError:
    return ExportError(f"{path.name} cannot be put into one page: {why}", remedy="Report this.")
