"""Containers as an inspect would tell them after `docker compose up`."""

from collections.abc import Iterator

from inspector.model.anywhere import ANY
from inspector.model.evidence import Json, Why
from inspector.parse.compose.longform import text_of
from inspector.parse.compose.mounts import Mounts, Volumes, lenders
from inspector.parse.compose.networks import BUILT_IN, Networks
from inspector.parse.compose.project import LABEL, Project, Service, identity
from inspector.parse.compose.variables import env_names
from inspector.parse.reading import integer, mapping, sequence

_COMPLETED = "service_completed_successfully"


class Containers:
    """The containers of every service. env_files: their texts by path, as far as they were read."""

    def __init__(self, project: Project, env_files: dict[str, str]) -> None:
        self.project = project
        self.env_files = env_files
        self.networks = Networks(project)
        self.volumes = Volumes(project)
        self.written: dict[str, str] = {}
        self.inspects: dict[str, dict[str, Json]] = {}
        self._ended = set(_ended(project))
        _missing_needs(project)
        for service in project.services.values():
            for number, name in enumerate(service.containers, 1):
                if name in self.inspects:
                    project.gap(f"services.{service.name}.container_name", f"the name {name} is given twice")
                    continue
                self.inspects[name] = self._inspect(service, name, number)
                self.written[name] = project.place(f"services.{service.name}")
        for name in self.inspects:
            self._borrow(name, ())

    def _inspect(self, service: Service, name: str, number: int) -> dict[str, Json]:
        mounts = Mounts(self.volumes, service, name)
        mode, attached = self._wired(service, name, number)
        ends = service.name in self._ended
        ports = list(self._ports(service))
        bound = not ends and any(self.networks.carries(network) for network in attached)
        healthy = {"Health": {"Status": "healthy"}} if mapping(service.told.get("healthcheck")).get("test") else {}
        return {
            "Id": identity("container", name),
            "Name": f"/{name}",
            "Image": "",
            "State": {"Status": "exited" if ends else "running", "Running": not ends, **healthy},
            "Config": {
                "Hostname": self._owner(service).word("hostname"),
                "Domainname": service.word("domainname"),
                "User": service.word("user"),
                "Image": service.word("image") or f"{self.project.name}-{service.name}",
                "Cmd": service.words("command") or None,
                "Entrypoint": service.words("entrypoint") or None,
                "Env": list(self._environment(service)),
                "ExposedPorts": {word: {} for word in _exposed(service)},
                "Labels": self._labels(service, number),
            },
            "HostConfig": {
                "NetworkMode": mode,
                "Binds": mounts.binds or None,
                "Mounts": mounts.asked or None,
                "Tmpfs": mounts.tmpfs or None,
                "VolumesFrom": list(lenders(self.project, service)) or None,
                "PortBindings": dict(_bindings(ports, asked=True)),
                "Links": list(self._legacy_links(service, name, mode, number)) or None,
                "ExtraHosts": service.words("extra_hosts") or None,
                "Dns": service.words("dns") or None,
                "DnsSearch": service.words("dns_search") or None,
                "DnsOptions": service.words("dns_opt") or None,
                "Privileged": service.flag("privileged"),
                "CapAdd": [_capability(one) for one in service.words("cap_add")] or None,
                "CapDrop": [_capability(one) for one in service.words("cap_drop")] or None,
                "ReadonlyRootfs": service.flag("read_only"),
                "IpcMode": service.word("ipc"),
                "UsernsMode": service.word("userns_mode"),
                "RestartPolicy": {"Name": service.word("restart").partition(":")[0] or "no"},
            },
            "Mounts": mounts.mounts,
            "NetworkSettings": {
                "Ports": dict(_bindings(ports, asked=False)) if bound else {},
                "Networks": {key: self._unplugged(one) if ends else one for key, one in attached.items()},
            },
        }

    def _owner(self, service: Service) -> Service:
        """Whose namespace, and with it whose hostname, the service's containers have."""
        kind, _, target = service.mode.partition(":")
        services = self.project.services
        if kind == "service":
            return services.get(target, service)
        if kind == "container":
            return next((one for one in services.values() if target in one.containers), service)
        return service

    def _wired(self, service: Service, name: str, number: int) -> tuple[str, dict[str, dict[str, Json]]]:
        """`HostConfig.NetworkMode` and the endpoints."""
        mode, project = service.mode, self.project
        kind, _, target = mode.partition(":")
        if kind == "service":
            owner = project.container(target)
            if not owner:
                project.gap(f"services.{service.name}.network_mode", f"there is no service {target!r} that starts")
            return f"container:{identity('container', owner) if owner else target}", {}
        if kind == "container":
            known = any(target in one.containers for one in project.services.values())
            if not known:
                what = f"the container {target}, whose network {service.name} shares: it is none of the file's"
                project.gap(f"services.{service.name}.network_mode", what, Why.NOT_READ, "Read the engine instead.")
            return f"container:{identity('container', target) if known else target}", {}
        if mode in BUILT_IN:
            return mode, {mode: self.networks.endpoint(service, mode, {}, [], [])}
        if mode:
            project.gap(f"services.{service.name}.network_mode", f"{mode!r} is no mode", Why.UNSUPPORTED)
            return mode, {}
        found = {}
        links = list(self._links(service, number))
        ordered = sorted(
            project.networks_of(service).items(), key=lambda pair: (-integer(pair[1].get("priority")), pair[0])
        )
        for key, wish in ordered:
            network = self.networks.name(key)
            plain = network in BUILT_IN
            aliases = [] if plain else [name, service.name, *(text_of(one) for one in sequence(wish.get("aliases")))]
            aliases = list(dict.fromkeys(aliases))
            found[network] = self.networks.endpoint(service, network, wish, aliases, [] if plain else links)
        return next(iter(found)), found

    def _links(self, service: Service, number: int) -> Iterator[str]:
        """As compose writes them: each of the service's containers by the alias, and by two names that it makes.

        The number in these is that of the container that has the link, whatever the other one's is.
        """
        for word in service.words("links"):
            target, _, alias = word.partition(":")
            known = self.project.services.get(target)
            if known is None:
                self.project.gap(f"services.{service.name}.links", f"there is no service {target!r} that starts")
                continue
            for container in known.containers:
                yield f"{container}:{alias or target}"
                yield f"{container}:{target}-{number}"
                yield f"{container}:{self.project.name}-{target}-{number}"
        for word in service.words("external_links"):
            target, _, alias = word.partition(":")
            yield f"{target}:{alias or target}"

    def _legacy_links(self, service: Service, name: str, mode: str, number: int) -> Iterator[str]:
        if mode == "bridge":
            for word in self._links(service, number):
                target, _, alias = word.partition(":")
                yield f"/{target}:/{name}/{alias}"

    def _ports(self, service: Service) -> Iterator[dict[str, Json]]:
        if not service.mode or service.mode == "bridge":
            yield from (one for one in sequence(service.told.get("ports")) if isinstance(one, dict))

    def _environment(self, service: Service) -> Iterator[str]:
        names: dict[str, str] = {}
        for file in service.words("env_file"):
            if file in self.env_files:
                names |= dict.fromkeys(env_names(self.env_files[file]), "")
            else:
                place, remedy = f"services.{service.name}.env_file", "Put it beside the compose file."
                self.project.gap(place, f"the names that {file} sets", Why.NOT_READ, remedy)
        told = {key: text_of(value) for key, value in mapping(service.told.get("environment")).items()}
        yield from (f"{key}={value}" for key, value in (names | told).items())

    def _labels(self, service: Service, number: int) -> dict[str, str]:
        own = {key: text_of(value) for key, value in mapping(service.told.get("labels")).items()}
        known = self.project.labels("service", service.name, own)
        return known | {f"{LABEL}container-number": str(number)}

    def _borrow(self, name: str, seen: tuple[str, ...]) -> None:
        """Mounts of the containers in VolumesFrom, where nothing of its own is mounted."""
        one = self.inspects[name]
        for lender in one["HostConfig"]["VolumesFrom"] or ():
            if lender not in self.inspects or lender in seen:
                continue
            self._borrow(lender, (*seen, name))
            there = {mount["Destination"] for mount in one["Mounts"]}
            lent = [mount | {"Mode": ""} for mount in self.inspects[lender]["Mounts"]]
            one["Mounts"] += [mount for mount in lent if mount["Destination"] not in there and mount["Type"] != "tmpfs"]

    @staticmethod
    def _unplugged(endpoint: dict[str, Json]) -> dict[str, Json]:
        """The endpoint of a container that has ended: the network, but no address."""
        gone = ("IPAddress", "GlobalIPv6Address", "Gateway", "IPv6Gateway", "EndpointID", "MacAddress")
        return endpoint | dict.fromkeys(gone, "") | {"IPPrefixLen": 0, "GlobalIPv6PrefixLen": 0}


