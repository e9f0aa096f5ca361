"""The path of an answer on the map: source, networks used, target, and where it stops; the rest steps back."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
import streamlit as st
from msgspec import Struct

from inspector.model.answer import ClientSees, Disposition, Hop, Trace
from inspector.model.container import Container
from inspector.model.ids import HOST, Kind, Ref

COMPONENT = "docker-topology-inspector.path"


class Path(Struct, frozen=True, kw_only=True):
    """What is lit, as Refs in text. joins: pairs whose connecting line is lit. stop: where it ends, "" if it arrives."""

    source: str
    targets: tuple[str, ...]
    lit: tuple[str, ...]
    joins: tuple[tuple[str, str], ...]
    stop: str = ""
    stop_words: str = ""


def path(trace: Trace, targets: Sequence[Container]) -> Path:
    """The path as far as it goes."""
    source = HOST if trace.flow.source.kind is Kind.EXTERNAL else trace.flow.source
    goals = tuple(str(Ref(Kind.CONTAINER, one.id)) for one in targets)
    hops = (*trace.hops, *trace.reply)
    places = [hop.ref for hop in trace.hops if hop.ref]
    joins = {(str(hop.ref), str(hop.via)) for hop in hops if hop.ref and hop.via}
    for one, following in pairwise(hops):
        if one.ref and following.ref and one.ref != following.ref:
            # A packet that comes off a network goes down to its taker; one that the host passes on, too.
            joins.add((str(following.ref), str(one.via or one.ref)))
    if trace.flow.source.kind is Kind.EXTERNAL:
        joins |= {(str(place), str(HOST)) for place in places}
    lit = {str(source), *goals, *(str(place) for place in places), *(str(hop.via) for hop in hops if hop.via)}
    return Path(
        source=str(source),
        targets=goals,
        lit=tuple(sorted(lit)),
        joins=tuple(sorted(joins)),
        stop=_stop(trace, source),
        stop_words="not known further" if trace.client_sees is ClientSees.UNKNOWN else "stops here",
    )


def draw(svg: str, shown: Path, *, key: str) -> None:
    """Mount the picture with the path on it."""
    component = st.components.v2.component(COMPONENT, js="path.js", css="path.css")
    component(key=key, data={"svg": svg, "path": msgspec.to_builtins(shown)}, height="content")


def _stop(trace: Trace, source: Ref) -> str:
    """The last place that it came to; for one that the host stops, the network that it came from."""
    if trace.disposition in (Disposition.ACCEPTED, Disposition.EXITS_HOST):
        return ""
    way: tuple[Hop, ...] = trace.reply if trace.disposition is Disposition.REPLY_DENIED else trace.hops
    placed = [hop for hop in way if hop.ref]
    if not placed:
        return str(source)
    last = placed[-1].ref
    if last == HOST:
        return next((str(hop.via) for hop in reversed(placed) if hop.via), str(HOST))
    return str(last)
