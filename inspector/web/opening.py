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
from inspector.web import session, watching
from inspector.web.session import Failure, Opened, Source, SourceKind


class Upload(Protocol):
    """A file that the browser sent."""

    @property
    def name(self) -> str: ...

    def getvalue(self) -> bytes: ...


def first_source() -> Source:
    """What the app starts on: paths after `--` or in INSPECTOR_SOURCE, INSPECTOR_HOST, else the live engine."""
    files = [word for word in sys.argv[1:] if word.endswith((".json", ".gz", ".yaml", ".yml"))]
    files = files or [path for path in os.environ.get("INSPECTOR_SOURCE", "").split(":") if path]
    if files:
        return Source(SourceKind.FILES, files=tuple(files))
    if host := os.environ.get("INSPECTOR_HOST"):
        return Source(SourceKind.HOST, host)
    return Source(SourceKind.LIVE)


def open_first() -> None:
    """Open what the app starts on; where no engine answers, the demo, which says so."""
    source = first_source()
    try:
        _keep(source, _read(source))
    except InspectorError as error:
        demo = Source(SourceKind.DEMO)
        _keep(demo, _read(demo), error)
        if not isinstance(error, EngineUnreachable):
            session.keep_failure(Failure(error.what, error.remedy))


def open_chosen(source: Source, progress: Progress = None, *, sizes: bool = False) -> None:
    """Open a source; on an error what was open stays, and the error is kept to be shown.

    sizes: of an engine, also how large volumes are, for which it walks its disk; the reading then stands still, for the
    next change would be read without them. That the watched engine does not answer is told where it is watched.
    """
    opened = session.opened()
    try:
        if sizes:
            evidence = _measured(source, progress)
            _keep(source, (evidence, evidence.digest))
            session.pause(watching.is_live(source))
            return
        _keep(source, _read(source))
    except InspectorError as error:
        if opened and source == opened.source and isinstance(error, EngineUnreachable):
            session.pause(False)
            return
        session.keep_failure(Failure(error.what, error.remedy))


def open_uploads(uploads: Sequence[Upload]) -> None:
    """Open what the browser sent. Nothing of it stays on disk."""
    names = ", ".join(upload.name for upload in uploads)
    try:
        evidence = uploaded([(one.name, one.getvalue()) for one in uploads])
        _keep(Source(SourceKind.FILES, names), (evidence, evidence.digest))
    except InspectorError as error:
        session.keep_failure(Failure(error.what, error.remedy))


def _read(source: Source) -> tuple[Evidence, str]:
    """The evidence and its digest. An engine is watched from then on."""
    if watching.is_live(source):
        seen = watching.read(source)
        if seen.evidence:
            return seen.evidence, seen.digest
    evidence = open_source(source.files) if source.kind is SourceKind.FILES else archive.demo()
    return evidence, evidence.digest


def _measured(source: Source, progress: Progress) -> Evidence:
    """Read once, with sizes."""
    match source.kind:
        case SourceKind.CONTEXT:
            return open_source([], context=source.value, sizes=True, progress=progress)
        case SourceKind.HOST:
            return open_source([], host=source.value, sizes=True, progress=progress)
        case SourceKind.LIVE:
            return open_source([], sizes=True, progress=progress)
    return _read(source)[0]


def _keep(source: Source, read: tuple[Evidence, str], unreached: InspectorError | None = None) -> None:
    evidence, digest = read
    session.pause(False)
    session.keep_opened(
        Opened(
            source=source,
            evidence=evidence,
            digest=digest,
            unreached=unreached.what if unreached else "",
            remedy=unreached.remedy if unreached else "",
        )
    )
