"""What the parser makes of each thing that an inspect may say."""

import pytest
from msgspec.structs import replace

from inspector.model.container import Container, Link, Mode, NetworkMode, Port, PortStatus
from inspector.model.evidence import Why
from inspector.model.storage import MountKind, MountOrigin
from inspector.parse.snapshot import parse
from tests.build import World, ident

PUBLISHED, REQUESTED, EXPOSED = PortStatus.PUBLISHED, PortStatus.REQUESTED, PortStatus.EXPOSED
NAMELESS = "ab" * 32


def one(world: World, name: str = "web") -> Container:
    return next(container for container in world.snapshot().containers if container.name == name)


@pytest.mark.parametrize(
    ("word", "mode"),
    [
        ("default", NetworkMode(Mode.BRIDGE, "bridge")),
        ("bridge", NetworkMode(Mode.BRIDGE, "bridge")),
        ("host", NetworkMode(Mode.HOST)),
        ("none", NetworkMode(Mode.NONE)),
        ("app", NetworkMode(Mode.NETWORK, "app")),
        ("container:db", NetworkMode(Mode.CONTAINER, ident("container db"))),
        (f"container:{ident('container db')}", NetworkMode(Mode.CONTAINER, ident("container db"))),
        ("container:gone", NetworkMode(Mode.CONTAINER, "gone")),
    ],
)
def test_network_modes(word: str, mode: NetworkMode) -> None:
    world = World()
    world.network("app")
    world.container("db")
    world.container("web", mode=word, networks={"app": {}} if word == "app" else {})
    assert one(world).network_mode == mode


@pytest.mark.parametrize("word", ["default", "none"])
def test_attachments_are_believed_where_the_mode_says_otherwise(word: str) -> None:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", mode=word, networks={"app": "172.20.0.2"})
    assert one(world).network_mode == NetworkMode(Mode.NETWORK, "app")


