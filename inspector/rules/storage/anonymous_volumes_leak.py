"""Anonymous volumes that no container uses pile up.

What it finds
    Volumes that nobody named and that no container refers to, running or stopped: ten or more of them, or a
    gigabyte, or any number where `docker volume prune` leaves them.

Why it matters
    Each `docker run` of an image with a VOLUME makes one, and `docker rm` without `-v` leaves it. They fill the
    disk and nothing leads to them. `docker volume prune` takes only those with the label
    `com.docker.volume.anonymous`, which volumes of engines before 23 and some of 26 do not have, and never those
    with driver options.

How it is decided
    By the volumes and the mounts of all containers. An anonymous volume has that label, or a name of 64
    hexadecimal digits that no container asks for by name. Sizes are told where they were measured.

What to do
    Look into what may be of worth, then prune. Start throw-away containers with `--rm`, remove others with
    `docker rm -v`.

When it stays silent
    For a few that the next prune takes, and for volumes with a name.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.unused import unused
from inspector.analysis.wording import amount, command, few
from inspector.model.answer import Citation, Fix, Source
from inspector.model.backing import UnusedVolume
from inspector.model.edit import RemoveVolume
from inspector.model.finding import Severity
from inspector.model.ids import HOST
from inspector.rules.base import Rule, Told

MANY = 10
LARGE_BYTES = 1_000_000_000
MOST_NAMED = 20
_COST = "what is in them is gone for good: look first, with docker run --rm --volume NAME:/v:ro"
_PRUNE = "docker volume prune"


def check(case: Case) -> Iterator[Told]:
    if case.unread:
        yield RULE.undecided(case, [HOST], *case.unread.values())
        return
    idle = unused(case.storage)
    left = [one for one in idle if one.anonymous]
    kept = [one for one in left if _PRUNE not in one.pruned_by]
    sizes = [one.size_bytes for one in left if one.size_bytes is not None]
    large = len(left) >= MANY or sum(sizes) >= LARGE_BYTES
    if large or kept:
        yield RULE.finding(
            case,
            [HOST],
            _title(left, sizes),
            detail=_detail(left, kept),
            cites=[cite for one in left[:MOST_NAMED] for cite in one.cites] + _more(left),
            fixes=list(_fixes(idle, left, kept)),
            severity=Severity.WARNING if large else Severity.NOTE,
        )


def _title(left: list[UnusedVolume], sizes: list[int]) -> str:
    held = f", with {amount(sum(sizes))} in {'it' if len(left) == 1 else 'them'}" if sizes else ""
    if len(left) == 1:
        return f"1 anonymous volume has no user any more{held}."
    return f"{len(left)} anonymous volumes have no user any more{held}."


def _detail(left: list[UnusedVolume], kept: list[UnusedVolume]) -> str:
    words = [f"{one.origin[0].upper()}{one.origin[1:]}." for one in left[:1]]
    if kept:
        count = "None of them goes" if len(kept) == len(left) else f"{len(kept)} of them do not go"
        words.append(f"{count} with `{_PRUNE}`: without the label com.docker.volume.anonymous, or with driver options.")
    return " ".join(words)


def _more(left: list[UnusedVolume]) -> list[Citation]:
    if len(left) <= MOST_NAMED:
        return []
    return [Citation(Source.INSPECT, "/volumes", f"{len(left) - MOST_NAMED} more that no container refers to")]


def _fixes(idle: tuple[UnusedVolume, ...], left: list[UnusedVolume], kept: list[UnusedVolume]) -> Iterator[Fix]:
    """Prune takes what it takes; the rest goes by name."""
    names = {one.name for one in kept}
    pruned = [one for one in left if one.name not in names]
    everything = {one.name for one in idle if _PRUNE in one.pruned_by}
    if len(everything) > len(pruned):
        # Before 23 a prune takes volumes with a name as well.
        kept, pruned = left, []
    if kept:
        shown = kept if len(kept) <= MOST_NAMED else []
        yield Fix(
            f"remove those that a prune leaves: {few([one.name[:12] for one in kept])}" if pruned else "remove them",
            command("docker", "volume", "rm", *(one.name for one in shown)) if shown else _BY_SHAPE,
            cost=_COST,
            edits=() if pruned else tuple(RemoveVolume(volume=one.name) for one in shown),
        )
    if pruned:
        shown = pruned if len(pruned) <= MOST_NAMED and not kept else []
        yield Fix(
            "let the engine remove all anonymous volumes without a user",
            f"{_PRUNE} --force",
            cost=_COST,
            edits=tuple(RemoveVolume(volume=one.name) for one in shown),
        )


_BY_SHAPE = (
    "docker volume ls --quiet --filter dangling=true | grep -xE '[0-9a-f]{64}' "
    "| xargs --no-run-if-empty docker volume rm"
)
"""Every unused volume whose name is that of one that nobody named."""

RULE = Rule("S401", "anonymous-volumes-leak", Severity.WARNING, check)
