"""What is healthy is not called ill: the demo, clean compose projects, and random healthy hosts."""

import random
from pathlib import Path

import pytest

from inspector.collect.archive import load
from inspector.model.finding import Finding, Severity
from inspector.pipeline import build, check
from tests.build import World
from tests.hosts import read_host

DEMO = Path(__file__).parents[2] / "assets" / "demo.json.gz"


def alarms(found: tuple[Finding, ...]) -> list[str]:
    return [f"{one.severity.value} {one.rule} {one.title}" for one in found if one.rule[0] != "L"]


def test_on_the_demo_only_lint_is_told() -> None:
    report = check(build(load(DEMO)))
    assert alarms(report.findings) == []
    assert {one.severity for one in report.findings} <= {Severity.NOTE}


def clean_compose_project() -> World:
    world = World()
    world.network("shop_front", subnet="172.20.0.0/16", project="shop")
    world.network("shop_back", subnet="172.21.0.0/16", project="shop", internal=True)
    _service(world, "proxy", {"shop_front": 2}, ports=["80:80"], image="nginx:1.27")
    _service(
        world, "web", {"shop_front": 3, "shop_back": 3}, exposed=["8000/tcp"], command=["serve", "--db", "db:5432"]
    )
    _service(world, "db", {"shop_back": 2}, exposed=["5432/tcp"], mounts=["shop_data:/var/lib/postgresql/data"])
    world.volumes["shop_data"]["Labels"] = {"com.docker.compose.project": "shop", "com.docker.compose.volume": "data"}
    return world


def _service(world: World, role: str, on: dict[str, int], *, command: list[str] | None = None, **more: object) -> None:
    subnets = {name: world.networks[name]["IPAM"]["Config"][0]["Subnet"] for name in on}
    networks = {
        name: {"IPAddress": f"{subnets[name].rpartition('.')[0].rpartition('.')[0]}.0.{last}", "Aliases": [role]}
        for name, last in on.items()
    }
    name = f"shop-{role}-1"
    world.container(name, networks=networks, service=f"shop/{role}", config={"Cmd": command or ["serve"]}, **more)  # type: ignore[arg-type]


LISTENING = {
    "shop-proxy-1": ["tcp 0.0.0.0:80"],
    "shop-web-1": ["tcp 0.0.0.0:8000", "tcp 127.0.0.1:9000"],
    "shop-db-1": ["tcp 0.0.0.0:5432", "tcp [::]:5432"],
}


@pytest.mark.parametrize("read", [False, True], ids=["from inspect data alone", "read as root"])
def test_a_clean_compose_project_is_silent(read: bool) -> None:
    world = clean_compose_project()
    report = check((read_host(world, LISTENING) if read else world).case())
    assert [f"{one.rule} {one.title}" for one in report.findings] == []
    if read:
        assert [one.rule for one in report.undecided if one.rule[0] != "S"] == [], "all but files was read"


def healthy(seed: int) -> World:
    """A host on which every container finds what it asks for: projects, replicas, sidecars, jobs that have ended."""
    dice = random.Random(seed)
    version = dice.choice(("20.10.24", "26.1.5", "28.5.2", "29.7.2"))
    world = World(version=version)
    for number in range(dice.randint(1, 4)):
        project = f"p{number}"
        networks = [f"{project}_n{index}" for index in range(dice.randint(1, 2))]
        for index, network in enumerate(networks):
            world.network(network, subnet=f"10.{number}.{index}.0/24", project=project, internal=bool(index))
        for place in range(2, dice.randint(4, 8)):
            role = f"s{place // 2}"
            on = networks if dice.random() < 0.4 else networks[:1]
            ended = dice.random() < 0.15
            joined = {
                name: {"Aliases": [role]} if ended else {"IPAddress": f"10.{number}.{index}.{place}", "Aliases": [role]}
                for index, name in enumerate(on)
            }
            # Before 28 the LAN reaches what is published on loopback: no healthy host does it there.
            side = "127.0.0.1:" if version >= "28" else ""
            ports = [f"{side}{20000 + 100 * number + place}:80"] if dice.random() < 0.3 else []
            world.container(
                f"{project}-{role}-{place}",
                networks=joined,
                service=f"{project}/{role}",
                ports=ports,
                exposed=[] if ports else ["80/tcp"],
                state="exited" if ended else "running",
            )
        for index, network in enumerate(networks):
            if not any(network in one["NetworkSettings"]["Networks"] for one in world.containers.values()):
                world.container(f"{project}-last-{index}", networks={network: f"10.{number}.{index}.200"})
    return world


@pytest.mark.parametrize("seed", range(10))
def test_random_healthy_hosts_are_silent_but_for_lint(seed: int) -> None:
    world = healthy(seed)
    running = [name for name, one in world.containers.items() if one["State"]["Running"]]
    for made in (world, read_host(healthy(seed), {name: ["tcp 0.0.0.0:80"] for name in running})):
        assert alarms(check(made.case()).findings) == []