@pytest.mark.parametrize(
    ("bindings", "told", "state", "ports"),
    [
        pytest.param({}, {"80/tcp": None}, "running", [Port(80, "tcp", EXPOSED)], id="declared only"),
        pytest.param(
            {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
            {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}, {"HostIp": "::", "HostPort": "8080"}]},
            "running",
            [Port(80, "tcp", PUBLISHED, "0.0.0.0", 8080), Port(80, "tcp", PUBLISHED, "::", 8080)],
            id="both families",
        ),
        pytest.param(
            {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
            {},
            "exited",
            [Port(80, "tcp", REQUESTED, "", 8080)],
            id="stopped",
        ),
        pytest.param(
            {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
            {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
            "exited",
            [Port(80, "tcp", REQUESTED, "", 8080)],
            id="stopped, as Podman tells it",
        ),
        pytest.param(
            {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
            {"80/tcp": None},
            "running",
            [Port(80, "tcp", REQUESTED, "", 8080)],
            id="internal network",
        ),
        pytest.param(
            {"80/tcp": [{"HostIp": "", "HostPort": "18091"}]},
            {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": ""}, {"HostIp": "::", "HostPort": "18091"}]},
            "running",
            [Port(80, "tcp", PUBLISHED, "0.0.0.0", 0), Port(80, "tcp", PUBLISHED, "::", 18091)],
            id="gateway mode routed",
        ),
        pytest.param(
            {"53/udp": [{"HostIp": "127.0.0.1", "HostPort": "5000-5010"}]},
            {},
            "created",
            [Port(53, "udp", REQUESTED, "127.0.0.1", 0)],
            id="the engine chooses from a range",
        ),
    ],
)
def test_ports(bindings: dict[str, object], told: dict[str, object], state: str, ports: list[Port]) -> None:
    world = World()
    world.container("web", state=state, host_config={"PortBindings": bindings})
    world.containers["web"]["NetworkSettings"]["Ports"] = told
    assert list(one(world).ports) == ports


def test_publish_all_asks_for_each_exposed_port_of_a_stopped_container() -> None:
    world = World()
    world.container("web", state="exited", exposed=["80/tcp", "443"], host_config={"PublishAllPorts": True})
    assert one(world).ports == (Port(80, "tcp", REQUESTED), Port(443, "tcp", REQUESTED))


def test_a_range_of_exposed_ports_is_each_of_them() -> None:
    world = World()
    world.container("web", exposed=["7000-7002/udp"])
    assert [port.port for port in one(world).ports] == [7000, 7001, 7002]


@pytest.mark.parametrize("key", ["80/tcp/x", "-1/tcp", "0/tcp", "70000/tcp", "1-65535/tcp", "eighty"])
def test_a_port_that_is_none_is_a_gap(key: str) -> None:
    world = World()
    world.container("web", exposed=[key], state="exited")
    snapshot = world.snapshot()
    assert snapshot.containers[0].ports == ()
    assert [gap.why for gap in snapshot.gaps] == [Why.MALFORMED]


def test_links_on_docker0_and_on_a_user_network_are_told_apart() -> None:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container(
        "web", links=["db:database"], networks={"app": {"IPAddress": "172.20.0.2", "Links": ["api:backend"]}}
    )
    web = one(world)
    assert web.links == (Link("db", "database", legacy=True),)
    assert web.endpoints[0].links == (Link("api", "backend", legacy=False),)


def test_each_kind_of_mount() -> None:
    world = World()
    world.image("app:1", volumes=["/image"])
    wishes = [
        {"Type": "volume", "Source": "sub", "Target": "/sub", "VolumeOptions": {"Subpath": "a/b", "NoCopy": True}},
        {"Type": "tmpfs", "Target": "/mtmp", "TmpfsOptions": {"SizeBytes": 4096, "Mode": 0o700}},
    ]
    config = {"Volumes": {"/image": {}, "/anon": {}}}
    world.container(
        "web",
        mounts=["data:/data", "/etc:/host:ro"],
        tmpfs={"/scratch": "size=1m,ro"},
        config=config,
        host_config={"Mounts": wishes},
    )
    world.containers["web"]["Mounts"] += [
        {"Type": "volume", "Name": "sub", "Source": "/v/sub", "Destination": "/sub", "RW": True, "Mode": "z"},
        {"Type": "volume", "Name": NAMELESS, "Source": "/v/1", "Destination": "/image", "RW": True},
        {"Type": "volume", "Name": "cd" * 32, "Source": "/v/2", "Destination": "/anon", "RW": True},
        {"Type": "tmpfs", "Source": "", "Destination": "/mtmp", "RW": True},
        {"Type": "npipe", "Source": "pipe", "Destination": "/pipe", "RW": True},
    ]
    seen = {
        mount.target: (mount.kind, mount.origin, mount.anonymous, mount.writable, mount.options)
        for mount in one(world).mounts
    }
    assert seen == {
        "/anon": (MountKind.VOLUME, MountOrigin.BINDS, True, True, ""),
        "/data": (MountKind.VOLUME, MountOrigin.BINDS, False, True, ""),
        "/host": (MountKind.BIND, MountOrigin.BINDS, False, False, ""),
        "/image": (MountKind.VOLUME, MountOrigin.IMAGE, True, True, ""),
        "/mtmp": (MountKind.TMPFS, MountOrigin.MOUNT, False, True, "size=4096,mode=700"),
        "/pipe": (MountKind.OTHER, MountOrigin.UNKNOWN, False, True, ""),
        "/scratch": (MountKind.TMPFS, MountOrigin.TMPFS, False, False, "size=1m,ro"),
        "/sub": (MountKind.VOLUME, MountOrigin.MOUNT, False, True, "volume-nocopy"),
    }
    assert next(mount.subpath for mount in one(world).mounts if mount.target == "/sub") == "a/b"


def test_volumes_from_names_its_lender_and_keeps_read_only() -> None:
    world = World()
    world.container("lender", mounts=["data:/data"])
    world.container("web", volumes_from=["lender:ro"])
    inherited = {**world.containers["lender"]["Mounts"][0], "RW": False, "Mode": ""}
    world.containers["web"]["Mounts"] = [inherited]
    (mount,) = one(world).mounts
    assert (mount.origin, mount.inherited_from, mount.writable, mount.anonymous) == (
        MountOrigin.VOLUMES_FROM,
        ident("container lender"),
        False,
        False,
    )


def test_volumes_from_a_container_that_is_gone_is_still_inherited() -> None:
    world = World()
    world.container("web", volumes_from=["gone"])
    world.containers["web"]["Mounts"] = [{"Type": "volume", "Name": "data", "Source": "/v", "Destination": "/data"}]
    (mount,) = one(world).mounts
    assert (mount.origin, mount.inherited_from) == (MountOrigin.VOLUMES_FROM, "")


@pytest.mark.parametrize("labels", [None, {"com.docker.volume.anonymous": ""}])
def test_a_volume_that_nobody_named_is_anonymous_with_and_without_the_label(labels: dict[str, str] | None) -> None:
    world = World()
    world.volume(NAMELESS, labels=labels)
    world.container("web", config={"Volumes": {"/anon": {}}})
    world.containers["web"]["Mounts"] = [{"Type": "volume", "Name": NAMELESS, "Source": "/v", "Destination": "/anon"}]
    snapshot = world.snapshot()
    assert snapshot.volumes[0].anonymous
    assert snapshot.containers[0].mounts[0].anonymous


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"com.docker.compose.project": "shop", "com.docker.compose.service": "web"}, ("shop", "web")),
        ({"io.podman.compose.project": "shop", "com.docker.compose.service": "web"}, ("shop", "web")),
        ({"com.docker.stack.namespace": "shop", "com.docker.swarm.service.name": "shop_web"}, ("shop", "web")),
        ({"com.docker.compose.project.working_dir": "/srv/My Shop/"}, ("myshop", "")),
    ],
)
def test_projects(labels: dict[str, str], expected: tuple[str, str]) -> None:
    world = World()
    world.container("web", labels=labels)
    compose = one(world).compose
    assert compose is not None
    assert (compose.project, compose.service) == expected


