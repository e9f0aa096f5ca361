"""The engine's docker-proxy processes: their command lines tell which host ports lead where."""

import os
from pathlib import Path

_PROXY = "docker-proxy"


def docker_proxies(processes: Path, namespace: int) -> list[list[str]]:
    """The command lines, sorted, of those in the network namespace of this inode; `processes` is a /proc folder.

    One that ends meanwhile is left out. PermissionError when the namespace of one may not be seen.
    """
    found = []
    with os.scandir(processes) as folders:
        numbers = [folder.name for folder in folders if folder.name.isdigit()]
    for number in numbers:
        process = processes / number
        try:
            # Another engine of this machine has proxies of its own, in a network namespace of its own.
            if _read(process / "comm").strip() == _PROXY and (process / "ns/net").stat().st_ino == namespace:
                words = _read(process / "cmdline").split("\0")
                found.append(words[:-1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return sorted(words for words in found if words)


def _read(path: Path) -> str:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(fd, 1 << 16).decode("utf-8", "replace")
    finally:
        os.close(fd)
