"""Refresh: what is new appears, and the person stays where they were; an engine that goes away takes nothing along."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.fake_engine import FakeEngine
from tests.recorded import recorded
from tests.web.running_app import CHROMIUM, card, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]


def refresh(page: Page) -> None:
    page.get_by_role("button", name="Refresh").click()


def test_refresh_keeps_selection_and_view_also_when_the_engine_goes_away(tmp_path: Path) -> None:
    answers = dict(recorded("t1-default-bridge-20.10").engine)
    listed = answers["/containers/json"]
    assert isinstance(listed, list)
    # `never` was created only: no other answer speaks of it.
    new = next(one for one in listed if one["Names"] == ["/never"])  # type: ignore[index,call-overload]
    socket = tmp_path / "d.sock"
    with FakeEngine(answers, unix=socket) as engine, running_app(DOCKER_HOST=engine.url) as url, chromium() as browser:
        engine.answers["/containers/json"] = [one for one in listed if one is not new]
        page = browser.new_page()
        troubles = watched(page)
        page.goto(url)
        page.locator(".stage svg").wait_for(timeout=60_000)
        page.locator(f'.stage [data-ref="{card(page, "web")}"]').first.click()
        page.locator(".details .section").first.wait_for()
        page.locator(".canvas").press("+")
        page.locator(".canvas").press("ArrowLeft")
        before = page.locator(".stage").get_attribute("style")
        fresh = page.locator(f'.stage [data-ref="container:{new["Id"]}"]').first  # type: ignore[index,call-overload]
        expect(fresh).not_to_be_attached()

        engine.answers["/containers/json"] = listed
        refresh(page)
        fresh.wait_for(state="attached", timeout=30_000)
        assert page.locator(".stage").get_attribute("style") == before
        expect(page.locator(".details h2")).to_have_text("web")
        expect(page.locator(".stage .chosen")).not_to_have_count(0)

        socket.rename(tmp_path / "away.sock")
        refresh(page)
        box = page.get_by_role("alert").filter(has_text="Below is still what was read at")
        box.wait_for(timeout=30_000)
        expect(box).to_contain_text("d.sock")
        expect(fresh).to_be_attached()
        assert page.locator(".stage").get_attribute("style") == before
        expect(page.locator(".details h2")).to_have_text("web")

        (tmp_path / "away.sock").rename(socket)
        refresh(page)
        expect(box).not_to_be_attached(timeout=30_000)
        assert page.locator(".stage").get_attribute("style") == before
        assert not troubles


def test_a_container_that_is_gone_after_refresh_is_said_to_be_gone(tmp_path: Path) -> None:
    answers = dict(recorded("t1-default-bridge-20.10").engine)
    listed = answers["/containers/json"]
    assert isinstance(listed, list)
    gone = next(one for one in listed if one["Names"] == ["/never"])  # type: ignore[index,call-overload]
    ident = str(gone["Id"])  # type: ignore[index,call-overload]
    with (
        FakeEngine(answers, unix=tmp_path / "d.sock") as engine,
        running_app(DOCKER_HOST=engine.url) as url,
        chromium() as browser,
    ):
        page = browser.new_page()
        page.goto(f"{url}/?select=container:{ident}")
        page.locator(".details .section").first.wait_for(timeout=60_000)
        engine.answers["/containers/json"] = [one for one in listed if one is not gone]
        refresh(page)
        page.get_by_text("No such container was there when this was read.").wait_for(timeout=30_000)
        expect(page.locator(".details h2")).to_have_text(ident[:12])
