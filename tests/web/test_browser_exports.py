"""Exports in a real browser: each format previewed and taken away, as the command gives it; the page offline."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from inspector.export import FORMATS
from tests.recorded import FOLDER
from tests.web.running_app import CHROMIUM, ROOT, card, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("exports"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]
SLOW = 60_000
CALLED = {"mermaid": "Mermaid", "drawio": "draw.io", "graphml": "GraphML"}
DEMO = "assets/demo.json.gz"


def taken(page: Page, name: str, folder: Path) -> bytes:
    """The file of the button, once the page shows this format."""
    button = page.get_by_role("button", name=f"Download {CALLED.get(name, name.upper())},")
    button.wait_for(timeout=SLOW)
    with page.expect_download(timeout=SLOW) as download:
        button.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    assert file.suffix == FORMATS[name].extension
    return file.read_bytes()


def commanded(page: Page, folder: Path, expected: str) -> bytes:
    """What the command on the page writes, pasted into a shell where the app was started."""
    shown = page.locator('[data-testid="stCode"] code.language-shell')
    expect(shown).to_contain_text(expected, timeout=SLOW)
    words = shlex.split(shown.inner_text())
    at = words.index("-o") + 1
    words[at] = str(folder / f"command{Path(words[at]).suffix}")
    subprocess.run(words, cwd=ROOT, check=True, timeout=60)
    return Path(words[at]).read_bytes()


def test_each_format_is_previewed_and_is_the_file_that_the_command_writes(tmp_path: Path) -> None:
    with running_app(INSPECTOR_SOURCE=DEMO) as url, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        troubles = watched(page)
        page.goto(f"{url}/connect?source=shop-web-1&destination=shop-redis-1&protocol=tcp&port=6379")
        page.locator(".way-mark").first.wait_for(timeout=SLOW)
        page.get_by_role("link", name="Exports").click()
        preview = page.locator(".st-key-preview")
        for name, entry in FORMATS.items():
            page.get_by_role("radiogroup").get_by_text(CALLED.get(name, name.upper()), exact=True).click()
            data = taken(page, name, tmp_path)
            if name == "html":
                inside = preview.frame_locator("iframe")
                expect(inside.locator(".row", has_text="backup")).to_be_visible(timeout=SLOW)
            elif entry.picture:
                image = preview.locator("img")
                expect(image).to_be_visible(timeout=SLOW)
                assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") > 300
            else:
                expect(preview.locator("code")).to_contain_text(data.decode().splitlines()[0], timeout=SLOW)
            assert commanded(page, tmp_path, FORMATS[name].extension) == data
        assert not troubles


def test_the_menu_on_the_map_exports_what_the_filters_leave(tmp_path: Path) -> None:
    with running_app(INSPECTOR_SOURCE=DEMO) as url, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(f"{url}/?project=shop")
        page.locator(".stage svg").wait_for(timeout=SLOW)
        page.get_by_role("button", name="Export").click()
        with page.expect_download(timeout=SLOW) as download:
            page.get_by_role("button", name="JSON", exact=True).click()
        file = tmp_path / "menu.json"
        download.value.save_as(file)
        read = json.loads(file.read_text())
        names = {node["facts"]["name"] for node in read["nodes"] if node["kind"] == "container"}
        assert names == {"shop-proxy-1", "shop-redis-1", "shop-web-1", "shop-web-2"}
        assert read["view"]["projects"] == ["shop"]


def offline(browser: Browser, file: Path, link: str = "") -> tuple[Page, list[str]]:
    """A file opened with the network cut; and what it asks for beyond itself."""
    page = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}).new_page()
    troubles = watched(page)
    page.goto(f"{file.as_uri()}{link}")
    page.locator(".stage svg").wait_for(timeout=SLOW)
    troubles[:] = [one for one in troubles if not one.startswith(file.as_uri())]
    return page, troubles


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Exported pages: of the demo in light and dark, as a graph, and of a large host."""
    from inspector.collect.archive import demo, load
    from inspector.export.render import export
    from inspector.export.view import View
    from inspector.pipeline import build

    folder = tmp_path_factory.mktemp("pages")
    cases = {"light": build(demo()), "large": build(load(FOLDER / "host-315.json.gz"))}
    views = {"light": View(), "dark": View(theme="dark"), "graph": View(style="graph"), "large": View()}
    for name, view in views.items():
        (folder / f"{name}.html").write_bytes(export(cases.get(name, cases["light"]), "html", view))
    return {name: folder / f"{name}.html" for name in views}


def test_the_page_from_a_file_does_what_the_map_does_without_any_network(pages: dict[str, Path]) -> None:
    with chromium() as browser:
        page, troubles = offline(browser, pages["light"])
        place = page.locator(".stage").get_attribute("style")
        page.mouse.move(400, 400)
        page.mouse.wheel(0, -300)
        expect(page.locator(".stage")).not_to_have_attribute("style", place or "")
        page.keyboard.press("/")
        page.keyboard.type("backup")
        page.keyboard.press("Enter")
        expect(page.locator(".details h2")).to_have_text("backup")
        expect(page.locator(".details dd", has_text="172.17.0.4").first).to_be_visible()
        expect(page.locator(".stage .is-card.chosen")).to_have_count(1)
        page.locator(".details .jump", has_text="bridge").first.click()
        expect(page.locator(".details .subtitle")).to_have_text("bridge network")
        link = page.evaluate("location.hash")
        page.locator(".search").press("Escape")
        expect(page.locator(".rows")).to_be_visible()
        page.locator(".canvas").press("f")
        card_of_web = page.locator(f'.stage [data-ref="{card(page, "shop-web-1")}"]').first
        card_of_web.press("Enter")
        expect(page.locator(".details h2")).to_have_text("shop-web-1")
        assert not troubles
        linked, _ = offline(browser, pages["light"], link)
        expect(linked.locator(".details .subtitle")).to_have_text("bridge network")


def test_the_page_is_light_or_dark_as_asked_and_can_be_turned(pages: dict[str, Path]) -> None:
    with chromium() as browser:
        grounds = {}
        for name in ("light", "dark"):
            page, troubles = offline(browser, pages[name])
            grounds[name] = page.locator(".canvas").evaluate(
                "one => getComputedStyle(one.closest('.app')).backgroundColor"
            )
            page.get_by_role("button", name="Light or dark").click()
            turned = page.locator(".app").evaluate("one => getComputedStyle(one).backgroundColor")
            assert turned != grounds[name]
            assert not troubles
        assert grounds == {"light": "rgb(255, 255, 255)", "dark": "rgb(11, 17, 32)"}


def test_a_large_host_and_a_classic_graph_open_too(pages: dict[str, Path]) -> None:
    with chromium() as browser:
        page, troubles = offline(browser, pages["large"])
        assert page.locator(".stage .is-card").count() > 200
        assert not troubles
        page, troubles = offline(browser, pages["graph"])
        page.locator(f'.stage [data-ref="{card(page, "backup")}"]').first.press("Enter")
        expect(page.locator(".details h2")).to_have_text("backup")
        assert not troubles
