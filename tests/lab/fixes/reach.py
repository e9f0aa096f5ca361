"""The fixes of the reach rules, on real engines: each symptom is felt, mended by the fix's command, and gone."""

import re
import socket
import time

from inspector.model.finding import Finding
from tests.lab.engines import compose
from tests.lab.fix_lab import ENGINES, HOST, IDLE, LAN, Proof, Scene
from tests.truth.spaces import inside

OLD, MIDDLE, NEW = ENGINES
BRIDGE = "com.docker.network.bridge"
BEYOND = "203.0.113.7"
"""An address of the neighbour's that is not on the host's link."""


def _loopback_only(at: Scene) -> None:
    at.run("web", "-p", "8080:80")
    at.docker("exec", "--detach", "web", "httpd", "-f", "-p", "127.0.0.1:80")


def _listen_everywhere(at: Scene, _: Finding) -> None:
    at.docker("exec", "web", "killall", "httpd")
    at.docker("exec", "--detach", "web", "httpd", "-f", "-p", "[::]:80")


def _published(at: Scene) -> bool:
    return at.answers("host", "127.0.0.1", 8080)


def _published_inside(at: Scene) -> None:
    at.docker("network", "create", "--internal", "inside")
    at.serve("web", "--network", "inside", "-p", "8080:80")


def _another_port(at: Scene) -> None:
    at.serve("web", "-p", "8080:80", port="8000")


def _recreate(at: Scene, finding: Finding) -> None:
    """With the -p that the fix says, and else as before."""
    published = re.search(r"-p (\S+)", finding.fixes[0].text)
    assert published
    at.docker("rm", "--force", finding.names[0])
    at.serve(finding.names[0], "-p", published[1], port="8000")


def _ipv4_listener(at: Scene) -> None:
    at.docker("network", "create", "--ipv6", "--subnet", "fd00:6::/64", "six")
    at.run("web", "--network", "six", "-p", "8080:80")
    at.docker("exec", "--detach", "web", "httpd", "-f", "-p", "0.0.0.0:80")


def _two_ways(at: Scene) -> None:
    at.docker("network", "create", "app")
    macvlan = ("-d", "macvlan", "-o", "parent=eth0", "--subnet", "10.0.0.0/24", "--gateway", LAN)
    at.docker("network", "create", *macvlan, "--ip-range", "10.0.0.64/28", "wan")
    at.serve("web", "--network", "app")
    at.docker("network", "connect", "--ip", "10.0.0.66", "wan", "web")
    at.lan_ip("address", "add", f"{BEYOND}/32", "dev", "lo")
    at.host("sysctl", "-w", "net.ipv4.conf.all.rp_filter=1")


def _from_beyond(at: Scene, address: str, port: int) -> bool:
    """As a machine beyond the host's own link, behind its neighbour."""

    def asked() -> bool:
        with socket.socket() as one:
            one.settimeout(0.8)
            try:
                one.bind((BEYOND, 0))
                one.connect((address, port))
            except OSError:
                return False
        return True

    return inside(at.space("lan"), asked)


def _away_from_beyond(at: Scene) -> None:
    at.lan_ip("address", "del", f"{BEYOND}/32", "dev", "lo")


def _orphan(at: Scene) -> None:
    at.run("vpn")
    at.run("torrent", "--network", "container:vpn")
    at.docker("restart", "--time", "1", "vpn")
    at.listen("host", "0.0.0.0", 12345)


MEDIA = """services:
  vpn: {image: "bb:1", command: sleep 1000, stop_signal: SIGKILL}
  torrent: {image: "bb:1", command: sleep 1000, stop_signal: SIGKILL, network_mode: "service:vpn"}
"""


def _made_anew(at: Scene) -> None:
    """As an updater does that knows nothing of who lives in there."""
    at.compose("media", "up", "-d", file=MEDIA)
    at.compose("media", "up", "-d", "--force-recreate", "--no-deps", "vpn")
    at.listen("host", "0.0.0.0", 12345)


def _as_printed(at: Scene, finding: Finding) -> None:
    said = finding.fixes[0].command
    assert said.startswith("docker compose ")
    at.host("env", "HOME=/srv", "sh", "-ec", said.replace("docker compose", str(compose()), 1))


def _guarded(at: Scene) -> None:
    at.serve("web", "-p", "8080:80")
    at.host("iptables", "-A", "INPUT", "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT")
    at.host("iptables", "-A", "INPUT", "-i", "lo", "-j", "ACCEPT")
    at.host("iptables", "-P", "INPUT", "DROP")


