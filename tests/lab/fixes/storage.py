"""The fixes of the storage rules, on real engines: each symptom is felt, mended by the fix's command, and gone."""

import json
import re

from inspector.model.finding import Finding
from tests.lab.fix_lab import ENGINES, IDLE, Proof, Scene, empty_srv, paste
from tests.lab.machine import IMAGE

OLD, MIDDLE, NEW = ENGINES
PGDATA = "/var/lib/postgresql/data"
KEY = "com.docker.compose"


def _runs(at: Scene, container: str) -> bool:
    return at.docker("inspect", "--format", "{{.State.Running}}", container) == "true"


def _starts(at: Scene, container: str) -> bool:
    at.docker("start", container, check=False)
    return _runs(at, container)


def _refused(at: Scene, name: str, *options: str) -> None:
    """A container that is made, and does not start."""
    at.docker("run", "--detach", "--name", name, *options, IMAGE, "sh", "-c", IDLE, check=False)


def _many_anonymous(at: Scene) -> None:
    for _ in range(10):
        at.docker("volume", "create")


def _two_without_label(at: Scene) -> None:
    at.run("job", "--mount", "type=volume,dst=/a", "--mount", "type=volume,dst=/b")
    at.docker("rm", "--force", "job")


def _none_is_left_by_prune(at: Scene) -> bool:
    """What a person tries first."""
    if len(at.docker("volume", "ls", "--quiet").split()) < 10:
        at.docker("volume", "prune", "--force")
    return at.docker("volume", "ls", "--quiet") == ""


def _database(at: Scene) -> None:
    at.run("db", "--volume", PGDATA)
    at.says("db", f"echo rows > {PGDATA}/table")


def _recreated_with_its_data(at: Scene) -> bool:
    """As an update does it, with the volume's name where there is one now."""
    named = [name for name in at.docker("volume", "ls", "--quiet").split() if len(name) < 64]
    at.docker("rm", "--force", "db")
    at.run("db", "--volume", f"{named[0]}:{PGDATA}" if named else PGDATA)
    return at.says("db", f"cat {PGDATA}/table") == "rows"


def _image(at: Scene, tag: str, words: str, *changes: str) -> None:
    """bb:1, and what these words put into it."""
    at.docker("run", "--name", "build", IMAGE, "sh", "-c", words)
    options = [word for change in changes for word in ("--change", change)]
    at.docker("commit", *options, "build", tag)
    at.docker("rm", "build")


def _rebuilt(at: Scene) -> None:
    _image(at, "app:1", "mkdir -p /app/node_modules; echo 1 > /app/node_modules/version", f'CMD ["sh", "-c", "{IDLE}"]')
    at.docker("run", "--detach", "--name", "web", "--volume", "/app/node_modules", "app:1")
    name = at.docker("inspect", "--format", "{{(index .Mounts 0).Name}}", "web")
    at.docker("rm", "--force", "web")
    _image(at, "app:2", "mkdir -p /app/node_modules; echo 2 > /app/node_modules/version", f'CMD ["sh", "-c", "{IDLE}"]')
    at.docker("run", "--detach", "--name", "web", "--volume", f"{name}:/app/node_modules", "app:2")


def _run_again(at: Scene, finding: Finding) -> None:
    paste(at, finding)
    at.docker("run", "--detach", "--name", "web", "--volume", "/app/node_modules", "app:2")


def _no_images(at: Scene) -> None:
    at.docker("rm", "--force", "--volumes", "web")
    at.docker("rmi", "--force", *{*at.docker("images", "--quiet", "app").split()})
    empty_srv(at)


def _hidden_program(at: Scene) -> None:
    script = f"mkdir /app; printf '#!/bin/sh\\n{IDLE}\\n' > /app/run; chmod +x /app/run"
    _image(at, "app:1", script, 'CMD ["/app/run"]')
    at.host("mkdir", "/srv/app")
    at.docker("run", "--detach", "--name", "web", "--volume", "/srv/app:/app", "app:1", check=False)


def _working_copy(at: Scene) -> None:
    at.host("sh", "-c", "mkdir /srv/code; chown 1000:1000 /srv/code")
    at.run("web", "--volume", "/srv/code:/app", "--volume", "/app/node_modules")


def _user_writes(at: Scene) -> bool:
    words = "touch /srv/code/node_modules/x && rm /srv/code/node_modules/x && echo yes"
    return at.host("setpriv", "--reuid", "1000", "--clear-groups", "sh", "-c", words, check=False) == "yes"


def _created_then_removed(at: Scene) -> None:
    at.host("mkdir", "/srv/data")
    at.docker("create", "--name", "job", "--mount", "type=bind,src=/srv/data,dst=/data", IMAGE, "sh", "-c", IDLE)
    at.host("rmdir", "/srv/data")


def _edited(at: Scene) -> None:
    at.host("sh", "-c", "echo old > /srv/app.conf")
    at.run("web", "--volume", "/srv/app.conf:/etc/app.conf:ro")
    at.host("sh", "-c", "echo new > /srv/next; mv /srv/next /srv/app.conf")


