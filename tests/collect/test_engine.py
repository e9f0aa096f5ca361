"""Reading a whole engine: what is asked, what is kept, and what happens when the engine changes or answers badly."""

import ssl
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.collect.engine import STOPPED, EngineReading, read_engine
from inspector.collect.target import Target, Tls
from inspector.errors import EngineUnreachable
from inspector.model.evidence import Gap, Why
from tests.collect.certificates import Authority
from tests.fake_engine import Answer, FakeEngine, Reply, error, many_containers
from tests.recorded import recorded as recorded_engine

Recorded = dict[str, Any]


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "d.sock"


def read(answers: dict[str, Answer], socket: Path, **options: Any) -> EngineReading:
    with FakeEngine(answers, unix=socket) as engine:
        return read_engine(Target(engine.url), **options)


def ids(recorded: Recorded) -> list[str]:
    return [row["Id"] for row in recorded["/containers/json"]]


def test_everything_is_read_once_and_kept_as_the_engine_sent_it(recorded: Recorded, socket: Path) -> None:
    reading = read(recorded, socket)
    assert reading == EngineReading(recorded, (), str(socket))
    assert list(reading.engine) == sorted(reading.engine)


def test_only_get_goes_over_the_wire_and_each_path_names_the_engines_own_version(
    recorded: Recorded, socket: Path
) -> None:
    with FakeEngine(recorded, unix=socket) as engine:
        read_engine(Target(engine.url), sizes=True)
    assert engine.methods == {"GET"}
    assert engine.request_lines[0] == "GET /version HTTP/1.1"
    assert all(line.startswith("GET /v1.41/") for line in engine.request_lines[1:])


@pytest.mark.parametrize("call", ["start", "stop", "remove_container", "pause", "inspect_container"])
def test_the_client_itself_refuses_every_other_method(recorded: Recorded, socket: Path, call: str) -> None:
    import docker

    from inspector.collect.client import ReadOnlyClient

    with FakeEngine(recorded, unix=socket) as engine:
        client = ReadOnlyClient(Target(engine.url))
        if call == "inspect_container":
            client.inspect_container(ids(recorded)[0])
            assert engine.methods == {"GET"}
        else:
            with pytest.raises(docker.errors.DockerException, match="only reads"):
                getattr(client, call)(ids(recorded)[0])
            assert engine.request_lines == []
        client.close()


def test_sizes_are_asked_for_only_when_wanted(recorded: Recorded, socket: Path) -> None:
    recorded["/system/df"] = {"Volumes": [{"Name": "b"}, {"Name": "a"}]}
    assert "/system/df" not in read(recorded, socket).engine
    assert read(recorded, socket, sizes=True).engine["/system/df"] == {"Volumes": [{"Name": "a"}, {"Name": "b"}]}


@pytest.mark.parametrize("version", ["1.41", "1.44", "1.51", "1.55", "1.60", "2.0"])
def test_any_api_version_from_1_41_on_is_spoken(recorded: Recorded, socket: Path, version: str) -> None:
    recorded["/version"]["ApiVersion"] = version
    with FakeEngine(recorded, unix=socket) as engine:
        assert read_engine(Target(engine.url)).gaps == ()
        assert engine.request_lines[1].startswith(f"GET /v{version}/")


def test_an_engine_older_than_that_is_read_with_a_gap(recorded: Recorded, socket: Path) -> None:
    recorded["/version"]["ApiVersion"] = "1.38"
    assert [gap.where for gap in read(recorded, socket).gaps] == ["/version"]


def test_300_containers_take_few_connections_and_little_time(recorded: Recorded, socket: Path) -> None:
    with FakeEngine(many_containers(recorded, 300), unix=socket) as engine:
        started = time.process_time()
        reading = read_engine(Target(engine.url))
        assert time.process_time() - started < 5
        assert engine.connections <= 5
        assert len(engine.request_lines) < 320
    assert sum(path.startswith("/containers/") for path in reading.engine) == 301
    assert reading.gaps == ()


