"""Questions and answers as JSON: the shape of `inspector ask`, kept stable because people script against it."""

from collections.abc import Callable, Mapping

import msgspec

from inspector.analysis.names import resolve
from inspector.analysis.reach import trace
from inspector.analysis.world import World
from inspector.errors import InspectorError, UsageError
from inspector.model.answer import Flow, NameQuery, Protocol
from inspector.model.evidence import Json
from inspector.model.ids import HOST, Kind, Ref
from inspector.topology.graph import Topology

Answer = dict[str, Json]


def answer(topology: Topology, world: World, question: Json) -> Answer:
    """Answer one question object; a question that makes no sense gets `{"error": ...}` and never raises."""
    if not isinstance(question, Mapping):
        return {"error": 'a question is an object such as {"ask": "names", "asker": "web", "name": "db"}'}
    kind = question.get("ask")
    asked = QUESTIONS.get(kind) if isinstance(kind, str) else None
    if asked is None:
        return {"error": f"cannot ask {kind!r}: ask one of {', '.join(sorted(QUESTIONS))}"}
    try:
        return asked(topology, world, question)
    except InspectorError as error:
        return {"error": str(error)}


def party(topology: Topology, word: str, *, outside: bool = True) -> Ref:
    """Who a word names: `host`, `internet` or an outside address, or a container."""
    if word in ("host", "(host)"):
        return HOST
    if outside and (word == "internet" or word.startswith("external:")):
        return Ref(Kind.EXTERNAL, word.removeprefix("external:"))
    return Ref(Kind.CONTAINER, topology.container(word).id)


def names_question(topology: Topology, world: World, question: Mapping[str, Json]) -> Answer:
    """`{"ask": "names", "asker": "web", "name": "db", "family": 4}`."""
    family = question.get("family", 0)
    if family not in (0, 4, 6):
        raise UsageError(f"family {family!r} is not one", remedy="Say 4, 6, or leave it out.")
    asker = party(topology, _word(question, "asker"), outside=False)
    found = resolve(world.facts, NameQuery(asker, _word(question, "name"), family))
    plain = _plain(found)
    plain.pop("query", None)
    return {"ask": "names", "asker": question["asker"], "name": question["name"], **plain}


def reach_question(topology: Topology, world: World, question: Mapping[str, Json]) -> Answer:
    """`{"ask": "reach", "source": "web", "destination": "10.0.0.5", "protocol": "tcp", "port": 80}`."""
    flow = flow_of(topology, question)
    found = _plain(trace(world, flow))
    found.pop("flow", None)
    echoed = {key: question[key] for key in ("source", "destination", "protocol", "port") if key in question}
    return {"ask": "reach", **echoed, **found}


def flow_of(topology: Topology, question: Mapping[str, Json]) -> Flow:
    """Read a reach question; raises UsageError for words that make no sense."""
    spoken = question.get("protocol") or "tcp"
    if spoken not in Protocol._value2member_map_:
        raise UsageError(f"protocol {spoken!r} is not known", remedy="Use tcp, udp or icmp.")
    protocol = Protocol(spoken)
    port = question.get("port", 0)
    if not isinstance(port, int) or isinstance(port, bool) or not 0 <= port <= 65535:
        raise UsageError(f"port {port!r} is not a number from 1 to 65535", remedy='Say "port": 80.')
    if protocol is not Protocol.ICMP and port == 0:
        raise UsageError(f"a {protocol.value} question needs a port", remedy='Say "port": 80, or protocol icmp.')
    source = party(topology, _word(question, "source"))
    destination = _word(question, "destination")
    return Flow(source, destination, protocol, 0 if protocol is Protocol.ICMP else port)


def _word(question: Mapping[str, Json], key: str) -> str:
    value = question.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"the question lacks {key!r}", remedy=f'Say "{key}": "...".')
    return value.strip()


def _plain(found: msgspec.Struct) -> Answer:
    built = msgspec.to_builtins(found)
    return built if isinstance(built, dict) else {}


QUESTIONS: dict[str, Callable[[Topology, World, Mapping[str, Json]], Answer]] = {
    "names": names_question,
    "reach": reach_question,
}
