"""What `export --format json` writes is what its schema says; docs/ holds the schema as a file."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from inspector.export.graph_schema import DETAILS, FACTS, schema
from inspector.export.render import export
from inspector.export.view import Question, View
from inspector.model.ids import Kind
from inspector.pipeline import Case, build
from inspector.topology.view import Filter
from tests.build import World
from tests.export.test_hostile_names import NASTY, hostile
from tests.recorded import RECORDED, recorded

FILE = Path(__file__).parents[2] / "docs" / "graph.schema.json"
VALIDATOR = Draft202012Validator(schema())


def wrong(case: Case, view: View = View()) -> list[str]:  # noqa: B008
    found = VALIDATOR.iter_errors(json.loads(export(case, "json", view)))
    return [f"{error.json_path}: {error.message[:200]}" for error in found][:5]


def test_the_file_in_docs_is_this_schema() -> None:
    """UPDATE_GOLDEN=1 writes it anew."""
    written = json.dumps(schema(), indent=1) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        FILE.write_text(written)
    assert FILE.read_text() == written


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", [name for name in RECORDED if name != "host-315"])
def test_every_recorded_engine_conforms(name: str) -> None:
    assert wrong(build(recorded(name))) == []


def test_a_host_of_hostile_names_conforms() -> None:
    assert wrong(hostile("".join(NASTY))) == []


def test_an_empty_host_and_a_filtered_view_with_a_path_conform() -> None:
    assert wrong(World().case()) == []
    view = View(filter=Filter(projects=frozenset({"shop"})), asked=Question.spoken("shop-api-1", "shop-db-1:80"))
    view = replace(view, findings=True)
    assert wrong(build(recorded("truth-t2-compose-28.5")), view) == []


def test_it_says_no_to_what_is_not_such_a_file() -> None:
    read = json.loads(export(build(recorded("t2-compose-28.5")), "json"))
    read["nodes"][0]["kind"] = "spoon"
    assert not VALIDATOR.is_valid(read)


def test_every_kind_of_node_and_every_detail_of_an_edge_is_described() -> None:
    assert set(FACTS) == set(Kind) - {Kind.EXTERNAL}
    seen = {
        (edge.kind, type(edge.detail))
        for name in RECORDED
        for _, _, edge in build(recorded(name)).topology.edges()
        if edge.detail is not None
    }
    assert seen <= set(DETAILS.items())
