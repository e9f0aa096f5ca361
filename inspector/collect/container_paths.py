"""What stands where in one container, below its own root: the mount targets, the folders above them, usual links."""

import contextlib
import os
import stat
from collections.abc import Iterable, Mapping, MutableMapping
from itertools import islice

from inspector.collect.below import open_below
from inspector.collect.path_facts import as_the_engine_writes, path_fact
from inspector.model.evidence import Json

_FOLDERS_WITH_LINKS = ("", "etc", "usr", "var")
_MOST_ENTRIES, _MOST_LINKS = 10_000, 100

Facts = MutableMapping[str, Json]


def read_paths(root: int, targets: Iterable[str], asked: Iterable[str], facts: Facts) -> None:
    """Put the facts of the paths among the others; of one that is missing, also of the folder above that is.

    The folders on the way to each are told as well, by their real paths: a process needs the right to pass them.
    """
    for path in targets:
        facts[path] = path_fact(root, path)
    for path in asked:
        fact = facts[path] = path_fact(root, path, look_inside=True)
        for above in _above(path):
            if fact["type"] != "missing":
                break
            fact = facts[above] = path_fact(root, above)
    for fact in list(facts.values()):
        for above in _above(fact.get("real", "")):
            if above not in facts:
                facts[above] = path_fact(root, above)


def links(root: int) -> dict[str, str]:
    """Link to target, as written, of the symbolic links in the root, /etc, /usr and /var: at most a hundred each."""
    found: dict[str, str] = {}
    for folder in _FOLDERS_WITH_LINKS:
        with contextlib.suppress(OSError):
            found |= _links_in(root, folder)
    return found


def dead_links(root: int, facts: Mapping[str, Json]) -> dict[str, str]:
    """Link to target, of the links among the missing paths: they lead to nothing, and may be anywhere."""
    found: dict[str, str] = {}
    for path, fact in facts.items():
        above, slash, name = path.rpartition("/")
        folder = facts.get(above or slash, {}).get("real")
        if fact["type"] == "missing" and folder and name:
            with contextlib.suppress(OSError):
                place = open_below(root, os.fsencode(folder))
                try:
                    target = os.readlink(os.fsencode(name), dir_fd=place)
                finally:
                    os.close(place)
                found[f"{folder.rstrip('/')}/{name}"] = as_the_engine_writes(target)
    return found


def _links_in(root: int, folder: str) -> dict[str, str]:
    place = open_below(root, folder.encode())
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            return {}
        opened = os.open(f"/proc/self/fd/{place}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    finally:
        os.close(place)
    found: dict[str, str] = {}
    try:
        with os.scandir(opened) as entries:
            names = sorted(os.fsencode(one.name) for one in islice(entries, _MOST_ENTRIES) if one.is_symlink())
        for name in names[:_MOST_LINKS]:
            target = os.readlink(name, dir_fd=opened)
            found[f"/{folder}/".replace("//", "/") + as_the_engine_writes(name)] = as_the_engine_writes(target)
    finally:
        os.close(opened)
    return found


def _above(path: str) -> Iterable[str]:
    """The folders above an absolute path, the nearest first."""
    while path.rstrip("/"):
        path = path.rstrip("/").rpartition("/")[0] or "/"
        yield path
