"""Command lines of docker-proxy, as engines have started it, and as it would take them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.evidence import Why
from inspector.model.netns import Proxy
from inspector.parse.proxies import proxies

LINE = "docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80"
FOUND = Proxy("tcp", "0.0.0.0", 8080, "172.17.0.2", 80)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (LINE, FOUND),
        (f"/usr/libexec/{LINE} -use-listen-fd", FOUND),
        (LINE.replace("docker-proxy", "docker-proxy -use-listen-fd"), FOUND),
        (LINE.replace("docker-proxy", "docker-proxy --use-listen-fd=true"), FOUND),
        (LINE.replace("port ", "port=").replace("ip ", "ip=").replace("-proto ", "--proto="), FOUND),
        (LINE.replace("-proto tcp ", ""), FOUND),
        (LINE.replace("tcp", "udp").replace("0.0.0.0", "::"), Proxy("udp", "::", 8080, "172.17.0.2", 80)),
    ],
    ids=["20.10", "28.5", "a switch before", "a switch with a value", "equals signs", "default protocol", "UDP, IPv6"],
)
def test_a_command_line_tells_what_is_forwarded_where(line: str, expected: Proxy) -> None:
    assert proxies([line.split()]) == ((expected,), ())


def test_proxies_are_sorted_and_their_absence_is_not_ignorance() -> None:
    other = LINE.replace("8080", "80")
    assert proxies([LINE.split(), other.split()]) == ((Proxy("tcp", "0.0.0.0", 80, "172.17.0.2", 80), FOUND), ())
    assert proxies([]) == ((), ())
    assert proxies(None) == (None, ())


@pytest.mark.parametrize("odd", [7, "x", {}, [7], [[]], [["docker-proxy"]], [["docker-proxy", "-host-port", "99999"]]])
def test_an_odd_line_becomes_a_gap(odd: object) -> None:
    found, gaps = proxies(odd)
    assert not found
    assert {gap.why for gap in gaps} == {Why.MALFORMED}


WORDS = st.sampled_from([*LINE.split(), "-use-listen-fd", "-", "--", "-=", "-host-port=1", ""]) | st.text(max_size=4)


@given(st.none() | st.lists(st.lists(WORDS, max_size=12) | st.integers(), max_size=3))
def test_no_command_line_whatever_raises(raw: Any) -> None:
    found, _ = proxies(raw)
    assert (found is None) == (raw is None)
