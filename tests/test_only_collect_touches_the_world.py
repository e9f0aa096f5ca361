"""Only `inspector/collect` opens, runs or connects anything; import contracts cannot see calls, so this reads the code."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "inspector"
BANNED_IMPORTS = {
    "docker",
    "paramiko",
    "socket",
    "subprocess",
    "ctypes",
    "http",
    "urllib.request",
    "shutil",
    "tempfile",
    "os",
}
BANNED_CALLS = {
    *("open", "exec", "eval", "compile", "__import__", "input"),
    *(".open", ".read_bytes", ".read_text", ".write_bytes", ".write_text", ".mkdir", ".touch", ".unlink", ".rename"),
    *(".rmdir", ".symlink_to", ".chmod", ".iterdir", ".system", ".popen"),
}
ALLOWED = {
    # Files that are part of the program.
    "export/": {".read_bytes", ".read_text"},
    "web/": {".read_bytes", ".read_text"},
    # When the reader of a pipe has gone, standard output is turned to /dev/null.
    "__main__.py": {"os", ".open"},
}


def _elsewhere() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] != "collect"]


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return f".{name}"
    return ""


def _imports(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
    return []


@pytest.mark.parametrize("path", _elsewhere(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_other_part_reads_writes_runs_or_connects(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    allowed = set().union(*(calls for start, calls in ALLOWED.items() if place.startswith(start)))
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _name(node) in BANNED_CALLS - allowed:
            found.append(f"{place}:{node.lineno} calls {_name(node)}()")
        found += [
            f"{place}:{node.lineno} imports {name}" for name in _imports(node) if name in BANNED_IMPORTS - allowed
        ]
    assert found == []
