"""What all rules found on this host, the worst first: why, how sure, and what would mend it."""

from pathlib import Path

import streamlit as st

from inspector.model.finding import Finding, Report, Severity
from inspector.model.ids import Kind, Ref
from inspector.pipeline import Case
from inspector.web import cache, session
from inspector.web.parts import finding_card, markup, measuring

MAP = Path(__file__).parent / "map.py"
SHOWN = 40
# Where a rule looked for sizes that nobody measured.
SIZES = "/system/df"
_ON_THE_MAP = (Kind.CONTAINER, Kind.NETWORK, Kind.VOLUME, Kind.PATH)


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    case = cache.case(opened.digest, opened.evidence)
    session.keep(session.FINDING_SEVERITIES, session.FINDING_RULES, session.FINDING_TEXT, session.FINDING_EVIDENCE)
    markup.style()
    with st.spinner("Asking every rule"):
        report = cache.report(case)
    with st.container(key="bar"):
        st.markdown("**Findings** &nbsp; :gray[what is wrong here, why, and what would mend it]")
    finding_card.summary(report)
    chosen = _filtered(report)
    if not report.findings:
        finding_card.nothing_found()
    elif not chosen:
        markup.show(markup.tag("p", "muted", "No finding matches these filters."))
    _cards(case, chosen)
    finding_card.undecided(report.undecided)
    if any(gap.where == SIZES for one in report.undecided for gap in one.gaps):
        with st.container(horizontal=True, vertical_alignment="center"):
            measuring.button(opened)


def _filtered(report: Report) -> list[Finding]:
    """By severity, rule and text."""
    if not report.findings:
        return []
    rules = sorted({f"{one.rule} {one.slug}" for one in report.findings})
    with st.container(key="question", horizontal=True, vertical_alignment="bottom", gap="small"):
        severities = st.pills(
            "Severity",
            [one.value for one in Severity],
            selection_mode="multi",
            key=session.FINDING_SEVERITIES,
            label_visibility="collapsed",
        )
        wanted = st.multiselect(
            "Rule", rules, key=session.FINDING_RULES, label_visibility="collapsed", placeholder="All rules"
        )
        text = st.text_input(
            "Text", key=session.FINDING_TEXT, label_visibility="collapsed", placeholder="container, network, word"
        )
        st.toggle("Unfold evidence", key=session.FINDING_EVIDENCE, width="content")
    return [
        one
        for one in report.findings
        if (not severities or one.severity.value in severities)
        and (not wanted or f"{one.rule} {one.slug}" in wanted)
        and _has(one, (text or "").strip().lower())
    ]


def _has(one: Finding, text: str) -> bool:
    return text in " ".join((one.rule, one.slug, one.title, one.detail, *one.names)).lower()


def _cards(case: Case, chosen: list[Finding]) -> None:
    unfolded = bool(st.session_state.get(session.FINDING_EVIDENCE))
    for number, one in enumerate(chosen[:SHOWN]):
        with st.container(key=f"finding_{finding_card.FACES[one.severity].tone}_{number}", border=True, gap="xsmall"):
            finding_card.card(one)
            with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
                finding_card.about(one, unfolded=unfolded)
                finding_card.other_ways(one)
                _show_on_the_map(case, one, number)
    if len(chosen) > SHOWN:
        markup.show(markup.tag("p", "muted", f"{len(chosen) - SHOWN} more: narrow them down by the filters above."))


def _show_on_the_map(case: Case, one: Finding, number: int) -> None:
    place = next((ref for ref in one.subjects if _drawn(case, ref)), None)
    if place and st.button("Show on the map", key=f"show_{number}", icon=":material/hub:", type="tertiary"):
        session.select(str(place))
        session.clear_filters()
        st.switch_page(MAP)


def _drawn(case: Case, ref: Ref) -> bool:
    return ref.kind in _ON_THE_MAP and case.topology.entity(ref) is not None


main()
