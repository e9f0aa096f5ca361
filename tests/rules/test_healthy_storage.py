"""On a host whose containers keep their data well, no rule of storage has anything to say."""

from inspector.pipeline import check
from tests.build import World, ident

ROOM = {"free": 50_000_000_000, "size": 100_000_000_000}


def well_kept() -> World:
    """What people usually have: settings, a database, uploads, packages in a volume, a job that ended."""
    world = World()
    world.image("web:2", volumes=["/app/cache"])
    world.images["web:2"]["Created"] = "2026-11-01T10:00:00Z"
    world.image("postgres:16", volumes=["/var/lib/postgresql/data"])
    cache = world.volume(ident("a volume that nobody named"), labels={"com.docker.volume.anonymous": ""})
    settings = "/srv/shop/nginx.conf:/etc/nginx/nginx.conf"
    world.container("shop-proxy-1", mounts=[settings, "shop_uploads:/srv:ro"], service="shop/proxy")
    mounts = [
        "/srv/shop/web:/app",
        "shop_modules:/app/node_modules",
        "shop_uploads:/app/uploads",
        f"{cache}:/app/cache",
    ]
    world.container("shop-web-1", image="web:2", mounts=mounts, service="shop/web")
    world.containers["shop-web-1"]["HostConfig"]["Binds"].pop()
    world.containers["shop-web-1"]["Config"]["Volumes"] = {"/app/cache": {}}
    world.container("shop-worker-1", mounts=["shop_uploads:/in"], service="shop/worker")
    data = "shop_pgdata:/var/lib/postgresql/data"
    world.container("shop-db-1", image="postgres:16", mounts=[data], service="shop/db")
    world.container("shop-migrate-1", mounts=["/srv/shop/web:/app:ro"], service="shop/migrate", state="exited")
    world.container("old-db-1", mounts=["old_pgdata:/var/lib/postgresql/data"], service="old/db", state="exited")
    for name, one in world.volumes.items():
        project, _, key = name.partition("_")
        if key:
            one["Labels"] = {"com.docker.compose.project": project, "com.docker.compose.volume": key}
        world.host_path(one["Mountpoint"], uid=999, gid=999, empty=False, **ROOM)
    world.host_path("/srv/shop/nginx.conf", type="file", ino=7, **ROOM)
    world.host_path("/srv/shop/web", uid=1000, gid=1000, empty=False, **ROOM)
    for path in ("node_modules", "uploads", "cache"):
        world.host_path(f"/srv/shop/web/{path}", uid=1000, gid=1000, empty=True, **ROOM)
    world.container_fact("shop-proxy-1", "/etc/nginx/nginx.conf", type="file", ino=7)
    for name in ("shop-proxy-1", "shop-web-1", "shop-worker-1"):
        world.process(name, caps=(1 << 41) - 1)
    world.process("shop-db-1", uid=999, gid=999)
    return world


def test_a_host_that_keeps_its_data_well_is_silent_and_all_is_decided() -> None:
    world = well_kept()
    sizes = [{"Id": one["Id"], "SizeRw": 1000} for one in world.containers.values()]
    world.engine["/system/df"] = {"Containers": sizes}
    report = check(world.case(), ["storage"])
    assert [f"{one.rule} {one.title}" for one in report.findings] == []
    assert [f"{one.rule} {one.names} {one.gaps}" for one in report.undecided] == []