def test_progress_is_told_for_each_container(recorded: Recorded, socket: Path) -> None:
    told: list[tuple[str, int, int]] = []
    read(recorded, socket, progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "containers"] == [("containers", n, 3) for n in (1, 2, 3)]


def test_a_container_that_vanishes_between_list_and_inspect_is_no_error(recorded: Recorded, socket: Path) -> None:
    gone = ids(recorded)[1]
    lists = iter([recorded["/containers/json"]])
    rest = [row for row in recorded["/containers/json"] if row["Id"] != gone]
    del recorded[f"/containers/{gone}/json"]
    reading = read(recorded | {"/containers/json": lambda: next(lists, rest)}, socket)
    assert reading.gaps == ()
    assert reading.engine["/containers/json"] == rest
    assert f"/containers/{gone}/json" not in reading.engine


def test_a_container_that_changes_while_it_is_read_is_read_again(recorded: Recorded, socket: Path) -> None:
    moved, *others = ids(recorded)
    states = iter(["running"])
    inspects = iter(["before"])

    def rows() -> list[Any]:
        state = next(states, "exited")
        return [row | {"State": state} if row["Id"] == moved else row for row in recorded["/containers/json"]]

    details = recorded[f"/containers/{moved}/json"]
    answers = {
        "/containers/json": rows,
        f"/containers/{moved}/json": lambda: details | {"Seen": next(inspects, "after")},
    }
    with FakeEngine(recorded | answers, unix=socket) as engine:
        reading = read_engine(Target(engine.url))
    assert reading.gaps == ()
    assert reading.engine[f"/containers/{moved}/json"]["Seen"] == "after"
    assert [engine.paths.count(f"/containers/{one}/json") for one in others] == [1, 1]


def test_a_container_that_never_settles_ends_in_a_gap_and_not_in_a_loop(recorded: Recorded, socket: Path) -> None:
    count = iter(range(1000))

    def rows() -> list[Any]:
        first, *others = recorded["/containers/json"]
        return [first | {"Created": next(count)}, *others]

    with FakeEngine(recorded | {"/containers/json": rows}, unix=socket) as engine:
        reading = read_engine(Target(engine.url))
    assert [(gap.why, gap.where) for gap in reading.gaps] == [
        (Why.NOT_READ, recorded["/containers/json"][0]["Names"][0][1:])
    ]
    assert engine.paths.count("/containers/json") < 6


def test_the_clock_and_random_order_are_no_change(recorded: Recorded, socket: Path) -> None:
    count = iter(range(1000))

    def rows() -> list[Any]:
        number = next(count)
        found = [
            row | {"Status": f"Up {number} seconds", "Mounts": row["Mounts"][::-1]}
            for row in recorded["/containers/json"]
        ]
        return found[::-1] if number % 2 else found

    with FakeEngine(recorded | {"/containers/json": rows}, unix=socket) as engine:
        reading = read_engine(Target(engine.url))
        assert reading.gaps == ()
        assert read_engine(Target(engine.url)) == reading
    assert engine.paths.count("/containers/json") == 4


@pytest.mark.parametrize("path", ["/version", "/info", "/containers/json", "/networks", "/volumes", "/images/json"])
@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(403, b"<html>Forbidden</html>"), Why.PERMISSION),
        (error(500, "boom"), Why.NOT_READ),
        (error(503, "This node is not a swarm manager."), Why.NOT_RUNNING),
        (error(404, "page not found"), Why.UNSUPPORTED),
    ],
)
def test_one_refused_path_is_a_gap_with_a_remedy(
    recorded: Recorded, socket: Path, path: str, reply: Reply, why: Why
) -> None:
    reading = read(recorded | {path: reply}, socket)
    assert path not in reading.engine
    found = [gap for gap in reading.gaps if gap.where == path]
    assert [gap.why for gap in found] == [why]
    assert found[0].remedy


