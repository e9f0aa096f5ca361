"""case 37: "1345 volumes / 32 GB", and a prune that does not take them."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.rules.example import Fires

LABEL = {"com.docker.volume.anonymous": ""}


def _left(count: int, *, labelled: bool = True, version: str = "28.5.2", api: str = "1.51") -> World:
    world = World(version=version, api=api)
    world.image("dind:1", volumes=["/var/lib/docker"])
    for number in range(count):
        world.volume(ident(f"left {number}"), labels=LABEL if labelled else None)
    world.container("web", mounts=["pages:/srv"])
    return world


def twelve_are_left() -> World:
    return _left(12)


def three_are_left_and_large() -> World:
    world = _left(3)
    rows = [row | {"UsageData": {"Size": 700_000_000, "RefCount": 0}} for row in world.volumes.values()]
    world.engine["/system/df"] = {"Volumes": rows}
    return world


def two_have_no_label() -> World:
    return _left(2, labelled=False)


def some_have_no_label() -> World:
    world = _left(12)
    world.volume(ident("older"))
    return world


def a_prune_of_this_engine_would_take_named_ones_too() -> World:
    world = _left(12, labelled=False, version="20.10.24", api="1.41")
    world.volume("precious")
    return world


def many_more_than_are_named() -> World:
    return _left(40, labelled=False)


def a_few_are_left() -> World:
    return _left(3)


def all_are_used() -> World:
    world = World()
    for number in range(12):
        hex_name = world.volume(ident(f"used {number}"), labels=LABEL)
        world.container(f"web{number}", config={"Volumes": {"/data": {}}})
        world.containers[f"web{number}"]["Mounts"] = [world._mount(f"{hex_name}:/data")]
    return world


def volumes_with_names_are_left() -> World:
    world = World()
    for number in range(12):
        world.volume(f"data{number}")
    return world


def details_of_a_container_were_not_read() -> World:
    return _left(12).only_listed("web")


FIRES = [
    Fires(twelve_are_left, "12 anonymous volumes have no user any more.", Severity.WARNING),
    Fires(three_are_left_and_large, "have no user any more, with 2.1 GB in them.", Severity.WARNING),
    Fires(two_have_no_label, "2 anonymous volumes have no user any more.", Severity.NOTE),
    Fires(some_have_no_label, "13 anonymous volumes", Severity.WARNING),
    Fires(a_prune_of_this_engine_would_take_named_ones_too, "12 anonymous volumes", Severity.WARNING),
    Fires(many_more_than_are_named, "40 anonymous volumes", Severity.WARNING),
]
SILENT = [a_few_are_left, all_are_used, volumes_with_names_are_left]
UNKNOWN = [details_of_a_container_were_not_read]
