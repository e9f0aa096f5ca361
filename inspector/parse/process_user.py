"""Whose rights a process has: lines of /proc/PID/status and of the maps of its user namespace, into the model."""

import re

from inspector.model.files import ProcessUser
from inspector.parse.reading import Cursor

_NUMBER = re.compile(r"\d{1,10}", re.A)
_HEX = re.compile(r"[0-9a-f]{1,16}", re.A | re.I)
_OF_FILES = 3
"""Real, effective, saved, and the one that counts for files."""

Rows = tuple[tuple[int, int, int], ...]


def process_user(at: Cursor) -> ProcessUser | None:
    """The user of `{"status", "uid_map", "gid_map"}`; None where no status stands, or an odd one, which is a Gap."""
    status = at.text("status")
    if not status:
        return None
    lines = {key: rest.split() for key, _, rest in (line.partition(":") for line in status.split("\n"))}
    uids, gids, groups = (_numbers(lines.get(key, [])) for key in ("Uid", "Gid", "Groups"))
    capabilities = lines.get("CapEff", ["0"])
    if len(uids) <= _OF_FILES or len(gids) <= _OF_FILES or not _HEX.fullmatch("".join(capabilities)):
        at.malformed("the status of a process", ("status",), status)
        return None
    return ProcessUser(
        uid=uids[_OF_FILES],
        gid=gids[_OF_FILES],
        groups=tuple(sorted(set(groups))),
        capabilities=int("".join(capabilities), 16),
        uid_map=_rows(at, "uid_map"),
        gid_map=_rows(at, "gid_map"),
    )


def _rows(at: Cursor, key: str) -> Rows:
    rows = [_numbers(line.split()) for line in at.text(key).split("\n") if line.strip()]
    if any(len(row) != 3 for row in rows):
        at.malformed("rows of three numbers", (key,), at.text(key))
    return tuple((row[0], row[1], row[2]) for row in rows if len(row) == 3)


def _numbers(words: list[str]) -> list[int]:
    return [int(word) for word in words if _NUMBER.fullmatch(word)]