@pytest.mark.parametrize("path", ["/info", "/containers/json", "/networks", "/volumes", "/images/json"])
@pytest.mark.parametrize(
    "nonsense", ["text", 7, True, {"message": 1}, [1], [[]], Reply(200, b"<html>"), Reply(200, b"")]
)
def test_one_nonsensical_answer_is_a_gap_or_harmless(
    recorded: Recorded, socket: Path, path: str, nonsense: Any
) -> None:
    reading = read(recorded | {path: nonsense}, socket)
    assert reading.engine.get(path) == nonsense or [g.why for g in reading.gaps if g.where == path] == [Why.MALFORMED]


def test_a_failing_inspect_is_a_gap_for_that_container_alone(recorded: Recorded, socket: Path) -> None:
    one, two, _ = ids(recorded)
    answers = {f"/containers/{one}/json": error(500, "no graph driver"), f"/containers/{two}/json": [1]}
    reading = read(recorded | answers, socket)
    assert {(gap.where, gap.why) for gap in reading.gaps} == {
        (f"/containers/{one}/json", Why.NOT_READ),
        (f"/containers/{two}/json", Why.MALFORMED),
    }


def test_300_refused_inspects_are_one_gap(recorded: Recorded, socket: Path) -> None:
    many = many_containers(recorded, 300)
    refused = {path: Reply(403) for path in many if path.startswith("/containers/") and path != "/containers/json"}
    (gap,) = read(many | refused, socket).gaps
    assert (gap.what, gap.where, gap.why) == ("details of 300 containers", "/containers/*/json", Why.PERMISSION)


def test_an_image_that_was_removed_under_its_container_is_a_gap(recorded: Recorded, socket: Path) -> None:
    image = recorded["/images/json"][0]["Id"]
    del recorded[f"/images/{image}/json"]
    assert [(gap.where, gap.why) for gap in read(recorded, socket).gaps] == [(f"/images/{image}/json", Why.VANISHED)]


def test_of_a_swarm_the_networks_that_span_hosts_are_inspected_for_their_endpoints(socket: Path) -> None:
    manager = recorded_engine("swarm-h1").engine
    reading = read(dict(manager), socket)
    inspected = {path for path in manager if path.startswith("/networks/")}
    assert len(inspected) == 3
    assert inspected <= reading.engine.keys()


def test_networks_of_users_are_inspected_for_endpoints_that_no_container_tells_of(
    recorded: Recorded, socket: Path
) -> None:
    made = [row for row in recorded["/networks"] if row["Name"] not in ("bridge", "host", "none")]
    assert made
    left = made[0] | {"Containers": {f"ep-{'e' * 64}": {"Name": "web", "IPv4Address": "172.20.0.9/16"}}}
    reading = read(recorded | {f"/networks/{made[0]['Id']}": left}, socket)
    assert reading.engine[f"/networks/{made[0]['Id']}"]["Containers"] == left["Containers"]
    assert reading.gaps == (), "one that is gone meanwhile is no gap"


def test_a_container_that_came_and_went_while_networks_were_read_is_not_told_of(
    recorded: Recorded, socket: Path
) -> None:
    made = next(row for row in recorded["/networks"] if row["Name"] not in ("bridge", "host", "none"))
    passing = iter([made | {"Containers": {"a" * 64: {"Name": "job", "IPv4Address": "172.20.0.9/16"}}}])
    path = f"/networks/{made['Id']}"
    reading = read(recorded | {path: lambda: next(passing, made | {"Containers": {}})}, socket)
    assert reading.engine[path]["Containers"] == {}
    assert reading.gaps == ()


def test_an_engine_that_dies_while_it_is_read_leaves_gaps_for_the_rest(recorded: Recorded, socket: Path) -> None:
    dead = {path: Reply(body=None) for path in recorded if path not in ("/version", "/info", "/containers/json")}
    with FakeEngine(recorded | dead, unix=socket) as engine:
        reading = read_engine(Target(engine.url))
    assert {"/networks", "/volumes", *(f"/containers/{one}/json" for one in ids(recorded))} <= {
        g.where for g in reading.gaps
    }
    assert {gap.remedy for gap in reading.gaps} == {STOPPED}
    assert len(engine.request_lines) < 25


def test_an_idle_connection_that_was_closed_is_no_failure(recorded: Recorded, socket: Path) -> None:
    hiccups = iter([Reply(body=None)])
    reading = read(recorded | {"/networks": lambda: next(hiccups, recorded["/networks"])}, socket)
    assert reading.gaps == ()


