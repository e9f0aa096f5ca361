"""The fixes of the lint rules, on real engines: what a container may do to its host, and then no longer."""

import socket

from inspector.model.finding import Finding
from tests.lab.fix_lab import ENGINES, HOST, Proof, Scene

OLD, MIDDLE, NEW = ENGINES


def _can(at: Scene, container: str, command: str) -> bool:
    try:
        at.docker("exec", container, "sh", "-c", command)
    except AssertionError:
        return False
    return True


def _holds_the_socket(at: Scene) -> None:
    at.run("agent", "-v", "/run/docker.sock:/run/docker.sock:ro")


def _engine_is_out_of_reach(at: Scene) -> bool:
    """No API answers on the socket as the container has it, read-only or not."""
    pid = at.docker("inspect", "--format", "{{.State.Pid}}", "agent")
    where = f"/proc/{at.machine.pid}/root/proc/{pid}/root/run/docker.sock"
    with socket.socket(socket.AF_UNIX) as one:
        try:
            one.connect(where)
            one.sendall(
                b"POST /volumes/create HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
            )
            return b" 201 " not in one.recv(64)
        except OSError:
            return True


def _without_the_socket(at: Scene, _: Finding) -> None:
    at.docker("rm", "--force", "agent")
    at.run("agent")


def _open_database(at: Scene) -> None:
    at.serve("db", "-p", "5432:5432", port="5432")


def _for_the_host_alone(at: Scene) -> bool:
    return at.answers("host", "127.0.0.1", 5432) and not at.answers("lan", HOST, 5432)


def _on_loopback(at: Scene, finding: Finding) -> None:
    published = finding.fixes[0].text.partition("-p ")[2]
    at.docker("rm", "--force", "db")
    at.serve("db", "-p", published, port="5432")


def _has_etc(at: Scene) -> None:
    at.run("backup", "-v", "/etc:/hostetc")


def _reads_and_does_not_write(at: Scene) -> bool:
    at.docker("exec", "backup", "sh", "-c", "echo harm >/hostetc/harm", check=False)
    return _can(at, "backup", "grep -q localhost /hostetc/hosts") and at.host("cat", "/etc/harm", check=False) == ""


def _only_the_file(at: Scene, _: Finding) -> None:
    at.docker("rm", "--force", "backup")
    at.host("rm", "/etc/harm")
    at.run("backup", "-v", "/etc/hosts:/hostetc/hosts:ro")


def _all_powers(at: Scene) -> None:
    at.run("vpn", "--privileged")


def _makes_links_and_mounts_nothing(at: Scene) -> bool:
    return _can(at, "vpn", "ip address replace 192.0.2.66/32 dev lo") and not _can(
        at, "vpn", "mount -t tmpfs none /etc"
    )


def _one_power(at: Scene, _: Finding) -> None:
    at.docker("rm", "--force", "vpn")
    at.run("vpn", "--cap-add", "NET_ADMIN")


def _rules_the_host(at: Scene) -> None:
    at.run("vpn", "--network", "host", "--cap-add", "NET_ADMIN")


def _host_is_its_own(at: Scene) -> bool:
    at.docker("exec", "vpn", "ip", "address", "add", "192.0.2.66/32", "dev", "lo", check=False)
    return "192.0.2.66" not in at.host("ip", "address", "show", "lo")


def _in_its_own_space(at: Scene, _: Finding) -> None:
    at.docker("rm", "--force", "vpn")
    at.host("ip", "address", "del", "192.0.2.66/32", "dev", "lo")
    at.run("vpn", "--cap-add", "NET_ADMIN")


def _never_up(at: Scene) -> None:
    words = "test -f /srv/config || { echo /srv/config is missing; sleep 0.2; exit 1; }; sleep 1000"
    at.run("web", "--restart", "always", "-v", "/srv:/srv", command=("sh", "-c", words))


def _stays_up(at: Scene) -> bool:
    return at.docker("inspect", "--format", "{{.State.Status}} {{.RestartCount}}", "web") == "running 0"


def _as_the_log_says(at: Scene, finding: Finding) -> None:
    """The fix's command shows why; that is what is mended."""
    missing = at.docker(*finding.fixes[0].command.split()[1:]).partition(" is missing")[0]
    at.host("touch", missing)
    at.docker("restart", "--time", "1", "web")


PROOFS = (
    Proof("docker-socket", NEW, _holds_the_socket, _engine_is_out_of_reach, _without_the_socket),
    Proof("published-everywhere", MIDDLE, _open_database, _for_the_host_alone, _on_loopback),
    Proof("sensitive-host-path", OLD, _has_etc, _reads_and_does_not_write, _only_the_file),
    Proof("privileged", NEW, _all_powers, _makes_links_and_mounts_nothing, _one_power),
    Proof("host-network-admin", MIDDLE, _rules_the_host, _host_is_its_own, _in_its_own_space),
    Proof("restart-loop", OLD, _never_up, _stays_up, _as_the_log_says),
)
"""One a rule and engine; docs/rules.md lists them. L603's stands among the names."""
