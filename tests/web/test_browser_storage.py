"""The Storage page in a real browser: a mount is chosen, its answer read, and who shares it followed."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.recorded import FOLDER
from tests.web.running_app import CHROMIUM, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]
SLOW = 60_000


def test_a_mount_is_chosen_and_whoever_shares_it_is_lit_and_followed() -> None:
    with running_app(INSPECTOR_SOURCE=str(FOLDER / "storage-28.5.json.gz")) as url, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 1200})
        troubles = watched(page)
        page.goto(f"{url}/storage?container=files")
        mount = page.get_by_role("button", name="/data/photos host path")
        mount.click(timeout=SLOW)
        expect(page.locator(".verdict .outcome")).to_contain_text("On the host", timeout=SLOW)
        expect(page.locator(".mount[aria-current]")).to_contain_text("/srv/exports/photos")
        page.wait_for_url(lambda url: "path=%2Fdata%2Fphotos" in url, timeout=SLOW)
        reader = page.locator(".wide .is-user", has_text="reader").first
        reader.hover()
        assert page.locator(".wide .is-user.lit").count() == 3
        reader.press("Enter")
        expect(page.locator(".verdict .asked")).to_contain_text("/data/photos of reader", timeout=SLOW)
        expect(page.locator(".verdict dl")).to_contain_text("mounted read-only")
        page.get_by_text("What if", exact=False).first.click()
        page.get_by_role("button", name="docker compose -p shop down -v").click(timeout=SLOW)
        expect(page.locator(".verdict .outcome")).to_contain_text("Loses volumes", timeout=SLOW)
        page.wait_for_url(lambda url: "command=docker" in url, timeout=SLOW)
        asked = page.url
        page.goto("about:blank")
        page.goto(asked)
        expect(page.locator(".losses").first).to_contain_text("shop_pgdata", timeout=SLOW)
        assert not troubles


def test_paths_of_strangers_are_text_in_the_tree_and_in_the_picture_on_a_small_screen() -> None:
    with running_app(INSPECTOR_SOURCE=str(FOLDER / "storage-28.5.json.gz")) as url, chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
        troubles = watched(page)
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.goto(f"{url}/storage?container=odd")
        page.locator(".mount", has_text="onerror").click(timeout=SLOW)
        expect(page.locator(".verdict .sentence")).to_contain_text("<script>alert(1)<_script>", timeout=SLOW)
        page.get_by_text("Sharing", exact=True).click()
        expect(page.locator(".narrow .is-place").first).to_be_visible(timeout=SLOW)
        expect(page.locator(".wide .is-place").first).to_be_hidden()
        page.get_by_text("Those of one container too").click()
        expect(page.locator(".narrow .is-place")).to_have_count(17, timeout=SLOW)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert not troubles
