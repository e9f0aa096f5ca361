"""Small worlds for tests: the JSON that an engine would answer, read by the real parser, so never a shortcut.

world = World()
world.network("app", subnet="172.20.0.0/16")
world.container("web", networks={"app": "172.20.0.2"}, ports=["8080:80"], mounts=["data:/data"])
snapshot = world.snapshot()
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from inspector.model.evidence import Evidence, Json
from inspector.model.snapshot import Snapshot
from inspector.parse.snapshot import parse
from inspector.pipeline import Case, build

TAKEN_AT = "2026-11-23T12:00:00Z"


def ident(name: str) -> str:
    """The id that the world gives to what has this name: always the same 64 digits."""
    return hashlib.sha256(name.encode()).hexdigest()


class World:
    """One engine in the making. Networks bridge, host and none are there from the start."""

    def __init__(self, *, version: str = "28.5.2", api: str = "1.51") -> None:
        self.engine: dict[str, Json] = {
            "/version": {"Version": version, "ApiVersion": api, "Os": "linux", "Arch": "amd64"},
            "/info": {"Name": "host1", "DockerRootDir": "/var/lib/docker", "Swarm": {"LocalNodeState": "inactive"}},
        }
        self.containers: dict[str, dict[str, Any]] = {}
        self.networks: dict[str, dict[str, Any]] = {}
        self.volumes: dict[str, dict[str, Any]] = {}
        self.images: dict[str, dict[str, Any]] = {}
        self.namespaces: dict[str, Json] = {}
        self.mounts: dict[str, Json] = {}
        self.paths: dict[str, Any] = {}
        self.firewall: dict[str, str] = {}
        self.files: dict[str, Json] = {}
        self.processes: Json = None
        self.not_inspected: set[str] = set()
        self.network("bridge", subnet="172.17.0.0/16", options={"com.docker.network.bridge.default_bridge": "true"})
        self.network("host", driver="host")
        self.network("none", driver="null")

    def network(
        self,
        name: str,
        *,
        driver: str = "bridge",
        subnet: str = "",
        gateway: str | None = None,
        internal: bool = False,
        ipv6: bool = False,
        options: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
        project: str = "",
        **more: Json,
    ) -> str:
        """A network; its gateway is the subnet's first address unless said otherwise. Returns the id."""
        config = {"Subnet": subnet, "Gateway": _first(subnet) if gateway is None else gateway} if subnet else None
        labels = {**(labels or {}), **({"com.docker.compose.project": project} if project else {})}
        self.networks[name] = {
            "Name": name,
            "Id": ident(f"network {name}"),
            "Created": TAKEN_AT,
            "Scope": "local",
            "Driver": driver,
            "EnableIPv4": True,
            "EnableIPv6": ipv6,
            "IPAM": {"Driver": "default", "Options": None, "Config": [config] if config else None},
            "Internal": internal,
            "Options": dict(options or {}),
            "Labels": labels,
            "Containers": {},
            **more,
        }
        return ident(f"network {name}")

    def volume(
        self, name: str, *, labels: Mapping[str, str] | None = None, options: Mapping[str, str] | None = None
    ) -> str:
        """A local volume. Returns its name."""
        self.volumes[name] = {
            "Name": name,
            "Driver": "local",
            "Mountpoint": f"/var/lib/docker/volumes/{name}/_data",
            "Scope": "local",
            "CreatedAt": TAKEN_AT,
            "Labels": dict(labels) if labels else None,
            "Options": dict(options) if options else None,
        }
        return name

    def image(self, tag: str, *, exposed: Sequence[str] = (), volumes: Sequence[str] = ()) -> str:
        """An image with what it declares. Returns its id."""
        self.images[tag] = {
            "Id": f"sha256:{ident(f'image {tag}')}",
            "RepoTags": [tag],
            "Created": TAKEN_AT,
            "Size": 1000,
            "Config": {"ExposedPorts": {port: {} for port in exposed}, "Volumes": {path: {} for path in volumes}},
        }
        return f"sha256:{ident(f'image {tag}')}"

    def container(
        self,
        name: str,
        *,
        image: str = "app:1",
        state: str = "running",
        mode: str = "",
        networks: Mapping[str, str | Mapping[str, Json]] | None = None,
        ports: Sequence[str] = (),
        exposed: Sequence[str] = (),
        mounts: Sequence[str] = (),
        tmpfs: Mapping[str, str] | None = None,
        links: Sequence[str] = (),
        volumes_from: Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
        service: str = "",
        host_config: Mapping[str, Json] | None = None,
        config: Mapping[str, Json] | None = None,
        **more: Json,
    ) -> str:
        """A container. Returns its id.

        networks: name to IPv4 address, or to fields of `Networks[name]`; `mode` is the first of them unless given.
        ports: as `-p` has them, `[ip:]host:container[/protocol]`. mounts: as `-v`, `source:target[:ro]`, a source that
        begins with / is a bind. service: `project/service`. host_config, config and more are laid over the rest.
        """
        up = state in ("running", "paused")
        if networks is None:
            networks = {} if mode.startswith("container:") else {mode or "bridge": {} if mode else "172.17.0.2"}
        if image not in self.images:
            self.image(image)
        project, _, role = service.partition("/")
        labels = dict(labels or {})
        if project:
            labels |= {"com.docker.compose.project": project, "com.docker.compose.service": role}
        bindings = _bindings(ports)
        bound = {key: [_bound(one) for one in wishes] for key, wishes in bindings.items()} if up else {}
        inspect: dict[str, Any] = {
            "Id": ident(f"container {name}"),
            "Name": f"/{name}",
            "Created": TAKEN_AT,
            "Image": self.images[image]["Id"],
            "State": {"Status": state, "Running": up, "Pid": 1000 if up else 0, "ExitCode": 0, "StartedAt": TAKEN_AT},
            "Config": {
                "Hostname": ident(f"container {name}")[:12],
                "Image": image,
                "ExposedPorts": {port: {} for port in [*exposed, *bindings]},
                "Labels": labels,
                "Cmd": ["sleep", "1000"],
                **(config or {}),
            },
            "HostConfig": {
                "NetworkMode": mode or next(iter(networks), "bridge"),
                "Binds": list(mounts) or None,
                "PortBindings": bindings,
                "Tmpfs": dict(tmpfs) if tmpfs else None,
                "Links": [f"/{link.partition(':')[0]}:/{name}/{link.partition(':')[2]}" for link in links] or None,
                "VolumesFrom": list(volumes_from) or None,
                **(host_config or {}),
            },
            "Mounts": [self._mount(word) for word in mounts],
            "NetworkSettings": {
                "Ports": bound | {port: None for port in exposed if up},
                "Networks": {key: self._endpoint(name, key, value, up) for key, value in networks.items()},
            },
        }
        self.containers[name] = inspect | more
        return ident(f"container {name}")

    def host_path(self, path: str, **fact: Json) -> None:
        """What stands at a path of the host: a folder of root's, unless fields of `Evidence.paths` say otherwise."""
        self.paths.setdefault("host", {})[path] = _fact(path, fact)

    def container_fact(self, container: str, path: str, **fact: Json) -> None:
        """What stands at a path inside of a container, as `host_path`."""
        self._inside(container).setdefault("facts", {})[path] = _fact(path, fact)

    def container_link(self, container: str, path: str, target: str) -> None:
        """A symbolic link of a container's root, /etc, /usr or /var."""
        self._inside(container).setdefault("links", {})[path] = target

    def mountinfo(self, container: str, content: str) -> None:
        """The text of /proc/PID/mountinfo of a container, or of the engine for `host`."""
        self.mounts[container if container == "host" else ident(f"container {container}")] = content

    def process(
        self,
        container: str,
        *,
        uid: int = 0,
        gid: int = 0,
        groups: Sequence[int] = (),
        caps: int = 0,
        uid_map: str = "0 0 4294967295",
        gid_map: str = "0 0 4294967295",
    ) -> None:
        """Whose rights a container's first process has; caps are the bits of CapEff."""
        ids = (f"{key}:\t{number}\t{number}\t{number}\t{number}\n" for key, number in (("Uid", uid), ("Gid", gid)))
        status = f"{''.join(ids)}Groups:\t{' '.join(map(str, groups))} \nCapEff:\t{caps:016x}\n"
        self._inside(container).update(status=status, uid_map=f"{uid_map}\n", gid_map=f"{gid_map}\n")

    def _inside(self, container: str) -> dict[str, Any]:
        found: dict[str, Any] = self.paths.setdefault(ident(f"container {container}"), {})
        return found

    def remap_users(self, root: int = 100000) -> "World":
        """The engine runs with userns-remap: root in containers is this number of the host."""
        info: Any = self.engine["/info"]
        remapped = {"DockerRootDir": f"/var/lib/docker/{root}.{root}", "SecurityOptions": ["name=userns"]}
        self.engine["/info"] = info | remapped
        return self

    def only_listed(self, *names: str) -> "World":
        """These containers are in the list of the engine, but their details could not be read."""
        self.not_inspected.update(names)
        return self

    def known_by_its_network(self, name: str, network: str = "bridge") -> "World":
        """A container of which only the network tells, as in pasted input that lacks it."""
        self.networks[network]["Containers"][ident(f"container {name}")] = {"Name": name, "EndpointID": ident(name)}
        return self

    def evidence(self) -> Evidence:
        """What a reading of this engine is."""
        engine = dict(self.engine)
        engine["/containers/json"] = [_row(one) for one in self.containers.values()]
        inspected = [one for name, one in self.containers.items() if name not in self.not_inspected]
        engine |= {f"/containers/{one['Id']}/json": one for one in inspected}
        engine["/networks"] = list(self.networks.values())
        engine["/volumes"] = {"Volumes": list(self.volumes.values()), "Warnings": None}
        engine["/images/json"] = [
            {key: value for key, value in one.items() if key != "Config"} for one in self.images.values()
        ]
        engine |= {f"/images/{one['Id']}/json": one for one in self.images.values()}
        copy = json.loads(json.dumps(engine))
        return Evidence(
            taken_at=TAKEN_AT,
            tool="tests",
            engine=copy,
            namespaces=self.namespaces,
            mounts=self.mounts,
            paths=json.loads(json.dumps(self.paths)),
            firewall=self.firewall,
            files=self.files,
            processes=self.processes,
        )

    def snapshot(self) -> Snapshot:
        """The world as the parser reads it."""
        return parse(self.evidence())

    def case(self) -> Case:
        """The world read and linked."""
        return build(self.evidence())

    def _endpoint(self, name: str, network: str, told: str | Mapping[str, Json], up: bool) -> Json:
        fields = {"IPAddress": told} if isinstance(told, str) else dict(told)
        known = self.networks.get(network, {"Id": "", "IPAM": {"Config": None}})
        config = (known["IPAM"]["Config"] or [{}])[0]
        if not up:
            fields = {key: value for key, value in fields.items() if key not in ("IPAddress", "MacAddress")}
        live = bool(fields.get("IPAddress"))
        return {
            "NetworkID": known["Id"],
            "EndpointID": ident(f"endpoint {name} {network}") if up else "",
            "IPAddress": "",
            "IPPrefixLen": int(config["Subnet"].partition("/")[2]) if live and config else 0,
            "Gateway": config.get("Gateway", "") if live and not known.get("Internal") else "",
            "MacAddress": f"02:42:{':'.join(f'{b:02x}' for b in ip_address(fields['IPAddress']).packed)}"
            if live
            else "",
            "GlobalIPv6Address": "",
            "Aliases": None,
            "DNSNames": None,
            **fields,
        }

    def _mount(self, word: str) -> Json:
        source, target, *rest = word.split(":")
        mode = ",".join(rest).split(",") if rest else []
        writable = "ro" not in mode
        if source.startswith("/"):
            spread = next((one for one in mode if one.endswith(("shared", "slave", "private"))), "rprivate")
            kind = {"Type": "bind", "Source": source, "Propagation": spread}
        else:
            if source not in self.volumes:
                self.volume(source)
            kind = {"Type": "volume", "Name": source, "Source": self.volumes[source]["Mountpoint"], "Driver": "local"}
        return kind | {"Destination": target, "Mode": ",".join(mode), "RW": writable}


