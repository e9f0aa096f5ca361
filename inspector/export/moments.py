"""Times as people read them."""

from datetime import UTC, datetime

_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def readable(stamp: str) -> str:
    """RFC 3339 as `2026-11-23 21:24:01 UTC`; what is no time stays as it is, Docker's year 1 ("never") is nothing."""
    moment = _moment(stamp)
    if moment is None:
        return "" if stamp.startswith("0001-") else stamp
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def clock(stamp: str) -> str:
    """RFC 3339 as `21:24:01`, UTC; what is no time stays as it is."""
    moment = _moment(stamp)
    return moment.strftime("%H:%M:%S") if moment else stamp


def before(stamp: str, observed: str) -> str:
    """How long before the observation that was: `3 hours before this was read`. "" where one of them is no time."""
    then, now = _moment(stamp), _moment(observed)
    if then is None or now is None:
        return ""
    passed = int((now - then).total_seconds())
    for length, word in _UNITS:
        if passed >= length:
            number = passed // length
            return f"{number} {word}{'' if number == 1 else 's'} before this was read"
    return "just when this was read"


def _moment(stamp: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo and moment.year > 1 else None
