"""Random Docker hosts as data: the same seed always gives the same plan, and nothing here touches an engine.

A plan says what people do: networks, containers, then what happens to them later. Not all of it works out (a port
that is taken, a link to what does not run); then the engine refuses that step, which is a world too.
"""

import random
from dataclasses import dataclass, field

NETWORKS = ("aa", "zz", "mid", "Alpha", "net-1", "b.x", "10net", "cache_net")
NAMES = ("web", "db", "api", "web2", "Cache", "x_y", "svc.one", "proxy", "job", "side", "db.aa", "a1", "Zed", "q-1")
ALIASES = ("web", "db", "svc", "API", "shared", "x.zz", "db.zz", "cache", "all", "host9", "shared.aa")
HOSTNAMES = ("host9", "db", "web.dom.test", "same", "Upper", "shared")
MODES = ("user",) * 11 + ("bridge",) * 4 + ("host", "none", "container", "container")
WHERE = ("any", "any", "any", "loopback", "own", "any6", "v6only")
FATES = ("",) * 12 + ("pause", "pause", "stop", "restart", "restart", "create", "kill")
REJECTS = (
    "",
    " --reject-with tcp-reset",
    " --reject-with icmp-host-prohibited",
    " --reject-with icmp-net-unreachable",
    " --reject-with icmp-admin-prohibited",
)


@dataclass(frozen=True)
class NetworkPlan:
    """A bridge network. index numbers its subnets: 172.(20+index).0.0/24 and fd00:index::/64."""

    name: str
    index: int
    internal: bool = False
    icc: bool = True
    masquerade: bool = True
    ipv6: bool = False

    @property
    def subnet(self) -> str:
        return f"172.{20 + self.index}.0.0/24"

    @property
    def subnet6(self) -> str:
        return f"fd00:{self.index}::/64" if self.ipv6 else ""

    @property
    def unused(self) -> str:
        """An address that no container gets."""
        return f"172.{20 + self.index}.0.250"


@dataclass(frozen=True)
class Attachment:
    """One network of a container, in the order of attaching; links are `target:alias`."""

    network: str
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listener:
    """A socket: protocol, where (any, loopback, own, any6, v6only, or an address), port."""

    protocol: str
    where: str
    port: int


@dataclass(frozen=True)
class Published:
    """`-p host_ip:host_port:port/protocol`; host_port 0 lets the engine choose."""

    port: int
    protocol: str
    host_port: int
    host_ip: str = ""


@dataclass(frozen=True)
class ContainerPlan:
    """One container. mode: user, bridge, host, none or container:NAME; fate: what happens once all are started."""

    name: str
    mode: str
    networks: tuple[Attachment, ...] = ()
    hostname: str = ""
    domainname: str = ""
    links: tuple[str, ...] = ()
    extra_hosts: tuple[str, ...] = ()
    exposed: tuple[int, ...] = ()
    published: tuple[Published, ...] = ()
    publish_all: bool = False
    listeners: tuple[Listener, ...] = ()
    fate: str = ""


@dataclass(frozen=True)
class Plan:
    """A whole host. rules are iptables words with `{addr:CONTAINER}` and `{bridge:NETWORK}` still to be filled in."""

    seed: int
    daemon: tuple[str, ...] = ()
    networks: tuple[NetworkPlan, ...] = ()
    containers: tuple[ContainerPlan, ...] = ()
    later: tuple[tuple[str, str, str], ...] = ()
    rules: tuple[str, ...] = ()
    sysctls: tuple[tuple[str, str], ...] = ()
    services: tuple[Listener, ...] = ()

    @property
    def tampered(self) -> bool:
        """Whether the host's own settings differ from what engines set up, which inspect data cannot show."""
        return bool(self.rules or self.sysctls or self.daemon)


@dataclass
class _Dice:
    """The seed's source of chance, and what is taken already."""

    roll: random.Random
    host_ports: list[int] = field(default_factory=lambda: list(range(8080, 8140)))

    def chance(self, percent: float) -> bool:
        return self.roll.random() * 100 < percent

    def some(self, pool: tuple[str, ...], most: int) -> tuple[str, ...]:
        return tuple(self.roll.sample(pool, self.roll.randint(0, most)))


