"""The addresses that stand for all of a host's own, as the Docker API and the kernel write them."""

ANY = {4: "0.0.0.0", 6: "::"}  # noqa: S104 - compared and written, never bound
"""By IP version. A published port's empty address is the first."""

ANYWHERE_V4 = frozenset({"", ANY[4]})
ANYWHERE = ANYWHERE_V4 | {ANY[6]}
"""What a published port's address is that takes packets to every address."""
