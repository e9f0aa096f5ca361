"""Random rules for the lab, in the words of iptables and of nft."""

from random import Random

CLIENT, ROUTER, INNER, SERVER = "10.99.28.2", "10.99.28.1", "10.99.28.65", "10.99.28.66"
STATES = ("NEW", "ESTABLISHED", "INVALID", "DNAT", "SNAT", "UNTRACKED", "NEW,UNTRACKED")
EARLY = ("notrack", "meta mark set 1", "ct mark set 3", "drop", "meta mark set meta mark | 2")
SETS = (
    "create hosts hash:ip family inet hashsize 1024 maxelem 65536\nadd hosts 10.99.28.2\n"
    "create nets hash:net family inet hashsize 1024 maxelem 65536\n"
    "add nets 10.99.28.0/24\nadd nets 10.99.28.64/26 nomatch\n"
    "create doors hash:ip,port family inet hashsize 1024 maxelem 65536\nadd doors 10.99.28.66,tcp:8001\n"
    "add doors 10.99.28.66,udp:8002\nadd doors 10.99.28.1,tcp:8002\n"
)


def iptables_text(random: Random, start: str) -> str:
    """iptables-restore text for the router; start: who asks, which decides the hooks that matter."""
    chains = ["FORWARD", "INPUT"] if start == "c" else ["OUTPUT", "INPUT"]
    reject = start == "c"
    lines = ["*raw", ":PREROUTING ACCEPT", ":OUTPUT ACCEPT"]
    lines += [
        f"-A PREROUTING {_match(random, 'raw')} -j {random.choice(('CT --notrack', 'DROP', 'ACCEPT'))}"
        for _ in range(_few(random))
    ]
    lines += [
        "COMMIT",
        "*mangle",
        ":PREROUTING ACCEPT",
        ":FORWARD ACCEPT",
        ":INPUT ACCEPT",
        ":OUTPUT ACCEPT",
        ":POSTROUTING ACCEPT",
    ]
    marks = (
        "MARK --set-mark 1",
        "MARK --set-xmark 2/2",
        "MARK --or-mark 4",
        "CONNMARK --save-mark",
        "CONNMARK --set-mark 3",
        "CONNMARK --restore-mark",
    )
    lines += [f"-A PREROUTING {_match(random, 'PREROUTING')} -j {random.choice(marks)}" for _ in range(_few(random))]
    lines += ["COMMIT", "*nat", ":PREROUTING ACCEPT", ":INPUT ACCEPT", ":OUTPUT ACCEPT", ":POSTROUTING ACCEPT"]
    lines += [_nat(random, start) for _ in range(random.randint(0, 3))]
    lines += ["COMMIT", "*filter"]
    for chain in ("INPUT", "FORWARD", "OUTPUT"):
        lines.append(f":{chain} {random.choice(('ACCEPT', 'DROP')) if chain in chains else 'ACCEPT'}")
    lines += [":U1 -", ":U2 -"]
    if random.random() < 0.6:
        lines += [f"-A {chain} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT" for chain in chains]
    for chain in (*chains, "U1", "U2"):
        for _ in range(random.randint(0, 5)):
            jumps = {"U1": ("-j U2", "-g U2"), "U2": ()}.get(chain, ("-j U1", "-j U2", "-g U1"))
            target = random.choice((*jumps, *jumps, *_filter_targets(random, reject)))
            hook = chain if chain in chains else "user"
            match = _match(random, hook)
            if "tcp-reset" in target:
                match = "-p tcp"
            lines.append(f"-A {chain} {match} {target}")
    return "\n".join([*lines, "COMMIT", ""])


def _few(random: Random) -> int:
    return random.choice((0, 0, 1, 2))


def _filter_targets(random: Random, reject: bool) -> tuple[str, ...]:
    kinds = (
        "icmp-port-unreachable",
        "icmp-host-prohibited",
        "icmp-net-unreachable",
        "icmp-admin-prohibited",
        "icmp-host-unreachable",
        "tcp-reset",
        "icmp-proto-unreachable",
    )
    rejecting = ("-j REJECT", f"-j REJECT --reject-with {random.choice(kinds)}") if reject else ()
    return ("-j ACCEPT", "-j ACCEPT", "-j DROP", "-j RETURN", "-j LOG", "-j MARK --set-mark 1", *rejecting)


def _nat(random: Random, start: str) -> str:
    chain = "PREROUTING" if start == "c" else "OUTPUT"
    protocol = random.choice(("tcp", "udp"))
    port = random.choice((8001, 8002, 8003))
    kind = random.randint(0, 4)
    where = random.choice(("", f"-d {ROUTER} ", "-m addrtype --dst-type LOCAL ", f"! -d {SERVER} "))
    match = f"{where}-p {protocol} -m {protocol} --dport {random.choice((port, '8001:8002'))}"
    if kind == 0:
        return f"-A {chain} {match} -j DNAT --to-destination {SERVER}:{random.choice((8001, 8002, 8003))}"
    if kind == 1:
        return f"-A {chain} {match} -j REDIRECT --to-ports {random.choice((8001, 8003))}"
    if kind == 2:
        return f"-A POSTROUTING {random.choice(('-o r1', '! -o r0', f'-s {CLIENT}', '-p tcp'))} -j MASQUERADE"
    if kind == 3:
        which = random.choice(("-p tcp", "-p udp -m udp --dport 8001", "-m mark --mark 1", ""))
        return f"-A POSTROUTING -o r1 {which} -j SNAT --to-source {INNER}"
    return f"-A {chain} {match} -j {random.choice(('ACCEPT', 'RETURN'))}"


