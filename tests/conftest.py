"""Rules for every test: where nothing may be skipped (CI=true or INSPECTOR_NO_SKIP=1), a skip is a failure."""

import os
import re
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

# How long an example takes says something of the machine's load, and nothing of the code.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")

PREDICTIONS = ("tests/truth/", "tests/lab/test_dockerd_model", "tests/lab/test_live_questions")

NO_SKIP = os.environ.get("CI") == "true" or os.environ.get("INSPECTOR_NO_SKIP") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where nothing may be: {reason}"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A real engine or browser on a busy machine may be late once: such a test is run a second time, and the end of the
    run lists it. Never a test that holds a prediction against what an engine does: a wrong answer is wrong at once."""
    for item in items:
        measured = {"lab", "browser"} & {mark.name for mark in item.iter_markers()}
        if measured and not item.nodeid.startswith(PREDICTIONS):
            item.add_marker(pytest.mark.flaky(reruns=1))


class OneWorkerAnEngine(LoadScopeScheduling):
    """Lab tests of one engine go to one worker, in their order, so that each engine and each scenario is built once.

    This is what `--dist loadgroup` is for, but with pytest 9.2 xdist 3.8 loses the groups: they travel in node ids.
    """

    def _split_scope(self, nodeid: str) -> str:
        engine = re.match(r"tests/lab/.*?\[([^]-]+)", nodeid)
        return engine[1] if engine else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling | None:
    return OneWorkerAnEngine(config, log) if config.getvalue("dist") == "loadgroup" else None
