"""Which engine is meant, in the docker CLI's order: options, environment, current context, default socket."""

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from inspector.errors import EngineUnreachable, UsageError
from inspector.parse.reading import get, text

DEFAULT_SOCKET = "unix:///var/run/docker.sock"
SCHEMES = ("unix", "tcp", "http", "https", "ssh")


class Tls(Struct, frozen=True):
    """Certificate files (PEM), "" where there is none; verify False is the context's SkipTLSVerify."""

    ca: str = ""
    cert: str = ""
    key: str = ""
    verify: bool = True


class Target(Struct, frozen=True):
    """One engine's address. origin says who named it: `--host`, `DOCKER_HOST`, `context NAME` or `default socket`."""

    url: str
    tls: Tls | None = None
    origin: str = "--host"

    @property
    def socket_path(self) -> str | None:
        """The file of a unix socket, None for engines that are reached over a network."""
        return self.url.removeprefix("unix://") if self.url.startswith("unix://") else None

    @property
    def label(self) -> str:
        """`unix:///var/run/docker.sock (default socket)`; an address holds no password."""
        return f"{self.url} ({self.origin})"


def resolve_target(host: str | None = None, context: str | None = None) -> Target:
    """The engine that the docker CLI would talk to with these options in this environment.

    Raises UsageError for --host together with --context, EngineUnreachable for an address or context without sense.
    """
    if host and context:
        raise UsageError("--host and --context both name an engine", remedy="Give one of them.")
    if context:
        return _from_context(context, "--context")
    if host:
        return _from_environment(host, "--host")
    if address := os.environ.get("DOCKER_HOST"):
        return _from_environment(address, "DOCKER_HOST")
    if name := os.environ.get("DOCKER_CONTEXT"):
        return _from_context(name, "DOCKER_CONTEXT")
    if name := _current_context():
        return _from_context(name, f"currentContext in {config_folder() / 'config.json'}")
    return _from_environment(DEFAULT_SOCKET, "default socket")


def context_names() -> tuple[str, ...]:
    """Every context that the docker CLI would list, `default` first."""
    folder = config_folder() / "contexts" / "meta"
    names = [text(get(_read_json(meta), "Name")) for meta in folder.glob("*/meta.json")]
    return ("default", *sorted(name for name in names if name))


def _from_context(name: str, named_by: str) -> Target:
    if name == "default":
        address = os.environ.get("DOCKER_HOST")
        return _from_environment(address or DEFAULT_SOCKET, "DOCKER_HOST" if address else "context default")
    folder = config_folder() / "contexts"
    key = hashlib.sha256(name.encode()).hexdigest()
    meta_file = folder / "meta" / key / "meta.json"
    if not meta_file.is_file():
        known = ", ".join(context_names())
        raise EngineUnreachable(
            f"There is no docker context {name!r} (named by {named_by})", remedy=f"Known contexts: {known}."
        )
    endpoint = get(_read_json(meta_file), "Endpoints", "docker")
    address = text(get(endpoint, "Host")) or DEFAULT_SOCKET
    verify = get(endpoint, "SkipTLSVerify") is not True
    return _target(address, _tls_files(folder / "tls" / key / "docker", verify), f"context {name}")


def _from_environment(address: str, origin: str) -> Target:
    """TLS as the CLI decides it: DOCKER_TLS_VERIFY or DOCKER_TLS set to anything, files in DOCKER_CERT_PATH."""
    verify = bool(os.environ.get("DOCKER_TLS_VERIFY"))
    tls = None
    if verify or os.environ.get("DOCKER_TLS"):
        folder = Path(os.environ.get("DOCKER_CERT_PATH") or config_folder())
        if os.environ.get("DOCKER_CERT_PATH") and not folder.is_dir():
            raise EngineUnreachable(
                f"DOCKER_CERT_PATH is {folder}, which is no folder that can be read",
                remedy="Point it to the folder of ca.pem, cert.pem and key.pem.",
            )
        tls = _tls_files(folder, verify) or Tls(verify=verify)
    return _target(address, tls, origin)


def _tls_files(folder: Path, verify: bool) -> Tls | None:
    found = {
        name: str(folder / f"{name}.pem") if (folder / f"{name}.pem").is_file() else ""
        for name in ("ca", "cert", "key")
    }
    if not any(found.values()):
        return None if verify else Tls(verify=False)
    if bool(found["cert"]) != bool(found["key"]):
        missing = "key.pem" if found["cert"] else "cert.pem"
        raise EngineUnreachable(
            f"{folder} holds half of a client certificate: {missing} is missing", remedy="Put both files there."
        )
    return Tls(verify=verify, **found)


def _target(address: str, tls: Tls | None, origin: str) -> Target:
    address = address.strip()
    if "://" not in address:
        address = f"unix://{address}" if address.startswith("/") else f"tcp://{address}"
    scheme = address.partition("://")[0].lower()
    if scheme not in SCHEMES:
        raise _unusable(address, origin, f"{scheme}:// is no scheme that can be read")
    if scheme == "unix":
        path = address.partition("://")[2] or DEFAULT_SOCKET.removeprefix("unix://")
        return Target(f"unix:///{path.lstrip('/')}", None, origin)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _unusable(address, origin, str(error)) from error
    if not host or not re.fullmatch(r"[\w.:%-]+", host):
        raise _unusable(address, origin, "the host name is missing or odd")
    if parts.password is not None:
        raise _unusable(f"{scheme}://...@{host}", origin, "a password in the address would be seen by everybody")
    if parts.query or parts.fragment or parts.path.strip("/"):
        raise _unusable(f"{scheme}://{host}/...", origin, "only a host and a port can be given")
    host = f"[{host}]" if ":" in host else host
    if scheme == "ssh":
        user = f"{parts.username}@" if parts.username else ""
        return Target(f"ssh://{user}{host}" + (f":{port}" if port else ""), None, origin)
    if scheme == "https":
        tls = tls or Tls()
    return Target(f"tcp://{host}:{port or (2376 if tls else 2375)}", tls, origin)


def _unusable(address: str, origin: str, why: str) -> EngineUnreachable:
    return EngineUnreachable(
        f"{address!r} ({origin}) is no address of an engine: {why}",
        remedy="Use unix:///path, tcp://host:port or ssh://user@host.",
    )


def _current_context() -> str:
    """`currentContext` of config.json; a missing file or name is no error, as in the CLI."""
    file = config_folder() / "config.json"
    return text(get(_read_json(file), "currentContext")) if file.is_file() else ""


def config_folder() -> Path:
    """Where the docker CLI keeps its settings: DOCKER_CONFIG, or ~/.docker."""
    return Path(os.environ.get("DOCKER_CONFIG") or Path("~/.docker").expanduser())


def _read_json(file: Path) -> object:
    try:
        return msgspec.json.decode(file.read_bytes())
    except OSError as error:
        raise EngineUnreachable(
            f"Cannot read {file}: {error.strerror}", remedy="Let it be read, or name --host."
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise EngineUnreachable(f"{file} is not JSON: {error}", remedy="Repair it, or name --host.") from error
