"""Random mount worlds as data: the same seed always gives the same plan, and nothing here touches an engine."""

import random
from dataclasses import dataclass

from tests.truth.storage.images import APP, DB, IMAGES, LINKS, PLAIN, USER

FOLDERS = (
    ("/srv/a", 0, 0o755),
    ("/srv/a/b", 0, 0o755),
    ("/srv/a/b/c", USER, 0o755),
    ("/srv/with space", 0, 0o775),
    ("/srv/with space/ü\nx", USER, 0o700),
    ("/srv/user", USER, 0o750),
    ("/srv/open", 0, 0o1777),
    ("/srv/locked", 0, 0o700),
    ("/srv/locked/in", 0, 0o777),
    ("/srv/real", 0, 0o755),
    ("/srv/real/inner", 0, 0o755),
    ("/var/lib/box", 0, 0o2775),
    ("/var/lib/box/in", USER, 0o755),
)
"""Folders of the host: path, owner, mode. /srv and /var/lib are two file systems."""
LINKED = (("/srv/ln", "/srv/a/b"), ("/srv/rel", "a"), ("/srv/two", "ln/c"))
FILES = (("/srv/a/file", 0, 0o644), ("/srv/conf", USER, 0o600), ("/srv/with space/f.txt", 0, 0o666))
MEMORY = "/srv/a/mnt"
"""A file system of the host's own below a folder that containers have: it comes along."""
LATE = "/srv/a/late"
"""One that the host mounts when the containers run: it comes to those whose mount asks for that (rslave, rshared)."""
REMAP, BASE = "--userns-remap=default", 100000
MAPPED = ("/srv/a/b", "/srv/user", "/srv/locked/in", "/srv/conf", "/var/lib/box")
"""What belongs to numbers of the remapped range on a host that has one."""

SOURCES = (
    *(path for path, _, _ in FOLDERS),
    *("/srv/ln", "/srv/rel", "/srv/rel/b", "/srv/two", MEMORY, LATE, "/srv/missing", "/srv/a/b/..", "/srv/a/"),
    *("/var/lib/docker/volumes/keep/_data", "/var/lib/docker/volumes/dev/_data", "/srv"),
)
TARGETS = (
    *(
        "/data",
        "/data/sub",
        "/data/sub/deep",
        "/m",
        "/m/in",
        "/m/in/er",
        "/m/to/x",
        "/var/run/app",
        "/lnk",
        "/lnk/inner",
    ),
    *("/srv", "/etc/app", "/opt/here/x", "/with space", "/tmp", "/var/lib/db", "/var/lib", "/home/db", "/v"),
    *("/new\nline", "/back\\slash\\040"),
)
NESTED = ("/b", "/in", "/sub", "/mnt", "/nested")
"""Folders below a mount over which another one is made; the last stands in nothing."""
FILE_TARGETS = ("/etc/app.conf", "/conf", "/m/in/conf", "/data/file", "/etc/hosts", "/with space/f")
ASKED = (
    *("/", "/etc", "/etc/hosts", "/etc/passwd", "/etc/resolv.conf", "/dev/shm", "/dev/shm/x", "/proc/self", "/sys"),
    *("/tmp", "/tmp/x", "/link", "/link/sub/deep/x", "/opt/here", "/opt/here/deep", "/var/run", "/var/run/app/x"),
    *("/lnk", "/lnk/inner/x", "/lnk/../real", "/loop", "/loop/x", "/dangling", "/m/to", "/m/to/x", "/etc/app.conf"),
    *("/data/", "/data//sub/.", "/data/seed", "/data/seed/x", "/srv/real", "/srv/a/b", "/var/lib/db/base", "/nope/x/y"),
    *("/home/db/x", "/etc/app/conf", "/dev", "/run", "/var/lib/docker", "/data/mnt/x", "/m/b/c", "/srv/a/mnt"),
)
BELOW = (
    "",
    "",
    "",
    "/x",
    "/b",
    "/b/c",
    "/sub",
    "/in",
    "/in/er",
    "/file",
    "/mnt",
    "/mnt/x",
    "/inner",
    "/new/er",
    "/f.txt",
)
NAMED = ("keep", "dev", "ram", "two", "shared")
STATES = ("",) * 8 + ("stop", "create", "pause")
PROJECT = "shop"


