"""Findings: how bad and how sure each is, its evidence, and what would mend it."""

from collections.abc import Sequence

import streamlit as st
from lxml import etree
from msgspec.structs import replace

from inspector.model.finding import Certainty, Finding, Report, Severity, Undecided
from inspector.web.parts.citations import ASSUMED, evidence, fix
from inspector.web.parts.markup import prose, show, tag
from inspector.web.parts.verdicts import Face

FACES = {
    Severity.ERROR: Face("!", "Errors", "bad"),
    Severity.WARNING: Face("▲", "Warnings", "warn"),
    Severity.NOTE: Face("i", "Notes", "idle"),
}
_POSSIBLE = "What was read fits this, and fits something harmless too."
_SURE = {Certainty.ASSUMED: ("assumed", ASSUMED), Certainty.POSSIBLE: ("possible", _POSSIBLE)}


def summary(report: Report) -> None:
    """How many of each severity, and how many rules were asked."""
    counts = [
        _count(face, sum(one.severity is severity for one in report.findings)) for severity, face in FACES.items()
    ]
    show(tag("p", "findings-summary", *counts, tag("span", "muted", f"{len(report.ran)} rules were asked")))


_SIGNS = {Severity.ERROR: ("error", "red"), Severity.WARNING: ("warning", "orange"), Severity.NOTE: ("info", "gray")}


def in_words(report: Report) -> tuple[str, str]:
    """The counts as a short label in Markdown, the worst in colour, and the icon that goes with it."""
    counts = [(one, sum(found.severity is one for found in report.findings)) for one in FACES]
    said = [(one, f"{count} {one.value}{'' if count == 1 else 's'}") for one, count in counts if count]
    if not said:
        return "Nothing found", ":material/check_circle:"
    icon, colour = _SIGNS[said[0][0]]
    words = [f":{colour}[{said[0][1]}]", *(f":gray[{more}]" for _, more in said[1:])]
    return ", ".join(words), f":material/{icon}:"


def _count(face: Face, number: int) -> etree._Element:
    words = face.words.lower() if number != 1 else face.words.lower().removesuffix("s")
    symbol = tag("span", "symbol", face.symbol, aria_hidden="true")
    return tag("span", f"count tone-{face.tone if number else 'idle'}", symbol, tag("b", "", str(number)), f" {words}")


def nothing_found() -> None:
    """The empty state: what it means, and what it does not."""
    show(
        tag(
            "section",
            "notice",
            tag("p", "", "Nothing was found."),
            tag("p", "muted", "Every rule was asked, and none of those that could be decided has anything to say."),
        )
    )


def card(found: Finding) -> None:
    """One finding: severity by symbol and colour; the sentence; what would mend it."""
    face = FACES[found.severity]
    parts = [
        tag("h3", "title", tag("span", "symbol", face.symbol, aria_hidden="true"), tag("span", "", *prose(found.title)))
    ]
    if found.detail:
        parts.append(tag("p", "more", *prose(found.detail)))
    show(tag("section", f"verdict finding tone-{face.tone}", *parts))
    for one in found.fixes[:1]:
        fix(one)


def other_ways(found: Finding) -> None:
    """Further fixes, behind a button."""
    if others := found.fixes[1:]:
        with st.popover("Another way" if len(others) == 1 else f"{len(others)} other ways", type="tertiary"):
            for one in others:
                fix(one)


def about(found: Finding, *, unfolded: bool) -> None:
    """How bad, which rule, how sure, and the facts, folded or not."""
    face = FACES[found.severity]
    facts = tag("p", "facts", tag("span", "", found.severity.value), tag("code", "", found.rule), f" {found.slug}")
    if found.certainty in _SURE:
        word, title = _SURE[found.certainty]
        facts.append(tag("span", "tag assumed", word, title=title))
    show(tag("section", f"verdict finding tone-{face.tone}", facts, *evidence(found.cites, unfolded=unfolded)))


def undecided(found: Sequence[Undecided]) -> None:
    """Rules that lacked their evidence: said, so that silence is not taken for health."""
    if not found:
        return
    lines = []
    lacking = len(found)
    alike = {one.gaps for one in found}
    if len(alike) == 1 and len(found) > 1:
        # A compose file has no host: one line says that of all of them.
        rules = ", ".join(one.rule for one in found)
        found = [replace(found[0], rule=rules, slug="", names=())]
    for one in found:
        about = f" ({', '.join(one.names[:3])}{' and more' if len(one.names) > 3 else ''})" if one.names else ""
        gap = one.gaps[0] if one.gaps else None
        why = (
            f"{gap.what} ({gap.where}): {gap.why.value.replace('-', ' ')}. {gap.remedy[:1].upper()}{gap.remedy[1:]}"
            if gap
            else ""
        )
        lines.append(
            tag("li", "", tag("code", "", one.rule), f" {one.slug}{about}: ", tag("span", "muted", *prose(why)))
        )
    head = tag("h3", "label", f"Not decided: {lacking} {'rule lacks' if lacking == 1 else 'rules lack'} evidence")
    show(tag("section", "gaps", head, tag("ul", "", *lines)))
