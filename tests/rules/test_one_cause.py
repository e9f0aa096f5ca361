"""One cause is one finding that lists its subjects: on a real host of 315 containers, and for replicas of a service."""

from collections import Counter

from inspector.pipeline import build, check
from tests.build import World
from tests.recorded import recorded


def test_on_a_host_of_315_containers_an_ailment_is_told_once_a_cause() -> None:
    """Three pairs of projects share names, three projects left a service behind, two services hold the socket."""
    told = Counter(one.rule for one in check(build(recorded("host-315"))).findings)
    assert told == {"N1": 1, "N2": 3, "N11": 3, "N12": 1, "R208": 1, "L601": 2, "L603": 1, "L605": 3}


def test_the_replicas_of_a_service_are_told_together() -> None:
    world = World()
    for number in (1, 2, 3):
        world.container(
            f"mon-agent-{number}", mounts=["/var/run/docker.sock:/var/run/docker.sock"], service="mon/agent"
        )
    world.container("other", mounts=["/var/run/docker.sock:/var/run/docker.sock"])
    found = check(world.case(), select=["L601"]).findings
    assert sorted(one.names for one in found) == [("mon-agent-1", "mon-agent-2", "mon-agent-3"), ("other",)]
