"""Before 27 nothing keeps networks apart in IPv6."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires


def _two(version: str = "26.1.5", second: bool = True) -> World:
    world = World(version=version)
    for number, name in enumerate(("six", "seven")[: 1 + second], 6):
        world.network(name, subnet=f"172.2{number}.0.0/16", ipv6=True)
        config = world.networks[name]["IPAM"]["Config"]
        config.append({"Subnet": f"fd00:{number}::/64", "Gateway": f"fd00:{number}::1"})
        at = {
            "IPAddress": f"172.2{number}.0.2",
            "GlobalIPv6Address": f"fd00:{number}::2",
            "GlobalIPv6PrefixLen": 64,
            "IPv6Gateway": f"fd00:{number}::1",
        }
        world.container(f"in-{name}", networks={name: at})
    return world


def an_engine_before_27() -> World:
    return read_host(_two())


def an_engine_of_today() -> World:
    return read_host(_two("28.5.2"))


def one_network_only() -> World:
    return read_host(_two(second=False))


def the_user_has_rules() -> World:
    world = read_host(_two())
    drops = ("-A FORWARD -i br+ -j DROP",)
    return add_rules(world, ":FORWARD ACCEPT", *drops, program="ip6tables-save")


def details_were_not_read() -> World:
    return _two(second=False).only_listed("in-six")


FIRES = [Fires(an_engine_before_27, "are not kept apart in IPv6", Severity.WARNING)]
SILENT = [an_engine_of_today, one_network_only, the_user_has_rules]
UNKNOWN = [details_were_not_read]
