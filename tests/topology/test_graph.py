"""The graph of a snapshot, and its look-ups."""

import pytest
from msgspec.structs import replace

from inspector.errors import UsageError
from inspector.model.ids import HOST, Kind, Ref
from inspector.pipeline import build
from inspector.topology.graph import EdgeKind, HostPath, Missing, link
from tests.build import World, ident
from tests.recorded import RECORDED, recorded


def ref(name: str) -> Ref:
    return Ref(Kind.CONTAINER, ident(f"container {name}"))


def shop() -> World:
    world = World()
    world.network("front", subnet="172.20.0.0/16", project="shop")
    world.container(
        "web", networks={"front": "172.20.0.2"}, ports=["8080:80"], service="shop/web", mounts=["data:/data"]
    )
    world.container("web-2", networks={"front": "172.20.0.3"}, service="shop/web", mounts=["/srv/:/srv"])
    world.container(
        "db", mounts=["/srv:/srv", "data:/d:ro"], service="shop/db", links=["cache:c"], volumes_from=["web"]
    )
    world.container("cache", mode="container:db")
    world.container("agent", mode="host", tmpfs={"/t": ""})
    return world


def test_each_relation_is_an_edge_of_its_kind() -> None:
    topology = shop().case().topology
    kinds = {(str(kind), str(to)) for to, kind in ((to, edge.kind) for to, edge in topology.out(ref("web")))}
    assert kinds == {
        ("attached", f"network:{ident('network front')}"),
        ("publishes", "port:0.0.0.0:8080/tcp"),
        ("runs", f"image:sha256:{ident('image app:1')}"),
        ("mounts", "volume:data"),
        ("belongs", "project:shop"),
    }
    assert [to for to, _ in topology.out(ref("db"), EdgeKind.LINKS)] == [ref("cache")]
    assert [to for to, _ in topology.out(ref("db"), EdgeKind.INHERITS)] == [ref("web")]
    assert [to for to, _ in topology.out(ref("cache"), EdgeKind.RIDES)] == [ref("db")]
    assert [to for to, _ in topology.out(ref("agent"), EdgeKind.HOST_MODE)] == [HOST]
    assert [str(to) for to, _ in topology.out(ref("agent"), EdgeKind.MOUNTS)] == [f"tmpfs:{ref('agent').id}:/t"]


def test_a_host_path_is_one_node_however_it_is_spelt() -> None:
    topology = shop().case().topology
    assert topology.refs(Kind.PATH) == [Ref(Kind.PATH, "/srv")]
    assert topology.entity(Ref(Kind.PATH, "/srv")) == HostPath("/srv")
    assert [one.name for one, _ in topology.mounts_of(Ref(Kind.PATH, "/srv"))] == ["db", "web-2"]


def test_a_volume_on_a_device_is_backed_by_the_path() -> None:
    world = World()
    world.volume("data", options={"type": "none", "o": "bind", "device": "/srv/"})
    edges = world.case().topology.out(Ref(Kind.VOLUME, "data"), EdgeKind.BACKED_BY)
    assert [to for to, _ in edges] == [Ref(Kind.PATH, "/srv")]


def test_what_was_not_read_is_a_missing_node() -> None:
    world = World()
    stale = {"NetworkID": "f" * 64}
    world.container("web", mode="container:gone", links=["lost:l"], volumes_from=["away"], networks={})
    world.container("old", state="exited", networks={"dead": stale})
    world.container("never", state="created", networks={"bridge": {"NetworkID": ""}})
    topology = world.case().topology
    missing = {str(one) for one in topology.graph.nodes if isinstance(topology.entity(one), Missing)}
    assert missing == {"container:gone", "container:lost", "container:away", f"network:{'f' * 64}"}
    by_name = topology.out(ref("never"), EdgeKind.ATTACHED)
    assert [to.id for to, _ in by_name] == [ident("network bridge")]


@pytest.mark.parametrize(
    "word", ["web", "/web", ident("container web"), ident("container web")[:10], "shop/db", "db"], ids=str
)
def test_a_container_is_found_by_any_of_its_words(word: str) -> None:
    assert shop().case().topology.container(word).name == ("db" if "db" in word and len(word) < 9 else "web")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Web", "Did you mean web"),
        ("wbe", "web"),
        ("shop/web", "may be any of 2"),
        ("", "No container"),
        ("nosuch", "No"),
    ],
)
def test_a_word_that_names_no_container_is_an_error_that_says_what_is_near(word: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        shop().case().topology.container(word)


def test_two_hosts_in_one_snapshot_may_have_the_same_name() -> None:
    snapshot = shop().snapshot()
    twin = replace(snapshot.containers[0], id="9" * 64)
    topology = link(replace(snapshot, containers=(*snapshot.containers, twin)))
    with pytest.raises(UsageError, match="may be any of 2"):
        topology.container(twin.name)
    assert topology.container("999999").id == twin.id


def test_networks_and_volumes_are_found_too() -> None:
    topology = shop().case().topology
    front = topology.network("front")
    assert topology.network(front.id[:8]) == front
    assert [one.name for one, _ in topology.endpoints_of(front.id)] == ["web", "web-2"]
    assert topology.volume("data").name == "data"
    with pytest.raises(UsageError, match="Did you mean front"):
        topology.network("fron")
    with pytest.raises(UsageError, match="No volume"):
        topology.volume("zzz")


def test_containers_that_ride_each_other_in_a_circle_have_no_owner() -> None:
    world = World()
    world.container("a1", mode="container:b1")
    world.container("b1", mode="container:a1")
    topology = world.case().topology
    assert topology.netns_owner(topology.container("a1")) is None


@pytest.mark.parametrize("name", ["t1-default-bridge-20.10", "t2-compose-28.5", "t4-compose-nftables-29.7"])
def test_a_bridge_device_realises_each_bridge_network_and_veths_have_peers(name: str) -> None:
    topology = build(recorded(name)).topology
    bridges = {Ref(Kind.NETWORK, one.id) for one in topology.snapshot.networks if one.driver == "bridge"}
    assert {to for _, to, _ in topology.edges(EdgeKind.REALISES)} == bridges
    attached = [
        edge
        for source, to, edge in topology.edges(EdgeKind.ATTACHED)
        if to in bridges and topology.container(source.id).has_netns
    ]
    assert len(list(topology.edges(EdgeKind.PEER))) == len(attached)


@pytest.mark.parametrize("name", RECORDED)
def test_the_graph_is_the_same_each_time(name: str) -> None:
    one, other = build(recorded(name)).topology.graph, build(recorded(name)).topology.graph
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(data=True)) == list(other.edges(data=True))
