"""Which hosts a command asks for."""

import pytest

from inspector.analysis.mentions import mentions
from tests.build import World


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (["serve", "--db", "db:5432"], [("db", 5432)]),
        (["serve", "--db=db:5432", "-u", "x"], [("db", 5432)]),
        (["curl", "http://user:secret@api/x"], [("api", 0)]),
        (["curl", "https://api.shop:8443/x?y=z:80"], [("api.shop", 8443), ("z", 80)]),
        (["sh", "-c", "wait-for db:5432 && exec serve redis://cache:6379/0"], [("cache", 6379), ("db", 5432)]),
        (["app", "root@tcp(mysql:3306)/shop"], [("mysql", 3306)]),
        (["psql", "--host", "db", "--port", "5432"], [("db", 0)]),
        (["mysql", "--mysql-host=db"], [("db", 0)]),
        (["app", "http://127.0.0.1:3306", "localhost:80"], [("127.0.0.1", 3306), ("localhost", 80)]),
        (["app", "http://[::1]:99999/"], [("[::1]", 0)]),
        (["date", "12:30:45"], []),
        (["run", "python:3.11", "/data:1000", "sha256:12345678"], []),
        (["sleep", "1000"], []),
    ],
)
def test_hosts_are_found_in_the_words_of_a_command(command: list[str], found: list[tuple[str, int]]) -> None:
    world = World()
    world.container("web", config={"Cmd": command})
    assert sorted((one.host, one.port) for one in mentions(world.snapshot().containers[0])) == found


def test_environment_counts_where_its_values_were_kept() -> None:
    world = World()
    world.container("web", config={"Env": ["DATABASE_URL=postgres://db/x", "REDIS=<redacted>"]})
    told = mentions(world.snapshot().containers[0])
    assert [(one.host, one.pointer) for one in told] == [("db", "/Config/Env DATABASE_URL")]
