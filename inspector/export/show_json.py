"""The tables of `show` as JSON: the same rows, every field of them."""

from collections.abc import Sequence

import msgspec

from inspector.export.tables import Topic
from inspector.model.snapshot import Snapshot

FORMAT = "inspector-show/1"


def show_json(snapshot: Snapshot, tables: Sequence[tuple[Topic, Sequence[msgspec.Struct]]]) -> str:
    """One object: what was read and when, and a list of rows for each topic."""
    document = {
        "format": FORMAT,
        "taken_at": snapshot.taken_at,
        "digest": snapshot.digest,
        "source": snapshot.source,
        **{topic.name: msgspec.to_builtins(rows) for topic, rows in tables},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
