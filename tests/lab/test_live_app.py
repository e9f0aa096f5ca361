"""A person with a real browser and a real engine: open the app, click a container, read where its packets go."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.lab.machine import IMAGE, Machine
from tests.web.running_app import CHROMIUM, chromium, running_app

pytestmark = [pytest.mark.lab, pytest.mark.browser]


@pytest.fixture(scope="module")
def address(engine: Machine) -> Iterator[str]:
    """The app on the lab's engine, one container on a network of its own."""
    if not Path(CHROMIUM).exists():
        pytest.skip("the browser tests need Chromium: apt-get install chromium")
    engine.docker("network", "create", "--subnet", "10.44.0.0/24", "front")
    engine.docker("run", "-d", "--name", "clickme", "--network", "front", IMAGE, "sleep", "100000")
    with running_app(DOCKER_HOST=engine.url) as url:
        yield url


def test_a_click_on_a_container_shows_the_address_and_veth_that_ip_shows(engine: Machine, address: str) -> None:
    inside = engine.docker("exec", "clickme", "ip", "-o", "addr", "show", "eth0")
    ipv4 = re.search(r"inet (10\.44\.0\.\d+)", inside)
    peer = re.search(r"eth0@if(\d+)", engine.docker("exec", "clickme", "ip", "-o", "link"))
    assert ipv4 is not None
    assert peer is not None
    veth = re.search(rf"^{peer[1]}: (veth\w+)@", engine.host("ip", "-o", "link"), re.MULTILINE)
    assert veth is not None
    ident = engine.docker("inspect", "--format", "{{.Id}}", "clickme")
    with chromium() as browser:
        page = browser.new_page()
        page.goto(address)
        page.locator(f'[data-ref="container:{ident}"]').first.click(timeout=60_000)
        link = page.get_by_role("button", name=veth[1])
        expect(page.get_by_role("definition").filter(has=link)).to_contain_text(f"{ipv4[1]}/24", timeout=30_000)


def test_an_engine_that_crashes_is_said_and_read_anew_when_it_is_back(engine: Machine, address: str) -> None:
    with chromium() as browser:
        page = browser.new_page()
        page.goto(address)
        live = page.locator(".st-key-live .live")
        expect(live).to_have_text("Live", timeout=60_000)
        alert = page.get_by_role("alert").filter(has_text="The engine stopped answering at")
        with engine.without_engine():
            expect(alert).to_be_visible(timeout=30_000)
            expect(live).to_have_text("Engine lost")
            expect(page.locator(".stage svg")).to_be_visible()
            engine.host("true")
        expect(alert).not_to_be_attached(timeout=60_000)
        expect(live).to_have_text("Live", timeout=30_000)
        ident = engine.docker("run", "-d", "--name", "after", IMAGE, "sleep", "100000")
        page.locator(f'.stage [data-ref="container:{ident}"]').first.wait_for(state="attached", timeout=30_000)
        engine.docker("rm", "--force", "after")
    engine.docker("start", "clickme")


def test_a_container_started_outside_appears_while_selection_and_zoom_stay(engine: Machine, address: str) -> None:
    chosen = engine.docker("inspect", "--format", "{{.Id}}", "clickme")
    with chromium() as browser:
        page = browser.new_page()
        page.goto(address)
        page.locator(f'[data-ref="container:{chosen}"]').first.click(timeout=60_000)
        page.locator(".details .section").first.wait_for()
        page.locator(".canvas").press("+")
        before = page.locator(".stage").get_attribute("style")
        ident = engine.docker("run", "-d", "--name", "outside", "--network", "front", IMAGE, "sleep", "100000")
        page.locator(f'.stage [data-ref="container:{ident}"]').first.wait_for(state="attached", timeout=30_000)
        expect(page.locator(".st-key-changes")).to_contain_text("outside added")
        assert page.locator(".stage").get_attribute("style") == before
        expect(page.locator(".details h2")).to_have_text("clickme")
        engine.docker("kill", "outside")
        expect(page.locator(".st-key-changes")).to_contain_text("outside stopped (exit code 137)", timeout=30_000)
        engine.docker("rm", "outside")
        gone = page.locator(f'.stage [data-ref="container:{ident}"]')
        expect(gone).to_have_count(0, timeout=30_000)
