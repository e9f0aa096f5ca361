"""The fixes of the rules about names, and of links, on real engines: each symptom is felt, mended, and gone."""

import shlex
from collections.abc import Callable

from inspector.model.finding import Finding
from tests.lab.fix_lab import ENGINES, LAN, Proof, Scene
from tests.lab.machine import IMAGE

OLD, MIDDLE, NEW = ENGINES

GET = r"printf 'GET / HTTP/1.0\r\n\r\n' | timeout 4 nc -w 3 {name} 80 | grep -q hello"
ADDRESSES = "timeout 4 nslookup {name} | sed -n '/^Name/,$p' | sed -n 's/^Address: *//p' | sort -u"
NGINX = (
    f"A=$({ADDRESSES.format(name='api')}); while sleep 0.2; do {GET.format(name='$A')} && touch /ok || rm -f /ok; done"
)
"""Asks for a name once, when it starts, as nginx does."""
GIVEN_UP = "ip neigh flush dev eth0; while test -f /ok || ! ip neigh | grep -q FAILED; do sleep 0.1; done"
"""The kernel gives the old address up by itself too, after about a minute."""


def inside(container: str, command: str) -> Callable[[Scene], bool]:
    """Whether a shell command succeeds in the container."""

    def well(at: Scene) -> bool:
        try:
            at.docker("exec", container, "sh", "-c", command)
        except AssertionError:
            return False
        return True

    return well


def fetches(container: str, name: str) -> Callable[[Scene], bool]:
    return inside(container, GET.format(name=name))


def one_address(container: str, name: str) -> Callable[[Scene], bool]:
    return inside(container, f'test "$({ADDRESSES.format(name=name)} | wc -l)" = 1')


def serve(at: Scene, name: str, *options: str) -> None:
    at.run(name, *options, command=("httpd", "-f", "-p", "80", "-h", "/www"))


def of(project: str, service: str) -> tuple[str, ...]:
    return "--label", f"com.docker.compose.project={project}", "--label", f"com.docker.compose.service={service}"


def asks(at: Scene, name: str, host: str, *options: str) -> None:
    """A container whose command names a host."""
    at.run(name, *options, command=("sh", "-c", f"trap exit TERM; while :; do sleep 1; done; wget http://{host}/"))


def again(*words: str) -> Callable[[Scene, Finding], None]:
    """The recreate that a fix says in words: `web` with these options of `docker run`."""

    def mend(at: Scene, _: Finding) -> None:
        at.docker("rm", "--force", "web")
        at.run("web", *words)

    return mend


def _default_bridge(at: Scene) -> None:
    at.run("web")
    serve(at, "foo")


def _two_projects(at: Scene) -> None:
    at.docker("network", "create", "shared")
    at.run("one-web", "--network", "shared", *of("one", "web"))
    for project in ("one", "two"):
        at.run(f"{project}-db", "--network", "shared", "--network-alias", "database", *of(project, "database"))


def _alias_of_another(at: Scene) -> None:
    at.docker("network", "create", "app")
    at.run("web", "--network", "app")
    at.run("db", "--network", "app")
    at.run("copy", "--network", "app", "--network-alias", "db")


def _stopped_target(at: Scene) -> None:
    at.run("db")
    at.run("web", "--link", "db:database")
    at.docker("kill", "web", "db")


def _web_runs(at: Scene) -> bool:
    at.docker("start", "web", check=False)
    return at.docker("inspect", "--format", "{{.State.Running}}", "web") == "true"


def _stopped_target_on_a_network(at: Scene) -> None:
    at.docker("network", "create", "app")
    at.run("db", "--network", "app")
    at.run("web", "--network", "app", "--link", "db:database")
    at.docker("kill", "db")


def _recreated_upstream(at: Scene) -> None:
    at.docker("network", "create", "--subnet", "172.30.0.0/24", "app")
    serve(at, "api", "--network", "app", "--ip", "172.30.0.10")
    at.docker("tag", IMAGE, "nginx:lab")
    at.docker(*shlex.split("run -d --name proxy --network app --cap-add NET_ADMIN nginx:lab sh -c"), NGINX)
    at.docker("exec", "proxy", "timeout", "20", "sh", "-c", "until test -f /ok; do sleep 0.1; done")
    at.docker("rm", "--force", "api")
    serve(at, "api", "--network", "app", "--ip", "172.30.0.20")
    at.docker("exec", "proxy", "timeout", "20", "sh", "-c", GIVEN_UP)


def _no_nginx(at: Scene) -> None:
    at.docker("rm", "--force", "proxy")
    at.docker("rmi", "nginx:lab")


def _another_network(at: Scene) -> None:
    at.docker("network", "create", "app")
    at.docker("network", "create", "other")
    asks(at, "web", "db", "--network", "app")
    serve(at, "db", "--network", "other")


def _asked_and_stopped(at: Scene) -> None:
    at.docker("network", "create", "app")
    serve(at, "db", "--network", "app")
    asks(at, "web", "db", "--network", "app")
    at.docker("kill", "db")


def _desktop_name(at: Scene) -> None:
    at.docker("network", "create", "app")
    asks(at, "web", "host.docker.internal", "--network", "app")


def _left_network(at: Scene) -> None:
    at.docker("network", "create", "shop_default")
    at.run("shop-db-1", "--network", "shop_default", *of("shop", "db"))
    serve(at, "shop-web-1", *of("shop", "web"))


def _written_down(at: Scene) -> None:
    at.docker("network", "create", "app")
    serve(at, "db", "--network", "app")
    at.run("web", "--network", "app", "--add-host", "db:192.0.2.99")


