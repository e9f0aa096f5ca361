"""Opening sources in the app: what the browser uploads, what is refused, and who sees it."""

import gzip
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from inspector.collect.uploads import open_uploads
from inspector.errors import SourceError
from tests.recorded import FOLDER, recorded

ROOT = Path(__file__).parents[2]
SECRET = "hunter2hunter2"


def inspected(name: str, ident: str) -> bytes:
    """What `docker inspect NAME` prints, with secrets where people have them."""
    container = {
        "Id": ident * 64,
        "Name": f"/{name}",
        "State": {"Status": "running", "Running": True},
        "Config": {
            "Image": "nginx",
            "Env": [f"DB_PASSWORD={SECRET}", f"DATABASE_URL=postgres://me:{SECRET}@db/x"],
            "Labels": {"api.token": SECRET},
            "Cmd": ["serve", f"--password={SECRET}"],
        },
        "HostConfig": {"NetworkMode": "bridge"},
        "NetworkSettings": {"Networks": {}},
        "Mounts": [],
    }
    return json.dumps([container]).encode()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    monkeypatch.setattr("sys.argv", ["app.py"])
    return new_session()


def new_session() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """As a person does: choose Files, give them, press Open."""
    app.sidebar.selectbox(key="source_kind").select("Files").run()
    app.file_uploader(key="source_files").set_value([(name, data, "application/json") for name, data in files]).run()
    return next(button for button in app.sidebar.button if button.label == "Open").click().run()


def titles(app: AppTest) -> set[str]:
    return {item["title"] for item in json.loads(app.get("bidi_component")[0].proto.json)["items"]}


@pytest.mark.parametrize("packed", [True, False])
def test_an_evidence_file_is_opened_packed_or_not(app: AppTest, packed: bool) -> None:
    data = (FOLDER / "docker-20.10.json.gz").read_bytes()
    upload(app.run(), ("host.json.gz", data) if packed else ("host.json", gzip.decompress(data)))
    assert not app.error
    assert not app.exception
    names = {one["Name"].strip("/") for path, one in recorded("docker-20.10").engine.items() if _is_container(path)}
    assert names <= titles(app)


def _is_container(path: str) -> bool:
    return path.startswith("/containers/") and path.count("/") == 3


def test_several_inspect_outputs_make_one_host_and_their_secrets_are_taken_out(app: AppTest) -> None:
    upload(app.run(), ("a.json", inspected("first", "a")), ("b.txt", inspected("second", "b")))
    assert {"first", "second"} <= titles(app)
    app.session_state["selected"] = "container:" + "a" * 64
    app.run()
    sent = "".join(mount.proto.json for mount in app.get("bidi_component"))
    assert "DB_PASSWORD" in sent
    assert SECRET not in sent


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.json", b'[{"Id": "a'),
        ("picture.json", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("cut.json.gz", gzip.compress(b"[]" * 5000, mtime=0)[:40]),
        ("empty.json", b""),
        ("list.json", b"[1, 2, 3]"),
        ("new.json", b'{"format": "inspector-evidence/99"}'),
    ],
)
def test_what_is_no_evidence_is_refused_in_one_line_and_what_was_open_stays(
    app: AppTest, name: str, data: bytes
) -> None:
    before = titles(app.run())
    upload(app, (name, data))
    assert not app.exception
    assert name in app.error[0].value.replace("\\", "")
    assert "Traceback" not in app.error[0].value
    assert "/tmp" not in app.error[0].value
    assert titles(app) == before


def test_two_sessions_do_not_see_each_others_upload(app: AppTest) -> None:
    other = new_session()
    upload(app.run(), ("mine.json", inspected("mine", "a")))
    upload(other.run(), ("theirs.json", inspected("theirs", "b")))
    app.run()
    other.run()
    assert "mine" in titles(app)
    assert "theirs" not in titles(app)
    assert "theirs" in titles(other)
    assert "mine" not in titles(other)


def test_nothing_of_an_upload_stays_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    open_uploads([("../../etc/x.json", inspected("first", "a")), ("x.json", inspected("second", "b"))])
    with pytest.raises(SourceError):
        open_uploads([("x.json", b"no")])
    assert not list(tmp_path.iterdir())


def test_an_address_without_an_engine_says_so_and_keeps_the_picture(app: AppTest, tmp_path: Path) -> None:
    app.run()
    upload(app, ("mine.json", inspected("mine", "a")))
    app.sidebar.selectbox(key="source_kind").select("Host address").run()
    app.sidebar.text_input(key="source_host").input(f"unix://{tmp_path}/gone.sock").run()
    next(button for button in app.sidebar.button if button.label == "Open").click().run()
    assert "gone" in app.error[0].value
    assert "Below is still what was read at" in app.error[0].value.replace("\\", "")
    assert "mine" in titles(app)


def test_a_context_is_picked_by_name(app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "contexts" / "meta" / "anything"
    folder.mkdir(parents=True)
    host = f"unix://{tmp_path}/lab.sock"
    (folder / "meta.json").write_text(json.dumps({"Name": "lab", "Endpoints": {"docker": {"Host": host}}}))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    app.run()
    app.sidebar.selectbox(key="source_kind").select("Docker context").run()
    app.sidebar.selectbox(key="source_context").select("lab").run()
    next(button for button in app.sidebar.button if button.label == "Open").click().run()
    assert "lab" in app.error[0].value
    assert not app.exception
