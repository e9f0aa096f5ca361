"""No planted secret survives in evidence, wherever it was planted; keys stay; what is no secret stays as it was."""

import copy
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.collect.redact import redact
from inspector.collect.secrets import REDACTED, any_text, secret_name
from inspector.model.evidence import ComposeFiles, Evidence, Gap, Why

SECRET = "s3cr3tPlanted"


def evidence(engine: dict[str, Any], **other: Any) -> Evidence:
    return Evidence(taken_at="2026-11-23T21:00:00Z", tool="test", engine=engine, **other)


def container(**config: Any) -> dict[str, Any]:
    return {"/containers/x/json": {"Id": "x", "Config": config}}


def redacted(engine: dict[str, Any]) -> Any:
    return redact(evidence(engine)).engine


def test_mounts_lose_passwords_and_keep_paths_and_the_other_options() -> None:
    line = (
        "36 35 0:31 / /mnt/password=no rw,relatime shared:1 - cifs //nas/share "
        f"rw,username=me,password={SECRET},vers=3.0,uid=0"
    )
    web = f"40 1 0:40 / /d ro - fuse.sshfs https://me:{SECRET}@host/x rw,user_id=0\n{SECRET} password={SECRET}"
    given = evidence(
        {}, mounts={"host": f"{line}\n", "c": web.replace(f"{SECRET} password", "odd password"), "x": [SECRET]}
    )
    found = redact(given)
    assert SECRET not in found.canonical().decode()
    assert found.mounts["host"] == line.replace(SECRET, REDACTED) + "\n"
    assert redact(found) == found


def test_paths_stay_but_for_tokens_and_credentials_in_keys_too() -> None:
    token = f"glpat-{SECRET}{SECRET}"
    fact = {"type": "directory", "real": f"/srv/{token}", "uid": 0}
    given = evidence(
        {},
        paths={
            "host": {"/srv/password=x": {"type": "missing"}, f"/srv/{token}": fact},
            "c": {"facts": {"/etc/a b": {"type": "file"}}, "links": {"/l": f"//me:{SECRET}@x"}, "status": "Uid:\t0\n"},
        },
    )
    found = redact(given).paths
    assert found["host"].keys() == {"/srv/password=x", f"/srv/{REDACTED}"}
    assert found["host"][f"/srv/{REDACTED}"]["real"] == f"/srv/{REDACTED}"
    assert found["c"]["facts"] == {"/etc/a b": {"type": "file"}}
    assert found["c"]["status"] == "Uid:\t0\n"


