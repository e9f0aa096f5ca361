"""Every page has a picture in docs/, every picture a page, and docs/app.md shows them all; pixels are no contract."""

import re

import pytest

from tests.web.running_app import ROOT
from tests.web.screenshots import IMAGES, LIMIT_BYTES, SHOTS

PAGES = {path.stem for path in (ROOT / "inspector" / "web" / "pages").glob("*.py")} - {"__init__"}


def test_every_page_is_shot_and_every_shot_is_of_a_page() -> None:
    assert {shot.page for shot in SHOTS} == PAGES


def test_the_pictures_in_docs_are_those_that_the_command_draws() -> None:
    assert {path.stem for path in IMAGES.glob("*.png")} == {shot.name for shot in SHOTS}


def test_docs_show_each_picture() -> None:
    shown = re.findall(r"\(images/([\w-]+)\.png\)", (ROOT / "docs" / "app.md").read_text())
    assert sorted(shown) == sorted(shot.name for shot in SHOTS)


@pytest.mark.parametrize("name", [shot.name for shot in SHOTS])
def test_a_picture_is_small(name: str) -> None:
    assert (IMAGES / f"{name}.png").stat().st_size < LIMIT_BYTES
