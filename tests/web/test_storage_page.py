"""The Storage page on recorded engines, through Streamlit's own AppTest."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from lxml import html
from streamlit.testing.v1 import AppTest

from inspector.analysis.storage_commands import parse_command
from inspector.collect import archive
from inspector.pipeline import build
from inspector.web.foretold import commands
from inspector.web.parts.sharing_picture import use_of
from tests.recorded import FOLDER, recorded

ROOT = Path(__file__).parents[2]
HOUSE = str(FOLDER / "storage-28.5.json.gz")
Open = Callable[..., AppTest]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the page on a source, by a link with these parameters."""

    def open_page(source: str = HOUSE, /, **asked: str) -> AppTest:
        monkeypatch.setattr("sys.argv", ["app.py"])
        monkeypatch.setenv("INSPECTOR_SOURCE", source)
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90).run()
        app.query_params |= asked
        app.switch_page("inspector/web/pages/storage.py").run()
        assert not app.exception
        assert not app.error
        return app

    return open_page


@pytest.fixture
def pasted(tmp_path: Path, opened: Open) -> Open:
    """Opens the page on pasted inspect output."""

    def open_page(*found: dict, **asked: str) -> AppTest:
        (tmp_path / "inspect.json").write_text(json.dumps(found))
        return opened(str(tmp_path / "inspect.json"), **asked)

    return open_page


def said(app: AppTest) -> str:
    """All that the page says in HTML."""
    return "".join(one.proto.body for one in app.get("html") if "<style>" not in one.proto.body)


def read(app: AppTest) -> str:
    """The same, as people read it."""
    return " ".join(html.fromstring(f"<div>{said(app)}</div>").text_content().split())


def sent(app: AppTest) -> dict:
    """What the browser draws: the mounts, the pictures."""
    return {key: value for part in app.get("bidi_component") for key, value in json.loads(part.proto.json).items()}


ANSWERS = [
    (
        "shop-db-1",
        "/var/lib/postgresql/data/base",
        "In a volume",
        "shop_pgdata",
        "kept when the container is made anew",
    ),
    ("shop-web-1", "/app/cache/x", "In an anonymous volume", "orphaned", "nobody named the volume"),
    ("files", "/data/photos/x", "On the host", "/srv/exports/photos/x", "reader /data/photos/x read-only"),
    ("files", "/data/photos/thumbs", "In memory", "lost", "Mounts on the way"),
    ("migrate", "/tmp/x", "In the container itself", "lost when the container is made anew", "writable layer"),
    ("gallery", "/exports", "On the host", "Writable", "is mounted read-only"),
    ("files", "/proc/1", "The kernel's", "no data of Docker's", "STORAGE_KERNEL"),
    ("files", "/etc/hosts", "Written by Docker", "STORAGE_ENGINE_FILE", "anew at each start"),
]


@pytest.mark.parametrize(
    ("container", "path", "words"), [(*a[:2], a[2:]) for a in ANSWERS], ids=[a[1] for a in ANSWERS]
)
def test_a_link_to_a_path_is_answered(opened: Open, container: str, path: str, words: tuple[str, ...]) -> None:
    answer = read(opened(container=container, path=path))
    for one in words:
        assert one in answer


def test_commands_that_do_the_same_to_the_data_share_a_line_and_the_worst_comes_first(opened: Open) -> None:
    rows = html.fromstring(said(opened(container="shop-web-1", path="/app/cache"))).xpath(
        "//*[@class='names storage fates']//tr"
    )
    assert [" ".join(row[1].itertext()) for row in rows] == [
        "rm -v --rm compose down -v",
        "rm compose down",
        "restart volume prune volume prune -a system prune --volumes",
        "recreate",
    ]
    assert ["".join(row[0].itertext()) for row in rows] == ["✕lost", "◌orphaned", "✓kept", "✓kept"]


