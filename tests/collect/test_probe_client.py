"""Probe's own client: besides GET it can send the two requests of an exec, and nothing else whatever."""

import docker
import pytest
import requests

from inspector.collect.probe_exec import ExecClient
from inspector.collect.target import Target

IDENT = "a" * 64


@pytest.fixture
def client() -> ExecClient:
    return ExecClient(Target("unix:///nobody/listens/here.sock"))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/containers/{IDENT}/stop"),
        ("POST", f"/containers/{IDENT}/exec/more"),
        ("POST", "/containers/web/exec"),
        ("POST", f"/containers/{IDENT}/../{IDENT}/exec"),
        ("POST", f"/exec/{IDENT}/resize"),
        ("POST", "/containers/create"),
        ("PUT", f"/containers/{IDENT}/archive"),
        ("PUT", f"/containers/{IDENT}/exec"),
        ("DELETE", f"/containers/{IDENT}"),
        ("HEAD", "/_ping"),
    ],
)
def test_everything_else_is_refused_before_it_is_sent(client: ExecClient, method: str, path: str) -> None:
    with pytest.raises(docker.errors.DockerException, match="only reads"):
        client.request(method, f"{client.base_url}{path}")


@pytest.mark.parametrize(
    "path", [f"/containers/{IDENT}/exec", f"/v1.41/containers/{IDENT}/exec", f"/exec/{IDENT}/start"]
)
def test_an_exec_goes_out(client: ExecClient, path: str) -> None:
    with pytest.raises(requests.exceptions.ConnectionError) as said:
        client.post(f"{client.base_url}{path}", json={}, timeout=1)
    assert "only reads" not in str(said.value)
