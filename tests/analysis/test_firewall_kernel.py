"""Random rules in a real kernel: what programs see there is what the rules, as printed, were predicted to do."""

import os
from collections.abc import Iterator
from random import Random

import pytest

from inspector.parse.iptables import parse_iptables_save
from inspector.parse.nftables import parse_nft_json
from tests.analysis import firewall_lab as lab
from tests.analysis import firewall_worlds as worlds

pytestmark = [pytest.mark.lab, pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root")]
COUNT = int(os.environ.get("FIREWALL_CASES", "20"))
SEED = int(os.environ.get("FIREWALL_SEED", "1"))


@pytest.fixture(scope="module")
def place() -> Iterator[lab.Lab]:
    made = lab.Lab()
    try:
        made.run("r", "ipset", "restore", stdin=worlds.SETS)
        yield made
    finally:
        made.close()


def flows(start: str) -> list[lab.Flow]:
    targets = (lab.SERVER, lab.ROUTER, lab.INNER) if start == "c" else (lab.SERVER, lab.ROUTER)
    tcp_udp = [lab.Flow(start, dst, kind, port) for dst in targets for kind in ("tcp", "udp") for port in lab.PORTS]
    return tcp_udp + [lab.Flow(start, dst, "icmp", 0) for dst in targets]


@pytest.mark.parametrize("start", ["c", "r"])
def test_programs_see_what_iptables_rules_were_predicted_to_do(place: lab.Lab, start: str) -> None:
    wrong, unknown, asked = [], 0, 0
    for seed in range(SEED, SEED + COUNT):
        text = worlds.iptables_text(Random(f"{start}{seed}"), start)
        place.run("r", "iptables-restore", stdin=text)
        saved = place.run("r", "iptables-save")
        ruleset, gaps = parse_iptables_save(saved, 4, place.run("r", "ipset", "save"))
        assert not gaps
        questions = flows(start)
        for flow, seen in zip(questions, place.ask(questions), strict=True):
            said, trail = lab.predict((ruleset,), flow)
            asked += 1
            unknown += said == "unknown"
            if said not in ("unknown", "connected, then stopped", seen):
                wrong.append((seed, flow, f"said {said}, seen {seen}", [c.text for o in trail for c in o.cites]))
    place.run("r", "iptables-restore", stdin="*filter\nCOMMIT\n*nat\nCOMMIT\n*mangle\nCOMMIT\n*raw\nCOMMIT\n")
    print(f"asked {asked}, unknown {unknown}, wrong {len(wrong)}")
    assert not wrong, "\n".join(map(str, wrong[:20]))
    assert unknown <= asked // 20


@pytest.mark.parametrize("start", ["c", "r"])
def test_programs_see_what_nft_rules_were_predicted_to_do(place: lab.Lab, start: str) -> None:
    wrong, unknown, asked = [], 0, 0
    for seed in range(SEED, SEED + COUNT):
        place.run("r", "nft", "-f", "-", stdin=worlds.nft_text(Random(f"{start}{seed}"), start))
        ruleset, gaps = parse_nft_json(place.run("r", "nft", "-j", "list", "ruleset"))
        assert not gaps
        questions = flows(start)
        for flow, seen in zip(questions, place.ask(questions), strict=True):
            said, trail = lab.predict((ruleset,), flow)
            asked += 1
            unknown += said == "unknown"
            if said not in ("unknown", "connected, then stopped", seen):
                wrong.append((seed, flow, f"said {said}, seen {seen}", [c.text for o in trail for c in o.cites]))
    place.run("r", "nft", "flush", "ruleset")
    print(f"asked {asked}, unknown {unknown}, wrong {len(wrong)}")
    assert not wrong, "\n".join(map(str, wrong[:20]))
    assert unknown <= asked // 10
