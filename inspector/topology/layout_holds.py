"""What a card stands on: each volume, host path and tmpfs that it mounts."""

from inspector.model.container import Container
from inspector.model.ids import Kind, Ref
from inspector.model.storage import Mount
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.layout_cards import Hold
from inspector.topology.scene import Paint
from inspector.topology.text_width import shown


def holds(topology: Topology, members: list[Container]) -> list[Hold]:
    """Each store once, whichever number of targets it is mounted on; writable when any of them is."""
    found: dict[object, Hold] = {}
    for one in members:
        for store, edge in topology.out(Ref(Kind.CONTAINER, one.id), EdgeKind.MOUNTS):
            mount = edge.detail
            if not isinstance(mount, Mount):
                continue
            own = store.kind is Kind.TMPFS or mount.anonymous
            key = (store.kind, mount.target) if own and len(members) > 1 else store
            hover = f"{shown(store.id)} at {shown(mount.target)}{'' if mount.writable else ' (read-only)'}"
            if key in found:
                hold = found[key]
                hold.writable |= mount.writable
                hold.hover += "" if len(hold.hover) > 1000 else "\n" + hover
                hold.members += (store,) if store not in (hold.store, *hold.members[-1:]) else ()
                continue
            text, paint = store_text(store, mount.anonymous)
            if own:
                text = f"{'tmpfs' if store.kind is Kind.TMPFS else 'anonymous'} {shown(mount.target)}"
            found[key] = Hold(store, mount.writable, text, paint, mount.anonymous, hover, target=shown(mount.target))
    return list(found.values())


def store_text(store: Ref, anonymous: bool) -> tuple[str, Paint]:
    """Name and colour of a volume, host path or tmpfs."""
    if store.kind is Kind.VOLUME:
        return (f"{store.id[:4]}…{store.id[-2:]}" if anonymous else shown(store.id)), Paint.VOLUME
    if store.kind is Kind.PATH:
        return shown(store.id), Paint.PATH
    return "tmpfs " + shown(store.id.partition(":")[2]), Paint.TMPFS
