"""Names: the answer for one that was typed, and everything that an asker can resolve, by where it is answered."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from lxml import etree

from inspector.model.answer import NameOutcome, Owner, Resolution
from inspector.model.netns import HostsLine
from inspector.web.parts import verdicts
from inspector.web.parts.citations import ASSUMED, evidence
from inspector.web.parts.markup import Part, prose, show, tag
from inspector.web.parts.trace_view import first_sentence

SHARED = "NAME_SHARED"


def answer(found: Resolution, asker: str) -> None:
    """One name's answer: the outcome, the sentence, the addresses, the evidence."""
    face = verdicts.NAMED[found.outcome]
    if found.outcome is NameOutcome.FOUND and found.ambiguous:
        face = verdicts.SHARED if found.code == SHARED else verdicts.CLASH
    lead, rest = first_sentence(found.sentence)
    facts = tag("p", "facts", tag("span", "", _by(found)), tag("code", "", found.code))
    if found.assumed:
        facts.append(tag("span", "tag assumed", "assumed", title=ASSUMED))
    show(
        tag(
            "section",
            f"verdict tone-{face.tone}",
            tag("p", "asked", tag("b", "", asker), " asks for ", tag("b", "", found.query.name)),
            tag("h2", "outcome", tag("span", "symbol", face.symbol, aria_hidden="true"), face.words),
            tag("p", "sentence", *prose(lead)),
            *([tag("p", "more", *prose(rest))] if rest else []),
            *([tag("p", "more mono", ", ".join(found.addresses))] if found.addresses else []),
            facts,
            *evidence(found.cites),
            aria_live="polite",
        )
    )


def listed(
    entries: Sequence[Resolution],
    networks: Iterable[str],
    hosts: Sequence[HostsLine],
    *,
    assumed: bool,
    short_ids: bool,
) -> None:
    """All names: the hosts file's lines first, then each network in the order in which it is asked."""
    kept = [one for one in entries if short_ids or not _short(one)]
    parts = [_hosts(hosts, assumed)] if hosts else []
    served = {name: list(group) for name, group in groupby((o for o in kept if o.via != "hosts"), lambda o: o.network)}
    for number, network in enumerate(networks, 1):
        parts.append(_network(number, network, served.get(network, [])))
    show(*parts)


def clashes(entries: Sequence[Resolution]) -> list[Resolution]:
    """Names that more than one container answers to, without meaning to: not one service's own replicas."""
    return [one for one in entries if one.ambiguous and one.code != SHARED]


def _hosts(lines: Sequence[HostsLine], assumed: bool) -> etree._Element:
    """The file as it stands; the lines that every container has are folded."""
    own = [line for line in lines if not _usual(line)]
    usual = [line for line in lines if _usual(line)]
    title = tag("h3", "", "Its own /etc/hosts")
    if assumed:
        title.append(tag("span", "tag assumed", "assumed", title=ASSUMED))
    parts = [title, tag("p", "muted", "Read first, before any DNS.")]
    if own:
        parts.append(_file(own))
    if usual:
        count = f"{len(usual)} usual line{'s' if len(usual) > 1 else ''}: localhost and the like"
        parts.append(tag("details", "evidence", tag("summary", "", count), _file(usual)))
    return tag("section", "names", *parts)


def _file(lines: Sequence[HostsLine]) -> etree._Element:
    rows = (
        tag(
            "tr",
            "",
            tag("td", "line-number", str(line.line)),
            tag("td", "mono", line.address),
            tag("td", "mono", " ".join(line.names)),
        )
        for line in lines
    )
    return tag("table", "file", tag("tbody", "", *rows))


def _usual(line: HostsLine) -> bool:
    return all(name == "localhost" or name.startswith("ip6-") for name in line.names)


def _network(number: int, network: str, entries: Sequence[Resolution]) -> etree._Element:
    title = tag("h3", "", f"{number}. {network}")
    if not entries:
        words = "No names here: Docker runs no DNS on its default bridge, or nobody else is on it."
        return tag("section", "names", title, tag("p", "muted", words))
    rows = [_row(one) for one in sorted(entries, key=_rank)]
    count = "1 name" if len(rows) == 1 else f"{len(rows)} names"
    head = _head("Name", "Who answers", "Known by", "Address")
    return tag("section", "names", title, tag("p", "muted", count), tag("table", "", head, tag("tbody", "", *rows)))


def _row(one: Resolution) -> etree._Element:
    name: list[Part] = [tag("span", "mono", one.query.name)]
    clash = one.ambiguous and one.code != SHARED
    if clash:
        name.append(tag("span", "tag clash", f"≠ clash of {len(one.owners)}"))
    elif one.ambiguous:
        name.append(tag("span", "tag muted", f"any of {len(one.owners)}"))
    return tag(
        "tr",
        "clash" if clash else "",
        tag("td", "", *name),
        tag("td", "", *(_owner(owner) for owner in one.owners)),
        tag("td", "muted wide", *_lines([owner.origin for owner in one.owners])),
        tag("td", "mono", *_lines([", ".join(owner.addresses) for owner in one.owners] or one.addresses)),
    )


def _owner(owner: Owner) -> etree._Element:
    made = tag("span", "owner", owner.container_name)
    if owner.project:
        made.append(tag("span", "project", f" {owner.project}"))
    return made


def _rank(one: Resolution) -> tuple[bool, str, bool, str]:
    """Clashes first; then by owner, its own name before its aliases."""
    owner = one.owners[0].container_name if one.owners else ""
    return not (one.ambiguous and one.code != SHARED), owner, one.query.name != owner, one.query.name


def _short(one: Resolution) -> bool:
    return bool(one.owners) and all(owner.origin == "short id" for owner in one.owners)


def _head(*titles: str) -> etree._Element:
    return tag("thead", "", tag("tr", "", *(tag("th", "wide" if one == "Known by" else "", one) for one in titles)))


def _lines(words: Iterable[str]) -> list[Part]:
    return [tag("span", "owner", word) for word in words]


def _by(found: Resolution) -> str:
    match found.via:
        case "hosts":
            return "by its own /etc/hosts"
        case "embedded-dns":
            return f"by Docker's DNS, network {found.network}" if found.network else "by Docker's DNS"
        case "upstream":
            return f"by {', '.join(found.upstream) or 'a resolver'} outside of Docker"
    return "by nobody"