def _shut_to_the_lan(at: Scene) -> bool:
    return not at.answers("lan", HOST, 8080)


def _for_the_host_only(at: Scene) -> None:
    at.serve("web", "-p", "127.0.0.1:8080:80")
    at.lan_ip("route", "add", "172.16.0.0/12", "via", HOST)


def _not_from_the_lan(at: Scene) -> bool:
    return not at.answers("lan", at.address("web"), 80) and _published(at)


def _route_away(at: Scene) -> None:
    at.lan_ip("route", "del", "172.16.0.0/12")


def _routed(at: Scene) -> None:
    at.docker("network", "create", "--subnet", "172.25.0.0/16", "app")
    at.serve("web", "--network", "app")
    at.lan_ip("route", "add", "172.16.0.0/12", "via", HOST)
    at.host("iptables", "-I", "DOCKER-USER", "-i", "eth0", "-d", "172.25.0.0/16", "-j", "ACCEPT")


def _not_reached(at: Scene) -> None:
    at.serve("web", "-p", "8080:80")
    at.host("iptables", "-I", "DOCKER-USER", "-i", "eth0", "-j", "DROP")
    at.host("iptables", "-D", "FORWARD", "-j", "DOCKER-USER")


def _wrong_port(at: Scene) -> None:
    at.serve("web", "-p", "8080:80")
    at.host("iptables", "-I", "DOCKER-USER", "-i", "eth0", "-p", "tcp", "--dport", "8080", "-j", "DROP")


def _virtual_machines(at: Scene) -> None:
    at.host("ip", "link", "add", "vmbr0", "type", "bridge")
    at.host("ip", "link", "set", "vmbr0", "up")
    for number in (1, 2):
        at.host("ip", "netns", "add", f"vm{number}")
        at.host("ip", "link", "add", f"vnet{number}", "type", "veth", "peer", "name", "eth0", "netns", f"vm{number}")
        at.host("ip", "link", "set", f"vnet{number}", "master", "vmbr0", "up")
        at.host("ip", "-n", f"vm{number}", "address", "add", f"192.168.250.{number}/24", "dev", "eth0")
        at.host("ip", "-n", f"vm{number}", "link", "set", "eth0", "up")
    at.host("iptables", "-P", "FORWARD", "DROP")


def _machines_see_each_other(at: Scene) -> bool:
    said = at.host("ip", "netns", "exec", "vm1", "busybox", "ping", "-c1", "-W1", "192.168.250.2", check=False)
    return " 0% packet loss" in said


def _no_machines(at: Scene) -> None:
    for number in (1, 2):
        at.host("ip", "netns", "del", f"vm{number}", check=False)


def _apart(at: Scene) -> None:
    at.docker("network", "create", "-o", f"{BRIDGE}.enable_icc=false", "apart")
    at.serve("one", "--network", "apart")
    at.run("two", "--network", "apart")


def _not_enforced(at: Scene) -> None:
    _apart(at)
    at.host("sysctl", "-w", "net.bridge.bridge-nf-call-iptables=0")


def _kept_apart(at: Scene) -> bool:
    return not at.answers("two", at.address("one", "apart"), 80)


def _not_forwarding(at: Scene) -> None:
    at.serve("web", "-p", "8080:80")
    at.host("sysctl", "-w", "net.ipv4.ip_forward=0")


def _open_to_the_lan(at: Scene) -> bool:
    return at.answers("lan", HOST, 8080)


def _linked(at: Scene) -> None:
    at.docker("network", "create", "-o", f"{BRIDGE}.enable_icc=false", "apart")
    at.serve("db", "--network", "apart")
    at.run("web", "--network", "apart", "--link", "db:sql")


def _by_alias(at: Scene) -> bool:
    return "hello" in at.docker("exec", "web", "timeout", "2", "wget", "-qO-", "http://sql/www/index.html", check=False)


def _shadowed(at: Scene) -> None:
    at.lan_ip("address", "add", "10.99.0.5/32", "dev", "lo")
    at.host("ip", "route", "add", "10.99.0.0/16", "via", LAN)
    at.docker("network", "create", "--subnet", "10.99.0.0/24", "app")
    at.run("web", "--network", "app")
    at.listen("lan", "10.99.0.5", 80)


def _unshadow(at: Scene) -> None:
    at.lan_ip("address", "del", "10.99.0.5/32", "dev", "lo")


