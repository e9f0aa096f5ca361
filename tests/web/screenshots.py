"""Pictures of every page, of the bundled demo: `python -m tests.web.screenshots` draws docs/images/*.png anew."""

import sys
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.web.running_app import ROOT, chromium, running_app

IMAGES = ROOT / "docs" / "images"
DEMO = "assets/demo.json.gz"
LAPTOP, PHONE = (1280, 800), (390, 844)
# Flat colours need few; fewer bytes are quicker to read than sharper shadows.
COLOURS = 96
LIMIT_BYTES = 150_000


@dataclass(frozen=True)
class Shot:
    """One picture. page: the page's file; link: what its address says; shows: what is there once it is drawn."""

    name: str
    page: str
    link: str
    shows: str
    scheme: Literal["light", "dark"] = "light"
    size: tuple[int, int] = LAPTOP


_MAP = ".stage svg"
_QUESTION = "source=shop-web-1&destination=shop-redis-1&protocol=tcp&port=6379"

SHOTS = (
    Shot("map", "map", "", _MAP),
    Shot("map-dark", "map", "", _MAP, scheme="dark"),
    Shot("map-phone", "map", "", _MAP, size=PHONE),
    Shot("connect", "connect", _QUESTION, ".way-mark"),
    Shot("names", "names", "asker=shop-web-1", ".names"),
    Shot("storage", "storage", "view=sharing", ".st-key-bar"),
    Shot("matrix", "matrix", "", "td"),
    Shot("interfaces", "interfaces", "", '[data-testid="stDataFrame"] canvas'),
    Shot("findings", "findings", "", ".findings-summary, .notice, .st-key-bar"),
    Shot("exports", "exports", "", ".preview img"),
    Shot("evidence", "evidence", "", '[data-testid="stDataFrame"] canvas'),
)


def main() -> None:
    wanted = sys.argv[1:]
    with running_app(INSPECTOR_SOURCE=DEMO) as url, chromium() as browser:
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                data = small(_taken(browser, url, shot))
                assert len(data) < LIMIT_BYTES, (
                    f"{shot.name} has {len(data)} bytes: take fewer colours or a smaller window"
                )
                (IMAGES / f"{shot.name}.png").write_bytes(data)
                print(f"{shot.name}.png  {len(data) / 1000:.0f} kB")


def _taken(browser: Browser, url: str, shot: Shot) -> bytes:
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=1.5, color_scheme=shot.scheme
    )
    page = context.new_page()
    page.goto(f"{url}/{'' if shot.page == 'map' else shot.page}?{shot.link}")
    page.locator(shot.shows).first.wait_for(timeout=60_000)
    _settle(page)
    data = page.screenshot(animations="disabled")
    context.close()
    return data


def _settle(page: Page) -> None:
    """Until the app has stopped running and nothing has moved for a while."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=60_000)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(1500)


def small(data: bytes) -> bytes:
    """The picture with a palette of its own."""
    stream = BytesIO()
    with Image.open(BytesIO(data)) as picture:
        drawn = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        drawn.save(stream, "PNG", optimize=True)
    return stream.getvalue()


if __name__ == "__main__":
    main()
