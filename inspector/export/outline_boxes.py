"""The elements of the simple drawings: a box for each entity, a line for each relation."""

from msgspec import Struct

from inspector.model.ids import Kind, Ref


class Box(Struct, frozen=True):
    """One entity. group: its compose project, "" for none. faded: it does not run, or was not read.

    lit: it is on the path that is shown. marks: what is said of it, such as `stops here` or a finding's rule.
    """

    ref: Ref
    title: str
    details: tuple[str, ...] = ()
    group: str = ""
    faded: bool = False
    lit: bool = False
    marks: tuple[str, ...] = ()


class Line(Struct, frozen=True, order=True):
    """One relation, from what stands before to what stands after. directed: the reader needs its direction.

    lit: the path that is shown goes along it.
    """

    source: Ref
    target: Ref
    label: str = ""
    dashed: bool = False
    directed: bool = False
    colour_of: Kind = Kind.CONTAINER
    lit: bool = False
