"""Random mount worlds, asked by the inspector and by the kernel alike."""

from collections.abc import Iterable

from inspector.collect.live import collect_live
from inspector.pipeline import build
from tests.lab.engines import Engine
from tests.truth.predict import from_engine_alone
from tests.truth.result import NothingRuns, Result
from tests.truth.storage.judge import judge
from tests.truth.storage.look import Eyes
from tests.truth.storage.plan import plan
from tests.truth.storage.real import World, real


def ask_paths(seed: int, engine: Engine) -> Result:
    """Every question of the seed's plan, with the host's facts and from inspect data alone; raises NothingRuns."""
    made = plan(seed)
    with real(made, engine) as world:
        # Read first: looking makes files, and starts what does not run.
        evidence = collect_live(world.machine.url, paths=made.asked)
        told = {"host facts": build(evidence), "engine alone": build(from_engine_alone(evidence))}
        eyes = Eyes(world)
        try:
            if not eyes.inside and world.api.notes:
                raise NothingRuns("\n".join(dict.fromkeys(world.api.notes)))
            seen = eyes.see(_of_those_there(world, made.asked))
            ways = {
                way: [row for (name, path), one in seen.items() for row in judge(case, eyes, name, path, one)]
                for way, case in told.items()
            }
        finally:
            eyes.close()
    return Result(engine.label, evidence, ways, tuple(world.api.notes))


def _of_those_there(world: World, asked: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The engine does not make every container that a plan has."""
    return [(name, path) for name, path in asked if name in world.inspects]
