"""Data that grow: the fixes of two rules, on real engines."""

import json

from inspector.model.finding import Finding
from tests.lab.fix_lab import ENGINES, Proof, Scene, empty_srv, paste

OLD, MIDDLE, NEW = ENGINES


def _grown(at: Scene) -> None:
    at.run("app")
    at.says("app", "mkdir /data; echo rows > /data/table; fallocate -l 1100000000 /data/cache")


def _survives_an_update(at: Scene) -> bool:
    """A new container with the same options has the rows."""
    binds = json.loads(at.docker("inspect", "--format", "{{json .HostConfig.Binds}}", "app")) or ()
    at.docker("rm", "--force", "app")
    at.run("app", *(word for bind in binds for word in ("--volume", bind)))
    return at.says("app", "cat /data/table") == "rows"


def _into_a_volume(at: Scene, finding: Finding) -> None:
    """A volume where the fix's command shows new files, and the one that is worth it copied there."""
    at.docker("rm", "--force", "app")
    _grown(at)
    added = [line.removeprefix("A ") for line in paste(at, finding).splitlines() if line.startswith("A ")]
    folder = min(added, key=len)
    at.docker("cp", f"app:{folder}/table", at.machine.state / "table")
    at.docker("rm", "--force", "app")
    at.run("app", "--volume", f"rows:{folder}")
    at.docker("cp", at.machine.state / "table", f"app:{folder}/table")


def _filled(at: Scene) -> None:
    at.host("sh", "-ec", "mkdir /srv/disk; mount -t tmpfs -o size=16m none /srv/disk; mkdir /srv/disk/db /srv/disk/old")
    at.host("dd", "if=/dev/zero", "of=/srv/disk/old/backup", "bs=1K", "count=15900")
    at.run("db", "--volume", "/srv/disk/db:/data")


def _has_room(at: Scene) -> bool:
    return at.says("db", "dd if=/dev/zero of=/data/table bs=1M count=1 2>/dev/null && echo yes") == "yes"


def _what_fills_it(at: Scene, finding: Finding) -> None:
    """The folder that the fix's command shows as the largest, the whole disk aside."""
    rows = [line.split("\t") for line in paste(at, finding).splitlines()]
    megabytes = {path: float(size.removesuffix("M")) for size, path in rows if size.endswith("M")}
    at.host("rm", "-r", max(megabytes.keys() - {"/srv/disk"}, key=lambda path: megabytes[path]))


PROOFS = (
    Proof("data-in-writable-layer", OLD, _grown, _survives_an_update, mend=_into_a_volume, sizes=True),
    Proof("file-system-nearly-full", MIDDLE, _filled, _has_room, mend=_what_fills_it, undo=empty_srv),
)
"""One a rule; docs/rules.md lists them."""
