"""Answers that other tools get wrong about ways and ports: ours are right."""

from pathlib import Path

from inspector.collect.archive import load
from inspector.pipeline import build, check
from tests.build import World, ident
from tests.hosts import add_link, add_route, read_host

RECORDED = Path(__file__).parents[1] / "evidence"


def _titles(world: World, family: str = "reach") -> list[str]:
    return [one.title for one in check(world.case(), select=[family]).findings]


def test_an_engine_on_nftables_is_not_told_to_restart_for_rules_that_iptables_lacks() -> None:
    report = check(build(load(RECORDED / "t4-compose-nftables-29.7.json.gz")), select=["reach"])
    assert [one.rule for one in report.findings if one.rule not in ("R202", "R203", "R201")] == []


def test_a_sidecar_is_not_said_to_have_no_network() -> None:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("vpn", networks={"app": "172.20.0.2"}, ports=["8080:80"])
    world.container("torrent", mode=f"container:{ident('container vpn')}")
    assert _titles(read_host(world, {"torrent": ["tcp 0.0.0.0:80"]})) == []


def test_the_mtu_of_a_tunnel_counts_as_that_of_eth0() -> None:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    add_link(read_host(world), "wg0", kind="wireguard", address="10.9.0.2/24", mtu=1420)
    add_route(world, "10.20.0.0/16", "wg0", "10.9.0.1")
    assert "the route to 10.20.0.0/16 by wg0 takes 1420" in " ".join(_titles(world))


def test_a_network_without_a_subnet_breaks_nothing() -> None:
    world = World()
    world.network("odd")
    world.networks["odd"]["IPAM"] = {"Driver": "default", "Options": None, "Config": None}
    world.container("web", networks={"odd": {}})
    check(world.case())
    check(read_host(world).case())


def test_two_containers_on_one_network_are_not_reachable_only_for_that() -> None:
    world = World()
    world.network("apart", subnet="172.20.0.0/16", options={"com.docker.network.bridge.enable_icc": "false"})
    world.container("db", networks={"apart": "172.20.0.2"})
    world.container("web", networks={"apart": {"IPAddress": "172.20.0.3", "Links": ["db:sql"]}})
    assert "opens nothing" in " ".join(_titles(world))
