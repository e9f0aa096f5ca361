"""What the map costs the browser: CPU of all of Chromium's processes, beside an empty Streamlit page.

Chromium draws in software here, so that a frame costs more than it does with a graphics card.
"""

import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from inspector.collect import archive
from tests.build import World
from tests.large import large_host
from tests.web.running_app import CHROMIUM, chromium, running_app

RECORDED = Path(__file__).parents[1] / "tests/evidence/host-315.json.gz"
BLANK = "import streamlit as st\nst.set_page_config(layout='wide')\nst.write('an empty page')\n"
RUNS, FRAMES_MS = 3, 4000
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Prints the rows; nothing where Chromium is not installed."""
    if not Path(CHROMIUM).exists():
        print("\nThe browser was not measured: Chromium is not installed.")
        return
    with tempfile.TemporaryDirectory() as folder:
        blank, empty, large = (Path(folder) / name for name in ("blank.py", "empty.json.gz", "large.json.gz"))
        blank.write_text(BLANK)
        archive.save(World().evidence(), empty)
        archive.save(large_host(1200), large)
        loads: list[list[float]] = [[], [], []]
        for _ in range(RUNS):
            loads[0].append(_load_ms(str(blank), "", '[data-testid="stMarkdown"]'))
            loads[1].append(_load_ms("app.py", str(empty)))
            loads[2].append(_load_ms("app.py", str(RECORDED)))
        nothing, frame, first = map(statistics.median, loads)
        print("\n| in the browser | CPU ms | to reach |\n|---|---|---|")
        print(f"| an empty Streamlit page | {nothing:.0f} | |")
        print(f"| the app on a host without containers | {frame:.0f} | |")
        print(f"| the app with the first picture of 315 containers | {first:.0f} | |")
        print(f"| that, beyond an empty Streamlit page | {first - nothing:.0f} | 1000 |")
        print(f"| that, beyond the app on a host without containers | {first - frame:.0f} | |")
        for what, cpu_ms, rate, target in _frames(str(large)):
            print(f"| 1,200 containers drawn, {what}, a frame ({rate:.0f} a second) | {cpu_ms:.1f} | {target} |")


def _load_ms(script: str, source: str, drawn: str = ".stage svg") -> float:
    with running_app(script, INSPECTOR_SOURCE=source) as url, _page() as page:
        _settled(page, "about:blank", "body")
        before = _chromium_ms()
        _settled(page, url, drawn)
        return _chromium_ms() - before


def _settled(page: Page, url: str, drawn: str) -> None:
    page.goto(url)
    page.locator(drawn).first.wait_for(timeout=60_000)
    page.wait_for_timeout(2000)


def _frames(source: str) -> Iterator[tuple[str, float, float, int]]:
    with running_app(INSPECTOR_SOURCE=source) as url, _page() as page:
        _settled(page, f"{url}/?unfold=*", ".stage .is-card")
        for what, key, target in (("pan at 100 %", "0", 16), ("pan at fit", "f", 40)):
            page.locator(".canvas").press(key)
            page.wait_for_timeout(1500)
            cpu_ms, rate = _pan(page)
            yield what, cpu_ms, rate, target


# One movement of the mouse a frame: more of them would count what a person's hand does not do.
_DRAG = """([x, y, lasts]) => new Promise((done) => {
  const host = [...document.querySelectorAll('*')].find((one) => one.shadowRoot?.querySelector('.stage'));
  const target = (host?.shadowRoot ?? document).querySelector('.canvas');
  const mouse = (kind, on, at) => on.dispatchEvent(new MouseEvent(kind,
    { view: window, bubbles: true, cancelable: true, clientX: x + at, clientY: y + at / 2, button: 0, buttons: 1 }));
  mouse('mousedown', target, 0);
  const began = performance.now();
  let frames = 0;
  const places = new Set();
  const step = () => {
    frames += 1;
    mouse('mousemove', window, 150 * Math.sin(frames / 12));
    places.add(target.querySelector('.stage').style.transform);
    const passed = performance.now() - began;
    if (passed < lasts) return requestAnimationFrame(step);
    mouse('mouseup', window, 0);
    done([frames, passed, places.size]);
  };
  requestAnimationFrame(step);
})"""


def _pan(page: Page) -> tuple[float, float]:
    """Drags the picture to and fro; returns CPU of a frame in ms, and frames a second."""
    box = page.locator(".canvas").bounding_box()
    assert box
    before = _chromium_ms()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    frames, passed_ms, places = page.evaluate(_DRAG, [*middle, FRAMES_MS])
    assert places > frames / 2, "the picture did not move"
    return (_chromium_ms() - before) / frames, frames * 1000 / passed_ms


@contextmanager
def _page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page(viewport={"width": 1440, "height": 900})


def _chromium_ms() -> float:
    """CPU time of all processes below this one that are Chromium's, in milliseconds."""
    parents: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        pid = int(stat.parent.name)
        parents.setdefault(int(fields[1]), []).append(pid)
        spent[pid] = sum(map(int, fields[11:15])) * _TICK_MS if "chrom" in name.lower() or "headless" in name else 0
    total, front = 0.0, [os.getpid()]
    while front:
        front = [child for pid in front for child in parents.get(pid, ())]
        total += sum(spent[pid] for pid in front)
    return total
