"""Answers as text for people: the sentence first, then what it rests on, then what would mend it."""

import io
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from inspector.analysis.foretold import UP
from inspector.export.plain import plain
from inspector.model.answer import Citation, Fix, Hop, NameOutcome, Resolution, Trace
from inspector.model.backing import Backing
from inspector.model.evidence import Gap

Line = tuple[int, str, str]
"""Indentation in columns, style, words."""

_UNLIMITED = 100_000
_COLOURS = {
    "connected": "bold green",
    "found": "bold green",
    "unknown": "bold yellow",
    "forwarded": "bold yellow",
}
FORETOLD = (
    "assumed: nothing of it runs yet; this is what an otherwise empty engine would set up, and its addresses may be "
    "others"
)
ASSUMED = (
    "assumed: this rests in part on what such an engine sets up, not on what was read from the host; "
    "`inspector snapshot` as root on the host reads it"
)


def resolution_lines(found: Resolution) -> Iterator[Line]:
    """One name's answer."""
    yield 0, _colour(found.outcome.value), found.sentence
    yield 2, "bright_black", f"{found.outcome.value}, {found.code}{_by(found)}"
    yield from (line for cite in found.cites for line in cited(cite))
    yield from ending(found.fixes, found.gaps, footing(found))


def trace_lines(found: Trace) -> Iterator[Line]:
    """One flow's answer, hop by hop, and its reply."""
    yield 0, _colour(found.client_sees.value), found.sentence
    silent = ", then silence" if found.silent else ""
    to = f", {found.address}" if found.address else ""
    summary = f"the client sees: {found.client_sees.value}{silent}; path {found.path.value}{to}; {found.code}"
    yield 2, "bright_black", summary
    yield from _way("way there", found.hops)
    yield from _way("reply", found.reply)
    yield from ending(found.fixes, found.gaps, footing(found))


def footing(found: Resolution | Trace | Backing) -> str:
    """What to say of what the answer rests on, "" where all of it was read."""
    if found.sentence.startswith(UP):
        return FORETOLD
    return ASSUMED if found.assumed else ""


def directory_lines(who: str, found: Sequence[Resolution]) -> Iterator[Line]:
    """Every name that an asker can resolve, by where it is answered."""
    if not found:
        yield 0, "", f"{who} can resolve no name by itself: whatever it asks goes to a resolver outside of Docker."
        return
    place = None
    for one in found:
        at = "its own /etc/hosts" if one.via == "hosts" else f"Docker's DNS, network {one.network}"
        if at != place:
            place = at
            yield 0, "bold", f"{who} resolves by {at}:"
        yield 2, "yellow" if one.ambiguous else "", _entry(one)
    if told := next(filter(None, map(footing, found)), ""):
        yield 2, "yellow", told


def _entry(one: Resolution) -> str:
    told = f"{one.query.name}  {', '.join(one.addresses)}"
    if one.via == "hosts":
        return told
    owners = "; ".join(f"{owner.container_name} ({owner.origin})" for owner in one.owners)
    shared = "shared" if one.code == "NAME_SHARED" else "CLASH"
    return f"{told}  {owners}" + (f"  {shared}: any of these {len(one.owners)} may be reached" if one.ambiguous else "")


def lines_text(lines: Iterable[Line], *, width: int | None, colour: bool) -> str:
    """The lines as printed. width: columns of the terminal to fold to; None (a pipe) for one line each."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width or _UNLIMITED,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    for indent, style, words in lines:
        console.print(Padding(Text(plain(words) or " ", style=style), (0, 0, 0, indent), expand=False))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _colour(outcome: str) -> str:
    return _COLOURS.get(outcome, "bold red")


def _by(found: Resolution) -> str:
    if found.outcome is not NameOutcome.FOUND or not found.network:
        return ""
    return f", by {found.via} on {found.network}"


def _way(title: str, hops: Sequence[Hop]) -> Iterator[Line]:
    if hops:
        yield 2, "bold", title
    for number, hop in enumerate(hops, 1):
        yield 2, "", f"{number:2} {hop.place}: {hop.action}"
        for cite in hop.cites:
            yield from cited(cite)


def cited(cite: Citation) -> Iterator[Line]:
    assumed = " (assumed)" if cite.assumed else ""
    yield 7, "bright_black", f"{cite.source.value}, {cite.where}: {cite.text}{assumed}"


def ending(fixes: Sequence[Fix], gaps: Sequence[Gap], assumed: str) -> Iterator[Line]:
    for fix in fixes:
        yield 2, "green", f"fix: {fix.text}"
        if fix.command:
            yield 7, "", fix.command
        if fix.cost:
            yield 7, "bright_black", f"it costs: {fix.cost}"
    for gap in gaps:
        yield 2, "yellow", f"not known: {gap.what} ({gap.where}): {gap.why.value}. {gap.remedy}".rstrip(". ")
    if assumed:
        yield 2, "yellow", assumed
