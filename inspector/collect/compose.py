"""Compose files to evidence: the named files, those that they name in turn, and the values of their variables."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from inspector.collect import archive, secrets
from inspector.collect.redact import redact
from inspector.errors import SourceError
from inspector.model.evidence import ComposeFiles, Evidence
from inspector.parse.compose.plan import Plan, plan
from inspector.parse.compose.variables import dotenv
from inspector.parse.compose.variables import env_names as names_in

MOST_FILES = 200
OWN = ("COMPOSE_PROJECT_NAME", "COMPOSE_PROFILES")
"""Variables that compose itself reads."""


def compose_evidence(
    named: Sequence[tuple[str, bytes]], taken_at: str, *, folder: Path | None, environment: Mapping[str, str]
) -> Evidence:
    """Evidence of a project from (path, content) of its files, laid over each other in their order.

    folder: where relative paths start and `.env` lies; None for files whose folder is not here: nothing but them is
    read then. environment: the variables of who asks, which go before those of `.env`, as compose has it.
    Raises SourceError for what is no YAML.
    """
    files = {path: _text(data, path) for path, data in named}
    own = {key: value for key, value in environment.items() if value or key not in OWN}
    variables = (_dotenv(folder / ".env", own) if folder else {}) | own
    told = ComposeFiles(
        main=tuple(path for path, _ in named),
        directory=str(folder) if folder else "",
        files=files,
        variables=variables,
    )
    made, told = _followed(told, reads=folder is not None)
    source = "compose: " + ", ".join(path for path, _ in named)
    told = replace(told, variables=_kept(variables, made))
    return redact(Evidence(taken_at=taken_at, tool="compose files", source=source, compose=told))


def _followed(told: ComposeFiles, *, reads: bool) -> tuple[Plan, ComposeFiles]:
    """The plan with every file that is there of those that are named."""
    tried = set(told.files)
    while True:
        made = plan(told)
        fresh = [path for path in made.wanted if path not in tried]
        if not reads or not fresh or len(tried) > MOST_FILES:
            return made, told
        tried |= set(fresh)
        found = {path: text for path in fresh if (text := _beside(path, told.directory)) is not None}
        told = replace(told, files=told.files | found)


def _beside(path: str, directory: str) -> str | None:
    """The text of a file that another one names; of an env file the names alone, for its values are no concern."""
    try:
        written = _text(archive.read_bytes(Path(directory) / path), path)
    except SourceError:
        return None
    if path.endswith((".yaml", ".yml", ".json")):
        return written
    return "".join(f"{name}=\n" for name in names_in(written))


def _dotenv(path: Path, environment: Mapping[str, str]) -> dict[str, str]:
    try:
        return dotenv(_text(archive.read_bytes(path), str(path)), environment) if path.exists() else {}
    except SourceError:
        return {}


def _kept(variables: Mapping[str, str], made: Plan) -> dict[str, str]:
    """The values that are needed to read the files again; of those that look like secrets only that there is one."""
    before = msgspec.json.encode(made.engine).decode()
    cleaned = redact(Evidence(taken_at="", tool="", engine=made.engine))
    after = msgspec.json.encode(cleaned.engine).decode()
    kept = {}
    for name in sorted({*made.variables, *OWN} & variables.keys()):
        value = variables[name]
        escaped = msgspec.json.encode(value).decode()[1:-1]
        secret = name not in (*made.shown, *OWN) or secrets.secret_name(name)
        hidden = bool(escaped) and escaped in before and escaped not in after
        kept[name] = secrets.REDACTED if value and (secret or hidden) else secrets.any_text(value)
    return kept


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 text", remedy="Save it as UTF-8.") from error


def surroundings() -> Mapping[str, str]:
    """The environment of this process, as compose would see it."""
    return os.environ
