"""A large host in a real browser: folded, searched, unfolded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from inspector.collect import archive
from tests.large import large_host
from tests.web.running_app import CHROMIUM, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a host of 2,000 containers in 50 projects."""
    file = tmp_path_factory.mktemp("large") / "host.json.gz"
    archive.save(large_host(2000), file)
    with running_app(INSPECTOR_SOURCE=str(file)) as url:
        yield url


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1300, "height": 850})
        troubles = watched(page)
        page.goto(address)
        page.locator(".stage .is-fold").first.wait_for(timeout=60_000)
        yield page
        assert not troubles


def fold(page: Page, name: str) -> str:
    return f'.stage .is-fold[data-ref="project:{name}"]'


def test_a_large_host_is_folded_and_a_double_click_opens_and_closes_a_project(page: Page) -> None:
    expect(page.locator(".stage .is-fold")).to_have_count(50)
    expect(page.locator(".stage .is-card")).to_have_count(0)
    page.locator(fold(page, "project-007")).dblclick()
    page.locator(".stage .is-card").first.wait_for()
    expect(page.locator(".stage .is-fold")).to_have_count(49)
    page.wait_for_url("**unfold=project%3Aproject-007**")
    page.locator('.stage .box[data-ref="project:project-007"] > rect').first.dblclick(position={"x": 5, "y": 5})
    expect(page.locator(".stage .is-fold")).to_have_count(50)


def test_a_search_reveals_what_a_folded_project_holds(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("project-033-db-2")
    page.keyboard.press("Enter")
    expect(page.locator(".stage .is-card.chosen")).to_be_in_viewport()
    expect(page.locator(".stage .is-fold")).to_have_count(49)
    expect(page.locator(".details h2")).to_have_text("project-033-db-2")


def test_all_2000_are_drawn_on_request_and_folded_again(page: Page) -> None:
    page.locator(".layers button", has_text="Unfold all").click()
    expect(page.locator(".stage .is-fold")).to_have_count(0, timeout=60_000)
    page.locator(".layers button", has_text="Fold all").click()
    expect(page.locator(".stage .is-fold")).to_have_count(50, timeout=60_000)


def test_a_folded_project_is_opened_by_the_enter_key(page: Page) -> None:
    page.locator(fold(page, "project-001")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stage .is-fold")).to_have_count(49)
