"""What each edit makes of a host, on paper."""

from typing import Any, get_args

import msgspec
import pytest

from inspector.analysis import asking
from inspector.analysis.case import Case
from inspector.changes.edit import _HANDLERS, apply
from inspector.errors import UsageError
from inspector.model import edit as edits
from inspector.model.answer import Protocol
from inspector.model.container import Mode, PortStatus, State
from inspector.model.snapshot import Origin, Snapshot
from tests.build import World
from tests.hosts import read_host


def shop() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.network("inside", subnet="172.21.0.0/16", internal=True)
    world.container("web", networks={"app": "172.20.0.2"}, ports=["8080:80"], mounts=["data:/data", "/srv:/srv:ro"])
    world.container("db", networks={"inside": {"IPAddress": "172.21.0.3", "Aliases": ["sql"]}}, ports=["5432:5432"])
    world.containers["db"]["NetworkSettings"]["Ports"] = {}
    world.container("old", networks={"app": {}}, state="exited")
    world.container("frozen", networks={"app": "172.20.0.9"}, state="paused")
    return world


def edited(*changes: edits.Edit, world: World | None = None) -> Snapshot:
    return apply((world or shop()).snapshot(), changes)


def find(snapshot: Snapshot, name: str) -> Any:
    return next(one for one in snapshot.containers if one.name == name)


def test_every_edit_can_be_applied_and_survives_json() -> None:
    assert set(_HANDLERS) == set(get_args(edits.Edit))
    change = edits.ConnectNetwork(container="web", network="inside", aliases=("front",))
    text = msgspec.json.encode(change)
    assert b'"edit":"connect-network"' in text
    assert msgspec.json.decode(text, type=edits.Edit) == change


def test_who_is_connected_gets_an_address_a_name_and_what_he_asked_to_publish() -> None:
    found = edited(edits.ConnectNetwork(container="db", network="app", aliases=("store",)))
    app = next(one for one in find(found, "db").endpoints if one.network == "app")
    assert (app.ipv4, app.gateway, app.aliases) == ("172.20.0.3", "172.20.0.1", ("store",))
    assert {port.status for port in find(found, "db").ports} == {PortStatus.PUBLISHED}
    answer = asking.names(Case.of(found).topology, Case.of(found).world, "web", "store")
    assert answer.addresses == ("172.20.0.3",)
    assert found.origin is Origin.EDITED


def test_a_started_container_gets_addresses_and_a_stopped_one_loses_them() -> None:
    found = edited(edits.StartContainer(container="old"), edits.StopContainer(container="web"))
    assert (find(found, "old").state, find(found, "old").endpoints[0].ipv4) == (State.RUNNING, "172.20.0.3")
    assert find(found, "web").endpoints[0].ipv4 == ""
    assert {port.status for port in find(found, "web").ports} == {PortStatus.REQUESTED}
    assert find(edited(edits.UnpauseContainer(container="frozen")), "frozen").state is State.RUNNING


def test_networks_are_made_changed_and_removed() -> None:
    found = edited(
        edits.CreateNetwork(network="new"),
        edits.SetMtu(network="new", mtu_bytes=1400),
        edits.SetNetworkOption(network="app", key="com.docker.network.bridge.enable_icc", value="false"),
        edits.SetInternal(network="inside", internal=False),
    )
    known = {one.name: one for one in found.networks}
    assert (known["new"].subnets[0].cidr, known["new"].mtu_bytes) == ("172.18.0.0/16", 1400)
    assert not known["app"].icc
    assert not known["inside"].internal
    assert {port.status for port in find(found, "db").ports} == {PortStatus.PUBLISHED}
    gone = edited(edits.RemoveNetwork(network="app"))
    assert "app" not in {one.name for one in gone.networks}
    assert find(gone, "web").endpoints == ()


def test_another_subnet_gives_new_addresses() -> None:
    found = edited(edits.SetSubnet(network="app", subnet="10.9.0.0/24"))
    assert {find(found, name).endpoints[0].ipv4 for name in ("web", "frozen")} == {"10.9.0.2", "10.9.0.3"}


