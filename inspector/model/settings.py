"""What a team wants of `check`: the content of inspector.toml, and of a baseline file."""

from datetime import date
from typing import Literal

from msgspec import Struct

BASELINE = "inspector-baseline/1"

FailOn = Literal["error", "warning", "note", "never"]


class Ignore(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`[[ignore]]`: findings of a rule (id or slug) about subjects that match a pattern (`*`, `?`), and why.

    until: the last day on which it holds, None for ever.
    """

    rule: str
    reason: str
    subject: str = "*"
    until: date | None = None


class CheckSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename="kebab"):
    """`[check]`: what the options of the command say when they are left out."""

    fail_on: FailOn | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: str = ""


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """inspector.toml as a whole."""

    check: CheckSettings = CheckSettings()
    ignore: tuple[Ignore, ...] = ()


class KnownFinding(Struct, frozen=True, kw_only=True):
    """One finding of a baseline. Only the fingerprint counts; the rest is for whoever reads the file."""

    fingerprint: str
    rule: str = ""
    names: tuple[str, ...] = ()
    title: str = ""


class Baseline(Struct, frozen=True, kw_only=True):
    """Findings that a team has accepted as today's state: only others count."""

    findings: tuple[KnownFinding, ...]
    format: str = BASELINE
