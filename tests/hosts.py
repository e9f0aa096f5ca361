"""Host facts for a world: what the kernel would tell of its namespaces, as a reading writes it down.

The wiring is what `inspector.dockerd` says an engine sets up; the lab holds that against real ones.
"""

from collections.abc import Mapping, Sequence

from inspector.dockerd.firewall import firewall_text
from inspector.dockerd.namespaces import assume_namespaces, assume_proxies
from inspector.model.evidence import Json
from inspector.model.netns import Interface, Netns
from inspector.model.snapshot import Snapshot
from tests.build import World

FAMILIES = {4: "inet", 6: "inet6"}
PROGRAMS = {4: "iptables-save", 6: "ip6tables-save"}


def read_host(
    world: World,
    sockets: Mapping[str, Sequence[str]] | None = None,
    *,
    sysctls: Mapping[str, str] | None = None,
    mtu_bytes: Mapping[str, int] | None = None,
    vain: Mapping[str, Sequence[str]] | None = None,
) -> World:
    """The world with its host read as root.

    sockets: by container name, or `host`, words such as `tcp 127.0.0.1:80`; nobody else listens. sysctls: of the host,
    over the usual ones. mtu_bytes: by name of a host's interface, 1500 else. vain: addresses that a container asks for
    on its first link, and that do not answer, by its name.
    """
    snapshot = world.snapshot()
    names = {one.id: one.name for one in snapshot.containers}
    for number, space in enumerate(assume_namespaces(snapshot)):
        who = ["host"] if space.host else [names[ident] for ident in space.containers]
        heard = [word for name in who for word in (sockets or {}).get(name, ())]
        if space.host:
            heard += [f"{p.protocol} {_bracketed(p.host_ip)}:{p.host_port}" for p in assume_proxies(snapshot)]
        settings = dict(space.sysctls) | dict((sysctls or {}) if space.host else {})
        printed = _printed(space, heard, settings, mtu_bytes or {})
        asked = [address for name in who for address in (vain or {}).get(name, ())]
        printed["neigh"] = [{"dst": address, "dev": "eth0", "state": ["FAILED"]} for address in asked]
        world.namespaces[str(4026530000 + number)] = printed
    world.processes = [_proxy(snapshot, number) for number in range(len(assume_proxies(snapshot)))]
    world.firewall = {PROGRAMS[family]: text for family in (4, 6) if (text := firewall_text(snapshot, family))}
    return world


def _printed(space: Netns, heard: Sequence[str], sysctls: Mapping[str, str], mtu_bytes: Mapping[str, int]) -> Json:
    return {
        "host": space.host,
        "containers": list(space.containers),
        "nsid": space.nsid,
        "link": [_link(one, mtu_bytes.get(one.name, 1500)) for one in space.interfaces],
        "addr": [
            {
                "ifindex": one.ifindex,
                "ifname": one.name,
                "addr_info": [
                    {"family": FAMILIES[a.family], "local": a.address, "prefixlen": a.prefix, "scope": a.scope}
                    for a in one.addresses
                ],
            }
            for one in space.interfaces
        ],
        **{
            key: [
                {"dst": r.destination, "gateway": r.gateway, "dev": r.device, "prefsrc": r.source, "metric": r.metric}
                for r in space.routes
                if r.family == family
            ]
            for family, key in ((4, "route"), (6, "route6"))
        },
        "sockets": [_socket(word) for word in heard],
        "sysctl": dict(sysctls),
    }


def _link(one: Interface, mtu: int) -> Json:
    told = {
        "ifindex": one.ifindex,
        "ifname": one.name,
        "address": one.mac,
        "mtu": mtu,
        "flags": ["UP"] if one.up else [],
        "operstate": "UP" if one.up else "DOWN",
        "linkinfo": {"info_kind": one.kind},
        "master": one.master,
        "link_index": one.peer_ifindex,
    }
    return told if one.peer_nsid is None else told | {"link_netnsid": one.peer_nsid}


def _socket(word: str) -> Json:
    protocol, _, at = word.partition(" ")
    address, _, port = at.rpartition(":")
    return {"protocol": protocol, "address": address.strip("[]"), "port": int(port), "v6only": "[::]" in at}


def _proxy(snapshot: Snapshot, number: int) -> Json:
    one = assume_proxies(snapshot)[number]
    pairs = (
        ("proto", one.protocol),
        ("host-ip", one.host_ip),
        ("host-port", str(one.host_port)),
        ("container-ip", one.container_ip),
        ("container-port", str(one.container_port)),
    )
    return ["/usr/bin/docker-proxy", *(word for key, value in pairs for word in (f"-{key}", value))]


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def add_rules(world: World, *lines: str, table: str = "filter", program: str = "iptables-save") -> World:
    """Rules of the user's own, as iptables-save prints them, before the engine's; `:CHAIN POLICY` sets a policy."""
    head, star, rest = world.firewall.get(program, f"*{table}\nCOMMIT\n").partition(f"*{table}\n")
    body, commit, tail = rest.partition("COMMIT\n")
    for line in lines:
        name = line.split()[0]
        old = [one for one in body.splitlines() if line.startswith(":") and one.split()[0] == name]
        body = body.replace(f"{old[0]}\n", f"{line} [0:0]\n") if old else body
        if not old:
            first = body.find("-A ")
            at = len(body) if first < 0 else first if line.startswith("-A") else 0
            text = f"{line} [0:0]\n" if line.startswith(":") else f"{line}\n"
            body = body[:at] + text + body[at:]
    world.firewall[program] = head + star + body + commit + tail
    return world


def add_link(
    world: World, name: str, *, kind: str = "", address: str = "", master: str = "", mtu: int = 1500, parent: str = ""
) -> World:
    """One more interface of a host that was read; address with its prefix length."""
    space = _host_space(world)
    index = 1 + max(one["ifindex"] for one in space["link"])
    indexes = {one["ifname"]: one["ifindex"] for one in space["link"]}
    link = {"ifindex": index, "ifname": name, "mtu": mtu, "flags": ["UP"], "linkinfo": {"info_kind": kind}}
    space["link"].append(link | {"master": master, "link_index": indexes.get(parent, 0)})
    if address:
        local, _, prefix = address.partition("/")
        told = {"family": "inet", "local": local, "prefixlen": int(prefix), "scope": "global"}
        space["addr"].append({"ifindex": index, "ifname": name, "addr_info": [told]})
    return world


def add_route(world: World, destination: str, device: str, gateway: str = "") -> World:
    """One more route of a host that was read."""
    _host_space(world)["route"].append({"dst": destination, "dev": device, "gateway": gateway})
    return world


def _host_space(world: World) -> Json:
    return next(space for space in world.namespaces.values() if space["host"])