def _fact(path: str, told: Mapping[str, Json]) -> Json:
    """A fact with what was told of it laid over a plain folder; nothing more of what is not there."""
    if told.get("type") in ("missing", "unreadable"):
        return dict(told)
    plain = {"dev": "8:1", "ino": 2, "nlink": 2, "uid": 0, "gid": 0, "mode": "0755", "mtime": TAKEN_AT, "mnt_id": 1}
    return {"type": "directory", "real": path, **plain, **told}


def _first(subnet: str) -> str:
    return str(ip_network(subnet).network_address + 1)


def _mac(address: Json) -> str:
    """As engines up to 27 make it from the address."""
    return "02:42:" + ip_address(address).packed[-4:].hex(":")


def _bindings(ports: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """`-p` words as `HostConfig.PortBindings`."""
    found: dict[str, list[dict[str, str]]] = {}
    for word in ports:
        rest, _, target = word.rpartition(":")
        address, _, host_port = rest.rpartition(":")
        key = target if "/" in target else f"{target}/tcp"
        found.setdefault(key, []).append({"HostIp": address.strip("[]"), "HostPort": host_port})
    return found


def _bound(wish: Mapping[str, str]) -> dict[str, str]:
    return {"HostIp": wish["HostIp"] or "0.0.0.0", "HostPort": wish["HostPort"]}


def _row(one: Mapping[str, Any]) -> Json:
    """The container in `/containers/json`."""
    return {
        "Id": one["Id"],
        "Names": [one["Name"]],
        "Image": one["Config"]["Image"],
        "ImageID": one["Image"],
        "Created": 1795435200,
        "State": one["State"]["Status"],
        "Labels": one["Config"]["Labels"],
        "HostConfig": {"NetworkMode": one["HostConfig"]["NetworkMode"]},
        "NetworkSettings": {"Networks": one["NetworkSettings"]["Networks"]},
        "Mounts": one["Mounts"],
        "Ports": [],
    }
