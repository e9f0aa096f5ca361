"""Arithmetic on absolute paths, as text: nothing is looked up."""

import posixpath

_MOST_LINKS = 40


class TooManyLinks(Exception):
    """Symbolic links that lead in a circle, or more of them than the kernel follows (ELOOP)."""


def clean(path: str) -> str:
    """The path without `.`, `..` and doubled slashes."""
    return "/" + posixpath.normpath(path).lstrip("/")


def within(path: str, top: str) -> bool:
    """Whether a path is a folder, or lies in it."""
    return path == top or top == "/" or path.startswith(top + "/")


def below(path: str, top: str) -> str:
    """What is left of a path under a folder: "" for the folder itself, otherwise with a slash before it."""
    return path if top == "/" and path != "/" else path[len(top) :] if path != top else ""


def join(top: str, rest: str) -> str:
    """The folder, then what `below` left."""
    return (top.rstrip("/") + rest) or "/"


def parents(path: str) -> list[str]:
    """The path and each folder above it, the deepest first."""
    found = [path]
    while path.strip("/"):
        path = posixpath.dirname(path)
        found.append(path)
    return found


def follow(path: str, links: dict[str, str]) -> str:
    """The path with these symbolic links followed, as the kernel would. Raises TooManyLinks."""
    for _ in range(_MOST_LINKS):
        link = next((one for one in reversed(parents(path)) if one in links), None)
        if link is None:
            return path
        target = posixpath.join(posixpath.dirname(link), links[link])
        path = clean(join(clean(target), below(path, link)))
    raise TooManyLinks(path)
