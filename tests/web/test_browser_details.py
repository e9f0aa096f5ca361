"""The details in a real browser: reached by keyboard, copied by a click, and opened again by their link."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.running_app import CHROMIUM, card, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]
SOURCE = Path(__file__).parents[1] / "evidence/t2-compose-28.5.json.gz"


def test_details_are_reached_by_keyboard_copied_and_opened_again_by_their_link() -> None:
    with running_app(INSPECTOR_SOURCE=str(SOURCE)) as url, chromium() as browser:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        troubles = watched(page)
        page.goto(url)
        page.locator(".stage svg").wait_for(timeout=60_000)
        ref = card(page, "shop-db-1")
        drawn = page.locator(f'.stage [data-ref="{ref}"]').first

        drawn.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".details h2")).to_have_text("shop-db-1")
        page.get_by_role("heading", name="Who reaches it").wait_for(timeout=30_000)
        page.keyboard.press("Enter")
        expect(page.locator(".details")).to_be_focused()

        page.get_by_role("button", name="Copy name").click()
        expect(page.get_by_text("Copied the name")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == "shop-db-1"
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_text("Copied the link")).to_be_visible()
        link = page.evaluate("navigator.clipboard.readText()")

        page.locator(".details").focus()
        page.keyboard.press("Escape")
        expect(page.locator("aside.panel")).not_to_have_class("panel detailed")
        expect(drawn).to_be_focused()

        page.goto(link)
        expect(page.locator(".details h2")).to_have_text("shop-db-1", timeout=60_000)
        expect(page.locator(".stage .chosen")).not_to_have_count(0)
        assert not troubles
