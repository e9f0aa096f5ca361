"""A question in a real browser: the verdict, the evidence of a hop, the lit path, and the way from the matrix to it."""

import contextlib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.recorded import FOLDER
from tests.web.running_app import CHROMIUM, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]
T2 = str(FOLDER / "truth-t2-compose-28.5.json.gz")
SLOW = 60_000


def choose(page: Page, label: str, words: str, link: str) -> None:
    """Pick, until the page's link says so: a rerun of the app may replace the box under the fingers."""
    for _ in range(4):
        box = page.get_by_role("combobox", name=label, exact=True)
        box.click()
        box.fill(words)
        box.press("Enter")
        with contextlib.suppress(TooLate):
            page.wait_for_url(lambda url: f"{link}={words}" in url, timeout=SLOW / 4)
            return
    raise AssertionError(f"{label} never became {words}: {page.url}")


def test_a_question_is_asked_and_its_answer_read_hop_by_hop_and_on_the_map() -> None:
    with running_app(INSPECTOR_SOURCE=T2) as url, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        troubles = watched(page)
        page.goto(f"{url}/connect")
        page.get_by_text("Choose who asks").wait_for(timeout=SLOW)
        choose(page, "From", "shop-db-1", "source")
        choose(page, "To", "stranger", "destination")
        expect(page.locator(".verdict .outcome")).to_contain_text("Name not found", timeout=SLOW)
        expect(page.locator(".verdict .sentence")).to_contain_text("cannot resolve stranger")
        hop = page.locator(".hop").first
        expect(hop.locator("pre")).to_be_hidden()
        hop.locator("summary").click()
        expect(hop.locator("pre").first).to_contain_text("127.0.0.11")
        page.locator(".way-mark").first.wait_for(timeout=SLOW)
        assert page.locator(".way-mark text").all_text_contents() == [
            "from shop-db-1",
            "to stranger",
            "\u2715 stops here",
        ]
        cards = page.locator(".stage .is-card.lit")
        assert {card.get_attribute("aria-label").split(",")[0] for card in cards.all()} == {
            "container shop-db-1",
            "container stranger",
        }
        dimmed = page.locator(".stage .is-card:not(.lit)").first
        assert float(dimmed.evaluate("one => getComputedStyle(one).opacity")) < 0.5
        asked = page.url
        page.goto("about:blank")
        page.goto(asked)
        expect(page.locator(".verdict .outcome")).to_contain_text("Name not found", timeout=SLOW)
        assert not troubles


def test_a_cell_of_the_matrix_leads_to_its_question() -> None:
    with running_app(INSPECTOR_SOURCE=T2) as url, chromium() as browser:
        page = browser.new_page(color_scheme="dark")
        troubles = watched(page)
        page.goto(f"{url}/matrix")
        cell = page.get_by_role("button", name="shop-db-1 to stranger")
        cell.wait_for(timeout=SLOW)
        cell.hover()
        expect(page.locator(".told")).to_contain_text("unreachable")
        cell.press("ArrowLeft")
        expect(page.locator("td:focus")).to_have_attribute(
            "aria-label", "shop-db-1 to node: Connected, but only by address"
        )
        cell.click()
        expect(page.locator(".verdict .asked")).to_contain_text("shop-db-1 → stranger", timeout=SLOW)
        expect(page.locator(".verdict .outcome")).to_contain_text("unreachable")
        assert "destination=container%3Astranger" in page.url
        assert not troubles
