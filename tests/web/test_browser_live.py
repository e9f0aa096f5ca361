"""The page follows its engine: what happens there is drawn, glows and is listed, and people stay where they were."""

import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.fake_engine import FakeEngine
from tests.recorded import recorded
from tests.web.running_app import CHROMIUM, card, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]
PATIENT_MS = 30_000


def newest(page: Page) -> Locator:
    """The newest line of the list of changes."""
    return page.locator(".st-key-changes button").first


def test_changes_are_drawn_and_listed_and_a_lost_engine_is_said(tmp_path: Path) -> None:
    answers: dict[str, Any] = dict(recorded("t1-default-bridge-20.10").engine)
    listed = answers["/containers/json"]
    # `never` was created only: no other answer speaks of it.
    new = next(one for one in listed if one["Names"] == ["/never"])
    socket = tmp_path / "d.sock"
    with FakeEngine(answers, unix=socket) as engine, running_app(DOCKER_HOST=engine.url) as url, chromium() as browser:
        engine.answers["/containers/json"] = [one for one in listed if one is not new]
        page = browser.new_page()
        troubles = watched(page)
        page.goto(url)
        page.locator(".stage svg").wait_for(timeout=60_000)
        expect(page.locator(".st-key-live .live")).to_have_text("Live", timeout=PATIENT_MS)
        page.locator(f'.stage [data-ref="{card(page, "web")}"]').first.click()
        page.locator(".details .section").first.wait_for()
        page.locator(".canvas").press("+")
        before = page.locator(".stage").get_attribute("style")
        fresh = page.locator(f'.stage [data-ref="container:{new["Id"]}"]').first

        engine.answers["/containers/json"] = listed
        engine.emit("container", "create", new["Id"])
        fresh.wait_for(state="attached", timeout=PATIENT_MS)
        expect(page.locator(".stage .fresh")).not_to_have_count(0)
        expect(newest(page)).to_contain_text("never added (created)", timeout=PATIENT_MS)
        expect(page.locator(".stage .fresh")).to_have_count(0, timeout=10_000)
        assert page.locator(".stage").get_attribute("style") == before
        expect(page.locator(".details h2")).to_have_text("web")
        expect(page.locator(".stage .chosen")).not_to_have_count(0)

        page.get_by_role("button", name="Pause", exact=True).click()
        expect(page.locator(".st-key-live .live")).to_have_text("Paused", timeout=PATIENT_MS)
        engine.answers["/containers/json"] = [one for one in listed if one is not new]
        engine.emit("container", "destroy", new["Id"])
        time.sleep(1.5)
        expect(fresh).to_be_attached()
        page.get_by_role("button", name="Resume", exact=True).click()
        expect(fresh).not_to_be_attached(timeout=PATIENT_MS)
        expect(newest(page)).to_contain_text("never removed", timeout=PATIENT_MS)
        newest(page).click()
        expect(page.locator(".details h2")).to_have_text(new["Id"][:12], timeout=PATIENT_MS)

        socket.rename(tmp_path / "away.sock")
        engine.drop()
        alert = page.get_by_role("alert").filter(has_text="The engine stopped answering at")
        alert.wait_for(timeout=PATIENT_MS)
        expect(page.locator(".st-key-live .live")).to_have_text("Engine lost")
        expect(page.get_by_text("Trying again")).to_be_visible()
        expect(page.locator(".stage svg")).to_be_visible()
        engine.answers["/containers/json"] = listed
        (tmp_path / "away.sock").rename(socket)
        fresh.wait_for(state="attached", timeout=PATIENT_MS)
        expect(alert).not_to_be_attached(timeout=PATIENT_MS)
        expect(page.locator(".st-key-live .live")).to_have_text("Live")
        badge = page.locator(".st-key-live_badge .live")
        expect(badge).not_to_be_visible()
        page.set_viewport_size({"width": 390, "height": 844})
        expect(badge).to_be_visible()
        expect(badge).to_have_text("Live")
        assert not troubles
