"""The map in a real browser: what a person does with it, and what strangers' names cannot do."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.web.running_app import CHROMIUM, card, chromium, running_app

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]

HOSTILE = "<img src=x onerror=window.hacked=1>"


def watched(page: Page) -> list[str]:
    """Console errors, and requests that leave the machine."""
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    here = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(here) else troubles.append(request.url))
    return troubles


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_container_is_found_chosen_and_read_and_nothing_leaves_the_machine(tmp_path: Path, scheme: str) -> None:
    with running_app(DOCKER_HOST=f"unix://{tmp_path}/nobody.sock") as url, chromium() as browser:
        page = browser.new_page(color_scheme=scheme)
        troubles = watched(page)
        page.goto(url)
        page.locator(".stage svg").wait_for(timeout=60_000)
        page.locator(".search").fill("backup")
        page.locator(f'.stage [data-ref="{card(page, "backup")}"]').first.click()
        page.locator(".details dd", has_text="172.17.0").first.wait_for()
        before = page.locator(".stage").get_attribute("style")
        page.locator(".canvas").press("+")
        assert page.locator(".stage").get_attribute("style") != before
        page.locator(".canvas").press("Escape")
        page.locator(".rows").wait_for()
        assert not troubles


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    container = {
        "Id": "a" * 64,
        "Name": f"/{HOSTILE}",
        "State": {"Status": "running", "Running": True},
        "Config": {"Image": HOSTILE, "Labels": {"com.docker.compose.project": HOSTILE, HOSTILE: HOSTILE}},
        "HostConfig": {"NetworkMode": "bridge"},
        "NetworkSettings": {"Networks": {}},
        "Mounts": [{"Type": "volume", "Name": HOSTILE, "Source": f"/{HOSTILE}", "Destination": f"/{HOSTILE}"}],
    }
    file = tmp_path / "inspect.json"
    file.write_text(json.dumps([container]))
    with running_app(INSPECTOR_SOURCE=str(file)) as url, chromium() as browser:
        page = browser.new_page()
        troubles = watched(page)
        page.goto(url)
        page.locator(".row").first.wait_for(timeout=60_000)
        page.locator(".row").first.click()
        page.locator(".details .section").first.wait_for()
        assert page.evaluate("window.hacked") is None
        assert not troubles
