"""Skips a test, with the reason, where this machine cannot have what it needs. In CI a skip is a failure."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.lab import engines
from tests.lab.engines import Engine


@contextlib.contextmanager
def unless_to_be_had() -> Iterator[None]:
    """What is fetched inside is needed."""
    if reason := engines.why_not():
        pytest.skip(reason)
    try:
        yield
    except engines.NotToBeHad as error:
        pytest.skip(str(error))


def engine_named(name: str) -> Engine:
    """The engine of this name: `installed`, or a suite."""
    with unless_to_be_had():
        return engines.named(name)
