"""Evidence files: save, load, and the bundled demo."""

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO

import msgspec

from inspector.collect.files import write_bytes
from inspector.errors import SourceError
from inspector.model.evidence import FORMAT, Evidence, Json
from inspector.parse.reading import get, text

# A host of ten thousand containers stays below this; decoded, a file takes about ten times its size of memory.
LIMIT_BYTES = 128 * 1024 * 1024
DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo.json.gz"


def save(evidence: Evidence, path: Path) -> None:
    """Write evidence to path, gzipped when the name ends in .gz; the same evidence gives the same bytes.

    Raises InspectorError when it cannot be written.
    """
    data = evidence.canonical()
    write_bytes(path, gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data + b"\n")


def load(path: Path) -> Evidence:
    """Read an evidence file, gzipped or not. Raises SourceError with one line for whatever is wrong with it."""
    return evidence_from(decode(read_bytes(path), str(path)), str(path))


def demo() -> Evidence:
    """The bundled example host."""
    return load(DEMO)


def read_bytes(path: Path) -> bytes:
    """The file's content, unpacked when it is gzip; at most LIMIT_BYTES. Raises SourceError."""
    try:
        with path.open("rb") as stream:
            return unpack(stream, str(path))
    except OSError as error:
        remedy = {
            FileNotFoundError: "Check the name.",
            PermissionError: "Let it be read, or run as its owner.",
            IsADirectoryError: "Name a file, not a folder.",
        }.get(type(error), "")
        raise SourceError(f"Cannot read {path}: {error.strerror or error}", remedy=remedy) from error


def unpack(stream: BinaryIO, name: str) -> bytes:
    """Everything in the stream, unpacked when it is gzip, never holding more than LIMIT_BYTES. Raises SourceError."""
    data = stream.read(LIMIT_BYTES + 1)
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, name)
    if len(data) > LIMIT_BYTES:
        raise SourceError(
            f"{name} is larger than {LIMIT_BYTES >> 20} MB", remedy="No evidence is that large: check the file."
        )
    if not data.strip():
        raise SourceError(
            f"{name} is empty", remedy="Write it again with `snapshot`, or paste `docker inspect` output."
        )
    return data


def _gunzip(data: bytes, name: str) -> bytes:
    """Unpack with a limit: a small file can hold gigabytes of zeros."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(data, LIMIT_BYTES + 1)
    except zlib.error as error:
        raise SourceError(f"{name} is damaged: {error}", remedy="Get the file again.") from error
    if len(plain) <= LIMIT_BYTES and not unpacker.eof:
        raise SourceError(f"{name} is cut off: its compressed data has no end", remedy="Get the whole file.")
    return plain


def decode(data: bytes, name: str) -> Json:
    """The one JSON value in data. Raises SourceError that says where the text stops being JSON."""
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError as error:
        raise SourceError(f"{name} is nested too deeply", remedy="This is no evidence file.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{name} {_not_json(data, error)}", remedy="Check that the file is whole.") from error


def _not_json(data: bytes, error: Exception) -> str:
    if b"\0" in data[:1024]:
        return "is a binary file, not JSON"
    if "truncated" in str(error):
        return "is cut off: the JSON has no end"
    return f"is not JSON: {error}"


def evidence_from(document: Json, name: str) -> Evidence:
    """Evidence from a decoded evidence file. Raises SourceError for another kind or version."""
    version = text(get(document, "format"))
    if not version.startswith("inspector-evidence/"):
        raise SourceError(f"{name} is JSON, but not evidence", remedy="Name a file that `snapshot` wrote.")
    if version != FORMAT:
        maker = text(get(document, "tool")) or "another version of the inspector"
        raise SourceError(
            f"{name} has format {version}, written by {maker}; this version reads {FORMAT}",
            remedy="Open it with the version that wrote it, or upgrade the inspector.",
        )
    try:
        return msgspec.convert(document, Evidence)
    except (msgspec.ValidationError, RecursionError) as error:
        raise SourceError(
            f"{name} is evidence, but broken: {error}", remedy="Write it again with `snapshot`."
        ) from error