PLANTED = {
    "environment": container(Env=[f"DB_PASSWORD={SECRET}", f"HARMLESS={SECRET}", "INHERITED"]),
    "environment of an image": {
        "/images/x/json": {"Config": {"Env": [f"A={SECRET}"]}, "ContainerConfig": {"Env": [f"A={SECRET}"]}}
    },
    "environment as an object": container(Env={"A": SECRET}),
    "label": container(Labels={"com.example.db-password": SECRET, "apiKey": SECRET}),
    "label that holds a URL": container(Labels={"url": f"https://me:{SECRET}@example.com/x"}),
    "label that holds JSON": container(Labels={"config": '{"a": 1, "password": "' + SECRET + '"}'}),
    "label with a hash": container(Labels={"traefik.http.middlewares.x.basicauth.users": f"me:$apr1${SECRET}"}),
    "daemon labels": {"/info": {"Labels": [f"token={SECRET}", "rack=1"]}},
    "option": container(Cmd=["serve", f"--password={SECRET}"]),
    "option and value": container(Cmd=["serve", "--api-key", SECRET, "--port", "80"]),
    "value in the other half": container(Entrypoint=["redis-server", "--requirepass"], Cmd=[SECRET]),
    "glued short option": container(Cmd=["mysql", "-uroot", f"-p{SECRET}", "db"]),
    "glued short option in the other half": container(Entrypoint=["/usr/bin/mysqldump"], Cmd=[f"-p{SECRET}"]),
    "short option": container(Cmd=["redis-cli", "-a", SECRET, "ping"]),
    "user option": container(Cmd=["curl", "-u", f"me:{SECRET}", "http://x"]),
    "shell variable": container(Cmd=["sh", "-c", f"PGPASSWORD={SECRET} psql -h db"]),
    "quoted shell variable": container(Cmd=["sh", "-c", f"export DB_PASS='{SECRET} with a space'; run"]),
    "shell option": container(Cmd=["sh", "-c", f"serve --token {SECRET} && echo"]),
    "shell short option": container(Cmd=["sh", "-c", f"sleep 1; mysqladmin -uroot -p{SECRET} ping"]),
    "header": container(Cmd=["curl", "-H", f"Authorization: Basic {SECRET}", "http://x"]),
    "header in a shell": container(Cmd=["sh", "-c", f"curl -H 'X-Api-Key: {SECRET}' http://x"]),
    "bearer": container(Cmd=["sh", "-c", f"call Bearer {SECRET}"]),
    "query": container(Cmd=["curl", f"http://x/?a=1&access_token={SECRET}&b=2"]),
    "URL": container(Cmd=["serve", f"postgres://me:{SECRET}@db/app"]),
    "URL with an odd password": container(Cmd=[f"postgres://me:{SECRET}/{SECRET}@db/app"]),
    "URL with a token": container(Cmd=["git", "clone", f"https://{SECRET}@example.com/x.git"]),
    "Go data source": container(Cmd=["serve", f"me:{SECRET}@tcp(db:3306)/app"]),
    "health check": container(Healthcheck={"Test": ["CMD-SHELL", f"curl -u me:{SECRET} localhost"]}),
    "health log": {"/containers/x/json": {"State": {"Health": {"Log": [{"ExitCode": 0, "Output": SECRET}]}}}},
    "arguments": {"/containers/x/json": {"Path": "mysql", "Args": [f"-p{SECRET}"]}},
    "list's command": {"/containers/json": [{"Id": "x", "Command": f"mysql -p{SECRET}"}]},
    "list's quoted command": {"/containers/json": [{"Id": "x", "Command": f"serve --password 'a {SECRET}'"}]},
    "build history": {"/images/x/json": {"ContainerConfig": {"Cmd": ["/bin/sh", "-c", f"ENV TOKEN={SECRET}"]}}},
    "proxy": {"/info": {"HttpProxy": f"http://me:{SECRET}@proxy:3128", "HttpsProxy": f"me:{SECRET}@proxy:3128"}},
    "registry": {
        "/info": {
            "RegistryConfig": {
                "IndexConfigs": {"x": {"Mirrors": [f"https://me:{SECRET}@x"]}},
                "auths": {"x": {"auth": SECRET}},
            }
        }
    },
    "swarm": {"/swarm": {"JoinTokens": {"Worker": f"SWMTKN-1-{SECRET}", "Manager": SECRET}, "UnlockKey": SECRET}},
    "cifs": {
        "/volumes": {"Volumes": [{"Name": "v", "Options": {"o": f"addr=x,username=me,password={SECRET},vers=3"}}]}
    },
    "volume plugin": {"/volumes": {"Volumes": [{"Name": "v", "Options": {"secret_key": SECRET}}]}},
    "network plugin": {"/networks": [{"Id": "n", "Options": {"auth-token": SECRET}}]},
    "log driver": {"/containers/x/json": {"HostConfig": {"LogConfig": {"Config": {"splunk-token": SECRET}}}}},
    "mount's driver": {
        "/containers/x/json": {
            "HostConfig": {"Mounts": [{"VolumeOptions": {"DriverConfig": {"Options": {"o": f"password={SECRET}"}}}}]}
        }
    },
    "error": {"/containers/x/json": {"State": {"Error": f"cannot mount https://me:{SECRET}@x"}}},
}


@pytest.mark.parametrize("engine", PLANTED.values(), ids=PLANTED.keys())
def test_a_secret_does_not_survive_in(engine: dict[str, Any]) -> None:
    once = redact(evidence(engine))
    assert SECRET.encode() not in once.canonical()
    assert REDACTED.encode() in once.canonical()
    assert redact(once) == once


TOKENS = [
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "github_pat_11ABCDEFG0abcdefghijkl_mnop",
    "glpat-0123456789abcdefghij",
    "xoxb-123456789012-abcdefghij",
    "sk_live_0123456789abcdefghij",
    "dckr_pat_0123456789abcdefghijklmno",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv-8vxv8rssmk743ojnwacrr2e7c",
]


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("place", [["run", "{}"], ["sh", "-c", "run {} x"], ["--x={}"], ["a:{}"]], ids=repr)
def test_a_token_of_a_known_shape_is_found_anywhere(token: str, place: list[str]) -> None:
    words = [word.format(token) for word in place]
    for engine in (container(Cmd=words), container(Labels={"note": " ".join(words)})):
        assert token.encode() not in redact(evidence(engine)).canonical()


