"""The firewall texts of an evidence, each with the parser of the command that printed it."""

from collections.abc import Mapping

from inspector.model.evidence import Gap, Why
from inspector.model.firewall import Ruleset
from inspector.parse.iptables import parse_iptables_save
from inspector.parse.nftables import parse_nft_json

_NFT, _IPSET = "nft -j list ruleset", "ipset save"
_PROGRAMS = (("iptables", 4), ("ip6tables", 6))
_KINDS = ("", "-nft", "-legacy")


def rulesets(texts: Mapping[str, str]) -> tuple[tuple[Ruleset, ...], tuple[Gap, ...]]:
    """All rules that were read, IPv4 first, nftables' own last; () when none were, which is not the same as no rule."""
    found: list[Ruleset] = []
    gaps: list[Gap] = []
    for program, family in _PROGRAMS:
        for kind in _KINDS:
            if (printed := texts.get(f"{program}{kind}-save")) is not None:
                ruleset, odd = parse_iptables_save(printed, family, texts.get(_IPSET, ""))
                found.append(ruleset)
                gaps += [gap for gap in odd if not _is_answered(gap, program, texts)]
    if _NFT in texts:
        ruleset, odd = parse_nft_json(texts[_NFT], beside=found)
        found.append(ruleset)
        gaps += odd
    return tuple(found), tuple(sorted(set(gaps)))


def _is_answered(gap: Gap, program: str, texts: Mapping[str, str]) -> bool:
    """Whether what iptables-save says it leaves out has been read by the other command."""
    if gap.why is Why.NOT_READ:
        return f"{program}-legacy-save" in texts
    return gap.why is Why.UNSUPPORTED and _NFT in texts
