"""Edits of networks and of who is attached to them."""

from msgspec.structs import replace

from inspector.changes.draft import Draft, new_id, replaced
from inspector.model import edit as edits
from inspector.model.anywhere import ANY
from inspector.model.container import Container, Endpoint, Mode, NetworkMode, PortStatus
from inspector.model.network import Network, Subnet
from inspector.parse.networks import MTU, with_options


def connect(draft: Draft, edit: edits.ConnectNetwork) -> None:
    container, network = draft.container(edit.container), draft.network(edit.network)
    endpoint = Endpoint(
        network=network.name,
        network_id=network.id,
        aliases=edit.aliases,
        gw_priority=edit.gw_priority,
        static_ipv4=edit.ipv4,
    )
    draft.put(replaced(plugged(draft, container, network, endpoint), _out_of_none(draft, container)))
    bind_ports(draft, container.id)


def plugged(draft: Draft, container: Container, network: Network, endpoint: Endpoint) -> Endpoint:
    """The endpoint with an address and a gateway, where the container runs."""
    if not container.has_netns:
        return endpoint
    address, prefix = draft.free_address(network)
    gateway = next((one.gateway for one in network.subnets if ":" not in one.cidr), "")
    return replace(
        endpoint,
        endpoint_id=new_id("endpoint", container.id, network.id),
        ipv4=endpoint.static_ipv4 or address,
        ipv4_prefix=prefix,
        gateway="" if network.internal else gateway,
    )


def disconnect(draft: Draft, edit: edits.DisconnectNetwork) -> None:
    container, network = draft.container(edit.container), draft.network(edit.network)
    left = tuple(one for one in container.endpoints if one.network_id != network.id)
    draft.put(replace(container, endpoints=left))
    bind_ports(draft, container.id)


def create(draft: Draft, edit: edits.CreateNetwork) -> None:
    subnet = edit.subnet or draft.free_subnet()
    gateway = subnet.rpartition(".")[0] + ".1" if subnet.partition("/")[0].endswith(".0") else ""
    plain = Network(
        id=new_id("network", edit.network),
        name=edit.network,
        driver=edit.driver,
        scope="local",
        created=draft.now(),
        internal=edit.internal,
        ipv6=edit.ipv6,
        subnets=(Subnet(subnet, gateway),),
    )
    draft.networks[plain.id] = with_options(plain, tuple(sorted(edit.options)))


def remove(draft: Draft, edit: edits.RemoveNetwork) -> None:
    network = draft.network(edit.network)
    for container, _ in draft.members(network):
        disconnect(draft, edits.DisconnectNetwork(container=container.id, network=network.id))
    del draft.networks[network.id]


def set_internal(draft: Draft, edit: edits.SetInternal) -> None:
    network = replace(draft.network(edit.network), internal=edit.internal)
    gateway = next((one.gateway for one in network.subnets if ":" not in one.cidr), "")
    _remake(draft, network, gateway="" if edit.internal else gateway)


def set_option(draft: Draft, edit: edits.SetNetworkOption) -> None:
    network = draft.network(edit.network)
    options = dict(network.options) | {edit.key: edit.value}
    kept = tuple(sorted((key, value) for key, value in options.items() if value or key != edit.key))
    _remake(draft, with_options(network, kept))


def set_mtu(draft: Draft, edit: edits.SetMtu) -> None:
    set_option(draft, edits.SetNetworkOption(network=edit.network, key=MTU, value=str(edit.mtu_bytes)))


def set_subnet(draft: Draft, edit: edits.SetSubnet) -> None:
    gateway = edit.subnet.rpartition(".")[0] + ".1"
    kept = (one for one in draft.network(edit.network).subnets if ":" in one.cidr)
    network = replace(draft.network(edit.network), subnets=(Subnet(edit.subnet, gateway), *kept))
    draft.networks[network.id] = network
    members = draft.members(network)
    for container, endpoint in members:
        bare = replace(endpoint, ipv4="", static_ipv4="")
        draft.put(replaced(bare, draft.container(container.id)))
    for container, endpoint in members:
        fresh = plugged(draft, container, network, replace(endpoint, ipv4="", static_ipv4=""))
        draft.put(replaced(fresh, draft.container(container.id)))


def set_gateway_priority(draft: Draft, edit: edits.SetGatewayPriority) -> None:
    _change(draft, edit.container, edit.network, gw_priority=edit.gw_priority)


def add_alias(draft: Draft, edit: edits.AddAlias) -> None:
    endpoint = _endpoint(draft, edit.container, edit.network)
    known = {"aliases": (*endpoint.aliases, edit.alias)}
    if endpoint.dns_names:
        known["dns_names"] = (*endpoint.dns_names, edit.alias)
    _change(draft, edit.container, edit.network, **known)


def remove_alias(draft: Draft, edit: edits.RemoveAlias) -> None:
    endpoint = _endpoint(draft, edit.container, edit.network)
    left = {
        field: tuple(name for name in getattr(endpoint, field) if name.lower() != edit.alias.lower())
        for field in ("aliases", "dns_names")
    }
    _change(draft, edit.container, edit.network, **left)


def bind_ports(draft: Draft, ident: str) -> None:
    """What was asked for with -p is bound as soon as a network that is not internal carries it, and else is not."""
    container = draft.containers[ident]
    carried = container.has_netns and any(_carries(draft, endpoint) for endpoint in container.endpoints)
    status = PortStatus.PUBLISHED if carried else PortStatus.REQUESTED
    ports = (
        one if one.status is PortStatus.EXPOSED else replace(one, status=status, host_ip=one.host_ip or ANY[4])
        for one in container.ports
    )
    draft.put(replace(container, ports=tuple(sorted(set(ports)))))


def _carries(draft: Draft, endpoint: Endpoint) -> bool:
    network = draft.networks.get(endpoint.network_id)
    return network is not None and network.driver == "bridge" and not network.internal


def _remake(draft: Draft, network: Network, **endpoint: str) -> None:
    draft.networks[network.id] = network
    for container, attached in draft.members(network):
        changed = replace(attached, **endpoint) if attached.active else attached
        draft.put(replaced(changed, draft.container(container.id)))
        bind_ports(draft, container.id)


def _endpoint(draft: Draft, container: str, network: str) -> Endpoint:
    ident = draft.network(network).id
    found = (one for one in draft.container(container).endpoints if one.network_id == ident)
    return next(found, Endpoint(network=draft.network(network).name, network_id=ident))


def _change(draft: Draft, container: str, network: str, **fields: object) -> None:
    draft.put(replaced(replace(_endpoint(draft, container, network), **fields), draft.container(container)))


def _out_of_none(draft: Draft, container: Container) -> Container:
    """The engine wants `none` disconnected first; then the container lives on the new network."""
    kept = tuple(
        one for one in container.endpoints if (n := draft.networks.get(one.network_id)) is None or n.driver != "null"
    )
    mode = NetworkMode(Mode.BRIDGE) if container.network_mode.mode is Mode.NONE else container.network_mode
    return replace(container, endpoints=kept, network_mode=mode)
