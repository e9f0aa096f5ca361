"""Proves a rule's fix on a real engine: the trouble is found and felt, the fix's own command is run, and it is gone."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector.model.answer import Fix
from inspector.model.finding import Finding
from inspector.pipeline import build
from inspector.rules import RULES
from inspector.rules.base import Rule
from tests.lab.engines import compose
from tests.lab.machine import IMAGE, Machine
from tests.lab.reading import evidence
from tests.truth import dns
from tests.truth.spaces import Servers, bound, host_space, inside, lan_space, process

ENGINES = {"installed": "20.10", "trixie": "26.1", "sid": "28.5"}
"""The engines of the lab by the names of its fixture, and their releases as docs/rules.md shows them."""
LAN, HOST = "10.0.0.1", "10.0.0.10"
IDLE = "trap exit TERM; while :; do sleep 1; done"
"""What a container does that ends at once when it is told to."""
PATIENCE_S = 4.0
CLIENT_S = 0.8
PROGRAMS = ("iptables", "ip6tables")
SETTINGS = (
    "net.bridge.bridge-nf-call-iptables",
    "net.ipv4.ip_forward",
    "net.ipv4.conf.all.rp_filter",
    "net.ipv6.conf.all.forwarding",
)


class Scene:
    """A lab host on which one trouble is built, with what scenarios have in common. Places: host, lan, a container."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.servers = Servers()
        self.docker, self.host = machine.docker, machine.host

    def run(self, name: str, *options: str, command: Sequence[str] = ("sh", "-c", IDLE)) -> None:
        """`docker run --detach`, with the one image that there is."""
        self.docker("run", "--detach", "--name", name, *options, IMAGE, *command)

    def serve(self, name: str, *options: str, port: str = "80") -> None:
        """A container whose web server listens on a port, or on `address:port`."""
        self.run(name, *options, command=("httpd", "-f", "-p", port))

    def says(self, container: str, words: str) -> str:
        """What a shell in the container prints, also when it fails."""
        return self.docker("exec", container, "sh", "-c", words, check=False)

    def compose(self, project: str, *words: str, file: str = "") -> None:
        """Docker Compose on the host, in a project's folder of /srv; file: the text of its compose.yaml from now on."""
        folder = Path(f"/proc/{self.machine.pid}/root/srv/{project}")
        if file:
            folder.mkdir(exist_ok=True)
            (folder / "compose.yaml").write_text(file)
        self.host("env", "HOME=/srv", compose(), "--project-directory", f"/srv/{project}", "-p", project, *words)

    def space(self, place: str) -> Path:
        if place in ("host", "lan"):
            return host_space(self.machine) if place == "host" else lan_space(self.machine)
        return process(self.machine, int(self.docker("inspect", "--format", "{{.State.Pid}}", place))) / "ns/net"

    def listen(self, place: str, address: str, port: int) -> None:
        """Somebody answers there, until the scene ends."""
        self.servers.add(inside(self.space(place), lambda: bound("tcp", address, port)))

    def resolver(self, place: str, address: str) -> None:
        """A name server answers there, all names alike, until the scene ends."""
        self.servers.add(inside(self.space(place), lambda: bound("udp", address, 53)), dns.outside)

    def answers(self, place: str, address: str, port: int) -> bool:
        """Whether a client there connects, and is answered."""
        return inside(self.space(place), lambda: _answered(address, port))

    def address(self, container: str, network: str = "bridge", field: str = "IPAddress") -> str:
        return self.docker(
            "inspect", "--format", f'{{{{(index .NetworkSettings.Networks "{network}").{field}}}}}', container
        )

    def lan_ip(self, *words: str) -> None:
        """`ip` on the neighbour of the host's network."""
        self.host("ip", "-n", "lan", *words)


