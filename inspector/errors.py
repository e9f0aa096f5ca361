"""Every error a person may meet: one line that says what happened, where, and what to do."""


class InspectorError(Exception):
    """Base of all errors that are shown to people as one line, with exit code 2 in the CLI.

    `str(error)` is the whole message. It never holds a secret: messages name keys and places, not values.
    """

    def __init__(self, what: str, *, remedy: str = "") -> None:
        self.what = " ".join(what.split())
        self.remedy = " ".join(remedy.split())
        super().__init__(f"{self.what.rstrip('.')}. {self.remedy}".strip() if self.remedy else self.what)


class EngineUnreachable(InspectorError):
    """No Docker engine answered: wrong address, no permission, TLS refused, time-out, or nonsense for an answer."""


class SourceError(InspectorError):
    """An input file is missing, truncated, not JSON, too large, of a wrong version, or of a shape that is not known."""


class ExportError(InspectorError):
    """A picture or file could not be made or written."""


class UsageError(InspectorError):
    """The words of a command or a question do not make sense together."""


class CannotProbe(InspectorError):
    """The real containers cannot be asked: not running, no privilege, no tool in the image, or forbidden."""
