"""Data that more than one container writes: the fixes of three rules, on real engines."""

from inspector.model.finding import Finding
from tests.lab.fix_lab import ENGINES, Proof, Scene, empty_srv

OLD, MIDDLE, NEW = ENGINES
PGDATA = "/var/lib/postgresql/data"
SERVER = f"""\
trap exit TERM
table=$(cat {PGDATA}/table 2>/dev/null)
while :; do
  if [ -f /tmp/insert ]; then
    table="$table $(cat /tmp/insert)"; echo "$table" > {PGDATA}/table; rm /tmp/insert
  fi
  sleep 0.05
done
"""
"""Like any database server it reads its files when it starts, and writes what it holds in memory over them."""
INSERT = "echo {} > /tmp/next; mv /tmp/next /tmp/insert; while [ -e /tmp/insert ]; do sleep 0.05; done"
SERVICE = """\
services:
  {service}:
    image: bb:1
    command: sleep 100000
    stop_grace_period: 0s
    volumes: [rows:/data]
volumes:
  rows: {volume}
"""


def _two_servers(at: Scene) -> None:
    for name in ("db-1", "db-2"):
        at.run(name, "--volume", f"pgdata:{PGDATA}", command=("sh", "-c", SERVER))


def _keeps_all_rows(at: Scene) -> bool:
    """Whichever servers run: what they took is in the table."""
    servers = sorted(at.docker("ps", "--format", "{{.Names}}").split())
    for row, name in enumerate(servers):
        at.says(name, INSERT.format(f"row-{row}"))
    table = at.says(servers[0], f"cat {PGDATA}/table").split()
    return all(f"row-{row}" in table for row, _ in enumerate(servers))


def _sees_all_of_the_engine(at: Scene) -> None:
    at.run("db", "--volume", "data:/data")
    at.run("backup", "--volume", "/var/lib/docker:/docker")


def _writes_only_itself(at: Scene) -> bool:
    """Nobody else can change what the database has written."""
    at.says("db", "echo rows > /data/table")
    at.says("backup", "echo nonsense > /docker/volumes/data/_data/table")
    return at.says("db", "cat /data/table") == "rows"


def _the_one_volume(at: Scene, _: Finding) -> None:
    at.docker("rm", "--force", "backup")
    at.run("backup", "--volume", "data:/docker/volumes/data/_data:ro")


def _guest(at: Scene) -> None:
    at.compose("host", "up", "-d", file=SERVICE.format(service="db", volume=""))
    volume = "{external: true, name: host_rows}"
    at.compose("guest", "up", "-d", file=SERVICE.format(service="app", volume=volume))


def _outlives_its_host(at: Scene) -> bool:
    """The guest is down for an update, while the other project goes and comes again."""
    at.says("guest-app-1", "echo rows > /data/table")
    at.compose("guest", "down")
    at.compose("host", "down", "-v")
    at.compose("host", "up", "-d")
    at.compose("guest", "up", "-d")
    return at.says("guest-app-1", "cat /data/table") == "rows"


def _a_volume_of_nobody(at: Scene, _: Finding) -> None:
    at.docker("volume", "create", "shared")
    volume = "{external: true, name: shared}"
    for project, service in (("host", "db"), ("guest", "app")):
        at.compose(project, "up", "-d", file=SERVICE.format(service=service, volume=volume))


PROOFS = (
    Proof("two-writers", OLD, _two_servers, _keeps_all_rows),
    Proof("docker-folder-mounted", MIDDLE, _sees_all_of_the_engine, _writes_only_itself, mend=_the_one_volume),
    Proof("volume-of-another-project", NEW, _guest, _outlives_its_host, mend=_a_volume_of_nobody, undo=empty_srv),
)
"""One a rule; docs/rules.md lists them."""
