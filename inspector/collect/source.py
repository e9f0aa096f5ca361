"""SOURCE of a command: the live engine, an evidence file, pasted `docker inspect` output, or compose files."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import msgspec

from inspector.collect import archive
from inspector.collect.engine import Progress
from inspector.collect.live import collect_live, now
from inspector.collect.order import in_order
from inspector.collect.redact import redact
from inspector.errors import SourceError
from inspector.model.evidence import Evidence, Json
from inspector.parse.pasted import evidence_from_inspect
from inspector.parse.reading import get, text

STDIN = "-"
_HEAD = 1_000_000
_COMPOSE = re.compile(rb"^(?:services|include|version)\s*:\s*(?:$|[\[{'\"0-9&#])", re.M)
# What a terminal shows around the JSON: the prompt with the command, an empty prompt, what inspect did not find.
_TERMINAL_LINE = re.compile(r"[^\n{\[]*(?:[$#>%]|\bdocker\b)[^\n]*|Error(?: response from daemon)?: [^\n]*|\s*")


def open_source(
    specs: Sequence[str],
    *,
    host: str | None = None,
    context: str | None = None,
    host_facts: bool = True,
    sizes: bool = False,
    paths: Sequence[tuple[str, str]] = (),
    progress: Progress = None,
    alone: bool = False,
) -> Evidence:
    """Evidence from what was named: nothing (the live engine), evidence, `docker inspect` output, or compose files.

    `-` is standard input; several files of `docker inspect` output are merged into one host, several compose files are
    laid over each other. Pasted output and compose files are dated by their file and redacted here; an evidence file is
    taken as it is. paths: see `collect_live`; not for files. alone: the files come from elsewhere, so that neither what
    lies beside them nor this process's environment has a part in them.
    Raises SourceError, EngineUnreachable or UsageError with one line.
    """
    if not specs:
        return collect_live(host, context, host_facts=host_facts, sizes=sizes, paths=paths, progress=progress)
    if len(set(specs)) != len(specs):
        raise SourceError("The same file is named twice", remedy="Name each file once.")
    read = {spec: _read(spec) for spec in specs}
    if composes := [spec for spec, data in read.items() if _is_compose(data, spec)]:
        return _composed(specs, composes, read, alone=alone)
    documents: list[tuple[str, Json]] = []
    for spec in specs:
        name = _called(spec)
        found = documents_in(read[spec], name)
        if any(_is_evidence(one) for one in found):
            if len(specs) > 1 or len(found) > 1:
                raise SourceError(
                    f"{name} is evidence of a whole host, so it must stand alone", remedy="Name one of them."
                )
            return archive.evidence_from(found[0], name)
        documents += [(name, one) for one in found]
    evidence = evidence_from_inspect(documents, _taken_at(specs))
    return redact(msgspec.structs.replace(evidence, engine=in_order(evidence.engine)))


def _is_compose(data: bytes, spec: str) -> bool:
    """A compose file may be JSON, for that is YAML too."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.lstrip()[:1] in (b"{", b"["):
        return b'"services"' in data[:_HEAD] and _has_services(data)
    return Path(spec).suffix in (".yaml", ".yml") or bool(_COMPOSE.search(data))


def _has_services(data: bytes) -> bool:
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return isinstance(get(document, "services"), dict) and not _is_evidence(document)


def _composed(specs: Sequence[str], composes: Sequence[str], read: Mapping[str, bytes], *, alone: bool) -> Evidence:
    if len(composes) < len(specs):
        other = next(spec for spec in specs if spec not in composes)
        raise SourceError(
            f"{_called(other)} is no compose file, and {_called(composes[0])} is one", remedy="Name one kind of files."
        )
    # Only this source needs a reader of YAML.
    from inspector.collect.compose import compose_evidence, surroundings

    first = Path.cwd() if specs[0] == STDIN else Path(specs[0]).absolute().parent
    named = [(spec if alone or spec == STDIN else str(Path(spec).absolute()), read[spec]) for spec in specs]
    if alone:
        named = [(Path(spec).name, data) for spec, data in named]
        return compose_evidence(named, _taken_at(specs), folder=None, environment={})
    return compose_evidence(named, _taken_at(specs), folder=first, environment=surroundings())


def _called(spec: str) -> str:
    return "standard input" if spec == STDIN else spec


def documents_in(data: bytes, name: str) -> list[Json]:
    """The JSON documents in a file: one, or several as a terminal shows them, one `docker inspect` after the other.

    Raises SourceError.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return [msgspec.json.decode(data)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _several(data, name)


def _several(data: bytes, name: str) -> list[Json]:
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    try:
        written = data.decode("utf-8")
        found: list[Json] = []
        position = _next_document(written, 0)
        while 0 <= position < len(written):
            document, end = decoder.raw_decode(written, position)
            found.append(document)
            position = _next_document(written, end)
    except (ValueError, RecursionError):
        found, position = [], -1
    if found and position >= 0:
        return found
    # Neither one document nor several: the strict decoder says where and why.
    return [archive.decode(data, name)]


def _next_document(written: str, position: int) -> int:
    """Where the next document starts, or the end; -1 where something stands that no terminal shows around JSON."""
    while position < len(written):
        if written[position].isspace():
            position += 1
        elif written[position] in "[{":
            return position
        elif (line := _TERMINAL_LINE.match(written, position)) and line.end() > position:
            position = line.end()
        else:
            return -1
    return position


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _is_evidence(document: Json) -> bool:
    return text(get(document, "format")).startswith("inspector-evidence/")


def _read(spec: str) -> bytes:
    if spec == STDIN:
        return archive.unpack(sys.stdin.buffer, "standard input")
    return archive.read_bytes(Path(spec))


def _taken_at(specs: Sequence[str]) -> str:
    """When the youngest file was written: pasted output does not say when it was read."""
    if STDIN in specs:
        return now()
    written = max(Path(spec).stat().st_mtime for spec in specs)
    return datetime.fromtimestamp(written, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
