"""Makes a plan real on a lab host: by the engine's API, as people's tools do, then sockets, rules and sysctls."""

import contextlib
import json
import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.lab.engines import Engine
from tests.lab.machine import IMAGE, Machine, started
from tests.truth import dns
from tests.truth.engine_api import Api
from tests.truth.plan import ContainerPlan, Listener, NetworkPlan, Plan
from tests.truth.spaces import Servers, bound, host_space, inside, lan_space, process

PAUSED = "tcpsvd -b 500 -E 0.0.0.0 80 cat & udpsvd -E 0.0.0.0 53 cat & exec sleep 100000"
"""A container that will be paused serves by itself, so that the freezer silences the server too."""
ANYWHERE = {"any": "0.0.0.0", "loopback": "127.0.0.1", "any6": "::", "v6only": "::"}
LAN, LAN_HOST = "10.0.0.1", "10.0.0.10"


@dataclass
class World:
    """A plan made real. notes: the steps that the engine refused. inspects: by name, once everything has happened."""

    plan: Plan
    machine: Machine
    servers: Servers = field(default_factory=Servers)
    notes: list[str] = field(default_factory=list)
    inspects: dict[str, dict[str, Any]] = field(default_factory=dict)
    bridges: dict[str, str] = field(default_factory=dict)
    gateways: tuple[str, ...] = ()

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the engine's API."""
        return Api(self.machine.socket).call(method, path, body)

    def attempt(self, method: str, path: str, body: Any = None) -> bool:
        """A call that the engine may refuse: noted, and the world goes on."""
        return Api(self.machine.socket, self.notes).attempt(method, path, body)


@contextlib.contextmanager
def real(plan: Plan, engine: Engine) -> Iterator[World]:
    """The plan on a new host with this engine, until the block ends."""
    with started(engine, *plan.daemon) as machine:
        world = World(plan, machine)
        try:
            _outside(world)
            for network in plan.networks:
                world.attempt("POST", "/networks/create", _network(network))
            for container in plan.containers:
                _start(world, container)
            for step, name, argument in plan.later:
                _happen(world, step, name, argument)
            _look(world)
            _firewall(world)
            _listen(world)
            _settle(world)
            yield world
        finally:
            world.servers.close()
            _thaw(world)


def _thaw(world: World) -> None:
    """The kernel cannot end a host while the freezer holds a process of it."""
    for name, one in world.inspects.items():
        if one["State"]["Paused"]:
            world.attempt("POST", f"/containers/{name}/unpause")


def _answer_everybody() -> None:
    """Let this namespace's kernel send every ICMP error: it limits those that many probes at once bring about."""
    for name, value in (("ipv4/icmp_ratemask", "0"), ("ipv6/icmp/ratelimit", "0"), ("ipv6/icmp/ratemask", "127")):
        with contextlib.suppress(OSError):
            Path("/proc/sys/net", name).write_text(value)


def _outside(world: World) -> None:
    """The neighbour on the LAN: routes back to every container, a resolver and a service."""
    for subnet in ("172.16.0.0/12", "192.168.0.0/16"):
        world.machine.host("ip", "-n", "lan", "route", "add", subnet, "via", LAN_HOST)
    lan = lan_space(world.machine)
    world.servers.add(inside(lan, lambda: bound("udp", "0.0.0.0", 53)), dns.outside)
    world.servers.add(inside(lan, lambda: bound("tcp", "0.0.0.0", 80)))
    world.servers.add(inside(lan, lambda: bound("udp", "0.0.0.0", 7003)))


def _network(plan: NetworkPlan) -> dict[str, Any]:
    config = [{"Subnet": subnet} for subnet in (plan.subnet, plan.subnet6) if subnet]
    options = {}
    if not plan.icc:
        options["com.docker.network.bridge.enable_icc"] = "false"
    if not plan.masquerade:
        options["com.docker.network.bridge.enable_ip_masquerade"] = "false"
    return {
        "Name": plan.name,
        "CheckDuplicate": True,
        "Driver": "bridge",
        "Internal": plan.internal,
        "EnableIPv6": plan.ipv6,
        "IPAM": {"Config": config},
        "Options": options,
    }


def _start(world: World, plan: ContainerPlan) -> None:
    if not world.attempt("POST", f"/containers/create?name={plan.name}", _container(plan)):
        return
    for more in plan.networks[1:]:
        endpoint = {"Aliases": list(more.aliases) or None, "Links": list(more.links) or None}
        body = {"Container": plan.name, "EndpointConfig": endpoint}
        world.attempt("POST", f"/networks/{quote(more.network)}/connect", body)
    if plan.fate != "create":
        world.attempt("POST", f"/containers/{plan.name}/start")


