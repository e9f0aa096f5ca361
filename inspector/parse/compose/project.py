"""A project: its name, which of its services start, and what its networks and volumes are called."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspector.model.evidence import Gap, Json, Why
from inspector.parse.compose.longform import text_of
from inspector.parse.labels import project_name
from inspector.parse.reading import integer, mapping, sequence, text

LABEL = "com.docker.compose."
_MOST_REPLICAS = 200


@dataclass(frozen=True, slots=True)
class Service:
    """One service that starts: its long form, and the names of its containers, by number from 1."""

    name: str
    told: dict[str, Json]
    containers: tuple[str, ...]

    def words(self, key: str) -> list[str]:
        """A list of texts."""
        return [text_of(one) for one in sequence(self.told.get(key)) if not isinstance(one, dict | list)]

    def word(self, key: str) -> str:
        return text_of(self.told.get(key))

    def flag(self, key: str) -> bool:
        """Also where a variable was filled in, and the truth is a text."""
        return self.word(key).lower() == "true"

    @property
    def mode(self) -> str:
        """network_mode, or `net` of the first files."""
        return self.word("network_mode") or self.word("net")


@dataclass(slots=True)
class Project:
    """The model of all files, with what compose makes of its names."""

    name: str
    file: str
    directory: str
    model: dict[str, Json]
    services: dict[str, Service]
    gaps: list[Gap]

    def gap(self, place: str, what: str, why: Why = Why.MALFORMED, remedy: str = "") -> None:
        self.gaps.append(Gap(text(what), self.place(place), why, remedy))

    def place(self, path: str) -> str:
        """Where something stands: the file, and the way to it in the YAML."""
        return text(f"{self.file}: {path}")

    def section(self, name: str) -> dict[str, Json]:
        return mapping(self.model.get(name))

    def resource(self, section: str, key: str) -> dict[str, Json]:
        return mapping(self.section(section).get(key))

    def called(self, section: str, key: str) -> str:
        """The engine's name of a network or volume: `name`, the key itself of an external one, else PROJECT_key."""
        told = self.resource(section, key)
        plain = key if external(told) else f"{self.name}_{key}"
        return text_of(told.get("name")) or plain

    def networks_of(self, service: Service) -> dict[str, dict[str, Json]]:
        """The networks that a service is put on, by their keys: `default` where it names none."""
        if service.mode:
            return {}
        named = {key: mapping(one) for key, one in mapping(service.told.get("networks")).items()}
        return named or {"default": {}}

    def container(self, word: str) -> str:
        """The first container of a service."""
        service = self.services.get(word)
        return service.containers[0] if service and service.containers else ""

    def labels(self, kind: str, key: str, own: Json) -> dict[str, str]:
        return {
            **{name: text_of(value) for name, value in mapping(own).items()},
            f"{LABEL}project": self.name,
            f"{LABEL}{kind}": key,
        }


def project(
    model: dict[str, Json], file: str, directory: str, variables: Mapping[str, str], gaps: list[Gap]
) -> Project:
    """The project that `docker compose up` would start."""
    found = Project("", file, directory, model, {}, gaps)
    found.name = _name(found, variables)
    profiles = {one for one in re.split(r"[,\s]+", variables.get("COMPOSE_PROFILES", "")) if one}
    services = mapping(model.get("services"))
    if not services:
        found.gap("services", "no service, so nothing would start")
    for key, told in sorted(services.items()):
        wanted = [text_of(one) for one in sequence(mapping(told).get("profiles"))]
        if wanted and not profiles & {*wanted, "*"}:
            remedy = f"Set COMPOSE_PROFILES={wanted[0]} to read it too."
            found.gap(
                f"services.{key}.profiles", f"the service {key} is left out: it has a profile", Why.NOT_READ, remedy
            )
        else:
            found.services[key] = Service(key, mapping(told), tuple(_containers(found, key, mapping(told))))
    return found


def external(told: Mapping[str, Json]) -> bool:
    return text_of(told.get("external")).lower() == "true"


def identity(*words: str) -> str:
    """The id of what is not there yet: 64 digits, always the same for the same names."""
    return hashlib.sha256("\0".join(("compose", *words)).encode(errors="surrogatepass")).hexdigest()


def _name(found: Project, variables: Mapping[str, str]) -> str:
    """As compose finds it: COMPOSE_PROJECT_NAME, `name`, the folder's."""
    named = variables.get("COMPOSE_PROJECT_NAME") or text_of(found.model.get("name"))
    name = project_name(named) if named else project_name(found.directory.rstrip("/").rpartition("/")[2])
    if not name:
        what = "the project's name: the file does not say it, and its folder is not known"
        found.gap("name", what, Why.NOT_READ, "Write `name:` into the file, or read it from its own folder.")
    return name or "project"


def _containers(found: Project, key: str, told: dict[str, Json]) -> Iterator[str]:
    own = text_of(told.get("container_name"))
    replicas = mapping(told.get("deploy")).get("replicas", told.get("scale"))
    many = 1 if replicas is None else integer(replicas)
    if many > _MOST_REPLICAS:
        found.gap(f"services.{key}.deploy.replicas", f"{many} replicas, of which {_MOST_REPLICAS} are read")
    if own and many > 1:
        found.gap(f"services.{key}.container_name", f"one name for {many} containers: compose refuses that")
    for number in range(1, min(many, _MOST_REPLICAS) + 1):
        yield own or f"{found.name}-{key}-{number}"
        if own:
            return
