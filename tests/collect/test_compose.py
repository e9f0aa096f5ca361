"""Compose files as a source: what lies beside them, whose variables count, and what is kept of it."""

import gzip
import io
from pathlib import Path

import pytest

from inspector.collect import archive
from inspector.collect.compose_secrets import without_secrets
from inspector.collect.redact import redact
from inspector.collect.secrets import REDACTED
from inspector.collect.source import open_source
from inspector.collect.uploads import open_uploads
from inspector.errors import SourceError
from inspector.model.evidence import Evidence
from inspector.parse.compose import documents
from inspector.parse.snapshot import parse

PLAIN = "services:\n  web:\n    image: app:${TAG:-1}\n    ports: ['${PORT:-80}:80']\n"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TAG", "PORT", "COMPOSE_PROJECT_NAME", "COMPOSE_PROFILES"):
        monkeypatch.delenv(name, raising=False)


def opened(folder: Path, text: str, **beside: str) -> Evidence:
    (folder / "compose.yaml").write_text(text)
    for name, content in beside.items():
        (folder / name.replace("_", ".")).write_text(content)
    return open_source([str(folder / "compose.yaml")])


def image(evidence: Evidence) -> str:
    return parse(evidence).containers[0].image


def test_the_project_is_that_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "My.Shop_1"
    folder.mkdir()
    found = parse(opened(folder, PLAIN + "    volumes: ['./data:/data']\n"))
    assert [c.name for c in found.containers] == ["myshop_1-web-1"]
    assert [m.source for m in found.containers[0].mounts] == [f"{folder}/data"]
    assert found.containers[0].written == "compose.yaml: services.web"


def test_variables_come_from_the_environment_before_the_file_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert image(opened(tmp_path, PLAIN)) == "app:1"
    assert image(opened(tmp_path, PLAIN, _env="TAG=2\n")) == "app:2"
    monkeypatch.setenv("TAG", "3")
    assert image(opened(tmp_path, PLAIN)) == "app:3"


def test_standard_input_stands_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("TAG=5\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PLAIN.encode())))
    evidence = open_source(["-"])
    assert image(evidence) == "app:5"
    assert evidence.compose.directory == str(tmp_path)


def test_json_gzip_and_a_name_that_says_nothing(tmp_path: Path) -> None:
    for name, data in (
        ("c.json", b'{"services": {"web": {"image": "app:1"}}}'),
        ("compose.yaml.gz", gzip.compress(PLAIN.encode())),
        ("stack", b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode()),
    ):
        (tmp_path / name).write_bytes(data)
        assert image(open_source([str(tmp_path / name)])) == "app:1"


def test_what_a_file_names_is_read_beside_it(tmp_path: Path) -> None:
    text = "services:\n  web: {extends: {file: base.yaml, service: base}, env_file: app.env}\n"
    evidence = opened(tmp_path, text, base_yaml="services: {base: {image: app:9}}", app_env="SECRET=x\n")
    found = parse(evidence).containers[0]
    assert (found.image, found.env) == ("app:9", ("SECRET=",))
    assert b"SECRET=x" not in evidence.canonical()
    missing = opened(tmp_path, text.replace("base.yaml", "nowhere.yaml"))
    assert "nowhere.yaml was not read" in " ".join(gap.what for gap in parse(missing).gaps)


def test_an_upload_knows_nothing_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAG", "of-the-server")
    text = PLAIN + "    env_file: /etc/passwd\n    volumes: ['./data:/data', '~/x:/x']\n"
    evidence = open_uploads([("compose.yaml", text.encode())])
    found = parse(evidence)
    assert image(evidence) == "app:1"
    assert b"of-the-server" not in evidence.canonical()
    assert list(evidence.compose.files) == ["compose.yaml"]
    assert [m.source for m in found.containers[0].mounts] == ["./data", "~/x"]
    assert "compose.yaml: name" in [gap.where for gap in found.gaps]


def test_an_override_file_counts_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "compose.override.yaml").write_text("services: {web: {image: other}}")
    assert image(opened(tmp_path, PLAIN)) == "app:1"
    both = [str(tmp_path / name) for name in ("compose.yaml", "compose.override.yaml")]
    assert image(open_source(both)) == "other"


