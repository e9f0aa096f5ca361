from inspector.collect.archive import demo
from inspector.export.raster import _needs_no_other_font, pdf, png
from inspector.export.render import export
from inspector.export.view import View
from inspector.pipeline import build

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}" viewBox="0 0 {0} {0}">{1}</svg>'


def picture(words: str, size: int = 200) -> str:
    return SVG.format(size, f'<text x="10" y="40" font-family="Inter" font-size="20">{words}</text>')


def test_the_demo_is_drawn_with_the_bundled_fonts_alone() -> None:
    case = build(demo())
    for style in ("rails", "graph"):
        assert _needs_no_other_font(export(case, "svg", View(style=style)).decode())


def test_letters_that_the_bundled_fonts_lack_are_drawn_by_those_of_the_machine() -> None:
    assert _needs_no_other_font(picture("web → Größe, Ελλάδα, Москва · …"))
    assert not _needs_no_other_font(picture("漢字"))
    assert png(picture("漢字 🐳")).startswith(b"\x89PNG")
    assert pdf(picture("漢字 🐳"), "漢字").startswith(b"%PDF")


def test_words_in_the_bundled_fonts_leave_marks() -> None:
    for words in ("web", "Größe", "Ελλάδα", "Москва", "→"):
        assert png(picture(words)) != png(picture(""))


def test_a_huge_picture_gets_fewer_pixels_rather_than_all_memory() -> None:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(png(picture("x", size=40_000)))) as drawn:
        assert drawn.width * drawn.height < 30_000_000


def test_a_title_with_typst_in_it_is_only_a_title() -> None:
    from io import BytesIO

    from pypdf import PdfReader

    hostile = '#read("/etc/passwd") "x" \\ $a$'
    metadata = PdfReader(BytesIO(pdf(picture("x"), hostile))).metadata
    assert metadata is not None
    assert metadata.title == hostile
