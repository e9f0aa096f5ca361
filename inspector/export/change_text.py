"""Changes between two readings, as text for people and as JSON for programs."""

import json
from collections.abc import Iterator, Sequence

from inspector.export.answer_text import Line
from inspector.model.change import Change, How
from inspector.model.snapshot import Snapshot

FORMAT = "inspector-diff/1"
_STYLES = {How.ADDED: "green", How.REMOVED: "red", How.CHANGED: ""}


def change_lines(changes: Sequence[Change]) -> Iterator[Line]:
    """One line a change."""
    if not changes:
        yield 0, "", "Nothing changed."
    for one in changes:
        yield 0, _STYLES[one.how] if not one.field else "", one.sentence


def changes_json(before: Snapshot, after: Snapshot, changes: Sequence[Change]) -> str:
    """`docs/formats.md` describes it."""
    told = {
        "format": FORMAT,
        **{
            name: {"taken_at": one.taken_at, "digest": one.digest, "source": one.source}
            for name, one in (("before", before), ("after", after))
        },
        "changes": [
            {
                "ref": str(one.ref),
                "name": one.name,
                "how": one.how.value,
                "field": one.field,
                "before": one.before,
                "after": one.after,
                "sentence": one.sentence,
            }
            for one in changes
        ],
    }
    return json.dumps(told, indent=2)
