"""Moving about on the map as people do: wheel, drag, pinch, keys, a phone; and what the map refuses to show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.running_app import CHROMIUM, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]


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
    opened(page, address)
    yield page
    page.close()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".stage svg").wait_for(timeout=60_000)
    page.locator(".row").first.wait_for()
    settled(page)


def settled(page: Page) -> None:
    """A narrow page is laid out a second time; what is measured before moves."""
    last, at = place(page), 0.0
    for _ in range(50):
        page.wait_for_timeout(200)
        now = place(page)
        at = at + 0.2 if now == last else 0.0
        last = now
        if at >= 1.0:
            return


def place(page: Page) -> tuple[float, float, float]:
    """x, y and scale of the picture."""
    found = page.evaluate("""() => {
        const host = [...document.querySelectorAll('*')].find((one) => one.shadowRoot?.querySelector('.stage'));
        const stage = (host?.shadowRoot ?? document).querySelector('.stage');
        const m = new DOMMatrix(getComputedStyle(stage).transform);
        return [m.e, m.f, m.a];
    }""")
    return found[0], found[1], found[2]


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


CARD = '.stage g.is-card[data-ref^="container:"]'


def test_the_wheel_zooms_at_the_pointer(page: Page) -> None:
    before, (x, y) = place(page), middle(page, CARD)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(300)
    assert place(page)[2] > before[2] * 1.2
    assert middle(page, CARD) == (pytest.approx(x, abs=2), pytest.approx(y, abs=2))


def test_a_drag_moves_the_picture_and_selects_nothing(page: Page) -> None:
    before, (x, y) = place(page), middle(page, CARD)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.up()
    after = place(page)
    assert after == (pytest.approx(before[0] + 60, abs=2), pytest.approx(before[1] + 40, abs=2), before[2])
    expect(page.locator(".stage .chosen")).to_have_count(0)


def test_the_keys_zoom_fit_and_move(page: Page) -> None:
    canvas, fitted = page.locator(".canvas"), place(page)
    canvas.press("+")
    assert place(page)[2] == pytest.approx(fitted[2] * 1.25)
    canvas.press("-")
    assert place(page)[2] == pytest.approx(fitted[2])
    canvas.press("0")
    assert place(page)[2] == pytest.approx(1)
    at = place(page)
    canvas.press("ArrowRight")
    canvas.press("ArrowDown")
    assert place(page) == (pytest.approx(at[0] - 80), pytest.approx(at[1] - 80), 1)
    canvas.press("f")
    assert place(page) == pytest.approx(fitted)


def test_tab_and_enter_select_slash_searches_escape_clears(page: Page) -> None:
    page.locator(CARD).first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".details header").wait_for()
    expect(page.locator(".stage .chosen")).not_to_have_count(0)
    page.locator(".canvas").press("Escape")
    expect(page.locator(".stage .chosen")).to_have_count(0)
    page.locator(".row").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.type("backup")
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".details h2")).to_have_text("backup")
    page.locator(".details .section").first.wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".search")).to_have_value("")
    expect(page.locator(".stage .chosen")).to_have_count(0)


def test_a_click_in_the_list_selects_and_centres(page: Page) -> None:
    page.locator(".row", has_text="backup").first.click()
    page.locator(".details .section").first.wait_for()
    x, y = middle(page, ".stage .chosen")
    canvas = page.locator(".canvas").bounding_box()
    assert canvas is not None
    assert x == pytest.approx(canvas["x"] + canvas["width"] / 2, abs=60)
    assert y == pytest.approx(canvas["y"] + canvas["height"] / 2, abs=60)


def test_interfaces_are_named_on_request_and_the_view_stays(page: Page) -> None:
    page.locator(".canvas").press("+")
    before = place(page)
    page.locator(".tools").get_by_role("button", name="Interfaces").click()
    page.locator(".stage text.veth").first.wait_for(state="attached", timeout=30_000)
    assert place(page) == before


def test_two_fingers_zoom(address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    opened(page, address)
    before, (x, y) = place(page), middle(page, ".canvas")
    session = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 20), ("touchMove", 40), ("touchMove", 60), ("touchEnd", 0)):
        fingers = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}] if apart else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    assert place(page)[2] == pytest.approx(before[2] * 3, rel=0.1)
    page.close()


def test_on_a_phone_the_picture_and_the_details_are_reached(address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    opened(page, address)
    page.locator(".row", has_text="backup").first.tap()
    page.locator(".details .section").first.scroll_into_view_if_needed()
    expect(page.locator(".details .section").first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


DEEP_LINKS = ["/", "/?select=container:backup", "/?select=garbage", "/?kind=x&state=%00&project=%3Cb%3E&text=no-such"]


@pytest.mark.parametrize("link", [*DEEP_LINKS, "/interfaces", "/evidence", "/interfaces?select=garbage"])
def test_the_console_is_clean_on_every_page_and_link(address: str, browser: Browser, link: str) -> None:
    page = browser.new_page()
    troubles = watched(page)
    page.goto(address + link)
    page.locator('.app, [data-testid="stDataFrame"]').first.wait_for(timeout=60_000)
    page.wait_for_timeout(300)
    page.close()
    assert not troubles


BAD = [
    "<script>hacked=1</script>",
    '<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>',
    '<g onload="hacked=1"/>',
    '<a href="javascript:hacked=1"><text>x</text></a>',
    '<g xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:hacked=1"/>',
    '<image href="http://127.0.0.1/x"/>',
    '<animate attributeName="href" to="javascript:hacked=1"/>',
    '<rect fill="url(http://127.0.0.1/x)"/>',
    '<rect style="fill:red"/>',
    "<style>@import 'http://127.0.0.1/x';</style>",
    '<b xmlns="http://www.w3.org/1999/xhtml"/>',
    "<g>",
]


def test_a_picture_that_could_run_or_fetch_is_refused(page: Page) -> None:
    read = """async ([texts]) => {
        const loaded = performance.getEntriesByType('resource').map((one) => one.name);
        const { readScene } = await import(loaded.find((name) => /scene\\.js/.test(name)));
        const tried = (text) => { try { readScene(text); return 'shown'; } catch (error) { return error.message; } };
        return texts.map(tried);
    }"""
    whole = [f'<svg xmlns="http://www.w3.org/2000/svg">{one}</svg>' for one in [*BAD, '<g data-ref="url(x)"/>']]
    said = page.evaluate(read, [whole])
    assert said.pop() == "shown"
    assert [text for text, answer in zip(BAD, said, strict=True) if answer == "shown"] == []
    assert page.evaluate("window.hacked") is None
