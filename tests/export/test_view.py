"""Views: how a path is spoken, which command gives the same file, and that it does."""

import pytest
from click.testing import CliRunner

from inspector.cli import inspector
from inspector.errors import UsageError
from inspector.export import FORMATS, LAYERS, STYLES, THEMES
from inspector.export.command import fitting, words
from inspector.export.render import export
from inspector.export.shown import shown
from inspector.export.view import Question, View
from inspector.model.answer import Protocol
from inspector.model.container import State
from inspector.model.ids import Kind, Ref
from inspector.pipeline import build
from inspector.topology.view import Filter
from tests.recorded import FOLDER, recorded

SOURCE = "truth-t2-compose-28.5"
TCP, UDP, ICMP = Protocol


@pytest.mark.parametrize(
    ("spoken", "destination", "protocol", "port"),
    [
        ("db", "db", TCP, None),
        ("db:5432", "db", TCP, 5432),
        ("db:53/udp", "db", UDP, 53),
        ("db/icmp", "db", ICMP, None),
        ("10.0.0.2:80", "10.0.0.2", TCP, 80),
        ("fd00::2", "fd00::2", TCP, None),
        ("[fd00::2]:80", "fd00::2", TCP, 80),
        ("[fd00::2]", "fd00::2", TCP, None),
        ("container:db", "container:db", TCP, None),
        ("container:123", "container:123", TCP, None),
        ("container:db:5432/tcp", "container:db", TCP, 5432),
        ("shop/db:80/tcp", "shop/db", TCP, 80),
        ("internet:443", "internet", TCP, 443),
    ],
)
def test_a_path_is_spoken(spoken: str, destination: str, protocol: Protocol, port: int | None) -> None:
    found = Question.spoken("web", spoken)
    assert found == Question("web", destination, protocol, port)
    assert Question.spoken("web", found.words) == found


@pytest.mark.parametrize("spoken", ["", " ", "db:0", "db:70000", "db:99999999999", "db:80/sctp", ":80", "/udp"])
def test_a_path_that_makes_no_sense_says_so(spoken: str) -> None:
    with pytest.raises(UsageError):
        Question.spoken("web", spoken)


VIEWS = [
    View(),
    View(title='A host\'s "title"; rm -rf / #', theme="dark", layers=LAYERS[:1]),
    View(style="graph", asked=Question("shop-api-1", "shop-db-1", TCP, 5432)),
    View(filter=Filter(projects=frozenset({"shop", ""}), states=frozenset({State.RUNNING}), text="-s")),
    View(filter=Filter(kinds=frozenset({Kind.CONTAINER, Kind.NETWORK}), focus=Ref(Kind.VOLUME, "shop_dbdata"))),
    View(asked=Question("stranger", "shop-db-1", ICMP), findings=True),
    View(arrange="storage", layers=("links", "routes")),
    View(fold=True, findings=True),
    View(fold=True, unfold=frozenset({Ref(Kind.PROJECT, "shop")}), asked=Question("shop-api-1", "shop-db-1")),
    View(arrange="focus", focus=Ref(Kind.VOLUME, "shop_dbdata")),
]


@pytest.mark.parametrize("view", VIEWS, ids=range(len(VIEWS)))
@pytest.mark.parametrize("name", ["svg", "dot", "json"])
def test_the_command_that_is_shown_writes_the_same_bytes(name: str, view: View) -> None:
    made = export(build(recorded(SOURCE)), name, fitting(view, name))
    source = str(FOLDER / f"{SOURCE}.json.gz")
    command = ["export", "--from", source, *words(fitting(view, name), name, "-")]
    done = CliRunner().invoke(inspector, command)
    assert done.exception is None
    assert done.stdout_bytes == made


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("style", STYLES)
def test_a_view_is_cut_to_what_the_format_shows(name: str, theme: str, style: str) -> None:
    cut = fitting(View(theme=theme, style=style, layers=LAYERS[:1]), name)  # type: ignore[arg-type]
    entry = FORMATS[name]
    assert (cut.style == style) or not entry.picture
    assert (cut.theme == theme) or not entry.themed
    assert fitting(View(fold=True), name).fold == entry.folds
    assert bool(cut.layers) == (entry.picture and cut.style == "rails")


def test_notes_say_what_is_left_out_and_what_the_path_answers() -> None:
    view = View(
        filter=Filter(projects=frozenset({"shop"}), text="api"), asked=Question("stranger", "shop-db-1", TCP, 5432)
    )
    one = shown(build(recorded(SOURCE)), view)
    assert one.notes[0].startswith("Shown: project shop, text api (")
    assert one.notes[1] == "Path stranger to shop-db-1:5432, tcp: name-not-found"
    assert one.read == "docker 28.5.2+dfsg4 on a host, observed 2026-11-23 12:00:00 UTC" or "observed" in one.read


def test_a_filter_that_leaves_nothing_is_said() -> None:
    with pytest.raises(UsageError, match="Nothing is left"):
        shown(build(recorded(SOURCE)), View(filter=Filter(text="no such thing")))
