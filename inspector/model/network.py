"""A Docker network as `GET /networks` tells it."""

from msgspec import Struct


class Subnet(Struct, frozen=True, order=True, gc=False):
    """One entry of `IPAM.Config`.

    gateway is "" when the engine does not say (engines up to 28, when the user gave only --subnet).
    """

    cidr: str
    gateway: str = ""
    ip_range: str = ""


class Stray(Struct, frozen=True, order=True, gc=False):
    """An endpoint that a network holds for no container: what one that is gone has left behind."""

    name: str
    ipv4: str = ""


class Network(Struct, frozen=True, kw_only=True, gc=False):
    """One network. `bridge` is the host's bridge device name, "" for drivers that have none.

    written: the place in a compose file that asks for it, "" for one that an engine told of. external: that file says
    no more of it than its name, so others may be on it.
    """

    id: str
    name: str
    driver: str = ""
    scope: str = ""
    created: str = ""
    internal: bool = False
    attachable: bool = False
    ingress: bool = False
    ipv4: bool = True
    ipv6: bool = False
    subnets: tuple[Subnet, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    project: str = ""
    bridge: str = ""
    icc: bool = True
    masquerade: bool = True
    mtu_bytes: int = 0
    parent: str = ""
    gateway_mode_ipv4: str = ""
    gateway_mode_ipv6: str = ""
    strays: tuple[Stray, ...] = ()
    peers: tuple[str, ...] = ()
    """Addresses of the nodes that this node has met on an overlay, its own among them."""
    written: str = ""
    external: bool = False

    def option(self, key: str) -> str:
        """The driver option of this name, "" when not set."""
        return dict(self.options).get(key, "")

    @property
    def short_id(self) -> str:
        """The first 12 characters of the id, "" of what no engine has given an id."""
        return "" if self.written else self.id[:12]

    @property
    def default_bridge(self) -> bool:
        """Whether this is the engine's own `bridge` network, where Docker runs no DNS."""
        return self.name == "bridge" and self.driver == "bridge"

    @property
    def user_defined(self) -> bool:
        """Whether containers on it are served by the embedded DNS."""
        return self.driver not in ("", "host", "null") and not self.default_bridge
