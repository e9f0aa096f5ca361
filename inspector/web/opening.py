"""Opening a source: the one action of the app that reads an engine or a file."""

import os
import sys
from collections.abc import Sequence
from typing import Protocol

from inspector.collect import archive
from inspector.collect.engine import Progress
from inspector.collect.source import open_source
from inspector.collect.uploads import open_uploads as uploaded
from inspector.errors import EngineUnreachable, InspectorError
from inspector.model.evidence import Evidence
from inspector.web import session
from inspector.web.session import Failure, Opened, Source, SourceKind


class Upload(Protocol):
    """A file that the browser sent."""

    @property
    def name(self) -> str: ...

    def getvalue(self) -> bytes: ...


def first_source() -> Source:
    """What the app starts on: paths after `--` or in INSPECTOR_SOURCE, INSPECTOR_HOST, else the live engine."""
    files = [word for word in sys.argv[1:] if word.endswith((".json", ".gz"))]
    files = files or [path for path in os.environ.get("INSPECTOR_SOURCE", "").split(":") if path]
    if files:
        return Source(SourceKind.FILES, files=tuple(files))
    if host := os.environ.get("INSPECTOR_HOST"):
        return Source(SourceKind.HOST, host)
    return Source(SourceKind.LIVE)


def open_first(progress: Progress = None) -> None:
    """Open what the app starts on; where no engine answers, the demo, which says so."""
    source = first_source()
    try:
        _keep(source, _read(source, progress))
    except InspectorError as error:
        _keep(Source(SourceKind.DEMO), archive.demo(), error)
        if not isinstance(error, EngineUnreachable):
            session.keep_failure(Failure(error.what, error.remedy))


def open_chosen(source: Source, progress: Progress = None, *, sizes: bool = False) -> None:
    """Open a source; on an error what was open stays, and the error is kept to be shown.

    sizes: of an engine, also how large volumes are, for which it walks its disk.
    """
    try:
        _keep(source, _read(source, progress, sizes=sizes))
    except InspectorError as error:
        session.keep_failure(Failure(error.what, error.remedy))


def open_uploads(uploads: Sequence[Upload]) -> None:
    """Open what the browser sent. Nothing of it stays on disk."""
    names = ", ".join(upload.name for upload in uploads)
    try:
        _keep(Source(SourceKind.FILES, names), uploaded([(one.name, one.getvalue()) for one in uploads]))
    except InspectorError as error:
        session.keep_failure(Failure(error.what, error.remedy))


def _read(source: Source, progress: Progress, *, sizes: bool = False) -> Evidence:
    match source.kind:
        case SourceKind.DEMO:
            return archive.demo()
        case SourceKind.FILES:
            return open_source(source.files)
        case SourceKind.CONTEXT:
            return open_source([], context=source.value, sizes=sizes, progress=progress)
        case SourceKind.HOST:
            return open_source([], host=source.value, sizes=sizes, progress=progress)
        case _:
            return open_source([], sizes=sizes, progress=progress)


def _keep(source: Source, evidence: Evidence, unreached: InspectorError | None = None) -> None:
    session.keep_opened(
        Opened(
            source=source,
            evidence=evidence,
            digest=evidence.digest,
            unreached=unreached.what if unreached else "",
            remedy=unreached.remedy if unreached else "",
        )
    )
