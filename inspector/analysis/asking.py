"""Questions and answers as JSON: the shape of `inspector ask`, kept stable because people script against it."""

from collections.abc import Callable, Mapping
from typing import Protocol as Shape

import msgspec

from inspector.analysis import parties
from inspector.analysis import reach_words as words
from inspector.analysis.names import resolve
from inspector.analysis.reach import trace
from inspector.analysis.storage import back
from inspector.analysis.storage_commands import parse_command
from inspector.analysis.storage_index import Storage
from inspector.analysis.survival import forecast
from inspector.analysis.unused import unused
from inspector.analysis.world import World
from inspector.errors import InspectorError, UsageError
from inspector.model.answer import Flow, NameQuery, Protocol, Resolution, Trace
from inspector.model.backing import Backing, PathQuery
from inspector.model.evidence import Json
from inspector.model.ids import Kind, Ref
from inspector.topology.graph import Topology

Answer = dict[str, Json]

_SHAPE = 'a question is an object such as {"ask": "names", "asker": "web", "name": "db"}'


class Host(Shape):
    """What questions are put to: `inspector.pipeline.Case` is one. World and storage are made when first asked."""

    @property
    def topology(self) -> Topology: ...

    @property
    def world(self) -> World: ...

    @property
    def storage(self) -> Storage: ...


Asked = Callable[[Host, Mapping[str, Json]], Answer]


def answer(host: Host, question: Json, more: Mapping[str, Asked] | None = None) -> Answer:
    """Answer one question object; a question that makes no sense gets `{"error": ...}` and never raises.

    more: further kinds of questions, by what stands in `ask`.
    """
    if not isinstance(question, Mapping):
        return {"error": _SHAPE}
    kind = question.get("ask")
    known = {**QUESTIONS, **(more or {})}
    asked = known.get(kind) if isinstance(kind, str) else None
    if asked is None:
        return {"error": f"cannot ask {kind!r}: ask one of {', '.join(sorted(known))}"}
    try:
        return asked(host, question)
    except InspectorError as error:
        return {"error": str(error)}


def names(topology: Topology, world: World, asker: str, name: str, family: int = 0) -> Resolution:
    """Who answers a name for an asker; raises UsageError for an asker that is not there."""
    return resolve(world.facts, NameQuery(parties.asker(topology, asker), name, family))


def reach(
    topology: Topology, world: World, source: str, destination: str, protocol: Protocol, port: int | None
) -> Trace:
    """What a client in source sees; the port may be left out where the destination has only one."""
    asking = parties.source(topology, source)
    address = parties.destination(topology, world, asking, destination)
    if protocol is Protocol.ICMP:
        port = 0
    elif port is None:
        port = parties.own_port(topology, world, asking, destination, protocol)
    flow = Flow(asking, address, protocol, port)
    if address:
        return trace(world, flow)
    return words.no_address(flow, topology.container(destination.removeprefix(parties.CONTAINER)))


def storage(host: Host, container: str, path: str) -> Backing:
    """What is behind a path of a container; raises UsageError for a container that is not there."""
    return back(host.storage, PathQuery(Ref(Kind.CONTAINER, host.topology.container(container).id), path))


def _names_question(host: Host, question: Mapping[str, Json]) -> Answer:
    """`{"ask": "names", "asker": "web", "name": "db", "family": 4}`."""
    only(question, "asker", "name", "family")
    family = question.get("family") or 0
    if not _whole(family) or family not in (0, 4, 6):
        raise UsageError(f"family {family!r} is not one", remedy="Say 4, 6, or leave it out.")
    asker, name = _word(question, "asker"), _word(question, "name")
    found = names(host.topology, host.world, asker, name, family)
    return {"ask": "names", "asker": asker, "name": name, **resolution_json(found)}


