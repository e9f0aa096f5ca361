"""What the file of a rule's examples holds: worlds in which it fires, stays silent, and cannot tell.

    FIRES = [Fires(two_on_docker0, "web cannot be found by name")]
    SILENT = [linked_pair]
    UNKNOWN = [details_not_read]

Each is a function that makes a World; its name says what is special about it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from inspector.model.finding import Severity
from tests.build import World

Made = Callable[[], World]


@dataclass(frozen=True)
class Fires:
    """A world in which the rule fires: what the title says, how bad it is, and how often."""

    world: Made
    says: str
    severity: Severity
    times: int = 1
