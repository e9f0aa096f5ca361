"""After a compose project was renamed, its service runs on a new volume, and the old one has the data.

What it finds
    A volume in use whose twin, the volume of the same name in the compose file but of another project, is unused,
    older, and holds data, where nothing else of that other project is left.

Why it matters
    Compose puts the project's name before each volume's. When the folder or `name:` of a project changes, `up` makes
    new, empty volumes: the database looks lost, and a prune would make that true.

How it is decided
    By compose's labels, by the times at which both were made, and by whether the old one holds anything. That it
    was a rename, and no other project of the same file, is likely, not read.

What to do
    Run the project under its old name (`docker compose -p OLD up`), name the old volume in the compose file
    (`external: true`, `name: OLD_data`), or copy the data.

When it stays silent
    When the old volume is empty or younger, when its project still has containers, networks or used volumes.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.moments import moment
from inspector.analysis.unused import is_empty, key_of
from inspector.analysis.wording import command, few
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import SetMount
from inspector.model.evidence import Gap
from inspector.model.finding import Certainty, Severity
from inspector.model.ids import Ref
from inspector.model.storage import Volume
from inspector.rules.base import Rule, Told, container, inspected, unread, volume
from inspector.rules.stored import NOT_READ, copied, lacking


def check(case: Case) -> Iterator[Told]:
    users = case.storage.users
    alive = {one.project for one in case.snapshot.containers} | {one.project for one in case.snapshot.networks}
    alive |= {one.project for one in case.snapshot.volumes if one.name in users}
    left: dict[str, list[Volume]] = defaultdict(list)
    for one in case.snapshot.volumes:
        if (key := key_of(one)) and one.project not in alive:
            left[key].append(one)
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    for used in case.snapshot.volumes:
        if used.name not in users:
            continue
        for old in left.get(key_of(used), ()):
            if not _older(old, used):
                continue
            holds = _holds_data(case, old)
            if holds is None:
                lacks[NOT_READ].append(volume(used))
            elif holds:
                yield _finding(case, old, used)
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _older(old: Volume, used: Volume) -> bool:
    first, then = moment(old.created), moment(used.created)
    return first is not None and then is not None and first < then


def _holds_data(case: Case, one: Volume) -> bool | None:
    empty = is_empty(case.storage, one)
    if empty is not None:
        return not empty
    return None if one.size_bytes is None else one.size_bytes > 0


def _finding(case: Case, old: Volume, used: Volume) -> Told:
    users = sorted(case.storage.users[used.name], key=lambda pair: (pair[0].name, pair[1]))
    names = sorted({one.name for one, _ in users})
    use = "use" if len(names) > 1 else "uses"
    empty = is_empty(case.storage, used)
    new = "new and empty" if empty else "newer"
    return RULE.finding(
        case,
        [volume(used), volume(old), *(container(one) for one, _ in users)],
        f"{used.name}, which {few(names)} {use}, is {new}; {old.name} has data and no user: "
        f"most likely the project {old.project} was renamed to {used.project}.",
        detail="Compose names a volume after its project, so that a renamed project begins with new ones.",
        cites=[
            inspected(used, "/CreatedAt", used.created),
            inspected(old, "/CreatedAt", old.created),
            inspected(old, "/Labels", f"project {old.project}, volume {key_of(old)}"),
        ],
        severity=Severity.WARNING if empty else Severity.NOTE,
        certainty=Certainty.POSSIBLE,
        fixes=[_named(old, users), _copied(users[0][0], old, used)],
    )


def _named(old: Volume, users: list[tuple[Container, str]]) -> Fix:
    return Fix(
        f"let the compose file name the old volume: `external: true` and `name: {old.name}`",
        cost="a recreate; what is in the new volume is no longer seen",
        edits=tuple(SetMount(container=one.id, target=at, source=old.name) for one, at in users),
    )


def _copied(one: Container, old: Volume, used: Volume) -> Fix:
    steps = (command("docker", "stop", one.name), copied(one, old.name, used.name))
    return Fix(
        f"copy the data from {old.name} into {used.name}, and remove {old.name} once all is there",
        "; ".join((*steps, command("docker", "start", one.name))),
        cost=f"downtime; files of the same name in {used.name} are overwritten",
    )


RULE = Rule("S413", "twin-volume-has-the-data", Severity.WARNING, check)