def test_the_mounts_of_a_container_are_a_tree_that_shows_what_is_covered(opened: Open) -> None:
    rows = sent(opened(container="files", path="/data/photos"))["rows"]
    assert [(row["target"], row["depth"], row["covers"], row["chosen"]) for row in rows] == [
        ("/", 0, "", False),
        ("/data", 0, "", False),
        ("/data/photos", 1, "covers what /data has here", True),
        ("/data/photos/raw", 2, "covers what /data/photos has here", False),
        ("/data/photos/thumbs", 2, "covers what /data/photos has here", False),
    ]
    assert rows[2]["shared"] == "gallery, node-agent, reader"


def test_without_a_path_a_container_with_mounts_is_shown_and_what_can_be_asked(opened: Open) -> None:
    app = opened()
    assert len(sent(app)["rows"]) > 1
    assert "Choose a mount, or type any path" in read(app)


def test_a_container_without_mounts_is_told_what_that_means(opened: Open) -> None:
    app = opened(str(ROOT / "assets" / "demo.json.gz"), container="counter")
    assert "counter mounts nothing" in read(app)


def test_only_what_is_shared_is_drawn_until_all_is_asked_for(opened: Open) -> None:
    app = opened(view="sharing")
    assert sent(app)["wide"].count('class="is-place"') == 7
    assert "node-agent (read-only)" in read(app)
    app.toggle[0].set_value(True).run()
    assert sent(app)["wide"].count('class="is-place"') == 17


def test_of_many_places_the_first_are_drawn_and_the_others_counted(opened: Open) -> None:
    app = opened(str(FOLDER / "host-315.json.gz"), view="sharing")
    assert sent(app)["narrow"].count('class="is-place"') == 60
    assert "The first 60 of 67" in read(app)


def test_unused_volumes_tell_their_origin_their_twin_and_what_removes_them(opened: Open) -> None:
    rows = html.fromstring(said(opened(view="unused"))).xpath("//*[contains(@class, 'unused')]//tbody/tr")
    told = {row[0].xpath("string(.//*[contains(@class, 'mono')])"): " ".join(row.itertext()) for row in rows}
    assert len(rows) == 8
    assert "holds the data" in told["oldshop_pgdata"]
    assert "shop_pgdata of project shop: new and empty, used by shop-backup-1, shop-db-1" in " ".join(
        told["oldshop_pgdata"].split()
    )
    assert "21.0 MB" in told["oldshop_pgdata"]
    assert "docker volume prune -a" in told["experiments"]
    assert "no prune, only by name" in told["media"]


def test_a_recording_offers_no_measuring(opened: Open) -> None:
    assert not [one for one in opened(view="unused").button if one.label == "Measure sizes"]


def test_a_host_without_unused_volumes_says_so(opened: Open) -> None:
    assert "Every volume is referred to" in read(opened(str(ROOT / "assets" / "demo.json.gz"), view="unused"))


FORECASTS = [
    ("docker compose -p shop down -v", "Loses volumes", "shop_pgdata"),
    ("docker rm -f shop-web-1", "Loses data", "orphaned 1"),
    ("docker restart gallery", "Loses no data", "kept"),
    ("docker volume rm files", "Refused", "in use by files, migrate, reader"),
    ("docker volume rm experiments", "Loses volumes", "Nothing is run"),
    ("DOCKER_API_VERSION=1.41 docker volume prune", "Loses volumes", "oldshop_pgdata"),
]


@pytest.mark.parametrize(("command", "outcome", "more"), FORECASTS, ids=[one[0] for one in FORECASTS])
def test_a_command_is_foretold(opened: Open, command: str, outcome: str, more: str) -> None:
    answer = read(opened(view="commands", command=command))
    assert outcome in answer
    assert more in answer


@pytest.mark.parametrize("engine", ["storage-28.5", "host-315", "docker-20.10"])
def test_every_command_on_offer_can_be_foretold(engine: str) -> None:
    case = build(recorded(engine))
    offered = commands(case, first=case.snapshot.containers[0].name)
    assert [parse_command(case.topology, text).text for text in offered] == list(offered)


