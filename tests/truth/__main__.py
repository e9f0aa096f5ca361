"""make truth: random Docker hosts on real engines, every answer against what really happens there.

python -m tests.truth [--only network|storage] [--seeds N] [--from-seed N] [--engines 20.10,26.1,28.5] [--jobs N]
                      [--keep FOLDER]
python -m tests.truth --rules    the rules' fixes instead: each is run where its symptom is felt, and must end it
"""

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from inspector.collect.archive import save
from tests.lab import engines
from tests.lab.engines import Engine
from tests.truth import rules
from tests.truth.known import surprises
from tests.truth.result import NothingRuns, Result
from tests.truth.run import run
from tests.truth.storage.asking import ask_paths
from tests.truth.storage.losing import lose
from tests.truth.verdict import Row, Verdict

SORTS: dict[str, Callable[[int, Engine], Result]] = {"network": run, "paths": ask_paths, "losses": lose}
"""The sorts of worlds: names and reach; what is behind paths; what commands lose."""


def main() -> int:
    options = _options()
    if reason := engines.why_not():
        print(f"No lab: {reason}")
        return 2
    if options.rules:
        return rules.main(options.jobs)
    wanted = [one for one in _engines() if not options.engines or one.label in options.engines.split(",")]
    work = [
        (sort, seed, one, options.keep)
        for seed in range(options.from_seed, options.from_seed + options.seeds)
        for one in wanted
        for sort in SORTS
        if options.only in ("", "network" if sort == "network" else "storage")
    ]
    totals: Counter[tuple[str, str, str, Verdict]] = Counter()
    worlds: Counter[tuple[str, str]] = Counter()
    broken = 0
    with ProcessPoolExecutor(max_workers=options.jobs) as pool:
        for said, counts, broke in pool.map(_one, work):
            print(said, flush=True)
            broken += broke
            totals.update(counts)
            worlds.update({(key[0], key[2]) for key in counts})
    _table(totals, worlds)
    return 1 if broken or any(key[3] is Verdict.WRONG for key in totals) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.truth", description=__doc__)
    parser.add_argument("--only", default="", choices=("", "network", "storage"), help="both when left out")
    parser.add_argument("--seeds", type=int, default=20, help="how many worlds on each engine")
    parser.add_argument("--from-seed", type=int, default=1)
    parser.add_argument("--engines", default="", help="such as 20.10,28.5; all when left out")
    parser.add_argument("--jobs", type=int, default=2, help="worlds at a time")
    parser.add_argument("--rules", action="store_true", help="prove the fixes of the rules")
    parser.add_argument("--keep", type=Path, default=None, help="keep the evidence of worlds with a wrong answer here")
    return parser.parse_args()


def _engines() -> list[Engine]:
    return [engines.installed(), *(engines.fetched(suite) for suite in engines.SUITES)]


def _one(work: tuple[str, int, Engine, Path | None]) -> tuple[str, Counter[tuple[str, str, str, Verdict]], bool]:
    """What to print, how many rows of each sort, and whether the world broke."""
    sort, seed, engine, keep = work
    began = time.monotonic()
    try:
        result = SORTS[sort](seed, engine)
    except NothingRuns as error:
        return f"{sort} {seed} on {engine.label}: not asked, the engine starts nothing there\n{error}", Counter(), False
    except Exception:  # noqa: BLE001 - one world that cannot be built must not end the others
        return f"{sort} {seed} on {engine.label} broke:\n{traceback.format_exc()}", Counter(), True
    counts: Counter[tuple[str, str, str, Verdict]] = Counter()
    lines = []
    for way, rows in result.ways.items():
        surprising = surprises(seed, engine.label, way, rows)
        for row in rows:
            counts[engine.label, way, _subject(row), row.verdict] += 1
            if row in surprising or (row.verdict is Verdict.UNKNOWN and way == "host facts" and sort == "network"):
                lines.append(_line(way, row))
    if keep and any(key[3] is Verdict.WRONG for key in counts):
        keep.mkdir(parents=True, exist_ok=True)
        save(result.evidence, keep / f"{sort}-{engine.label}-{seed}.json.gz")
    shown = Counter({verdict: sum(n for key, n in counts.items() if key[3] is verdict) for verdict in Verdict})
    took = time.monotonic() - began
    head = (
        f"{sort} {seed} on {engine.label}: {', '.join(f'{n} {v.value}' for v, n in shown.items() if n)} in {took:.0f} s"
    )
    return "\n".join([_head(head, result), *lines]), counts, not counts


def _head(head: str, result: Result) -> str:
    return head + (f"  [{'; '.join(result.settings)}]" if result.settings else "")


def _subject(row: Row) -> str:
    """What a row is about, in the table: its question's first word says so."""
    word = row.question.split()[0]
    subjects = {"A": "names", "AAAA": "names", "PTR": "names", "path": "path", "write": "write", "share": "share"}
    return "losses" if word == "fate" else subjects.get(word, "reach")


def _line(way: str, row: Row) -> str:
    return (
        f"  {row.verdict.value} ({way}) {row.client}: {row.question}\n"
        f"    said {row.predicted} {row.code}; seen {row.observed}\n    {row.sentence}"
    )


def _table(totals: Counter[tuple[str, str, str, Verdict]], worlds: Counter[tuple[str, str]]) -> None:
    print(f"\n{'engine':8} {'worlds':>6} {'from':13} {'about':6}" + "".join(f"{v.value:>9}" for v in Verdict))
    for engine, way, subject in sorted({key[:3] for key in totals}):
        counts = "".join(f"{totals[engine, way, subject, v]:9}" for v in Verdict)
        print(f"{engine:8} {worlds[engine, subject]:6} {way:13} {subject:6}{counts}")


if __name__ == "__main__":
    sys.exit(main())
