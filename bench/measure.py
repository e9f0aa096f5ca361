"""CPU time and peak memory of one task in a fresh process."""

import json
import resource
import subprocess
import sys

from bench.served import ROOT
from bench.tasks import TASKS


def measured(name: str, url: str) -> tuple[float, float]:
    """CPU milliseconds of the task alone, and the process's peak memory in MB."""
    command = [sys.executable, "-m", "bench", name, url]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    cpu_ms, peak_mb = json.loads(done.stdout)
    return cpu_ms, peak_mb


def perform(name: str, url: str) -> None:
    """One run of one task, in this process: prints what `measured` reads."""
    work = TASKS[name](url)
    before = _cpu_s()
    kept = work()
    spent = _cpu_s() - before
    del kept
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([spent * 1000, peak]))


def _cpu_s() -> float:
    mine, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime
