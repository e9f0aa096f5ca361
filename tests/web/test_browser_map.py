"""The map in a real browser: what a person does with it, and what strangers' names cannot do."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.recorded import FOLDER
from tests.web.running_app import CHROMIUM, card, chromium, running_app
from tests.web.watching import watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]

HOSTILE = "<img src=x onerror=window.hacked=1>"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_container_is_found_chosen_and_read_and_nothing_leaves_the_machine(tmp_path: Path, scheme: str) -> None:
    with running_app(DOCKER_HOST=f"unix://{tmp_path}/nobody.sock") as url, chromium() as browser:
        page = browser.new_page(color_scheme=scheme)
        troubles = watched(page)
        page.goto(url)
        page.locator(".stage svg").wait_for(timeout=60_000)
        page.locator(".search").fill("backup")
        page.locator(f'.stage [data-ref="{card(page, "backup")}"]').first.click()
        page.locator(".details dd", has_text="172.17.0").first.wait_for()
        before = page.locator(".stage").get_attribute("style")
        page.locator(".canvas").press("+")
        assert page.locator(".stage").get_attribute("style") != before
        page.locator(".canvas").press("Escape")
        page.locator(".rows").wait_for()
        assert not troubles


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    container = {
        "Id": "a" * 64,
        "Name": f"/{HOSTILE}",
        "State": {"Status": "running", "Running": True},
        "Config": {"Image": HOSTILE, "Labels": {"com.docker.compose.project": HOSTILE, HOSTILE: HOSTILE}},
        "HostConfig": {"NetworkMode": "bridge"},
        "NetworkSettings": {"Networks": {}},
        "Mounts": [{"Type": "volume", "Name": HOSTILE, "Source": f"/{HOSTILE}", "Destination": f"/{HOSTILE}"}],
    }
    file = tmp_path / "inspect.json"
    file.write_text(json.dumps([container]))
    with running_app(INSPECTOR_SOURCE=str(file)) as url, chromium() as browser:
        page = browser.new_page()
        troubles = watched(page)
        page.goto(url)
        page.locator(".row").first.wait_for(timeout=60_000)
        page.locator(".row").first.click()
        page.locator(".details .section").first.wait_for()
        for name in ("Bridges", "Storage", "Focus"):
            page.get_by_role("radio", name=name).click()
            expect(page.get_by_role("radio", name=name)).to_have_attribute("aria-checked", "true")
        assert page.evaluate("window.hacked") is None
        assert not troubles


def test_on_a_large_host_a_click_sends_the_details_and_not_the_picture_again() -> None:
    with running_app(INSPECTOR_SOURCE=str(FOLDER / "host-315.json.gz")) as url, chromium() as browser:
        page = browser.new_page()
        received: list[int] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
        page.goto(url)
        page.locator(".stage svg").wait_for(timeout=60_000)
        page.wait_for_timeout(500)
        assert sum(received) > 400_000
        received.clear()
        page.locator(".row").nth(40).click()
        page.locator(".details .section").first.wait_for()
        page.wait_for_timeout(500)
        assert sum(received) < 60_000


def test_a_path_with_a_space_is_not_taken_for_another_that_begins_like_it(tmp_path: Path) -> None:
    def container(name: str, ident: str, source: str) -> dict[str, object]:
        mount = {"Type": "bind", "Source": source, "Destination": "/x", "RW": True}
        state = {"Status": "running", "Running": True}
        host = {"NetworkMode": "none"}
        return {
            "Id": ident * 64,
            "Name": f"/{name}",
            "State": state,
            "HostConfig": host,
            "Mounts": [mount],
            "Config": {},
        }

    both = [
        container(f"{place[1:3]}-{ident}", ident, place) for place in ("/srv", "/srv path:/data") for ident in "abc"
    ]
    both = [one | {"Id": f"{number}" * 64} for number, one in enumerate(both)]
    file = tmp_path / "inspect.json"
    file.write_text(json.dumps(both))
    with running_app(INSPECTOR_SOURCE=str(file)) as url, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{url}/?select=path:/srv")
        page.locator(".details .section").first.wait_for(timeout=60_000)
        lit = page.locator(".stage .is-card.lit")
        refs = {lit.nth(number).get_attribute("data-ref") for number in range(lit.count())}
        assert refs == {f"container:{str(number) * 64}" for number in range(3)}
        drops = page.locator(".stage .lit[data-joins]")
        joins = [json.loads(drops.nth(number).get_attribute("data-joins") or "[]") for number in range(drops.count())]
        assert joins
        assert all("path:/srv" in one for one in joins)