def test_keys_stay() -> None:
    assert redacted(container(Env=["DB_PASSWORD=x", "EMPTY=", "INHERITED"]))["/containers/x/json"]["Config"]["Env"] == [
        f"DB_PASSWORD={REDACTED}",
        f"EMPTY={REDACTED}",
        "INHERITED",
    ]
    assert redacted(container(Labels={"my.token": "x"}))["/containers/x/json"]["Config"]["Labels"] == {
        "my.token": REDACTED
    }
    assert redacted(container(Cmd=["run", "--password=x", "--token", "y", "z"]))["/containers/x/json"]["Config"][
        "Cmd"
    ] == [
        "run",
        f"--password={REDACTED}",
        "--token",
        REDACTED,
        "z",
    ]


def test_keep_env_keeps_environment_values_and_nothing_else() -> None:
    engine = container(Env=[f"A={SECRET}", "B=https://me:pw@x"], Labels={"token": SECRET}, Cmd=["x", "--token=y"])
    config = redact(evidence(engine), keep_env=True).engine["/containers/x/json"]["Config"]
    assert config["Env"] == [f"A={SECRET}", "B=https://me:pw@x"]
    assert config["Labels"] == {"token": REDACTED}
    assert config["Cmd"] == ["x", f"--token={REDACTED}"]


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD",
        "db_pass",
        "mysqlRootPassword",
        "api-key",
        "API_KEY",
        "apiKey",
        "AWS_SECRET_ACCESS_KEY",
        "auth_token",
        "Authorization",
        "com.example.credentials",
        "private_key",
        "PGPASSWORD",
        "requirepass",
        "basicauth.users",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "com.docker.compose.project",
        "com.docker.compose.config-hash",
        "com.docker.compose.depends_on",
        "maintainer",
        "authors",
        "author",
        "org.opencontainers.image.authors",
        "org.opencontainers.image.source",
        "keyboard",
        "monkey",
        "passthrough",
        "compass",
        "bypass",
        "com.docker.network.bridge.enable_icc",
        "com.docker.network.driver.mtu",
        "com.docker.volume.anonymous",
        "privileged",
    ],
)
def test_names_of_no_secrets(name: str) -> None:
    assert not secret_name(name)


UNTOUCHED = {
    "networks named like secrets": {
        "/containers/x/json": {
            "NetworkSettings": {
                "Networks": {
                    "auth": {"NetworkID": "n1", "Aliases": ["token"]},
                    "Password": {"IPAddress": "172.17.0.2"},
                    "auths": {"Gateway": "1"},
                }
            }
        }
    },
    "paths": {
        "/containers/x/json": {
            "HostConfig": {"Binds": ["/srv/secrets:/run/secrets:ro"], "Tmpfs": {"/run/secrets": "size=64k"}},
            "Mounts": [{"Source": "/srv/password", "Destination": "/auth"}],
            "Config": {"Volumes": {"/token": {}}},
        }
    },
    "ordinary labels": container(
        Labels={
            "com.docker.compose.depends_on": "auth:service_started:false,db:service_healthy:true",
            "com.docker.compose.config-hash": "9f2b0c1a" * 8,
            "desktop.docker.io/binds/0/Source": "/srv/x",
            "auth.enabled": "true",
        }
    ),
    "ordinary commands": container(
        Cmd=["nginx", "-g", "daemon off;", "-p", "/etc/nginx", "--port=80"], Entrypoint=["/run.sh"]
    ),
    "ordinary URLs": container(
        Cmd=["serve", "http://web:5000/path?x=1", "tcp://[::1]:80", "registry:5000/x@sha256:" + "ab" * 32]
    ),
    "engine errors": {"/containers/x/json": {"State": {"Error": "driver failed: token: bad, password=unknown"}}},
    "plugins": {"/info": {"Plugins": {"Authorization": ["x"], "Log": ["json-file"]}, "HttpProxy": "http://proxy:3128"}},
    "numbers and nothing": {"/info": {"A": 1, "B": None, "C": True, "D": [1.5], "E": {}}},
}


