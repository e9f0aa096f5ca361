"""What is asked of a real world: who asks, which names, and which addresses and ports."""

import ipaddress
import random
from typing import Any

from tests.truth import dns
from tests.truth.probe import Client, Lookup, Try
from tests.truth.real import LAN, LAN_HOST, World
from tests.truth.spaces import host_space, lan_space, process

HOST_NAME, LAN_NAME = "(host)", "(lan)"
LOOKUPS, TRIES = 60, 150
"""At most so many of each for one client."""
TCP_PORTS, UDP_PORTS = (80, 81, 82, 83, 85, 9), (80, 81, 53, 5)
STRANGERS = ("nosuch", "nosuch.ext.test", "localhost", "host.docker.internal", "gateway", "extra.test", "hg")


def clients(world: World) -> list[Client]:
    """Every running container, the host, and the neighbour on the LAN, with their questions."""
    names, addresses = _names(world), _addresses(world)
    found = []
    for name, inspect in world.inspects.items():
        state = inspect["State"]
        if state["Running"] and not state["Paused"] and state["Pid"]:
            place = process(world.machine, state["Pid"])
            found.append(Client(name, place / "ns/net", place / "root"))
    found.append(Client(HOST_NAME, host_space(world.machine), process(world.machine, 1) / "root"))
    found.append(Client(LAN_NAME, lan_space(world.machine), None))
    for client in found:
        roll = random.Random(f"{world.plan.seed} {client.name}")
        tries = _tries(world, addresses, outside=client.name == LAN_NAME)
        client.tries = tuple(sorted(roll.sample(tries, min(TRIES, len(tries)))))
        if client.root:
            client.lookups = _lookups(roll, names, addresses)
    return found


def _names(world: World) -> list[tuple[str, str]]:
    """Every name of interest, and what people get wrong about it: as shown, and as it is."""
    bare = {(name, name) for name in STRANGERS}
    shown = {one["Id"][:12]: f"<{name}>" for name, one in world.inspects.items()}
    for name, inspect in world.inspects.items():
        config, ident = inspect["Config"], inspect["Id"]
        told = {name, ident[:12], config["Hostname"], config["Hostname"].partition(".")[0]}
        if config["Domainname"]:
            told.add(f"{config['Hostname']}.{config['Domainname']}")
        for end in inspect["NetworkSettings"]["Networks"].values():
            told |= set(end["Aliases"] or ())
            told |= {link.rpartition(":")[2] for link in end.get("Links") or ()}
        told |= {link.rpartition("/")[2] for link in inspect["HostConfig"]["Links"] or ()}
        bare |= {(each.replace(ident[:12], shown[ident[:12]]), each) for each in told if each}
        bare.add((f"<{name} cut>", ident[:11]))
    dotted = {(f"{a}.{network}", f"{b}.{network}") for a, b in bare for network in world.bridges}
    wrong = {(a.upper(), b.upper()) for a, b in bare} | {(a.swapcase(), b.swapcase()) for a, b in dotted}
    return [*sorted(bare) * 6, *sorted(dotted) * 2, *sorted(wrong)]


def _lookups(roll: random.Random, names: list[tuple[str, str]], addresses: dict[str, Any]) -> tuple[Lookup, ...]:
    found: set[Lookup] = set()
    for _ in range(LOOKUPS * 4):
        if len(found) < LOOKUPS * 9 // 10:
            shown, name = roll.choice(names)
            found.add(Lookup(shown, dns.AAAA if roll.random() < 0.15 else dns.A, name))
    for address in roll.sample(sorted(addresses), min(len(addresses), LOOKUPS // 10)):
        if not ipaddress.ip_address(address).is_loopback:
            found.add(Lookup(address, dns.PTR, ipaddress.ip_address(address).reverse_pointer))
    return tuple(sorted(found))


def _addresses(world: World) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    """Addresses with the TCP and UDP ports to try there."""
    tcp, udp = {7000, 7001, 7002, 7004, 9, 80}, {7003, 7005, 5}
    for inspect in world.inspects.values():
        for key, bindings in (inspect["NetworkSettings"]["Ports"] or {}).items():
            ports = tcp if key.endswith("/tcp") else udp
            ports |= {int(one["HostPort"]) for one in bindings or () if one["HostPort"]}
    on_host = (tuple(sorted(tcp)), tuple(sorted(udp)))
    found: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for inspect in world.inspects.values():
        for end in inspect["NetworkSettings"]["Networks"].values():
            for address in (end["IPAddress"], end["GlobalIPv6Address"]):
                if address:
                    found[address] = (TCP_PORTS, UDP_PORTS)
    for network in world.plan.networks:
        found[network.unused] = ((80,), (5,))
    found |= dict.fromkeys((*world.gateways, "127.0.0.1", "::1", LAN_HOST), on_host)
    found[LAN] = ((80, 9), (7003,))
    return found


def _tries(world: World, addresses: dict[str, tuple[tuple[int, ...], tuple[int, ...]]], *, outside: bool) -> list[Try]:
    found = []
    for address, (tcp, udp) in sorted(addresses.items()):
        parsed = ipaddress.ip_address(address)
        if outside and (parsed.is_loopback or parsed.version == 6 or address == LAN):
            continue
        found += [Try(address, "tcp", port) for port in tcp]
        found += [Try(address, "udp", port) for port in udp]
        found.append(Try(address, "icmp", 0))
    return found