def _linked(at: Scene) -> None:
    at.run("db")
    serve(at, "web", "--link", "db:database")


def _network_for_both(at: Scene, _: Finding) -> None:
    at.docker("network", "create", "app")
    at.docker("network", "connect", "app", "db")
    at.docker("rm", "--force", "web")
    serve(at, "web", "--network", "app")


def _localhost(at: Scene) -> None:
    at.docker("network", "create", "app")
    serve(at, "api", "--network", "app", "--expose", "80")
    _asks_for(at, "127.0.0.1")


def _asks_for(at: Scene, host: str, *options: str) -> None:
    """A program that fetches a page again and again, and leaves /ok while it gets it."""
    loop = "while sleep 0.1; do wget -qO- http://{host}:80/index.html >/dev/null && touch /ok || rm -f /ok; done"
    at.run("web", "--network", "app", *options, command=("sh", "-c", loop.format(host=host)))


def _by_its_name(at: Scene, finding: Finding) -> None:
    host = finding.fixes[0].text.removeprefix("ask for ").partition(":")[0]
    at.docker("rm", "--force", "web")
    _asks_for(at, host)


def _linked_by_connect(at: Scene) -> None:
    at.run("db")
    at.run("web")
    at.docker("network", "disconnect", "bridge", "web")
    at.docker("network", "connect", "--link", "db:sql", "bridge", "web")


def _shadowed_service(at: Scene) -> None:
    for network in ("a-shared", "one_default"):
        at.docker("network", "create", network)
    for project, network in (("one", "one_default"), ("two", "a-shared")):
        serve(at, f"{project}-database", "--network", network, "--network-alias", "database", *of(project, "database"))
    at.run("one-web", "--network", "one_default", *of("one", "web"))
    at.docker("network", "connect", "a-shared", "one-web")


def _finds_its_own(at: Scene) -> bool:
    address = at.address("one-database", "one_default")
    return inside("one-web", f'test "$({ADDRESSES.format(name="database")})" = {address}')(at)


def _own_loopback(at: Scene) -> None:
    at.resolver("lan", LAN)
    at.run("web", "--dns", "127.0.0.1")


RESOLVES = inside("web", "timeout 4 nslookup -type=a git.example.test | grep -q 192.0.2.53")


def _host_asks_itself(at: Scene) -> None:
    at.resolver("host", "127.0.0.1")
    at.host("sh", "-c", "echo nameserver 127.0.0.1 >/etc/resolv.conf")
    at.run("web")


def _host_asks_its_neighbour(at: Scene) -> None:
    at.host("sh", "-c", f"echo nameserver {LAN} >/etc/resolv.conf")


def _on_a_network_of_its_own(at: Scene, finding: Finding) -> None:
    at.docker("network", "create", "app")
    again("--network", "app")(at, finding)


def _only_inside(at: Scene) -> None:
    at.resolver("lan", LAN)
    at.docker("network", "create", "--internal", "inside")
    asks(at, "web", "git.example.test", "--network", "inside")


PROOFS = (
    Proof("default-bridge-no-dns", OLD, _default_bridge, fetches("web", "foo")),
    Proof("default-bridge-no-dns", NEW, _default_bridge, fetches("web", "foo")),
    Proof("name-clash-across-projects", NEW, _two_projects, one_address("one-web", "database")),
    Proof("name-clash", MIDDLE, _alias_of_another, one_address("web", "db")),
    Proof("link-target-gone", OLD, _stopped_target, _web_runs),
    Proof("link-alias-dead", MIDDLE, _stopped_target_on_a_network, inside("web", "timeout 4 ping -c 1 database")),
    Proof("proxy-holds-old-address", NEW, _recreated_upstream, inside("proxy", "test -f /ok"), undo=_no_nginx),
    Proof("localhost-is-the-container", NEW, _localhost, inside("web", "test -f /ok"), _by_its_name),
    Proof("command-names-nobody", MIDDLE, _another_network, fetches("web", "db")),
    Proof("command-names-nobody", OLD, _asked_and_stopped, fetches("web", "db")),
    Proof(
        "host-internal-missing",
        NEW,
        _desktop_name,
        inside("web", "timeout 4 ping -c 1 host.docker.internal"),
        again("--network", "app", "--add-host=host.docker.internal:host-gateway"),
    ),
    Proof("service-left-project-network", OLD, _left_network, fetches("shop-db-1", "web")),
    Proof("own-service-shadowed", MIDDLE, _shadowed_service, _finds_its_own),
    Proof("hosts-entry-shadows-container", MIDDLE, _written_down, fetches("web", "db"), again("--network", "app")),
    Proof("dns-on-loopback", OLD, _own_loopback, RESOLVES, again()),
    Proof(
        "resolver-fallback", NEW, _host_asks_itself, RESOLVES, _on_a_network_of_its_own, undo=_host_asks_its_neighbour
    ),
    Proof("internal-asks-outside", OLD, _only_inside, RESOLVES),
    Proof("internal-asks-outside", NEW, _only_inside, RESOLVES),
    Proof("link-on-default-bridge", OLD, _linked_by_connect, inside("web", "timeout 4 ping -c 1 sql")),
    Proof("link-on-default-bridge", NEW, _linked_by_connect, inside("web", "timeout 4 ping -c 1 sql")),
    Proof("legacy-link", NEW, _linked, fetches("db", "web"), _network_for_both),
)
"""One a rule and engine; docs/rules.md lists them."""
