"""Large hosts for tests and the bench: compose projects behind one proxy network, each with networks of its own."""

from inspector.model.evidence import Evidence
from tests.build import World

_SERVICES = ("web", "api", "worker", "db", "cache", "mail", "cron", "search")


def large_host(containers: int, *, each: int = 40) -> Evidence:
    """So many containers in projects of so many; one in ten stopped, one in forty unhealthy, as many publish a port."""
    world = World()
    world.network("proxy", subnet="10.0.0.0/8")
    for number in range(containers):
        group, turn = divmod(number, each)
        project = f"project-{group:03}"
        if not turn:
            for name in ("front", "back"):
                at = 2 * group + (name == "back")
                world.network(
                    f"{project}_{name}",
                    subnet=f"172.{16 + at // 256}.{at % 256}.0/24",
                    project=project,
                    internal=name == "back",
                )
        service, address = (
            _SERVICES[turn % len(_SERVICES)],
            f"172.{16 + (2 * group) // 256}.{(2 * group) % 256}.{turn + 2}",
        )
        networks: dict[str, str] = {f"{project}_front": address} if turn % 3 else {}
        if turn % 2:
            networks[f"{project}_back"] = address
        if service == "web":
            networks["proxy"] = f"10.{group // 256}.{group % 256}.{turn + 2}"
        mounts = [f"{project}_data:/data{':ro' * (turn % 5 == 0)}"] if turn % 4 == 3 else []
        mounts += [f"/srv/{project}/{service}:/etc/{service}:ro"] if turn % 8 == 1 else []
        world.container(
            f"{project}-{service}-{turn // len(_SERVICES) + 1}",
            image=f"lab/{service}:2.{turn % 3}",
            state="exited" if number % 10 == 9 else "running",
            networks=networks or {f"{project}_front": address},
            ports=[f"{10000 + number}:80"] if number % 40 == 0 else [],
            mounts=mounts,
            service=f"{project}/{service}",
        )
    return world.evidence()
