"""Facts of one entity before and after, as people read them, compared."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from inspector.model.change import Change, How
from inspector.model.ids import Ref


class Fact(Struct, frozen=True):
    """One fact in words. several: there may be more of this field, and each comes and goes by itself."""

    field: str
    value: str
    several: bool = False


def changed(ref: Ref, name: str, before: Iterable[Fact], after: Iterable[Fact]) -> Iterator[Change]:
    """The facts that are not the same, in their order."""
    old, new = _by_key(before), _by_key(after)
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, ""), new.get(key, "")
        if was == now:
            continue
        how = How.ADDED if key not in old or not was else How.REMOVED if key not in new or not now else How.CHANGED
        yield Change(ref=ref, name=name, how=how, field=key[0], before=was, after=now)


def _by_key(facts: Iterable[Fact]) -> dict[tuple[str, str], str]:
    return {(fact.field, fact.value if fact.several else ""): fact.value for fact in facts}
