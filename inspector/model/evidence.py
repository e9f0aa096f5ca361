"""Evidence: what the engine and the kernel said, as they said it. Conclusions are never stored."""

import hashlib
import json
from enum import StrEnum
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct, field

FORMAT = "inspector-evidence/1"

Json = Any
"""Decoded JSON of a stranger: any shape is possible, so readers go through `inspector.parse.reading`."""


class Why(StrEnum):
    """Why something is not known."""

    PERMISSION = "permission"
    MISSING_TOOL = "missing-tool"
    NOT_RUNNING = "not-running"
    TIMEOUT = "timeout"
    UNSUPPORTED = "unsupported"
    NOT_READ = "not-read"
    MALFORMED = "malformed"
    VANISHED = "vanished"


class Gap(Struct, frozen=True, order=True):
    """One thing that could not be read: what, where, why, and how to let it be read."""

    what: str
    where: str
    why: Why
    remedy: str = ""


class ComposeFiles(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A project of compose files that stands for a host which is not there yet; empty for a host that was read.

    main: the files that were named, laid over each other in this order. directory: the absolute folder that their
    relative paths start from and that the project is called after, "" where it is not known. files: texts by path, also
    of those that `extends`, `include` and `env_file` name, without secrets. variables: the values that the files'
    variables had, from `.env` and the environment, as far as the files ask for them.
    """

    main: tuple[str, ...] = ()
    directory: str = ""
    files: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)


class Evidence(Struct, frozen=True, kw_only=True, dict=True):
    """One reading of one host, redacted, in canonical order.

    engine
        Docker Engine API answers by path without version prefix: `/version`, `/info`, `/containers/json`,
        `/containers/{id}/json`, `/networks`, `/networks/{id}`, `/volumes`, `/images/json`, `/images/{id}/json`,
        `/system/df`.
    namespaces
        Network namespaces by inode number (as text): `{"host": bool, "containers": [id, ...], "nsid": int or null,
        "link": [...], "addr": [...], "route": [...], "route6": [...]}`, each list in the shape of `ip -j` (iproute2).
        `containers` are the ids whose init process is in it. A namespace known only by its inode lacks the lists; one
        known only by the host's number for it (nsid) lacks them too, and its key is `nsid-NUMBER`.
        Where readable also `"neigh"` (shape of `ip -j neigh`), `"sockets"` (`{"protocol", "address", "port",
        "v6only", "peer", "device"}`) and `"sysctl"` (`{dotted name: value}`, `absent` for bridge-nf settings that the
        kernel lacks). `"rule"` and `"rule6"` (shape of `ip -j rule`) only where there are others than the defaults.
    files
        `{container id or "host": {"hosts": text, "resolv.conf": text}}`: as that container's processes see them.
    processes
        Command lines (lists of words) of the engine's `docker-proxy` processes; None when they could not be listed.
    firewall
        Texts by the command that prints them: `iptables-save`, `ip6tables-save`, `nft -j list ruleset`, `ipset save`;
        where both kinds of iptables have rules, also `iptables-legacy-save` or `iptables-nft-save` (and ip6tables-).
    mounts
        Texts of /proc/PID/mountinfo by container id, and of the engine's own by `host`.
    paths
        `"host": {path: fact}` of bind sources, mount points that lie in them, volume mountpoints and the devices of
        local volumes; by container id `{"facts": {path: fact}, "links": {link: target}, "status": text of
        /proc/PID/status (its Uid, Gid, Groups and CapEff lines), "uid_map": text, "gid_map": text}`.
        A fact is `{"type": "directory", "real", "dev": "8:1", "ino", "nlink", "uid", "gid", "mode": "0755", "empty",
        "mtime", "mnt_id", "free", "size", "acl": true}` (only where there is one); `{"type": "missing"}`, or
        `{"type": "unreadable", "why"}` with a word of `Why`.
    compose
        Compose files in the place of an engine; all else is then empty.
    """

    taken_at: str
    tool: str
    source: str = ""
    format: str = FORMAT
    engine: dict[str, Json] = field(default_factory=dict)
    namespaces: dict[str, Json] = field(default_factory=dict)
    firewall: dict[str, str] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    processes: Json = None
    mounts: dict[str, Json] = field(default_factory=dict)
    paths: dict[str, Json] = field(default_factory=dict)
    compose: ComposeFiles = ComposeFiles()
    gaps: tuple[Gap, ...] = ()

    def canonical(self) -> bytes:
        """The one JSON text of this evidence: sorted keys, no spaces, UTF-8 (escapes where UTF-8 cannot hold it)."""
        try:
            return msgspec.json.encode(self, order="sorted")
        except UnicodeEncodeError:
            plain = msgspec.to_builtins(self)
            return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()

    @cached_property
    def digest(self) -> str:
        """`sha256:...` of the canonical text."""
        return "sha256:" + hashlib.sha256(self.canonical()).hexdigest()
