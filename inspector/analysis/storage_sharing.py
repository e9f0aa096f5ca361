"""Who else has the same data: the back-reference that Docker does not keep, stopped containers included."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspector.analysis.storage_paths import below, join, parents
from inspector.analysis.storage_view import Key, Piece, View
from inspector.model.backing import Relation, Sharer

Held = tuple[View, Piece]


@dataclass(frozen=True)
class Sharing:
    """Every piece of every container, by the identity of its data."""

    at: dict[Key, list[Held]]
    ordered: dict[str, list[str]]

    @classmethod
    def of(cls, views: Iterable[View]) -> "Sharing":
        at: dict[Key, list[Held]] = {}
        for view in views:
            for piece in view.pieces:
                at.setdefault(piece.key, []).append((view, piece))
        ordered: dict[str, list[str]] = {}
        for realm, path in at:
            ordered.setdefault(realm, []).append(path)
        return cls(at, {realm: sorted(paths) for realm, paths in ordered.items()})

    def sharers(self, key: Key, own: tuple[str, str] | None = None) -> tuple[Sharer, ...]:
        """Who sees this data, all of it or a part, where nothing hides it from them. own: (container, path) to leave
        out, the one that asks."""
        found = [one for one in (*self._above(key), *self._below(key)) if (one.container, one.path) != own]
        return tuple(sorted(set(found)))

    def _above(self, key: Key) -> Iterator[Sharer]:
        """Mounts of the data or of a folder above it: what their container calls it, if it can be seen there."""
        realm, path = key
        for top in parents(path):
            for view, piece in self.at.get((realm, top), ()):
                seen = join(piece.target, below(path, top))
                if view.over(seen)[-1] is piece:
                    relation = Relation.SAME if top == path else Relation.ABOVE
                    yield _sharer(view, piece, seen, relation)

    def _below(self, key: Key) -> Iterator[Sharer]:
        """Mounts of something in the asked folder."""
        realm, path = key
        paths = self.ordered.get(realm, [])
        prefix = path.rstrip("/") + "/"
        at = bisect_left(paths, prefix)
        while at < len(paths) and paths[at].startswith(prefix):
            for view, piece in self.at[realm, paths[at]] if paths[at] != path else ():
                if view.over(piece.target)[-1] is piece:
                    yield _sharer(view, piece, "", Relation.BELOW)
            at += 1


def _sharer(view: View, piece: Piece, path: str, relation: Relation) -> Sharer:
    container = view.container
    return Sharer(
        container=container.id,
        container_name=container.name,
        target=piece.target,
        path=path,
        relation=relation,
        writable=piece.writable,
        state=container.state,
    )