@pytest.mark.parametrize("engine", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_what_is_no_secret_stays_as_it_was(engine: dict[str, Any]) -> None:
    assert redacted(engine) == engine


def test_a_recorded_engine_loses_nothing_but_environment_values(recorded: dict[str, Any]) -> None:
    assert redacted(recorded) == recorded


def test_other_parts_of_evidence_are_redacted_too() -> None:
    once = redact(
        evidence(
            {},
            source=f"tcp://me:{SECRET}@box",
            firewall={"iptables-save": f'-m comment --comment "password={SECRET}"'},
            compose=ComposeFiles(
                main=("c.yaml",),
                files={"c.yaml": f"    DB_PASSWORD: {SECRET}\n"},
                variables={"DB_PASSWORD": SECRET, "URL": f"http://me:{SECRET}@x"},
            ),
            gaps=(Gap("x", f"http://me:{SECRET}@x", Why.NOT_READ),),
        )
    )
    assert SECRET.encode() not in once.canonical()


KEYS = st.sampled_from(["PASSWORD", "apiKey", "auth-token", "my.secret", "DB_PASS", "credentials"])
SECRETS = st.text(string.ascii_letters + string.digits + "!#%*+./:=?@^_~", min_size=12, max_size=24).map(
    lambda s: f"Zq{s}Zq"
)
LONG_NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=8)


@st.composite
def planted(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """A container with the same secret in several of the places where people put them."""
    key, secret, other = draw(KEYS), draw(SECRETS), draw(LONG_NAMES)
    places = [
        {"Env": [f"{other}={secret}"]},
        {"Labels": {key: secret, other: "x"}},
        {"Cmd": [other, f"--{key}={secret}"]},
        {"Cmd": [other, f"--{key}", secret]},
        {"Cmd": [f"{key}={secret}"]},
        {"Cmd": ["sh", "-c", f"{other} {key}={secret} {other}"]},
        {"Cmd": ["sh", "-c", f"{other} --{key} '{secret}'; {other}"]},
        {"Healthcheck": {"Test": ["CMD", "mysqladmin", f"-p{secret}"]}},
    ]
    config: dict[str, Any] = {}
    for place in draw(st.lists(st.sampled_from(places), min_size=1, max_size=4)):
        config |= copy.deepcopy(place)
    row = {"Id": "x", "Command": " ".join(config.get("Cmd", ["sh"])), "Labels": config.get("Labels", {})}
    return {"/containers/json": [row], **container(**config)}, secret


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(planted())
def test_no_planted_secret_survives_and_twice_is_as_once(case: tuple[dict[str, Any], str]) -> None:
    engine, secret = case
    once = redact(evidence(engine))
    assert secret.encode() not in once.canonical()
    assert redact(once).canonical() == once.canonical()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(string.printable, max_size=80))
def test_any_text_can_be_redacted_twice(text: str) -> None:
    once = any_text(text)
    assert any_text(once) == once


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Env", "Labels", "Cmd", "Log", "Path", "Networks", "auths", "Options", "x"]),
            below,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON)
def test_no_shape_of_json_is_too_odd(value: Any) -> None:
    once = redacted({"/containers/x/json": value})
    assert redacted(once) == once


@pytest.mark.parametrize(
    "text", ["password" * 20_000, "a=" * 50_000, "://" * 50_000 + "@", "x-key" * 20_000 + ":", "--p " * 30_000]
)
def test_hostile_text_costs_no_quadratic_time(text: str) -> None:
    import time

    started = time.process_time()
    redacted(container(Labels={"x": text}, Cmd=[text, "sh"]))
    assert time.process_time() - started < 3


def test_name_files_keep_everything_but_the_credentials_of_a_url_and_command_lines_stay() -> None:
    line = ["docker-proxy", "-proto", "tcp", "-host-ip", "::", "-host-port", "80", "-use-listen-fd"]
    hosts = f"10.0.0.1\tpassword token=db # see https://me:{SECRET}@example.com/x\n"
    found = redact(evidence({}, files={"web": {"hosts": hosts}, "odd": [SECRET]}, processes=[line]))
    assert SECRET not in found.canonical().decode()
    assert found.files["web"]["hosts"] == hosts.replace(f"me:{SECRET}", REDACTED)
    assert found.processes == [line]
    assert redact(found) == found
