"""`python -m bench`: CPU time and memory on a recorded host of 315 containers, each beside what people use today.

Every figure is the median of several runs, each in a fresh process, the two sides of a ratio in turn. CPU time, because
wall time on a shared machine says little.
"""

import statistics
import sys

from bench import browser, real
from bench.measure import measured, perform
from bench.served import engine, said_to_stop, serve
from bench.tasks import TASKS

RUNS = 5

_LOADS = ("json.loads of the same evidence", "json_loads")
ROWS = [
    ("collect all containers, networks, volumes, images", "collect", "SDK containers.list(all=True)", "sdk", "0.20"),
    (
        "collect all containers, networks, volumes, images",
        "collect",
        "http.client, each container",
        "keep_alive",
        "0.50",
    ),
    ("snapshot, the whole process", "snapshot", "CLI docker inspect $(docker ps -aq)", "cli", "1.0"),
    ("parse evidence into a snapshot", "parse", *_LOADS, ""),
    ("link the graph", "graph", *_LOADS, ""),
    ("lay the picture out", "layout", *_LOADS, ""),
    ("draw the SVG", "svg", *_LOADS, ""),
    ("make ready for questions", "ready", *_LOADS, ""),
    ("200 questions, names and reach by name", "questions", *_LOADS, ""),
    ("100 storage questions, and all mount trees", "storage", *_LOADS, ""),
    ("all rules (check)", "rules", *_LOADS, ""),
    ("read again what one event tells of", "reread", "collect everything", "collect", ""),
    ("one change, from event to a new answer", "change", "the same with everything read anew", "afresh", ""),
    ("all of it, from engine to SVG, with imports", "everything", "CLI docker inspect $(docker ps -aq)", "cli", ""),
]


def main() -> None:
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in TASKS}
    with engine() as url:
        for run in range(RUNS):
            for name in TASKS:
                said_to_stop(url).unlink(missing_ok=True)
                print(f"\rrun {run + 1} of {RUNS}: {name:12}", end="", file=sys.stderr, flush=True)
                taken[name].append(measured(name, url))
    print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    cpu = {name: statistics.median(cpu_ms for cpu_ms, _ in runs) for name, runs in taken.items()}
    print("| what | CPU ms | beside | CPU ms | ratio | to reach |\n|---|---|---|---|---|---|")
    for what, ours, beside, theirs, target in ROWS:
        ratio = f"{cpu[ours] / cpu[theirs]:.2f}"
        print(f"| {what} | {cpu[ours]:.0f} | {beside} | {cpu[theirs]:.0f} | {ratio} | {target} |")
    each_ms = cpu["questions"] / 200
    print(f"\nOne question, on the average: {each_ms:.1f} ms (to reach: under 50)")
    print(f"All rules on 315 containers: {cpu['rules'] / 1000:.1f} s (to reach: under 2)")
    print(f"\nOne change in the engine to the new answer: {cpu['change']:.0f} ms (to reach: 50)")
    peak_mb = max(peak_mb for _, peak_mb in taken["everything"])
    print(f"\nPeak memory, from engine to SVG: {peak_mb:.0f} MB (to reach: under 200)")
    real.main()
    browser.main()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", path]:
            serve(path)
        case [name, url]:
            perform(name, url)
        case _:
            main()
