"""One compose file in its long form: every short syntax written out, every path of the host absolute.

What is of another shape than the specification says is left out, and a Gap names its place.
"""

import re
import shlex
from collections.abc import Callable

from inspector.model.evidence import Gap, Json, Why
from inspector.parse.compose import short
from inspector.parse.compose.documents import OVERRIDE, RESET
from inspector.parse.reading import text

_KNOWN = (
    "annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name "
    "cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec "
    "depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file "
    "environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc "
    "isolation label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit "
    "models net network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start "
    "pre_stop privileged profiles provider pull_policy read_only restart runtime scale secrets security_opt shm_size "
    "stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode "
    "uts volumes volumes_from working_dir"
)
KEYS = frozenset(_KNOWN.split())
"""What a service may say (Compose Specification, compose-spec.json)."""

SECTIONS = ("services", "networks", "volumes", "configs", "secrets")
_ADDRESS = re.compile(r"\s*([^:=\s]+)\s*[:=]\s*\[?(.*?)\]?\s*")


class LongForm:
    """Reads one file. directory and home: what relative paths and `~` start from, "" where that is not known."""

    def __init__(self, file: str, directory: str, home: str, gaps: list[Gap]) -> None:
        self.file = file
        self.directory = directory
        self.home = home
        self.gaps = gaps

    def of(self, tree: dict[str, Json]) -> dict[str, Json]:
        """The file's own resources; nothing is merged yet."""
        found: dict[str, Json] = {section: {} for section in SECTIONS}
        for section in SECTIONS:
            for name, one in self._map(tree.get(section), section).items():
                if name in (RESET, OVERRIDE):
                    continue
                place = f"{section}.{name}"
                own = self._map(one, place)
                found[section][name] = self._service(own, place) if section == "services" else self._resource(own)
        if isinstance(tree.get("name"), str):
            found["name"] = tree["name"]
        return found

    def gap(self, place: str, what: str, why: Why = Why.MALFORMED, remedy: str = "") -> None:
        self.gaps.append(Gap(text(what), text(f"{self.file}: {place}"), why, remedy))

    def path(self, written: str) -> str:
        return short.absolute(written, self.directory, self.home)

    def _resource(self, one: dict[str, Json]) -> dict[str, Json]:
        """A network, volume, config or secret."""
        found = dict(one)
        if isinstance(found.get("file"), str):
            found["file"] = self.path(found["file"])
        for key in ("labels", "driver_opts"):
            if key in found:
                found[key] = {name: text_of(value) for name, value in short.pairs(found[key])}
        if isinstance(found.get("external"), dict):
            # As files of version 2 and 3.3 have it.
            found |= {"name": found["external"].get("name") or found.get("name"), "external": True}
        return found

    def _service(self, one: dict[str, Json], place: str) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for key in sorted(one.keys() - KEYS):
            if not key.startswith(("x-", "!")):
                self.gap(f"{place}.{key}", f"compose knows no key {key!r} of a service", Why.UNSUPPORTED)
        for key, value in one.items():
            if value is not None:
                reader = _READERS.get(key)
                found[key] = reader(self, value, f"{place}.{key}") if reader else value
        return found

    def _map(self, value: Json, place: str) -> dict[str, Json]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.gap(place, f"{_called(value)} where a map belongs")
            return {}
        return value

    def _list(self, value: Json, place: str) -> list[Json]:
        if value is None:
            return []
        if isinstance(value, dict):
            self.gap(place, "a map where a list belongs")
            return []
        return value if isinstance(value, list) else [value]

    def _texts(self, value: Json, place: str) -> list[str]:
        return [text_of(one) for one in self._list(value, place) if not isinstance(one, dict | list)]

    def _pairs(self, value: Json, place: str) -> dict[str, Json]:
        if not isinstance(value, dict | list):
            self.gap(place, f"{_called(value)} where a map or a list belongs")
        told = {key: None if one is None else text_of(one) for key, one in short.pairs(value)}
        return {key: one for key, one in told.items() if key not in (RESET, OVERRIDE)}

    def _command(self, value: Json, place: str) -> list[str]:
        if not isinstance(value, str):
            return self._texts(value, place)
        try:
            return shlex.split(value)
        except ValueError as error:
            self.gap(place, f"the command cannot be split into words: {error}")
            return [value]

    def _ports(self, value: Json, place: str) -> list[Json]:
        found: list[Json] = []
        for number, one in enumerate(self._list(value, place)):
            if isinstance(one, dict):
                found += self._long_port(one, f"{place}.{number}")
            elif (written := short.ports(text_of(one))) is not None:
                found += written
            else:
                self.gap(f"{place}.{number}", f"{text_of(one)!r} is no port such as 8080:80")
        return found

    def _long_port(self, one: dict[str, Json], place: str) -> list[dict[str, Json]]:
        published, address = text_of(one.get("published")), text_of(one.get("host_ip"))
        target = f"{text_of(one.get('target'))}/{text_of(one.get('protocol')) or 'tcp'}"
        host = f"[{address}]:" if ":" in address else f"{address}:" if address else ""
        found = short.ports(f"{host}{published}:{target}" if published or host else target)
        if found is None:
            self.gap(place, f"no port such as 80: target {text_of(one.get('target'))!r}, published {published!r}")
        return found or []

    def _volumes(self, value: Json, place: str) -> list[Json]:
        found = []
        for number, one in enumerate(self._list(value, place)):
            mount = dict(one) if isinstance(one, dict) else short.volume(text_of(one))
            mount["type"] = text_of(mount.get("type")) or "volume"
            mount["target"], mount["source"] = text_of(mount.get("target")), text_of(mount.get("source"))
            if not mount["target"].startswith("/"):
                self.gap(f"{place}.{number}", f"the mount point {mount['target']!r} is no absolute path")
                continue
            if mount["type"] == "bind":
                mount["source"] = self.path(mount["source"])
            found.append(mount)
        return found

    def _networks(self, value: Json, place: str) -> dict[str, Json]:
        if isinstance(value, list):
            return {name: {} for name in self._texts(value, place)}
        return {name: self._map(one, f"{place}.{name}") for name, one in self._map(value, place).items()}

    def _needs(self, value: Json, place: str) -> dict[str, Json]:
        if isinstance(value, list):
            return {name: {} for name in self._texts(value, place)}
        return {name: self._map(one, f"{place}.{name}") for name, one in self._map(value, place).items()}

    def _grants(self, value: Json, place: str) -> list[Json]:
        """configs and secrets."""
        items = self._list(value, place)
        return [one if isinstance(one, dict) else {"source": text_of(one)} for one in items]

    def _hosts(self, value: Json, place: str) -> list[str]:
        if isinstance(value, dict):
            told = [(name, one) for name, many in value.items() for one in (many if isinstance(many, list) else [many])]
            return [f"{name}:{text_of(one).strip('[]')}" for name, one in told]
        matches = ((one, _ADDRESS.fullmatch(one)) for one in self._texts(value, place))
        found = []
        for one, match in matches:
            if match:
                found.append(f"{match[1]}:{match[2]}")
            else:
                self.gap(place, f"{one!r} is no host and address such as db=10.0.0.1")
        return found

    def _env_files(self, value: Json, place: str) -> list[Json]:
        items = self._list(value, place)
        named = (text_of(one.get("path")) if isinstance(one, dict) else text_of(one) for one in items)
        return [self.path(one) for one in named if one]

    def _extends(self, value: Json, place: str) -> dict[str, Json]:
        found = {"service": value} if isinstance(value, str) else dict(self._map(value, place))
        if isinstance(found.get("file"), str):
            found["file"] = self.path(found["file"])
        return found


def text_of(value: Json) -> str:
    """A scalar as it was written; "" for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return text(value)


def _called(value: Json) -> str:
    return "a list" if isinstance(value, list) else "a map" if isinstance(value, dict) else f"{text_of(value)!r}"


_Reader = Callable[[LongForm, Json, str], Json]

_READERS: dict[str, _Reader] = {
    "ports": LongForm._ports,
    "volumes": LongForm._volumes,
    "networks": LongForm._networks,
    "depends_on": LongForm._needs,
    "configs": LongForm._grants,
    "secrets": LongForm._grants,
    "extra_hosts": LongForm._hosts,
    "env_file": LongForm._env_files,
    "extends": LongForm._extends,
    "command": LongForm._command,
    "entrypoint": LongForm._command,
    **dict.fromkeys(("environment", "labels", "sysctls", "annotations"), LongForm._pairs),
    **dict.fromkeys(
        (
            "expose",
            "links",
            "external_links",
            "dns",
            "dns_search",
            "dns_opt",
            "tmpfs",
            "volumes_from",
            "cap_add",
            "cap_drop",
            "profiles",
        ),
        LongForm._texts,
    ),
}
