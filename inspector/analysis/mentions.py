"""Which hosts a container's command asks for: URLs, `host:port` words and --host options.

Values of environment variables count too, where they were kept; usually they are redacted.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from inspector.model.container import Container

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?"
_URL = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*://(?:[^@/\s]*@)?({_HOST}|\[[0-9a-fA-F:]+\])(?::(\d{{1,5}})(?!\d))?")
_PAIR = re.compile(rf"(?<![\w./:-])({_HOST}):(\d{{2,5}})(?![\w:.])")
_OPTION = re.compile(rf"--?(?:[\w-]*-)?host(?:name)?=({_HOST})$")
_OPTION_ALONE = re.compile(r"--?(?:[\w-]*-)?host(?:name)?$")

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Mention(Struct, frozen=True, order=True):
    """One host that is asked for. port 0: not said. pointer: the inspect field that has it."""

    host: str
    port: int
    pointer: str


def mentions(container: Container) -> tuple[Mention, ...]:
    """Every host that the command names, once, as it is written. That it is asked for is likely, not certain."""
    found: dict[Mention, None] = {}
    for pointer, words in (("/Config/Entrypoint", container.entrypoint), ("/Config/Cmd", container.command)):
        for host, port in _in_words(words):
            found[Mention(host, port, pointer)] = None
    for pair in container.env:
        key, _, value = pair.partition("=")
        for host, port in _in_word(value):
            found[Mention(host, port, f"/Config/Env {key}")] = None
    return tuple(found)


def _in_words(words: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for place, word in enumerate(words):
        yield from _in_word(word)
        if _OPTION_ALONE.fullmatch(word) and place + 1 < len(words) and re.fullmatch(_HOST, words[place + 1]):
            yield words[place + 1], 0


def _in_word(word: str) -> Iterator[tuple[str, int]]:
    rest = word
    for match in _URL.finditer(word):
        yield match[1], _port(match[2])
        rest = rest.replace(match[0], " ")
    for match in _PAIR.finditer(rest):
        yield match[1], _port(match[2])
    if option := _OPTION.fullmatch(word):
        yield option[1], 0


def _port(digits: str | None) -> int:
    number = int(digits or 0)
    return number if number < 65536 else 0
