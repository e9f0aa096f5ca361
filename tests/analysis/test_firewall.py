"""What rules do to a packet: every match's truth table, the order of things, translation, and what cannot be told."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.analysis.firewall import Outcome, Packet, Verdict, afresh, reply_to, run
from inspector.analysis.firewall_rejects import client_sees
from inspector.parse.iptables import parse_iptables_save

SETS = (
    "create hosts hash:ip family inet\nadd hosts 10.0.0.2 timeout 30\n"
    "create nets hash:net family inet\nadd nets 10.0.0.0/8\nadd nets 10.9.0.0/16 nomatch\n"
    "create doors hash:ip,port family inet\nadd doors 10.0.0.3,tcp:80-90\n"
    "create odd hash:mac\nadd odd 02:42:0a:00:00:02\n"
)
PACKET = Packet(family=4, src="10.0.0.2", dst="10.0.0.3", sport=40000, dport=80, iif="docker0", oif="eth0")


def is_local(address: str) -> bool | None:
    return address in ("10.0.0.1", "192.0.2.1")


def ask(text: str, packet: Packet = PACKET, hook: str = "FORWARD", ipset: str = SETS) -> Outcome:
    ruleset, _ = parse_iptables_save(text, packet.family, ipset)
    return run((ruleset,), hook, packet, is_local)


def table(*rules: str, policy: str = "ACCEPT", chains: str = "") -> str:
    return f"*filter\n:FORWARD {policy} [0:0]\n{chains}" + "".join(f"-A {rule}\n" for rule in rules) + "COMMIT\n"


MATCHES = [
    ("-s 10.0.0.0/8", True),
    ("! -s 10.0.0.2/32", False),
    ("-d 10.0.0.3,10.0.0.4", True),
    ("-i docker+", True),
    ("! -i docker0", False),
    ("-o eth0", True),
    ("-o eth", False),
    ("-p tcp -m tcp --dport 79:81", True),
    ("-p 6", True),
    ("-p all", True),
    ("-p udp -m udp --dport 80", False),
    ("-p tcp -m tcp ! --dport 80", False),
    ("-p tcp -m multiport --dports 22,80:90", True),
    ("-p tcp -m multiport ! --ports 80", False),
    ("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN", True),
    ("-p tcp -m tcp ! --syn", False),
    ("-p icmp -m icmp --icmp-type any", False),
    ("-m conntrack --ctstate NEW", True),
    ("-m state --state RELATED,ESTABLISHED", False),
    ("-m conntrack --ctstate DNAT", False),
    ("-m conntrack --ctorigdst 10.0.0.3 --ctorigdstport 80 --ctproto 6 --ctdir ORIGINAL", True),
    ("-m conntrack --ctstatus SEEN_REPLY", False),
    ("-m addrtype --dst-type LOCAL", False),
    ("-m addrtype ! --dst-type LOCAL", True),
    ("-m addrtype --src-type UNICAST,LOCAL", True),
    ("-m mark --mark 0x0/0xff", True),
    ("-m connmark ! --mark 0x1", True),
    ("-m set --match-set hosts src", True),
    ("-m set --match-set nets dst", True),
    ("-m set ! --match-set doors dst,dst", False),
    ("-m set --match-set odd src", None),
    ("-m set --match-set missing src", None),
    ("-m physdev --physdev-in veth1", False),
    ("-m physdev ! --physdev-is-bridged", True),
    ("-m iprange --src-range 10.0.0.1-10.0.0.9", True),
    ("-m comment --comment -j", True),
    ('-m comment --comment "a -j DROP b"', True),
    ("-m recent --set --name r --mask 255.255.255.255 --rsource", True),
    ("-m recent --update --seconds 30 --hitcount 6 --name r --rsource", None),
    ("-m limit --limit 3/min", None),
    ("-m hashlimit --hashlimit-upto 5/sec --hashlimit-name x", None),
    ("-m owner --uid-owner 0", None),
    ("-m time --timestart 01:00:00", None),
    ("-m u32 --u32 0x0=0x1", None),
    ("-m statistic --mode random --probability 0.5", None),
    ("-m statistic --mode nth --every 1 --packet 0", True),
    ("-m pkttype --pkt-type unicast", True),
    ("-m policy --dir in --pol none", True),
    ("-m policy --dir in --pol ipsec", False),
    ("-m rpfilter --invert", None),
    ("-f", False),
    ("! -f", True),
    ("-m nobodyknows --thing 4", None),
    ("-s 11.0.0.0/8 -m limit --limit 3/min", False),
]


@pytest.mark.parametrize(("match", "expected"), MATCHES)
def test_a_match_says_yes_no_or_cannot_be_told(match: str, expected: bool | None) -> None:
    verdict = ask(table(f"FORWARD {match} -j DROP")).verdict
    assert verdict is {True: Verdict.DROP, False: Verdict.ACCEPT, None: Verdict.UNKNOWN}[expected]


def test_bridged_frames_show_their_ports() -> None:
    bridged = replace(PACKET, iif="br0", oif="br0", physin="veth1", physout="veth2")
    rule = "FORWARD -i br0 -o br0 -m physdev --physdev-in veth1 --physdev-out veth2 --physdev-is-bridged -j DROP"
    assert ask(table(rule), bridged).verdict is Verdict.DROP


def test_an_unknown_rule_is_named_and_only_where_it_decides() -> None:
    outcome = ask(table("FORWARD -j LOG", "FORWARD -m limit --limit 1/sec -j ACCEPT", policy="DROP"))
    assert outcome.verdict is Verdict.UNKNOWN
    assert outcome.decider is not None
    assert outcome.decider.where == "iptables filter FORWARD 2"
    assert "limit" in outcome.decider.text
    both = ask(table("FORWARD -m limit --limit 1/sec -j DROP", policy="DROP"))
    assert both.verdict is Verdict.DROP


def test_a_hundred_jumps_that_cannot_be_told_are_still_one_answer() -> None:
    rules = ["FORWARD -m limit --limit 1/sec -j U"] * 100
    assert ask(table(*rules, "U -j RETURN", chains=":U - [0:0]\n")).verdict is Verdict.ACCEPT


def test_an_unknown_mark_matters_only_to_who_looks_at_it() -> None:
    rules = ["FORWARD -m limit --limit 1/sec -j MARK --set-xmark 0x1/0x1"]
    assert ask(table(*rules)).packet.mark is None
    assert ask(table(*rules, "FORWARD -m mark --mark 0x1 -j DROP")).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("rules", "verdict"),
    [
        (("FORWARD -j U", "FORWARD -j ACCEPT", "U -j RETURN"), Verdict.ACCEPT),
        (("FORWARD -g U", "FORWARD -j ACCEPT", "U -s 11.0.0.0/8 -j RETURN"), Verdict.DROP),
        (("FORWARD -j U", "U -j REJECT --reject-with tcp-reset"), Verdict.REJECT),
        (("FORWARD -j U", "U -j U"), Verdict.UNKNOWN),
        (("FORWARD -g U", "U -g U"), Verdict.UNKNOWN),
        (("FORWARD -j GONE",), Verdict.UNKNOWN),
        (("FORWARD -j NFQUEUE --queue-num 1",), Verdict.UNKNOWN),
        (("FORWARD -s 10.0.0.2/32", "FORWARD -j ACCEPT"), Verdict.ACCEPT),
    ],
)
def test_chains_are_followed_as_the_kernel_does(rules: tuple[str, ...], verdict: Verdict) -> None:
    assert ask(table(*rules, policy="DROP", chains=":U - [0:0]\n")).verdict is verdict


NAT = (
    "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m conntrack --ctstate NEW -j DROP\nCOMMIT\n"
    "*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n"
    "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n"
    "-A POSTROUTING -o br0 -j MASQUERADE\n"
    "-A DOCKER -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT\n"
    "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m conntrack --ctorigdstport 8080 --ctstate DNAT -j ACCEPT\n"
    "-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\nCOMMIT\n"
)


def test_a_translated_connection_is_undone_for_its_reply() -> None:
    ruleset, _ = parse_iptables_save(NAT, 4)
    packet = Packet(family=4, src="198.51.100.1", dst="192.0.2.1", sport=40000, dport=8080)
    packet = run((ruleset,), "PREROUTING", replace(packet, iif="eth0"), is_local).packet
    assert (packet.dst, packet.dport, packet.ctstatus) == ("172.17.0.2", 80, {"DNAT"})
    forward = run((ruleset,), "FORWARD", replace(packet, oif="br0"), is_local)
    assert forward.verdict is Verdict.ACCEPT
    packet = run((ruleset,), "POSTROUTING", replace(forward.packet, own="172.17.0.1"), is_local).packet
    assert (packet.src, packet.ctstatus) == ("172.17.0.1", {"DNAT", "SNAT"})
    reply = run((ruleset,), "PREROUTING", replace(reply_to(packet), iif="br0"), is_local).packet
    assert (reply.src, reply.dst) == ("172.17.0.2", "198.51.100.1")
    reply = run((ruleset,), "FORWARD", replace(reply, oif="eth0"), is_local).packet
    reply = run((ruleset,), "POSTROUTING", replace(reply, iif="br0"), is_local).packet
    assert (reply.src, reply.sport, reply.dst, reply.dport) == ("192.0.2.1", 8080, "198.51.100.1", 40000)
    assert afresh(reply).orig_dst == ""


def test_a_packet_that_loops_back_is_translated_once() -> None:
    text = (
        "*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A PREROUTING -j REDIRECT --to-ports 9\n"
        "-A OUTPUT -j REDIRECT --to-ports 8\nCOMMIT\n"
    )
    ruleset, _ = parse_iptables_save(text, 4)
    packet = Packet(family=4, src="192.0.2.1", dst="192.0.2.1", sport=1, dport=7, oif="eth0")
    packet = run((ruleset,), "OUTPUT", packet, is_local).packet
    assert (packet.dst, packet.dport) == ("127.0.0.1", 8)
    assert run((ruleset,), "PREROUTING", replace(packet, iif="lo", oif=""), is_local).packet.dport == 8


def test_what_is_tracked_already_cannot_be_left_untracked() -> None:
    rules = "-A PREROUTING -j CT --notrack\nCOMMIT\n"
    raw = ask(f"*raw\n:PREROUTING ACCEPT [0:0]\n{rules}", hook="PREROUTING")
    late = ask(f"*mangle\n:PREROUTING ACCEPT [0:0]\n{rules}", hook="PREROUTING")
    assert (raw.packet.ctstate, late.packet.ctstate) == ("UNTRACKED", "NEW")
    assert reply_to(raw.packet).ctstate == "INVALID"


def test_a_range_to_translate_to_cannot_be_told() -> None:
    text = "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j DNAT --to-destination 10.0.0.5-10.0.0.6\nCOMMIT\n"
    assert ask(text, hook="PREROUTING").verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("reject_with", "protocol", "seen"),
    [
        ("", "tcp", "refused"),
        ("tcp-reset", "tcp", "refused"),
        ("icmp-port-unreachable", "udp", "refused"),
        ("icmp-host-prohibited", "tcp", "host-unreachable"),
        ("icmp-net-unreachable", "tcp", "network-unreachable"),
        ("icmp-net-unreachable", "udp", "timed-out"),
        ("icmp6-adm-prohibited", "tcp", "host-unreachable"),
        ("icmpx-admin-prohibited", "tcp", "host-unreachable"),
        ("something-new", "tcp", "unknown"),
    ],
)
def test_what_a_client_sees_of_a_rejection(reject_with: str, protocol: str, seen: str) -> None:
    assert client_sees(reject_with, protocol).value == seen


def test_ten_thousand_rules_are_answered_at_once() -> None:
    rules = [f"FORWARD -s 10.{n // 256}.{n % 256}.0/24 -p tcp -m tcp --dport {n} -j DROP" for n in range(10_000)]
    ruleset, gaps = parse_iptables_save(table(*rules), 4)
    run((ruleset,), "FORWARD", PACKET, is_local)
    best = min(_timed(ruleset) for _ in range(5))
    assert not gaps
    assert best < 0.02, "twenty milliseconds on a busy machine; a quiet one needs one"


def _timed(ruleset: object) -> float:
    begin = time.perf_counter()
    run((ruleset,), "FORWARD", PACKET, is_local)  # type: ignore[arg-type]
    return time.perf_counter() - begin


RULES = st.sampled_from(
    [f"FORWARD {match} -j {target}" for match, _ in MATCHES for target in ("ACCEPT", "DROP", "REJECT")]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(RULES, max_size=8),
    st.sampled_from([m for m, _ in MATCHES]),
    st.integers(0, 8),
    st.sampled_from(["ACCEPT", "DROP"]),
)
def test_one_more_accept_never_blocks_what_was_delivered(rules: list[str], match: str, place: int, policy: str) -> None:
    if ask(table(*rules, policy=policy)).verdict is Verdict.ACCEPT:
        more = [*rules[:place], f"FORWARD {match} -j ACCEPT", *rules[place:]]
        assert ask(table(*more, policy=policy)).verdict is Verdict.ACCEPT
