"""Asks from within a container by `docker exec`, with what its image has: for when its namespace cannot be entered.

The one client of the inspector that sends anything but GET: it can also send the two POST requests of an exec.
"""

import ipaddress
import re
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import docker
import requests

from inspector.collect.client import FAILURES, ReadOnlyClient
from inspector.collect.failures import explain
from inspector.collect.local import CONNECT_TIMEOUT_S
from inspector.collect.proof import Running
from inspector.collect.survey import ROOT
from inspector.collect.target import Target
from inspector.errors import CannotProbe
from inspector.model.answer import ClientSees, Flow, Observation, Protocol
from inspector.parse.name_files import hosts_lines

EXEC = re.compile(r"(/v[0-9.]+)?/(containers/[0-9a-f]{64}/exec|exec/[0-9a-f]{64}/start)")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_LIMIT_S, _READ_LIMIT_S = 5, 15
_LIMIT_BYTES = 1 << 20
_NOT_STARTED = (126, 127)


class ExecClient(ReadOnlyClient):
    """As the read-only client, and besides it may create and start an exec in a container."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        path = (request.path_url or "").partition("?")[0]
        if request.method == "POST" and EXEC.fullmatch(path):
            return docker.APIClient.send(self, request, **kwargs)
        return super().send(request, **kwargs)


@dataclass(frozen=True, slots=True)
class Said:
    """What a program said, both streams together, and its exit code."""

    code: int
    text: str

    @property
    def missing(self) -> bool:
        """Whether the program is not there, or does not know the options."""
        unknown = re.search(r"(?i)usage:|(invalid|unknown|unrecognized) option", self.text)
        return self.code in _NOT_STARTED or bool(unknown)


_PYTHON = f"""
import socket, sys
kind = socket.SOCK_STREAM if sys.argv[3] == "tcp" else socket.SOCK_DGRAM
one = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, kind)
one.settimeout({_LIMIT_S})
try:
    one.connect((sys.argv[1], int(sys.argv[2])))
    if sys.argv[3] == "udp":
        one.send(b"inspector probe\\n")
        one.recv(1)
except OSError as error:
    sys.exit(str(error))