@dataclass(frozen=True)
class Proof:
    """One rule's trouble and its fix. well: whether the host behaves as its owner meant; it must not before the fix.

    mend: how the fix is carried out; left out, its own command runs on the host, as a person would paste it. sizes:
    the finding needs them.
    """

    rule: str
    engine: str
    build: Callable[[Scene], None]
    well: Callable[[Scene], bool]
    mend: Callable[[Scene, Finding], object] | None = None
    undo: Callable[[Scene], None] | None = None
    sizes: bool = False


def rule_of(proof: Proof) -> Rule:
    return next(rule for rule in RULES if rule.slug == proof.rule)


def prove(machine: Machine, proof: Proof) -> None:
    """Fails where the rule does not find the trouble, nobody feels it, or the fix does not end it."""
    with scene(machine) as place, contextlib.ExitStack() as last:
        if undo := proof.undo:
            last.callback(lambda: undo(place))
        proof.build(place)
        deadline = time.monotonic() + PATIENCE_S
        # IPv6 addresses, for one, are not in use before the kernel knows that they are unique.
        while not (found := findings(machine, proof)) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert found, f"{proof.rule} does not find it"
        assert not proof.well(place), "nobody feels it: the scenario is no trouble"
        (proof.mend or paste)(place, found[0])
        deadline = time.monotonic() + PATIENCE_S
        while not (well := proof.well(place)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert well, f"still there after: {found[0].fixes}"
        left = {one.fingerprint for one in findings(machine, proof)}
        assert found[0].fingerprint not in left, "it is mended, and still found"


def findings(machine: Machine, proof: Proof) -> list[Finding]:
    """What the rule finds on the host now."""
    options = ("--sizes",) if proof.sizes else ()
    return [one for one in rule_of(proof).check(build(evidence(machine, *options))) if isinstance(one, Finding)]


def empty_srv(place: Scene) -> None:
    """Nothing of the host's own folder is left, and nothing is mounted at /srv/disk."""
    place.host("sh", "-c", "umount -q /srv/disk; rm -rf /srv/*", check=False)


def paste(place: Scene, finding: Finding) -> str:
    """What the first fix that has a command prints, run in a shell on the host."""
    fix: Fix = next(one for one in finding.fixes if one.command)
    return place.host(
        "env", f"PATH={place.machine.engine.docker.parent}:/usr/sbin:/usr/bin:/sbin:/bin", "sh", "-ec", fix.command
    )


@contextlib.contextmanager
def scene(machine: Machine) -> Iterator[Scene]:
    """The host as it was, afterwards: no container, no link, no route and no rule is left."""
    rules = {program: machine.host(f"{program}-save") for program in PROGRAMS}
    settings = [machine.host("sysctl", key, check=False).replace(" ", "") for key in SETTINGS]
    links, routes = _links(machine), _routes(machine)
    place = Scene(machine)
    try:
        yield place
    finally:
        place.servers.close()
        machine.reset()
        for route in _routes(machine) - routes:
            machine.host("ip", "route", "del", *route.split(), check=False)
        for link in _links(machine) - links:
            machine.host("ip", "link", "del", link, check=False)
        machine.host("sysctl", "-q", "-w", *filter(None, settings), check=False)
        for program, text in rules.items():
            machine.host(program, "-t", "raw", "-F")  # what is not in the text is not restored
            machine.host("sh", "-c", f'printf "%s\\n" "$1" | {program}-restore', "sh", text)


def _links(machine: Machine) -> set[str]:
    lines = machine.host("ip", "-brief", "link").splitlines()
    return {line.split()[0].partition("@")[0] for line in lines}


def _routes(machine: Machine) -> set[str]:
    """Those that somebody added: the kernel's own come and go with their links."""
    return {line.strip() for line in machine.host("ip", "route").splitlines() if "proto kernel" not in line}


def _answered(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as one:
        one.settimeout(CLIENT_S)
        try:
            one.connect((address, port))
            one.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return bool(one.recv(1))
        except OSError:
            return False