def test_the_gateway_comes_from_an_endpoint_where_ipam_lacks_it() -> None:
    world = World()
    world.network("app", subnet="172.20.0.0/16", gateway="")
    world.container("web", networks={"app": {"IPAddress": "172.20.0.2", "Gateway": "172.20.0.1"}})
    network = next(one for one in world.snapshot().networks if one.name == "app")
    assert network.subnets[0].gateway == "172.20.0.1"


@pytest.mark.parametrize("config", [None, [], [{}], [{"Gateway": "10.0.0.1"}]])
def test_a_network_without_a_subnet_has_none(config: object) -> None:
    world = World()
    world.network("app")
    world.networks["app"]["IPAM"]["Config"] = config
    assert next(one for one in world.snapshot().networks if one.name == "app").subnets == ()


def test_driver_options_of_a_network() -> None:
    world = World()
    key = "com.docker.network."
    options = {f"{key}bridge.enable_icc": "false", f"{key}bridge.enable_ip_masquerade": "0", f"{key}driver.mtu": "1400"}
    world.network("app", options={**options, f"{key}bridge.gateway_mode_ipv4": "routed"})
    world.network("lan", driver="macvlan", options={"parent": "eth0.10"})
    networks = {one.name: one for one in world.snapshot().networks}
    app, lan = networks["app"], networks["lan"]
    assert (app.icc, app.masquerade, app.mtu_bytes, app.gateway_mode_ipv4) == (False, False, 1400, "routed")
    assert app.bridge == f"br-{app.id[:12]}"
    assert networks["bridge"].bridge == "docker0"
    assert (lan.parent, lan.bridge) == ("eth0.10", "")


def test_a_container_that_is_only_listed_is_told_with_a_gap() -> None:
    world = World()
    world.container("web", mounts=["data:/data"])
    evidence = world.evidence()
    del evidence.engine[f"/containers/{ident('container web')}/json"]
    snapshot = parse(evidence)
    (web,) = snapshot.containers
    assert (web.name, web.state, web.endpoints[0].ipv4, web.mounts[0].volume) == (
        "web",
        "running",
        "172.17.0.2",
        "data",
    )
    assert [(gap.why, gap.where) for gap in snapshot.gaps] == [
        (Why.NOT_READ, f"/containers/{ident('container web')}/json")
    ]


def test_a_container_that_only_a_network_names_is_told_with_a_gap() -> None:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    member = {"Name": "web", "MacAddress": "02:42:AC:14:00:02", "IPv4Address": "172.20.0.2/16"}
    world.networks["app"]["Containers"] = {"a" * 64: member, "lb-app": {"Name": "app-endpoint"}}
    snapshot = world.snapshot()
    (web,) = snapshot.containers
    assert (web.name, web.endpoints[0].ipv4, web.endpoints[0].ipv4_prefix) == ("web", "172.20.0.2", 16)
    assert [gap.where for gap in snapshot.gaps] == [f"/containers/{'a' * 64}/json"]


def test_a_refusal_is_a_gap_with_the_engines_own_words() -> None:
    said = "This node is not a swarm manager."
    evidence = replace(World().evidence(), engine={"/services": {"message": said}})
    (gap,) = parse(evidence).gaps
    assert (gap.where, gap.why, gap.remedy) == ("/services", Why.UNSUPPORTED, said)
