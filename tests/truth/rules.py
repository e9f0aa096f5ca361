"""make truth ARGS=--rules: every proof of the lab, and the table of the rules whose fix ends what they find."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from inspector.rules import RULES
from tests.lab import engines
from tests.lab.fix_lab import ENGINES, prove
from tests.lab.machine import Machine, started
from tests.lab.proofs import proofs

Said = tuple[str, str, str]
"""The rule's slug, the release, and what went wrong, "" for nothing."""


def main(jobs: int) -> int:
    """Prove all, one host an engine, and print the table; 1 where a fix does not do what it says."""
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        said = [one for group in pool.map(_engine, ENGINES) for one in group]
    for rule in RULES:
        mine = [(release, wrong) for slug, release, wrong in said if slug == rule.slug]
        words = ", ".join(f"{release} {'BROKEN: ' + wrong if wrong else 'ends it'}" for release, wrong in mine)
        print(f"{rule.id:5} {rule.slug:34} {words or '-'}", flush=True)
    broken = [one for one in said if one[2]]
    print(f"{len(said) - len(broken)} fixes of {len({slug for slug, _, _ in said})} rules proven, {len(broken)} broken")
    return 1 if broken else 0


def _engine(name: str) -> list[Said]:
    with started(engines.named(name)) as machine:
        return list(_proven(name, machine))


def _proven(name: str, machine: Machine) -> Iterator[Said]:
    for proof in proofs():
        if proof.engine != name:
            continue
        try:
            prove(machine, proof)
        except AssertionError as error:
            yield proof.rule, ENGINES[name], str(error).partition("\n")[0]
        else:
            yield proof.rule, ENGINES[name], ""