def _no_pools(at: Scene) -> None:
    for claimed in ("192.168.0.0/16", "172.20.0.0/14", "172.24.0.0/13"):
        at.host("ip", "route", "add", claimed, "dev", "eth0")
    at.docker("network", "create", "old-project")
    at.docker("network", "create", "older-project")


def _room_for_a_network(at: Scene) -> bool:
    return bool(at.docker("network", "create", "new-project", check=False))


def _narrow(at: Scene) -> None:
    at.host("ip", "link", "set", "eth0", "mtu", "1400")
    at.docker("network", "create", "app")
    at.run("web", "--network", "app")
    # As many firewalls do with the message that would tell the sender.
    at.host("iptables", "-I", "OUTPUT", "-p", "icmp", "-j", "DROP")
    at.listen("lan", LAN, 9000)


def _much_gets_through(at: Scene) -> bool:
    def sent() -> bool:
        with socket.socket() as one:
            one.settimeout(1.5)
            try:
                one.connect((LAN, 9000))
                one.sendall(b"x" * 4000)
                got = 0
                while got < 4000 and (more := one.recv(4096)):
                    got += len(more)
            except OSError:
                return False
        return got == 4000

    return inside(at.space("web"), sent)


def _wide(at: Scene) -> None:
    at.host("ip", "link", "set", "eth0", "mtu", "1500")


def _six_and_seven(at: Scene) -> None:
    for number, name in ((6, "six"), (7, "seven")):
        at.docker("network", "create", "--ipv6", "--subnet", f"fd00:{number}::/64", name)
        at.run(f"in-{name}", "--network", name)
    at.host("sysctl", "-w", "net.ipv6.conf.all.forwarding=1")
    at.listen("in-seven", "::", 80)


def _isolated(at: Scene) -> bool:
    return not at.answers("in-six", at.address("in-seven", "seven", "GlobalIPv6Address"), 80)


def _input_drops(at: Scene) -> None:
    for name in ("app", "back"):
        at.docker("network", "create", name)
    at.serve("web", "--network", "app", "-p", "8080:80")
    at.run("job", "--network", "back")
    bridge = at.docker("network", "inspect", "--format", "{{.Id}}", "back")[:12]
    at.host("iptables", "-I", "INPUT", "-i", f"br-{bridge}", "-j", "DROP")


def _job_gets_there(at: Scene) -> bool:
    return at.answers("job", at.address("web", "app"), 80)


def _asks_its_host(at: Scene) -> None:
    words = ("sh", "-c", f"echo http://host.docker.internal:12345; {IDLE}")
    at.run("web", "--add-host", "host.docker.internal:host-gateway", command=words)
    at.listen("host", "0.0.0.0", 12345)
    at.host("iptables", "-I", "INPUT", "-i", "docker0", "-j", "DROP")


def _host_answers(at: Scene) -> bool:
    return at.answers("web", "172.17.0.1", 12345)


def _on_the_lan(at: Scene) -> None:
    macvlan = ("-d", "macvlan", "-o", "parent=eth0", "--subnet", "10.0.0.0/24", "--gateway", LAN)
    at.docker("network", "create", *macvlan, "--ip-range", "10.0.0.64/28", "lan")
    at.serve("web", "--network", "lan")


def _host_reaches_it(at: Scene) -> bool:
    return at.answers("host", at.address("web", "lan"), 80)


def _internal(at: Scene) -> None:
    at.docker("network", "create", "--internal", "--subnet", "172.26.0.0/16", "inside")
    at.run("db", "--network", "inside")
    at.listen("host", "0.0.0.0", 9999)


def _host_is_out_of_reach(at: Scene) -> bool:
    return not at.answers("db", "172.26.0.1", 9999)


def _bare(at: Scene) -> None:
    at.docker("network", "create", "--subnet", "172.27.0.0/16", "-o", f"{BRIDGE}.enable_ip_masquerade=false", "bare")
    at.run("web", "--network", "bare")
    at.lan_ip("route", "add", "172.16.0.0/12", "via", HOST)
    at.listen("lan", LAN, 9000)


def _gets_out(at: Scene) -> bool:
    return at.answers("web", LAN, 9000)


def _taken(at: Scene) -> None:
    at.run("older", "-p", "8080:80")
    at.docker("create", "--name", "web", "-p", "8080:80", "bb:1", "httpd", "-f")
    at.docker("start", "web", check=False)


def _gone(at: Scene) -> None:
    at.docker("network", "create", "app")
    at.run("job", "--network", "app")
    at.docker("kill", "job")
    at.docker("network", "rm", "app")


