"""The rules an engine of this release programs, written as iptables-save prints them.

Source: moby libnetwork drivers/bridge (setup_ip_tables.go, iptabler, nftabler) and tables read on real engines.
"""

from collections import defaultdict

from inspector.dockerd import bridge_rules
from inspector.dockerd.bridge import Bridge, bridges
from inspector.model.snapshot import Snapshot

BASE = {
    "raw": ("PREROUTING", "OUTPUT"),
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
}


class Rules:
    """Chains of iptables tables, filled rule by rule, printed as iptables-save does."""

    def __init__(self, policy: str) -> None:
        self.policy = policy
        self.chains: dict[str, dict[str, list[str]]] = {
            table: defaultdict(list, {chain: [] for chain in chains}) for table, chains in BASE.items()
        }

    def add(self, table: str, chain: str, *rules: str) -> None:
        """Append rules (without `-A CHAIN`)."""
        self.chains[table][chain].extend(rules)

    def text(self) -> str:
        """The iptables-save text."""
        lines = []
        for table, chains in self.chains.items():
            lines.append(f"*{table}")
            for chain in chains:
                policy = self.policy if (table, chain) == ("filter", "FORWARD") else "ACCEPT"
                lines.append(f":{chain} {policy if chain in BASE[table] else '-'} [0:0]")
            lines += [f"-A {chain} {rule}" for chain, rules in chains.items() for rule in rules]
            lines.append("COMMIT")
        return "\n".join(lines) + "\n"


def firewall_text(snapshot: Snapshot, family: int, *, proxy: bool = True) -> str:
    """iptables-save (family 4) or ip6tables-save (family 6) text of what this engine programs, "" where nothing.

    Before 27 the engine leaves IPv6 alone (ip6tables is off). The nftables backend of 29 is written in iptables' words:
    other chains, the same packets.
    """
    release = snapshot.engine.release
    if family == 6 and (0, 0) < release < (27, 0):
        return ""
    found: tuple[Bridge, ...] = bridges(snapshot, family)
    rules = Rules("DROP")
    if snapshot.engine.firewall_backend.startswith("nftables"):
        rules.policy = "ACCEPT"
        bridge_rules.nftables_29(rules, found, family)
    elif release == (0, 0) or release >= (29, 0):
        bridge_rules.iptables_29(rules, found, family, proxy)
    elif release >= (28, 0):
        bridge_rules.iptables_28(rules, found, family, proxy)
    else:
        bridge_rules.iptables_20(rules, found, family, proxy)
    return rules.text()