def _match(random: Random, hook: str) -> str:
    found = [_one(random, hook) for _ in range(random.choice((0, 1, 1, 2)))]
    protocols = {part.split()[1] for part in found if part.startswith("-p")}
    if len(protocols) > 1 or sum(part.startswith("-p") for part in found) > 1:
        found = found[:1]
    if len({part.split()[-2] for part in found if part}) < len(found):
        found = found[:1]
    return " ".join(found)


def _one(random: Random, hook: str) -> str:
    no = random.choice(("", "", "! "))
    address = random.choice((CLIENT, SERVER, ROUTER, INNER, "10.99.28.0/26", "10.99.28.64/26", "10.99.28.0/24"))
    ports = random.choice(("8001", "8002", "8001:8002", ":8001", "8003:"))
    protocol = random.choice(("tcp", "udp"))
    choices = [
        f"{no}-s {address}",
        f"{no}-d {address}",
        f"-p {protocol}",
        "-p icmp",
        f"-p {protocol} -m {protocol} {no}--dport {ports}",
        f"-p {protocol} -m {protocol} --sport {ports}",
        f"-p {protocol} -m multiport {no}--dports 8001,8003",
        f"-p {protocol} -m multiport --ports 8002",
        "-p icmp -m icmp --icmp-type 8",
        "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN",
        "-p tcp -m tcp ! --tcp-flags SYN,ACK SYN",
        f"-m conntrack {no}--ctstate {random.choice(STATES)}",
        f"-m conntrack {no}--ctorigdst {address}",
        f"-m conntrack {no}--ctorigdstport 8001",
        f"-m conntrack {no}--ctreplsrc {SERVER}",
        f"-m conntrack --ctdir {random.choice(('ORIGINAL', 'REPLY'))}",
        f"-m conntrack {no}--ctstatus {random.choice(('SEEN_REPLY', 'CONFIRMED', 'EXPECTED', 'NONE'))}",
        f"-m addrtype {no}--dst-type LOCAL",
        f"-m addrtype {no}--src-type {random.choice(('LOCAL', 'UNICAST', 'MULTICAST'))}",
        f"-m mark {no}--mark {random.choice(('1', '0x2/0x2', '0', '4/4'))}",
        f"-m connmark {no}--mark {random.choice(('1', '3', '0'))}",
        f"-m iprange {no}--src-range 10.99.28.2-10.99.28.9",
        f"-m set {no}--match-set hosts {random.choice(('src', 'dst'))}",
        f"-m set {no}--match-set nets {random.choice(('src', 'dst'))}",
        f"-m set {no}--match-set doors {random.choice(('dst,dst', 'src,src'))}",
        "-m pkttype --pkt-type unicast",
        f"-m physdev {no}--physdev-in r0",
        "-m comment --comment -j",
    ]
    if hook in ("PREROUTING", "FORWARD", "INPUT", "raw"):
        choices += [f"{no}-i {random.choice(('r0', 'r1', 'r+', 'lo'))}"] * 2
    if hook in ("FORWARD", "OUTPUT", "POSTROUTING"):
        choices += [f"{no}-o {random.choice(('r0', 'r1', 'r+', 'lo'))}"] * 2
    return random.choice(choices)


def nft_text(random: Random, start: str) -> str:
    """nft -f text for the router: one table for everything, base chains at odd priorities, maps and sets."""
    family = random.choice(("ip", "inet"))
    hooks = ["forward", "input"] if start == "c" else ["output", "input"]
    first = "prerouting" if start == "c" else "output"
    body = [
        "set hosts { type ipv4_addr; flags interval; elements = { 10.99.28.2, 10.99.28.64/27 } }",
        "set doors { type ipv4_addr . inet_service; elements = { 10.99.28.66 . 8001, 10.99.28.1 . 8002 } }",
        'map ways { type ifname : verdict; elements = { "r1" : jump u1, "lo" : accept } }',
    ]
    body += [_nft_chain(random, name, "", hooks, start) for name in ("u2", "u1")]
    body.append(f"chain early {{ type filter hook {first} priority {random.choice((-300, -150, -250))};")
    body += [f"{_nft_match(random)} {random.choice(EARLY)}" for _ in range(_few(random))]
    body.append("}")
    body.append(f"chain translate {{ type nat hook {first} priority {random.choice((-100, -110))};")
    body += [_nft_nat(random, family) for _ in range(random.randint(0, 2))]
    body += ["}", "chain leave { type nat hook postrouting priority 100;"]
    body += [
        random.choice(('oifname "r1" masquerade', f'oifname "r1" ip protocol tcp snat to {INNER}', "accept"))
        for _ in range(_few(random))
    ]
    body.append("}")
    for hook in hooks:
        for place in range(random.randint(1, 2)):
            policy = random.choice(("accept", "accept", "drop"))
            head = f"type filter hook {hook} priority {place * 5}; policy {policy};"
            body.append(_nft_chain(random, f"{hook}{place}", head, hooks, start))
    text = "\n".join(body)
    text = text.replace("snat to", "snat ip to") if family == "inet" else text.replace("meta nfproto ipv4", "")
    return f"flush ruleset\ntable {family} lab {{\n{text}\n}}\n"


