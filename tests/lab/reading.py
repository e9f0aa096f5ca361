"""What the inspector reports of a lab host, asked on that host as a person would."""

import sys
import time

from inspector.collect.archive import load
from inspector.collect.live import collect_live
from inspector.model.evidence import Evidence
from tests.lab.machine import Machine


def evidence(machine: Machine, *options: str) -> Evidence:
    """`inspector snapshot`, run as root on the lab host on its default socket."""
    target = machine.state / "evidence.json"
    machine.host(sys.executable, "-m", "inspector", "snapshot", *options, "--output", target)
    return load(target)


def settled(machine: Machine, seconds: float = 20) -> None:
    """Wait until the host stands still: new IPv6 addresses are tentative, then unique, and routes follow them."""
    deadline = time.monotonic() + seconds
    while "tentative" in repr(collect_live(machine.url).namespaces):
        assert time.monotonic() < deadline, f"an IPv6 address is still tentative after {seconds} s"
        time.sleep(0.2)
