"""Commands whose effect on data is foretold. They are never run."""

from enum import StrEnum

from msgspec import Struct


class Act(StrEnum):
    """What a command does, as far as data go.

    Recreate: removed and made again of the same words. Once: run to its end with `--rm`.
    """

    RESTART = "restart"
    STOP = "stop"
    RECREATE = "recreate"
    REMOVE = "rm"
    ONCE = "--rm"
    CONTAINER_PRUNE = "container prune"
    VOLUME_REMOVE = "volume rm"
    VOLUME_PRUNE = "volume prune"
    SYSTEM_PRUNE = "system prune"
    COMPOSE_DOWN = "compose down"
    COMPOSE_REMOVE = "compose rm"
    COMPOSE_RECREATE = "compose up"
    COMPOSE_RESTART = "compose restart"


class Command(Struct, frozen=True, kw_only=True):
    """One command, read. text: as it was typed.

    containers: ids. volumes: names. with_volumes: -v, or --volumes. everything: -a of a prune. renew: -V of compose up.
    api: the API version that the call names, (0, 0) for the engine's own.
    """

    text: str
    act: Act
    containers: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    project: str = ""
    with_volumes: bool = False
    everything: bool = False
    force: bool = False
    renew: bool = False
    api: tuple[int, int] = (0, 0)
