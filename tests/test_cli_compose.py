"""Every command on a compose file, as a person or a CI job meets it: nothing runs yet, and the answers say so."""

import io
import json
import sys
from pathlib import Path

import pytest

from inspector.__main__ import main

Capture = pytest.CaptureFixture[str]

SHOP = """\
name: shop
services:
  web:
    image: nginx
    ports: ["8080:80"]
    networks: [front, back]
    depends_on: [api]
  api:
    image: api
    user: "1000"
    read_only: true
    networks: [back]
    volumes: ["./uploads:/uploads"]
  db:
    image: postgres
    networks: [data]
    volumes: ["data:/var/lib/postgresql/data"]
networks:
  front:
  back: {internal: true}
  data:
volumes:
  data:
"""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    (tmp_path / "compose.yaml").write_text(SHOP)
    return str(tmp_path / "compose.yaml")


def said(capture: Capture, *words: str, code: int = 0) -> str:
    assert main(list(words)) == code
    return capture.readouterr().out


def test_names_say_what_would_be_and_cite_the_file(shop: str, capsys: Capture) -> None:
    lines = said(capsys, "names", "web", "api", "--from", shop).splitlines()
    assert lines[0].startswith("After `docker compose up`: shop-web-1 finds `api` (alias of shop-api-1) on shop_back: ")
    assert any(line.strip().startswith("compose file, compose.yaml: services.api.networks: ") for line in lines)
    assert lines[-1].strip().startswith("assumed: nothing of it runs yet")
    assert "docker inspect" not in "".join(lines)


def test_reach_names_the_edit_of_the_file(shop: str, capsys: Capture) -> None:
    out = said(capsys, "reach", "api", "db", "--port", "5432", "--from", shop)
    assert "the client sees: name-not-found; path blocked" in out
    assert "fix: add data to compose.yaml: services.api.networks" in out
    assert "docker network connect" not in out


def test_who_listens_and_who_may_write_is_not_known(shop: str, capsys: Capture) -> None:
    assert "path open" in said(capsys, "reach", "web", "api", "--port", "80", "--from", shop)
    out = said(capsys, "storage", "api", "/uploads", "--from", shop)
    assert "writable: not known" in out
    assert "compose file, compose.yaml: services.api.volumes: " in out


def test_ask_answers_questions_of_programs(shop: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "questions").write_text('{"ask": "names", "asker": "db", "name": "web"}')
    answer = json.loads(said(capsys, "ask", "--queries", str(tmp_path / "questions"), "--from", shop))
    assert (answer["code"], answer["assumed"]) == ("NAME_NO_SHARED_NETWORK", True)


@pytest.mark.parametrize(
    "words",
    [
        ("show",),
        ("show", "--format", "json"),
        ("matrix",),
        ("matrix", "--port", "80"),
        ("names", "web"),
        ("storage",),
        ("storage", "--unused"),
        ("storage", "--survive", "docker compose -p shop down -v"),
        ("export", "--format", "svg", "-o", "-"),
        ("export", "--format", "mermaid", "-o", "-"),
        ("export", "--format", "json", "-o", "-", "--path", "web", "api:80"),
        ("check", "--format", "json"),
        ("check", "--format", "sarif"),
    ],
    ids=" ".join,
)
def test_every_question_and_picture(shop: str, capfd: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert main([*words, "--from", shop]) == 0
    out = capfd.readouterr().out
    assert out
    assert "docker inspect" not in out


def test_diff_of_two_files_tells_what_the_change_opens(shop: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "new.yaml").write_text(SHOP.replace("networks: [back]", "networks: [back, data]"))
    out = said(capsys, "diff", shop, str(tmp_path / "new.yaml"))
    assert "shop-api-1" in out
    assert "shop_data" in out


def test_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHOP.encode())))
    assert "shop-db-1" in said(capsys, "show", "containers", "--from", "-")


def test_a_broken_file_is_one_line_and_exit_2(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "compose.yaml").write_text("services:\n  web: {}\n  web: {}\n")
    assert main(["check", "--from", str(tmp_path / "compose.yaml")]) == 2
    error = capsys.readouterr().err
    assert "compose.yaml, line 3: the key 'web' stands there twice." in error
    assert error.count("\n") == 1


