"""Reads a docker or compose command line that may delete data. It is read only, never run."""

import re
import shlex
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from inspector.errors import UsageError
from inspector.model.command import Act, Command
from inspector.topology.graph import Topology

_KNOWN = (
    "Known: docker restart, stop, kill, rm [-f] [-v], container prune, volume rm, volume prune [-a], "
    "system prune [--volumes], compose down [-v], compose rm [-s] [-v], compose up [-V], compose restart."
)
_GLOBAL_WITH_VALUE = ("-H", "--host", "-c", "--context", "--config", "-l", "--log-level")
_COMPOSE_WITH_VALUE = ("-f", "--file", "--profile", "--env-file", "--project-directory", "--ansi", "--parallel")
_WITH_VALUE = ("-t", "--time", "--timeout", "-s", "--signal", "--rmi", "--filter", "--scale")
_API = re.compile(r"DOCKER_API_VERSION=(\d+)\.(\d+)")


def parse_command(topology: Topology, text: str) -> Command:
    """Read one command line, such as `docker rm -v db`; `DOCKER_API_VERSION=1.41` may stand before it.

    Raises UsageError for a command that is not known, or that names what is not there.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageError(f"The command {text!r} cannot be read ({error})", remedy="Close its quotes.") from None
    if any(word in (";", "&&", "||", "|", "&") or word.endswith(";") for word in words):
        raise UsageError("Only one command at a time", remedy=_KNOWN)
    api = (0, 0)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        found = _API.fullmatch(words.pop(0))
        api = (int(found[1]), int(found[2])) if found else api
    if words and words[0] == "sudo":
        words.pop(0)
    reader = _Reader(topology, " ".join(text.split()), api)
    match _program(words):
        case "docker-compose":
            return reader.compose(words[1:])
        case "docker":
            return reader.docker(_after_globals(words[1:], _GLOBAL_WITH_VALUE))
    return reader.docker(words)


class _Reader:
    def __init__(self, topology: Topology, text: str, api: tuple[int, int]) -> None:
        self.topology = topology
        self.text = text
        self.api = api

    def docker(self, words: Sequence[str]) -> Command:
        match list(words):
            case ["compose", *rest]:
                return self.compose(rest)
            case ["restart", *rest] | ["container", "restart", *rest]:
                return self._containers(Act.RESTART, rest, {})
            case ["stop", *rest] | ["container", "stop", *rest]:
                return self._containers(Act.STOP, rest, {})
            case ["kill", *rest] | ["container", "kill", *rest]:
                return replace(self._containers(Act.STOP, rest, {}), force=True)
            case ["recreate", *rest]:
                return self._containers(Act.RECREATE, rest, {})
            case ["container", "prune", *rest]:
                self._options(rest, {"f": "force", "force": "force"})
                return self._command(Act.CONTAINER_PRUNE)
            case ["rm", *rest] | ["container", "rm" | "remove", *rest]:
                known = {"f": "force", "force": "force", "v": "with_volumes", "volumes": "with_volumes"}
                return self._containers(Act.REMOVE, rest, known)
            case ["volume", "rm" | "remove", *rest]:
                flags, names = self._options(rest, {"f": "force", "force": "force"})
                volumes = tuple(self.topology.volume(name).name for name in _some(names, "volume"))
                return self._command(Act.VOLUME_REMOVE, volumes=volumes, **flags)
            case ["volume", "prune", *rest]:
                known = {"f": "force", "force": "force", "a": "everything", "all": "everything"}
                return self._command(Act.VOLUME_PRUNE, **self._options(rest, known)[0])
            case ["system", "prune", *rest]:
                known = {"f": "force", "force": "force", "a": "force", "all": "force", "volumes": "with_volumes"}
                return self._command(Act.SYSTEM_PRUNE, **self._options(rest, known)[0])
        raise UsageError(f"What {self.text!r} does to data is not known here", remedy=_KNOWN)

    def compose(self, words: Sequence[str]) -> Command:
        project, rest = self._project(words)
        match rest:
            case ["down", *more]:
                known = {"v": "with_volumes", "volumes": "with_volumes", "remove-orphans": "force"}
                return self._services(Act.COMPOSE_DOWN, project, more, known)
            case ["restart", *more]:
                return self._services(Act.COMPOSE_RESTART, project, more, {})
            case ["rm", *more]:
                known = {"v": "with_volumes", "volumes": "with_volumes", "s": "force", "stop": "force", "f": ""}
                return self._services(Act.COMPOSE_REMOVE, project, more, known | {"force": ""})
            case ["up", *more]:
                known = {"V": "renew", "renew-anon-volumes": "renew", "d": "", "detach": "", "force-recreate": "force"}
                return self._services(Act.COMPOSE_RECREATE, project, more, known | {"build": "", "remove-orphans": ""})
        raise UsageError(f"What {self.text!r} does to data is not known here", remedy=_KNOWN)

    def _project(self, words: Sequence[str]) -> tuple[str, list[str]]:
        rest, project = list(words), ""
        while rest and rest[0].startswith("-"):
            option, equals, value = rest.pop(0).partition("=")
            if option in ("-p", "--project-name"):
                project = value if equals else rest.pop(0) if rest else ""
            elif option in _COMPOSE_WITH_VALUE and not equals and rest:
                rest.pop(0)
        known = sorted({one.project for one in self.topology.snapshot.containers if one.project})
        known = sorted({*known, *(one.project for one in self.topology.snapshot.volumes if one.project)})
        if not project and len(known) == 1:
            project = known[0]
        if project not in known:
            what = f"No compose project {project!r} here" if project else "The command does not say which project"
            raise UsageError(what, remedy=f"Say docker compose -p NAME; known: {', '.join(known) or 'none'}.")
        return project, rest

    def _services(self, act: Act, project: str, words: Sequence[str], known: dict[str, str]) -> Command:
        flags, services = self._options(words, known)
        members = [one for one in self.topology.snapshot.containers if one.project == project and one.compose]
        known_services = {one.compose.service for one in members if one.compose}
        for service in services:
            if service not in known_services:
                near = ", ".join(sorted(known_services))
                raise UsageError(f"No service {service!r} in the project {project}", remedy=f"Known: {near}.")
        containers = tuple(one.id for one in members if one.compose and one.compose.service in services)
        return self._command(act, project=project, containers=containers, **flags)

    def _containers(self, act: Act, words: Sequence[str], known: dict[str, str]) -> Command:
        flags, names = self._options(words, known)
        containers = tuple(self.topology.container(name).id for name in _some(names, "container"))
        return self._command(act, containers=containers, **flags)

    def _command(self, act: Act, **fields: object) -> Command:
        make: Callable[..., Command] = Command
        return make(text=self.text, act=act, api=self.api, **fields)

    def _options(self, words: Sequence[str], known: dict[str, str]) -> tuple[dict[str, bool], list[str]]:
        """Flags by field, and the words that are no option. A flag that may change the answer must be known."""
        flags: dict[str, bool] = {}
        rest: list[str] = []
        todo = list(words)
        while todo:
            word = todo.pop(0)
            option, equals, _ = word.partition("=")
            if not word.startswith("-") or word == "-":
                rest.append(word)
            elif option == "--filter":
                raise UsageError("What a prune with --filter removes is not foretold", remedy="Leave --filter out.")
            elif option in _WITH_VALUE and word.lstrip("-") not in known:
                todo = todo if equals else todo[1:]
            else:
                for letter in [option[2:]] if word.startswith("--") else word[1:]:
                    if letter not in known:
                        raise UsageError(f"The option {word!r} in {self.text!r} is not known here", remedy=_KNOWN)
                    if known[letter]:
                        flags[known[letter]] = True
        return flags, rest


def _program(words: Sequence[str]) -> str:
    return words[0].rpartition("/")[2] if words else ""


def _after_globals(words: Sequence[str], with_value: Sequence[str]) -> list[str]:
    rest = list(words)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option in with_value and rest:
            rest.pop(0)
    return rest


def _some(names: Sequence[str], noun: str) -> Sequence[str]:
    if not names:
        raise UsageError(f"The command names no {noun}", remedy=_KNOWN)
    return names
