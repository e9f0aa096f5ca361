"""What an otherwise empty engine would answer after `docker compose up`: the way from compose files to a Snapshot.

The engine's own JSON is made of the files and read by the same parsers as an engine's, so that both are one model.
"""

from msgspec import Struct
from msgspec.structs import replace

from inspector.errors import SourceError
from inspector.model.evidence import ComposeFiles, Evidence, Gap, Json, Why
from inspector.model.snapshot import Origin, Snapshot
from inspector.parse.compose.loading import Loading, shown
from inspector.parse.compose.networks import BUILT_IN
from inspector.parse.compose.project import project
from inspector.parse.compose.services import Containers

OF_THE_ENGINE = "the engine's own"
"""Stands for the place in the file of what every engine has: the networks bridge, host and none."""


class Plan(Struct, frozen=True):
    """What compose files ask for. engine: answers by path. written: places in the files, by kind and name.

    wanted: files that these files name and that were not read. variables: names that were asked for; shown: those
    whose values show outside of environments.
    """

    engine: dict[str, Json]
    gaps: tuple[Gap, ...]
    containers: dict[str, str]
    networks: dict[str, str]
    volumes: dict[str, str]
    external: frozenset[str]
    wanted: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()


def plan(told: ComposeFiles) -> Plan:
    """Read the files. Raises SourceError where a main one is no YAML at all."""
    gaps: list[Gap] = []
    loading = Loading(told, gaps)
    model = loading.model()
    file = shown(told, told.main[0])
    found = project(model, file, told.directory, told.variables, gaps)
    env_files = {}
    for service in found.services.values():
        for path in service.words("env_file"):
            written = loading.text(path)
            if written is not None:
                env_files[path] = written
    made = Containers(found, env_files)
    gaps.append(_unread(found.file))
    engine: dict[str, Json] = {f"/containers/{one['Id']}/json": one for one in made.inspects.values()}
    engine["/networks"] = list(made.networks.by_name.values())
    engine["/volumes"] = {"Volumes": list(made.volumes.by_name.values()), "Warnings": None}
    return Plan(
        engine,
        tuple(sorted(set(gaps))),
        made.written,
        made.networks.written | dict.fromkeys(BUILT_IN, OF_THE_ENGINE),
        made.volumes.written,
        frozenset(made.networks.external),
        tuple(loading.wanted),
        frozenset(loading.asked),
        frozenset(loading.used),
    )


def planned(evidence: Evidence) -> tuple[Evidence, Plan]:
    """The evidence with the answers that an engine would give; no file is so broken that this fails."""
    try:
        made = plan(evidence.compose)
    except SourceError as error:
        gap = Gap(error.what, "compose", Why.MALFORMED, error.remedy)
        made = Plan({}, (gap,), {}, {}, {}, frozenset())
    return replace(evidence, engine=made.engine, gaps=(*evidence.gaps, *made.gaps)), made


def composed(snapshot: Snapshot, made: Plan) -> Snapshot:
    """The snapshot with the places in the files that its parts stem from, and without names that nobody chose yet."""
    networks = (
        replace(
            one,
            written=made.networks.get(one.name, ""),
            external=one.name in made.external,
            bridge=f"br-?{one.name}" if one.bridge == f"br-{one.id[:12]}" else one.bridge,
        )
        for one in snapshot.networks
    )
    return replace(
        snapshot,
        origin=Origin.COMPOSED,
        containers=tuple(replace(one, written=made.containers.get(one.name, "")) for one in snapshot.containers),
        networks=tuple(networks),
        volumes=tuple(replace(one, written=made.volumes.get(one.name, "")) for one in snapshot.volumes),
    )


def _unread(file: str) -> Gap:
    what = (
        "what is decided at start: addresses, bridge names and interfaces (those shown are assumed), what the images "
        "declare, who listens, the engine and its host"
    )
    return Gap(what, file, Why.NOT_READ, "Read the engine after `docker compose up`.")
