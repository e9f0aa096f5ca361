"""Whether what the inspector said of a path is what is there: its mount and place, who may write, who shares it."""

from inspector.analysis.storage import back
from inspector.analysis.storage_words import SPREADING
from inspector.model.backing import Answer3, Backing, BackingKind, PathQuery, PlaceKind, Relation
from inspector.model.ids import Kind, Ref
from inspector.pipeline import Case
from tests.truth.storage.look import Eyes, Seen
from tests.truth.verdict import Row, Verdict


def judge(case: Case, eyes: Eyes, name: str, path: str, seen: Seen | None) -> list[Row]:
    """Three rows: `path`, `write` and `share`."""
    container = case.topology.container(name)
    said = back(case.storage, PathQuery(Ref(Kind.CONTAINER, container.id), path))
    if seen is None:
        loops = said.code == "STORAGE_LINK_LOOP"
        verdict = Verdict.AGREE if loops else Verdict.OPEN if said.assumed else Verdict.WRONG
        return [Row(name, f"path {path}", said.code, "ELOOP", verdict, said.code, said.sentence)]
    return [_place(eyes, name, path, said, seen), _write(name, path, said, seen), _share(eyes, name, path, said, seen)]


def _row(name: str, path: str, said: Backing, about: str, told: str, real: str, verdict: Verdict) -> Row:
    return Row(name, f"{about} {path}", told, real, verdict, said.code, said.sentence)


def _place(eyes: Eyes, name: str, path: str, said: Backing, seen: Seen) -> Row:
    where = f"{said.place.kind.value}:{said.place.where}" if said.place else "nowhere"
    told = f"{said.kind.value} {said.mount.target if said.mount else ''} {said.volume} {said.resolved} {where}"
    real = f"{seen.kind} {seen.target} {seen.volume} {seen.spot.resolved} {seen.line.device}:{seen.line.root}"
    right = (
        said.kind.value == seen.kind
        and (said.mount.target if said.mount else "") == seen.target
        and said.volume == seen.volume
        and _is_there(eyes, name, said, seen)
        and (said.assumed or said.resolved == seen.spot.resolved)
    )
    unseen = _linked(path, seen) or eyes.needs_host(name)
    verdict = Verdict.AGREE if right else Verdict.OPEN if said.assumed and unseen else Verdict.WRONG
    return _row(name, path, said, "path", told, real, verdict)


def _is_there(eyes: Eyes, name: str, said: Backing, seen: Seen) -> bool:
    """The place on the host is the very file or folder that the container sees."""
    if said.place is None:
        return False
    match said.place.kind:
        case PlaceKind.HOST_PATH:
            spot = eyes.host.spot(said.place.where)
            return spot is not None and spot.identity == seen.spot.identity
        case PlaceKind.MEMORY:
            return seen.line.filesystem == "tmpfs"
        case PlaceKind.UNKNOWN if said.mount and said.kind is BackingKind.BIND:
            # The answer claims that the host's path shows something else.
            spot = eyes.host.spot(said.mount.source + said.resolved.removeprefix(said.mount.target))
            return spot is not None and spot.identity != seen.spot.identity
        case PlaceKind.LAYER:
            return said.place.where.startswith(eyes.world.inspects[name]["Id"])
        case PlaceKind.KERNEL:
            return seen.kind == "kernel"
    return seen.kind == "image"


def _linked(path: str, seen: Seen) -> bool:
    """Whether links in the image were passed, which inspect data cannot show."""
    return seen.spot.resolved != path.rstrip("/").replace("//", "/").removesuffix("/.") or (
        bool(seen.target) and seen.line.target != seen.target
    )


def _spreads(said: Backing) -> bool:
    """Whether the answer itself says that mounts which spread were not read."""
    return any(gap.what == SPREADING for gap in said.gaps)


def _write(name: str, path: str, said: Backing, seen: Seen) -> Row:
    real = "not tried" if seen.writable is None else "yes" if seen.writable else "no"
    told = f"{said.writable.value} ({said.writable_why})"
    if said.writable is Answer3.UNKNOWN or seen.writable is None:
        verdict = Verdict.UNKNOWN
    elif (said.writable is Answer3.YES) == seen.writable:
        verdict = Verdict.AGREE
    else:
        # Inspect data alone do not tell that something on the way is a file.
        unseen = _linked(path, seen) or (seen.spot.rest and not seen.spot.folder)
        verdict = Verdict.OPEN if said.assumed and unseen else Verdict.WRONG
    return _row(name, path, said, "write", told, real, verdict)


def _share(eyes: Eyes, name: str, path: str, said: Backing, seen: Seen) -> Row:
    there = [one for one in said.shared_with if one.container_name in eyes.inside]
    told = {
        (one.container_name, _resolved(eyes, one.container_name, one.path), one.writable)
        for one in there
        if one.relation is not Relation.BELOW
    }
    below = {
        (one.container_name, _resolved(eyes, one.container_name, one.target))
        for one in there
        if one.relation is Relation.BELOW
    }
    below = {one for one in below if one in seen.below or one not in seen.along}
    differing = {one[0] for one in (told ^ seen.shared)} | {one[0] for one in (below ^ seen.below)}
    verdict = Verdict.AGREE
    if differing:
        unseen = _linked(path, seen) or _spreads(said) or any(eyes.needs_host(one) for one in (name, *differing))
        at_rest = all(one in eyes.at_rest and eyes.needs_image(one) for one in differing)
        verdict = Verdict.OPEN if at_rest or (said.assumed and unseen) else Verdict.WRONG
    wrong = (
        f"too much {sorted(told - seen.shared)} {sorted(below - seen.below)}, "
        f"missing {sorted(seen.shared - told)} {sorted(seen.below - below)}"
    )
    return _row(name, path, said, "share", wrong if differing else "", str(len(told)), verdict)


def _resolved(eyes: Eyes, name: str, path: str) -> str:
    """What the path is without links: of containers that did not run nobody can know them."""
    spot = eyes.inside[name].root.spot(path)
    return spot.resolved if spot else path
