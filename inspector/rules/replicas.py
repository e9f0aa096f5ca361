"""Containers of one compose service: what is wrong with all of them alike stands in one line of one file."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

from inspector.analysis.wording import few
from inspector.model.container import Container

What = TypeVar("What", bound=Hashable)


def together(found: Iterable[tuple[Container, What]]) -> list[tuple[What, list[Container]]]:
    """The containers of which the same was found: those of one service together, any other alone."""
    groups: dict[tuple[object, ...], tuple[What, list[Container]]] = {}
    for one, what in found:
        whose = (one.compose.project, one.compose.service) if one.compose and one.compose.service else (one.id,)
        groups.setdefault((*whose, what), (what, []))[1].append(one)
    return list(groups.values())


def named(them: list[Container], one: str, many: str) -> str:
    """Their names and the verb that goes with them."""
    return f"{few([each.name for each in them])} {one if len(them) == 1 else many}"
