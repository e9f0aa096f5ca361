"""Questions as JSON: what scripts may rely on, and every way to ask wrongly."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.analysis.asking import answer
from inspector.model.ids import Kind
from inspector.pipeline import Case, build
from tests.build import World, ident
from tests.recorded import RECORDED, recorded

TRUTH = ["truth-t1-default-bridge-20.10", "truth-t2-compose-28.5", "truth-t4-compose-nftables-29.7"]


def app() -> Case:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, exposed=["80/tcp"])
    world.container("db", networks={"app": "172.20.0.3"}, exposed=["5432/tcp"])
    return world.case()


APP = app()
NAMES = {"ask": "names", "asker": "web", "name": "db"}
REACH = {"ask": "reach", "source": "web", "destination": "db", "protocol": "tcp", "port": 5432}


def told(question: Any, case: Case = APP) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(answer(case, question)))
    return found


def test_a_names_answer_has_its_keys() -> None:
    found = told(NAMES)
    assert {**NAMES, "outcome": "found", "addresses": ["172.20.0.3"], "code": "NAME_FOUND", "assumed": False}.items() <= found.items()  # fmt: skip  # noqa: E501
    assert {"sentence", "via", "network", "owners", "ambiguous", "cites", "fixes", "gaps", "upstream"} <= found.keys()


def test_a_reach_answer_has_its_keys() -> None:
    found = told(REACH)
    expected = {"client_sees": "unknown", "path": "open", "address": "172.20.0.3", "code": "LISTENER_UNKNOWN"}
    assert (REACH | expected).items() <= found.items()
    keys = {"disposition", "sentence", "assumed", "silent", "hops", "reply", "fixes", "gaps", "resolution"}
    assert keys <= found.keys()
    assert found["hops"][0]["place"] == "names"
    assert found["resolution"]["code"] == "NAME_FOUND"
    assert found["gaps"]
    refs = [hop["ref"] for hop in (*found["hops"], *found["reply"])]
    assert all(ref is None or ref.partition(":")[0] in [kind.value for kind in Kind] for ref in refs)


@pytest.mark.parametrize("left_out", ["protocol", "port"])
def test_protocol_and_an_only_port_may_be_left_out_or_null(left_out: str) -> None:
    assert told({key: value for key, value in REACH.items() if key != left_out}) == told(REACH)
    assert told(REACH | {left_out: None}) == told(REACH)


def test_icmp_needs_no_port() -> None:
    assert told(REACH | {"protocol": "icmp", "port": None})["client_sees"] == "connected"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (None, "a question is an object"),
        ([], "a question is an object"),
        ("names", "a question is an object"),
        ({}, "cannot ask None"),
        ({"ask": "why"}, "ask one of names, reach"),
        ({"ask": ["names"]}, "cannot ask"),
        ({"ask": "names"}, "'asker'"),
        (NAMES | {"asker": None}, "'asker'"),
        (NAMES | {"asker": "wep"}, "Did you mean web"),
        (NAMES | {"asker": "internet"}, "No container 'internet'"),
        (NAMES | {"name": " "}, "'name'"),
        (NAMES | {"name": 5}, "'name'"),
        (NAMES | {"nmae": "db"}, "key 'nmae'"),
        (NAMES | {"family": 5}, "family 5"),
        (NAMES | {"family": "4"}, "family '4'"),
        (NAMES | {"family": True}, "family True"),
        (NAMES | {"family": [4]}, "family [4]"),
        (REACH | {"source": "wep"}, "Did you mean web"),
        (REACH | {"source": "external:x"}, "not an address"),
        (REACH | {"destination": None}, "'destination'"),
        (REACH | {"destination": "container:dbb"}, "Did you mean db"),
        (REACH | {"protocol": "TCP/IP"}, "tcp, udp or icmp"),
        (REACH | {"protocol": ["tcp"]}, "tcp, udp or icmp"),
        (REACH | {"port": 0}, "port 0"),
        (REACH | {"port": 70000}, "port 70000"),
        (REACH | {"port": -1}, "port -1"),
        (REACH | {"port": "80"}, "port '80'"),
        (REACH | {"port": 80.5}, "port 80.5"),
        (REACH | {"port": True}, "port True"),
        (REACH | {"ports": [80]}, "key 'ports'"),
        (REACH | {"destination": "172.20.0.77", "port": None}, "Which tcp port"),
    ],
)
def test_a_question_that_makes_no_sense_is_an_error_that_says_why(question: Any, said: str) -> None:
    found = told(question)
    assert found.keys() == {"error"}
    assert said in found["error"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
words = st.sampled_from(["web", "db", "host", "(host)", "internet", "external:1.2.3.4", "container:db", "::1", "127.0.0.1"])  # fmt: skip  # noqa: E501
questions = st.fixed_dictionaries(
    {"ask": st.sampled_from(["names", "reach"])},
    optional={
        "asker": words | anything,
        "name": words | anything,
        "family": anything,
        "source": words | anything,
        "destination": words | anything,
        "protocol": st.sampled_from(["tcp", "udp", "icmp"]) | anything,
        "port": st.integers(1, 65535) | anything,
    },
)


@settings(deadline=None, max_examples=300)
@given(questions | anything)
def test_whatever_is_asked_is_an_answer_or_an_error(question: Any) -> None:
    found = told(question)
    assert "error" in found or found["sentence"]


@pytest.mark.parametrize("name", [*RECORDED, *TRUTH])
def test_no_question_about_recorded_evidence_raises(name: str) -> None:
    case = build(recorded(name))
    containers = case.snapshot.containers
    some = [*containers[:: max(1, len(containers) // 9)], *(c for c in containers if c.name.count("_") > 2)][:12]
    sources = ["host", "internet", *(one.id for one in some)]
    targets = ["host", "internet", "localhost", "::1", "fe80::1", "no-such-name", "example.com"]
    targets += [word for one in some for word in (one.name, f"container:{one.id}") if one.name]
    targets += [e.ipv4 or e.ipv6 for one in some for e in one.endpoints if e.ipv4 or e.ipv6][:6]
    for source in sources:
        for target in targets:
            for protocol in ("tcp", "udp", "icmp"):
                question = {"ask": "reach", "source": source, "destination": target, "protocol": protocol, "port": 80}
                found = told(question, case)
                assert found.get("sentence") or "asks no DNS" in found["error"] or "No address" in found["error"]
            if source != "internet":
                assert told({"ask": "names", "asker": source, "name": target}, case)["sentence"]


def test_ids_prefixes_and_compose_services_name_a_container_too() -> None:
    for word in (ident("container web"), ident("container web")[:12], "web", "/web", "container:web"):
        assert told(NAMES | {"asker": word})["outcome"] == "found"
