"""Rules for every test: where nothing may be skipped (CI=true or INSPECTOR_NO_SKIP=1), a skip is a failure."""

import os
from collections.abc import Generator

import pytest

NO_SKIP = os.environ.get("CI") == "true" or os.environ.get("INSPECTOR_NO_SKIP") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where nothing may be: {reason}"
    return report
