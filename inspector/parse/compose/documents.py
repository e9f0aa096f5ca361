"""The YAML of a compose file, as compose reads it: texts, true or false, null, lists, maps; anchors and merge keys.

YAML 1.1 would read `22:22` as a number and `no` as false; compose reads YAML 1.2, and so do we.
"""

import re

import yaml

from inspector.errors import SourceError
from inspector.model.evidence import Json
from inspector.parse.reading import text

RESET, OVERRIDE = "!reset", "!override"
"""Tags, and the keys under which a map says which of its members have them: what stands under them in another file is
taken away, or is not merged but replaced."""

MOST_VALUES = 200_000
"""So many values stand in no compose file: a few lines of aliases of aliases would be billions of them."""

_PREFIX = "tag:yaml.org,2002:"
_OCTAL = re.compile(r"0o?[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the scalars of YAML 1.2; all others are texts."""


# Those of YAML 1.1 are not taken over.
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(_PREFIX + "merge", re.compile(r"^(?:<<)$"), ["<"])
_Loader.add_implicit_resolver(_PREFIX + "null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver(
    _PREFIX + "bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), ["t", "T", "f", "F"]
)
_Loader.add_implicit_resolver(_PREFIX + "int", re.compile(r"^(?:0o?[0-7]+|0x[0-9a-fA-F]+)$"), ["0"])


def nodes(written: str, name: str) -> yaml.Node | None:
    """The one YAML document in a text, None when there is nothing in it. Raises SourceError with the line."""
    try:
        loader = _Loader(written)
        try:
            found = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        where = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        said = error.problem or "it cannot be read"
        raise SourceError(f"{name} is not YAML{where}: {said}", remedy="`docker compose config` says more.") from error
    except yaml.YAMLError as error:
        raise SourceError(f"{name} is not YAML: {error}", remedy="Save it as UTF-8 text.") from error
    except RecursionError as error:
        raise SourceError(f"{name} is nested too deeply", remedy="This is no compose file.") from error
    return found if isinstance(found, yaml.Node) else None


def read(written: str, name: str) -> dict[str, Json]:
    """The document of a compose file: numbers are texts, as they are written. Raises SourceError for anything else."""
    found = nodes(written, name)
    if found is None:
        raise SourceError(f"{name} is empty", remedy="Name a compose file.")
    if not isinstance(found, yaml.MappingNode):
        raise SourceError(f"{name} is YAML, but not a compose file", remedy="A compose file is a map with `services`.")
    try:
        value = _Values(name).of(found)
    except RecursionError as error:
        raise SourceError(f"{name} is nested too deeply", remedy="This is no compose file.") from error
    assert isinstance(value, dict)
    return value


class _Values:
    """Nodes to values. What an alias names is one object however often it is used, and is counted each time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.left = MOST_VALUES
        self.open: set[int] = set()

    def of(self, node: yaml.Node) -> Json:
        self.left -= 1
        if self.left < 0:
            raise SourceError(f"{self.name} says more than {MOST_VALUES} values", remedy="Use fewer aliases.")
        if id(node) in self.open:
            raise self._refused(node, "an alias that holds itself")
        self.open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._map(node)
            if isinstance(node, yaml.SequenceNode):
                return [self.of(item) for item in node.value]
            return _scalar(node)
        finally:
            self.open.discard(id(node))

    def _map(self, node: yaml.MappingNode) -> dict[str, Json]:
        own: dict[str, Json] = {}
        merged: dict[str, Json] = {}
        for key, value in node.value:
            if key.tag == _PREFIX + "merge":
                for source in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    if not isinstance(source, yaml.MappingNode):
                        raise self._refused(source, "`<<` merges maps only")
                    merged = self.of(source) | merged
                continue
            if not isinstance(key, yaml.ScalarNode):
                raise self._refused(key, "a key is a text")
            name = text(str(key.value))
            if name in own:
                raise self._refused(key, f"the key {name!r} stands there twice")
            if value.tag in (RESET, OVERRIDE):
                own.setdefault(value.tag, []).append(name)
            own[name] = None if value.tag == RESET else self.of(value)
        return merged | own

    def _refused(self, node: yaml.Node, why: str) -> SourceError:
        line = node.start_mark.line + 1 if node.start_mark else 0
        return SourceError(f"{self.name}, line {line}: {why}", remedy="`docker compose config` says more.")


def _scalar(node: yaml.Node) -> Json:
    kind, written = node.tag.removeprefix(_PREFIX), text(str(node.value))
    if kind == "null":
        return None
    if kind == "bool":
        return written.lower() == "true"
    if kind == "int" and _OCTAL.fullmatch(written):
        return str(int(written.replace("o", ""), 8))
    if kind == "int" and _HEXADECIMAL.fullmatch(written):
        return str(int(written, 16))
    return written
