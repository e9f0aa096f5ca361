"""A link on a user network with icc=false gives a name and no way."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import read_host
from tests.rules.example import Fires


def _linked(icc: str = "false", also: str = "", state: str = "running") -> World:
    world = World()
    world.network("apart", subnet="172.20.0.0/16", options={"com.docker.network.bridge.enable_icc": icc})
    world.network("together", subnet="172.21.0.0/16")
    more = {"together": "172.21.0.2"} if also else {}
    world.container("db", networks={"apart": "172.20.0.2", **more}, state=state)
    more = {"together": "172.21.0.3"} if also else {}
    at = {"IPAddress": "172.20.0.3", "Links": [] if also == "instead" else ["db:sql"]}
    world.container("web", networks={"apart": at, **more})
    return world


def a_link_where_icc_is_off() -> World:
    return _linked()


def icc_is_on() -> World:
    return _linked("true")


def they_share_another_network_and_the_link_is_on_the_first() -> World:
    return _linked(also="together")


def no_link() -> World:
    return _linked(also="instead")


def the_target_does_not_run() -> World:
    return _linked(state="exited")


def icc_is_not_enforced() -> World:
    return read_host(_linked(), sysctls={"net.bridge.bridge-nf-call-iptables": "0"})


def details_were_not_read() -> World:
    return _linked("true").only_listed("web")


FIRES = [
    Fires(a_link_where_icc_is_off, "The link of web to db opens nothing", Severity.WARNING),
    Fires(they_share_another_network_and_the_link_is_on_the_first, "The link of web to db", Severity.WARNING),
]
SILENT = [icc_is_on, no_link, the_target_does_not_run, icc_is_not_enforced]
UNKNOWN = [details_were_not_read]