"""
Argv = Callable[[str, int], list[str]]
TOOLS: dict[Protocol, tuple[Argv, ...]] = {
    Protocol.TCP: (
        lambda address, port: ["python3", "-c", _PYTHON, address, str(port), "tcp"],
        lambda address, port: ["timeout", str(_LIMIT_S), "bash", "-c", 'exec 3<>"/dev/tcp/$0/$1"', address, str(port)],
        lambda address, port: ["nc", "-z", "-v", "-w", str(_LIMIT_S), address, str(port)],
        lambda address, port: ["timeout", str(_LIMIT_S + 1), "nc", "-w", str(_LIMIT_S), address, str(port)],
    ),
    Protocol.UDP: (lambda address, port: ["python3", "-c", _PYTHON, address, str(port), "udp"],),
    Protocol.ICMP: (lambda address, _: ["ping", "-c", "1", "-W", str(_LIMIT_S), address],),
}
_WORDS = (
    (r"refused", ClientSees.REFUSED),
    (r"no route to host|host( is)? unreachable", ClientSees.HOST_UNREACHABLE),
    (r"network( is)? unreachable", ClientSees.NETWORK_UNREACHABLE),
    (r"timed? ?out|100% packet loss", ClientSees.TIMED_OUT),
)


def ask_by_exec(target: Target, source: Running, flow: Flow, why: str) -> Observation:
    """Resolve and connect with programs of the image. Raises CannotProbe; `why`: why it is not done from outside."""
    try:
        with _Exec(target, source, why) as run:
            address, by = _resolve(run, flow.destination)
            if not address:
                return Observation(client_sees=ClientSees.NAME_NOT_FOUND, asked_by=_by(source, run), detail=by)
            for argv in TOOLS[flow.protocol]:
                began = time.monotonic()
                said = run(argv(address, flow.port))
                took_ms = round((time.monotonic() - began) * 1000, 1)
                if not said.missing:
                    return read(said, flow.protocol, address, took_ms, by, _by(source, run))
    except FAILURES as error:
        raise CannotProbe(str(explain(error, target)), remedy=ROOT) from error
    raise _no_tool(source, f"{flow.protocol.value} to {flow.destination}", why)


def _by(source: Running, run: "_Exec") -> str:
    return f"{run.program} in {source.name}, by docker exec"


def _no_tool(source: Running, what: str, why: str) -> CannotProbe:
    return CannotProbe(
        f"{source.name} has no program that could ask for {what}, and {why}", remedy=f"To probe: {ROOT}."
    )


def read(said: Said, protocol: Protocol, address: str, took_ms: float, by: str, asked_by: str) -> Observation:
    """What a program saw, by its exit code and error words: what else it prints differs from image to image."""
    text = said.text.lower()
    sees = next((sees for words, sees in _WORDS if re.search(words, text)), None)
    if said.code == 0:
        sees = ClientSees.CONNECTED
    elif sees is None and said.code in (124, 143, 137):
        # The second time limit of `nc -w`: it had connected, and then nobody hung up.
        connected = asked_by.startswith("timeout nc")
        sees = ClientSees.CONNECTED if connected else ClientSees.TIMED_OUT
    last = said.text.strip().splitlines()[-1:] or [""]
    return Observation(
        client_sees=sees or ClientSees.UNKNOWN,
        silent=sees is ClientSees.TIMED_OUT or (sees is ClientSees.CONNECTED and protocol is Protocol.TCP),
        address=address,
        took_ms=took_ms,
        asked_by=asked_by,
        detail="; ".join(filter(None, (by, last[0][:200]))),
    )


def _resolve(run: "_Exec", name: str) -> tuple[str, str]:
    """The address, "" for a name that is not found, and who said so."""
    try:
        return str(ipaddress.ip_address(name.strip("[]"))), ""
    except ValueError:
        pass
    if not _NAME.fullmatch(name) or len(name) > 253:
        raise CannotProbe(f"{name!r} is no name that can be handed to a program", remedy="Give an address.")
    said = run(["getent", "ahosts", name])
    if not said.missing:
        found = said.text.split()[:1] if said.code == 0 else []
        return (found[0], f"{name} by getent") if found else ("", f"getent finds no {name}")
    listed = run(["cat", "/etc/hosts"])
    for line in hosts_lines(listed.text) if listed.code == 0 else ():
        if name.lower() in (known.lower() for known in line.names):
            return line.address, f"{name} from /etc/hosts"
    said = run(["nslookup", name])
    if said.missing:
        raise _no_tool(run.source, f"the name {name}", run.why)
    answers = said.text.partition("Name:")[2]
    found = re.findall(r"Address(?: \d+)?:\s*([0-9a-fA-F.:]+)", answers)
    return (found[0], f"{name} by nslookup") if found else ("", f"nslookup finds no {name}")


class _Exec:
    """Runs programs in one container, one after the other; each must end by itself."""

    def __init__(self, target: Target, source: Running, why: str) -> None:
        self.source, self.why, self.program = source, why, "nothing"
        self._target = target

    def __enter__(self) -> "_Exec":
        self._client = ExecClient(self._target)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def __call__(self, argv: list[str]) -> Said:
        """CannotProbe when the engine refuses; exit code 127 when there is no such program."""
        self.program = " ".join(word for word in argv[:3] if word.isalpha() or word == "python3")
        wish = {"Cmd": argv, "AttachStdout": True, "AttachStderr": True, "AttachStdin": False, "Tty": False}
        made = self._post(f"/containers/{self.source.id}/exec", wish)
        if made.status_code != 201:
            raise self._refused(made)
        path = f"/exec/{made.json()['Id']}"
        started = self._post(f"{path}/start", {"Detach": False, "Tty": False})
        if started.status_code != 200:
            if re.search(r"not found|no such file", started.text):
                return Said(127, started.text)
            raise self._refused(started)
        text = _streams(started.raw.read(_LIMIT_BYTES))
        ended = self._client.get(f"{self._client.base_url}{path}/json", timeout=_READ_LIMIT_S).json()
        code = ended.get("ExitCode")
        return Said(127 if code is None or "executable file not found" in text else int(code), text)

    def _post(self, path: str, body: dict[str, Any]) -> requests.Response:
        url = f"{self._client.base_url}{path}"
        return self._client.post(url, json=body, stream=True, timeout=(CONNECT_TIMEOUT_S, _READ_LIMIT_S))

    def _refused(self, answer: requests.Response) -> CannotProbe:
        said = " ".join(answer.text.split())[:200]
        return CannotProbe(f"The engine lets nothing be run in {self.source.name}: {said}", remedy=f"To probe: {ROOT}.")


def _streams(body: bytes) -> str:
    """Standard output and error, out of the frames that the engine puts around them (type, length, content)."""
    found, at = b"", 0
    while at + 8 <= len(body):
        (size,) = struct.unpack_from(">I", body, at + 4)
        found += body[at + 8 : at + 8 + size]
        at += 8 + size
    return found.decode("utf-8", "replace")
