"""How the answer to a PathQuery is told: the code, the sentence, the facts, what would mend it, what is not known."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from inspector.analysis.citing import told
from inspector.analysis.storage_index import Storage, replaced
from inspector.analysis.storage_paths import below, join
from inspector.analysis.storage_rights import Right
from inspector.analysis.storage_view import Piece, deleted
from inspector.analysis.wording import amount, command
from inspector.model.answer import Citation, Fix, Source
from inspector.model.backing import (
    Answer3,
    Backing,
    BackingKind,
    PathQuery,
    Place,
    PlaceKind,
    Relation,
    Sharer,
    Survival,
)
from inspector.model.container import Container
from inspector.model.evidence import Gap, Why
from inspector.model.files import FileKind, PathFact

_NAMED = 3
_CODES = {
    BackingKind.BIND: "STORAGE_BIND",
    BackingKind.VOLUME: "STORAGE_VOLUME",
    BackingKind.ANONYMOUS_VOLUME: "STORAGE_ANONYMOUS_VOLUME",
    BackingKind.TMPFS: "STORAGE_TMPFS",
    BackingKind.LAYER: "STORAGE_LAYER",
    BackingKind.IMAGE: "STORAGE_IMAGE",
    BackingKind.ENGINE_FILE: "STORAGE_ENGINE_FILE",
    BackingKind.KERNEL: "STORAGE_KERNEL",
    BackingKind.OTHER: "STORAGE_OTHER",
    BackingKind.UNKNOWN: "STORAGE_OTHER",
}
_AS_ROOT = "ask on the engine's host, as root"
_OFTEN_BEYOND_ROOT = (PlaceKind.REMOTE, PlaceKind.PLUGIN, PlaceKind.DEVICE, PlaceKind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Found:
    """What the analysis found; observed: the mounts are the kernel's; certain: so are the links on the way."""

    storage: Storage
    query: PathQuery
    container: Container
    asked: str
    path: str
    piece: Piece
    stack: tuple[str, ...]
    place: Place
    right: Right
    shared: tuple[Sharer, ...]
    survives: tuple[Survival, ...]
    observed: bool
    certain: bool
    fact: PathFact | None


def answer(found: Found) -> Backing:
    """The whole answer."""
    code, trouble, fixes = _trouble(found)
    parts = [_where(found), *([trouble] if trouble else []), _sharing(found.shared), _writing(found.right)]
    mount = found.piece.mount
    return Backing(
        query=found.query,
        code=code,
        sentence=" ".join(part for part in parts if part),
        kind=found.piece.kind,
        resolved=found.path,
        mount=mount,
        place=found.place,
        volume=mount.volume if mount else "",
        writable=found.right.answer,
        writable_why=found.right.why,
        shared_with=found.shared,
        survives=found.survives,
        stack=found.stack,
        hides=_hides(found),
        assumed=not (found.observed and found.certain) or found.right.assumed,
        cites=tuple(_cites(found)),
        fixes=fixes,
        gaps=tuple(_gaps(found)),
    )


def loop(query: PathQuery, asked: str) -> Backing:
    """A path whose symbolic links lead in a circle."""
    return Backing(
        query=query,
        code="STORAGE_LINK_LOOP",
        sentence=f"The symbolic links on the way to `{asked}` lead in a circle: opening it fails with ELOOP.",
        kind=BackingKind.UNKNOWN,
        writable=Answer3.NO,
        writable_why="the path cannot be opened",
    )


def _where(found: Found) -> str:
    name, path, piece = found.container.name, found.asked, found.piece
    through = f", a link to `{found.path}`," if found.path != found.asked else ""
    here = f"`{path}` of {name}{through}"
    match piece.kind:
        case BackingKind.BIND if found.place.kind is PlaceKind.UNKNOWN and piece.mount:
            source = join(piece.place.where, below(found.path, piece.target))
            then = f"is what stood at `{source}` of the host when it was mounted (bind mount at {piece.target})"
            return f"{here} {then}: the host shows something else there now."
        case BackingKind.BIND:
            return f"{here} is `{found.place.where}` of the host (bind mount at {piece.target})."
        case BackingKind.VOLUME | BackingKind.ANONYMOUS_VOLUME:
            return f"{here} lies in {_volume(found)}, mounted at {piece.target}{_kept_at(found.place)}."
        case BackingKind.TMPFS:
            return f"{here} lies in memory (tmpfs at {piece.target}), and goes when the container ends."
        case BackingKind.LAYER:
            return f"{here} lies in the container's own writable layer, over its image: it goes with the container."
        case BackingKind.ENGINE_FILE:
            return f"{here} is a file that Docker writes for each container, and writes anew at each start."
        case BackingKind.KERNEL:
            return f"{here} is no data: the kernel answers there ({piece.target})."
        case BackingKind.IMAGE:
            return f"{here} lies in an image, mounted at {piece.target}."
    return f"{here} lies in a mount at {piece.target} whose kind is not known here."


def _volume(found: Found) -> str:
    mount = found.piece.mount
    name = mount.volume if mount else ""
    if found.piece.kind is BackingKind.VOLUME:
        return f"the volume `{name}`"
    origin = f" ({mount.origin.value})" if mount and mount.origin.value != "unknown" else ""
    return f"the anonymous volume `{name[:12]}`{origin}"


def _kept_at(place: Place) -> str:
    match place.kind:
        case PlaceKind.HOST_PATH:
            return f", on the host `{place.where}`"
        case PlaceKind.REMOTE:
            return f", on the server `{place.where}`"
        case PlaceKind.DEVICE:
            return f", on the device `{place.where}`"
        case PlaceKind.MEMORY:
            return ", in memory"
        case PlaceKind.PLUGIN:
            return f", where the driver {place.where.partition(':')[0]} keeps it"
    return ""


