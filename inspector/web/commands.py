"""The command line that does what the app just did, ready to be pasted into a shell."""

import sys
from pathlib import Path

from inspector.analysis.wording import command
from inspector.collect import archive
from inspector.web.session import Opened, SourceKind

AGAIN = "It reads the engine anew. For the very same bytes save the evidence file and add --from FILE."
UPLOADED = "With the file that you opened in the browser in the folder where you paste it."


def export(opened: Opened, words: list[str]) -> str:
    """`inspector export` on the same source. words: the view, see `inspector.export.command`."""
    return command(_program(), "export", *_source(opened), *words)


def condition(opened: Opened) -> str:
    """What must hold for the command to give the same bytes, "" where nothing is in its way."""
    if opened.source.kind is SourceKind.DEMO or opened.source.files:
        return ""
    return UPLOADED if opened.source.kind is SourceKind.FILES else AGAIN


def _source(opened: Opened) -> list[str]:
    source = opened.source
    match source.kind:
        case SourceKind.DEMO:
            return ["--from", _near(archive.DEMO)]
        case SourceKind.FILES:
            files = source.files or tuple(source.value.split(", "))
            return [word for file in files for word in ("--from", file)]
        case SourceKind.HOST:
            return ["--host", source.value]
        case SourceKind.CONTEXT:
            return ["--context", source.value]
    return []


def _program() -> str:
    """The installed program: in the environment that runs the app, where that is one of its own."""
    installed = Path(sys.prefix) / "bin" / "inspector"
    return _near(installed) if sys.prefix != sys.base_prefix else "inspector"


def _near(path: Path) -> str:
    """As seen from where the app was started, if it is below that."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