@dataclass(frozen=True)
class VolumePlan:
    """A volume that is made by name, with options of the local driver."""

    name: str
    options: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MountPlan:
    """One mount. words: how it is asked for (-v, --mount, --tmpfs); source: a host path, a volume's name or "".

    kind: bind, volume or tmpfs; a volume without source is anonymous. options: of --tmpfs, or of a volume's driver.
    propagation: of a bind.
    """

    words: str
    kind: str
    source: str
    target: str
    readonly: bool = False
    nocopy: bool = False
    subpath: str = ""
    options: str = ""
    propagation: str = ""


@dataclass(frozen=True)
class ContainerPlan:
    """borrows: `--volumes-from` words. state: what is done to it at last: "", stop, create (never started), pause."""

    name: str
    image: str
    mounts: tuple[MountPlan, ...] = ()
    borrows: tuple[str, ...] = ()
    user: str = ""
    cap_drop: tuple[str, ...] = ()
    readonly: bool = False
    auto_remove: bool = False
    ipc: str = ""
    userns: str = ""
    state: str = ""


@dataclass(frozen=True)
class Plan:
    """A whole host. leavings: containers that are made, then removed without their anonymous volumes.

    compose: the text of a project's file, "" for none. daemon: flags of the engine.
    """

    seed: int
    volumes: tuple[VolumePlan, ...]
    containers: tuple[ContainerPlan, ...]
    asked: tuple[tuple[str, str], ...]
    leavings: tuple[ContainerPlan, ...] = ()
    compose: str = ""
    daemon: tuple[str, ...] = ()

    @property
    def remapped(self) -> bool:
        """Whether containers have users of their own."""
        return REMAP in self.daemon


@dataclass
class _Dice:
    roll: random.Random
    remapped: bool = False

    def chance(self, percent: float) -> bool:
        return self.roll.random() * 100 < percent


def plan(seed: int) -> Plan:
    """The plan of a seed: many mounts, and questions about paths."""
    dice = _dice(f"storage {seed}")
    containers: list[ContainerPlan] = []
    for name in ("web", "db", "api", "job", "side", "log")[: dice.roll.randint(3, 6)]:
        containers.append(_container(dice, name, containers))
    asked = tuple((one.name, path) for one in containers for path in _asked(dice, one, containers))
    return Plan(seed, _volumes(dice), tuple(containers), asked, daemon=(REMAP,) if dice.remapped else ())


def _dice(seed: str) -> _Dice:
    """One host in four has users of its own in containers."""
    roll = random.Random(seed)
    return _Dice(roll, roll.random() < 0.25)


def _volumes(dice: _Dice) -> tuple[VolumePlan, ...]:
    device = dice.roll.choice(("/srv/a", "/srv/a/b", "/srv/user", "/srv/ln", "/var/lib/box"))
    bound = (("type", "none"), ("o", dice.roll.choice(("bind", "bind", "bind,ro"))), ("device", device))
    memory = (("type", "tmpfs"), ("device", "tmpfs"), ("o", dice.roll.choice(("size=10m", "uid=1000,mode=700"))))
    options = {"dev": bound, "ram": memory}
    return tuple(VolumePlan(name, options.get(name, ())) for name in NAMED)


