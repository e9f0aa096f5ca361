"""What netfilter does with one packet at one hook: pure, three-valued, in the kernel's order.

How to call it. The caller walks the packet; at every hook of a namespace whose rules are known it calls

    outcome = run(rulesets, hook, replace(packet, iif=..., oif=..., physin=..., physout=..., own=...), is_local)

with hook PREROUTING, INPUT, FORWARD, OUTPUT or POSTROUTING and *all* rulesets of that namespace (those of the other
family are passed over), and goes on with outcome.packet, which carries translation, marks and what connection
tracking knows.

- New connection: ctstate NEW, nothing else. The first hook notes the original direction (orig_*). Nat chains are
  asked only for NEW, once for the destination (PREROUTING or OUTPUT) and once for the source (POSTROUTING or INPUT),
  so a packet that loops back over `lo` is not translated twice. Route again when outcome.packet.dst changed.
- Reply: `reply_to(packet)` of analysis.packet, given the packet as it left this namespace's last hook; run() then
  undoes the translation where the kernel does, asking no rule. A caller that keeps its own tuples may do so instead:
  leave orig_dst empty.
- Another namespace: `afresh(packet)`.
- Frame that br_netfilter shows to the hooks: iif and oif are the bridge, physin and physout its ports; PREROUTING
  (iif, physin), FORWARD (iif, oif, physin, physout), POSTROUTING (oif, physin, physout). A packet that came in by a
  bridge port and is routed keeps physin. A forwarded packet keeps iif at POSTROUTING (nft `iifname` is asked there by
  the engine's own tables).
- own: the host's address on oif (POSTROUTING) or iif (PREROUTING), for MASQUERADE and REDIRECT; without it the new
  address is "" and whatever looks at it is unknown.
- is_local(address): whether the namespace holds it, None when that was not read.

Unknown. A match that cannot be told (limit, recent, owner, time, a set not read, ...) splits the way in two; where
both lead to the same end the answer is known, otherwise UNKNOWN names that rule. Rules whose known matches do not fit
never count.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from inspector.analysis.firewall_effects import NAT, changed, looked_up
from inspector.analysis.firewall_fields import CONNTRACK_PRIORITY, IsLocal, View
from inspector.analysis.firewall_program import NAT_PRIORITY, Block, Rule, bases, layer2, stage
from inspector.analysis.packet import Packet, afresh, reply_to, undo
from inspector.model.answer import Citation
from inspector.model.firewall import Action, ActionKind, Ruleset

__all__ = ["Outcome", "Packet", "Verdict", "afresh", "reply_to", "run"]

MAX_FORKS = 128
MAX_JUMPS = 20_000
MAX_DEPTH = 64


class Verdict(StrEnum):
    """How a hook ends for the packet."""

    ACCEPT = "accept"
    DROP = "drop"
    REJECT = "reject"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A hook's answer. steps: the rules that matched, in order; decider: the rule or policy that stopped the packet
    or cannot be told.

    reject_with: in iptables' words; reason: why it is unknown.
    """

    verdict: Verdict
    packet: Packet
    steps: tuple[Citation, ...] = ()
    decider: Citation | None = None
    reject_with: str = ""
    reason: str = ""

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The steps, the decider last."""
        if self.decider is None or self.steps[-1:] == (self.decider,):
            return self.steps
        return (*self.steps, self.decider)


def run(rulesets: Sequence[Ruleset], hook: str, packet: Packet, is_local: IsLocal) -> Outcome:
    """The packet's way through every base chain of the hook. Never raises for odd rules; see the module for the
    contract.
    """
    if not packet.orig_dst and not packet.reply:
        packet = replace(
            packet, orig_src=packet.src, orig_dst=packet.dst, orig_sport=packet.sport, orig_dport=packet.dport
        )
    unseen = _unseen(rulesets, hook, packet)
    if unseen:
        why = "rules of bridge and netdev tables are not followed"
        return Outcome(Verdict.UNKNOWN, packet, decider=unseen.cite(), reason=why)
    return _Run(hook, bases(rulesets, packet.family, hook), is_local).explore(_At(0, None, 0, ()), packet)


def _unseen(rulesets: Sequence[Ruleset], hook: str, packet: Packet) -> Block | None:
    """A base chain below IP that this packet or frame meets too."""
    if packet.physin or packet.physout:
        for block in layer2(rulesets, "bridge"):
            return block
    inward = {packet.iif, packet.physin} - {""} if hook == "PREROUTING" else set()
    outward = {packet.oif, packet.physout} - {""} if hook == "POSTROUTING" else set()
    for block in layer2(rulesets, "netdev"):
        devices = outward if block.chain.hook == "EGRESS" else inward
        if devices and (not block.chain.devices or devices & set(block.chain.devices)):
            return block
    return None


class _Frame(NamedTuple):
    """Where a returning chain goes on."""

    block: Block
    rule: int


class _At(NamedTuple):
    """A place in the hook: which base chain, and in it the chain (None: not entered) and the next rule."""

    base: int
    block: Block | None
    rule: int
    stack: tuple[_Frame, ...]


class _Run:
    """One question to one hook; counts what it spends, so that odd rules cannot keep it."""

    def __init__(self, hook: str, blocks: list[Block], is_local: IsLocal) -> None:
        self.hook = hook
        self.blocks = blocks
        self.is_local = is_local
        self.forks = 0
        self.jumps = 0
        self.known: dict[tuple[_At, Packet], Outcome] = {}
        self.views: dict[tuple[Packet, bool], View] = {}
        self.candidates: dict[tuple[Block, View], Sequence[int]] = {}
        self.destination = hook in ("PREROUTING", "OUTPUT")

    def explore(self, at: _At, packet: Packet) -> Outcome:
        """Go on from a place to the end of the hook."""
        steps: list[Citation] = []
        undone = at.block is not None and self._is_past_translation(at)
        while True:
            if at.block is None:
                if not undone and (
                    at.base >= len(self.blocks) or stage(self.blocks[at.base]) >= NAT_PRIORITY.get(self.hook, 0)
                ):
                    packet, undone = undo(packet, self.hook), True
                if at.base >= len(self.blocks):
                    return Outcome(Verdict.ACCEPT, packet, tuple(steps))
                block = self.blocks[at.base]
                if block.chain.kind == "nat" and not self._translates(packet):
                    at = _At(at.base + 1, None, 0, ())
                    continue
                at = _At(at.base, block, 0, ())
            assert at.block is not None
            hit = self._next(at, packet)
            if hit is None:
                if at.stack:
                    frame = at.stack[-1]
                    at = _At(at.base, frame.block, frame.rule, at.stack[:-1])
                    continue
                base = self.blocks[at.base]
                if base.chain.policy == "DROP":
                    # moby sets it only where moby itself switched forwarding on: nobody can assume that.
                    verdict = Verdict.UNKNOWN if base.assumed else Verdict.DROP
                    reason = "the policy was not read" if base.assumed else ""
                    return Outcome(verdict, packet, tuple(steps), base.cite(), reason=reason)
                at, packet = self._leave(at, packet)
                continue
            rule, sure, index = hit
            here = at._replace(rule=index)
            if not sure:
                if (here, packet) not in self.known:
                    self.known[here, packet] = self._fork(rule, here, packet)
                return _joined(steps, self.known[here, packet])
            steps.append(rule.cite())
            end = self._take(rule, rule.actions, here, packet)
            if isinstance(end, Outcome):
                return _joined(steps, end)
            at, packet = end

    def _is_past_translation(self, at: _At) -> bool:
        return stage(self.blocks[at.base]) >= NAT_PRIORITY.get(self.hook, 0)

    def _translates(self, packet: Packet) -> bool:
        done = packet.dst_done if self.destination else packet.src_done
        return packet.ctstate == "NEW" and not packet.reply and not done

    def _leave(self, at: _At, packet: Packet) -> tuple[_At, Packet]:
        """On to the next base chain; past the last nat chain the translation of this side is settled."""
        kind = self.blocks[at.base].chain.kind
        later = at.base + 1 < len(self.blocks) and self.blocks[at.base + 1].chain.kind == "nat"
        if kind == "nat" and not later:
            packet = self._settled(packet)
        return _At(at.base + 1, None, 0, ()), packet

    def _settled(self, packet: Packet) -> Packet:
        return replace(packet, dst_done=True) if self.destination else replace(packet, src_done=True)

    def _view(self, at: _At, packet: Packet) -> View:
        early = stage(self.blocks[at.base]) <= CONNTRACK_PRIORITY and self.destination
        tracked = not early or packet.iif == "lo"
        if (packet, tracked) not in self.views:
            self.views[packet, tracked] = View(packet, self.is_local, tracked)
        return self.views[packet, tracked]

    def _candidates(self, block: Block, view: View) -> Sequence[int]:
        """The rules whose narrowest plain condition fits."""
        if (block, view) not in self.candidates:
            self.candidates[block, view] = block.candidates(view)
        return self.candidates[block, view]

    def _next(self, at: _At, packet: Packet) -> tuple[Rule, bool, int] | None:
        """The next rule that matches, whether that is sure, and where to go on; None at the chain's end."""
        assert at.block is not None
        view = self._view(at, packet)
        for index in self._candidates(at.block, view):
            if index < at.rule:
                continue
            rule = at.block.rules[index]
            sure = True
            for test in rule.tests:
                result = test(view)
                if result is None:
                    sure = False
                elif not result:
                    break
            else:
                if not rule.inert:
                    return rule, sure, index + 1
        return None

    def _fork(self, rule: Rule, at: _At, packet: Packet) -> Outcome:
        """Follow both ways from a rule that may or may not match."""
        self.forks += 1
        if self.forks > MAX_FORKS:
            return _unknown(packet, rule, "too many rules here cannot be told")
        passed = self.explore(at, packet)
        end = self._take(rule, rule.actions, at, packet)
        taken = end if isinstance(end, Outcome) else self.explore(*end)
        return _merged(rule, taken, passed)

    def _take(self, rule: Rule, actions: Sequence[Action], at: _At, packet: Packet) -> Outcome | tuple[_At, Packet]:
        """Do what a matching rule says: an end, or where and with which packet to go on."""
        assert at.block is not None
        for place, action in enumerate(actions):
            match action.kind:
                case ActionKind.ACCEPT:
                    return self._leave(at, packet)
                case ActionKind.DROP:
                    return Outcome(Verdict.DROP, packet, decider=rule.cite())
                case ActionKind.REJECT:
                    return Outcome(Verdict.REJECT, packet, decider=rule.cite(), reject_with=action.reject_with)
                case ActionKind.RETURN:
                    return at._replace(rule=len(at.block.rules)), packet
                case ActionKind.JUMP | ActionKind.GOTO:
                    return self._jump(rule, action, at, packet)
                case ActionKind.LOOKUP:
                    chosen = looked_up(action, self._view(at, packet), at.block.sets)
                    if chosen is None:
                        return _unknown(packet, rule, "what its map holds for this packet cannot be told")
                    return self._take(rule, (*chosen, *actions[place + 1 :]) if chosen else (), at, packet)
                case ActionKind.NOTRACK if self._view(at, packet).tracked:
                    continue
                case kind if kind in NAT:
                    return self._translate(rule, action, at, packet)
                case _:
                    after = changed(action, packet)
                    if after is None:
                        return _unknown(packet, rule, "what it does is not known here")
                    packet = after
        return at, packet

    def _jump(self, rule: Rule, action: Action, at: _At, packet: Packet) -> Outcome | tuple[_At, Packet]:
        assert at.block is not None
        target = at.block.siblings.get(action.chain)
        self.jumps += 1
        if target is None:
            return _unknown(packet, rule, f"chain {action.chain} was not read")
        if self.jumps > MAX_JUMPS or len(at.stack) > MAX_DEPTH:
            return _unknown(packet, rule, "its jumps go round in a loop")
        stack = at.stack if action.kind is ActionKind.GOTO else (*at.stack, _Frame(at.block, at.rule))
        return _At(at.base, target, 0, stack), packet

    def _translate(self, rule: Rule, action: Action, at: _At, packet: Packet) -> Outcome | tuple[_At, Packet]:
        """A translation ends the nat chains of this hook."""
        after = changed(action, packet)
        if after is None:
            return _unknown(packet, rule, "it translates to one of several addresses or ports")
        base = at.base
        while base < len(self.blocks) and self.blocks[base].chain.kind == "nat":
            base += 1
        return _At(max(base, at.base + 1), None, 0, ()), self._settled(after)


def _unknown(packet: Packet, rule: Rule, reason: str) -> Outcome:
    return Outcome(Verdict.UNKNOWN, packet, decider=rule.cite(), reason=reason)


def _joined(steps: Sequence[Citation], end: Outcome) -> Outcome:
    return replace(end, steps=(*steps, *end.steps))


def _merged(rule: Rule, taken: Outcome, passed: Outcome) -> Outcome:
    """One answer of two ways; where only marks differ it is the mark that is unknown."""
    if (taken.verdict, taken.reject_with) == (passed.verdict, passed.reject_with):
        one, other = taken.packet, passed.packet
        if one == other:
            return passed
        mark = one.mark if one.mark == other.mark else None
        ctmark = one.ctmark if one.ctmark == other.ctmark else None
        same = replace(one, mark=mark, ctmark=ctmark)
        if same == replace(other, mark=mark, ctmark=ctmark) or passed.verdict is not Verdict.ACCEPT:
            return replace(passed, packet=same)
    return replace(_unknown(passed.packet, rule, "whether it matches cannot be told"), steps=(rule.cite(),))
