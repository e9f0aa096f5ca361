"""What an answer rests on, what would mend it and what is not known: the same on every page."""

from collections.abc import Sequence

import streamlit as st
from lxml import etree

from inspector.model.answer import Citation, Fix
from inspector.model.evidence import Gap
from inspector.web.parts.markup import prose, show, tag

FORETOLD = "Nothing of it runs yet: this is what an otherwise empty engine would set up; addresses may be others."
ASSUMED = "Rests in part on what such an engine sets up, not on what was read from the host."


def citation(cite: Citation) -> etree._Element:
    """One fact: its source and place, and its text as it stands there."""
    head = tag("p", "where", tag("b", "", cite.source.value), f" {cite.where}")
    if cite.assumed:
        head.append(tag("span", "tag assumed", "assumed", title=ASSUMED))
    return tag("li", "cite", head, tag("pre", "", cite.text))


def citations(cites: Sequence[Citation]) -> etree._Element:
    return tag("ul", "cites", *(citation(cite) for cite in cites))


def evidence(cites: Sequence[Citation], *, unfolded: bool = False) -> list[etree._Element]:
    """The facts, folded away unless they are wanted at once."""
    if not cites:
        return []
    count = "1 fact" if len(cites) == 1 else f"{len(cites)} facts"
    folded = tag("details", "evidence", tag("summary", "", f"Evidence: {count}"), citations(cites))
    if unfolded:
        folded.set("open", "")
    return [folded]


def fix(one: Fix) -> None:
    """What would mend it, what that costs, and the command ready to be copied."""
    words = tag("p", "fix", *prose(one.text[:1].upper() + one.text[1:].rstrip(".") + "."))
    if one.cost:
        words.append(tag("span", "muted", f" Costs: {one.cost}."))
    show(words)
    if one.command:
        st.code(one.command, language=None, wrap_lines=True)


def fixes(found: Sequence[Fix]) -> None:
    """Every way to mend it."""
    if not found:
        return
    with st.container(key="fixes", gap="xsmall"):
        show(tag("h3", "label", "What would mend it"))
        for one in found:
            fix(one)


def gaps(found: Sequence[Gap]) -> None:
    """What could not be read, and how to let it be."""
    if not found:
        return
    lines = [
        tag(
            "li",
            "",
            *prose(gap.what[:1].upper() + gap.what[1:]),
            tag("span", "muted", f" ({gap.where}): {gap.why.value.replace('-', ' ')}. "),
            *prose(gap.remedy[:1].upper() + gap.remedy[1:]),
        )
        for gap in found
    ]
    show(tag("section", "gaps", tag("h3", "label", "Not known"), tag("ul", "", *lines)))
