"""case 38: node_modules of an older build in front of the image's own."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.rules.example import Fires

HEX = ident("a volume that nobody named")
ROOT = "/var/lib/docker/volumes"
BEFORE, LATER, AFTER = "2026-11-01T10:00:00Z", "2026-11-10T10:00:00.123456789Z", "2026-11-20T12:00:00+02:00"


def _with(volume: str = HEX, *, made: str = BEFORE, changed: str = BEFORE, target: str = "/app/node_modules") -> World:
    world = World()
    labels = {"com.docker.volume.anonymous": ""} if volume == HEX else None
    world.volume(volume, labels=labels)
    world.volumes[volume]["CreatedAt"] = made
    world.image("web:2")
    world.images["web:2"]["Created"] = LATER
    world.host_path(f"{ROOT}/{volume}/_data", mtime=changed)
    config = {"Volumes": {target: {}}} if volume == HEX else None
    world.container("web", image="web:2", mounts=["/srv/web:/app", f"{volume}:{target}"], config=config)
    if volume == HEX:
        world.containers["web"]["HostConfig"]["Binds"] = ["/srv/web:/app"]
    return world


def an_anonymous_volume_outlived_the_build() -> World:
    return _with()


def compose_handed_it_on() -> World:
    world = _with()
    labels = {"com.docker.compose.project": "shop", "com.docker.compose.service": "web"}
    world.containers["web"]["Config"]["Labels"] = labels
    return world


def a_volume_with_a_name_did() -> World:
    return _with("modules")


def it_is_newer_than_the_image() -> World:
    return _with(made=AFTER, changed=AFTER)


def packages_were_installed_into_it_since() -> World:
    return _with(changed=AFTER)


def it_holds_data() -> World:
    return _with("pgdata", target="/var/lib/postgresql/data")


def the_volume_was_not_looked_at() -> World:
    world = _with()
    world.paths.clear()
    return world


def the_image_was_not_read() -> World:
    world = _with()
    world.images["web:2"]["Created"] = ""
    return world


FIRES = [
    Fires(an_anonymous_volume_outlived_the_build, "/app/node_modules is an anonymous volume", Severity.WARNING),
    Fires(compose_handed_it_on, "from before its image was built", Severity.WARNING),
    Fires(a_volume_with_a_name_did, "/app/node_modules is the volume modules from before", Severity.WARNING),
]
SILENT = [it_is_newer_than_the_image, packages_were_installed_into_it_since, it_holds_data]
UNKNOWN = [the_volume_was_not_looked_at, the_image_was_not_read]
