"""Findings as files: each format is what its readers expect, whatever a stranger calls his containers."""

import json
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifSchema

from inspector.export.answer_text import lines_text
from inspector.export.findings_json import json_text
from inspector.export.findings_text import findings_lines, quiet_lines, summary
from inspector.export.junit import junit
from inspector.export.markdown import escaped, markdown
from inspector.export.plain import plain
from inspector.export.sarif import sarif
from inspector.model.answer import Citation, Fix, Source
from inspector.model.edit import StartContainer
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Certainty, Finding, Ignored, Report, Severity, Undecided
from inspector.model.ids import Kind, Ref
from tests.export.test_hostile_names import NASTY, few, names


def finding(name: str, rule: str = "R202", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(
        rule=rule,
        slug={"R202": "published-but-not-bound", "N2": "name-clash-across-projects", "N1": "default-bridge-no-dns"}[
            rule
        ],
        severity=severity,
        certainty=Certainty.POSSIBLE,
        subjects=(Ref(Kind.CONTAINER, "f" * 64),),
        names=(name,),
        title=f"{name} asked for 80.",
        detail=f"About {name}",
        cites=(Citation(Source.INSPECT, f"{name} /HostConfig", name, assumed=True),),
        fixes=(Fix(f"start {name}", f"docker start {name}", "a start", (StartContainer(container=name),)),),
        fingerprint=f"print of {rule}",
    )


def report(name: str = "web") -> Report:
    gap = Gap("listening sockets", name, Why.NOT_READ, "read the host as root")
    return Report(
        taken_at="2026-11-23T12:00:00Z",
        digest="sha256:00",
        source=name,
        ran=("N1", "N2", "R201", "R202"),
        findings=(finding(name), finding(name, "N2", Severity.WARNING), finding(name, "N1", Severity.NOTE)),
        undecided=(
            Undecided(
                rule="R201",
                slug="listener-on-loopback",
                subjects=(Ref(Kind.CONTAINER, "f" * 64),),
                names=(name,),
                gaps=(gap,),
            ),
        ),
        ignored=(Ignored(finding=finding(name), reason=name, until="2027-01-01"),),
        known=(finding(name),),
        remarks=(f"The ignore of R202 for {name} has expired.",),
    )


def text(lines: object) -> str:
    return lines_text(lines, width=None, colour=False)  # type: ignore[arg-type]


def test_text_is_grouped_by_severity_and_says_why_how_sure_and_what_it_costs() -> None:
    said = text(findings_lines(report()))
    assert said.splitlines()[0] == (
        "1 error, 1 warning, 1 note "
        "(4 rules asked; 1 not decided everywhere; 1 finding of the baseline left out; 1 ignored)"
    )
    order = [said.index(word) for word in ("ERROR R202", "WARNING N2", "NOTE N1", "Not decided", "ignored:", "expired")]
    assert order == sorted(order)
    for word in ("(possibly)", "(assumed)", "docker start web", "it costs: a start", "read the host as root"):
        assert word in said
    assert text(quiet_lines(report())).splitlines()[0] == "error R202 web asked for 80."


def test_nothing_found_is_one_line() -> None:
    empty = Report(taken_at="", digest="", source="", ran=("N1",))
    assert summary(empty) == "No findings (1 rule asked)"
    assert list(quiet_lines(empty)) == []


@few
@given(names)
def test_sarif_holds_to_its_schema(name: str) -> None:
    written = json.loads(sarif(report(name), "1.0"))
    SarifSchema.model_validate(written)
    run = written["runs"][0]
    assert [one["ruleId"] for one in run["results"]] == ["R202", "N2", "N1", "R202", "R202"]
    assert [one["level"] for one in run["results"]][:3] == ["error", "warning", "note"]
    assert [one.get("baselineState") for one in run["results"]] == ["new", "new", "new", "unchanged", None]
    assert run["results"][4]["suppressions"][0]["justification"] == plain(name)
    for one in run["results"]:
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].count("/") == 1
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == 2


@few
@given(names)
def test_junit_counts_failures_from_the_chosen_severity_on(name: str) -> None:
    for least, failures in ((Severity.ERROR, 1), (Severity.WARNING, 2), (Severity.NOTE, 3), (None, 0)):
        root = ElementTree.fromstring(junit(report(name), least))
        assert root.get("failures") == str(failures) == str(len(root.findall(".//failure")))
        assert (root.get("tests"), root.get("skipped")) == ("4", "1")
    assert [suite.get("name") for suite in root] == ["names", "reach"]


@few
@given(names)
def test_json_keeps_names_as_they_are(name: str) -> None:
    told = json.loads(json_text(report(name)))
    assert told["format"] == "inspector-check/1"
    assert told["findings"][0]["names"] == [name]
    assert told["findings"][0]["fixes"][0]["edits"] == [{"edit": "start-container", "container": name}]
    assert told["findings"][0]["subjects"] == [f"container:{'f' * 64}"]


@pytest.mark.parametrize(
    "name", [*NASTY, "1. one", "- x", "+", "# head", "> q", "[a](http://b)", "www.evil.example", "a_b_"]
)
def test_what_is_escaped_for_markdown_reads_as_it_was(name: str) -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(escaped(name))
    shown = "".join(ElementTree.fromstring(f"<x>{html}</x>").itertext()).strip("\n")
    assert shown == plain(name).strip(" ")
    assert html.strip().startswith("<p>") or not name.strip()


@few
@given(names)
def test_markdown_has_no_markup_but_its_own(name: str) -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown(report(name)))
    tags = {one.partition(">")[0].split()[0].strip("/") for one in html.split("<")[1:]}
    assert tags <= {"h2", "h3", "p", "strong", "em", "pre", "code", "details", "summary", "ul", "li", "sub", "table",
                    "thead", "tbody", "tr", "th", "td", "blockquote"}  # fmt: skip
    assert html.count("<table>") == 1


def test_a_command_with_backticks_stays_in_its_block() -> None:
    one = msgspec.structs.replace(finding("web"), fixes=(Fix("x", "echo ```` `id`"),))
    written = markdown(msgspec.structs.replace(report(), findings=(one,)))
    assert "`````sh\necho ```` `id`\n`````" in written