def _ended(project: Project) -> Iterator[str]:
    """Services for whose end others wait: what has started after them finds them exited."""
    for service in project.services.values():
        needs = mapping(service.told.get("depends_on")) if service.containers else {}
        for name, need in needs.items():
            if text_of(mapping(need).get("condition")) == _COMPLETED and name in project.services:
                yield name


def _missing_needs(project: Project) -> None:
    """Services that others wait for, and that the file does not have."""
    for service in project.services.values():
        for name, need in mapping(service.told.get("depends_on")).items():
            optional = text_of(mapping(need).get("required")).lower() == "false"
            if name not in project.section("services") and not optional:
                place = f"services.{service.name}.depends_on"
                project.gap(place, f"there is no service {name!r}: compose refuses that")


def _exposed(service: Service) -> Iterator[str]:
    for word in service.words("expose"):
        yield word if "/" in word else f"{word}/tcp"
    if not service.mode or service.mode == "bridge":
        for one in sequence(service.told.get("ports")):
            yield f"{text_of(mapping(one).get('target'))}/{text_of(mapping(one).get('protocol'))}"


def _bindings(ports: list[dict[str, Json]], *, asked: bool) -> Iterator[tuple[str, list[Json]]]:
    """`HostConfig.PortBindings` as asked for, or `NetworkSettings.Ports`, where every address is 0.0.0.0 and `::`."""
    found: dict[str, list[Json]] = {}
    for one in ports:
        address = text_of(one.get("host_ip"))
        addresses = [address] if address or asked else [*ANY.values()]
        wishes = [{"HostIp": to, "HostPort": text_of(one.get("published"))} for to in addresses]
        found.setdefault(f"{text_of(one.get('target'))}/{text_of(one.get('protocol'))}", []).extend(wishes)
    yield from found.items()


def _capability(word: str) -> str:
    upper = word.upper()
    return upper if upper.startswith("CAP_") or upper == "ALL" else f"CAP_{upper}"
