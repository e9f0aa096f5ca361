"""Commands worth a forecast on this very host, as texts that can be pasted and as words to choose by."""

from collections.abc import Iterator

from inspector.analysis.wording import command
from inspector.model.container import Container, State
from inspector.pipeline import Case

_ALIVE = (State.RUNNING, State.PAUSED, State.RESTARTING)


def commands(case: Case, first: str = "") -> dict[str, str]:
    """Text to label: prunes, then compose projects, then containers and volumes. first: the container to begin with."""
    found = dict(_prunes())
    chosen = [one for one in case.snapshot.containers if one.name == first]
    for one in chosen:
        found |= dict(_container(one))
    projects = {one.project for one in case.snapshot.containers} | {one.project for one in case.snapshot.volumes}
    for project in sorted(projects - {""}):
        for words in (("down",), ("down", "-v")):
            text = command("docker", "compose", "-p", project, *words)
            found[text] = text
    for one in sorted(case.snapshot.containers, key=lambda one: one.name):
        found |= dict(_container(one))
    for volume in case.snapshot.volumes:
        if not volume.anonymous:
            text = command("docker", "volume", "rm", volume.name)
            found[text] = text
    return found


def examples(case: Case) -> list[str]:
    """A few of them that show what is at stake."""
    found = [command("docker", "volume", "prune"), command("docker", "system", "prune", "--volumes")]
    projects = sorted({one.project for one in case.snapshot.containers if one.project and one.mounts})
    found += [command("docker", "compose", "-p", project, "down", "-v") for project in projects[:1]]
    anonymous = [one for one in case.snapshot.containers if any(mount.anonymous for mount in one.mounts)]
    return found + [_remove(one, "-v") for one in anonymous[:1]]


def _prunes() -> Iterator[tuple[str, str]]:
    for words in (
        ("volume", "prune"),
        ("volume", "prune", "-a"),
        ("system", "prune"),
        ("system", "prune", "--volumes"),
        ("container", "prune"),
    ):
        text = command("docker", *words)
        yield text, text


def _container(one: Container) -> Iterator[tuple[str, str]]:
    restart = command("docker", "restart", one.name or one.id)
    for text in (restart, _remove(one), _remove(one, "-v")):
        yield text, text
    yield (
        command("docker", "recreate", one.name or one.id),
        f"make {one.name} anew: remove it, then the same docker run",
    )


def _remove(one: Container, *words: str) -> str:
    """A container that runs is only removed by force."""
    force = ("-f",) if one.state in _ALIVE else ()
    return command("docker", "rm", *force, *words, one.name or one.id)