def _container(dice: _Dice, name: str, before: list[ContainerPlan]) -> ContainerPlan:
    image = dice.roll.choice((APP, APP, DB, LINKS, LINKS, PLAIN)).name
    targets = dice.roll.sample(TARGETS, dice.roll.randint(1, 5))
    mounts = [_mount(dice, target) for target in targets]
    if dice.chance(40):
        source = dice.roll.choice([path for path, _, _ in FILES])
        readonly, target = dice.chance(40), dice.roll.choice(FILE_TARGETS)
        mounts.append(MountPlan(dice.roll.choice(("-v", "--mount")), "bind", source, target, readonly))
    if dice.chance(25):
        mounts += _nested(dice, dice.roll.choice(mounts))
    lenders = [one.name for one in before]
    borrows = dice.roll.sample(lenders, min(len(lenders), dice.roll.choice((0, 0, 1, 1, 2))))
    if before and before[-1].borrows and dice.chance(50):
        borrows = [before[-1].name]
    return ContainerPlan(
        name,
        image,
        tuple(mounts),
        borrows=tuple(one + dice.roll.choice(("", "", ":ro")) for one in borrows),
        user=dice.roll.choice(("", "", "", str(USER), f"{USER}:{USER}", "0:1000", "1234")),
        cap_drop=dice.roll.choice(((), (), (), ("ALL",), ("DAC_OVERRIDE",))),
        readonly=dice.chance(12),
        ipc=f"container:{lenders[0]}" if lenders and dice.chance(10) else "shareable" if not lenders else "",
        userns="host" if dice.remapped and dice.chance(20) else "",
        state=dice.roll.choice(STATES),
    )


def _nested(dice: _Dice, outer: MountPlan) -> list[MountPlan]:
    """A mount in a mount; in a read-only one only where a folder stands, for the runtime cannot make one."""
    if not outer.readonly:
        return [_mount(dice, outer.target + dice.roll.choice(NESTED))]
    top = MountPlan("-v", "bind", "/srv/a", "/nest", readonly=True)
    return [top, MountPlan(dice.roll.choice(("--tmpfs", "--mount")), "tmpfs", "", "/nest/b")]


def _mount(dice: _Dice, target: str) -> MountPlan:
    readonly = dice.chance(25)
    match dice.roll.choice(("bind",) * 6 + ("named",) * 5 + ("anonymous",) * 3 + ("tmpfs", "tmpfs")):
        case "bind":
            source = dice.roll.choice(SOURCES)
            # --mount refuses what is missing, and then there is no container to ask about.
            words = "-v" if source == "/srv/missing" or "docker" in source else dice.roll.choice(("-v", "--mount"))
            propagation = dice.roll.choice(("",) * 6 + ("rshared", "rslave", "slave", "private"))
            return MountPlan(words, "bind", source, target, readonly, propagation=propagation)
        case "named":
            words = dice.roll.choice(("-v", "--mount"))
            subpath = dice.roll.choice(("in", "in/er")) if words == "--mount" and dice.chance(25) else ""
            name = "keep" if subpath else dice.roll.choice(NAMED)
            return MountPlan(words, "volume", name, target, readonly, nocopy=dice.chance(15), subpath=subpath)
        case "anonymous":
            return MountPlan(dice.roll.choice(("-v", "--mount")), "volume", "", target)
    words = dice.roll.choice(("--tmpfs", "--mount"))
    options = dice.roll.choice(("", "mode=755", "uid=1000,mode=700", "ro")) if words == "--tmpfs" else ""
    return MountPlan(words, "tmpfs", "", target, readonly and words == "--mount", options=options)


def _asked(dice: _Dice, one: ContainerPlan, everyone: list[ContainerPlan]) -> list[str]:
    """Paths at, below and above what is mounted, its lenders' too, and some that are the image's or the kernel's."""
    lenders = {word.partition(":")[0] for word in one.borrows}
    targets = [mount.target for each in everyone if each is one or each.name in lenders for mount in each.mounts]
    targets += IMAGES[one.image].volumes
    found = [target + dice.roll.choice(BELOW) for target in targets for _ in range(2)]
    found += dice.roll.sample(ASKED, 9)
    dice.roll.shuffle(found)
    return sorted(set(found[:18]))


