"""Raw `docker inspect` output, as people paste it, put under the engine paths it came from."""

from collections.abc import Iterator, Sequence

from inspector.errors import SourceError
from inspector.model.evidence import Evidence, Gap, Json, Why
from inspector.model.ids import Kind
from inspector.parse.reading import get, mapping, sequence, text

FULL_ID = 64
PASTE = "Paste the output of `docker inspect` of the containers, networks, volumes and images too"


def evidence_from_inspect(documents: Sequence[tuple[str, Json]], taken_at: str) -> Evidence:
    """Evidence of inspect objects of any kinds. Each document is the file's name and its decoded JSON, object or list.

    What was not pasted becomes Gaps. An object that stands in several documents counts once, the last one wins.
    Raises SourceError when a document holds something that no `docker inspect` prints, or nothing at all.
    """
    found: dict[Kind, dict[str, Json]] = {kind: {} for kind in (Kind.CONTAINER, Kind.NETWORK, Kind.VOLUME, Kind.IMAGE)}
    version: Json = None
    for name, document in documents:
        for one in _objects(document):
            kind = classify(one)
            if kind is not None:
                found[kind][_identity(kind, one)] = one
            elif text(get(one, "ApiVersion")):
                version = one
            else:
                raise SourceError(*_refusal(name, one))
    if not any(found.values()):
        names = ", ".join(name for name, _ in documents)
        raise SourceError(f"{names} holds no container, network, volume or image", remedy=f"{PASTE}.")
    return Evidence(
        taken_at=taken_at,
        tool="docker inspect",
        source="docker inspect: " + ", ".join(name for name, _ in documents),
        engine=dict(sorted(_paths(found, version).items())),
        gaps=tuple(sorted(_gaps(found, version))),
    )


def classify(one: Json) -> Kind | None:
    """What `docker inspect` printed this object for, by the fields that only this kind has; None for anything else."""
    if not isinstance(one, dict):
        return None
    if (
        text(get(one, "Id"))
        and ("HostConfig" in one or "NetworkSettings" in one)
        and isinstance(one.get("State"), dict)
    ):
        return Kind.CONTAINER
    if text(get(one, "Id")) and "Driver" in one and ("IPAM" in one or "Scope" in one):
        return Kind.NETWORK
    if text(get(one, "Name")) and ("Mountpoint" in one or "Driver" in one) and "Id" not in one:
        return Kind.VOLUME
    if text(get(one, "Id")) and ("RootFS" in one or "RepoTags" in one) and "Command" not in one:
        return Kind.IMAGE
    return None


def _objects(document: Json) -> Iterator[Json]:
    """The objects of a document: inspect prints a list, `/volumes` of the API wraps it, pasting may nest lists."""
    if isinstance(document, list):
        for one in document:
            yield from _objects(one)
    elif isinstance(document, dict) and isinstance(document.get("Volumes"), list) and "Id" not in document:
        yield from document["Volumes"]
    else:
        yield document


def _identity(kind: Kind, one: Json) -> str:
    return text(get(one, "Name" if kind is Kind.VOLUME else "Id"))


def _refusal(name: str, one: Json) -> tuple[str]:
    """The message for an object that is none of ours, naming what it looks like."""
    if isinstance(one, dict) and "services" in one:
        return (f"{name} is a compose file; it cannot be mixed with `docker inspect` output",)
    if isinstance(one, dict) and text(get(one, "Id")) and "Command" in one:
        return (
            f"{name} is a list of containers (`/containers/json`), which lacks most; paste `docker inspect` instead",
        )
    if isinstance(one, dict) and text(get(one, "ID")) and "Version" in one:
        return (f"{name} is of Swarm, which is not yet supported; paste `docker inspect` of containers",)
    if isinstance(one, dict) and {"ID", "Names"} & one.keys():
        return (f"{name} is the output of a `docker ... ls` command; paste `docker inspect` instead",)
    if isinstance(one, dict) and "format" in one:
        return (f"{name} is evidence; it cannot be mixed with `docker inspect` output",)
    return (f"{name} holds something that `docker inspect` does not print for a container, network, volume or image",)