def plan(seed: int) -> Plan:
    """The plan of a seed."""
    dice = _Dice(random.Random(f"world {seed}"))
    names = dice.roll.sample(NETWORKS, dice.roll.randint(1, 4))
    networks = tuple(_network(dice, name, index) for index, name in enumerate(names))
    containers: list[ContainerPlan] = []
    for name in dice.roll.sample(NAMES, dice.roll.randint(6, 14)):
        containers.append(_container(dice, name, networks, containers))
    return Plan(
        seed=seed,
        daemon=_daemon(dice),
        networks=networks,
        containers=tuple(containers),
        later=_later(dice, containers, networks),
        rules=_rules(dice, containers, networks) if dice.chance(45) else (),
        sysctls=_sysctls(dice),
        services=_services(dice, networks),
    )


def _daemon(dice: _Dice) -> tuple[str, ...]:
    flags = (("--userland-proxy=false", 20), ("--icc=false", 12))
    return tuple(flag for flag, percent in flags if dice.chance(percent))


def _network(dice: _Dice, name: str, index: int) -> NetworkPlan:
    return NetworkPlan(
        name, index, dice.chance(25), not dice.chance(18), not dice.chance(8), dice.chance(25) and index < 3
    )


def _container(dice: _Dice, name: str, networks: tuple[NetworkPlan, ...], before: list[ContainerPlan]) -> ContainerPlan:
    mode = dice.roll.choice(MODES)
    owners = [other.name for other in before if other.mode in ("user", "bridge") and other.fate in ("", "restart")]
    if mode == "container":
        if not owners:
            mode = "bridge"
        else:
            return ContainerPlan(name, f"container:{dice.roll.choice(owners)}", listeners=_listeners(dice, 1, (85, 86)))
    if mode in ("host", "none"):
        return ContainerPlan(name, mode, extra_hosts=_extra_hosts(dice, before))
    attachments = _attachments(dice, mode, networks, before)
    hostname = dice.roll.choice(HOSTNAMES) if dice.chance(30) else ""
    fate = dice.roll.choice(FATES)
    return ContainerPlan(
        name=name,
        mode=mode,
        networks=attachments,
        hostname=hostname,
        domainname="dom.test" if dice.chance(15) else "",
        links=_links(dice, before, "bridge") if mode == "bridge" else (),
        extra_hosts=_extra_hosts(dice, before),
        exposed=tuple(sorted(dice.roll.sample((80, 81, 82, 9), dice.roll.randint(0, 2)))),
        published=_published(dice, networks),
        publish_all=dice.chance(8),
        # What a paused container listens on must be its own process, which the engine freezes.
        listeners=() if fate == "pause" else _listeners(dice, 4, (80, 80, 81, 82, 83)),
        fate=fate,
    )


def _attachments(
    dice: _Dice, mode: str, networks: tuple[NetworkPlan, ...], before: list[ContainerPlan]
) -> tuple[Attachment, ...]:
    count = dice.roll.choice((1, 1, 1, 2, 2, 3))
    chosen = dice.roll.sample([n.name for n in networks], min(count, len(networks)))
    found = [
        Attachment(
            name,
            dice.some(ALIASES, 2) if dice.chance(55) else (),
            _links(dice, before, name) if dice.chance(35) else (),
        )
        for name in chosen
    ]
    if mode == "bridge":
        return (Attachment("bridge"), *(found[:1] if dice.chance(25) else ()))
    return (*found, *((Attachment("bridge"),) if dice.chance(12) else ()))


def _links(dice: _Dice, before: list[ContainerPlan], network: str) -> tuple[str, ...]:
    there = [c.name for c in before if any(a.network == network for a in c.networks)]
    if not there or dice.chance(40):
        return ()
    return (f"{dice.roll.choice(there)}:{dice.roll.choice((*ALIASES, 'Linked', 'linked'))}",)


def _extra_hosts(dice: _Dice, before: list[ContainerPlan]) -> tuple[str, ...]:
    if dice.chance(75):
        return ()
    names = ("extra.test", "hg", *(c.name for c in before[:3]))
    return (f"{dice.roll.choice(names)}:{dice.roll.choice(('192.0.2.99', 'host-gateway', '172.20.0.2'))}",)


def _listeners(dice: _Dice, most: int, ports: tuple[int, ...]) -> tuple[Listener, ...]:
    found = [
        Listener("udp" if dice.chance(25) else "tcp", dice.roll.choice(WHERE), dice.roll.choice(ports))
        for _ in range(dice.roll.randint(0, most))
    ]
    unique = {(one.protocol, one.port): one for one in found}
    return tuple(unique.values())


