"""What was read, what could not be read and how to let it be, and the file that holds it all."""

import gzip

import streamlit as st

from inspector.export import moments
from inspector.web import cache, session
from inspector.web.parts import words


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    evidence = opened.evidence
    case = cache.case(opened.digest, evidence)
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**Evidence** &nbsp; :gray[what was read, and what was not]", width="stretch")
        st.download_button(
            "Evidence file",
            lambda: gzip.compress(evidence.canonical(), 9, mtime=0),
            f"evidence-{opened.digest[7:19]}.json.gz",
            "application/gzip",
            icon=":material/download:",
            on_click="ignore",
            help="Secrets were taken out when it was read. `inspector show FILE` and this app open it.",
        )
    facts = {
        "Written" if evidence.compose.main else "Observed": moments.readable(evidence.taken_at),
        "Source": evidence.source,
        "Read by": evidence.tool,
        "Engine": f"{case.snapshot.engine.product} {case.snapshot.engine.version}",
        "Answers of the engine": str(len(evidence.engine)),
        "Network namespaces": str(len(evidence.namespaces)),
        "Digest": opened.digest,
    }
    st.dataframe([{"": name, "Value": value} for name, value in facts.items()], hide_index=True, width="stretch")
    gaps = case.snapshot.gaps
    st.markdown(f"**Not known** &nbsp; :gray[{len(gaps)}]")
    if gaps:
        rows = [{"What": gap.what, "Where": gap.where, "Why": gap.why.value, "Remedy": gap.remedy} for gap in gaps]
        st.dataframe(rows, hide_index=True, width="stretch")
    else:
        st.success(words.plain_markdown("Everything that was asked for was read."))


main()
