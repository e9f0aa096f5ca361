"""Network modes, attachments and links of a container."""

from inspector.model.container import Endpoint, Link, Mode, NetworkMode
from inspector.parse.addressing import address, prefix
from inspector.parse.reading import Cursor

_PLAIN = {"host": Mode.HOST, "none": Mode.NONE}


def network_mode(word: str) -> NetworkMode:
    """`HostConfig.NetworkMode`: `default` (engines up to 26) and `bridge` (from 27 on) are one."""
    if word in ("", "default", "bridge"):
        return NetworkMode(Mode.BRIDGE, "bridge")
    if word in _PLAIN:
        return NetworkMode(_PLAIN[word])
    kind, colon, target = word.partition(":")
    if colon and kind == "container":
        return NetworkMode(Mode.CONTAINER, target.lstrip("/"))
    return NetworkMode(Mode.NETWORK, word)


def endpoints(networks: Cursor) -> tuple[Endpoint, ...]:
    """`NetworkSettings.Networks`, by network name."""
    return tuple(_endpoint(name, place) for name, place in networks.items())


def _endpoint(name: str, at: Cursor) -> Endpoint:
    return Endpoint(
        network=name,
        network_id=at.text("NetworkID"),
        endpoint_id=at.text("EndpointID"),
        ipv4=address(at, "IPAddress"),
        ipv4_prefix=prefix(at, "IPPrefixLen", 32),
        ipv6=address(at, "GlobalIPv6Address"),
        ipv6_prefix=prefix(at, "GlobalIPv6PrefixLen", 128),
        gateway=address(at, "Gateway"),
        gateway6=address(at, "IPv6Gateway"),
        mac=at.text("MacAddress").lower(),
        aliases=tuple(sorted(set(at.texts("Aliases")))),
        dns_names=tuple(sorted(set(at.texts("DNSNames")))),
        links=tuple(sorted({_link(word, legacy=False) for word in at.texts("Links")})),
        gw_priority=at.integer("GwPriority"),
        static_ipv4=at.text("IPAMConfig", "IPv4Address"),
        static_ipv6=at.text("IPAMConfig", "IPv6Address"),
        driver_opts=at.pairs("DriverOpts"),
    )


def legacy_links(inspect: Cursor) -> tuple[Link, ...]:
    """`HostConfig.Links`, written `/target:/self/alias`."""
    return tuple(sorted({_link(word, legacy=True) for word in inspect.texts("HostConfig", "Links")}))


def _link(word: str, *, legacy: bool) -> Link:
    target, _, alias = word.partition(":")
    target = target.lstrip("/")
    return Link(target=target, alias=alias.rpartition("/")[2] or target, legacy=legacy)
