"""A person asks a question of a real engine in a real browser, and has it probed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.lab.machine import IMAGE, Machine
from tests.web.running_app import CHROMIUM, chromium, running_app

pytestmark = [pytest.mark.lab, pytest.mark.browser]
QUESTIONS = [
    ("source=asking&destination=serving&port=80", "Connected"),
    ("source=asking&destination=serving&port=81", "Refused"),
    ("source=asking&destination=container:apart&port=80", "Timed out"),
]


@pytest.fixture(scope="module")
def address(engine: Machine) -> Iterator[str]:
    """The app on the lab's engine: two containers on one network, a third on another."""
    if not Path(CHROMIUM).exists():
        pytest.skip("the browser tests need Chromium: apt-get install chromium")
    engine.docker("network", "create", "near")
    engine.docker("network", "create", "beyond")
    engine.docker("run", "-d", "--name", "asking", "--network", "near", IMAGE, "sleep", "100000")
    engine.docker("run", "-d", "--name", "serving", "--network", "near", IMAGE, "httpd", "-f", "-p", "80")
    engine.docker("run", "-d", "--name", "apart", "--network", "beyond", IMAGE, "httpd", "-f", "-p", "80")
    with running_app(DOCKER_HOST=engine.url) as url:
        yield url


def test_what_is_predicted_is_what_a_probe_sees(address: str) -> None:
    with chromium() as browser:
        page = browser.new_page()
        for question, outcome in QUESTIONS:
            page.goto(f"{address}/connect?{question}")
            expect(page.locator(".verdict .outcome")).to_contain_text(outcome, timeout=60_000)
            assert not page.locator(".probed").count()
            page.get_by_role("button", name="Probe it").click()
            expect(page.locator(".probed .outcome")).to_contain_text("It is as predicted", timeout=30_000)
