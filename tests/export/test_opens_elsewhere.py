"""Files open where they should: Graphviz reads dot, draw.io's rules hold, networkx and Gephi read GraphML."""

import json
import subprocess
from itertools import pairwise
from xml.etree import ElementTree

import networkx
import pytest

from inspector.export import FORMATS
from inspector.export.graph_json import edges
from inspector.export.outline import outline
from inspector.export.plain import unique
from inspector.export.render import export
from inspector.export.view import Question, View
from inspector.model.ids import Kind
from inspector.pipeline import Case, build
from tests.build import World
from tests.recorded import recorded

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
PATH = View(title="A title", asked=Question.spoken("shop-api-1", "shop-db-1:80"))
EMPTY, ONE, LARGE, LIT = "empty", "one container", "host-315", "truth-t2-compose-28.5"
HOSTS = (EMPTY, ONE, "swarm-h1", "podman-4.3", LIT, LARGE)


def host(name: str) -> Case:
    if name not in (EMPTY, ONE):
        return build(recorded(name))
    world = World()
    if name == ONE:
        world.container("web", networks={"bridge": "172.17.0.2"}, ports=["8080:80"], mounts=["data:/data"])
    return world.case()


def view(name: str) -> View:
    return PATH if name == LIT else View()


@pytest.mark.parametrize("name", HOSTS)
def test_graphviz_draws_dot_without_a_word(name: str) -> None:
    case = host(name)
    done = subprocess.run(["dot", "-Tsvg"], input=export(case, "dot", view(name)), capture_output=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, b"")
    drawn = ElementTree.fromstring(done.stdout)
    classes = [group.get("class") for group in drawn.iter("{http://www.w3.org/2000/svg}g")]
    drawing = outline(case.topology)
    assert (classes.count("node"), classes.count("edge")) == (len(drawing.boxes), len(drawing.lines))
    words = " ".join("".join(text.itertext()) for text in drawn.iter("{http://www.w3.org/2000/svg}text"))
    assert (PATH.title if name == LIT else "Docker topology of") in words.replace("\xa0", " ")


@pytest.mark.parametrize("name", HOSTS)
def test_a_drawio_file_keeps_the_rules_of_draw_io(name: str) -> None:
    """Those of its mxfile schema, and those that only its documentation tells."""
    case = host(name)
    file = ElementTree.fromstring(export(case, "drawio", view(name)))
    assert [file.tag, [one.tag for one in file], [one.tag for one in file[0]]] == [
        "mxfile",
        ["diagram"],
        ["mxGraphModel"],
    ]
    (root,) = file[0][0]
    cells = {cell.get("id", ""): cell for cell in root}
    assert len(cells) == len(root)
    assert list(cells)[:2] == ["0", "1"]
    layers = [ident for ident, cell in cells.items() if cell.get("parent") == "0"]
    assert [cells[ident].get("value") for ident in layers] == [
        *("Elements", "Networks", "Published ports", "Storage", "Other lines", "Title and key")
    ]
    for ident, cell in cells.items():
        if ident == "0" or ident in layers:
            assert not cell.get("vertex")
            continue
        assert (cell.get("vertex"), cell.get("edge")) in {("1", None), (None, "1")}
        assert cell.get("parent") in cells
        (geometry,) = cell
        assert (geometry.tag, geometry.get("as")) == ("mxGeometry", "geometry")
        assert all(part == "" or "=" in part or part in ("ellipse", "text", "swimlane") for part in _style(cell))
        if cell.get("edge"):
            assert geometry.get("relative") == "1"
            assert all(cells[cell.get(end, "")].get("vertex") for end in ("source", "target"))
            assert cell.get("parent") in layers
        else:
            assert all(float(geometry.get(side, "-1")) >= 0 for side in ("x", "y", "width", "height"))
    _inside(cells)


