"""Evidence read into a Snapshot: pure, and total - odd input becomes a Gap, never an exception."""

from functools import partial

from msgspec.structs import replace

from inspector.model.container import Container
from inspector.model.evidence import Evidence, Gap
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Image, Volume
from inspector.parse.answers import Answers
from inspector.parse.attachments import attachments, gateways, missing_details, shared_namespaces
from inspector.parse.containers import inspected, listed, measured
from inspector.parse.engine import engine
from inspector.parse.mounts import declared_volumes
from inspector.parse.name_files import name_files
from inspector.parse.netlink import namespaces
from inspector.parse.networks import network
from inspector.parse.origins import mount_origins, nameless
from inspector.parse.path_facts import files
from inspector.parse.proxies import proxies
from inspector.parse.reading import Cursor, text
from inspector.parse.remembered import Remembered
from inspector.parse.rulesets import rulesets
from inspector.parse.storage import image, volume


def parse(evidence: Evidence, known: Remembered | None = None) -> Snapshot:
    """Read everything that the evidence tells. Equal facts give an equal snapshot in whatever order they were told.

    known: what an earlier evidence of the same host was read as; it makes this quicker and nothing else. Compose files
    stand for the host that they ask for.
    """
    if not evidence.compose.main:
        return _read(evidence, known or Remembered())
    # Only this source needs a reader of YAML.
    from inspector.parse.compose.plan import composed, planned

    answers, plan = planned(evidence)
    return replace(composed(_read(answers, Remembered()), plan), digest=evidence.digest)


def _read(evidence: Evidence, known: Remembered) -> Snapshot:
    gaps: list[Gap] = list(evidence.gaps)
    answers = Answers(evidence, gaps)
    told_by = engine(answers.at("/version"), answers.at("/info"))
    netns, netns_gaps = namespaces(evidence.namespaces, known)
    names, names_gaps = name_files(evidence.files, known)
    host_mounts, host_paths, container_files, files_gaps = files(evidence.mounts, evidence.paths, known)
    docker_proxies, proxies_gaps = proxies(evidence.processes)
    rules, rules_gaps = known.read(Cursor(evidence.firewall, "firewall", gaps), lambda at: rulesets(at.value))
    gaps += [*netns_gaps, *names_gaps, *files_gaps, *proxies_gaps, *rules_gaps]

    network_answers = _told(answers, "networks", "", "/networks", "a network")
    networks_read = [network(place, ident, told_by.product) for ident, place in network_answers.items()]
    volumes_read = _volumes(answers)
    images = _images(answers)
    inspects = _inspects(answers)
    details = {ident: known.read(place, partial(_details, ident=ident)) for ident, place in inspects.items()}
    rows = answers.unique([(row.text("Id"), row) for row in answers.rows("/containers/json")], "a container")
    read = [container for container, _ in details.values()]
    read += [listed(row, ident) for ident, row in rows.items() if ident not in inspects]

    read = measured(read, _usage(answers, "Container"))

    found = attachments(read, networks_read, network_answers, told_by.product, known)
    found = shared_namespaces(found)
    declared = {ident: volumes for ident, (_, volumes) in details.items()}
    found = mount_origins(found, volumes_read, images, declared)
    gaps += missing_details(found, set(inspects), {gap.where for gap in gaps})
    host = next((one for one in netns if one.host), None)
    return Snapshot(
        taken_at=text(evidence.taken_at),
        digest=evidence.digest,
        source=text(evidence.source),
        engine=told_by,
        containers=tuple(sorted(found, key=lambda one: (one.name, one.id))),
        networks=tuple(sorted(gateways(networks_read, found, host), key=lambda one: (one.name, one.id))),
        volumes=tuple(sorted(nameless(volumes_read, found), key=lambda one: one.name)),
        images=tuple(sorted(images, key=lambda one: (one.tags, one.id))),
        namespaces=netns,
        name_files=names,
        proxies=docker_proxies,
        rulesets=rules,
        host_mounts=host_mounts,
        host_paths=host_paths,
        container_files=container_files,
        gaps=tuple(sorted(set(gaps))),
    )


def _told(answers: Answers, kind: str, suffix: str, listing: str, what: str) -> dict[str, Cursor]:
    """Places by id: the detailed answer, or the row of the list where that is all there is."""
    details = answers.unique([(place.text("Id") or ident, place) for ident, place in answers.each(kind, suffix)], what)
    rows = answers.unique([(row.text("Id"), row) for row in answers.rows(listing)], what)
    return rows | details


def _inspects(answers: Answers) -> dict[str, Cursor]:
    places = [(place.text("Id") or ident, place) for ident, place in answers.each("containers", "/json")]
    return answers.unique(places, "a container")


def _details(place: Cursor, ident: str) -> tuple[Container, frozenset[str]]:
    return inspected(place, ident), declared_volumes(place)


def _volumes(answers: Answers) -> list[Volume]:
    rows = answers.unique([(row.text("Name"), row) for row in answers.rows("/volumes", "Volumes")], "a volume")
    sizes = {row.text("Name"): row for row in _usage(answers, "Volume")}
    return [volume(place, sizes.get(name)) for name, place in rows.items()]


def _usage(answers: Answers, kind: str) -> list[Cursor]:
    """Rows of `/system/df`: from API 1.52 on in an object of their kind."""
    return answers.rows("/system/df", f"{kind}s") + answers.rows("/system/df", f"{kind}Usage", "Items")


def _images(answers: Answers) -> list[Image]:
    return [
        image(place, ident) for ident, place in _told(answers, "images", "/json", "/images/json", "an image").items()
    ]
