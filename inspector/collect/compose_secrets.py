"""Secrets out of the text of a compose file: the text stays as it was written, but for the values that are hidden."""

import re
from collections.abc import Iterator

import yaml

from inspector.collect import secrets
from inspector.collect.secrets import REDACTED
from inspector.errors import SourceError
from inspector.parse.compose.documents import nodes

_HIDDEN = {"environment", "args", "content"}
_COMMANDS = {"command", "entrypoint", "test"}
_COMMENT = re.compile(r"#[^\n]*")
_HARMLESS = {"", "true", "false", REDACTED}
_DEEPEST = 60

Place = tuple[int, int, str]


def without_secrets(written: str) -> str:
    """The text with environment values, secret-looking settings and arguments, credentials and tokens replaced.

    A text that is no YAML keeps its `NAME=` alone where it is an env file, and else loses what looks like a secret.
    """
    try:
        root = nodes(written, "the file")
    except SourceError:
        return secrets.any_text(written)
    if not isinstance(root, yaml.MappingNode):
        return secrets.any_text(written)
    # Every scalar, so that a `#` in one is not taken for a comment; None for one that stays as it is.
    places: dict[tuple[int, int], str | None] = dict.fromkeys(_scalars(root))
    for start, end, text in _hidden(root, "", 0):
        # What two places name by an alias is hidden as the stricter of them wants it.
        if places.get((start, end)) != REDACTED:
            places[start, end] = text
    parts: list[str] = []
    position = 0
    for (start, end), new in sorted(places.items(), key=lambda item: item[0]):
        if start < position:
            continue
        own = written[start:end]
        parts += [_comments(written[position:start]), own if new is None else _as_yaml(own, new)]
        position = end
    return "".join((*parts, _comments(written[position:])))


def _scalars(root: yaml.Node) -> Iterator[tuple[int, int]]:
    """Where each scalar stands, keys too; what aliases name is visited once."""
    left, seen = [root], {id(root)}
    while left:
        node = left.pop()
        if isinstance(node, yaml.ScalarNode):
            yield node.start_mark.index, node.end_mark.index
        elif isinstance(node, yaml.MappingNode | yaml.SequenceNode):
            below = [one for item in node.value for one in (item if isinstance(item, tuple) else (item,))]
            left += [one for one in below if id(one) not in seen]
            seen |= {id(one) for one in below}


def _hidden(node: yaml.Node, key: str, depth: int, *, blank: bool = False) -> Iterator[Place]:
    """Each scalar's place and what it becomes, where that is not what it was."""
    if depth > _DEEPEST:
        return
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            word = str(name.value) if isinstance(name, yaml.ScalarNode) else ""
            if word == "<<":
                yield from _hidden(value, key, depth + 1, blank=blank)
            elif isinstance(value, yaml.ScalarNode):
                yield from _scalar(value, word, blank or (word in _HIDDEN and key != "secrets"))
            else:
                yield from _hidden(value, word, depth + 1, blank=blank or word in _HIDDEN)
    elif isinstance(node, yaml.SequenceNode):
        words = [one for one in node.value if isinstance(one, yaml.ScalarNode)]
        if key in _COMMANDS and len(words) == len(node.value):
            texts = [str(one.value) for one in words]
            clean, _ = secrets.command(texts, secrets.programs(texts))
            yield from (_place(one, text) for one, text in zip(words, clean, strict=True) if text != one.value)
            return
        for one in node.value:
            if isinstance(one, yaml.ScalarNode) and (blank or "=" in str(one.value)):
                name, equals, value = str(one.value).partition("=")
                hides = blank or secrets.secret_name(name)
                if equals and hides and value not in _HARMLESS:
                    yield _place(one, f"{name}={REDACTED}")
            elif isinstance(one, yaml.ScalarNode):
                yield from _scalar(one, "", blank)
            else:
                yield from _hidden(one, key, depth + 1, blank=blank)


def _scalar(node: yaml.ScalarNode, key: str, blank: bool) -> Iterator[Place]:
    value = str(node.value)
    if key in _COMMANDS:
        known = secrets.programs([value])
        clean, _ = secrets.command(value.split(), known)
        (text,), _ = secrets.command([value], known)
        if list(clean) != value.split() and text == value:
            text = REDACTED
    elif key == "o":
        text = secrets.options(value)
    else:
        text = secrets.any_text(value)
        secret = blank or (secrets.secret_name(key) and key not in ("secrets", "source", "file", "target"))
        if secret and value not in _HARMLESS:
            text = REDACTED
    if text != value:
        yield _place(node, text)


def _place(node: yaml.ScalarNode, text: str) -> Place:
    return node.start_mark.index, node.end_mark.index, text


def _as_yaml(before: str, text: str) -> str:
    """The new value as a quoted scalar, with what a block scalar ends on: its line's end."""
    tail = before[len(before.rstrip()) :]
    anchor = re.match(r"(?:[&!]\S+\s+)*", before)
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{anchor[0] if anchor else ""}"{quoted}"{tail}'


def _comments(between: str) -> str:
    return _COMMENT.sub(lambda match: secrets.any_text(match[0]), between)
