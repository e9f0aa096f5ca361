"""The answer to a flow: the verdict, the way there hop by hop, the reply's way, each hop opening its evidence."""

from collections.abc import Callable, Sequence

from lxml import etree

from inspector.analysis.foretold import UP
from inspector.model.answer import ClientSees, Disposition, Hop, PathState, Protocol, Trace
from inspector.model.ids import Ref
from inspector.web.parts import verdicts
from inspector.web.parts.citations import ASSUMED, FORETOLD, citations
from inspector.web.parts.markup import prose, show, tag
from inspector.web.parts.verdicts import Face

PATHS = {
    PathState.OPEN: "the path is open, both ways",
    PathState.BLOCKED: "the path is blocked",
    PathState.UNKNOWN: "whether the path is open is not known",
}


def verdict(trace: Trace, source: str, destination: str, unread: Sequence[str]) -> None:
    """The outcome in a word, the sentence, and the question that it answers.

    unread: parts of the host that were not read and are derived instead. A way through namespaces that nobody read is
    assumed even where each rule on it was read.
    """
    assumed = trace.assumed or ("namespaces" in unread and any(hop.ref for hop in trace.hops))
    why = FORETOLD if trace.sentence.startswith(UP) else f"{ASSUMED} {_remedy(unread)}"
    face = verdicts.of_client(trace.client_sees, trace.silent)
    lead, rest = first_sentence(trace.sentence)
    asked = tag("p", "asked", tag("b", "", source), " → ", tag("b", "", destination), f"  {_service(trace)}")
    if trace.address and trace.address != destination:
        asked.append(tag("span", "mono", trace.address))
    facts = tag("p", "facts", tag("span", f"tone-{face.tone}", PATHS[trace.path]), tag("code", "", trace.code))
    if assumed:
        facts.append(tag("span", "tag assumed", "assumed", title=ASSUMED))
    show(
        tag(
            "section",
            f"verdict tone-{face.tone}",
            asked,
            tag("h2", "outcome", tag("span", "symbol", face.symbol, aria_hidden="true"), face.words),
            tag("p", "sentence", *prose(lead)),
            *([tag("p", "more", *prose(rest))] if rest else []),
            facts,
            *([tag("p", "muted", why)] if assumed else []),
            aria_live="polite",
        )
    )


def _remedy(unread: Sequence[str]) -> str:
    what = f"Not read: {', '.join(unread)}. " if unread else ""
    return f"{what}A snapshot made as root on the host reads it all."


def ways(trace: Trace, called: Callable[[Ref], str]) -> None:
    """The hops there and back. called: what people call a network."""
    stopped = trace.disposition is not Disposition.ACCEPTED and not trace.reply
    face = verdicts.of_client(trace.client_sees, trace.silent)
    parts = _way("The way there", trace.hops, trace.sentence, face if stopped else None, called)
    stopped_back = trace.disposition is Disposition.REPLY_DENIED
    parts += _way("The reply", trace.reply, trace.sentence, face if stopped_back else None, called)
    show(*parts)


def first_sentence(text: str) -> tuple[str, str]:
    """The sentence that leads, and what follows it."""
    lead, stop, rest = text.partition(". ")
    return (lead + stop.strip(), rest) if stop else (text, "")


def _way(
    title: str, hops: Sequence[Hop], sentence: str, ending: Face | None, called: Callable[[Ref], str]
) -> list[etree._Element]:
    if not hops:
        return []
    steps = [
        _hop(number, hop, sentence, ending if number == len(hops) else None, called(hop.via) if hop.via else "")
        for number, hop in enumerate(hops, 1)
    ]
    return [tag("section", "way", tag("h3", "label", title), tag("ol", "hops", *steps))]


def _hop(number: int, hop: Hop, sentence: str, ending: Face | None, network: str) -> etree._Element:
    # A hop that repeats the verdict says only what happens.
    action = hop.action.partition(": ")[0] if hop.action in sentence else hop.action
    mark = tag("span", "number", ending.symbol if ending else str(number), aria_hidden="true")
    place = tag("b", "", PLACES.get(hop.place, hop.place))
    said = tag("span", "said", place, tag("span", "", " ", *prose(action)))
    if network:
        said.append(tag("span", "tag muted", network, title="the network that is used"))
    of = f"hop tone-{ending.tone}" if ending else "hop"
    if not hop.cites:
        return tag("li", of, tag("div", "line", mark, said))
    count = tag("span", "count", "1 fact" if len(hop.cites) == 1 else f"{len(hop.cites)} facts")
    return tag("li", of, tag("details", "", tag("summary", "line", mark, said, count), citations(hop.cites)))


PLACES = {"names": "Name", "host": "Host"}


def _service(trace: Trace) -> str:
    if trace.flow.protocol is Protocol.ICMP:
        return "ping"
    return f"{trace.flow.protocol.value} {trace.flow.port}"


def failed(trace: Trace) -> bool:
    return trace.client_sees not in (ClientSees.CONNECTED, ClientSees.UNKNOWN)
