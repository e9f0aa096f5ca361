"""Collection beside a real engine, whose own CPU time counts too. Needs root, as the lab does."""

import statistics
from collections.abc import Iterator

from bench.measure import measured
from tests.lab import engines
from tests.lab.machine import IMAGE, Machine, started

RUNS = 5
CONTAINERS = 120
TICK_MS = 10
"""What proc(5) counts in."""
WHAT = {
    "collect": "inspector: containers, networks, volumes, images",
    "keep_alive": "http.client, each container",
    "sdk": "SDK containers.list(all=True)",
    "cli": "CLI docker inspect $(docker ps -aq)",
}


def main() -> None:
    """Prints the rows, or why there are none."""
    if reason := engines.why_not():
        print(f"\nNo real engine was measured: {reason}")
        return
    with started(engines.installed()) as machine:
        for number in range(CONTAINERS):
            machine.docker("create", "--name", f"c{number}", "--network", "none", IMAGE)
        print(
            f"\n| beside Docker {machine.version}, {CONTAINERS} containers"
            " | CPU ms | the engine's | of the SDK | of http.client |"
        )
        print("|---|---|---|---|---|")
        spent = dict(_rows(machine))
    both = {name: sum(ms) for name, ms in spent.items()}
    for name, (client_ms, engine_ms) in spent.items():
        ratios = f"{both[name] / both['sdk']:.2f} | {both[name] / both['keep_alive']:.2f}"
        print(f"| {WHAT[name]} | {client_ms:.0f} | {engine_ms:.0f} | {ratios} |")
    print("\nRatios are of client and engine together (to reach: 0.20 of the SDK, 0.50 of http.client).")


def _rows(machine: Machine) -> Iterator[tuple[str, tuple[float, float]]]:
    for name in WHAT:
        runs = []
        for _ in range(RUNS):
            before = _engine_ms(machine)
            client_ms, _ = measured(name, machine.url)
            runs.append((client_ms, _engine_ms(machine) - before))
        client, engine = zip(*runs, strict=True)
        yield name, (statistics.median(client), statistics.median(engine))


def _engine_ms(machine: Machine) -> float:
    """CPU time of dockerd until now: utime and stime of proc_pid_stat(5)."""
    fields = machine.host("sh", "-c", "cat /proc/$(cat /run/lab-engine.pid)/stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS
