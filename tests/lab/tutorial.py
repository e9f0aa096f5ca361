"""The first lab scenario: what the tutorials of Docker's networks and volumes tell people to type."""

import subprocess
import tempfile
from pathlib import Path

from tests.lab.engines import compose
from tests.lab.image import root_filesystem
from tests.lab.machine import IMAGE, Machine

SITE = "site:1"
FOREVER = ("sleep", "100000")

COMPOSE_FILE = f"""\
services:
  web:
    build: .
    ports: ["5000:5000"]
    command: httpd -f -p 5000 -h /www
  redis:
    image: {IMAGE}
    command: sleep 100000
"""


def build(machine: Machine) -> None:
    """Everything of the tutorial on one host, in the order in which it is told."""
    docker = machine.docker
    listen = 'CMD ["httpd", "-f", "-p", "80", "-h", "/www"]'
    docker("import", "--change", "EXPOSE 80", "--change", listen, "-", SITE, stdin=root_filesystem())

    docker("run", "-d", "-P", "--name", "test1", SITE)
    docker("run", "-d", "--name", "test", "--link", "test1", IMAGE, *FOREVER)

    docker("network", "create", "--driver", "bridge", "--subnet", "192.168.0.0/16", "--gateway", "192.168.0.1", "mynet")
    docker("run", "-d", "--name", "net1", "--network", "mynet", IMAGE, *FOREVER)
    docker("run", "-d", "--name", "net2", "--network", "mynet", IMAGE, *FOREVER)
    docker("network", "connect", "mynet", "test1")

    docker("run", "-d", "--name", "docker01", "-v", "/data", IMAGE, *FOREVER)
    docker("run", "-d", "--name", "named", "-v", "my_volume:/data", IMAGE, *FOREVER)
    docker("run", "-d", "--name", "bound", "-v", "/srv/path:/container/path", IMAGE, *FOREVER)
    docker("run", "-d", "--name", "readonly", "-v", "nginxconfig:/etc/nginx:ro", IMAGE, *FOREVER)
    docker("run", "-d", "--name", "docker02", "--volumes-from", "docker01", IMAGE, *FOREVER)

    volumes = ("-v", "nginx_config:/etc/nginx", "-v", "nginx_data:/usr/share/nginx/html")
    docker("run", "-d", "--name", "nginx", "-p", "8888:8888", *volumes, SITE)

    _compose_up(machine)

    docker("run", "-d", "--name", "in-host", "--network", "host", IMAGE, *FOREVER)
    docker("run", "-d", "--name", "in-none", "--network", "none", IMAGE, *FOREVER)
    docker("run", "-d", "--name", "in-test1", "--network", "container:test1", IMAGE, *FOREVER)


def _compose_up(machine: Machine) -> None:
    """A real `docker compose up` with a built service, by the classic builder: it needs no buildx plugin."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "Dockerfile").write_text(f"FROM {IMAGE}\nEXPOSE 5000\n")
        (project / "compose.yaml").write_text(COMPOSE_FILE)
        environment = {"DOCKER_HOST": machine.url, "DOCKER_BUILDKIT": "0", "HOME": folder, "PATH": "/usr/bin:/bin"}
        command = [compose(), "--project-directory", folder, "--project-name", "tutorial", "up", "--detach", "--build"]
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
