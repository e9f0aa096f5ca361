"""An engine behind ssh: read over one log-in, and one clear line when the log-in fails."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.collect.engine import EngineReading, read_engine
from inspector.collect.target import resolve_target
from inspector.errors import EngineUnreachable
from tests.collect.ssh_server import DIAL, SshServer
from tests.fake_engine import FakeEngine, many_containers


@pytest.fixture
def server(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SshServer]:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with SshServer(tmp_path / "d.sock", home) as server:
        yield server


def url(server: SshServer) -> str:
    return f"ssh://me@127.0.0.1:{server.port}"


def refused(server: SshServer) -> str:
    with pytest.raises(EngineUnreachable) as caught:
        read_engine(resolve_target(url(server)))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_engine_is_read_over_ssh_with_nothing_but_get(server: SshServer, recorded: dict[str, Any]) -> None:
    with FakeEngine(many_containers(recorded, 50), unix=server.engine) as engine:
        reading = read_engine(resolve_target(url(server)))
        assert reading.gaps == ()
        assert reading.socket_path is None
        assert engine.methods == {"GET"}
    assert set(server.commands) == {DIAL}
    assert len(server.commands) <= 5


def test_ssh_config_names_the_host(server: SshServer, recorded: dict[str, Any], home: Path) -> None:
    config = f"Host box\n  HostName 127.0.0.1\n  Port {server.port}\n  User me\n  IdentityFile {server.key}\n"
    (home / ".ssh" / "config").write_text(config)
    with FakeEngine(recorded, unix=server.engine):
        assert read_engine(resolve_target("ssh://box")) == EngineReading(recorded, (), None)


def test_a_host_without_an_engine_says_what_to_check_there(server: SshServer) -> None:
    assert "`docker info` works on that host" in refused(server)


def test_an_unknown_host_key_is_not_accepted(server: SshServer) -> None:
    server.known_hosts.write_text("")
    assert "host key" in refused(server)


def test_a_refused_log_in_says_so(server: SshServer) -> None:
    server.key.unlink()
    assert "refuses the ssh log-in" in refused(server)


def test_a_host_without_ssh_says_so(server: SshServer) -> None:
    with server:
        pass
    assert "cannot be reached" in refused(server)
