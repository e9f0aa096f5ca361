"""Refs: how every entity of a snapshot is named, in the graph, in the picture and in deep links."""

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What an entity is."""

    HOST = "host"
    PROJECT = "project"
    CONTAINER = "container"
    NETWORK = "network"
    VOLUME = "volume"
    PATH = "path"
    TMPFS = "tmpfs"
    IMAGE = "image"
    NETNS = "netns"
    LINK = "link"
    PORT = "port"
    EXTERNAL = "external"


class Ref(Struct, frozen=True, order=True, gc=False):
    """Names one entity; `str(ref)` is `kind:id`, the form used in exports, the picture and URLs.

    The id is the engine's full id for containers, networks and images, the name for volumes and projects, the
    path for host paths, `netns-inode/ifindex` for links, `ip:port/protocol` for host ports and
    `container-id:target` for a tmpfs.
    """

    kind: Kind
    id: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Ref | None":
        """Read `kind:id`; None when the text is of another form (a deep link may hold anything)."""
        kind, colon, ident = text.partition(":")
        if not colon or not ident or kind not in Kind._value2member_map_:
            return None
        return cls(Kind(kind), ident)


HOST = Ref(Kind.HOST, "host")