def test_compose_files_stand_beside_none_but_their_own(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text("[]")
    opened(tmp_path, PLAIN)
    with pytest.raises(SourceError, match="Name one kind of files"):
        open_source([str(tmp_path / "compose.yaml"), str(tmp_path / "host.json")])


SECRETS = """\
# the old password=s3cr3tPlanted
x-env: &env
  USER_NAME: s3cr3tPlanted
services:
  web:
    image: app
    environment:
      <<: *env
      PASSWORD: "s3cr3tPlanted"
      BLOCK: |
        s3cr3tPlanted
        more
    command: redis-server --requirepass ${PW:-s3cr3tPlanted}
    labels: ["api.token=s3cr3tPlanted", "traefik.enable=true"]
    build: {args: {KEY: s3cr3tPlanted}}
    ports: ["80:80"]
  db:
    image: registry/${PATH_PART}
    environment: ["A=s3cr3tPlanted", "B"]
    entrypoint: ["mysql", "-ps3cr3tPlanted"]
    healthcheck: {test: ["CMD", "curl", "http://me:s3cr3tPlanted@web/"]}
configs:
  c: {content: "s3cr3tPlanted"}
volumes:
  v: {driver_opts: {o: "username=u,password=s3cr3tPlanted"}}
"""


def test_what_is_kept_holds_no_secret_and_says_the_same(tmp_path: Path) -> None:
    env = "PW=s3cr3tPlanted2\nPATH_PART=db\nOTHER=s3cr3tPlanted3\n"
    evidence = opened(tmp_path, SECRETS, _env=env)
    assert b"s3cr3t" not in evidence.canonical()
    assert redact(evidence) == evidence
    assert evidence.compose.variables == {"PATH_PART": "db", "PW": REDACTED}
    kept = evidence.compose.files[str(tmp_path / "compose.yaml")]
    assert '"traefik.enable=true"' in kept
    assert 'ports: ["80:80"]' in kept
    db, web = parse(evidence).containers
    assert (db.image, web.env[:2]) == ("registry/db", (f"USER_NAME={REDACTED}", f"PASSWORD={REDACTED}"))
    assert web.command == ("redis-server", "--requirepass", REDACTED)


@pytest.mark.parametrize(
    "text",
    [
        "{token: it is, x: '#hash', image: a}\n",
        "token: ['#hash']\nauth: 's3'\n",
        "password: |+\n  s3\n  # no comment\n\nimage: 'x # y'  # token=s3\n",
    ],
)
def test_a_hash_within_a_text_is_no_comment(text: str) -> None:
    clean = without_secrets(text)
    assert "s3" not in clean
    assert documents.read(clean, "x").keys() == documents.read(text, "x").keys()
    assert without_secrets(clean) == clean


def test_it_can_be_saved_and_opened_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = opened(tmp_path, PLAIN, _env="TAG=2\nPORT=8080\n")
    archive.save(evidence, tmp_path / "kept.json.gz")
    (tmp_path / "compose.yaml").unlink()
    monkeypatch.setenv("TAG", "4")
    again = open_source([str(tmp_path / "kept.json.gz")])
    assert again.digest == evidence.digest
    assert parse(again) == parse(evidence)
    assert image(again) == "app:2"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"services: {web: {image: caf\xe9}}", "is not UTF-8 text"),
        ("services: {}".encode("utf-16"), "is not UTF-8 text"),
        (b"services: [", "is not YAML"),
        (b"hello", "YAML, but not a compose file"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_compose_file_is_refused_in_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "compose.yaml").write_bytes(data)
    with pytest.raises(SourceError) as caught:
        open_source([str(tmp_path / "compose.yaml")])
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
