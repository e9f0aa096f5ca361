"""The exported picture: its title, what is shown of the host, a path lit on it, and marks at what rules found."""

import pytest

from inspector.export.picture import scene
from inspector.export.shown import shown
from inspector.export.view import Question, View
from inspector.pipeline import build
from inspector.topology.scene import Box, Label, Part, Scene
from inspector.topology.view import Filter
from tests.build import World
from tests.recorded import recorded

LIT = View(asked=Question.spoken("shop-api-1", "shop-db-1:80"))
STOPPED = View(asked=Question.spoken("stranger", "shop-db-1:80"))


def drawn(view: View, name: str = "truth-t2-compose-28.5") -> Scene:
    return scene(shown(build(recorded(name)), view))


def words(parts: list[Part]) -> list[str]:
    return [shape.text for part in parts for shape in part.shapes if isinstance(shape, Label)]


def of(kind: str, picture: Scene) -> list[Part]:
    return [part for part in picture.parts() if part.kind == kind]


def test_without_a_path_nothing_steps_back() -> None:
    assert not [part for part in drawn(View()).parts() if part.dim]


def test_of_a_path_both_ends_and_the_lines_between_them_are_lit_and_the_rest_steps_back() -> None:
    picture = drawn(LIT)
    lit = {part.name.split(",")[0] for part in of("card", picture) if not part.dim}
    assert lit == {"container shop-api-1", "container shop-db-1"}
    assert [part for part in of("card", picture) if part.dim]
    lines = [part for part in of("drop", picture) if not part.dim]
    assert len(lines) == 2
    assert not [part for part in (*of("header", picture), *of("legend", picture), *of("caption", picture)) if part.dim]


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (LIT, ["from shop-api-1", "to shop-db-1"]),
        (STOPPED, ["from stranger", "to shop-db-1", "\u2715 stops here"]),
    ],
)
def test_marks_say_who_asks_and_where_it_stops_without_covering_each_other(view: View, said: list[str]) -> None:
    picture = drawn(view)
    marks = of("mark", picture)
    assert words(marks) == said
    boxes = [shape for part in marks for shape in part.shapes if isinstance(shape, Box)]
    for number, one in enumerate(boxes):
        assert one.x >= 0
        assert one.x + one.width <= picture.width
        for other in boxes[number + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or abs(one.y - other.y) >= one.height


def test_a_title_takes_the_place_of_the_hosts_name_which_is_still_said() -> None:
    picture = drawn(View(title="Our shop"), "t2-compose-28.5")
    first, second, *_ = words(of("header", picture))
    assert first == "Our shop"
    assert "docker 28.5" in second
    assert picture.name == "Our shop"


def test_a_long_title_is_cut_rather_than_let_run_out_of_the_picture() -> None:
    picture = drawn(View(title="a very long title " * 20))
    for part in picture.parts():
        for shape in part.shapes:
            if isinstance(shape, Label):
                assert shape.left + shape.width <= picture.width + 0.5


def test_notes_stand_below_everything_else_and_within_the_picture() -> None:
    picture = drawn(View(filter=Filter(projects=frozenset({"shop"})), asked=LIT.asked))
    (caption,) = of("caption", picture)
    assert len(words([caption])) == 2
    lines = [shape.y for shape in caption.shapes if isinstance(shape, Label)]
    legend = [shape.y for part in of("legend", picture) for shape in part.shapes if isinstance(shape, Label)]
    assert min(lines) > max(legend) + 10
    assert max(lines) < picture.height


def test_findings_are_marked_at_what_they_are_about_and_said_below() -> None:
    picture = drawn(View(findings=True))
    assert any("R202" in word for word in words(of("finding", picture)))
    assert any(line.startswith("R202 error: shop-db-1 asked for") for line in words(of("caption", picture)))
    assert shown(World().case(), View(findings=True)).notes == ("Findings: none",)


def test_findings_of_another_part_of_the_host_are_left_out() -> None:
    view = View(findings=True, filter=Filter(text="stranger"))
    assert not [line for line in words(of("mark", drawn(view))) if "R202" in line]
