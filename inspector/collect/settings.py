"""inspector.toml and baseline files: read as a team wrote them, with errors that name the place."""

import tomllib
from pathlib import Path

import msgspec

from inspector.collect.files import write_bytes
from inspector.errors import SourceError
from inspector.model.finding import Report
from inspector.model.settings import BASELINE, Baseline, KnownFinding, Settings

DEFAULT = "inspector.toml"


def read_settings(name: str | None) -> Settings:
    """The settings of a file; without a name those of inspector.toml in the current folder, if it is there.

    Raises SourceError for a file that is missing, not TOML, or has a key or value that makes no sense.
    """
    if name is None and not Path(DEFAULT).is_file():
        return Settings()
    path = name or DEFAULT
    try:
        told = tomllib.loads(_text(path))
        found = msgspec.convert(told, Settings)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path} is not TOML: {error}", remedy="Mend it there.") from None
    except msgspec.ValidationError as error:
        raise SourceError(f"{path}: {error}", remedy="docs/formats.md lists the keys.") from None
    empty = next((number for number, one in enumerate(found.ignore, 1) if not one.reason.strip()), None)
    if empty:
        raise SourceError(
            f"{path}: ignore number {empty} gives no reason", remedy="Say why, for whoever reads it next."
        )
    return found


def read_baseline(name: str) -> Baseline:
    """The findings that a baseline file holds. Raises SourceError."""
    try:
        found = msgspec.json.decode(_text(name), type=Baseline)
    except msgspec.MsgspecError as error:
        raise SourceError(f"{name} is not a baseline: {error}", remedy="Write one with --write-baseline.") from None
    if found.format != BASELINE:
        raise SourceError(f"{name} is a baseline of another version", remedy="Write it anew with --write-baseline.")
    return found


def write_baseline(name: str, report: Report) -> None:
    """Today's findings, with those that the old baseline already had, as the file that --baseline reads."""
    kept = sorted((*report.findings, *report.known), key=lambda one: (one.rule, one.names, one.fingerprint))
    rows = tuple(
        KnownFinding(fingerprint=one.fingerprint, rule=one.rule, names=one.names, title=one.title) for one in kept
    )
    plain = msgspec.json.encode(Baseline(findings=rows), order="sorted")
    write_bytes(Path(name), msgspec.json.format(plain, indent=2) + b"\n")


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SourceError(f"{name} is not text", remedy="Name a file in UTF-8.") from None
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else "not a file name"
        raise SourceError(f"{name}: {said}", remedy="Name a file that you may read.") from None