def _of_another_user(at: Scene) -> None:
    at.run("app", "--user", "10001:10001", "--volume", "data:/data")


def _renamed(at: Scene) -> None:
    labels = ("--label", f"{KEY}.volume=data", "--label")
    at.docker("volume", "create", *labels, f"{KEY}.project=old", "old_data")
    at.run("writer", "--volume", "old_data:/data")
    at.says("writer", "echo rows > /data/table")
    at.docker("rm", "--force", "writer")
    at.host("sleep", "1.1")  # The engine tells whole seconds.
    at.docker("volume", "create", *labels, f"{KEY}.project=new", "new_data")
    own = ("--label", f"{KEY}.project=new", "--label", f"{KEY}.service=db")
    at.run("new-db-1", *own, "--volume", "new_data:/data")


def _copy(at: Scene, finding: Finding) -> None:
    """And look, and remove the old one, as the fix says."""
    paste(at, finding)
    assert at.says("new-db-1", "cat /data/table") == "rows"
    at.docker("volume", "rm", "old_data")


def _by_path(at: Scene) -> None:
    at.docker("volume", "create", "data")
    at.run("web", "--volume", "/var/lib/docker/volumes/data/_data:/data")


def _as_the_fix_says(at: Scene, finding: Finding) -> None:
    """A new container with the -v words of the fix."""
    words = re.findall(r"-v (\S+)", finding.fixes[0].text)
    at.docker("rm", "--force", "web")
    at.run("web", *[word for each in words for word in ("--volume", each)])


def _borrowed(at: Scene) -> None:
    at.run("store", "--volume", "/data")
    at.run("web", "--volumes-from", "store")
    at.docker("rm", "--force", "store")


def _can_be_made_anew(at: Scene) -> bool:
    told = json.loads(at.docker("inspect", "--format", "{{json .HostConfig}}", "web"))
    options = [word for each in told["VolumesFrom"] or () for word in ("--volumes-from", each)]
    options += [word for each in told["Binds"] or () for word in ("--volume", each)]
    at.docker("create", "--name", "anew", *options, IMAGE, check=False)
    return at.docker("rm", "anew", check=False) == "anew"


def _no_device(at: Scene) -> None:
    at.docker("volume", "create", "-o", "type=none", "-o", "o=bind", "-o", "device=/srv/nothing", "data")
    _refused(at, "db", "--volume", "data:/data")


def _private(at: Scene) -> None:
    at.host("sh", "-c", "mkdir /srv/disk; mount -t tmpfs none /srv/disk; mount --make-private /srv/disk")
    _refused(at, "sync", "--volume", "/srv/disk:/disk:rshared")


PROOFS = (
    Proof("anonymous-volumes-leak", NEW, _many_anonymous, _none_is_left_by_prune),
    Proof("anonymous-volumes-leak", MIDDLE, _two_without_label, _none_is_left_by_prune),
    Proof("database-in-anonymous-volume", OLD, _database, _recreated_with_its_data),
    Proof(
        "volume-older-than-image",
        MIDDLE,
        _rebuilt,
        lambda at: at.says("web", "cat /app/node_modules/version") == "2",
        mend=_run_again,
        undo=_no_images,
    ),
    Proof("empty-folder-hides-program", NEW, _hidden_program, lambda at: _runs(at, "web"), undo=_no_images),
    Proof("mount-point-made-on-host", OLD, _working_copy, _user_writes, undo=empty_srv),
    Proof(
        "missing-source-made-directory",
        NEW,
        lambda at: _refused(at, "web", "--volume", "/srv/app.conf:/etc/passwd"),
        lambda at: _runs(at, "web"),
        undo=empty_srv,
    ),
    Proof("bind-source-missing", MIDDLE, _created_then_removed, lambda at: _starts(at, "job"), undo=empty_srv),
    Proof(
        "replaced-file-still-mounted",
        OLD,
        _edited,
        lambda at: at.says("web", "cat /etc/app.conf") == "new",
        undo=empty_srv,
    ),
    Proof("user-cannot-write", NEW, _of_another_user, lambda at: at.says("app", "touch /data/x && echo ok") == "ok"),
    Proof(
        "twin-volume-has-the-data",
        MIDDLE,
        _renamed,
        lambda at: at.says("new-db-1", "cat /data/table") == "rows",
        mend=_copy,
    ),
    Proof(
        "volume-mounted-by-path",
        OLD,
        _by_path,
        lambda at: at.docker("volume", "ls", "--quiet", "--filter", "dangling=true") == "",
        mend=_as_the_fix_says,
    ),
    Proof("volumes-from-gone", MIDDLE, _borrowed, _can_be_made_anew, mend=_as_the_fix_says),
    Proof("volume-device-missing", NEW, _no_device, lambda at: _starts(at, "db"), undo=empty_srv),
    Proof("private-mount-propagation", OLD, _private, lambda at: _starts(at, "sync"), undo=empty_srv),
)
"""One a rule and engine; docs/rules.md lists them."""
