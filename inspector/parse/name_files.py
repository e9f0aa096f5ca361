"""/etc/hosts and /etc/resolv.conf into the model: pure text in, and no text whatever is an error.

As glibc and musl read them: hosts(5), resolv.conf(5). The engine's own comments are read as well.
"""

import re
from collections.abc import Mapping
from functools import partial

from inspector.model.evidence import Gap, Json
from inspector.model.netns import HostsLine, NameFiles
from inspector.parse.reading import Cursor, get, text
from inspector.parse.remembered import Remembered

_BLANKS = re.compile(r"[ \t\r\v\f]+")
_EXT_SERVERS = re.compile(r"^#\s*ExtServers:\s*\[(.*)\]\s*$")
_FROM_HOST = re.compile(r"host\((.+)\)")


def name_files(
    raw: Mapping[str, Json], known: Remembered | None = None
) -> tuple[tuple[NameFiles, ...], tuple[Gap, ...]]:
    """The files of each owner (a container's id, or `host`), by owner; a file that was not read is None.

    known: what was read of them the last time.
    """
    known = known or Remembered()
    gaps: list[Gap] = []
    found = [
        known.read(Cursor(raw[key], f"files/{text(key)}", gaps), partial(_files, text(key)))
        for key in sorted(raw, key=str)
    ]
    return tuple(sorted(found, key=lambda files: files.owner)), tuple(sorted(set(gaps)))


def _files(owner: str, entry: Cursor) -> NameFiles:
    hosts = hosts_lines(entry.text("hosts")) if _is_told(entry, "hosts") else None
    if not _is_told(entry, "resolv.conf"):
        return NameFiles(owner=owner, hosts=hosts)
    resolver = entry.text("resolv.conf")
    told = _directives(resolver)
    return NameFiles(
        owner=owner,
        hosts=hosts,
        nameservers=tuple(words[0] for key, words in told if key == "nameserver"),
        search=_search(told),
        options=tuple(word for key, words in told if key == "options" for word in words),
        ext_servers=_ext_servers(resolver),
    )


def hosts_lines(content: str) -> tuple[HostsLine, ...]:
    """The lines that give an address a name; a `#` ends a line wherever it stands."""
    found = []
    for number, line in enumerate(content.split("\n"), 1):
        address, *names = _words(line.partition("#")[0]) or [""]
        if names:
            found.append(HostsLine(address, tuple(names), number))
    return tuple(found)


def _directives(content: str) -> list[tuple[str, list[str]]]:
    """Keyword and words of each line that has both; a keyword counts only where it begins the line."""
    found = []
    for line in content.split("\n"):
        keyword, *words = _words(line) or [""]
        if words and line.startswith(keyword):
            found.append((keyword, _before_comment(words)))
    return [(keyword, words) for keyword, words in found if words]


def _before_comment(words: list[str]) -> list[str]:
    """No nameserver, domain or option begins with the sign of a comment."""
    end = next((place for place, word in enumerate(words) if word[0] in "#;"), len(words))
    return words[:end]


def _search(told: list[tuple[str, list[str]]]) -> tuple[str, ...]:
    """The last of `search` and `domain` counts; a lone dot switches the search off."""
    last = [words if key == "search" else words[:1] for key, words in told if key in ("search", "domain")]
    return tuple(word for word in last[-1] if word != ".") if last else ()


def _ext_servers(content: str) -> tuple[tuple[str, bool], ...]:
    """`# ExtServers: [host(1.2.3.4) 5.6.7.8]`, as engines from 25 on write for their embedded DNS server."""
    found = [match for line in content.split("\n") if (match := _EXT_SERVERS.match(line.rstrip()))]
    words = found[-1][1].split() if found else []
    return tuple((inside[1], True) if (inside := _FROM_HOST.fullmatch(word)) else (word, False) for word in words)


def _words(line: str) -> list[str]:
    """Between the blanks that C knows; the others may be part of a stranger's name."""
    return [word for word in _BLANKS.split(line) if word]


def _is_told(entry: Cursor, name: str) -> bool:
    """Whether the file's text is there; another type is not, and becomes a Gap."""
    entry.text(name)
    return isinstance(get(entry.value, name), str)
