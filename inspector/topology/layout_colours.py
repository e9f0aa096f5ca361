"""Which colour each network has: its own, from one picture to the next."""

from collections import Counter
from hashlib import sha256

from inspector.model.network import Network
from inspector.topology.scene import Paint

_PALETTE = [paint for paint in Paint if paint.value.startswith("net-") and paint is not Paint.NET8]
_DEFAULT_BRIDGE = Paint.NET8


def colours(networks: tuple[Network, ...]) -> dict[str, Paint]:
    """By network id: the colour that the name asks for, or the next one while that is more in use."""
    chosen: dict[str, Paint] = {}
    used: Counter[Paint] = Counter()
    for network in networks:
        if network.default_bridge:
            chosen[network.id] = _DEFAULT_BRIDGE
            continue
        first = int.from_bytes(sha256(network.name.encode("utf-8", "replace")).digest()[:4]) % len(_PALETTE)
        turn = _PALETTE[first:] + _PALETTE[:first]
        paint = min(turn, key=lambda one: used[one])
        used[paint] += 1
        chosen[network.id] = paint
    return chosen