def _paths(found: dict[Kind, dict[str, Json]], version: Json) -> dict[str, Json]:
    engine: dict[str, Json] = {"/version": version} if version is not None else {}
    for ident, one in found[Kind.CONTAINER].items():
        engine[f"/containers/{ident}/json"] = one
    for ident, one in found[Kind.IMAGE].items():
        engine[f"/images/{ident}/json"] = one
    if found[Kind.NETWORK]:
        engine["/networks"] = list(found[Kind.NETWORK].values())
    for ident, one in found[Kind.NETWORK].items():
        # Only an inspect tells who is attached; the API's list does not.
        if mapping(get(one, "Containers")):
            engine[f"/networks/{ident}"] = one
    if found[Kind.VOLUME]:
        engine["/volumes"] = {"Volumes": list(found[Kind.VOLUME].values()), "Warnings": None}
    return engine


def _gaps(found: dict[Kind, dict[str, Json]], version: Json) -> Iterator[Gap]:
    if version is None:
        remedy = (
            "Add the output of `curl --unix-socket /var/run/docker.sock http://d/version`, or read the engine itself."
        )
        yield Gap("engine version", "/version", Why.NOT_READ, remedy)
    yield Gap("engine settings", "/info", Why.NOT_READ, "Read the engine itself.")
    yield Gap(
        "interfaces, addresses, routes, mounts and files of the kernel",
        "host",
        Why.NOT_READ,
        "Read the engine on its own host.",
    )
    yield from _missing_containers(found)
    yield from _missing_networks(found)
    yield from _missing_volumes(found)
    for image in sorted(
        {text(get(one, "Image")) for one in found[Kind.CONTAINER].values()} - found[Kind.IMAGE].keys() - {""}
    ):
        yield Gap(
            "EXPOSE and VOLUME of a used image",
            f"/images/{image}/json",
            Why.NOT_READ,
            f"Add `docker inspect {image[:19]}`.",
        )


def _missing_containers(found: dict[Kind, dict[str, Json]]) -> Iterator[Gap]:
    """Whom the networks name as attached; Swarm's pseudo entries (`lb-...`) have no such id."""
    if not found[Kind.CONTAINER]:
        yield Gap("containers", "/containers/json", Why.NOT_READ, "Add `docker inspect $(docker ps -aq)`.")
        return
    attached = {
        ident: text(get(endpoint, "Name"))
        for network in found[Kind.NETWORK].values()
        for ident, endpoint in mapping(get(network, "Containers")).items()
    }
    for ident in sorted(attached.keys() - found[Kind.CONTAINER].keys()):
        if len(ident) == FULL_ID:
            yield Gap("a container", attached[ident] or ident[:12], Why.NOT_READ, f"Add `docker inspect {ident[:12]}`.")


def _missing_networks(found: dict[Kind, dict[str, Json]]) -> Iterator[Gap]:
    if not found[Kind.NETWORK]:
        yield Gap("networks", "/networks", Why.NOT_READ, "Add `docker network inspect $(docker network ls -q)`.")
        return
    known = found[Kind.NETWORK].keys() | {text(get(one, "Name")) for one in found[Kind.NETWORK].values()}
    attached = {
        (name, text(get(endpoint, "NetworkID")))
        for one in found[Kind.CONTAINER].values()
        for name, endpoint in mapping(get(one, "NetworkSettings", "Networks")).items()
    }
    for name, ident in sorted(attached):
        if name not in known and ident not in known:
            yield Gap("a network", name, Why.NOT_READ, f"Add `docker network inspect` of {name}.")


def _missing_volumes(found: dict[Kind, dict[str, Json]]) -> Iterator[Gap]:
    used = {
        text(get(mount, "Name"))
        for one in found[Kind.CONTAINER].values()
        for mount in sequence(get(one, "Mounts"))
        if get(mount, "Type") == "volume"
    }
    for name in sorted(used - found[Kind.VOLUME].keys() - {""}):
        yield Gap("a volume", name, Why.NOT_READ, f"Add `docker volume inspect` of {name}.")
