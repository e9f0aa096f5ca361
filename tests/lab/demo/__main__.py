"""`python -m tests.lab.demo FILE`: build the demo on a real engine (28 or newer) and record it as evidence."""

import shutil
import sys
import time
from pathlib import Path

from tests.lab import engines
from tests.lab.debian_image import root_filesystem
from tests.lab.engines import compose
from tests.lab.machine import IMAGE, Machine, started

HERE = Path(__file__).parent
BUSYBOX = "busybox:1.35"
FOREVER = ("sleep", "infinity")


def build_images(docker: Machine) -> None:
    nginx = root_filesystem("nginx-light")
    redis = root_filesystem("redis-server")
    flask = root_filesystem("python3-flask", "python3-redis")
    _import(docker, "nginx:1.22", nginx, "EXPOSE 80", 'CMD ["nginx"]')
    listen = 'CMD ["redis-server", "--protected-mode", "no"]'
    _import(docker, "redis:7.0", redis, "EXPOSE 6379", "VOLUME /data", "WORKDIR /data", listen)
    _import(docker, "flask:2.2", flask, 'CMD ["python3"]')
    docker.docker("tag", IMAGE, BUSYBOX)
    docker.docker("rmi", IMAGE)


def build(machine: Machine) -> None:
    """A shop of four containers, and beside it one of each thing that people meet on a Docker host."""
    docker = machine.docker
    project = Path(f"/proc/{machine.pid}/root/srv/shop")
    shutil.copytree(HERE, project, ignore=shutil.ignore_patterns("__*"))
    machine.host("env", "DOCKER_BUILDKIT=0", "HOME=/srv", compose(), "--project-directory", "/srv/shop", "up", "-d")

    docker("run", "-d", "--name", "counter-db", "redis:7.0")
    docker("run", "-d", "--name", "counter", "--link", "counter-db:db", "-p", "5000:5000", "shop-web")

    docker("network", "create", "--subnet", "172.30.0.0/24", "--gateway", "172.30.0.1", "monitoring")
    metrics = ("-v", "metrics-data:/var/lib/metrics", "-p", "127.0.0.1:9090:9090", "--network-alias", "prom")
    docker("run", "-d", "--name", "metrics", "--network", "monitoring", *metrics, BUSYBOX, *FOREVER)
    docker("network", "connect", "shop_frontend", "metrics")
    docker("run", "-d", "--name", "metrics-proxy", "--network", "container:metrics", BUSYBOX, *FOREVER)
    docker("run", "-d", "--name", "node-stats", "--network", "host", "-v", "/proc:/host/proc:ro", BUSYBOX, *FOREVER)
    docker(
        "run", "-d", "--name", "thumbnails", "--network", "none", "-v", "shop_uploads:/thumbnails", BUSYBOX, *FOREVER
    )
    docker("run", "-d", "--name", "backup", "--volumes-from", "shop-redis-1:ro", BUSYBOX, *FOREVER)
    docker("run", "--name", "migrate", "--network", "shop_backend", BUSYBOX, "echo", "nothing to migrate")


def main() -> None:
    target = Path(sys.argv[1]).resolve()
    with started(engines.fetched("sid"), hostname="dockerhost") as machine:
        build_images(machine)
        build(machine)
        _wait_for_a_visit(machine)
        machine.host(sys.executable, "-m", "inspector", "snapshot", "--output", target)
        print(machine.docker("ps", "--all", "--format", "table {{.Names}}\t{{.Status}}\t{{.Ports}}"))


def _wait_for_a_visit(machine: Machine) -> None:
    """What is recorded works: nginx reaches flask by name, and flask redis."""
    for _ in range(50):
        if machine.host("busybox", "wget", "-qO-", "http://127.0.0.1:8080/", check=False).startswith("visit"):
            return
        time.sleep(0.2)
    raise AssertionError("the shop does not answer on port 8080")


def _import(machine: Machine, tag: str, root: bytes, *changes: str) -> None:
    words = [word for change in changes for word in ("--change", change)]
    machine.docker("import", *words, "-", tag, stdin=root)


if __name__ == "__main__":
    main()
