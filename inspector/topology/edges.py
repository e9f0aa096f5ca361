"""The words of the graph: kinds of edges, and nodes that are no struct of the model."""

from enum import StrEnum

from msgspec import Struct

from inspector.model.container import Container, Endpoint, Link, Port
from inspector.model.ids import Ref
from inspector.model.netns import Interface, Netns
from inspector.model.network import Network
from inspector.model.snapshot import Engine
from inspector.model.storage import Image, Mount, Volume


class EdgeKind(StrEnum):
    """What joins two nodes; the comment tells source -> target, and the edge's detail."""

    ATTACHED = "attached"  # container -> network, Endpoint
    RIDES = "rides"  # container -> container X of container:X
    HOST_MODE = "host-mode"  # container -> host
    LINKS = "links"  # container -> container, Link
    MOUNTS = "mounts"  # container -> volume, path or tmpfs, Mount
    INHERITS = "inherits"  # container -> container of --volumes-from
    BACKED_BY = "backed-by"  # volume -> path, the device of a local bind volume
    PUBLISHES = "publishes"  # container -> host port, Port
    RUNS = "runs"  # container -> image
    BELONGS = "belongs"  # container, network, volume -> project
    IN_NETNS = "in-netns"  # container, host -> network namespace
    HAS_LINK = "has-link"  # network namespace -> interface
    MASTER = "master"  # interface -> bridge interface
    PEER = "peer"  # veth at the host -> its peer
    PARENT = "parent"  # network (macvlan, ipvlan) -> interface of the host
    REALISES = "realises"  # bridge interface -> network


Detail = Endpoint | Link | Mount | Port | None


class Edge(Struct, frozen=True, gc=False):
    """One relation, with what the engine says of it."""

    kind: EdgeKind
    detail: Detail = None


class Project(Struct, frozen=True, gc=False):
    """A compose project or Swarm stack."""

    name: str


class HostPath(Struct, frozen=True, gc=False):
    """A path of the host that containers mount."""

    path: str


class HostPort(Struct, frozen=True, order=True, gc=False):
    """A port of the host; host_ip "" where the engine does not say on which address."""

    host_ip: str
    host_port: int
    protocol: str


class NetworkLink(Struct, frozen=True, gc=False):
    """An interface and the namespace it is in."""

    netns: str
    interface: Interface


class Missing(Struct, frozen=True, gc=False):
    """Something that others refer to, and that was not read or is gone."""

    ref: Ref
    name: str


Entity = (
    Container
    | Network
    | Volume
    | Image
    | Netns
    | Engine
    | Project
    | HostPath
    | HostPort
    | NetworkLink
    | Mount
    | Missing
)
