import msgspec
import pytest

from inspector.export.rows_containers import containers
from inspector.export.rows_ports import ports
from inspector.export.rows_storage import mounts
from inspector.export.tables import TOPICS
from inspector.export.text import text
from inspector.model.container import Container, Mode, NetworkMode, Port, PortStatus, State
from inspector.model.netns import InterfaceRow
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Mount, MountKind, Volume

BRIDGE = NetworkMode(Mode.BRIDGE)


def container(name: str, **facts: object) -> Container:
    known = {"id": name.encode().hex().ljust(64, "0"), "name": name, "state": State.RUNNING, "network_mode": BRIDGE}
    return Container(**{**known, **facts})  # type: ignore[arg-type]


def host(*found: Container, volumes: tuple[Volume, ...] = ()) -> Snapshot:
    return Snapshot(taken_at="", digest="", containers=found, volumes=volumes)


ASKED = Port(80, "tcp", PortStatus.REQUESTED, "", 8080)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"state": State.EXITED}, "asked for, not bound now: the container is exited"),
        ({"state": State.RESTARTING}, "asked for, not bound now: the container is restarting"),
        ({"network_mode": NetworkMode(Mode.HOST)}, "asked for, not bound now: mode host publishes nothing"),
        ({}, "asked for, not bound now"),
    ],
)
def test_a_requested_port_says_why_it_is_not_bound(facts: dict[str, object], why: str) -> None:
    (row,) = ports(host(container("web", ports=(ASKED,), **facts)))
    assert (row.status, row.host, row.why) == ("requested", "any address:8080", why)


def test_an_ipv6_address_is_bracketed_and_a_port_that_the_engine_chooses_is_said_so() -> None:
    asked = (Port(80, "tcp", PortStatus.PUBLISHED, "::", 8080), Port(81, "tcp", PortStatus.REQUESTED))
    assert [row.host for row in ports(host(container("web", ports=asked)))] == [
        "[::]:8080",
        "any address:chosen by the engine",
    ]


def volume(name: str, target: str) -> Mount:
    return Mount(kind=MountKind.VOLUME, target=target, volume=name, source=f"/var/lib/docker/volumes/{name}/_data")


def bind(source: str, target: str) -> Mount:
    return Mount(kind=MountKind.BIND, target=target, source=source)


def test_mounts_are_shared_by_volume_by_path_and_by_the_path_behind_a_volume() -> None:
    tmpfs = Mount(kind=MountKind.TMPFS, target="/tmp")
    snapshot = host(
        container("aa", mounts=(volume("data", "/a"), tmpfs)),
        container("bb", mounts=(volume("data", "/b"), volume("behind", "/c"), tmpfs)),
        container("cc", mounts=(bind("/srv/real", "/d"), bind("/other", "/e"))),
        volumes=(Volume(name="behind", options=(("device", "/srv/real"), ("o", "bind"))),),
    )
    assert {(row.container, row.target): row.shared_with for row in mounts(snapshot)} == {
        ("aa", "/a"): ("bb",),
        ("aa", "/tmp"): (),
        ("bb", "/b"): ("aa",),
        ("bb", "/c"): ("cc",),
        ("bb", "/tmp"): (),
        ("cc", "/d"): ("bb",),
        ("cc", "/e"): (),
    }


def test_container_mode_names_the_container_it_rides_on() -> None:
    owner = container("owner")
    rider = container("rider", network_mode=NetworkMode(Mode.CONTAINER, owner.id))
    lost = container("lost", network_mode=NetworkMode(Mode.CONTAINER, "f" * 64))
    modes = [row.network_mode for row in containers(host(owner, rider, lost))]
    assert modes == ["bridge", "container:owner", "container:ffffffffffff"]


def table(snapshot: Snapshot, *, width: int | None = None, colour: bool = False) -> str:
    topic = TOPICS["containers"]
    return text([(topic, topic.rows(snapshot))], width=width, colour=colour)


def test_a_pipe_gets_one_line_a_row_however_long() -> None:
    long = "x" * 5000
    lines = table(host(container("aa", image=long), container("bb"))).splitlines()
    assert len(lines) == 3
    assert long in lines[1]


def test_an_index_or_mtu_that_was_not_read_is_not_shown_as_zero() -> None:
    unread = InterfaceRow(container="aa", container_name="web", interface="", ifindex=0, kind="", mac="02:42")
    shown = text([(TOPICS["interfaces"], [unread])], width=None, colour=False)
    assert "0" not in shown.replace("02:42", "")


def test_a_terminal_gets_long_cells_folded_and_nothing_cut() -> None:
    long = "0123456789" * 30
    shown = table(host(container("aa", image=long)), width=140)
    assert all(len(line) <= 140 for line in shown.splitlines())
    assert shown.count("0123") > 20
    assert "…" not in shown


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b[" in table(host(container("aa")), width=120, colour=True)
    assert "\x1b[" not in table(host(container("aa")))


@pytest.mark.parametrize("colour", [True, False])
def test_names_are_neither_markup_nor_escape_sequences(colour: bool) -> None:
    shown = table(host(container("[red]x[/red]:smile:", image="\x1b]0;owned\x07\nnext")), width=300, colour=colour)
    assert "[red]x[/red]:smile:" in shown
    assert "\\x1b]0;owned\\x07\\nnext" in shown
    assert "\x1b]" not in shown


@pytest.mark.parametrize("name", sorted(TOPICS))
def test_a_topic_without_rows_says_so(name: str) -> None:
    assert text([(TOPICS[name], ())], width=None, colour=False).strip() == TOPICS[name].none


@pytest.mark.parametrize("name", sorted(TOPICS))
def test_every_column_is_a_field_of_its_rows(name: str) -> None:
    topic = TOPICS[name]
    row_type = topic.rows.__annotations__["return"].__args__[0]
    assert {column.field for column in topic.columns} <= {field.name for field in msgspec.structs.fields(row_type)}


def test_a_terminal_that_is_too_narrow_wraps_lines_but_no_short_word_is_broken() -> None:
    shown = table(host(container("a-name-of-some-length", image="registry/app:1")), width=40)
    assert "a-name-of-some-length" in shown
    assert "registry/app:1" in shown
