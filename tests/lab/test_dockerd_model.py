"""What `inspector/dockerd` says an engine programs is what real engines did program: each rule, route and process."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import pytest

from inspector.dockerd.firewall import BASE, firewall_text
from inspector.dockerd.namespaces import assume_namespaces, assume_proxies
from inspector.model.netns import Interface, Netns
from inspector.model.snapshot import Snapshot
from inspector.parse.snapshot import parse
from tests.lab import dockerd_world, engines, reading
from tests.lab.machine import Machine, started
from tests.lab.skipping import engine_named

pytestmark = pytest.mark.lab

KNOWN_RULES = {
    (
        4,
        "filter FORWARD: policy ACCEPT",
    ): "the lab forwards before its engine starts, which then leaves the policy alone; "
    "inspect data do not tell, and DROP is what an engine sets on a host that did not forward",
    (4, "filter FORWARD: policy DROP"): "the model's side of the same",
}
KNOWN_ROUTES = {
    (4, "10.0.0.0/24", "", "eth0"): "the host's own links are not in inspect data: `uplink` stands for them",
    (4, "default", "10.0.0.1", "eth0"): "the same",
    (4, "default", "", "uplink"): "the same",
    (6, "default", "", "uplink"): "the same; this host has no IPv6 way out",
}
KNOWN_SETTINGS = {
    (
        "net.ipv4.ip_forward",
        "1",
    ): "a new namespace copies the machine's first one, which forwards where Docker runs in it; "
    "the lab's engines live in other namespaces",
}
FLAGS = {"as-installed": (), "no-proxy-no-icc": ("--userland-proxy=false", "--icc=false")}

Chains = dict[tuple[str, str], list[str]]


@dataclass(frozen=True)
class Host:
    """A real host: all that was read of it, and what remains when only the engine was asked."""

    machine: Machine
    proxy: bool
    read: Snapshot
    inspected: Snapshot


def _cases() -> list[object]:
    suites = ("installed", *engines.SUITES)
    marks = [pytest.mark.xdist_group(f"model-{suite}") for suite in suites]
    return [
        pytest.param((suite, flags), id=f"{suite}-{flags}", marks=mark)
        for suite, mark in zip(suites, marks, strict=True)
        for flags in FLAGS
    ]


@pytest.fixture(scope="module", params=_cases())
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    suite, flags = request.param
    with started(engine_named(suite), *FLAGS[flags]) as machine:
        dockerd_world.build(machine)
        evidence = reading.evidence(machine)
        inspected = msgspec.structs.replace(evidence, namespaces={}, firewall={}, files={}, processes=None)
        yield Host(machine, flags == "as-installed", parse(evidence), parse(inspected))


def chains(text: str) -> Chains:
    """Rules in order by (table, chain) of an iptables-save text; a policy is a rule of its own."""
    found: Chains = {}
    table = ""
    for line in text.splitlines():
        if line.startswith("*"):
            table = line[1:]
        elif line.startswith(":"):
            name, policy = line[1:].split()[:2]
            found[table, name] = [] if policy == "-" else [f"policy {policy}"]
        elif line.startswith("-A "):
            _, name, rule = line.split(" ", 2)
            found[table, name].append(rule)
    return {
        key: rules for key, rules in found.items() if rules != ["policy ACCEPT"] or key[1] not in BASE.get(key[0], ())
    }


def both(host: Host, family: int) -> tuple[Chains, Chains]:
    command = "iptables-save" if family == 4 else "ip6tables-save"
    return chains(host.machine.host(command)), chains(firewall_text(host.inspected, family, proxy=host.proxy))


@pytest.mark.parametrize("family", [4, 6])
def test_every_rule_is_the_one_that_the_engine_programmed(host: Host, family: int) -> None:
    real, model = both(host, family)
    assert real.keys() == model.keys()
    different = set()
    for key in real:
        one, other = Counter(real[key]), Counter(model[key])
        different |= {f"{key[0]} {key[1]}: {rule}" for rule in (one - other) + (other - one)}
    assert different == {rule for known, rule in KNOWN_RULES if known == family}
    if family == 4:
        assert sum(map(len, real.values())) > 120


def test_before_27_nothing_is_programmed_for_ipv6(host: Host) -> None:
    real, model = both(host, 6)
    modern = int(host.machine.version.split(".")[0]) >= 27
    assert bool(real) == bool(model) == modern


@pytest.mark.parametrize("family", [4, 6])
def test_rules_of_a_bridge_stand_in_the_engines_order(host: Host, family: int) -> None:
    real, model = both(host, family)
    devices = {network.bridge for network in host.inspected.networks if network.bridge}
    for key in real:
        for device in devices:
            assert targets(real[key], device) == targets(model[key], device), (key, device)


@pytest.mark.parametrize("family", [4, 6])
def test_jumps_and_returns_stand_where_the_engine_puts_them(host: Host, family: int) -> None:
    real, model = both(host, family)
    for key in real:
        assert around_bridges(real[key]) == around_bridges(model[key]), key


def test_what_guards_internal_and_routed_networks_is_newest_first(host: Host) -> None:
    def guards(found: Chains) -> list[str]:
        return [rule for rule in found["filter", "DOCKER-ISOLATION-STAGE-1"] if "STAGE-2" not in rule]

    real, model = both(host, 4)
    assert guards(real) == guards(model)


def test_dnat_never_stands_before_a_return(host: Host) -> None:
    for found in both(host, 4):
        rules = [rule for rule in found["nat", "DOCKER"] if " -j DNAT" in rule or rule.endswith("RETURN")]
        kinds = [rule.endswith("RETURN") for rule in rules]
        assert kinds == sorted(kinds, reverse=True)
        assert any(kinds) == host.proxy


def targets(rules: list[str], device: str) -> list[str]:
    """Where the rules of one device lead, in order, repetitions folded."""
    named = [rule for rule in rules if device in rule.split()]
    return folded([rule.partition(" -j ")[2].split()[0] for rule in named])


def around_bridges(rules: list[str]) -> list[str]:
    """The rules that are no bridge's, and where the bridges' stand among them."""
    rules = [rule for rule in rules if not rule.startswith("policy ")]
    return folded(
        [rule if re.fullmatch(r"(-m addrtype .*|! -d \S+ -m .*)?-j \S+", rule) else "(bridges)" for rule in rules]
    )


def folded(words: list[str]) -> list[str]:
    return [word for number, word in enumerate(words) if number == 0 or words[number - 1] != word]


def test_every_docker_proxy_runs_with_the_arguments_that_were_assumed(host: Host) -> None:
    if host.proxy:
        assert len(host.read.proxies or ()) > 20
        assert host.read.proxies == assume_proxies(host.inspected)
    else:
        assert host.read.proxies == ()  # which inspect data cannot tell: they are the same with and without


def test_every_interface_has_its_address_and_its_bridge(host: Host) -> None:
    real, model = plugs(host.read.namespaces), plugs(assume_namespaces(host.inspected))
    assert real == model
    assert len(model) > 25


def plugs(spaces: Sequence[Netns]) -> set[tuple[object, ...]]:
    """Kind, MAC and addresses of the containers' interfaces, and the bridge that holds the other end.

    Not their names: ethN follows from when a network was connected, which inspect data do not keep.
    """
    (host,) = [space for space in spaces if space.host]
    ends = {(link.peer_nsid, link.peer_ifindex): link for link in host.interfaces if link.kind == "veth"}
    return {
        (
            link.kind,
            link.mac,
            global_addresses(link),
            ends[space.nsid, link.ifindex].master if link.kind == "veth" else "",
        )
        for space in spaces
        for link in space.interfaces
        if not space.host and link.name != "lo"
    }


def global_addresses(link: Interface) -> frozenset[tuple[str, int]]:
    return frozenset((a.address, a.prefix) for a in link.addresses if not a.address.startswith("fe80"))


def own_routes(space: Netns) -> set[tuple[object, ...]]:
    """Routes of the main table, each device by its MAC; link-local ones and multicast are the kernel's."""
    names = {i.name: i.name if space.host else (i.mac or i.name) for i in space.interfaces}
    return {
        (route.family, route.destination, route.gateway, names[route.device])
        for route in space.routes
        if route.table == "main" and not route.destination.startswith(("fe80", "ff00"))
    }