def _sharing(shared: tuple[Sharer, ...]) -> str:
    if not shared:
        return ""
    words = []
    for one in shared[:_NAMED]:
        at = f"at {one.path}" if one.relation is not Relation.BELOW else f"a part of it at {one.target}"
        stopped = "" if one.state.value == "running" else f", {one.state.value}"
        words.append(f"{one.container_name} ({at}, {'read-write' if one.writable else 'read-only'}{stopped})")
    more = f" and {len(shared) - _NAMED} more" if len(shared) > _NAMED else ""
    return f"Also seen by {', '.join(words)}{more}."


def _writing(right: Right) -> str:
    if right.answer is Answer3.NO:
        return f"Not writable: {right.why}."
    return ""


def _trouble(found: Found) -> tuple[str, str, tuple[Fix, ...]]:
    """The code of the answer, with what is wrong about the mount and what would mend it."""
    mount = found.piece.mount
    facts = replaced(found.storage, found.container, found.piece)
    if facts or (found.piece.kind is BackingKind.BIND and deleted(found.piece.entry)):
        numbers = f" (inode {facts[0].inode} there, {facts[1].inode} here)" if facts and facts[0].inode else ""
        words = f"The host's file was removed or replaced since the container started{numbers}: it keeps the old one."
        return "STORAGE_BIND_REPLACED", words, _mend_replaced(found)
    source = found.storage.ground.facts.get(mount.source) if mount else None
    if found.piece.kind is BackingKind.BIND and source and source.kind is FileKind.MISSING:
        words = f"Nothing stands at `{source.path}` on the host now."
        return "STORAGE_BIND_MISSING", words, (Fix(f"make {source.path} on the host before the container starts"),)
    return _CODES[found.piece.kind], "", ()


def _mend_replaced(found: Found) -> tuple[Fix, ...]:
    name = found.container.name
    restart = Fix(f"restart {name}, so that it opens the file of now", command("docker", "restart", name))
    return restart, Fix("mount the folder instead of the single file, so that a replaced file is seen at once")


def _hides(found: Found) -> str:
    """What the mounts on the way cover."""
    covered = [top for top in found.stack[:-1] if top != "/"]
    if covered:
        return f"what {covered[-1]} has at {found.piece.target}"
    if found.piece.mount and found.piece.kind is BackingKind.BIND:
        return f"what the image has at {found.piece.target}"
    return ""


def _cites(found: Found) -> Iterator[Citation]:
    container, piece = found.container, found.piece
    where = f"/containers/{container.short_id}/json"
    if piece.mount:
        pointer = "HostConfig.Tmpfs" if piece.mount.origin.value == "--tmpfs" else "Mounts"
        place = f"{where} {pointer}[{piece.mount.target}]"
        yield told(container, f"/{pointer.replace('.', '/')}", _mount_text(found), place)
    if piece.entry:
        entry = piece.entry
        text = f"{entry.device} {entry.root} on {entry.target} type {entry.filesystem} ({','.join(entry.options)})"
        yield Citation(Source.MOUNTINFO, f"mount {entry.number} of {container.name}", text)
    volume = found.storage.volume(piece.mount.volume) if piece.mount else None
    if volume and volume.options:
        yield told(volume, "/Options", json.dumps(dict(volume.options)), f"/volumes/{volume.name} Options")
    for fact, place in ((found.fact, f"in {container.name}"), (_host_fact(found), "on the host")):
        if fact and fact.exists:
            text = f"{fact.kind.value} inode {fact.inode}, {fact.uid}:{fact.gid} mode {fact.mode:o}{_room(fact)}"
            yield Citation(Source.STAT, f"{fact.path} {place}", text)


def _mount_text(found: Found) -> str:
    mount = found.piece.mount
    if mount is None:
        return ""
    named = f" {mount.volume}" if mount.volume else f" {mount.source}" if mount.source else ""
    return f"{mount.kind.value}{named} to {mount.target}, {'read-write' if mount.writable else 'read-only'}"


def _room(fact: PathFact) -> str:
    if fact.free_bytes is None or fact.size_bytes is None:
        return ""
    return f", {amount(fact.free_bytes)} free of {amount(fact.size_bytes)}"


def _host_fact(found: Found) -> PathFact | None:
    mount = found.piece.mount
    return found.storage.ground.facts.get(mount.source) if mount and mount.source else None


SPREADING = "mounts that spread here (propagation), which change what is shared and what is read-only"


def _gaps(found: Found) -> Iterator[Gap]:
    name = found.container.name
    if not found.observed and found.container.has_netns:
        yield Gap("the mounts as the kernel has them", f"/proc of {name}", Why.NOT_READ, _AS_ROOT)
        if found.storage.spreads:
            yield Gap(SPREADING, f"/proc of {name}", Why.NOT_READ, _AS_ROOT)
    if found.right.answer is Answer3.UNKNOWN and found.place.kind not in _OFTEN_BEYOND_ROOT:
        why = Why.NOT_READ if found.container.has_netns else Why.NOT_RUNNING
        yield Gap(f"whether {name} may write there: {found.right.why}", found.asked, why, _AS_ROOT)
    volume = found.piece.mount.volume if found.piece.mount else ""
    if volume and found.storage.volume(volume) is None:
        yield Gap(f"options of the volume {volume}", "/volumes", Why.NOT_READ, "read the engine, not pasted output")
