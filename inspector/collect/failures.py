"""What went wrong between us and an engine, in words: one line, with what to do."""

import errno
import grp
import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import msgspec

from inspector.collect.target import DEFAULT_SOCKET, Target
from inspector.errors import EngineUnreachable
from inspector.model.evidence import Gap, Why
from inspector.parse.reading import get, text


class NotAnswered(Exception):
    """A question without a usable answer; becomes a Gap, or EngineUnreachable where nothing could be read.

    status is the HTTP status, 0 when no HTTP answer came. broken means that the connection itself failed.
    """

    def __init__(self, what: str, why: Why, remedy: str = "", *, status: int = 0, broken: bool = False) -> None:
        super().__init__(what)
        self.what, self.why, self.remedy, self.status, self.broken = what, why, remedy, status, broken

    @classmethod
    def from_status(cls, status: int, body: bytes, target: Target, path: str) -> "NotAnswered":
        """An HTTP answer that is no success: the engine's own words stand in `message`."""
        said = _message(body)
        if status == 400 and "HTTP request to an HTTPS server" in said:
            return cls(
                f"{target.label} expects TLS, but was spoken to without",
                Why.PERMISSION,
                "Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a context with certificates.",
                status=status,
                broken=True,
            )
        why, remedy = _STATUS.get(status, (Why.NOT_READ, "Look into the engine's log."))
        what = f"{target.label} answers {path} with {status}" + (f": {said}" if said else "")
        return cls(what, why, remedy, status=status)

    def gap(self, what: str, where: str) -> Gap:
        """The same, as something that is not known of a host."""
        return Gap(what=what, where=where, why=self.why, remedy=self.remedy)

    def unreachable(self) -> EngineUnreachable:
        """The same, as the end of the reading."""
        return EngineUnreachable(self.what, remedy=self.remedy)


_STATUS = {
    401: (Why.PERMISSION, "The engine or a proxy before it wants a log-in: use a context or address that has one."),
    403: (Why.PERMISSION, "A socket proxy forbids it: allow GET for this path there."),
    404: (Why.UNSUPPORTED, "This engine does not know the path."),
    405: (Why.PERMISSION, "A socket proxy forbids it: allow GET for this path there."),
    500: (Why.NOT_READ, "The engine itself failed: look into its log."),
    501: (Why.UNSUPPORTED, "This engine does not know the path."),
    503: (Why.NOT_RUNNING, "The engine or what stands behind a proxy is not ready; on a swarm worker, ask a manager."),
}


