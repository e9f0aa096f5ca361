"""What the inspector reports of a lab host, asked on that host as a person would."""

import sys

from inspector.collect.archive import load
from inspector.model.evidence import Evidence
from tests.lab.machine import Machine


def evidence(machine: Machine) -> Evidence:
    """`inspector snapshot`, run as root on the lab host on its default socket."""
    target = machine.state / "evidence.json"
    machine.host(sys.executable, "-m", "inspector", "snapshot", "--output", target)
    return load(target)