def test_every_container_has_the_routes_that_were_assumed(host: Host) -> None:
    real = {ident: own_routes(ns) for ns in host.read.namespaces if not ns.host for ident in ns.containers}
    model = {
        ident: own_routes(ns) for ns in assume_namespaces(host.inspected) if not ns.host for ident in ns.containers
    }
    assert real == model
    assert len(model) > 20


def test_the_host_has_the_bridges_and_routes_that_were_assumed(host: Host) -> None:
    real = host.read.host_netns
    model = next(ns for ns in assume_namespaces(host.inspected) if ns.host)
    assert real is not None
    assert own_routes(real) ^ own_routes(model) == set(KNOWN_ROUTES)
    assert bridge_addresses(real) == bridge_addresses(model)


def bridge_addresses(space: Netns) -> dict[str, frozenset[tuple[str, int]]]:
    return {link.name: global_addresses(link) for link in space.interfaces if link.kind == "bridge"}


def test_kernel_settings_are_the_assumed_ones(host: Host) -> None:
    different = set()
    real = {ns.inode if ns.host else ident: dict(ns.sysctls) for ns in host.read.namespaces for ident in ns.containers}
    for space in assume_namespaces(host.inspected):
        for ident in space.containers:
            if ident in real and not space.host:
                different |= {(key, value) for key, value in space.sysctls if real[ident].get(key) != value}
    assert different == set(KNOWN_SETTINGS)
    assert host.read.host_netns is not None
    model = next(ns for ns in assume_namespaces(host.inspected) if ns.host)
    assert set(model.sysctls) <= set(host.read.host_netns.sysctls)
