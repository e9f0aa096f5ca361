"""Questions about a container's files, and their cited answers: what is behind a path, who shares it, what survives."""

from enum import StrEnum

from msgspec import Struct

from inspector.model.answer import Citation, Fix
from inspector.model.container import State
from inspector.model.evidence import Gap
from inspector.model.ids import Ref
from inspector.model.storage import Mount


class PathQuery(Struct, frozen=True):
    """What is behind this path of this container? The path is absolute, as a process in the container names it."""

    container: Ref
    path: str


class BackingKind(StrEnum):
    """What a container's file lies on.

    Layer: the container's own writable layer over its image. Engine-file: /etc/hosts, resolv.conf and hostname, which
    the engine writes. Kernel: /proc, /sys, /dev and the like.
    """

    BIND = "bind"
    VOLUME = "volume"
    ANONYMOUS_VOLUME = "anonymous-volume"
    TMPFS = "tmpfs"
    LAYER = "layer"
    IMAGE = "image"
    ENGINE_FILE = "engine-file"
    KERNEL = "kernel"
    OTHER = "other"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """Where data really is. Two mounts with the same place are the same data, whatever they are called."""

    HOST_PATH = "host-path"
    REMOTE = "remote"
    DEVICE = "device"
    MEMORY = "memory"
    PLUGIN = "plugin"
    LAYER = "layer"
    KERNEL = "kernel"
    UNKNOWN = "unknown"


class Place(Struct, frozen=True, order=True):
    """One piece of data: a host path (links followed where read), `server:/export`, a memory or layer by owner."""

    kind: PlaceKind
    where: str


class Answer3(StrEnum):
    """Yes, no, or unknown because something was not read."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """How much of the data somebody else has: the very same path, a folder above it, or only a part below it."""

    SAME = "same"
    ABOVE = "above"
    BELOW = "below"


class Sharer(Struct, frozen=True, order=True):
    """Another container (or the same one, at another path) that has the data too, stopped ones included.

    target: the mount's path in it. path: where the asked data is seen in it, "" when only a part below is.
    """

    container: str
    container_name: str
    target: str
    path: str
    relation: Relation
    writable: bool
    state: State = State.UNKNOWN


class Fate(StrEnum):
    """What becomes of data.

    Kept: it is there afterwards, where the container or its successor looks. Orphaned: it stays on the disk, but
    nothing leads to it any more. Lost: it is gone.
    """

    KEPT = "kept"
    LOST = "lost"
    ORPHANED = "orphaned"
    UNKNOWN = "unknown"


class Survival(Struct, frozen=True, order=True):
    """What a command does to one piece of data, and why. code: a stable word for the reason."""

    command: str
    fate: Fate
    code: str
    why: str


class Backing(Struct, frozen=True, kw_only=True):
    """The answer to a PathQuery.

    mount: None for the container's own layer and for kernel file systems. place: where the asked path's data is.
    resolved: the path with the links that were read followed. writable: for the container's own user.
    stack: targets of all mounts over the path, the deepest last. hides: what the mount covers, in words.
    """

    query: PathQuery
    code: str
    sentence: str
    kind: BackingKind
    resolved: str = ""
    mount: Mount | None = None
    place: Place | None = None
    volume: str = ""
    writable: Answer3 = Answer3.UNKNOWN
    writable_why: str = ""
    shared_with: tuple[Sharer, ...] = ()
    survives: tuple[Survival, ...] = ()
    stack: tuple[str, ...] = ()
    hides: str = ""
    assumed: bool = False
    cites: tuple[Citation, ...] = ()
    fixes: tuple[Fix, ...] = ()
    gaps: tuple[Gap, ...] = ()


class DatumKind(StrEnum):
    """What a survival prediction speaks of."""

    VOLUME = "volume"
    HOST_PATH = "host-path"
    LAYER = "layer"
    TMPFS = "tmpfs"


class Datum(Struct, frozen=True, order=True):
    """One piece of data that a command may touch: a volume by name, a host path, a container's layer or tmpfs."""

    kind: DatumKind
    ident: str
    name: str
    target: str = ""


class Loss(Struct, frozen=True, order=True):
    """One datum's fate under a command, with who used it."""

    datum: Datum
    fate: Fate
    code: str
    why: str
    users: tuple[str, ...] = ()


class Forecast(Struct, frozen=True, kw_only=True):
    """What a command would do; it is never run. refused: why the engine would refuse it, "" when it would not."""

    command: str
    sentence: str
    removes: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    refused: str = ""
    assumed: bool = False
    cites: tuple[Citation, ...] = ()
    gaps: tuple[Gap, ...] = ()


class UnusedVolume(Struct, frozen=True, kw_only=True):
    """A volume that no container, running or stopped, refers to.

    origin: words, where it probably comes from, "" when nothing tells. twin: the volume that has the same compose key
    under another project. pruned_by: commands that would remove it.
    """

    name: str
    anonymous: bool
    project: str = ""
    key: str = ""
    created: str = ""
    size_bytes: int | None = None
    empty: bool | None = None
    origin: str = ""
    twins: tuple[str, ...] = ()
    pruned_by: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()
