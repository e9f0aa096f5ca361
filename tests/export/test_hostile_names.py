"""Names, labels and paths come from strangers. They stay data in every format."""

import base64
import json
import re
import subprocess
import zlib
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.export import FORMATS
from inspector.export.bundle import bundle
from inspector.export.outline import outline
from inspector.export.plain import plain, unique
from inspector.export.render import export
from inspector.export.view import View
from inspector.model.container import Compose, Container, Endpoint, Link, Mode, NetworkMode, Port, PortStatus, State
from inspector.model.network import Network, Subnet
from inspector.model.snapshot import Engine, Snapshot
from inspector.model.storage import Mount, MountKind, Volume
from inspector.pipeline import Case
from inspector.topology.graph import link

NASTY = (
    '"',
    "\\",
    '\\"',
    "\\N\\G\\l",
    "<b>bold</b>",
    "<<TABLE><TR><TD>x</TD></TR></TABLE>>",
    "a\nb",
    "\x00",
    "\x1b[31m",
    "-->",
    "--> evil --> n1",
    "]",
    '"]; evil["x',
    "end",
    "%%{init: {}}%%",
    "</script><script>alert(1)</script>",
    "]]>",
    "&lt;",
    "&amp;#34;",
    "#quot;",
    "`md`",
    "**md**",
    "${x}",
    "🐳",
    "漢字",
    "\u202eevil",
    "\ufffe",
    "click n0 href",
    "n1:::stopped",
    ";",
    "|x|",
    "subgraph",
    " ",
)
names = st.one_of(
    st.sampled_from(NASTY),
    st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12),
    st.lists(st.sampled_from(NASTY), min_size=2, max_size=3).map("".join),
)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A host where every text that a stranger can choose is chosen by one."""
    return chosen(*(draw(names) for _ in range(8)))


def hostile(name: str) -> Case:
    """A host where everything has one name, but for its containers, which must differ."""
    return chosen(name, f"{name}2", *[name] * 6)


def chosen(one: str, other: str, network: str, volume: str, path: str, project: str, alias: str, image: str) -> Case:
    containers = tuple(
        Container(
            id=f"{number:064x}",
            name=name,
            image=image,
            state=state,
            compose=Compose(project, service=name) if number else None,
            labels=((alias, path),),
            network_mode=NetworkMode(Mode.NETWORK, network),
            endpoints=(Endpoint(network, "f" * 64, endpoint_id="e", ipv4="10.0.0.2", aliases=(alias,)),),
            links=(Link(one, alias, legacy=True),),
            ports=(Port(80, "tcp", PortStatus.PUBLISHED, "0.0.0.0", 8080),),
            mounts=(
                Mount(kind=MountKind.VOLUME, target=path, volume=volume, source=path),
                Mount(kind=MountKind.BIND, target=path, source="/" + path, writable=False),
                Mount(kind=MountKind.TMPFS, target=path),
            ),
        )
        for number, (name, state) in enumerate(((one, State.RUNNING), (other, State.EXITED)))
    )
    snapshot = Snapshot(
        taken_at="2026-01-01T00:00:00Z",
        digest="sha256:0",
        engine=Engine(hostname=project),
        containers=containers,
        networks=(
            Network(id="f" * 64, name=network, driver="bridge", subnets=(Subnet("10.0.0.0/24"),), project=project),
        ),
        volumes=(Volume(name=volume, driver=alias, labels=((path, alias),)),),
    )
    return Case(snapshot.digest, snapshot, link(snapshot))


def edge_count(case: Case) -> int:
    return len(outline(case.topology).lines)


@few
@given(cases())
def test_dot_as_graphviz_reads_it_has_our_nodes_edges_and_labels(case: Case) -> None:
    done = subprocess.run(["dot", "-Tjson0"], input=export(case, "dot"), capture_output=True, check=True)
    assert done.stderr == b""
    read = json.loads(done.stdout)
    drawing = outline(case.topology)
    nodes = [item for item in read["objects"] if not item["name"].startswith("cluster_")]
    assert sorted(node["name"] for node in nodes) == sorted(unique(str(box.ref)) for box in drawing.boxes)
    assert len(read.get("edges", ())) == len(drawing.lines)
    assert not {"URL", "href", "image"} & {key for item in read["objects"] for key in item}


@few
@given(cases())
def test_the_classic_picture_shows_names_as_they_are(case: Case) -> None:
    root = ElementTree.fromstring(export(case, "svg", View(style="graph")))
    shown = {"".join(text.itertext()).replace("\xa0", " ") for text in root.iter("{http://www.w3.org/2000/svg}text")}
    for container in case.snapshot.containers:
        assert plain(container.name).replace("\xa0", " ").strip() in {one.strip() for one in shown}
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        *("svg", "g", "title", "text", "path", "polygon", "polyline", "ellipse"),
    }


_LABEL = r'"(?:[\w ./:,-]|\#\d+;|<br/>)*"'
_MERMAID = re.compile(
    rf"""---|title:[ ]"(?:[^"\\\n]|\\.)*"|flowchart[ ]LR
    |\ +[nk]\d+(?:\[{_LABEL}\]|\(\[{_LABEL}\]\)|\[\({_LABEL}\)\]|\[/{_LABEL}/\]|>{_LABEL}\]|\{{\{{{_LABEL}\}}\}})
    |\ \ subgraph[ ](?:g\d+|key)\[{_LABEL}\]|\ \ \ \ direction[ ]LR
    |\ \ end
    |\ \ n\d+[ ](?:---|-->|-\.-|-\.->)(?:\|{_LABEL}\|)?[ ]n\d+
    |\ \ classDef[ ][a-z]+[ ][\w\#:,. -]+
    |\ \ class[ ][nk]\d+(?:,[nk]\d+)*[ ][a-z]+""",
    re.VERBOSE,
)


@few
@given(cases())
def test_every_line_of_mermaid_is_one_that_we_meant(case: Case) -> None:
    lines = export(case, "mermaid").decode().splitlines()
    assert [line for line in lines if not _MERMAID.fullmatch(line)] == []
    assert sum(" subgraph " in line for line in lines) == sum(line == "  end" for line in lines)


@few
@given(cases())
def test_json_holds_every_name_unchanged(case: Case) -> None:
    read = json.loads(export(case, "json"))
    names_read = {node["facts"]["name"] for node in read["nodes"] if node["kind"] in ("container", "network", "volume")}
    snapshot = case.snapshot
    assert names_read == {one.name for one in (*snapshot.containers, *snapshot.networks, *snapshot.volumes)}
    assert len(read["edges"]) == case.topology.graph.number_of_edges()


@few
@given(cases())
def test_graphml_parses_back_to_the_same_graph(case: Case) -> None:
    import networkx

    read = networkx.parse_graphml(export(case, "graphml").decode(), force_multigraph=True)
    assert set(read) == {unique(str(ref)) for ref in case.topology.graph}
    assert read.number_of_edges() == case.topology.graph.number_of_edges()


@few
@given(cases())
def test_drawio_parses_and_its_lines_join_cells_that_are_there(case: Case) -> None:
    cells = {cell.get("id"): cell for cell in ElementTree.fromstring(export(case, "drawio")).iter("mxCell")}
    drawing = outline(case.topology)
    titles = {cell.get("value", "").split("\n")[0] for cell in cells.values()}
    assert {plain(box.title) for box in drawing.boxes} <= titles
    edges = [cell for cell in cells.values() if cell.get("edge")]
    assert len(edges) == len(drawing.lines)
    assert all(cells[edge.get("source")].get("vertex") and cells[edge.get("target")].get("vertex") for edge in edges)
    assert all("html=0" in cell.get("style", "html=0") for cell in cells.values())


@few
@given(cases())
def test_html_has_one_script_and_it_is_ours_and_data_that_cannot_end_early(case: Case) -> None:
    page = export(case, "html", View(title=case.snapshot.containers[0].name)).decode()
    before, data, script = re.split(r'<script type="application/octet-stream" id="data">|</script>\n<script>', page)
    assert not re.search(
        r"<script|</script|<[^>]*\son\w+\s*=|<(?:iframe|object|embed|link|base|foreignObject)\b", before, re.I
    )
    assert json.loads(zlib.decompress(base64.b64decode(data, validate=True)))["sheets"]
    assert script == f"{bundle('offline.js')}</script>\n</body>\n</html>\n"


@settings(max_examples=8, deadline=None)
@given(case=cases())
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_name_breaks_any_format(name: str, case: Case) -> None:
    assert export(case, name)