def _job_starts(at: Scene) -> bool:
    at.docker("start", "job", check=False)
    return at.docker("inspect", "--format", "{{.State.Running}}", "job") == "true"


def _left_behind(at: Scene) -> None:
    """The engine may not write while a container ends, as when its disk is full."""
    at.docker("network", "create", "app")
    at.run("web", "--network", "app")
    engine = at.host("pidof", "dockerd")
    at.host("prlimit", "--pid", engine, "--fsize=0:unlimited")
    at.docker("kill", "web")
    deadline = time.monotonic() + 10
    while "ep-" not in at.docker("network", "inspect", "app") and time.monotonic() < deadline:
        time.sleep(0.05)
    at.host("prlimit", "--pid", engine, "--fsize=unlimited:unlimited")
    at.docker("rm", "--force", "web")


def _can_go(at: Scene) -> bool:
    """Another container of the name may join, and leave, and then the network can be removed."""
    if not at.docker("run", "--rm", "--name", "web", "--network", "app", "bb:1", "echo", "fine", check=False):
        return False
    return bool(at.docker("network", "rm", "app", check=False))


PROOFS = (
    Proof("listener-on-loopback", NEW, _loopback_only, _published, _listen_everywhere),
    Proof("published-but-not-bound", NEW, _published_inside, _published),
    Proof("published-not-listened", MIDDLE, _another_port, _published, _recreate),
    Proof(
        "ipv6-published-ipv4-listener",
        NEW,
        _ipv4_listener,
        lambda at: at.answers("host", "::1", 8080),
        _listen_everywhere,
    ),
    Proof("mixed-default-route", NEW, _two_ways, lambda at: _from_beyond(at, "10.0.0.66", 80), undo=_away_from_beyond),
    Proof("orphaned-sidecar", OLD, _orphan, lambda at: at.answers("torrent", "172.17.0.1", 12345)),
    Proof(
        "orphaned-sidecar",
        NEW,
        _made_anew,
        lambda at: at.answers("media-torrent-1", at.address("media-vpn-1", "media_default", "Gateway"), 12345),
        _as_printed,
    ),
    Proof("firewall-bypassed", NEW, _guarded, _shut_to_the_lan),
    Proof("loopback-published-reachable", OLD, _for_the_host_only, _not_from_the_lan, undo=_route_away),
    Proof("loopback-published-reachable", MIDDLE, _for_the_host_only, _not_from_the_lan, undo=_route_away),
    Proof(
        "routed-traffic-dropped",
        NEW,
        _routed,
        lambda at: at.answers("lan", at.address("web", "app"), 80),
        undo=_route_away,
    ),
    Proof("docker-user-not-reached", NEW, _not_reached, _shut_to_the_lan),
    Proof("docker-user-published-port", OLD, _wrong_port, _shut_to_the_lan),
    Proof("forward-drop-hits-bridges", MIDDLE, _virtual_machines, _machines_see_each_other, undo=_no_machines),
    Proof("icc-not-enforced", OLD, _not_enforced, _kept_apart),
    Proof("forwarding-off", MIDDLE, _not_forwarding, _open_to_the_lan),
    Proof("link-opens-nothing", OLD, _linked, _by_alias),
    Proof("subnet-shadows-route", MIDDLE, _shadowed, lambda at: at.answers("host", "10.99.0.5", 80), undo=_unshadow),
    Proof("address-pools-running-out", OLD, _no_pools, _room_for_a_network),
    Proof("mtu-too-large", MIDDLE, _narrow, _much_gets_through, undo=_wide),
    Proof("ipv6-not-isolated", MIDDLE, _six_and_seven, _isolated),
    Proof("published-port-from-other-bridge", NEW, _input_drops, _job_gets_there),
    Proof("host-gateway-unanswered", OLD, _asks_its_host, _host_answers),
    Proof("macvlan-and-its-host", MIDDLE, _on_the_lan, _host_reaches_it),
    Proof("internal-reaches-host", NEW, _internal, _host_is_out_of_reach),
    Proof("internal-reaches-host", OLD, _internal, _host_is_out_of_reach),
    Proof("stale-endpoint", OLD, _left_behind, _can_go),
    Proof("stale-endpoint", NEW, _left_behind, _can_go),
    Proof("masquerade-off", NEW, _bare, _gets_out, undo=_route_away),
    Proof("port-taken", OLD, _taken, _published),
    Proof("network-gone", NEW, _gone, _job_starts),
)
"""One a rule and engine; docs/rules.md lists them."""
