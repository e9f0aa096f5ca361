"""`python -m inspector`: runs the command line, and turns every way it can end into one line and an exit code."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence

DONE = 0
FAILED = 2
BROKEN = 3
INTERRUPTED = 130
PIPE_CLOSED = 141

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0: done; 2: it could not be done; 3: a fault of this program; 130: Ctrl-C; 141: nobody reads the output.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _replace_closed_streams()
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_stdout()
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - no traceback reaches a person who did not ask for it
        return _say(error, debug="--debug" in arguments)


def _run(arguments: list[str]) -> int:
    from click.exceptions import Exit

    from inspector.cli import inspector

    try:
        with inspector.make_context("inspector", list(arguments)) as context:
            inspector.invoke(context)
    except Exit as end:
        return end.exit_code
    return DONE


def _say(error: Exception, *, debug: bool) -> int:
    """One line on stderr. A traceback comes before it only when --debug asked for one."""
    from click import Abort, ClickException, UsageError

    from inspector.errors import InspectorError
    from inspector.export.plain import plain

    if debug:
        traceback.print_exception(error)
    if isinstance(error, Abort):
        return INTERRUPTED
    if isinstance(error, InspectorError):
        message = str(error)
    elif isinstance(error, OSError) and error.errno in _DISK_FULL:
        # Files say so themselves, with their names; this is standard output or a temporary file.
        _let_go_of_stdout()
        message = f"The output cannot be written: {error.strerror}. Make room, or write it elsewhere."
    elif isinstance(error, ClickException):
        message = " ".join(error.format_message().split())
        if isinstance(error, UsageError) and error.ctx:
            ending = "" if message.endswith(("?", ".")) else "."
            message = f"{message}{ending} See {error.ctx.command_path} --help."
    else:
        detail = " ".join(str(error).split())
        message = f"This is a fault of the inspector ({type(error).__name__}: {detail})."
        message += "" if debug else " Run `inspector --debug ...` again and report what it prints."
    print(f"error: {plain(message)}", file=sys.stderr)  # noqa: T201
    known = isinstance(error, InspectorError | ClickException) or getattr(error, "errno", None) in _DISK_FULL
    return FAILED if known else BROKEN


def _replace_closed_streams() -> None:
    """Whoever starts us with `>&-` wants no output; Python has None there, which nothing can write to."""
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def _let_go_of_stdout() -> None:
    """The reader has gone (`| head`) or the disk is full: the interpreter must not complain at its last flush."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
