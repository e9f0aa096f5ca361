"""What a command does to containers and volumes: which end, which go, which stay. Source: moby daemon/delete.go,
daemon/prune.go, volume/service, docker/cli prune commands and compose v2 `down`, `rm` and `up`; held to real engines.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from inspector.analysis.storage_counting import may_be_uncounted
from inspector.analysis.storage_index import Storage
from inspector.model.backing import Fate
from inspector.model.command import Act, Command
from inspector.model.container import Container, State
from inspector.model.storage import Mount, Volume
from inspector.parse.labels import ANONYMOUS
from inspector.parse.mounts import NAMELESS

PRUNES_ANONYMOUS_ONLY = (1, 42)
"""From this API version of the call on, `volume prune` leaves volumes that have a name (moby 23.0)."""

_PRUNES = (Act.VOLUME_PRUNE, Act.SYSTEM_PRUNE)
_RUNNING = (State.RUNNING, State.PAUSED, State.RESTARTING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """gone: ids of the containers that are removed; ended: whose processes end; followed: whose successor takes their
    place; with_volumes: whose anonymous volumes are removed with them. refused: what the engine says no to, in words.
    """

    command: Command
    gone: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    followed: frozenset[str] = frozenset()
    with_volumes: frozenset[str] = frozenset()
    refused: tuple[str, ...] = ()


Told = tuple[Fate, str, str]
"""Fate, code, why."""


def outcome(storage: Storage, command: Command) -> Outcome:
    """What becomes of the containers."""
    named = [storage.containers[ident] for ident in command.containers]
    everyone = storage.snapshot.containers
    members = [one for one in everyone if command.project and one.project == command.project and not _one_off(one)]
    match command.act:
        case Act.RESTART | Act.COMPOSE_RESTART:
            return Outcome(command, ended=_ids(named or members))
        case Act.STOP:
            return _stopped(command, named)
        case Act.REMOVE:
            return _removed(command, named)
        case Act.RECREATE | Act.COMPOSE_RECREATE:
            ids = _ids(named or members)
            return Outcome(command, gone=ids, ended=ids, followed=ids)
        case Act.ONCE:
            ids = _ids(named)
            return Outcome(command, gone=ids, ended=ids, with_volumes=ids)
        case Act.CONTAINER_PRUNE | Act.SYSTEM_PRUNE:
            return Outcome(command, gone=_ids(one for one in everyone if one.state not in _RUNNING))
        case Act.COMPOSE_DOWN:
            ids = _ids(named or members)
            return Outcome(command, gone=ids, ended=ids, with_volumes=ids if command.with_volumes else _NOBODY)
        case Act.COMPOSE_REMOVE:
            ids = _ids(one for one in named or members if command.force or one.state not in _RUNNING)
            return Outcome(command, gone=ids, ended=ids, with_volumes=ids if command.with_volumes else _NOBODY)
        case Act.VOLUME_REMOVE:
            users = {name: [one for one, _ in storage.users.get(name, [])] for name in command.volumes}
            used = [name for name in command.volumes if _counted(storage, users[name], name)]
            return Outcome(command, refused=tuple(_in_use(storage, name) for name in used))
    if command.everything and not _all_is_known(storage, command):
        return Outcome(command, refused=('"--all" needs API version 1.42, which this call does not speak',))
    return Outcome(command)


def volume_fate(storage: Storage, done: Outcome, name: str) -> Told:
    """What becomes of one volume and of the data in it."""
    users = storage.users.get(name, [])
    left = [container for container, _ in users if container.id not in done.gone]
    volume = storage.volume(name)
    if not left and _race(storage, done, name):
        why = (
            "docker rm removes several containers at once: who is the last decides, and only some asked without a name"
        )
        return Fate.UNKNOWN, "VOLUME_RACE", why
    if _goes(storage, done, name, left):
        return _without_volume(volume)
    if left and not _counted(storage, left, name) and _goes(storage, done, name, []):
        why = f"{_names(left)} borrowed it from two containers, and then the engine may not count it as a user"
        return Fate.UNKNOWN, "VOLUME_USE_MISCOUNTED", why
    if volume and dict(volume.options).get("type") == "tmpfs" and (emptied := _emptied(done, users)):
        return emptied
    if left:
        return Fate.KEPT, "VOLUME_IN_USE", _still_used(left)
    return _unused(storage, done, name, users)


def _goes(storage: Storage, done: Outcome, name: str, left: list[Container]) -> bool:
    """Whether the engine removes the volume."""
    command, volume = done.command, storage.volume(name)
    if left or (done.refused and command.act in _PRUNES):
        return False
    if command.act is Act.VOLUME_REMOVE:
        return name in command.volumes
    if command.act is Act.COMPOSE_DOWN and command.with_volumes and volume and volume.project == command.project:
        return not command.containers or name in storage.users
    if command.act in _PRUNES and (command.act is Act.VOLUME_PRUNE or command.with_volumes):
        return volume is not None and _prunable(storage, command, volume)
    removed = _taken_along(storage, done, name)
    return bool(removed) and not any(mount.named for mount in removed)


def _counted(storage: Storage, users: Iterable[Container], name: str) -> list[Container]:
    """The users whom the engine surely counts."""
    return [one for one in users if not may_be_uncounted(storage, one, name)]


def _taken_along(storage: Storage, done: Outcome, name: str) -> list[Mount]:
    """The mounts of a volume in containers that are removed with their anonymous volumes."""
    return [mount for ident in done.with_volumes for mount in _mounts(storage, ident, name)]


def _race(storage: Storage, done: Outcome, name: str) -> bool:
    """Whether containers that go together differ in how they asked for the volume."""
    removed = _taken_along(storage, done, name)
    return len({mount.named for mount in removed}) > 1 and not (
        done.command.act is Act.COMPOSE_DOWN and (volume := storage.volume(name)) and volume.project
    )


def _emptied(done: Outcome, users: list[tuple[Container, str]]) -> Told | None:
    """A volume of type tmpfs is unmounted when the last container that runs with it ends."""
    running = {one.id for one, _ in users if one.state in (State.RUNNING, State.PAUSED)}
    if not running or not running <= done.ended | done.gone:
        return None
    if len(running) > 1 and done.command.act in (Act.RESTART, Act.COMPOSE_RESTART):
        return Fate.UNKNOWN, "VOLUME_RACE", "it is in memory: lost if all that use it are down at one moment"
    return Fate.LOST, "VOLUME_IN_MEMORY", "it is of type tmpfs: its content goes when its last user stops"


def _prunable(storage: Storage, command: Command, volume: Volume) -> bool:
    """Whether a prune takes an unused volume: only of the local driver, and never one that has driver options."""
    if volume.driver not in ("", "local") or volume.options:
        return False
    if command.everything or api_of(storage, command) < PRUNES_ANONYMOUS_ONLY:
        return True
    return ANONYMOUS in dict(volume.labels)


def api_of(storage: Storage, command: Command) -> tuple[int, int]:
    """The API version of the call: what it names, otherwise the newest that the engine speaks."""
    if command.api != (0, 0):
        return command.api
    found = re.fullmatch(r"(\d+)\.(\d+)", storage.snapshot.engine.api_version)
    return (int(found[1]), int(found[2])) if found else (1, 44)


def _all_is_known(storage: Storage, command: Command) -> bool:
    return command.act is not Act.VOLUME_PRUNE or api_of(storage, command) >= PRUNES_ANONYMOUS_ONLY


def _without_volume(volume: Volume | None) -> Told:
    """The volume goes; data that it only points to stays."""
    options = dict(volume.options) if volume else {}
    device = options.get("device", "")
    if device and options.get("type") != "tmpfs":
        return Fate.KEPT, "VOLUME_DEVICE_STAYS", f"the volume is removed, its data stay where they are: {device}"
    return Fate.LOST, "VOLUME_REMOVED", "the engine removes the volume with all that is in it"


def _unused(storage: Storage, done: Outcome, name: str, users: list[tuple[Container, str]]) -> Told:
    """Nobody refers to the volume afterwards, and it is not removed."""
    followed = [container for container, _ in users if container.id in done.followed]
    if followed and any(one.compose for one in followed) and not (done.command.renew and NAMELESS.fullmatch(name)):
        return Fate.KEPT, "VOLUME_CARRIED_OVER", "compose hands the volume to the new container"
    if any(mount.named for one in followed for mount in _mounts(storage, one.id, name)) and not done.command.renew:
        return Fate.KEPT, "VOLUME_NAMED", "the new container asks for the volume by its name"
    if NAMELESS.fullmatch(name):
        return Fate.ORPHANED, "VOLUME_ORPHANED", "nobody named the volume, so nothing leads to it any more"
    return Fate.KEPT, "VOLUME_NAMED", "the volume has a name: whoever asks for that name gets it again"


def _mounts(storage: Storage, ident: str, volume: str) -> list[Mount]:
    return [mount for mount in storage.containers[ident].mounts if mount.volume == volume]


def _stopped(command: Command, named: list[Container]) -> Outcome:
    """A container that was started with --rm goes when it stops, and its anonymous volumes with it.

    `docker kill` (forced) of what does not run is refused; `docker stop` has nothing to do then.
    """
    running = [one for one in named if one.state in _RUNNING]
    ids = _ids(one for one in running if one.auto_remove)
    refused = tuple(f"{one.name} is not running" for one in named if command.force and one not in running)
    return Outcome(command, gone=ids, ended=_ids(running), with_volumes=ids, refused=refused)


def _removed(command: Command, named: list[Container]) -> Outcome:
    running = [] if command.force else [one for one in named if one.state in _RUNNING]
    ids = _ids(named) - _ids(running)
    refused = tuple(f"{one.name} is {one.state.value}: stop it, or remove it with --force" for one in running)
    return Outcome(command, gone=ids, ended=ids, with_volumes=ids if command.with_volumes else _NOBODY, refused=refused)


def _still_used(left: Iterable[Container]) -> str:
    users = {one.id for one in left}
    return f"{_names(left)} still {'uses' if len(users) == 1 else 'use'} it"


def _in_use(storage: Storage, name: str) -> str:
    users = [container for container, _ in storage.users[name]]
    return f"{name} is in use by {_names(users)}"


def _one_off(container: Container) -> bool:
    """Made by `compose run`: `down` leaves it."""
    return dict(container.labels).get("com.docker.compose.oneoff") == "True"


def _names(containers: Iterable[Container]) -> str:
    return ", ".join(sorted({one.name or one.short_id for one in containers}))


def _ids(containers: Iterable[Container]) -> frozenset[str]:
    return frozenset(one.id for one in containers)


_NOBODY: frozenset[str] = frozenset()