def losing_plan(seed: int) -> Plan:
    """The plan of a seed whose data commands will hit: fewer kinds of mounts, all kinds of users and leavings."""
    dice = _dice(f"losing {seed}")
    containers: list[ContainerPlan] = []
    for name in ("web", "db", "api", "job", "side")[: dice.roll.randint(2, 5)]:
        containers.append(_loser(dice, name, containers))
    leavings = [ContainerPlan(f"old{n}", APP.name, (_loose(dice, "/m"),), state="create") for n in range(2)]
    labels = (("com.docker.compose.project", PROJECT), ("com.docker.compose.volume", "two"))
    volumes = [*_volumes(dice), VolumePlan("f" * 64), VolumePlan("aside"), VolumePlan("shop_two", labels=labels)]
    return Plan(
        seed,
        tuple(volumes),
        tuple(containers),
        (),
        tuple(leavings[: dice.roll.randint(0, 2)]),
        _compose(dice) if dice.chance(60) else "",
        (REMAP,) if dice.remapped else (),
    )


def _loser(dice: _Dice, name: str, before: list[ContainerPlan]) -> ContainerPlan:
    targets = dice.roll.sample(("/data", "/m", "/v", "/with space", "/t"), dice.roll.randint(1, 4))
    # A lender's tmpfs of --mount cannot be borrowed: the engine looks for a volume of that name.
    lenders = [one.name for one in before if not any(m.words == "--mount" and m.kind == "tmpfs" for m in one.mounts)]
    borrows = dice.roll.sample(lenders, min(len(lenders), dice.roll.choice((0, 0, 1, 1, 2))))
    return ContainerPlan(
        name,
        dice.roll.choice((APP, PLAIN, DB)).name,
        tuple(_loose(dice, target) for target in targets),
        borrows=tuple(one + dice.roll.choice(("", ":ro")) for one in borrows),
        auto_remove=dice.chance(20),
        state=dice.roll.choice(("", "", "", "", "stop", "create", "pause")),
    )


def _loose(dice: _Dice, target: str) -> MountPlan:
    match dice.roll.choice(
        ("bind", "named", "named", "named", "anonymous", "anonymous", "nameless", "tmpfs", "device")
    ):
        case "bind":
            return MountPlan("-v", "bind", dice.roll.choice(("/srv/a", "/srv/user", "/srv/new")), target)
        case "named":
            return MountPlan(dice.roll.choice(("-v", "--mount")), "volume", dice.roll.choice(NAMED), target)
        case "nameless":
            return MountPlan("-v", "volume", "f" * 64, target)
        case "device":
            return MountPlan("--mount", "volume", "", target, options="type=none,o=bind,device=/srv/open")
        case "tmpfs":
            return MountPlan(dice.roll.choice(("--tmpfs", "--mount")), "tmpfs", "", target)
    return MountPlan(dice.roll.choice(("-v", "--mount")), "volume", "", target)


SUBPATH = "{type: volume, source: keep, target: /part, volume: {subpath: in/er}}"
"""A line of a compose file that engines before 26 refuse."""


def _compose(dice: _Dice) -> str:
    """A project of two services with every sort of volume that a compose file can ask for."""
    lines = ["/anon", "cache:/cache", "fixed:/fixed", "keep:/keep", "/srv/user:/bound"]
    services = []
    for name in ("app", "worker"):
        chosen = [f"      - {line}" for line in dice.roll.sample(lines, dice.roll.randint(1, 4))]
        chosen += [f"      - {SUBPATH}"] * dice.chance(30)
        services += [
            f"  {name}:",
            f"    image: {dice.roll.choice((APP, PLAIN)).name}",
            "    command: sleep 100000",
            "    stop_grace_period: 0s",
            *(["    volumes:", *chosen]),
            *(["    tmpfs: [/t]"] if dice.chance(50) else []),
        ]
    volumes = ["  cache:", "  fixed:", "    name: a_fixed_name", "  keep:", "    external: true"]
    return "\n".join(["services:", *services, "volumes:", *volumes, ""])
