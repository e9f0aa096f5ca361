"""Variables in a compose file: `$NAME`, `${NAME:-default}` and their kin, and the `.env` beside it.

Source: the Compose Specification (interpolation.md) and compose-go `template`.
"""

import re
from collections.abc import Mapping

from inspector.model.evidence import Gap, Json, Why
from inspector.parse.reading import text

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r":?[-?+]")
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:[=:]\s*(.*))?")
_DEEPEST = 20


class Variables:
    """The values that a file's variables have; notes which were asked for, and what is wrong with them.

    used: names outside of what is redacted anyway (environment), whose values the evidence must keep.
    """

    def __init__(self, values: Mapping[str, str], file: str, gaps: list[Gap]) -> None:
        self.values = dict(values)
        self.file = file
        self.gaps = gaps
        self.used: set[str] = set()
        self.asked: set[str] = set()

    def fill(self, value: Json, path: tuple[str, ...] = ()) -> Json:
        """The same value with every variable in its texts replaced; keys stay as they are."""
        if isinstance(value, str):
            return self._filled(value, path) if "$" in value else value
        if isinstance(value, list):
            return [self.fill(one, (*path, str(number))) for number, one in enumerate(value)]
        if isinstance(value, dict):
            return {key: self.fill(one, (*path, key)) for key, one in value.items()}
        return value

    def _filled(self, written: str, path: tuple[str, ...], depth: int = 0) -> str:
        parts: list[str] = []
        position = 0
        while (start := written.find("$", position)) >= 0:
            parts.append(written[position:start])
            after = written[start + 1 : start + 2]
            if after == "$":
                parts.append("$")
                position = start + 2
            elif after == "{" and (end := _closing(written, start + 2)) > 0:
                parts.append(self._braced(written[start + 2 : end], path, depth))
                position = end + 1
            elif name := _NAME.match(written, start + 1):
                parts.append(self._value(name[0], path) or "")
                position = name.end()
            else:
                self._gap(path, "the dollar sign begins no variable: it is written $$")
                parts.append("$")
                position = start + 1
        return "".join((*parts, written[position:]))

    def _braced(self, inside: str, path: tuple[str, ...], depth: int) -> str:
        name = _NAME.match(inside)
        operator = _OPERATOR.match(inside, name.end()) if name else None
        if not name or (not operator and name.end() < len(inside)) or depth > _DEEPEST:
            self._gap(path, "what stands in ${...} is no variable")
            return ""
        if not operator:
            return self._value(name[0], path) or ""
        value = self._value(name[0], path, quietly=True)
        there = bool(value) if operator[0].startswith(":") else value is not None
        rest = inside[operator.end() :]
        if operator[0].endswith("+"):
            return self._filled(rest, path, depth + 1) if there else ""
        if there:
            return value or ""
        if operator[0].endswith("?"):
            self._gap(path, f"compose wants the variable {name[0]} to be set: {rest}".rstrip(": "))
            return ""
        return self._filled(rest, path, depth + 1)

    def _value(self, name: str, path: tuple[str, ...], *, quietly: bool = False) -> str | None:
        self.asked.add(name)
        if "environment" not in path[:3]:
            self.used.add(name)
        if name not in self.values and not quietly:
            self._gap(path, f"the variable {name} is not set: compose puts nothing in its place")
        return self.values.get(name)

    def _gap(self, path: tuple[str, ...], what: str) -> None:
        remedy = "Set it in .env beside the file, or in the environment."
        self.gaps.append(Gap(text(what), text(f"{self.file}: {'.'.join(path)}"), Why.NOT_READ, remedy))


def _closing(written: str, start: int) -> int:
    """Where the brace is closed that opens before start; -1 where it never is."""
    depth = 1
    for position in range(start, len(written)):
        depth += {"{": 1, "}": -1}.get(written[position], 0)
        if not depth:
            return position
    return -1


def dotenv(written: str, environment: Mapping[str, str]) -> dict[str, str]:
    """`NAME=value` lines of an env file, with the variables in them filled in; a name alone is left out.

    A value may be quoted; in single quotes it stays as it is.
    """
    found = Variables(environment, ".env", [])
    lines = iter(written.splitlines())
    own: dict[str, str] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if line.lstrip().startswith("#") or not match or match[2] is None:
            continue
        value = match[2]
        quote = value[:1]
        if quote in ("'", '"') and value:
            while quote not in value[1:] and (more := next(lines, None)) is not None:
                value += f"\n{more}"
            value = value[1:].partition(quote)[0]
        else:
            value = re.split(r"\s#", value, maxsplit=1)[0].strip()
        own[match[1]] = value if quote == "'" else str(found.fill(value))
        found.values.setdefault(match[1], own[match[1]])
    return own


def env_names(written: str) -> tuple[str, ...]:
    """The names that an env file sets or passes on, in its order."""
    matches = (_LINE.fullmatch(line) for line in written.splitlines() if not line.lstrip().startswith("#"))
    return tuple(dict.fromkeys(match[1] for match in matches if match))
