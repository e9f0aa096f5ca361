"""How the map is looked at: arrangements, layers, focus, the key, the tour, the keyboard, a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from inspector.collect import archive
from tests.build import World
from tests.web.running_app import CHROMIUM, card, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]

TITLES = ".stage .is-title text"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the demo."""
    with running_app(DOCKER_HOST=f"unix://{tmp_path_factory.mktemp('none')}/nobody.sock") as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1300, "height": 850})
    troubles = watched(page)
    opened(page, address)
    yield page
    page.close()
    assert not troubles


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".stage svg").wait_for(timeout=60_000)
    page.locator(".row").first.wait_for()


def test_each_arrangement_is_chosen_on_the_map_and_stands_in_the_address(page: Page) -> None:
    for name, title in (("Bridges", "docker0"), ("Storage", "no storage"), ("Projects", "no project")):
        page.get_by_role("radio", name=name).click()
        page.locator(TITLES).get_by_text(title, exact=True).wait_for()
        expect(page.get_by_role("radio", name=name)).to_have_attribute("aria-checked", "true")
    page.get_by_role("radio", name="Storage").click()
    page.wait_for_url("**arrange=storage**")
    page.reload()
    page.locator(TITLES).get_by_text("no storage", exact=True).wait_for(timeout=60_000)


def test_a_double_click_shows_a_container_with_its_neighbours_and_the_list_moves_the_focus(page: Page) -> None:
    ref = card(page, "counter")
    page.locator(f'.stage g.is-card[data-ref="{ref}"]').dblclick()
    page.locator(TITLES).get_by_text("counter (in focus)").wait_for()
    expect(page.locator(f'.stage g.is-card[data-ref="{card(page, "shop-web-1")}"]')).to_have_count(0)
    page.locator(".canvas").press("Escape")
    page.locator(".row", has_text="shop-web-1").first.click()
    page.locator(TITLES).get_by_text("shop-web-1 (in focus)").wait_for()
    page.wait_for_url("**focus=container**")


def test_layers_are_switched_on_and_kept_in_the_address(page: Page) -> None:
    for name, drawn in (("Interfaces", "text.veth"), ("Links", "line.link"), ("Routes", ".is-drop path")):
        page.get_by_role("button", name=name).click()
        page.locator(f".stage {drawn}").first.wait_for(state="attached")
    page.wait_for_url("**layer=links&layer=routes&layer=veth**")


def test_arrows_go_from_card_to_card(page: Page) -> None:
    page.locator(f'.stage g.is-card[data-ref="{card(page, "shop-web-1")}"]').focus()
    page.keyboard.press("ArrowRight")
    focused = page.locator(".stage :focus")
    expect(focused).to_have_attribute("data-ref", card(page, "shop-web-2"))
    page.keyboard.press("ArrowLeft")
    expect(focused).to_have_attribute("data-ref", card(page, "shop-web-1"))
    page.keyboard.press("ArrowUp")
    expect(focused).to_have_attribute("aria-label", re.compile("network shop_(front|back)end"))


def test_the_key_explains_the_signs_and_escape_closes_it(page: Page) -> None:
    page.get_by_role("button", name="Key").click()
    expect(page.locator(".key")).to_contain_text("host path")
    page.locator(".canvas").press("Escape")
    expect(page.locator(".key")).to_be_hidden()


def test_the_tour_is_taken_when_asked_for_and_ends(page: Page) -> None:
    expect(page.locator(".tour")).to_be_hidden()
    page.get_by_role("button", name="Show me around").click()
    for _ in range(4):
        page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".tour")).to_be_hidden()
    assert page.evaluate("localStorage.getItem('docker-topology-tour')") == "seen"


def test_a_first_visit_is_shown_around_once(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'webdriver', { get: () => false })")
    opened(page, address)
    page.locator(".tour").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".tour")).to_be_hidden()
    page.reload()
    page.locator(".row").first.wait_for(timeout=60_000)
    expect(page.locator(".tour")).to_be_hidden()
    page.close()


def test_on_a_phone_the_first_view_can_be_read(address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    opened(page, address)
    name = page.locator(".stage .name-text").first
    expect(name).to_be_in_viewport()
    page.wait_for_timeout(500)
    box = name.bounding_box()
    assert box is not None
    assert box["height"] > 9
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_filters_that_leave_nothing_say_what_to_do(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{address}/?text=nothing-is-called-so")
    page.locator(".empty").wait_for(timeout=60_000)
    expect(page.locator(".empty")).to_contain_text("press Clear")
    page.close()


def test_a_host_without_containers_teaches_what_would_be_seen(tmp_path: Path, browser: Browser) -> None:
    archive.save(World().evidence(), tmp_path / "empty.json.gz")
    with running_app(INSPECTOR_SOURCE=str(tmp_path / "empty.json.gz")) as url:
        page = browser.new_page()
        page.goto(url)
        page.locator(".stage .is-lesson").wait_for(timeout=60_000)
        expect(page.locator(".stage .is-lesson")).to_contain_text("docker run -d")
        page.close()
