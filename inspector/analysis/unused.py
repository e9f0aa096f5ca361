"""Volumes that nobody uses: where they come from, and which other volume has the data that one misses in them."""

from collections.abc import Iterable

from inspector.analysis.citing import told
from inspector.analysis.storage_index import Storage
from inspector.analysis.storage_outcome import outcome, volume_fate
from inspector.analysis.storage_places import volume_place
from inspector.model.backing import Fate, UnusedVolume
from inspector.model.command import Act, Command
from inspector.model.storage import Volume

KEY = "com.docker.compose.volume"
"""The label with the name that the compose file calls a volume by."""

_PRUNES = (
    Command(text="docker volume prune", act=Act.VOLUME_PRUNE),
    Command(text="docker volume prune -a", act=Act.VOLUME_PRUNE, everything=True),
    Command(text="docker system prune --volumes", act=Act.SYSTEM_PRUNE, with_volumes=True),
)
_NAMED = 3


def unused(storage: Storage) -> tuple[UnusedVolume, ...]:
    """Every volume that no container refers to, running or stopped, by name."""
    keys = _keys(storage)
    declared = _declared(storage)
    done = [outcome(storage, command) for command in _PRUNES]
    return tuple(
        UnusedVolume(
            name=volume.name,
            anonymous=volume.anonymous,
            project=volume.project,
            key=key_of(volume),
            created=volume.created,
            size_bytes=volume.size_bytes,
            empty=is_empty(storage, volume),
            origin=_origin(volume, declared),
            twins=tuple(one.name for one in keys.get(key_of(volume), ()) if one.name != volume.name),
            pruned_by=tuple(one.command.text for one in done if volume_fate(storage, one, volume.name)[0] is Fate.LOST),
            cites=(told(volume, "", "no container refers to it", f"/volumes {volume.name}"),),
        )
        for volume in storage.snapshot.volumes
        if volume.name not in storage.users
    )


def twins(storage: Storage, volume: Volume) -> tuple[Volume, ...]:
    """Volumes that have the same key in another compose project: what a renamed project leaves behind."""
    key = key_of(volume)
    return tuple(one for one in storage.snapshot.volumes if key and one.name != volume.name and key_of(one) == key)


def key_of(volume: Volume) -> str:
    """What the compose file calls the volume; "" for one that compose did not make."""
    return dict(volume.labels).get(KEY, "") if volume.project else ""


def is_empty(storage: Storage, volume: Volume) -> bool | None:
    """Whether nothing is in the volume, None when nobody looked."""
    facts = storage.ground.facts
    fact = facts.get(volume_place(volume, facts).where) or facts.get(volume.mountpoint)
    return fact.empty if fact else None


def _keys(storage: Storage) -> dict[str, list[Volume]]:
    found: dict[str, list[Volume]] = {}
    for volume in storage.snapshot.volumes:
        if key := key_of(volume):
            found.setdefault(key, []).append(volume)
    return found


def _declared(storage: Storage) -> list[str]:
    """The images here whose containers get an anonymous volume, and for which path."""
    found = []
    for image in storage.snapshot.images:
        name = image.tags[0] if image.tags else image.id.removeprefix("sha256:")[:12]
        found += [f"{name} VOLUME {path}" for path in image.volumes]
    return sorted(found)


def _origin(volume: Volume, declared: Iterable[str]) -> str:
    """Where it comes from. Docker does not note the image of an anonymous volume: only what may be is told."""
    if volume.project:
        key = key_of(volume)
        return f"compose project {volume.project}" + (f", volume {key}" if key else "")
    if not volume.anonymous:
        return "made by name"
    may_be = list(declared)
    if not may_be:
        return "left by a container that is gone; no image here declares a VOLUME"
    more = f" and {len(may_be) - _NAMED} more" if len(may_be) > _NAMED else ""
    return f"left by a container that is gone; images here that make such volumes: {', '.join(may_be[:_NAMED])}{more}"