def test_names_come_and_go() -> None:
    found = edited(
        edits.AddAlias(container="db", network="inside", alias="pg"),
        edits.RemoveAlias(container="db", network="inside", alias="sql"),
        edits.SetHostname(container="db", hostname="store"),
        edits.AddHost(container="web", name="host.docker.internal", address="host-gateway"),
        edits.SetDns(container="web", servers=("192.0.2.53",)),
    )
    assert find(found, "db").endpoints[0].aliases == ("pg",)
    assert find(found, "db").hostname == "store"
    assert find(found, "web").extra_hosts == ("host.docker.internal:host-gateway",)
    assert find(found, "web").dns == ("192.0.2.53",)
    back = apply(found, [edits.RemoveHost(container="web", name="host.docker.internal")])
    assert find(back, "web").extra_hosts == ()


def test_ports_are_published_moved_and_taken_back() -> None:
    found = edited(
        edits.RepublishPort(container="web", port=80, host_ip="127.0.0.1"),
        edits.PublishPort(container="web", port=443, host_port=8443),
    )
    told = {(port.host_ip, port.host_port, port.port) for port in find(found, "web").ports}
    assert told == {("127.0.0.1", 8080, 80), ("0.0.0.0", 8443, 443)}
    back = apply(found, [edits.UnpublishPort(container="web", port=443)])
    assert {(port.port, port.status.value) for port in find(back, "web").ports} == {(80, "published"), (443, "exposed")}


def test_modes_mounts_users_and_volumes_are_changed() -> None:
    found = edited(
        edits.SetNetworkMode(container="old", mode="container:web"),
        edits.SetMount(container="web", target="/data", writable=False),
        edits.SetMount(container="web", target="/more", source="fresh"),
        edits.RemoveMount(container="web", target="/srv"),
        edits.SetUser(container="web", user="1000"),
        edits.SetPrivileged(container="db", privileged=True),
        edits.RemoveContainer(container="frozen"),
    )
    web = find(found, "web")
    assert find(found, "old").network_mode.mode is Mode.CONTAINER
    assert [(one.target, one.volume, one.writable) for one in web.mounts] == [
        ("/data", "data", False),
        ("/more", "fresh", True),
    ]
    assert web.user == "1000"
    assert find(found, "db").privileged
    assert {one.name for one in found.volumes} == {"data", "fresh"}
    assert "frozen" not in {one.name for one in found.containers}
    assert apply(found, [edits.RemoveVolume(volume="data")]).volumes[0].name == "fresh"


def test_a_recreated_container_has_a_new_id_and_its_short_id_as_a_name() -> None:
    before = find(edited(), "web")
    after = find(edited(edits.RecreateContainer(container="web")), "web")
    assert after.id != before.id
    assert after.hostname == after.id[:12]


def test_new_wiring_is_assumed_and_what_programs_and_people_set_stays() -> None:
    world = read_host(shop(), {"web": ["tcp 0.0.0.0:80"], "host": ["tcp 0.0.0.0:22"]}, sysctls={"net.x": "7"})
    found = edited(edits.RepublishPort(container="web", port=80, host_port=9090), world=world)
    host = found.host_netns
    assert host is not None
    assert host.assumed
    assert {one.port for one in host.sockets or ()} == {22, 9090}
    assert dict(host.sysctls)["net.x"] == "7"
    assert found.rulesets == ()
    case = Case.of(found)
    seen = asking.reach(case.topology, case.world, "internet", "host", Protocol.TCP, 9090)
    assert (seen.client_sees.value, seen.assumed) == ("connected", True), seen.sentence


def test_a_listener_is_told_to_listen_elsewhere_without_new_wiring() -> None:
    world = read_host(shop(), {"web": ["tcp 127.0.0.1:80"]})
    found = edited(edits.Listen(container="web", port=80, address="0.0.0.0"), world=world)
    ident = find(found, "web").id
    space = next(one for one in found.namespaces if ident in one.containers)
    assert [one.address for one in space.sockets or ()] == ["0.0.0.0"]
    assert not space.assumed


def test_settings_of_the_kernel_are_set_where_they_were_read() -> None:
    found = edited(edits.SetSysctl(key="net.ipv4.ip_forward", value="0"), world=read_host(shop()))
    assert found.host_netns is not None
    assert dict(found.host_netns.sysctls)["net.ipv4.ip_forward"] == "0"


@pytest.mark.parametrize(
    "change",
    [
        edits.ConnectNetwork(container="nobody", network="app"),
        edits.ConnectNetwork(container="web", network="nowhere"),
        edits.RemoveVolume(volume="nothing"),
    ],
)
def test_an_edit_of_what_is_not_there_is_an_error(change: edits.Edit) -> None:
    with pytest.raises(UsageError, match="that is not there"):
        edited(change)
