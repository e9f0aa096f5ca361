"""Files that a browser sent, read like files that were named; nothing of them stays on disk."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from inspector.collect.source import open_source
from inspector.errors import SourceError
from inspector.model.evidence import Evidence


def open_uploads(files: Sequence[tuple[str, bytes]]) -> Evidence:
    """Evidence from (name, content) pairs. Raises InspectorError that names the file as the person knows it."""
    with tempfile.TemporaryDirectory(prefix="inspector-") as folder:
        paths = []
        for number, (name, data) in enumerate(files):
            path = Path(folder) / str(number) / (Path(name.replace("\\", "/")).name or "upload")
            path.parent.mkdir()
            path.write_bytes(data)
            paths.append(str(path))
        try:
            return open_source(paths, alone=True)
        except SourceError as error:
            what = error.what
            for number in range(len(files)):
                what = what.replace(f"{folder}/{number}/", "")
            raise SourceError(what, remedy=error.remedy) from error
