"""The host's firewall refuses a port, and a published port is open to strangers all the same.

What it finds
    A port published on every address of the host, which the INPUT chain (of ufw, firewalld or the user's own rules)
    would drop or reject, and which a machine beyond the host reaches nevertheless.

Why it matters
    Docker translates the destination before routing: the packet is then forwarded to the container, and INPUT, where
    ufw and firewalld stand guard, never sees it. `ufw status` says deny, and the database is open.

How it is decided
    The host's own rules are asked twice: what INPUT does with a packet to that port, and what really becomes of a
    connection from beyond. The finding says who else reaches the port.

What to do
    Publish on 127.0.0.1, or close it in DOCKER-USER, which sees forwarded packets. There a port is the container's;
    `--ctorigdstport` is the published one.

When it stays silent
    When INPUT lets the port pass (somebody opened it on purpose), when there is no host firewall, and for ports bound
    to one address.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.firewall import Packet, Verdict
from inspector.analysis.parties import host_address
from inspector.analysis.reach import trace
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix, Flow, PathState, Protocol
from inspector.model.anywhere import ANYWHERE_V4
from inspector.model.container import Container, Port, PortStatus
from inspector.model.edit import RepublishPort
from inspector.model.finding import Severity
from inspector.model.ids import Kind, Ref
from inspector.model.netns import Netns
from inspector.rules.base import Rule, Told, container, inspected
from inspector.rules.kernel import BEYOND, host, passing, rulesets, unread_host, uplink, why


def check(case: Case) -> Iterator[Told]:
    ports = [
        (one, port)
        for one in case.snapshot.containers
        if one.has_netns
        for port in one.ports
        if port.status is PortStatus.PUBLISHED and port.host_ip in ANYWHERE_V4 and port.host_port
    ]
    if not ports:
        return
    space = host(case)
    if space is None or rulesets(case) is None:
        yield unread_host(
            RULE, case, "the host's firewall", *(container(one) for one in {p[0].id: p[0] for p in ports}.values())
        )
        return
    device, address = uplink(space)
    if not device or not address:
        return
    for one, port in ports:
        guard = _refused(case, space, port, device, address)
        if guard:
            yield from _open(case, one, port, guard, device, address)


def _refused(case: Case, space: Netns, port: Port, device: str, address: str) -> Citation | None:
    """The rule of INPUT that would refuse the port to strangers."""
    packet = Packet(family=4, src=BEYOND, dst=address, protocol=port.protocol, sport=40000, dport=port.host_port)
    outcome = passing(case, space, "INPUT", packet, iif=device)
    if outcome is None or outcome.verdict not in (Verdict.DROP, Verdict.REJECT) or outcome.decider is None:
        return None
    return outcome.decider


def _open(case: Case, one: Container, port: Port, guard: Citation, device: str, address: str) -> Iterator[Told]:
    protocol = Protocol(port.protocol)
    found = trace(case.world, Flow(Ref(Kind.EXTERNAL, BEYOND), address, protocol, port.host_port))
    if found.path is not PathState.OPEN:
        return
    place = f"{port.host_port}->{port.port}/{port.protocol}"
    rules = [cite for cite in why(found) if "DNAT" in cite.text or "ACCEPT" in cite.text]
    yield RULE.finding(
        case,
        [container(one)],
        f"The host's firewall refuses port {port.host_port}, yet strangers reach {one.name} there.",
        detail=f"Docker forwards {port.host_ip}:{place} before INPUT is asked, which is where ufw and "
        f"firewalld guard. Who reaches it: {_who(case, port, device, address)}.",
        cites=[inspected(one, "/NetworkSettings/Ports", place), guard, *rules],
        fixes=[
            Fix(
                f"recreate {one.name} with -p 127.0.0.1:{port.host_port}:{port.port}",
                cost="a recreate; only the host itself reaches the port then",
                edits=(RepublishPort(container=one.id, port=port.port, protocol=port.protocol, host_ip="127.0.0.1"),),
            ),
            *_closed(case, port, device),
        ],
        key=[place],
    )


def _closed(case: Case, port: Port, device: str) -> Iterator[Fix]:
    if case.snapshot.engine.firewall_backend.startswith("nftables"):
        return
    origin = ("-m", "conntrack", "--ctdir", "ORIGINAL", "--ctorigdstport", str(port.host_port))
    yield Fix(
        "close the published port to what comes in from beyond",
        command("iptables", "-I", "DOCKER-USER", "-i", device, "-p", port.protocol, *origin, "-j", "DROP"),
        cost="until the next boot, unless the rule is kept",
    )


def _who(case: Case, port: Port, device: str, address: str) -> str:
    """Everybody who reaches the port: machines beyond, and for each network one of its containers was asked."""
    reached = [f"every machine that reaches {address} by {device}", "the host"]
    not_reached: list[str] = []
    facts = case.world.facts
    for network in case.snapshot.networks:
        client = next((c for c, e in facts.members.get(network.id, ()) if c.has_netns and e.active), None)
        if client is None or network.driver in ("host", "null"):
            continue
        ref = Ref(Kind.CONTAINER, client.id)
        flow = Flow(ref, host_address(case.world, ref), Protocol(port.protocol), port.host_port)
        is_open = trace(case.world, flow).path is PathState.OPEN
        (reached if is_open else not_reached).append(f"containers on {network.name}")
    words = ", ".join(reached)
    return f"{words}; not {', '.join(not_reached)}" if not_reached else words


RULE = Rule("R207", "firewall-bypassed", Severity.ERROR, check)
