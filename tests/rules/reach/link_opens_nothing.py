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
    world.container("web", networks={"apart": {"IPAddress": "172.20.0.3", "Links": ["db:sql"]}, **more})
    return world


def a_link_where_icc_is_off() -> World:
    return _linked()


def icc_is_on() -> World:
    return _linked("true")


def they_share_another_network() -> World:
    return _linked(also="together")


def the_target_does_not_run() -> World:
    return _linked(state="exited")


def icc_is_not_enforced() -> World:
    return read_host(_linked(), sysctls={"net.bridge.bridge-nf-call-iptables": "0"})


def details_were_not_read() -> World:
    return _linked("true").only_listed("web")


FIRES = [Fires(a_link_where_icc_is_off, "The link of web to db opens nothing", Severity.WARNING)]
SILENT = [icc_is_on, they_share_another_network, the_target_does_not_run, icc_is_not_enforced]
UNKNOWN = [details_were_not_read]
