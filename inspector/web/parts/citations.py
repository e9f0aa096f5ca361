"""What an answer rests on, what would mend it and what is not known: the same on every page."""

from collections.abc import Sequence

import streamlit as st
from lxml import etree

from inspector.model.answer import Citation, Fix
from inspector.model.evidence import Gap
from inspector.web.parts.markup import prose, show, tag

ASSUMED = "Rests in part on what such an engine sets up, not on what was read from the host."


def citation(cite: Citation) -> etree._Element:
    """One fact: its source and place, and its text as it stands there."""
    head = tag("p", "where", tag("b", "", cite.source.value), f" {cite.where}")
    if cite.assumed:
        head.append(tag("span", "tag assumed", "assumed", title=ASSUMED))
    return tag("li", "cite", head, tag("pre", "", cite.text))


def citations(cites: Sequence[Citation]) -> etree._Element:
    return tag("ul", "cites", *(citation(cite) for cite in cites))


def evidence(cites: Sequence[Citation]) -> list[etree._Element]:
    """The facts, folded away."""
    if not cites:
        return []
    count = "1 fact" if len(cites) == 1 else f"{len(cites)} facts"
    return [tag("details", "evidence", tag("summary", "", f"Evidence: {count}"), citations(cites))]


def fixes(found: Sequence[Fix]) -> None:
    """What would mend it, each command ready to be copied."""
    if not found:
        return
    with st.container(key="fixes", gap="xsmall"):
        show(tag("h3", "label", "What would mend it"))
        for fix in found:
            show(tag("p", "fix", *prose(fix.text[:1].upper() + fix.text[1:])))
            if fix.command:
                st.code(fix.command, language=None, wrap_lines=True)


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
