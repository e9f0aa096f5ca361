"""Networks of a project as `/networks` would list them, and the endpoints of its services."""

from collections.abc import Iterator

from inspector.model.evidence import Json, Why
from inspector.parse.compose.addresses import DOCKER0, Addresses, Subnet, config, free_subnet, subnet, unique_local
from inspector.parse.compose.longform import text_of
from inspector.parse.compose.project import Project, Service, external, identity
from inspector.parse.reading import integer, mapping, sequence

BUILT_IN = {"bridge": "bridge", "host": "host", "none": "null"}


class Networks:
    """The networks that services use. by_name: as `/networks` tells them. written: their places, by name."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.by_name: dict[str, dict[str, Json]] = {name: _built_in(name) for name in BUILT_IN}
        self.written: dict[str, str] = {}
        self.external: set[str] = set()
        self._addresses: dict[str, Addresses] = {}
        fixed: dict[str, list[str]] = {}
        self._keys: dict[str, str] = {}
        for service in project.services.values():
            for key, wish in project.networks_of(service).items():
                fixed.setdefault(key, []).extend(text_of(wish.get(f"ipv{family}_address")) for family in (4, 6))
        taken: list[Subnet] = [one for one in (subnet(DOCKER0),) if one]
        told = {key: self._configured(key) for key in fixed}
        taken += [one for subnets in told.values() for one in subnets]
        for key in sorted(fixed):
            self._add(key, told[key], taken)
        for name, one in self.by_name.items():
            key = next((key for key, called in self._keys.items() if called == name), "")
            self._addresses[name] = Addresses(sequence(one["IPAM"]["Config"]), filter(None, fixed.get(key, ())))

    def name(self, key: str) -> str:
        """What the engine calls the network of this key."""
        return self._keys.get(key, key)

    def endpoint(
        self, service: Service, name: str, wish: dict[str, Json], aliases: list[str], links: list[str]
    ) -> Json:
        """`NetworkSettings.Networks[name]` of one container."""
        network = self.by_name[name]
        pool = self._addresses[name]
        ipv4, ipv6 = (pool.take(family, self._fixed(service, name, wish, family)) for family in (4, 6))
        outward = not network["Internal"] and name not in ("host", "none")
        return {
            "NetworkID": network["Id"],
            "EndpointID": identity("endpoint", service.name, name),
            "IPAddress": ipv4,
            "IPPrefixLen": pool.prefix.get(4, 0) if ipv4 else 0,
            "Gateway": pool.gateway.get(4, "") if ipv4 and outward else "",
            "GlobalIPv6Address": ipv6,
            "GlobalIPv6PrefixLen": pool.prefix.get(6, 0) if ipv6 else 0,
            "IPv6Gateway": pool.gateway.get(6, "") if ipv6 and outward else "",
            "MacAddress": text_of(wish.get("mac_address")),
            "Aliases": aliases or None,
            "DNSNames": aliases or None,
            "Links": links or None,
            "GwPriority": integer(wish.get("gw_priority")),
            "DriverOpts": {key: text_of(one) for key, one in mapping(wish.get("driver_opts")).items()} or None,
            "IPAMConfig": {
                "IPv4Address": text_of(wish.get("ipv4_address")),
                "IPv6Address": text_of(wish.get("ipv6_address")),
            },
        }

    def carries(self, name: str) -> bool:
        """Whether published ports are bound for who is on it."""
        network = self.by_name[name]
        return network["Driver"] == "bridge" and not network["Internal"]

    def _fixed(self, service: Service, name: str, wish: dict[str, Json], family: int) -> str:
        wanted = text_of(wish.get(f"ipv{family}_address"))
        known = subnet(wanted) if wanted else None
        if wanted and (known is None or known.version != family or known.num_addresses > 1):
            place = f"services.{service.name}.networks"
            self.project.gap(place, f"{wanted!r} is no IPv{family} address on {name}")
            return ""
        return wanted

    def _configured(self, key: str) -> dict[Subnet, tuple[str, str]]:
        """Subnets that the file gives, with gateway and range."""
        found: dict[Subnet, tuple[str, str]] = {}
        ipam = mapping(self.project.resource("networks", key).get("ipam"))
        for number, one in enumerate(sequence(ipam.get("config"))):
            known = subnet(text_of(mapping(one).get("subnet")))
            if known is None:
                place = f"networks.{key}.ipam.config.{number}"
                self.project.gap(place, f"{text_of(mapping(one).get('subnet'))!r} is no subnet")
                continue
            gateway, part = text_of(one.get("gateway")), text_of(one.get("ip_range"))
            found[known] = (gateway if subnet(gateway) else "", part if subnet(part) else "")
        return found

    def _add(self, key: str, told: dict[Subnet, tuple[str, str]], taken: list[Subnet]) -> None:
        project = self.project
        one, name = project.resource("networks", key), project.called("networks", key)
        place = f"networks.{key}"
        self._keys[key] = name
        if key != "default" and key not in project.section("networks"):
            project.gap(place, f"a service is on the network {key}, which is not declared: compose refuses that")
        if external(one):
            if name in BUILT_IN:
                return
            what = f"what the external network {name} is, and who else is on it: it is taken for a plain bridge"
            project.gap(place, what, Why.NOT_READ, f"Read the engine, or `docker network inspect {name}` there.")
            self.external.add(name)
        six = text_of(one.get("enable_ipv6")).lower() == "true"
        four = text_of(one.get("enable_ipv4")).lower() != "false"
        ident = identity("network", name)
        subnets = list(_subnets(told, ident, taken, four=four, six=six))
        driver = text_of(one.get("driver")) or "bridge"
        self.by_name[name] = {
            "Name": name,
            "Id": ident,
            "Scope": "swarm" if driver == "overlay" else "local",
            "Driver": driver,
            "EnableIPv4": four,
            "EnableIPv6": six,
            "Internal": text_of(one.get("internal")).lower() == "true",
            "Attachable": text_of(one.get("attachable")).lower() == "true",
            "IPAM": {"Driver": "default", "Config": config(subnets, told)},
            "Options": {name: text_of(value) for name, value in mapping(one.get("driver_opts")).items()},
            "Labels": {} if external(one) else project.labels("network", key, one.get("labels")),
        }
        self.written[name] = project.place(place)


def _subnets(
    told: dict[Subnet, tuple[str, str]], ident: str, taken: list[Subnet], *, four: bool, six: bool
) -> Iterator[Subnet]:
    known = [one for one in told if (four and one.version == 4) or (six and one.version == 6)]
    yield from known
    if four and not any(one.version == 4 for one in known):
        chosen = free_subnet(taken)
        taken.append(chosen)
        yield chosen
    if six and not any(one.version == 6 for one in known):
        yield unique_local(ident)


def _built_in(name: str) -> dict[str, Json]:
    own = subnet(DOCKER0)
    options = {"com.docker.network.bridge.default_bridge": "true"} if name == "bridge" else {}
    return {
        "Name": name,
        "Id": identity("network", name),
        "Scope": "local",
        "Driver": BUILT_IN[name],
        "EnableIPv6": False,
        "Internal": False,
        "IPAM": {"Driver": "default", "Config": config([own], {}) if name == "bridge" and own else []},
        "Options": options,
        "Labels": {},
    }