def _inside(cells: dict[str, ElementTree.Element]) -> None:
    """What is in a project's frame lies within it, and no two boxes of one parent overlap."""
    places: dict[str, list[tuple[float, float, float, float]]] = {}
    for cell in cells.values():
        geometry = cell.find("mxGeometry")
        parent = cells.get(cell.get("parent", ""))
        if not cell.get("vertex") or geometry is None or parent is None:
            continue
        x, y, wide, high = (float(geometry.get(side, "0")) for side in ("x", "y", "width", "height"))
        if "container=1" in _style(parent):
            frame = parent.find("mxGeometry")
            assert frame is not None
            assert x + wide <= float(frame.get("width", "0"))
            assert y + high <= float(frame.get("height", "0"))
        places.setdefault(cell.get("parent", ""), []).append((x, y, x + wide, y + high))
    for parent, boxes in places.items():
        rows = sorted(boxes, key=lambda box: (box[1], box[0]))
        for one, other in pairwise(rows):
            assert other[1] >= one[3] or other[0] >= one[2], (parent, one, other)


def _style(cell: ElementTree.Element) -> list[str]:
    return cell.get("style", "").split(";")


@pytest.mark.parametrize("name", HOSTS)
def test_networkx_reads_graphml_as_the_graph_that_was_written(name: str) -> None:
    case = host(name)
    graph = case.topology.graph
    read = networkx.parse_graphml(export(case, "graphml", view(name)).decode(), force_multigraph=True)
    assert set(read) == {unique(str(ref)) for ref in graph}
    joined = sorted((one, other, data["kind"]) for one, other, data in read.edges(data=True))
    assert joined == sorted((unique(e["source"]), unique(e["target"]), e["kind"]) for e in edges(case.topology))
    for ref in graph:
        assert isinstance(read.nodes[unique(str(ref))]["x"], float)
    if name == ONE:
        web = next(data for node, data in read.nodes(data=True) if data["label"] == "web")
        assert (web["kind"], web["state"], web["exit_code"], web["privileged"]) == ("container", "running", 0, False)
        assert json.loads(web["ports"])[0]["host_port"] == 8080


@pytest.mark.parametrize("name", HOSTS)
def test_gephi_finds_label_place_size_and_colour_and_nothing_else_by_mistake(name: str) -> None:
    """Gephi's importer: attributes of these names are the look; so are keys of yEd's names, d3 and d7."""
    root = ElementTree.fromstring(export(host(name), "graphml", view(name)))
    keys = {key.get("id"): key for key in root.iter(f"{GRAPHML}key")}
    assert len(keys) == len(list(root.iter(f"{GRAPHML}key")))
    assert not [ident for ident in keys if (ident or "").startswith("d")]
    types = {(key.get("for"), key.get("attr.name")): key.get("attr.type") for key in keys.values()}
    assert len(types) == len(keys)
    look = {"label": "string", "x": "double", "y": "double", "size": "double", "r": "long", "g": "long", "b": "long"}
    assert {name: types["node", name] for name in look} == look
    for node in root.iter(f"{GRAPHML}node"):
        assert {f"node_{name}" for name in look} <= {data.get("key") for data in node}


def test_graphml_tells_what_is_on_the_path() -> None:
    case = host(LIT)
    read = networkx.parse_graphml(export(case, "graphml", PATH).decode(), force_multigraph=True)
    lit = {data["label"] for _, data in read.nodes(data=True) if data["on_path"]}
    assert {"shop-api-1", "shop-db-1"} <= lit
    assert "stranger" not in lit
    assert read.graph["title"] == PATH.title
    kinds = {data["kind"] for _, _, data in read.edges(data=True) if data["on_path"]}
    assert kinds == {"attached"}


def test_places_are_those_of_the_map_and_no_two_containers_share_one() -> None:
    read = networkx.parse_graphml(export(host(LARGE), "graphml").decode(), force_multigraph=True)
    places = [(data["x"], data["y"]) for _, data in read.nodes(data=True) if data["kind"] == Kind.CONTAINER.value]
    assert len(places) > 300
    assert len(set(places)) > 0.98 * len(places)


@pytest.mark.parametrize("name", [EMPTY, ONE, LARGE])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_format_takes_an_empty_host_one_container_and_a_large_host(form: str, name: str) -> None:
    made = export(host(name), form, View(title="Any"))
    assert len(made) > 200
    if FORMATS[form].media_type.startswith("text/") or form in ("svg", "drawio", "graphml", "json"):
        assert ("web" if name == ONE else "Any") in made.decode()
