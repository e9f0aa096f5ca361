"""Recorded rules of three engines, asked what a machine on the host's network was seen to get."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from inspector.analysis.firewall import Packet, Verdict, run
from inspector.model.firewall import Ruleset
from inspector.parse.iptables import parse_iptables_save
from inspector.parse.nftables import parse_nft_json

RECORDED = Path(__file__).parent.parent / "evidence" / "firewall"
D20, D28, D29 = "docker-20.10-iptables-save.txt", "docker-28.5-iptables-save.txt", "docker-29.7-nftables.json"
FRONT, OTHER, BACK = ("br-76109cd8ef98", "br-0ef3dee47fe9", "br-512d6f71d381")
NFT_FRONT, NFT_OTHER = "br-42474537de60", "br-60b464b5b525"
HOST = "198.51.100.2"
LOCAL = {HOST, "172.17.0.1", "172.28.1.1", "172.28.2.1", "172.28.3.1"}


@cache
def recorded(name: str) -> Ruleset:
    text = (RECORDED / name).read_text()
    ruleset, gaps = parse_nft_json(text) if name.endswith("json") else parse_iptables_save(text, 4)
    assert not gaps
    return ruleset


CASES = [
    (D20, "172.17.0.4", 80, "docker0", "172.17.0.4:80"),
    (D20, "172.17.0.2", 80, "docker0", "drop"),
    (D20, HOST, 8080, "docker0", "172.17.0.3:80"),
    (D20, HOST, 8443, "docker0", "172.17.0.3:443"),
    (D20, HOST, 8081, "", f"{HOST}:8081"),
    (D28, "172.17.0.2", 80, "docker0", "drop"),
    (D28, "172.28.2.5", 80, BACK, "drop"),
    (D28, HOST, 8080, FRONT, "172.28.1.4:80"),
    (D28, HOST, 8088, OTHER, "172.28.3.2:80"),
    (D28, HOST, 8089, "", f"{HOST}:8089"),
    (D28, HOST, 9090, "", f"{HOST}:9090"),
    (D29, "172.28.1.2", 80, NFT_FRONT, "drop"),
    (D29, "172.28.2.5", 80, "br-130b0fb8f0eb", "drop"),
    (D29, HOST, 8080, NFT_FRONT, "172.28.1.4:80"),
    (D29, HOST, 8088, NFT_OTHER, "172.28.3.2:80"),
    (D29, HOST, 9090, "", f"{HOST}:9090"),
]


@pytest.mark.parametrize(("name", "dst", "port", "bridge", "end"), CASES)
def test_a_machine_outside_gets_what_was_observed(name: str, dst: str, port: int, bridge: str, end: str) -> None:
    rules = (recorded(name),)
    packet = Packet(family=4, src="198.51.100.1", dst=dst, sport=40000, dport=port, iif="eth0")
    outcome = run(rules, "PREROUTING", packet, LOCAL.__contains__)
    if outcome.verdict is Verdict.ACCEPT:
        hook = "INPUT" if outcome.packet.dst in LOCAL else "FORWARD"
        outcome = run(rules, hook, replace(outcome.packet, oif=bridge), LOCAL.__contains__)
    said = (
        f"{outcome.packet.dst}:{outcome.packet.dport}" if outcome.verdict is Verdict.ACCEPT else outcome.verdict.value
    )
    assert said == end
    if end == "drop":
        assert outcome.decider is not None
        assert outcome.cites[-1] == outcome.decider


def test_the_engine_masquerades_by_the_interface_a_packet_came_in_by() -> None:
    packet = Packet(family=4, src="172.28.1.2", dst="203.0.113.9", dport=80, iif=NFT_FRONT, oif="eth0", own=HOST)
    assert run((recorded(D29),), "POSTROUTING", packet, LOCAL.__contains__).packet.src == HOST