WRONG = {
    "L601": ("volumes: ['/var/run/docker.sock:/s']", "take the mount at /s out of compose.yaml: services.one.volumes"),
    "L602": ("ports: ['5432:5432']", 'write "127.0.0.1:5432:5432" in compose.yaml: services.one.ports'),
    "L605": ("privileged: true", "set compose.yaml: services.one.privileged: false"),
    "N11": ("network_mode: bridge", "take compose.yaml: services.one.network_mode out"),
    "R227": ("ports: ['90:80', '127.0.0.1:90:81']\n    scale: 2", "leave the host's port out"),
}


@pytest.mark.parametrize(("rule", "told", "fix"), [(rule, *words) for rule, words in WRONG.items()], ids=WRONG.keys())
def test_check_finds_what_needs_no_host_and_mends_it_in_the_file(
    rule: str, told: str, fix: str, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(f"services:\n  one:\n    image: x\n    {told}\n  two: {{image: y}}\n")
    main(["check", "--from", str(file), "--select", rule, "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in report["findings"]][:1] == [rule]
    fixes = [one for finding in report["findings"] for one in finding["fixes"]]
    assert any(fix in one["text"] for one in fixes), fixes
    assert not any(one["command"].startswith("docker network") for one in fixes)


CLEAN = {
    "wordpress": """\
services:
  db:
    image: mysql:8.0
    volumes: ["db_data:/var/lib/mysql"]
    restart: always
    environment: {MYSQL_ROOT_PASSWORD: somewordpress, MYSQL_DATABASE: wordpress}
  wordpress:
    depends_on: [db]
    image: wordpress:latest
    volumes: ["wordpress_data:/var/www/html"]
    ports: ["8000:80"]
    restart: always
    environment: {WORDPRESS_DB_HOST: "db:3306", WORDPRESS_DB_USER: wordpress}
volumes: {db_data: {}, wordpress_data: {}}
""",
    "traefik": """\
services:
  traefik:
    image: traefik:v3.1
    command: ["--providers.file.directory=/etc/traefik", "--entrypoints.web.address=:80"]
    ports: ["80:80", "443:443"]
    volumes: ["./traefik:/etc/traefik:ro", "letsencrypt:/letsencrypt"]
    networks: [proxy]
  whoami:
    image: traefik/whoami
    labels: ["traefik.enable=true", "traefik.http.routers.whoami.rule=Host(`whoami.example.com`)"]
    networks: [proxy, internal]
  cache:
    image: redis:7
    networks: [internal]
    volumes: ["cache:/data"]
networks: {proxy: {external: true}, internal: {internal: true}}
volumes: {letsencrypt: , cache: }
""",
    "nextcloud": """\
services:
  db:
    image: mariadb:10.6
    command: --transaction-isolation=READ-COMMITTED --log-bin=binlog --binlog-format=ROW
    volumes: ["db:/var/lib/mysql"]
  redis:
    image: redis:alpine
    command: redis-server --requirepass hunter2hunter
  app:
    image: nextcloud
    ports: ["127.0.0.1:8080:80"]
    links: [db]
    volumes: ["nextcloud:/var/www/html"]
    environment: [MYSQL_HOST=db, REDIS_HOST=redis]
    depends_on: [db, redis]
  cron:
    image: nextcloud
    volumes_from: [app]
    entrypoint: /cron.sh
    depends_on: [app]
volumes: {nextcloud: , db: }
""",
    "vpn": """\
services:
  gluetun:
    image: qmcgaw/gluetun
    cap_add: [NET_ADMIN]
    devices: ["/dev/net/tun:/dev/net/tun"]
    ports: ["8888:8888/tcp", "8388:8388/tcp", "8388:8388/udp", "8080:8080"]
    volumes: ["gluetun:/gluetun"]
  qbittorrent:
    image: lscr.io/linuxserver/qbittorrent
    network_mode: "service:gluetun"
    depends_on: {gluetun: {condition: service_healthy}}
    volumes: ["config:/config", "/srv/downloads:/downloads"]
volumes: {gluetun: , config: }
""",
}


@pytest.mark.parametrize("name", CLEAN)
def test_check_is_silent_on_files_that_are_well(name: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "compose.yaml").write_text(CLEAN[name])
    lines = said(capsys, "check", "--fail-on", "note", "--from", str(tmp_path / "compose.yaml")).splitlines()
    assert lines[0].startswith("No findings")
    assert [line for line in lines if line.startswith("  ")][1:] == [
        "       the engine, its host and the images: not read. To decide: read the engine once it is up"
    ]