def _published(dice: _Dice, networks: tuple[NetworkPlan, ...]) -> tuple[Published, ...]:
    found = []
    for _ in range(dice.roll.choice((0, 0, 0, 1, 1, 2))):
        inside = dice.roll.choice((80, 80, 81, 82, 83, 9))
        gateway = dice.roll.choice([f"172.{20 + n.index}.0.1" for n in networks if not n.internal] or ["172.17.0.1"])
        address = dice.roll.choice(("", "", "", "127.0.0.1", gateway, "10.0.0.10"))
        port = dice.host_ports.pop(dice.roll.randrange(len(dice.host_ports)))
        found.append(Published(inside, "udp" if dice.chance(25) else "tcp", port, address))
    return tuple(found)


def _later(
    dice: _Dice, containers: list[ContainerPlan], networks: tuple[NetworkPlan, ...]
) -> tuple[tuple[str, str, str], ...]:
    steps: list[tuple[str, str, str]] = []
    for one in containers:
        if one.fate == "create":
            continue
        if one.networks and dice.chance(8):
            steps.append(("disconnect", one.name, dice.roll.choice(one.networks).network))
        missing = [n.name for n in networks if n.name not in {a.network for a in one.networks}]
        if one.networks and missing and dice.chance(8):
            steps.append(("connect", one.name, dice.roll.choice(missing)))
        if dice.chance(4):
            steps.append(("rename", one.name, f"renamed-{one.name}"))
    steps += [(one.fate, one.name, "") for one in containers if one.fate not in ("", "create")]
    return tuple(steps)


def _rules(dice: _Dice, containers: list[ContainerPlan], networks: tuple[NetworkPlan, ...]) -> tuple[str, ...]:
    return tuple(_rule(dice, containers, networks) for _ in range(dice.roll.randint(1, 4)))


def _rule(dice: _Dice, containers: list[ContainerPlan], networks: tuple[NetworkPlan, ...]) -> str:
    """One line for `iptables`, the newest on top."""
    names = [c.name for c in containers if c.networks]
    bridges = [n.name for n in networks] + ["bridge"]
    published = [p for c in containers for p in c.published]
    host_port = dice.roll.choice(published).host_port if published else 8080
    name, other, bridge = (
        dice.roll.choice(names or ["web"]),
        dice.roll.choice(names or ["web"]),
        dice.roll.choice(bridges),
    )
    reject = "REJECT" + dice.roll.choice(REJECTS)
    tcp = "REJECT" if "tcp-reset" in reject else reject
    if dice.chance(15):
        return dice.roll.choice(
            (
                f"-I INPUT -i {{bridge:{bridge}}} -j DROP",
                f"-I INPUT -p tcp --dport 7000 -s {{addr:{name}}} -j DROP",
                f"-I INPUT -i {{bridge:{bridge}}} -p tcp -m multiport --dports 7000,7001 -j REJECT",
                "-I INPUT -i eth0 -p icmp -j DROP",
            )
        )
    return "-I DOCKER-USER " + dice.roll.choice(
        (
            f"-s {{addr:{name}}} -j DROP",
            f"-d {{addr:{name}}} -p tcp --dport 80 -j {reject}",
            f"-s {{addr:{name}}} -d {{addr:{other}}} -j {tcp}",
            f"-i {{bridge:{bridge}}} -o {{bridge:{bridge}}} -j DROP",
            f"-i {{bridge:{bridge}}} -j ACCEPT",
            f"-i eth0 -p tcp -m conntrack --ctorigdstport {host_port} -j DROP",
            f"-i eth0 ! -s 10.0.0.1 -j {tcp}",
            f"-p tcp -m multiport --dports 81,82 -j {reject}",
            f"-i {{bridge:{bridge}}} -o {{bridge:{dice.roll.choice(bridges)}}} -j ACCEPT",
            f"-p udp -j {tcp}",
            f"-p icmp -d {{addr:{name}}} -j DROP",
            "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            f"-o eth0 -s {{addr:{name}}} -j {tcp}",
        )
    )


def _sysctls(dice: _Dice) -> tuple[tuple[str, str], ...]:
    off = (("net/ipv4/ip_forward", 5), ("net/bridge/bridge-nf-call-iptables", 8))
    return tuple((name, "0") for name, percent in off if dice.chance(percent))


def _services(dice: _Dice, networks: tuple[NetworkPlan, ...]) -> tuple[Listener, ...]:
    gateway = f"172.{20 + dice.roll.choice(networks).index}.0.1"
    pool = (
        Listener("tcp", "0.0.0.0", 7000),
        Listener("tcp", "127.0.0.1", 7001),
        Listener("tcp", gateway, 7002),
        Listener("udp", "0.0.0.0", 7003),
        Listener("tcp", "any6", 7004),
        Listener("udp", "127.0.0.1", 7005),
    )
    return tuple(one for one in pool if dice.chance(60))
