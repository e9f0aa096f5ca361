"""Files are written whole or not at all; questions are read line by line."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from inspector.errors import InspectorError, SourceError


def write_bytes(path: Path, data: bytes) -> None:
    """Write data to path: to a temporary file beside it, fsync, rename. An existing file keeps its mode.

    Raises InspectorError with one line when the folder is missing or cannot be written; the old file then still stands.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            # A device or pipe, such as /dev/stdout, must not be replaced by a file.
            if target.is_dir():
                raise IsADirectoryError(21, "Is a directory")
            target.write_bytes(data)
            return
        _replace(target, data)
    except OSError as error:
        raise InspectorError(
            f"Cannot write {path}: {error.strerror or error}",
            remedy="Name a file in an existing folder that you may write.",
        ) from error


def _replace(target: Path, data: bytes) -> None:
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
            os.fchmod(stream.fileno(), mode)
        Path(temporary).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _umask() -> int:
    """The process's umask; there is no way to read it but to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


@contextmanager
def lines_of(name: str) -> Iterator[IO[bytes]]:
    """The lines of a file, or of standard input for `-`, one at a time, however long it is. Raises SourceError."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - an error while its lines are answered is not the file's
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else "not a file name"
        raise SourceError(f"{name}: {said}", remedy="Name a file of questions, one a line.") from None
    with file:
        yield file