def _container(plan: ContainerPlan) -> dict[str, Any]:
    first = plan.networks[0] if plan.networks else None
    bindings: dict[str, list[dict[str, str]]] = {}
    for one in plan.published:
        place = {"HostIp": one.host_ip, "HostPort": str(one.host_port)}
        bindings.setdefault(f"{one.port}/{one.protocol}", []).append(place)
    ports = {*bindings, *(f"{port}/tcp" for port in plan.exposed)}
    body: dict[str, Any] = {
        "Image": IMAGE,
        "Cmd": ["sh", "-c", PAUSED] if plan.fate == "pause" else ["sleep", "100000"],
        "ExposedPorts": {port: {} for port in ports},
        "HostConfig": {
            "NetworkMode": first.network if first else plan.mode,
            "Links": list(plan.links) or None,
            "ExtraHosts": list(plan.extra_hosts) or None,
            "PortBindings": bindings,
            "PublishAllPorts": plan.publish_all,
        },
    }
    if plan.hostname:
        body["Hostname"] = plan.hostname
    if plan.domainname:
        body["Domainname"] = plan.domainname
    if first and first.network != "bridge":
        endpoint = {"Aliases": list(first.aliases) or None, "Links": list(first.links) or None}
        body["NetworkingConfig"] = {"EndpointsConfig": {first.network: endpoint}}
    return body


def _happen(world: World, step: str, name: str, argument: str) -> None:
    current = f"renamed-{name}" if ("rename", name, f"renamed-{name}") in world.plan.later else name
    name = current if step in ("pause", "stop", "restart", "kill") else name
    calls = {
        "pause": f"/containers/{name}/pause",
        "stop": f"/containers/{name}/stop?t=0",
        "restart": f"/containers/{name}/restart?t=0",
        "kill": f"/containers/{name}/kill",
        "rename": f"/containers/{name}/rename?name={argument}",
    }
    if step in calls:
        world.attempt("POST", calls[step])
    else:
        world.attempt("POST", f"/networks/{quote(argument)}/{step}", {"Container": name})


def _look(world: World) -> None:
    """Note who runs where now."""
    deadline = time.monotonic() + 5
    while True:
        listed = world.api("GET", "/containers/json?all=1")
        found = [world.api("GET", f"/containers/{row['Id']}/json") for row in listed]
        if (
            not any(one["State"]["Status"] in ("restarting", "removing") for one in found)
            or time.monotonic() > deadline
        ):
            break
        time.sleep(0.1)
    world.inspects = {one["Name"].removeprefix("/"): one for one in sorted(found, key=lambda one: str(one["Name"]))}
    for network in world.api("GET", "/networks"):
        if network["Driver"] == "bridge":
            options = network["Options"] or {}
            name = options.get("com.docker.network.bridge.name") or f"br-{network['Id'][:12]}"
            world.bridges[network["Name"]] = name
    told = json.loads(world.machine.host("ip", "-j", "address"))
    addresses = [info["local"] for link in told for info in link["addr_info"] if info["scope"] == "global"]
    world.gateways = tuple(a for a in addresses if a != LAN_HOST)


def _settle(world: World) -> None:
    """Wait until the IPv6 addresses of links that are up are known to be unique; without carrier they never are."""
    spaces = [host_space(world.machine)]
    for one in world.inspects.values():
        if pid := one["State"]["Pid"]:
            spaces.append(process(world.machine, pid) / "ns/net")
    deadline = time.monotonic() + 4
    for space in spaces:
        while inside(space, _unsettled) and time.monotonic() < deadline:
            time.sleep(0.2)


def _unsettled() -> bool:
    told = subprocess.run(["ip", "-j", "address"], capture_output=True, check=True).stdout
    links = [link for link in json.loads(told) if "LOWER_UP" in link["flags"]]
    return any(info.get("tentative") for link in links for info in link["addr_info"])


def _address(world: World, name: str) -> str:
    networks = world.inspects.get(name, {}).get("NetworkSettings", {}).get("Networks", {})
    return next((end["IPAddress"] for end in networks.values() if end["IPAddress"]), "192.0.2.77")


def _firewall(world: World) -> None:
    for rule in world.plan.rules:
        filled = re.sub(r"\{addr:(.+?)\}", lambda m: _address(world, m[1]), rule)
        filled = re.sub(r"\{bridge:(.+?)\}", lambda m: world.bridges.get(m[1], "br-none"), filled)
        try:
            world.machine.host("iptables", *shlex.split(filled))
        except AssertionError as error:
            world.notes.append(str(error))
    for name, value in world.plan.sysctls:
        world.machine.host("sh", "-c", f"echo {value} > /proc/sys/{name}")


def _listen(world: World) -> None:
    inside(host_space(world.machine), _answer_everybody)
    inside(lan_space(world.machine), _answer_everybody)
    for service in world.plan.services:
        address = ANYWHERE.get(service.where, service.where)
        _serve(world, host_space(world.machine), service, address)
    plans = {one.name: one for one in world.plan.containers}
    for name, inspect in world.inspects.items():
        plan = plans.get(name.removeprefix("renamed-"))
        if plan is None or not inspect["State"]["Pid"]:
            continue
        space = process(world.machine, inspect["State"]["Pid"]) / "ns/net"
        inside(space, _answer_everybody)
        for one in plan.listeners:
            address = ANYWHERE.get(one.where) or _address(world, name)
            _serve(world, space, one, address)


def _serve(world: World, space: Any, one: Listener, address: str) -> None:
    try:
        world.servers.add(inside(space, lambda: bound(one.protocol, address, one.port, v6only=one.where == "v6only")))
    except OSError as error:
        world.notes.append(f"listen {one} on {address}: {error}")
