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
    """Exported pages: of the demo in light and dark, as a graph and with a path, and of a large host, folded."""
    from inspector.collect.archive import demo, load
    from inspector.export.render import export
    from inspector.export.view import Question, View
    from inspector.pipeline import build

    folder = tmp_path_factory.mktemp("pages")
    cases = {"light": build(demo()), "large": build(load(FOLDER / "host-315.json.gz"))}
    views = {
        "light": View(),
        "dark": View(theme="dark"),
        "graph": View(style="graph"),
        "large": View(fold=True),
        "path": View(asked=Question.spoken("shop-web-1", "shop-redis-1:6379"), findings=True),
    }
    for name, view in views.items():
        made = export(cases.get(name, cases["light"]), "html", view, demo())
        (folder / f"{name}.html").write_bytes(made)
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


def test_the_page_tells_of_a_container_what_the_app_tells(pages: dict[str, Path]) -> None:
    with chromium() as browser:
        page, troubles = offline(browser, pages["light"])
        page.locator(".search").fill("counter")
        page.locator(".row", has_text="counter").first.click()
        details = page.locator(".details")
        for topic in ("Findings (", "Who reaches it", "On bridge", "Ports", "Interfaces"):
            expect(details.locator("h3", has_text=topic)).to_be_visible()
        details.locator("summary", has_text="Raw inspect (redacted)").click()
        expect(details.locator("pre")).to_contain_text('"HostConfig": {')
        page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.took = text; }; }")
        details.get_by_role("button", name="Copy name").click()
        assert page.evaluate("window.took") == "counter"
        assert page.evaluate("document.fonts.check('600 12px Inter') && document.fonts.size") == 3
        assert not troubles


def test_arrangements_and_layers_are_switched_in_the_page(pages: dict[str, Path]) -> None:
    with chromium() as browser:
        page, troubles = offline(browser, pages["light"])
        stage = page.locator(".stage")
        for name, drawn in (("Interfaces", "text.veth"), ("Links", ".is-link"), ("Findings", ".is-finding")):
            expect(stage.locator(drawn).locator("visible=true")).to_have_count(0)
            page.get_by_role("button", name=name, exact=True).click()
            expect(stage.locator(drawn).locator("visible=true").first).to_be_visible()
        page.get_by_role("button", name="Interfaces", exact=True).click()
        expect(stage.locator("text.veth").locator("visible=true")).to_have_count(0)
        page.get_by_role("radio", name="Bridges").click()
        expect(stage.locator("text.veth").locator("visible=true").first).to_be_visible()
        page.get_by_role("radio", name="Storage").click()
        expect(stage.locator(".box", has_text="no storage").first).to_be_visible()
        expect(page.get_by_role("radio", name="Focus")).to_be_hidden()
        assert not troubles


def test_a_path_stays_lit_in_every_arrangement(pages: dict[str, Path]) -> None:
    with chromium() as browser:
        page, troubles = offline(browser, pages["path"])
        for name in ("Projects", "Bridges"):
            page.get_by_role("radio", name=name).click()
            expect(page.locator(".stage .is-mark", has_text="from shop-web-1")).to_be_visible()
            assert page.locator('.stage .is-card[opacity="0.25"]').count() > 5
        assert not troubles


def test_folded_projects_open_and_close_and_a_search_opens_them(pages: dict[str, Path]) -> None:
    with chromium() as browser:
        page, troubles = offline(browser, pages["large"])
        folds, cards = page.locator(".stage .is-fold"), page.locator(".stage .is-card")
        expect(cards).to_have_count(0)
        folds.first.press("Enter")
        expect(folds).to_have_count(0)
        assert cards.count() > 200
        page.get_by_role("button", name="Fold all").click()
        expect(cards).to_have_count(0)
        page.locator(".search").fill("auth_db_21")
        page.locator(".search").press("Enter")
        expect(page.locator(".stage .is-card.chosen")).to_have_count(1)
        expect(page.locator(".details h2")).to_have_text("auth_db_21")
        expect(page.locator(".details", has_text="on a host of more than 250 containers")).to_be_visible()
        assert not troubles


def test_hostile_names_do_nothing_in_the_page(tmp_path: Path) -> None:
    from inspector.export.render import export
    from inspector.export.view import View
    from tests.build import World

    world = World()
    bad = "</script><img src=x onerror=alert(1)><script>alert(2)</script>"
    world.container("web", labels={bad: bad}, mounts=["/srv/<svg onload=alert(3)>:/x"], image=f"app{bad}:1")
    file = tmp_path / "hostile.html"
    file.write_bytes(export(world.case(), "html", View(title=bad), world.evidence()))
    with chromium() as browser:
        page, troubles = offline(browser, file)
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        page.locator(".row", has_text="web").first.click()
        expect(page.locator(".details .subtitle")).to_contain_text("<img src=x")
        page.locator(".details summary", has_text="Labels").click()
        page.get_by_role("radio", name="Storage").click()
        expect(page.locator(".stage .is-card").first).to_be_visible()
        assert page.locator("img, iframe").count() == 0
        assert not asked
        assert not troubles


def test_a_classic_graph_opens_too(pages: dict[str, Path]) -> None:
    with chromium() as browser:
        page, troubles = offline(browser, pages["graph"])
        page.locator(f'.stage [data-ref="{card(page, "backup")}"]').first.press("Enter")
        expect(page.locator(".details h2")).to_have_text("backup")
        expect(page.get_by_role("radiogroup", name="Arrangement")).to_be_hidden()
        assert not troubles
