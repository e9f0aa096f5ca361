"""Folded projects in files: one element each, with what stands within told at it."""

import pytest
from click.testing import CliRunner

from inspector.cli import inspector
from inspector.export import FORMATS
from inspector.export.outline import Outline, outline
from inspector.export.picture import scene
from inspector.export.render import export
from inspector.export.shown import shown
from inspector.export.view import Question, View
from inspector.model.ids import HOST, Kind, Ref
from inspector.pipeline import Case
from inspector.topology.scene import Label
from tests.build import World

SHOP, BLOG, NONE = (Ref(Kind.PROJECT, name) for name in ("shop", "blog", ""))


def case() -> Case:
    world = World()
    world.network("proxy", subnet="10.9.0.0/24")
    world.network("inner", subnet="10.8.0.0/24", project="shop")
    world.container("web", service="shop/web", networks={"proxy": "10.9.0.2", "inner": "10.8.0.2"}, ports=["8080:80"])
    world.container("db", service="shop/db", networks={"inner": "10.8.0.3"}, mounts=["data:/data"], state="exited")
    world.container("press", service="blog/web", networks={"proxy": "10.9.0.3"}, mounts=["data:/d:ro"])
    world.container("lone", links=["lone2:two"])
    world.container("lone2")
    world.container("agent", mode="host")
    return world.case()


def drawing(view: View) -> Outline:
    one = shown(case(), view)
    return outline(one.topology, one.path, one.marks, one.away)


def test_a_folded_project_is_one_box_and_what_only_it_uses_is_not_drawn() -> None:
    made = drawing(View(fold=True))
    assert [(box.ref.kind.value, box.title) for box in made.boxes] == [
        ("host", "host1"),
        ("network", "proxy"),
        ("project", "blog"),
        ("project", "no project"),
        ("project", "shop"),
        ("volume", "data"),
    ]
    by_name = {box.title: box for box in made.boxes}
    assert by_name["shop"].details == ("2 containers, 1 running", "publishes 8080")
    assert by_name["host1"].details[-1] == "1 container, 1 running"
    assert not made.groups
    ends = {(line.source.id, line.target.id) for line in made.lines if line.target.kind is Kind.VOLUME}
    assert ends == {("shop", "data"), ("blog", "data")}


def test_an_unfolded_project_is_drawn_with_all_that_is_in_it() -> None:
    made = drawing(View(fold=True, unfold=frozenset({SHOP})))
    titles = {box.title for box in made.boxes}
    assert {"web", "db", "inner", "blog", "no project"} <= titles
    assert not {"press", "lone", "shop"} & titles
    assert made.groups == ("shop",)


def test_a_path_through_folded_projects_is_lit_at_them() -> None:
    view = View(fold=True, asked=Question("press", "web"))
    assert {box.title for box in drawing(view).boxes if box.lit} - {"host1"} == {"blog", "proxy", "shop"}
    picture = scene(shown(case(), view))
    assert {part.ref for part in picture.parts() if part.kind == "fold" and not part.dim} == {SHOP, BLOG}
    words = {s.text for part in picture.parts() if part.kind == "mark" for s in part.shapes if isinstance(s, Label)}
    assert {"from press", "to web"} <= words


def test_findings_within_are_marked_at_the_folded_project() -> None:
    marks = shown(case(), View(fold=True, findings=True)).marks
    assert {mark.ref for mark in marks} <= {str(ref) for ref in (SHOP, BLOG, NONE, HOST)}
    assert marks


@pytest.mark.parametrize("name", [name for name, entry in FORMATS.items() if entry.folds])
def test_every_drawing_can_be_folded_and_says_so(name: str) -> None:
    made = export(case(), name, View(fold=True))
    assert len(made) != len(export(case(), name))
    if name not in ("png", "pdf"):
        assert b"Folded: 4 groups, one card each" in made.replace(b"#58;", b":")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "a.json", "--fold"], "json holds every fact"),
        (["-o", "a.graphml", "--unfold", "shop"], "graphml holds every fact"),
        (["-o", "a.svg", "--unfold", "shoop"], "No project 'shoop' here"),
    ],
)
def test_what_cannot_be_folded_says_why(words: list[str], said: str) -> None:
    done = CliRunner().invoke(inspector, ["export", "--from", "assets/demo.json.gz", *words])
    assert said in str(done.exception)
