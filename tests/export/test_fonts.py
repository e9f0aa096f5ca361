"""An exported SVG brings the fonts it was measured with: a document shows it as it was laid out."""

import base64
import re

from inspector.collect.archive import demo
from inspector.export.fonts import faces
from inspector.export.render import export
from inspector.pipeline import build


def test_an_svg_file_carries_each_weight_that_the_picture_uses() -> None:
    style = re.search(r"<style>(.*?)</style>", export(build(demo()), "svg").decode(), re.DOTALL)
    assert style
    carried = set(re.findall(r"@font-face{font-family:'([^']+)';font-weight:(\d+)", style[1]))
    assert carried == {("Inter", "400"), ("Inter", "600"), ("JetBrains Mono", "400")}


def test_the_fonts_are_data_and_small() -> None:
    urls = re.findall(r"url\(([^)]*)\)", faces())
    assert all(url.startswith("data:font/woff2;base64,") for url in urls)
    assert all(base64.b64decode(url.split(",")[1]).startswith(b"wOF2") for url in urls)
    assert len(faces()) < 50_000
