"""Moments as the engine and the kernel write them."""

from datetime import UTC, datetime


def moment(stamp: str) -> datetime | None:
    """The moment of an RFC 3339 stamp, None for what is none (what never happened is written as "")."""
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
