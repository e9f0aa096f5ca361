"""May the container's own user write there? By capability, owner and mode (path_resolution(7), capabilities(7))."""

from dataclasses import dataclass

from inspector.analysis.storage_remap import Remap, inside, on_the_host
from inspector.model.backing import Answer3
from inspector.model.container import Container
from inspector.model.files import FileKind, PathFact, ProcessUser
from inspector.model.storage import Image

_DAC_OVERRIDE, _DAC_READ_SEARCH = 1 << 1, 1 << 2
_ALL_CAPABILITIES = (1 << 41) - 1
_DROPPED = ("ALL", "DAC_OVERRIDE", "CAP_DAC_OVERRIDE")
_IDENTITY = 4294967295
_CLASSES = {6: "owner", 3: "group", 0: "others"}


@dataclass(frozen=True, slots=True)
class Right:
    """The answer, why in words, and whether the user is the image's and the engine's word rather than the kernel's."""

    answer: Answer3
    why: str
    assumed: bool = False


def user_of(
    container: Container, image: Image | None, read: ProcessUser | None, remap: Remap | None
) -> tuple[ProcessUser | None, bool]:
    """Whose rights the first process has, and whether that is assumed; None where the host's number is not known."""
    if read is not None:
        return read, False
    named = _named(container, image)
    return (on_the_host(named, remap) if named else None), True


def called(container: Container, image: Image | None) -> str:
    """The user as the settings say it."""
    return container.user or (image.user or "root" if image else "of the image")


def _named(container: Container, image: Image | None) -> ProcessUser | None:
    """The user of the settings by its numbers in the container, None for one known by name only."""
    told = container.user or (image.user if image else "")
    user, _, group = told.partition(":")
    if image is None and not container.user:
        return None
    if user in ("", "0", "root"):
        dropped = not container.privileged and bool({word.upper() for word in container.cap_drop} & set(_DROPPED))
        kept = {"DAC_OVERRIDE", "CAP_DAC_OVERRIDE", "ALL"} & {word.upper() for word in container.cap_add}
        capabilities = 0 if dropped and not kept else _ALL_CAPABILITIES
        return ProcessUser(uid=0, gid=0, capabilities=capabilities)
    if not user.isdecimal() or not (group.isdecimal() or not group):
        return None
    return ProcessUser(uid=int(user), gid=int(group or -1))


def right(user: ProcessUser | None, told: str, fact: PathFact | None, *, assumed: bool) -> Right:
    """Whether this user may write a path of which stat told `fact`. told: the user in words."""
    if user is None:
        return Right(Answer3.UNKNOWN, f"the number of user {told} was not read", assumed)
    who = _who(user)
    if fact is None or not fact.exists:
        if _overrides(user, None):
            return Right(Answer3.YES, f"{who} may pass over owners and modes (CAP_DAC_OVERRIDE)", assumed)
        missing = fact is not None and fact.kind is FileKind.MISSING
        why = "nothing is there yet" if missing else "its owner and mode were not read"
        return Right(Answer3.UNKNOWN, f"{who} needs owner or mode, and {why}", assumed)
    owner = f"{fact.kind.value} of {fact.uid}:{fact.gid}, mode {fact.mode:o}"
    if _overrides(user, fact):
        return Right(Answer3.YES, f"{who} may pass over owners and modes (CAP_DAC_OVERRIDE); {owner}", assumed)
    if fact.acl and fact.uid != user.uid:
        why = f"{who} needs what the access control list says (getfacl), which was not read; {owner}"
        return Right(Answer3.UNKNOWN, why, assumed)
    needed = 0o3 if fact.kind is FileKind.DIRECTORY else 0o2
    shifts = _who_decides(user, fact, assumed)
    answers = {fact.mode >> shift & needed == needed for shift in shifts}
    if len(answers) > 1:
        return Right(Answer3.UNKNOWN, f"the groups of {who} were not read; {owner}", assumed)
    allowed = answers.pop()
    by = " or ".join(_CLASSES[shift] for shift in shifts)
    verb = "may" if allowed else "may not"
    return Right(Answer3.YES if allowed else Answer3.NO, f"{who} {verb} write as {by}: {owner}", assumed)


def may_pass(user: ProcessUser, fact: PathFact, *, assumed: bool) -> Right | None:
    """None when the user may look things up in this folder (its x bit), or may by a group or list that was not read."""
    if fact.kind is not FileKind.DIRECTORY or _overrides(user, fact, _DAC_OVERRIDE | _DAC_READ_SEARCH):
        return None
    if fact.acl and fact.uid != user.uid:
        return None
    if any(fact.mode >> shift & 1 for shift in _who_decides(user, fact, assumed)):
        return None
    return Right(
        Answer3.NO, f"{_who(user)} may not pass {fact.path}: {fact.uid}:{fact.gid}, mode {fact.mode:o}", assumed
    )


def _who(user: ProcessUser) -> str:
    """By the number that the container knows, and the host's where it is another."""
    number = inside(user.uid, user.uid_map)
    return f"uid {user.uid}" if number in (None, user.uid) else f"uid {number}, which is {user.uid} on the host,"


def _who_decides(user: ProcessUser, fact: PathFact, assumed: bool) -> tuple[int, ...]:
    """Which class of permission bits counts; of a user that was not read in the process, the groups are not known."""
    if fact.uid == user.uid:
        return (6,)
    if fact.gid in (user.gid, *user.groups):
        return (3,)
    may_be_of_it = assumed and (not user.gid_map or _mapped(fact.gid, user.gid_map))
    return (3, 0) if may_be_of_it else (0,)


def _overrides(user: ProcessUser, fact: PathFact | None, capabilities: int = _DAC_OVERRIDE) -> bool:
    """A capability counts only over files whose owner and group the user namespace knows (user_namespaces(7))."""
    if not user.capabilities & capabilities:
        return False
    if not user.uid_map or (0, 0, _IDENTITY) in user.uid_map:
        return True
    return fact is not None and _mapped(fact.uid, user.uid_map) and _mapped(fact.gid, user.gid_map)


def _mapped(number: int, rows: tuple[tuple[int, int, int], ...]) -> bool:
    return any(outside <= number < outside + count for _, outside, count in rows)
