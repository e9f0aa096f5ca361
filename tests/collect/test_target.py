"""Which engine is meant: the docker CLI's order, its contexts and its TLS variables."""

import hashlib
import json
from pathlib import Path

import pytest

from inspector.collect.target import Target, Tls, context_names, resolve_target
from inspector.errors import EngineUnreachable, UsageError

OFFICE, LAB = "tcp://10.0.0.1:2375", "unix:///lab.sock"


def add_context(folder: Path, name: str, host: str, **endpoint: object) -> str:
    key = hashlib.sha256(name.encode()).hexdigest()
    meta = folder / "contexts" / "meta" / key
    meta.mkdir(parents=True)
    document = {"Name": name, "Metadata": {}, "Endpoints": {"docker": {"Host": host, **endpoint}}}
    (meta / "meta.json").write_text(json.dumps(document))
    return key


@pytest.fixture
def docker_folder(home: Path) -> Path:
    folder = home / ".docker"
    add_context(folder, "office", OFFICE)
    add_context(folder, "lab", LAB)
    return folder


@pytest.mark.parametrize(
    ("host", "context", "environment", "current", "url", "origin"),
    [
        (None, None, {}, "", "unix:///var/run/docker.sock", "default socket"),
        (None, None, {}, "lab", LAB, "context lab"),
        (None, None, {}, "default", "unix:///var/run/docker.sock", "context default"),
        (None, None, {"DOCKER_CONTEXT": "office"}, "lab", OFFICE, "context office"),
        (None, None, {"DOCKER_HOST": "unix:///e", "DOCKER_CONTEXT": "office"}, "lab", "unix:///e", "DOCKER_HOST"),
        (None, "lab", {"DOCKER_HOST": "unix:///e", "DOCKER_CONTEXT": "office"}, "", LAB, "context lab"),
        (None, "default", {"DOCKER_HOST": "unix:///e"}, "lab", "unix:///e", "DOCKER_HOST"),
        ("unix:///h", None, {"DOCKER_HOST": "unix:///e", "DOCKER_CONTEXT": "office"}, "lab", "unix:///h", "--host"),
        (None, None, {"DOCKER_HOST": ""}, "", "unix:///var/run/docker.sock", "default socket"),
    ],
)
def test_the_order_is_that_of_the_docker_cli(
    docker_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str | None,
    context: str | None,
    environment: dict[str, str],
    current: str,
    url: str,
    origin: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if current:
        (docker_folder / "config.json").write_text(json.dumps({"currentContext": current}))
    assert resolve_target(host, context) == Target(url, None, origin)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("unix:///run/user/1000/docker.sock", "unix:///run/user/1000/docker.sock"),
        ("unix://", "unix:///var/run/docker.sock"),
        ("/var/run/docker.sock", "unix:///var/run/docker.sock"),
        ("tcp://box", "tcp://box:2375"),
        ("box:1234", "tcp://box:1234"),
        ("http://box:80", "tcp://box:80"),
        ("tcp://[::1]:2375", "tcp://[::1]:2375"),
        ("ssh://me@box", "ssh://me@box"),
        ("ssh://me@box:2222", "ssh://me@box:2222"),
    ],
)
def test_addresses_are_read_as_people_write_them(address: str, url: str) -> None:
    assert resolve_target(address).url == url


@pytest.mark.parametrize(
    "address",
    ["gopher://box", "fd://", "npipe:////./pipe/x", "tcp://", "tcp://box:port", "tcp://box:99999", "tcp://a b"],
)
def test_an_address_without_sense_is_named_with_the_forms_that_have_some(address: str) -> None:
    with pytest.raises(EngineUnreachable, match=r"is no address of an engine.*Use unix:///path") as caught:
        resolve_target(address)
    assert "\n" not in str(caught.value)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(EngineUnreachable) as caught:
        resolve_target("ssh://me:hunter2@box")
    assert "hunter2" not in str(caught.value)


def test_host_and_context_together_are_an_error() -> None:
    with pytest.raises(UsageError, match="Give one"):
        resolve_target("unix:///x", "lab")


@pytest.mark.parametrize("way", ["--context", "DOCKER_CONTEXT", "currentContext"])
def test_an_unknown_context_is_an_error_that_lists_the_known_ones(
    docker_folder: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "DOCKER_CONTEXT":
        monkeypatch.setenv(way, "typo")
    if way == "currentContext":
        (docker_folder / "config.json").write_text('{"currentContext": "typo"}')
    with pytest.raises(EngineUnreachable, match=rf"'typo' \(named by {way}.*Known contexts: default, lab, office"):
        resolve_target(None, "typo" if way == "--context" else None)


def test_docker_config_moves_contexts_and_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_context(tmp_path / "elsewhere", "moved", LAB)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "elsewhere"))
    assert context_names() == ("default", "moved")
    assert resolve_target(None, "moved").url == LAB


def test_a_context_brings_its_own_certificates(docker_folder: Path) -> None:
    key = add_context(docker_folder, "secure", "tcp://box:2376", SkipTLSVerify=True)
    folder = docker_folder / "contexts" / "tls" / key / "docker"
    folder.mkdir(parents=True)
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (folder / name).write_text("")
    expected = Tls(f"{folder}/ca.pem", f"{folder}/cert.pem", f"{folder}/key.pem", verify=False)
    assert resolve_target(None, "secure") == Target("tcp://box:2376", expected, "context secure")


def test_tls_comes_from_the_environment_as_in_the_cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ca.pem").write_text("")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path))
    assert resolve_target("tcp://box").tls is None
    monkeypatch.setenv("DOCKER_TLS", "1")
    assert resolve_target("tcp://box").tls == Tls(f"{tmp_path}/ca.pem", verify=False)
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    assert resolve_target("tcp://box") == Target("tcp://box:2376", Tls(f"{tmp_path}/ca.pem"), "--host")


def test_half_a_client_certificate_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cert.pem").write_text("")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path))
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    with pytest.raises(EngineUnreachable, match=r"key.pem is missing"):
        resolve_target("tcp://box")


@pytest.mark.parametrize("content", ["", "{", "\x00\xff", "[" * 100_000])
def test_a_broken_docker_config_is_one_line(docker_folder: Path, content: str) -> None:
    (docker_folder / "config.json").write_text(content)
    with pytest.raises(EngineUnreachable, match=r"config.json is not JSON"):
        resolve_target()
