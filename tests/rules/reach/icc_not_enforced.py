"""icc=false while the bridge does not ask iptables."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import read_host
from tests.rules.example import Fires

CALLS = "net.bridge.bridge-nf-call-iptables"


def _apart(icc: str = "false", peers: int = 2) -> World:
    world = World()
    world.network("apart", subnet="172.20.0.0/16", options={"com.docker.network.bridge.enable_icc": icc})
    for number in range(peers):
        world.container(f"c{number}", networks={"apart": f"172.20.0.{number + 2}"})
    return world


def the_sysctl_is_off() -> World:
    return read_host(_apart(), sysctls={CALLS: "0"})


def the_module_is_not_there() -> World:
    return read_host(_apart(), sysctls={CALLS: "absent"})


def the_sysctl_is_on() -> World:
    return read_host(_apart())


def they_may_talk() -> World:
    return read_host(_apart("true"), sysctls={CALLS: "0"})


def one_alone() -> World:
    return read_host(_apart(peers=1), sysctls={CALLS: "0"})


def the_sysctl_was_not_read() -> World:
    return _apart()


FIRES = [
    Fires(the_sysctl_is_off, "apart is to keep its containers apart", Severity.ERROR),
    Fires(the_module_is_not_there, "they reach each other", Severity.ERROR),
]
SILENT = [the_sysctl_is_on, they_may_talk, one_alone]
UNKNOWN = [the_sysctl_was_not_read]
