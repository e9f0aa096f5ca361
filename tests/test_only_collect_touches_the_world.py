"""Only `inspector/collect` opens, runs or connects anything; an import contract cannot see a call, so code is read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "inspector"
MODULES = {"docker", "paramiko", "socket", "subprocess", "ctypes", "http.client", "urllib.request", "tempfile"}
FUNCTIONS = {"open", "exec", "eval", "compile", "__import__", "input"}
FILES = {"open", "read_bytes", "read_text", "write_bytes", "write_text", "touch", "unlink", "rename", "chmod"}
FOLDERS = {"mkdir", "rmdir", "iterdir", "symlink_to"}
METHODS = FILES | FOLDERS
HARMLESS = {"os.environ", "os.fspath", "os.path", "shutil.get_terminal_size"}

ALLOWED = {
    # Files that are part of the program.
    "export/": {".read_bytes", ".read_text"},
    "web/": {".read_bytes", ".read_text"},
    # When nobody reads standard output, or it is closed, it becomes /dev/null.
    "__main__.py": {"os.open", "os.fdopen", "os.devnull", "os.O_WRONLY", "os.dup2", "os.close"},
}


def touches(code: str) -> Iterator[tuple[int, str]]:
    """Line and name of what reaches out of the program."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names if alias.name in MODULES)
            case ast.ImportFrom(module=str(module), level=0) if module in MODULES | {"os", "shutil"}:
                yield node.lineno, module
            case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
                yield node.lineno, name
            case ast.Attribute(value=ast.Name(id="os" | "shutil" as module), attr=name):
                if f"{module}.{name}" not in HARMLESS:
                    yield node.lineno, f"{module}.{name}"
            case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in METHODS:
                if not (isinstance(value, ast.Name) and value.id == "os"):
                    yield node.lineno, f".{name}"


def _elsewhere() -> list[str]:
    files = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
    return [file for file in files if not file.startswith("collect/")]


@pytest.mark.parametrize("file", _elsewhere())
def test_no_other_part_reads_writes_runs_or_connects(file: str) -> None:
    allowed = set().union(*(names for start, names in ALLOWED.items() if file.startswith(start)))
    found = touches((PACKAGE / file).read_text())
    assert [f"inspector/{file}:{line}: {name}" for line, name in found if name not in allowed] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("open('x')", "open"),
        ("import subprocess", "subprocess"),
        ("from socket import socket", "socket"),
        ("Path('x').write_text('')", ".write_text"),
        ("import os\nos.remove('x')", "os.remove"),
        ("from shutil import rmtree", "shutil"),
    ],
)
def test_the_reader_of_code_sees_what_is_forbidden(code: str, name: str) -> None:
    assert name in [found for _, found in touches(code)]