def refused(target: Target) -> str:
    with pytest.raises(EngineUnreachable) as caught:
        read_engine(target)
    message = str(caught.value)
    assert caught.value.remedy
    assert "\n" not in message
    assert "Traceback" not in message
    return message


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (Reply(200, b"<html><body>Welcome</body></html>"), "something that is not JSON"),
        (Reply(200, b""), "something that is not JSON"),
        (Reply(200, b"[" * 100_000), "something that is not JSON"),
        (Reply(200, b'{"ApiVersion": "1.4', length=400), "closed the connection"),
        (Reply(200, b'{"ApiVersion": NaN}'), "something that is not JSON"),
        (Reply(200, b"\xff\xfe\x00"), "something that is not JSON"),
        ({"ApiVersion": 3}, "not as a Docker engine"),
        ({"ApiVersion": "../../x"}, "not as a Docker engine"),
        ([], "not as a Docker engine"),
        (Reply(body=None), "closed the connection"),
        (Reply(302, b"", {"Location": "http://127.0.0.1:1/"}), "answers no question"),
        (error(400, "Client sent an HTTP request to an HTTPS server."), "expects TLS"),
    ],
)
def test_what_is_no_docker_engine_is_said_in_one_line(socket: Path, version: Any, message: str) -> None:
    with FakeEngine({"/version": version}, unix=socket) as engine:
        assert message in refused(Target(engine.url))


def test_an_engine_that_forbids_everything_is_said_in_one_line(recorded: Recorded, socket: Path) -> None:
    with FakeEngine(dict.fromkeys(recorded, Reply(403)), unix=socket) as engine:
        assert "answers no question" in refused(Target(engine.url))


def test_a_silent_engine_is_a_timeout(recorded: Recorded, socket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.collect.wire.READ_TIMEOUT_S", 0.3)
    with FakeEngine(recorded | {"/version": Reply(delay_s=2)}, unix=socket) as engine:
        assert "did not answer in time" in refused(Target(engine.url))


def test_a_missing_socket_is_said_with_the_one_that_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded: Recorded
) -> None:
    assert "does not exist" in refused(Target(f"unix://{tmp_path}/none"))
    monkeypatch.setattr("inspector.collect.failures.DEFAULT_SOCKET", f"unix://{tmp_path}/none")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with FakeEngine(recorded, unix=tmp_path / "docker.sock") as engine:
        assert f"DOCKER_HOST={engine.url}" in refused(Target(f"unix://{tmp_path}/none"))


def test_a_socket_that_nobody_serves(tmp_path: Path) -> None:
    (tmp_path / "dead").touch()
    assert "No engine listens" in refused(Target(f"unix://{tmp_path}/dead"))
    assert "107 bytes" in refused(Target(f"unix://{tmp_path}/{'x' * 200}"))


def test_a_socket_without_permission_names_the_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from inspector.collect.failures import explain

    target = Target(f"unix://{tmp_path}")
    found = explain(PermissionError(13, "Permission denied"), target)
    assert found.why is Why.PERMISSION
    assert "sudo" in found.remedy


@pytest.mark.parametrize(
    ("url", "message"),
    [("tcp://127.0.0.1:1", "No engine listens"), ("tcp://nowhere.invalid:2375", "is not known")],
)
def test_addresses_where_nobody_is(url: str, message: str) -> None:
    assert message in refused(Target(url))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("engine CA")


