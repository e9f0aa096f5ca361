"""A container restarts again and again.

What it finds
    A container that waits for its next start (`restarting`), or that the engine has started at least five times
    and again in the last ten minutes before the reading.

Why it matters
    Between two starts it has no address and no name: peers get `bad address`, then a connection, then a
    time-out. What looks like a fault of the network is a program that ends.

How it is decided
    By `State.Status`, `RestartCount` and `State.StartedAt`.

What to do
    Read its log: `docker logs --tail 50`.

When it stays silent
    For a container that has been up for longer since its last start, however often it was started before.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container, State
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread

OFTEN = 5
LATELY = timedelta(minutes=10)


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        if one.state is State.RESTARTING or (one.has_netns and one.restart_count >= OFTEN and _lately(case, one)):
            yield _finding(case, one)
    yield from unread(RULE, case)


def _lately(case: Case, one: Container) -> bool:
    try:
        return datetime.fromisoformat(case.snapshot.taken_at) - datetime.fromisoformat(one.started_at) < LATELY
    except (ValueError, TypeError):
        return False


def _finding(case: Case, one: Container) -> Told:
    times = f" ({one.restart_count} times)" if one.restart_count else ""
    now = "waits for its next start" if one.state is State.RESTARTING else "has just been started again"
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} restarts again and again{times} and {now}: its name and address come and go.",
        detail=f"It last ended with exit code {one.exit_code}." if one.state is State.RESTARTING else "",
        cites=[
            inspected(one, "/State/Status", one.state.value),
            inspected(one, "/RestartCount", str(one.restart_count)),
            inspected(one, "/State/StartedAt", one.started_at),
        ],
        fixes=[Fix("see why it ends", command("docker", "logs", "--tail", "50", one.name))],
    )


RULE = Rule("L608", "restart-loop", Severity.WARNING, check)
