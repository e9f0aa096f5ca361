"""Networks as `/networks` and `/networks/{id}` tell them."""

from msgspec.structs import replace

from inspector.model.network import Network, Stray, Subnet
from inspector.parse.addressing import is_network
from inspector.parse.labels import project
from inspector.parse.reading import Cursor

MTU = "com.docker.network.driver.mtu"
_BRIDGE = "com.docker.network.bridge."
_STRAY = "ep-"
"""How the engine begins the key of an endpoint that has no container, in `Containers` of a network."""
_FALSE = ("0", "f", "F", "FALSE", "false", "False")


def network(at: Cursor, ident: str, product: str) -> Network:
    """One network. Podman does not tell the name of its bridge devices."""
    labels = at.pairs("Labels")
    plain = Network(
        id=ident,
        name=at.text("Name"),
        driver=at.text("Driver"),
        scope=at.text("Scope"),
        created=at.text("Created"),
        internal=at.flag("Internal"),
        attachable=at.flag("Attachable"),
        ingress=at.flag("Ingress"),
        ipv4=at.flag("EnableIPv4", default=True),
        ipv6=at.flag("EnableIPv6"),
        subnets=tuple(sorted(_subnet(place) for place in at.each("IPAM", "Config") if _is_subnet(place))),
        labels=labels,
        project=project(labels),
        strays=tuple(sorted(_stray(place) for key, place in at.items("Containers") if key.startswith(_STRAY))),
        peers=tuple(sorted({place.text("IP") for place in at.each("Peers")} - {""})),
    )
    return with_options(plain, at.pairs("Options"), named_by_engine=product == "docker")


def with_options(plain: Network, options: tuple[tuple[str, str], ...], *, named_by_engine: bool = True) -> Network:
    """The network with these driver options and all that follows from them.

    named_by_engine: whether a bridge without a name of its own is called as Docker calls it.
    """
    option, driver = dict(options).get, plain.driver
    bridge = option(_BRIDGE + "name", "")
    if not bridge and driver == "bridge" and named_by_engine:
        bridge = "docker0" if option(_BRIDGE + "default_bridge") == "true" else f"br-{plain.id[:12]}"
    mtu = option(MTU, "")
    return replace(
        plain,
        options=options,
        bridge=bridge if driver == "bridge" else "",
        icc=option(_BRIDGE + "enable_icc") not in _FALSE,
        masquerade=option(_BRIDGE + "enable_ip_masquerade") not in _FALSE,
        mtu_bytes=int(mtu) if mtu.isascii() and mtu.isdigit() and len(mtu) < 7 else 0,
        parent=option("parent", "") if driver in ("macvlan", "ipvlan") else "",
        gateway_mode_ipv4=option(_BRIDGE + "gateway_mode_ipv4", ""),
        gateway_mode_ipv6=option(_BRIDGE + "gateway_mode_ipv6", ""),
    )


def _stray(at: Cursor) -> Stray:
    return Stray(name=at.text("Name"), ipv4=at.text("IPv4Address").partition("/")[0])


def _is_subnet(at: Cursor) -> bool:
    told = at.text("Subnet")
    if told and not is_network(told):
        at.malformed("a subnet", ("Subnet",), told)
    return is_network(told)


def _gateway(at: Cursor) -> str:
    """As written: some engines write it with its prefix length."""
    told = at.text("Gateway")
    return told if not told or is_network(told) else ""


def _subnet(at: Cursor) -> Subnet:
    return Subnet(cidr=at.text("Subnet"), gateway=_gateway(at), ip_range=at.text("IPRange"))
