"""One engine's HTTP API, GET only by construction: the docker SDK's client that refuses to send anything else.

Importing this costs 0.2 s (the SDK), so import it where an engine is really read.
"""

import ssl
from pathlib import Path
from typing import Any

import docker
import paramiko
import requests
import urllib3
from docker.tls import TLSConfig
from docker.transport.sshconn import SSHHTTPAdapter
from docker.transport.unixconn import UnixHTTPAdapter

from inspector.collect.failures import NotAnswered, explain
from inspector.collect.local import CONNECT_TIMEOUT_S, LIMIT_BYTES, Answer
from inspector.collect.target import Target, Tls, config_folder
from inspector.collect.wire import READ_TIMEOUT_S
from inspector.model.evidence import Why

FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    docker.errors.DockerException,
    paramiko.SSHException,
    OSError,
    EOFError,
)


class ReadOnlyClient(docker.APIClient):
    """The SDK's client, whose one way to the wire lets GET through and nothing else.

    Environment variables that requests honours are off: REQUESTS_CA_BUNDLE would replace the engine's own CA, and
    a proxy or .netrc has no business between us and an engine.
    """

    def __init__(self, target: Target) -> None:
        # Any fixed version keeps the SDK from asking for one before trust_env is off; paths here name their own.
        super().__init__(version="1.41", timeout=int(READ_TIMEOUT_S), **_address(target))
        self.trust_env = False
        if not target.url.startswith("tcp://"):
            self.base_url = "http+docker://engine"
            self.mount(self.base_url, _Ssh(target.url) if target.socket_path is None else _Unix(target.socket_path))

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        if request.method != "GET":
            raise docker.errors.DockerException(f"The inspector only reads: {request.method} is refused")
        return super().send(request, **kwargs)


class _Unix(UnixHTTPAdapter):
    """The SDK's own keeps a connection for each URL, which means a new one for each question."""

    def get_connection(self, url: object, proxies: object = None) -> Any:
        return super().get_connection("one", proxies)


class _Ssh(SSHHTTPAdapter):
    """`docker system dial-stdio` over one paramiko connection; the SDK's own waits for ever for a silent host."""

    ssh_client: paramiko.SSHClient
    ssh_params: dict[str, Any]

    def _connect(self) -> None:
        limits = dict.fromkeys(("timeout", "banner_timeout", "auth_timeout"), CONNECT_TIMEOUT_S)
        known = {name: value for name, value in self.ssh_params.items() if value is not None}
        self.ssh_client.connect(**(known | limits))

    def get_connection(self, url: object, proxies: object = None) -> Any:
        return super().get_connection("one", proxies)


class Remote:
    """The way to an engine through the SDK: TCP, TLS, ssh, and a unix socket's answers that never end."""

    failures = FAILURES

    def __init__(self, target: Target) -> None:
        """Raises NotAnswered when the address, the certificates or the ssh log-in cannot be used."""
        if target.tls and not target.tls.verify:
            # The user's own choice in the context; urllib3 would warn at each request.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        try:
            self._client = ReadOnlyClient(target)
        except (docker.errors.InvalidConfigFile, AttributeError, TypeError, ValueError) as error:
            # The SDK reads registry log-ins, which nobody here needs, and trips over odd ones in its own ways.
            raise NotAnswered(
                f"{config_folder() / 'config.json'} is not as Docker writes it, so the docker SDK cannot start",
                Why.MALFORMED,
                "Repair `auths` and `proxies` there, or set DOCKER_CONFIG to another folder.",
            ) from error
        except FAILURES as error:
            raise explain(error, target) from error

    def close(self) -> None:
        self._client.close()

    def broke_off(self, error: BaseException) -> bool:
        """Whether the connection ended, as an idle one may, and asking once more is worth it."""
        final = requests.exceptions.Timeout | requests.exceptions.SSLError
        return isinstance(error, requests.exceptions.ConnectionError) and not isinstance(error, final)

    def open(self, target: str, timeout_s: float) -> requests.Response:
        """The answer as it comes, with its body unread."""
        limits = (CONNECT_TIMEOUT_S, timeout_s)
        url = f"{self._client.base_url}{target}"
        return self._client.get(url, timeout=limits, allow_redirects=False, stream=True)

    def ask(self, target: str, timeout_s: float) -> Answer:
        """Status and body. Raises one of `failures`."""
        response = self.open(target, timeout_s)
        try:
            body = response.raw.read(LIMIT_BYTES + 1, decode_content=True)
        except BaseException:
            response.close()
            raise
        # Response.close() would end a connection that the next question can use.
        (response.close if len(body) > LIMIT_BYTES else response.raw.release_conn)()
        return response.status_code, body


def _address(target: Target) -> dict[str, Any]:
    if not target.url.startswith("tcp://"):
        # A placeholder, as the adapter is our own; the SDK's would log in at once, without our time limits.
        return {"base_url": "tcp://127.0.0.1:1"}
    return {"base_url": target.url} | ({"tls": _tls(target.tls)} if target.tls else {})


def _tls(tls: Tls) -> TLSConfig:
    system = ssl.get_default_verify_paths().cafile
    ca = tls.ca or (system if system and Path(system).is_file() else None)
    return TLSConfig(client_cert=(tls.cert, tls.key) if tls.cert else None, ca_cert=ca, verify=tls.verify)
