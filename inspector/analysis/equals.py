"""Containers that answer alike: same networks, state, routes, ports, names and firewall rules, whatever the address."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from inspector.analysis.parties import ports_of
from inspector.analysis.reach import namespace_of
from inspector.analysis.world import World
from inspector.model.answer import Protocol
from inspector.model.container import Container
from inspector.model.firewall import Ruleset
from inspector.model.ids import Kind, Ref
from inspector.model.netns import Netns

SELF = "@"
"""Stands for a container's own address wherever that would be the only difference between two."""


@dataclass(frozen=True, slots=True)
class Part:
    """What an answer may hang on: where it is and how its packets go, what listens there, what names mean to it."""

    place: Hashable
    service: Hashable
    naming: Hashable


class Equals:
    """Tells the Part of each container of a world: equal parts, equal answers. port: the one that is asked, or None."""

    def __init__(self, world: World, port: int | None) -> None:
        self.world, self.port = world, port
        worlds = (world, *world.others())
        self.exact, self.wide = _addressed([r for one in worlds for r in one.facts.snapshot.rulesets])
        self.special = _special_names(world)
        self.shared = {c.network_mode.target for c in world.facts.snapshot.containers} - {""}

    def part(self, container: Container) -> Part:
        """Everything about a container that an answer may hang on."""
        facts = self.world.facts
        files = facts.name_files.get(container.id)
        naming = (
            files.search if files else (),
            container.extra_hosts,
            container.links,
            container.dns,
            container.dns_search,
            container.name.lower() if container.name.lower() in self.special else "",
        )
        try:
            owner = facts.namespace_owner(Ref(Kind.CONTAINER, container.id))
        except LookupError:
            return Part(container.id, (), naming)
        state = (container.state, container.network_mode.mode)
        if not container.has_netns:
            return Part((state, tuple(sorted(e.network for e in container.endpoints))), (), naming)
        holder = owner or container
        space = namespace_of(self.world, container)
        own = {a for e in holder.endpoints for a in (e.ipv4, e.ipv6) if a}
        place = (
            state,
            holder.id if holder.id in self.shared else "",
            facts.orphaned(container),
            tuple(self._attachments(holder)),
            tuple(self._rules(own)),
            tuple(self._namespace(space, own)) if space and not space.host else space is not None,
        )
        return Part(place, self._service(container, space, own), naming)

    def _attachments(self, holder: Container) -> Iterator[Hashable]:
        facts = self.world.facts
        for endpoint, _ in facts.ordered_endpoints(holder):
            key = facts.network_key(endpoint)
            clash = len(facts.records.get(key, {}).get(holder.name.lower(), ())) > 1
            yield key, bool(endpoint.ipv4), bool(endpoint.ipv6), endpoint.links, clash

    def _service(self, container: Container, space: Netns | None, own: set[str]) -> Hashable:
        wanted = self.port or next(iter(ports_of(self.world, container, Protocol.TCP)), None)
        if space is None or space.sockets is None:
            return (wanted, None)
        sockets = ((s.address, s.v6only) for s in space.sockets if (s.protocol, s.port) == ("tcp", wanted))
        return (wanted, tuple(sorted({(SELF if a in own else a, only) for a, only in sockets})))

    def _rules(self, own: set[str]) -> list[str]:
        found: set[str] = set()
        for text in own:
            address = ip_address(text)
            number = (address.version, int(address))
            found |= self.exact.get(number, set())
            found |= {name for name, family, low, high in self.wide if family == number[0] and low <= number[1] <= high}
        return sorted(found)

    def _namespace(self, space: Netns, own: set[str]) -> Iterator[Hashable]:
        plugs = self.world.stack.plugs
        links = {
            i.name: plug.segment.replace(space.inode, SELF)
            for i in space.interfaces
            if (plug := plugs.get((space.inode, i.name)))
        }
        for route in space.routes:
            source = SELF if route.source in own else route.source
            link = links.get(route.device, route.device)
            yield (
                route.family,
                route.table,
                route.type,
                route.destination if route.destination not in own else SELF,
                route.gateway,
                link,
                source,
                route.metric,
            )
        for name, value in space.sysctls:
            parts = name.split(".")
            yield ".".join(links.get(part, part) for part in parts), value
        yield "policy", space.rules


def _addressed(rulesets: list[Ruleset]) -> tuple[dict[tuple[int, int], set[str]], list[tuple[str, int, int, int]]]:
    """What names addresses in the rules: by exact address, and by range with its family. An exact one's own text is
    kept without the address, so that two containers of which the same is said look alike."""
    exact: dict[tuple[int, int], set[str]] = defaultdict(set)
    wide: dict[tuple[int, int, int], str] = {}

    def note(family: int, low: object, high: object, text: str) -> None:
        if not isinstance(low, int) or not isinstance(high, int):
            return
        for version in (family,) if family else (4, 6):
            if low != high:
                wide[version, low, high] = f"{version}:{low}-{high}"
            elif (version == 6 and low > 0xFFFFFFFF) or (version == 4 and low <= 0xFFFFFFFF):
                address = str(ip_address(low) if version == 4 else IPv6Address(low))
                exact[version, low].add(text.replace(address, SELF))

    for ruleset in rulesets:
        for table in ruleset.tables:
            rules = [rule for chain in table.chains for rule in chain.rules]
            matched = [(v, f"{r.chain} {r.text}") for r in rules for m in r.matches for v in m.values]
            matched += [(v, f"set {s.name}") for s in table.sets for v in (*s.values, *s.except_)]
            for value, text in matched:
                for part in value:
                    if isinstance(part, tuple):
                        note(ruleset.family, part[0], part[1], text)
    return exact, [(name, *key) for key, name in wide.items()]


def _special_names(world: World) -> set[str]:
    """Names that somebody's hosts file or link gives a meaning of its own: whoever carries one is like nobody else."""
    found: set[str] = set()
    for container in world.facts.snapshot.containers:
        found |= {entry.replace("=", ":").partition(":")[0].lower() for entry in container.extra_hosts}
        found |= {link.alias.lower() for link in container.links}
        found |= {link.target.lower() for link in container.links}
        found |= {link.alias.lower() for endpoint in container.endpoints for link in endpoint.links}
        found.add(container.hostname.lower())
    for files in world.facts.name_files.values():
        found |= {name.lower() for line in files.hosts or () for name in line.names}
    return found
