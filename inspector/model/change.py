"""Changes: what differs between two readings of a host."""

from enum import StrEnum

from msgspec import Struct

from inspector.model.ids import Kind, Ref


class How(StrEnum):
    """What became of an entity, or of one of its facts."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Change(Struct, frozen=True, kw_only=True):
    """One change of one entity. name: what people call it.

    field: which fact, in words, "" where the whole entity came, went, or did something that `verb` says. before, after:
    that fact as people read it, "" where there was or is none.
    """

    ref: Ref
    name: str
    how: How
    field: str = ""
    before: str = ""
    after: str = ""
    verb: str = ""

    @property
    def sentence(self) -> str:
        """The change in a few words: `web started`, `network app removed`, `web: address on app 10.0.0.2, was ...`."""
        kind = "" if self.ref.kind is Kind.CONTAINER else f"{_KINDS.get(self.ref.kind, self.ref.kind.value)} "
        who = f"{kind}{self.name}".strip()
        if not self.field:
            told = f" ({self.after})" if self.after else ""
            return f"{who} {self.verb or self.how.value}{told}"
        match self.how:
            case How.ADDED:
                return f"{who}: {self.field} {self.after}".rstrip()
            case How.REMOVED:
                return f"{who}: no longer {self.field} {self.before}".rstrip()
        return f"{who}: {self.field} {self.after or 'none'}, was {self.before or 'none'}"


_KINDS = {Kind.HOST: "", Kind.PATH: "host path"}