def _nft_chain(random: Random, name: str, head: str, hooks: list[str], start: str) -> str:
    lines = [f"chain {name} {{ {head}"]
    if head and random.random() < 0.7:
        lines.append("ct state established,related accept")
    verdicts = ["accept", "accept", "drop", "return", "log", "counter"]
    if start == "c":
        verdicts += ["reject", "reject with icmp type host-prohibited", "reject with icmp type net-unreachable"]
    if name != "u2":
        verdicts += ["jump u2", "goto u2"]
    if name not in ("u1", "u2"):
        verdicts += [
            "jump u1",
            "jump u1",
            "ct state vmap { established : accept, invalid : drop }",
            "iifname vmap @ways",
        ]
        verdicts += ["tcp dport vmap { 8001 : accept, 8002-8003 : jump u1 }", "oifname vmap @ways"]
        verdicts += ["ip protocol . ip daddr vmap { tcp . 10.99.28.66 : jump u1, udp . 10.99.28.1 : drop }"]
    for _ in range(random.randint(0, 5)):
        verdict = random.choice(verdicts)
        match = "" if "vmap" in verdict else _nft_match(random)
        lines.append(f"{match} {verdict}")
    return "\n".join([*lines, "}"])


def _nft_nat(random: Random, family: str) -> str:
    protocol = random.choice(("tcp", "udp"))
    where = random.choice(("", f"ip daddr {ROUTER} ", "fib daddr type local ", f"ip daddr != {SERVER} "))
    to = "dnat ip to" if family == "inet" else "dnat to"
    return random.choice(
        (
            f"{where}{protocol} dport 8001 {to} {SERVER}:8002",
            f"{where}{protocol} dport {{ 8001, 8003 }} redirect to :8002",
            f"{where}{to} {protocol} dport map {{ 8001 : {SERVER}, 8002 : {ROUTER} }}",
            f"{where}{protocol} dport 8001-8002 accept",
        )
    )


def _nft_match(random: Random) -> str:
    no = random.choice(("", "", "!= "))
    address = random.choice((CLIENT, SERVER, ROUTER, INNER, "10.99.28.0/26", "10.99.28.64-10.99.28.70"))
    protocol = random.choice(("tcp", "udp"))
    return random.choice(
        (
            "",
            f"ip saddr {no}{address}",
            f"ip daddr {no}{address}",
            f"ip daddr {no}{{ {CLIENT}, {SERVER} }}",
            f"ip saddr {no}@hosts",
            "ip daddr . tcp dport @doors",
            "ip daddr . th dport @doors",
            f"{protocol} dport {no}8001",
            f"{protocol} dport {no}{{ 8001, 8003-8005 }}",
            f"{protocol} dport {random.choice(('>', '<', '>=', '<='))} 8002",
            f"{protocol} sport 8001-8002",
            f"meta l4proto {no}{protocol}",
            f"ip protocol {no}icmp",
            "icmp type echo-request",
            "icmp type { echo-reply, destination-unreachable }",
            "tcp flags & (fin|syn|rst|ack) == syn",
            "tcp flags syn",
            "tcp flags syn / syn,ack",
            f"ct state {no}new",
            f"ct state {random.choice(('established', 'invalid', 'new,untracked', '{ new, established }'))}",
            f"ct status {random.choice(('dnat', 'snat', 'seen-reply', 'confirmed'))}",
            f"ct direction {random.choice(('original', 'reply'))}",
            f"ct original ip daddr {no}{address}" if "-" not in address else "ct direction original",
            f"meta l4proto tcp ct original proto-dst {no}8001",
            f"ct mark {no}3",
            f"meta mark {no}{random.choice(('1', '2', '3', '0'))}",
            "meta mark & 2 == 2",
            f"fib daddr type {no}local",
            f"fib saddr type {random.choice(('local', 'unicast'))}",
            f"iifname {no}{random.choice(('r0', 'r1', 'lo', '{ r0, lo }'))}",
            'iifname "r*"',
            f"oifname {no}{random.choice(('r0', 'r1', 'lo'))}",
            "iif r0",
            "meta nfproto ipv4",
            "",
            "meta l4proto { tcp, udp }",
            "ip ttl > 0 limit rate 1000/second" if random.random() < 0.1 else "",
        )
    )