def _message(body: bytes) -> str:
    try:
        said = text(get(msgspec.json.decode(body), "message"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        said = body[:200].decode("utf-8", "replace")
    said = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return "" if said.startswith("<") else said[:200]


_CLOSED = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
_CLOSED_NAMES = ("RemoteDisconnected", "IncompleteRead", "ProtocolError")


def explain(error: BaseException, target: Target, path: str = "") -> NotAnswered:
    """Put an error of the SDK, requests, urllib3, ssl, paramiko or the system into words."""
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, ssl.SSLError):
            return _tls(one, target)
    for one in chain:
        if type(one).__module__.startswith("paramiko"):
            return _ssh(one, target)
    if any(isinstance(one, TimeoutError) or "Timeout" in type(one).__name__ for one in chain):
        return NotAnswered(
            f"{target.label} did not answer in time" + (f" ({path})" if path else ""),
            Why.TIMEOUT,
            "Check the address and any firewall between; a hanging engine shows with `docker ps`.",
            broken=True,
        )
    for one in chain:
        if isinstance(one, socket.gaierror) or "NameResolution" in type(one).__name__:
            return _broken(f"The host name of {target.label} is not known", "Check the spelling and the DNS.")
    for one in chain:
        if isinstance(one, OSError) and one.errno and not isinstance(one, _CLOSED):
            return _system(one, target)
        if isinstance(one, OSError) and "too long" in str(one):
            return _broken(
                f"{target.label} is longer than a socket's path can be (107 bytes)", "Link it to a short path."
            )
    closed = any(isinstance(one, _CLOSED) or type(one).__name__ in _CLOSED_NAMES for one in chain)
    if closed and target.url.startswith("ssh://"):
        return _no_engine_behind_ssh(target)
    if closed:
        return _broken(
            f"{target.label} closed the connection without a whole answer" + (f" to {path}" if path else ""),
            "Check that the address is that of a Docker engine, and with or without TLS as it is set up.",
        )
    if any("BadStatusLine" in type(one).__name__ or "HeaderParsing" in type(one).__name__ for one in chain):
        return _broken(f"{target.label} does not speak HTTP", "Check that the address is that of a Docker engine.")
    words = " ".join(str(chain[-1] or type(chain[-1]).__name__).split())[:200]
    return _broken(f"{target.label} cannot be read: {words}", "Check the address.")


def _broken(what: str, remedy: str, why: Why = Why.NOT_RUNNING) -> NotAnswered:
    return NotAnswered(what, why, remedy, broken=True)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error, and every error that stands inside or behind it."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inside = [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
        waiting += [x for x in inside if isinstance(x, BaseException)]


def _system(error: OSError, target: Target) -> NotAnswered:
    path = target.socket_path
    if error.errno in (errno.EACCES, errno.EPERM) and path:
        group = _group(path)
        return _broken(
            f"No permission for {target.label}",
            "Run with sudo"
            + (f", or join the socket's group: sudo usermod -aG {group} $USER, then log in again." if group else "."),
            Why.PERMISSION,
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR) and path:
        return _broken(f"No engine listens: {target.label} does not exist", _start(target))
    if error.errno == errno.ECONNREFUSED:
        return _broken(f"No engine listens on {target.label}", _start(target))
    return _broken(f"{target.label} cannot be reached: {error.strerror or error}", "Check the address and the network.")


def _start(target: Target) -> str:
    others = [] if target.url != DEFAULT_SOCKET else [s for s in _other_sockets() if Path(s).exists()]
    if others:
        return f"Another socket exists: set DOCKER_HOST=unix://{others[0]}."
    if Path("/.dockerenv").exists() and target.socket_path:
        return "This is a container: mount the socket with -v /var/run/docker.sock:/var/run/docker.sock."
    if target.socket_path:
        return "Start the engine (sudo systemctl start docker), or name another address with --host or --context."
    return "Check the port, and that the engine there listens on the network."


def _other_sockets() -> list[str]:
    """Where rootless Docker, Docker Desktop and Podman put theirs."""
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    home = Path("~/.docker").expanduser()
    desktop = [str(home / "run/docker.sock"), str(home / "desktop/docker.sock")]
    return [f"{runtime}/docker.sock", *desktop, f"{runtime}/podman/podman.sock", "/run/podman/podman.sock"]


def _group(path: str) -> str:
    """The group that may use the socket; "" when that is root, which nobody should join."""
    try:
        name = grp.getgrgid(Path(path).stat().st_gid).gr_name
    except (OSError, KeyError):
        return "docker"
    return "" if name == "root" else name


def _tls(error: ssl.SSLError, target: Target) -> NotAnswered:
    reason = (error.reason or str(error)).upper()
    has_certificate = bool(target.tls and target.tls.cert)
    if isinstance(error, ssl.SSLCertVerificationError):
        words = error.verify_message
        if "hostname" in words.lower() or "ip address" in words.lower():
            remedy = "Use a name that the engine's certificate holds, or make a certificate with this name."
        else:
            ca = target.tls.ca if target.tls else ""
            remedy = f"Put the CA that signed the engine's certificate into {ca or 'ca.pem in DOCKER_CERT_PATH'}."
        return _broken(f"The certificate of {target.label} is not trusted: {words}", remedy, Why.PERMISSION)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return _broken(
            f"{target.label} closed the TLS connection",
            "It may refuse the client certificate: use one that its CA has signed; or speak no TLS: check the port.",
            Why.PERMISSION,
        )
    if "WRONG_VERSION_NUMBER" in reason or "RECORD_LAYER" in reason:
        return _broken(
            f"{target.label} does not answer in TLS",
            "If the engine listens without TLS, unset DOCKER_TLS_VERIFY and DOCKER_TLS; else check the port.",
        )
    if "ALERT" in reason:
        words = reason.split("ALERT_")[-1].replace("_", " ").lower()
        remedy = (
            "Use a client certificate that the engine's CA has signed and that has not expired."
            if has_certificate
            else "Give a client certificate: cert.pem and key.pem in DOCKER_CERT_PATH, or a context with certificates."
        )
        return _broken(f"{target.label} refuses us as a TLS client ({words})", remedy, Why.PERMISSION)
    return _broken(
        f"TLS with {target.label} failed: {reason.replace('_', ' ').lower()}", "Check ca.pem, cert.pem and key.pem."
    )


def _ssh(error: BaseException, target: Target) -> NotAnswered:
    name, words = type(error).__name__, " ".join(str(error).removeprefix("[Errno None]").split())[:200]
    if "known_hosts" in words or name == "BadHostKeyException":
        return _broken(
            f"The ssh host key of {target.label} is not the known one or not known yet",
            "Connect once with ssh, check the key and accept it.",
            Why.PERMISSION,
        )
    if "Auth" in name or "PasswordRequired" in name or "authentication" in words.lower():
        return _broken(
            f"{target.label} refuses the ssh log-in: {words}",
            "Put a key that the host accepts into ssh-agent or name it in ~/.ssh/config.",
            Why.PERMISSION,
        )
    if "channel" in words.lower():
        return _no_engine_behind_ssh(target)
    return _broken(
        f"{target.label} cannot be reached: {words}", "Check that `ssh` reaches the host and that docker is there."
    )


def _no_engine_behind_ssh(target: Target) -> NotAnswered:
    return _broken(f"{target.label} has no engine that answers", "Check that `docker info` works on that host.")
