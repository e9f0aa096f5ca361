"""What survives which command: for one container's mount, and for everything that a command touches."""

from collections.abc import Iterable, Iterator

from inspector.analysis.storage_index import Storage
from inspector.analysis.storage_outcome import Outcome, Told, outcome, volume_fate
from inspector.analysis.storage_view import Piece
from inspector.analysis.survival_words import cites, gaps, sentence
from inspector.model.backing import BackingKind, Datum, DatumKind, Fate, Forecast, Loss, Survival
from inspector.model.command import Act, Command
from inspector.model.container import Container, State
from inspector.model.storage import MountKind

_ALIVE = (State.RUNNING, State.PAUSED, State.RESTARTING)


def survivals(storage: Storage, container: Container, piece: Piece) -> tuple[Survival, ...]:
    """What each of the usual commands would do to the data of one piece; `recreate` is the same `docker run` again."""
    return tuple(
        Survival(command.text, *_fate(storage, outcome(storage, command), container, piece))
        for command in usual_commands(container)
    )


def usual_commands(container: Container) -> list[Command]:
    """The commands that answers tell of, as they concern one container."""
    own = (container.id,)
    found = [
        Command(text="restart", act=Act.RESTART, containers=own),
        Command(text="recreate", act=Act.RECREATE, containers=own),
        Command(text="rm", act=Act.REMOVE, containers=own, force=True),
        Command(text="rm -v", act=Act.REMOVE, containers=own, force=True, with_volumes=True),
        Command(text="--rm", act=Act.ONCE, containers=own),
        Command(text="volume prune", act=Act.VOLUME_PRUNE),
        Command(text="volume prune -a", act=Act.VOLUME_PRUNE, everything=True),
        Command(text="system prune --volumes", act=Act.SYSTEM_PRUNE, with_volumes=True),
    ]
    if container.compose and container.compose.service:
        project = container.project
        found += [
            Command(text="compose down", act=Act.COMPOSE_DOWN, project=project),
            Command(text="compose down -v", act=Act.COMPOSE_DOWN, project=project, with_volumes=True),
        ]
    return found


def forecast(storage: Storage, command: Command) -> Forecast:
    """What the command would do to every piece of data that it may touch. Nothing is run."""
    done = outcome(storage, command)
    losses = tuple(sorted(_losses(storage, done)))
    removed = [storage.containers[ident].name or ident[:12] for ident in done.gone - done.followed]
    return Forecast(
        command=command.text,
        sentence=sentence(done, losses, removed),
        removes=tuple(sorted(removed)),
        losses=losses,
        refused="; ".join(done.refused),
        cites=cites(storage, command),
        gaps=gaps(storage, command),
    )


def _losses(storage: Storage, done: Outcome) -> Iterator[Loss]:
    """Layers, memories and host paths of the containers that are touched, and every volume that may be."""
    touched = [storage.containers[ident] for ident in sorted(done.gone | done.ended)]
    for container in touched:
        for piece in storage.views[container.id].pieces:
            datum = _datum(container, piece)
            if datum:
                yield Loss(datum, *_fate(storage, done, container, piece), users=(container.name,))
    for name in sorted(_volumes(storage, done, touched)):
        users = sorted({container.name for container, _ in storage.users.get(name, [])})
        yield Loss(Datum(DatumKind.VOLUME, name, name), *volume_fate(storage, done, name), users=tuple(users))


def _volumes(storage: Storage, done: Outcome, touched: Iterable[Container]) -> set[str]:
    command = done.command
    if command.act in (Act.VOLUME_PRUNE, Act.SYSTEM_PRUNE):
        return set(storage.ground.volumes) | set(storage.users)
    found = {mount.volume for one in touched for mount in one.mounts if mount.volume} | set(command.volumes)
    if command.act is Act.COMPOSE_DOWN:
        found |= {one.name for one in storage.snapshot.volumes if one.project == command.project}
    return found


def _datum(container: Container, piece: Piece) -> Datum | None:
    """What a piece is as data of its own; volumes are told apart, for they may be shared."""
    if piece.kind is BackingKind.LAYER:
        return Datum(DatumKind.LAYER, container.id, container.name, "/")
    if piece.mount is None or piece.mount.target != piece.target:
        return None
    if piece.mount.kind is MountKind.TMPFS:
        return Datum(DatumKind.TMPFS, f"{container.id}:{piece.target}", container.name, piece.target)
    if piece.mount.kind is MountKind.BIND:
        return Datum(DatumKind.HOST_PATH, piece.mount.source, piece.mount.source, piece.target)
    return None


def _fate(storage: Storage, done: Outcome, container: Container, piece: Piece) -> Told:
    gone, ended = container.id in done.gone, container.id in done.ended | done.gone
    if piece.mount and piece.mount.volume:
        return volume_fate(storage, done, piece.mount.volume)
    match piece.kind:
        case BackingKind.LAYER:
            return _layer(gone)
        case BackingKind.TMPFS:
            return _memory(container, ended)
        case BackingKind.BIND:
            return Fate.KEPT, "HOST_PATH_STAYS", "Docker never deletes what is bind-mounted from the host"
        case BackingKind.ENGINE_FILE:
            if ended:
                return Fate.LOST, "ENGINE_FILE", "the engine writes this file anew at each start"
            return Fate.KEPT, "CONTAINER_STAYS", "the container is not touched"
        case BackingKind.IMAGE:
            return Fate.KEPT, "IMAGE_STAYS", "it belongs to an image, not to the container"
    return Fate.UNKNOWN, "NOT_DOCKERS", "it is not Docker's to keep or delete"


def _layer(gone: bool) -> Told:
    if gone:
        return Fate.LOST, "LAYER_REMOVED", "the writable layer goes with the container"
    return Fate.KEPT, "CONTAINER_STAYS", "the container stays, and its writable layer with it"


def _memory(container: Container, ended: bool) -> Told:
    if ended and container.state in _ALIVE:
        return Fate.LOST, "MEMORY_RELEASED", "it is in memory: it goes when the container's processes end"
    if container.state not in _ALIVE:
        return Fate.LOST, "MEMORY_RELEASED", "it is in memory: nothing is in it while the container does not run"
    return Fate.KEPT, "CONTAINER_STAYS", "the container runs on"
