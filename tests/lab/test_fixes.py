"""Each rule's fix on a real engine: the trouble is found and felt, mended as the fix says, and gone."""

import pytest

from inspector.pipeline import build, check
from tests.lab.fix_lab import ENGINES, Proof, prove, scene
from tests.lab.machine import Machine
from tests.lab.proofs import proofs
from tests.lab.reading import evidence

pytestmark = pytest.mark.lab


@pytest.mark.parametrize(
    ("running_engine", "proof"),
    [pytest.param(one.engine, one, id=f"{ENGINES[one.engine]}-{one.rule}") for one in proofs()],
    indirect=["running_engine"],
)
def test_a_fix_ends_the_trouble(engine: Machine, proof: Proof) -> None:
    prove(engine, proof)


def test_on_a_healthy_host_the_reach_rules_are_silent(engine: Machine) -> None:
    with scene(engine) as at:
        at.docker("network", "create", "front")
        at.docker("network", "create", "--internal", "back")
        at.serve("web", "--network", "front", "-p", "8080:80", "--add-host", "host.docker.internal:host-gateway")
        at.docker("network", "connect", "back", "web")
        at.serve("db", "--network", "back", port="5432")
        at.run("sidecar", "--network", "container:web")
        report = check(build(evidence(engine)), select=["reach"])
    assert [one.title for one in report.findings] == []
    assert report.undecided == (), "all that they ask for was read"
