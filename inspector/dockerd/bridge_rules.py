"""One programmer a generation of the engine: bridges in, rules out."""

from typing import Protocol

from inspector.dockerd.bridge import Attached, Bridge, Published


class Sink(Protocol):
    """Where rules go: `Rules` of firewall.py."""

    def add(self, table: str, chain: str, *rules: str) -> None: ...


LOOPBACK = {4: "127.0.0.0/8", 6: "::1/128"}


def _host(address: str) -> str:
    return f"{address}/{128 if ':' in address else 32}"


def _to(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _dport(port: Published, number: int) -> str:
    return f"-p {port.protocol} -m {port.protocol} --dport {number}"


def _hooks(rules: Sink, family: int, proxy: bool) -> None:
    except_loopback = f"! -d {LOOPBACK[family]} " if proxy else ""
    rules.add("nat", "PREROUTING", "-m addrtype --dst-type LOCAL -j DOCKER")
    rules.add("nat", "OUTPUT", f"{except_loopback}-m addrtype --dst-type LOCAL -j DOCKER")


def _returns(rules: Sink, bridges: tuple[Bridge, ...], proxy: bool) -> None:
    """Up to 28 clients on masqueraded bridges are left to docker-proxy; these rules stand before every translation.

    The routed gateway mode masquerades nothing and gets one all the same.
    """
    for bridge in bridges:
        if proxy and bridge.network.masquerade and not bridge.network.internal:
            rules.add("nat", "DOCKER", f"-i {bridge.device} -j RETURN")


def _nat(rules: Sink, bridge: Bridge, proxy: bool, *, hairpin: bool) -> None:
    if bridge.network.internal:
        return
    name = bridge.device
    if not proxy:
        rules.add("nat", "POSTROUTING", f"-o {name} -m addrtype --src-type LOCAL -j MASQUERADE")
    if bridge.natted:
        rules.add("nat", "POSTROUTING", f"-s {bridge.subnet} ! -o {name} -j MASQUERADE")
    if bridge.mode != "routed" and (hairpin or not proxy):
        for end in bridge.endpoints:
            for port in end.ports:
                own = _host(end.address)
                rules.add("nat", "POSTROUTING", f"-s {own} -d {own} {_dport(port, port.port)} -j MASQUERADE")


def _dnat(rules: Sink, bridge: Bridge, proxy: bool) -> None:
    if bridge.mode == "routed":
        return
    # Link-local clients are served by the proxy, which knows the interface they are on.
    neighbours = "! -s fe80::/10 " if ":" in bridge.subnet else ""
    elsewhere = f"! -i {bridge.device} " if proxy else ""
    for end in bridge.endpoints:
        for port in end.ports:
            where = "" if port.everywhere else f"-d {_host(port.host_ip)} "
            target = _to(end.address, port.port)
            match = f"{neighbours}{where}{elsewhere}{_dport(port, port.host_port)}"
            rules.add("nat", "DOCKER", f"{match} -j DNAT --to-destination {target}")


def _accepts(bridge: Bridge, end: Attached) -> list[str]:
    if bridge.mode == "nat-unprotected":
        return []  # the last rule of the bridge accepts everything
    name, own = bridge.device, _host(end.address)
    return [f"-d {own} ! -i {name} -o {name} {_dport(p, p.port)} -j ACCEPT" for p in end.ports]


def _links(rules: Sink, bridge: Bridge) -> None:
    """A legacy link needs to open nothing where containers of the bridge may talk anyway."""
    if bridge.network.icc:
        return
    name = bridge.device
    for end in bridge.endpoints:
        for client, protocol, port in end.linked_from:
            match = f"-i {name} -o {name} -p {protocol} -m {protocol}"
            rules.add(
                "filter", "DOCKER", f"-s {_host(client)} -d {_host(end.address)} {match} --dport {port} -j ACCEPT"
            )
            rules.add(
                "filter", "DOCKER", f"-s {_host(end.address)} -d {_host(client)} {match} --sport {port} -j ACCEPT"
            )


def _internal(rules: Sink, chain: str, bridge: Bridge) -> None:
    name, six = bridge.device, ":" in bridge.subnet
    into = f"! -i {name} -o {name}" if six else f"-o {name}"
    out = f"-i {name} ! -o {name}" if six else f"-i {name}"
    rules.add("filter", chain, f"! -s {bridge.subnet} {into} -j DROP", f"! -d {bridge.subnet} {out} -j DROP")


def _icc(bridge: Bridge) -> str:
    return f"-i {bridge.device} -o {bridge.device} -j {'ACCEPT' if bridge.network.icc else 'DROP'}"


def iptables_20(rules: Sink, bridges: tuple[Bridge, ...], family: int, proxy: bool) -> None:
    """20.10 to 27: isolation stages in FORWARD, four rules a bridge, nothing in raw."""
    _hooks(rules, family, proxy)
    _returns(rules, bridges, proxy)
    one, two = "DOCKER-ISOLATION-STAGE-1", "DOCKER-ISOLATION-STAGE-2"
    rules.add("filter", "FORWARD", "-j DOCKER-USER", f"-j {one}")
    rules.add("filter", "DOCKER")
    for bridge in bridges:
        name = bridge.device
        _nat(rules, bridge, proxy, hairpin=True)
        _dnat(rules, bridge, proxy)
        _links(rules, bridge)
        for end in bridge.endpoints:
            rules.add("filter", "DOCKER", *_accepts(bridge, end))
        if bridge.network.internal:
            _internal(rules, one, bridge)
            rules.add("filter", "FORWARD", _icc(bridge))
            continue
        established = f"-o {name} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
        rules.add(
            "filter", "FORWARD", established, f"-o {name} -j DOCKER", f"-i {name} ! -o {name} -j ACCEPT", _icc(bridge)
        )
    outer = [b.device for b in bridges if not b.network.internal]
    rules.add("filter", one, *(f"-i {name} ! -o {name} -j {two}" for name in outer), "-j RETURN")
    rules.add("filter", two, *(f"-o {name} -j DROP" for name in outer), "-j RETURN")
    rules.add("filter", "DOCKER-USER", "-j RETURN")


def _raw(rules: Sink, bridge: Bridge, family: int) -> None:
    """28 on: only the bridge itself may address a container directly, only lo a port published on loopback."""
    if bridge.network.internal:
        return
    for end in bridge.endpoints:
        if bridge.mode == "nat":
            rules.add("raw", "PREROUTING", f"-d {_host(end.address)} ! -i {bridge.device} -j DROP")
        for port in end.ports:
            if family == 4 and port.host_ip.startswith("127."):
                rules.add(
                    "raw", "PREROUTING", f"-d {_host(port.host_ip)} ! -i lo {_dport(port, port.host_port)} -j DROP"
                )


def _forward_28(rules: Sink, bridges: tuple[Bridge, ...], guard: str) -> None:
    rules.add("filter", "FORWARD", "-j DOCKER-USER", "-j DOCKER-FORWARD")
    rules.add("filter", "DOCKER-FORWARD", "-j DOCKER-CT", f"-j {guard}", "-j DOCKER-BRIDGE")
    rules.add("filter", "DOCKER-USER")
    rules.add("filter", "DOCKER")
    for bridge in bridges:
        name = bridge.device
        if bridge.network.internal:
            rules.add("filter", "DOCKER-FORWARD", _icc(bridge))
            continue
        rules.add("filter", "DOCKER-CT", f"-o {name} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT")
        rules.add("filter", "DOCKER-BRIDGE", f"-o {name} -j DOCKER")
        if bridge.network.icc:
            rules.add("filter", "DOCKER-FORWARD", f"-i {name} -j ACCEPT")
        else:
            rules.add("filter", "DOCKER-FORWARD", _icc(bridge), f"-i {name} ! -o {name} -j ACCEPT")
        for end in bridge.endpoints:
            rules.add("filter", "DOCKER", *_accepts(bridge, end))
        if bridge.mode == "routed":
            protocol = "ipv6-icmp" if ":" in bridge.subnet else "icmp"
            rules.add("filter", "DOCKER", f"-o {name} -p {protocol} -j ACCEPT")
    for bridge in bridges:
        if not bridge.network.internal:
            last = "ACCEPT" if bridge.mode == "nat-unprotected" else "DROP"
            rules.add("filter", "DOCKER", f"! -i {bridge.device} -o {bridge.device} -j {last}")
            _links(rules, bridge)


def iptables_28(rules: Sink, bridges: tuple[Bridge, ...], family: int, proxy: bool) -> None:
    """28: replies first, raw drops of direct access, the isolation stages still there."""
    one, two = "DOCKER-ISOLATION-STAGE-1", "DOCKER-ISOLATION-STAGE-2"
    _hooks(rules, family, proxy)
    _returns(rules, bridges, proxy)
    _forward_28(rules, bridges, one)
    for bridge in bridges:
        if bridge.network.internal:
            _internal(rules, one, bridge)
        elif bridge.mode == "routed":
            replies = f"-i {bridge.device} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
            rules.add("filter", one, replies, f"-o {bridge.device} -j RETURN")
    for bridge in bridges:
        _raw(rules, bridge, family)
        _nat(rules, bridge, proxy, hairpin=False)
        _dnat(rules, bridge, proxy)
    outer = [b.device for b in bridges if not b.network.internal]
    rules.add("filter", one, *(f"-i {name} ! -o {name} -j {two}" for name in outer))
    rules.add("filter", two, *(f"-o {name} -j DROP" for name in outer))


def iptables_29(rules: Sink, bridges: tuple[Bridge, ...], family: int, proxy: bool) -> None:
    """29: no isolation stages, and clients on other bridges are translated instead of served by the proxy."""
    _hooks(rules, family, proxy)
    _forward_28(rules, bridges, "DOCKER-INTERNAL")
    for bridge in bridges:
        if bridge.network.internal:
            _internal(rules, "DOCKER-INTERNAL", bridge)
        _raw(rules, bridge, family)
        _nat(rules, bridge, proxy, hairpin=False)
        _dnat(rules, bridge, proxy)


def nftables_29(rules: Sink, bridges: tuple[Bridge, ...], family: int) -> None:
    """29 with its nftables backend, table docker-bridges: per bridge one chain for what enters, one for the rest."""
    rules.add("nat", "PREROUTING", "-m addrtype --dst-type LOCAL -j DOCKER")
    rules.add("nat", "OUTPUT", f"! -d {LOOPBACK[family]} -m addrtype --dst-type LOCAL -j DOCKER")
    rules.add("filter", "FORWARD", *(f"-o {b.device} -j IN-{b.device}" for b in bridges))
    rules.add("filter", "FORWARD", *(f"-i {b.device} -j OUT-{b.device}" for b in bridges))
    for bridge in bridges:
        _raw(rules, bridge, family)
        _dnat(rules, bridge, True)
        if bridge.natted and not bridge.network.internal:
            rules.add("nat", "POSTROUTING", f"-s {bridge.subnet} ! -o {bridge.device} -j MASQUERADE")
        _nft_bridge(rules, bridge)


def _nft_bridge(rules: Sink, bridge: Bridge) -> None:
    name = bridge.device
    established = "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
    into, out = f"IN-{name}", f"OUT-{name}"
    rules.add("filter", into, established)
    rules.add("filter", out, established)
    if bridge.network.internal:
        rules.add("filter", into, f"! -i {name} -j DROP", f"-j {'ACCEPT' if bridge.network.icc else 'DROP'}")
        rules.add("filter", out, f"! -o {name} -j DROP")
        return
    for end in bridge.endpoints:
        for client, protocol, port in end.linked_from:
            match = f"-i {name} -p {protocol} -m {protocol} --dport {port}"
            rules.add("filter", into, f"-s {_host(client)} -d {_host(end.address)} {match} -j ACCEPT")
    rules.add("filter", into, f"-i {name} -j {'ACCEPT' if bridge.network.icc else 'DROP'}")
    for end in bridge.endpoints:
        rules.add("filter", into, *(f"-d {_host(end.address)} {_dport(p, p.port)} -j ACCEPT" for p in end.ports))
    rules.add("filter", into, f"-j {'ACCEPT' if bridge.mode == 'nat-unprotected' else 'DROP'}")
    rules.add("filter", out, "-j ACCEPT")