@pytest.fixture
def tls_engine(authority: Authority, tmp_path: Path, recorded: Recorded) -> Iterator[FakeEngine]:
    """An engine that wants client certificates, as dockerd --tlsverify."""
    folder = authority.write(tmp_path / "server", server=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    context.load_verify_locations(folder / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    with FakeEngine(recorded, tls=context) as engine:
        yield engine


def files(folder: Path) -> Tls:
    return Tls(*(str(folder / name) for name in ("ca.pem", "cert.pem", "key.pem")))


def test_tls_with_the_right_certificates_is_read_whatever_requests_is_told(
    tls_engine: FakeEngine, authority: Authority, tmp_path: Path, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, "/etc/ssl/certs/ca-certificates.crt")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    reading = read_engine(Target(tls_engine.url, files(authority.write(tmp_path / "client"))))
    assert reading == EngineReading(recorded, (), None)
    assert tls_engine.methods == {"GET"}


def test_a_context_that_skips_verification_is_read(
    tls_engine: FakeEngine, authority: Authority, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    client = files(authority.write(tmp_path / "client"))
    assert read_engine(Target(tls_engine.url, Tls("", client.cert, client.key, verify=False))).gaps == ()
    assert [str(warning.message) for warning in recwarn if "verif" in str(warning.message)] == []


def _no_client_certificate(authority: Authority, folder: Path) -> Tls:
    return Tls(ca=files(authority.write(folder)).ca)


def _other_client(authority: Authority, folder: Path) -> Tls:
    other = files(Authority("other CA").write(folder / "x"))
    return Tls(files(authority.write(folder / "y")).ca, other.cert, other.key)


@pytest.mark.parametrize(
    ("material", "message"),
    [
        (lambda _, folder: files(Authority("other CA").write(folder / "x")), "is not trusted"),
        (lambda _, folder: Tls(), "is not trusted"),
        (lambda authority, folder: Tls(files(authority.write(folder / "x")).ca), "client cert"),
        (_other_client, "client cert"),
        (lambda authority, folder: None, "closed the connection"),
    ],
    ids=["another CA", "no CA", "no client certificate", "another CA's client", "no TLS"],
)
def test_a_tls_failure_says_which(
    tls_engine: FakeEngine,
    authority: Authority,
    tmp_path: Path,
    material: Callable[[Authority, Path], Tls | None],
    message: str,
) -> None:
    assert message in refused(Target(tls_engine.url, material(authority, tmp_path)))


def test_a_certificate_for_another_name_says_so(authority: Authority, tmp_path: Path, recorded: Recorded) -> None:
    folder = authority.write(tmp_path / "server", server=True, ip="10.1.2.3")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with FakeEngine(recorded, tls=context) as engine:
        assert "a name that the engine's certificate holds" in refused(Target(engine.url, Tls(f"{folder}/ca.pem")))


def test_tls_spoken_to_an_engine_without_it_says_so(recorded: Recorded) -> None:
    with FakeEngine(recorded) as engine:
        assert "TLS" in refused(Target(engine.url, Tls()))


def test_broken_certificate_files_are_one_line(tls_engine: FakeEngine, tmp_path: Path) -> None:
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (tmp_path / name).write_text("no certificate")
    assert "Check ca.pem, cert.pem and key.pem" in refused(Target(tls_engine.url, files(tmp_path)))


@pytest.mark.parametrize("config", ['{"auths": 3}', "[1]", '{"auths": {"x": {"auth": "!!"}}}', '{"proxies": 3}'])
def test_a_docker_config_that_the_sdk_trips_over_is_one_line(
    recorded: Recorded, socket: Path, home: Path, config: str
) -> None:
    (home / ".docker").mkdir()
    (home / ".docker" / "config.json").write_text(config)
    with FakeEngine(recorded) as engine:
        assert "config.json is not as Docker writes it" in refused(Target(engine.url))
    assert read(recorded, socket).gaps == ()


def test_plain_tcp_is_read_and_has_no_socket(recorded: Recorded) -> None:
    with FakeEngine(recorded) as engine:
        assert read_engine(Target(engine.url)) == EngineReading(recorded, (), None)


def test_the_sdk_is_imported_only_when_an_engine_is_read() -> None:
    import subprocess

    code = "import sys, inspector.collect.source; assert not {'docker', 'paramiko', 'requests'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_gap_is_what_the_model_says(recorded: Recorded, socket: Path) -> None:
    (gap,) = read(recorded | {"/info": Reply(403)}, socket).gaps
    assert gap == Gap(
        "engine settings", "/info", Why.PERMISSION, "A socket proxy forbids it: allow GET for this path there."
    )
