"""Volumes of `--mount type=volume,dst=/m` on 26.1, and volumes older than engine 23: no prune takes them."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.rules.example import Fires

HEX = ident("a volume that nobody named")
WISH = {"Type": "volume", "Target": "/data"}


def _with(*, labels: dict[str, str] | None = None, version: str = "26.1.5", api: str = "1.45") -> World:
    world = World(version=version, api=api)
    world.volume(HEX, labels=labels)
    world.container("web", mounts=[f"{HEX}:/data"], host_config={"Binds": None, "Mounts": [WISH]})
    return world


def a_mount_without_a_source() -> World:
    return _with()


def a_volume_of_an_older_engine() -> World:
    world = _with()
    world.containers["web"]["HostConfig"]["Mounts"] = None
    world.containers["web"]["Config"]["Volumes"] = {"/data": {}}
    return world


def it_has_the_label() -> World:
    return _with(labels={"com.docker.volume.anonymous": ""})


def this_engine_asks_for_no_label() -> World:
    return _with(version="20.10.24", api="1.41")


def somebody_asks_for_it_by_name() -> World:
    world = _with()
    world.containers["web"]["HostConfig"]["Mounts"] = [WISH | {"Source": HEX}]
    return world


def it_goes_with_its_container() -> World:
    world = _with()
    world.containers["web"]["HostConfig"]["AutoRemove"] = True
    return world


def details_were_not_read() -> World:
    return it_has_the_label().only_listed("web")


FIRES = [
    Fires(a_mount_without_a_source, "The anonymous volume of web at /data has no label", Severity.NOTE),
    Fires(a_volume_of_an_older_engine, "no `docker volume prune` takes it", Severity.NOTE),
]
SILENT = [it_has_the_label, this_engine_asks_for_no_label, somebody_asks_for_it_by_name, it_goes_with_its_container]
UNKNOWN = [details_were_not_read]