def _reach_question(host: Host, question: Mapping[str, Json]) -> Answer:
    """`{"ask": "reach", "source": "web", "destination": "10.0.0.5", "protocol": "tcp", "port": 80}`."""
    only(question, "source", "destination", "protocol", "port")
    spoken = question.get("protocol") or "tcp"
    if not isinstance(spoken, str) or spoken not in Protocol._value2member_map_:
        raise UsageError(f"protocol {spoken!r} is not known", remedy="Use tcp, udp or icmp.")
    protocol, port = Protocol(spoken), question.get("port")
    if port is not None and (not _whole(port) or not (protocol is Protocol.ICMP or 1 <= port <= 65535)):
        raise UsageError(f"port {port!r} is not a number from 1 to 65535", remedy='Say "port": 80.')
    source, destination = _word(question, "source"), _word(question, "destination")
    found = reach(host.topology, host.world, source, destination, protocol, port)
    return {
        "ask": "reach",
        "source": source,
        "destination": destination,
        "protocol": spoken,
        "port": found.flow.port,
        **trace_json(found),
    }


def _storage_question(host: Host, question: Mapping[str, Json]) -> Answer:
    """`{"ask": "storage", "container": "db", "path": "/var/lib/postgresql/data"}`."""
    only(question, "container", "path")
    container, path = _word(question, "container"), question.get("path")
    if not isinstance(path, str) or not path:
        raise UsageError("the question lacks 'path'", remedy='Say "path": "/data".')
    return {"ask": "storage", "container": container, "path": path, **backing_json(storage(host, container, path))}


def _survive_question(host: Host, question: Mapping[str, Json]) -> Answer:
    """`{"ask": "survive", "command": "docker rm -v db"}`; the command is never run."""
    only(question, "command")
    command = parse_command(host.topology, _word(question, "command"))
    return {"ask": "survive", **_plain(forecast(host.storage, command))}


def _unused_question(host: Host, question: Mapping[str, Json]) -> Answer:
    """`{"ask": "unused"}`: the volumes that no container refers to."""
    only(question)
    found = unused(host.storage)
    words = f"{len(found)} volume{'' if len(found) == 1 else 's'} that no container refers to."
    return {"ask": "unused", "sentence": words, "volumes": [_plain(one) for one in found]}


def backing_json(found: Backing) -> Answer:
    """A Backing without its query: the mount by its target, and what survives as `{command: fate}`."""
    plain = _plain(found)
    plain.pop("query", None)
    mount = plain.pop("mount") or {}
    reasons = plain.pop("survives")
    return {
        "mount": mount.get("target"),
        "source": mount.get("source", ""),
        "anonymous": mount.get("anonymous", False),
        "origin": mount.get("origin", ""),
        "survives": {one["command"]: one["fate"] for one in reasons},
        "survives_why": {one["command"]: {"code": one["code"], "why": one["why"]} for one in reasons},
        **plain,
    }


def resolution_json(found: Resolution) -> Answer:
    """A Resolution without its query; refs and enumerations as text."""
    plain = _plain(found)
    plain.pop("query", None)
    return plain


def trace_json(found: Trace) -> Answer:
    """A Trace without its flow; refs and enumerations as text."""
    plain = _plain(found)
    plain.pop("flow", None)
    if found.resolution:
        plain["resolution"] = resolution_json(found.resolution)
    for hop, shown in zip((*found.hops, *found.reply), (*plain["hops"], *plain["reply"]), strict=True):
        shown["ref"] = str(hop.ref) if hop.ref else None
    return plain


def _plain(found: msgspec.Struct) -> Answer:
    built: Answer = msgspec.to_builtins(found)
    return built


def only(question: Mapping[str, Json], *keys: str) -> None:
    """A misspelt key would silently change the question."""
    for key in question:
        if key not in ("ask", *keys):
            raise UsageError(f"the question has a key {key!r} that is not known", remedy=f"Keys: {', '.join(keys)}.")


def _word(question: Mapping[str, Json], key: str) -> str:
    value = question.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"the question lacks {key!r}", remedy=f'Say "{key}": "...".')
    return value.strip()


def _whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


QUESTIONS: dict[str, Asked] = {
    "names": _names_question,
    "reach": _reach_question,
    "storage": _storage_question,
    "survive": _survive_question,
    "unused": _unused_question,
}
