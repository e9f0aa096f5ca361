"""case 27: ufw says deny, and the internet reaches it."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires

UFW = (
    ":INPUT DROP",
    ":ufw-before-input -",
    "-A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    "-A ufw-before-input -p tcp -m tcp --dport 22 -j ACCEPT",
    "-A INPUT -j ufw-before-input",
)


def _db(port: str = "5432:5432") -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("db", networks={"app": "172.20.0.2"}, ports=[port])
    return world


def _host(world: World) -> World:
    return read_host(world, {"db": ["tcp 0.0.0.0:5432"]})


def ufw_denies_what_is_published() -> World:
    return add_rules(_host(_db()), *UFW)


def there_is_no_host_firewall() -> World:
    return _host(_db())


def somebody_opened_the_port() -> World:
    return add_rules(_host(_db()), *UFW, "-A ufw-before-input -p tcp -m tcp --dport 5432 -j ACCEPT")


def published_on_loopback() -> World:
    return add_rules(_host(_db("127.0.0.1:5432:5432")), *UFW)


def docker_user_closes_it() -> World:
    return add_rules(_host(_db()), *UFW, "-A DOCKER-USER -i uplink -p tcp -m tcp --dport 5432 -j DROP")


def the_firewall_was_not_read() -> World:
    return _db()


FIRES = [
    Fires(ufw_denies_what_is_published, "refuses port 5432, yet strangers reach db there", Severity.ERROR),
]
SILENT = [there_is_no_host_firewall, somebody_opened_the_port, published_on_loopback, docker_user_closes_it]
UNKNOWN = [the_firewall_was_not_read]
