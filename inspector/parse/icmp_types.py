"""ICMP types by the names that iptables and nft print; a value is type * 256 + code."""

from inspector.model.firewall import Range
from inspector.parse.firewall_values import number

ICMP = {
    "echo-reply": 0,
    "pong": 0,
    "destination-unreachable": 3,
    "source-quench": 4,
    "redirect": 5,
    "echo-request": 8,
    "ping": 8,
    "router-advertisement": 9,
    "router-solicitation": 10,
    "time-exceeded": 11,
    "ttl-exceeded": 11,
    "parameter-problem": 12,
    "timestamp-request": 13,
    "timestamp-reply": 14,
    "info-request": 15,
    "info-reply": 16,
    "address-mask-request": 17,
    "address-mask-reply": 18,
}
ICMP_CODES = {
    "network-unreachable": (3, 0),
    "host-unreachable": (3, 1),
    "protocol-unreachable": (3, 2),
    "port-unreachable": (3, 3),
    "fragmentation-needed": (3, 4),
    "network-prohibited": (3, 9),
    "host-prohibited": (3, 10),
    "communication-prohibited": (3, 13),
}
ICMPV6 = {
    "destination-unreachable": 1,
    "packet-too-big": 2,
    "time-exceeded": 3,
    "ttl-exceeded": 3,
    "parameter-problem": 4,
    "echo-request": 128,
    "ping": 128,
    "echo-reply": 129,
    "pong": 129,
    "mld-listener-query": 130,
    "mld-listener-report": 131,
    "mld-listener-done": 132,
    "mld-listener-reduction": 132,
    "router-solicitation": 133,
    "nd-router-solicit": 133,
    "router-advertisement": 134,
    "nd-router-advert": 134,
    "neighbour-solicitation": 135,
    "neighbor-solicitation": 135,
    "nd-neighbor-solicit": 135,
    "neighbour-advertisement": 136,
    "neighbor-advertisement": 136,
    "nd-neighbor-advert": 136,
    "redirect": 137,
    "nd-redirect": 137,
    "router-renumbering": 138,
    "ind-neighbor-solicit": 141,
    "ind-neighbor-advert": 142,
    "mld2-listener-report": 143,
}


def icmp_types(text: str, family: int) -> list[Range] | None:
    """`8`, `3/1`, `echo-request`, `any` -> what type * 256 + code may be; None when the name is not known."""
    if text in ("any", "255"):
        return [(0, 65535)]
    if family == 4 and text in ICMP_CODES:
        kind, code = ICMP_CODES[text]
        return [(kind * 256 + code, kind * 256 + code)]
    name, slash, code_text = text.partition("/")
    known = (ICMP if family == 4 else ICMPV6).get(name)
    found = known if known is not None else number(name)
    exact = number(code_text) if slash else 0
    if found is None or exact is None:
        return None
    return [(found * 256 + exact, found * 256 + (exact if slash else 255))]
