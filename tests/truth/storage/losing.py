"""Commands really run on random hosts, each foretold first; then what became of every piece of data is looked up."""

import contextlib
import os
import random
import shlex
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from inspector.analysis.storage_commands import parse_command
from inspector.analysis.survival import forecast
from inspector.collect.live import collect_live
from inspector.model.backing import Fate, Forecast
from inspector.model.evidence import Evidence
from inspector.pipeline import build
from tests.lab.engines import Engine, compose
from tests.truth.engine_api import Refused
from tests.truth.predict import from_engine_alone
from tests.truth.result import Result
from tests.truth.storage.commands import choose
from tests.truth.storage.images import IMAGES, load
from tests.truth.storage.marks import Marks, volumes_of
from tests.truth.storage.plan import PROJECT, SUBPATH, losing_plan
from tests.truth.storage.real import World, real, start
from tests.truth.verdict import Row, Verdict

ROUNDS = 5
BY_HAND = "f" * 64
"""A volume whose name only looks like the engine's: who cannot know that may call it orphaned."""


def lose(seed: int, engine: Engine) -> Result:
    """A few commands one after another on the seed's host, each foretold from what is there then."""
    made = losing_plan(seed)
    roll = random.Random(f"commands {seed}")
    ways: dict[str, list[Row]] = {"host facts": [], "engine alone": []}
    with real(made, engine) as world, _project(world) as folder:
        first = collect_live(world.machine.url)
        command = ""
        for _ in range(ROUNDS):
            command = choose(world, roll, volumes_of(world), command)
            evidence = collect_live(world.machine.url)
            said = {
                way: _foretell(told, command)
                for way, told in zip(ways, (evidence, from_engine_alone(evidence)), strict=True)
            }
            marks = Marks(world)
            names = set(world.inspects)
            done = _run(world, folder, command)
            if done is None:
                continue
            _settle(world)
            for way, forecasted in said.items():
                ways[way] += _judge(command, forecasted, marks, done, names - set(world.inspects))
            if not world.inspects:
                break
    return Result(engine.label, first, ways, tuple(world.api.notes))


def _foretell(evidence: Evidence, command: str) -> Forecast:
    case = build(evidence)
    return forecast(case.storage, parse_command(case.topology, command))


@contextlib.contextmanager
def _project(world: World) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lab-project-") as folder:
        if world.plan.compose:
            lines = world.plan.compose.splitlines()
            if world.machine.engine.label == "20.10":
                lines = [line for line in lines if SUBPATH not in line]
            Path(folder, "compose.yaml").write_text("\n".join(lines))
            for image in IMAGES.values():
                load(world.machine, image)
            done = _compose(world, Path(folder), ["up", "-d"])
            assert done.returncode == 0, done.stderr
            world.look()
        yield Path(folder)


def _compose(world: World, folder: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {"DOCKER_HOST": world.machine.url, "HOME": str(folder), "PATH": "/usr/bin:/bin"}
    whole = [str(compose()), "--project-directory", str(folder), "-p", PROJECT, *words]
    return subprocess.run(whole, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def _run(world: World, folder: Path, command: str) -> subprocess.CompletedProcess[str] | None:
    """None where the same words would not make the container again (its lender is gone)."""
    words = shlex.split(command)
    environment = dict(os.environ)
    if words[0].startswith("DOCKER_API_VERSION="):
        environment["DOCKER_API_VERSION"] = words.pop(0).partition("=")[2]
    if words[0] == "recreate":
        plan = next(one for one in world.plan.containers if one.name == words[1])
        try:
            world.api.call("DELETE", f"/containers/{words[1]}?force=1")
        except Refused:
            return None
        return subprocess.CompletedProcess(words, 0, "", "") if start(world, plan) else None
    if words[1] == "compose":
        return _compose(world, folder, words[4:])
    whole = [str(world.machine.engine.docker), "--host", world.machine.url, *words[1:]]
    return subprocess.run(whole, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def _settle(world: World) -> None:
    """A container with --rm goes a moment after its end."""
    deadline = time.monotonic() + 5
    world.look()
    while time.monotonic() < deadline and any(_leaving(one) for one in world.inspects.values()):
        time.sleep(0.1)
        world.look()


def _leaving(inspect: dict[str, object]) -> bool:
    state, settings = inspect["State"], inspect["HostConfig"]
    assert isinstance(state, dict)
    assert isinstance(settings, dict)
    return bool(settings["AutoRemove"]) and state["Status"] in ("exited", "removing", "dead")


def _judge(
    command: str, said: Forecast, marks: Marks, done: subprocess.CompletedProcess[str], removed: set[str]
) -> Iterator[Row]:
    def row(about: str, told: str, seen: str, right: bool, code: str = "") -> Row:
        verdict = Verdict.AGREE if right else Verdict.UNKNOWN if told == Fate.UNKNOWN.value else Verdict.WRONG
        return Row(command, f"fate {about}", told, seen, verdict, code, said.sentence)

    refused = done.returncode != 0
    yield row("refused", said.refused, f"{done.returncode} {done.stderr.strip()}", bool(said.refused) == refused)
    yield row("removed", " ".join(said.removes), " ".join(sorted(removed)), set(said.removes) == removed)
    losses = {(loss.datum.kind.value, loss.datum.ident): loss for loss in said.losses}
    for mark, before in marks.before.items():
        loss = losses.get((mark.kind, mark.ident))
        told, seen = loss.fate.value if loss else before, marks.fate(mark)
        if loss is None and seen == before:
            # What the command has nothing to do with does not count as foretold.
            continue
        either = mark.ident == BY_HAND and {told, seen} == {"kept", "orphaned"}
        yield row(f"{mark.kind} {mark.ident}", told, seen, told == seen or either, loss.code if loss else "untold")