NONSENSE = [
    {"container": "<img src=x onerror=alert(1)>"},
    {"container": "files", "path": "relative"},
    {"container": "files", "path": "<img src=x onerror=alert(1)>"},
    {"view": "commands", "command": "rm -rf /"},
    {"view": "commands", "command": 'docker rm "'},
    {"view": "commands", "command": "docker rm <img/src=x>; true"},
]


@pytest.mark.parametrize("asked", NONSENSE, ids=lambda asked: " ".join(asked.values()))
def test_a_link_that_makes_no_sense_says_so_calmly(opened: Open, asked: dict[str, str]) -> None:
    app = opened(**asked)
    assert 'class="notice"' in said(app)
    assert "<img" not in said(app)


def test_an_unknown_view_is_the_first_one(opened: Open) -> None:
    assert "rows" in sent(opened(view="<b>"))


def test_what_was_just_chosen_outranks_an_address_that_is_still_the_one_before(opened: Open) -> None:
    app = opened(container="files", path="/data")
    app.query_params.clear()
    app.query_params |= {"container": "files"}
    app.selectbox(key="storage_path").set_value("/data/photos").run()
    assert "/data/photos of files" in read(app)
    assert app.query_params["path"] in ("/data/photos", ["/data/photos"])
    app.query_params |= {"container": "gallery", "path": "/exports"}
    assert "/exports of gallery" in read(app.run())


ODD = "/odd/<img src=x onerror=alert(1)> '\"\n\u202efdp"


def test_a_path_of_markup_quotes_and_a_line_break_is_text_and_its_link_leads_back_to_it(opened: Open) -> None:
    app = opened(container="odd", path=ODD)
    assert "bind mount" in read(app)
    assert "<img" not in said(app)
    assert "<script" not in said(app)
    assert "\u202e" not in said(app) + json.dumps(sent(app), ensure_ascii=False)
    assert app.query_params["path"] in (ODD, [ODD])


@pytest.mark.parametrize("view", ["container", "sharing", "unused", "commands"])
def test_pasted_containers_with_hostile_names_and_paths_are_text(pasted: Open, view: str) -> None:
    found = {
        "Id": "a" * 64,
        "Name": "/<img src=x>![x](y)",
        "State": {"Status": "running"},
        "Config": {"Image": "x"},
        "HostConfig": {},
        "Mounts": [{"Type": "bind", "Source": "/srv/\ufffe\n<img>", "Destination": "/in/\ufffe\n<img>", "RW": True}],
    }
    app = pasted(found, found | {"Id": "b" * 64, "Name": "/other"}, view=view, command="docker rm -f other")
    assert "<img" not in said(app)


EMPTY = [
    ("container", "No container runs here yet"),
    ("sharing", "Nothing is mounted here"),
    ("unused", "No volume was read"),
    ("commands", "Nothing is run"),
]


@pytest.mark.parametrize(("view", "words"), EMPTY, ids=[view for view, _ in EMPTY])
def test_an_engine_without_containers_teaches(tmp_path: Path, opened: Open, view: str, words: str) -> None:
    read_once = recorded("docker-20.10")
    empty = {"/version": read_once.engine["/version"], "/info": read_once.engine["/info"], "/containers/json": []}
    archive.save(msgspec.structs.replace(read_once, engine=empty), tmp_path / "empty.json.gz")
    assert words in read(opened(str(tmp_path / "empty.json.gz"), view=view))


@pytest.mark.parametrize("pick", [None, [], [0], [-1, 0], [0, 99], [99, 0], ["0", "0"], "0 0", {"0": 0}], ids=str)
def test_what_the_browser_says_was_chosen_is_not_trusted(pick: object) -> None:
    assert use_of((), pick) is None
