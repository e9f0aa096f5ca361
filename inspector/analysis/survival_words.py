"""How a forecast is told."""

from collections.abc import Iterable, Sequence

from inspector.analysis.storage_index import Storage
from inspector.analysis.storage_outcome import PRUNES_ANONYMOUS_ONLY, Outcome, api_of
from inspector.model.answer import Citation, Source
from inspector.model.backing import Datum, DatumKind, Fate, Loss
from inspector.model.command import Act, Command
from inspector.model.evidence import Gap, Why
from inspector.parse.mounts import NAMELESS

_NAMED = 4
_NOUNS = {
    DatumKind.VOLUME: "volume",
    DatumKind.HOST_PATH: "host path",
    DatumKind.LAYER: "writable layer of",
    DatumKind.TMPFS: "memory of",
}
_FATES = (Fate.LOST, Fate.ORPHANED, Fate.UNKNOWN, Fate.KEPT)


def sentence(done: Outcome, losses: Sequence[Loss], removed: Sequence[str]) -> str:
    """What is lost, what is orphaned, what is kept, and what the engine refuses."""
    parts = [f"refused: {words}" for words in done.refused]
    if removed:
        parts.append(f"removes {_few(sorted(removed), 'containers')}")
    lost = [loss for loss in worst_first(losses) if loss.fate is Fate.LOST]
    orphaned = [loss for loss in losses if loss.fate is Fate.ORPHANED]
    kept = sum(loss.fate is Fate.KEPT for loss in losses)
    parts.append(f"loses {_few([called(loss.datum) for loss in lost], 'pieces of data')}" if lost else "loses no data")
    if orphaned:
        parts.append(f"leaves without a way back {_few([called(loss.datum) for loss in orphaned], 'volumes')}")
    if kept:
        parts.append(f"keeps {kept} other{'' if kept == 1 else 's'}" if lost or orphaned else f"keeps {kept}")
    return f"`{done.command.text}` " + "; ".join(parts) + "."


def cites(storage: Storage, command: Command) -> tuple[Citation, ...]:
    """What a prune rests on: the API version of the call decides."""
    if command.act not in (Act.VOLUME_PRUNE, Act.SYSTEM_PRUNE):
        return ()
    major, minor = api_of(storage, command)
    only = "anonymous volumes only" if (major, minor) >= PRUNES_ANONYMOUS_ONLY else "all unused volumes"
    said = f"{major}.{minor}: a prune removes {only}, unless it says --all"
    where = "the call" if command.api != (0, 0) else "/version ApiVersion"
    return (Citation(Source.INSPECT, where, said, assumed=not storage.snapshot.engine.api_version),)


def gaps(storage: Storage, command: Command) -> tuple[Gap, ...]:
    """What is not known of a prune whose engine or volumes were not read."""
    if command.act not in (Act.VOLUME_PRUNE, Act.SYSTEM_PRUNE):
        return ()
    found = []
    if not storage.snapshot.engine.api_version and command.api == (0, 0):
        found.append(Gap("API version of the engine", "/version", Why.NOT_READ, "read the engine, not pasted output"))
    if not storage.ground.volumes and storage.users:
        found.append(Gap("volumes that nobody uses", "/volumes", Why.NOT_READ, "read the engine, not pasted output"))
    return tuple(found)


def worst_first(losses: Iterable[Loss]) -> list[Loss]:
    """In the order in which people want to read: what is lost before what is kept, volumes before the rest."""
    kinds = list(_NOUNS)
    return sorted(losses, key=lambda loss: (_FATES.index(loss.fate), kinds.index(loss.datum.kind), loss))


def called(datum: Datum) -> str:
    """A piece of data in words."""
    at = f" at {datum.target}" if datum.target and datum.kind in (DatumKind.TMPFS, DatumKind.HOST_PATH) else ""
    return f"{_NOUNS[datum.kind]} {short_volume(datum.name)}{at}"


def short_volume(name: str) -> str:
    """A volume's name, the first twelve of the 64 digits that the engine gives to a nameless one."""
    return name[:12] if NAMELESS.fullmatch(name) else name


def _few(words: Sequence[str], noun: str) -> str:
    if len(words) <= _NAMED:
        return ", ".join(words)
    return f"{len(words)} {noun}: {', '.join(words[:_NAMED])} and {len(words) - _NAMED} more"
