"""What a container leaves behind when it goes: the fixes of two rules about anonymous volumes, on real engines."""

from inspector.model.finding import Finding
from tests.lab.fix_lab import ENGINES, Proof, Scene, paste

OLD, MIDDLE, NEW = ENGINES
PROJECT = """\
services:
  db:
    image: bb:1
    command: sleep 100000
    stop_grace_period: 0s
    volumes: [/data]
"""


def _left(at: Scene) -> list[str]:
    return at.docker("volume", "ls", "--quiet").split()


def _job(at: Scene) -> None:
    at.run("job", "--mount", "type=volume,dst=/data")


def _removed_and_tidied_up(at: Scene) -> bool:
    """As people do it, the second of it months later."""
    at.docker("rm", "--force", "job", check=False)
    at.docker("volume", "prune", "--force")
    return not _left(at)


def _removed_in_time(at: Scene, finding: Finding) -> None:
    at.docker("volume", "rm", *_left(at))
    _job(at)
    paste(at, finding)


def _recreated(at: Scene) -> None:
    at.compose("shop", "up", "-d", file=PROJECT)
    at.compose("shop", "up", "-d", "--force-recreate")


def _taken_down(at: Scene) -> bool:
    at.compose("shop", "down", "-v")
    return not _left(at)


PROOFS = (
    Proof("anonymous-without-label", MIDDLE, _job, _removed_and_tidied_up, mend=_removed_in_time),
    Proof("anonymous-carried-over", NEW, _recreated, _taken_down),
)
"""One a rule; docs/rules.md lists them."""
