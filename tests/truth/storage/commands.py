"""Commands that may lose data, chosen by chance for what is on a host now, as people type them."""

import random

from tests.truth.storage.plan import PROJECT
from tests.truth.storage.real import World

OLD_API = "DOCKER_API_VERSION=1.41 "
PRUNES = (
    "docker volume prune -f",
    "docker volume prune -f",
    "docker volume prune -a -f",
    f"{OLD_API}docker volume prune -f",
    "docker system prune -f --volumes",
    "docker system prune -f --volumes",
    f"{OLD_API}docker system prune -f --volumes",
    "docker system prune -f",
    "docker container prune -f",
)
ON_ONE = (
    *("docker restart -t 0 {}", "docker stop -t 0 {}", "docker kill {}"),
    *("docker rm {}", "docker rm -v {}", "docker rm -f {}", "docker rm -f -v {}", "docker rm -f -v {}"),
    *("recreate {}", "recreate {}"),
)
OF_PROJECT = (
    *("down", "down", "down -v", "down -v", "rm -s -f", "rm -s -f -v", "rm -f -v", "restart -t 0"),
    *("up -d --force-recreate", "up -d --force-recreate", "up -d -V --force-recreate", "down -v --remove-orphans"),
)


AFTER_UP = ("down -v", "rm -s -f -v", "down -v --remove-orphans", "up -d -V --force-recreate")
"""What Compose carries over into a new container is not removed like what it made there first."""


def choose(world: World, roll: random.Random, volumes: list[str], last: str = "") -> str:
    """One command line. last: the one before it."""
    names = sorted(name for name in world.inspects if not name.startswith(PROJECT))
    of_project = any(name.startswith(PROJECT) for name in world.inspects)
    if " up " in last and roll.random() < 0.7:
        return f"docker compose -p {PROJECT} {roll.choice(AFTER_UP)}"
    kinds = ["prune"] * 3 + ["one"] * 5 * bool(names) + ["volume"] * 2 * bool(volumes) + ["project"] * 5 * of_project
    match roll.choice(kinds):
        case "prune":
            return roll.choice(PRUNES)
        case "one":
            return roll.choice(ON_ONE).format(roll.choice(names))
        case "project":
            return f"docker compose -p {PROJECT} {roll.choice(OF_PROJECT)}"
    chosen = roll.sample(sorted(volumes), min(len(volumes), roll.choice((1, 1, 2))))
    return f"docker volume rm {' '.join(chosen)}"
