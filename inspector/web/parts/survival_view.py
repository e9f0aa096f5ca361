"""What a command would do to data: what is lost first, what is orphaned, and the kept folded away."""

import re
from collections.abc import Sequence

from lxml import etree

from inspector.model.backing import DatumKind, Fate, Forecast, Loss
from inspector.web.parts.citations import ASSUMED, evidence
from inspector.web.parts.fates import FATES, MEANING
from inspector.web.parts.markup import Part, prose, show, tag
from inspector.web.parts.verdicts import Face

_KINDS = {
    DatumKind.VOLUME: "volume",
    DatumKind.HOST_PATH: "host path",
    DatumKind.LAYER: "writable layer",
    DatumKind.TMPFS: "memory",
}
_FIRST = (DatumKind.VOLUME, DatumKind.HOST_PATH, DatumKind.LAYER, DatumKind.TMPFS)
_MOST = 500


def forecast(found: Forecast) -> None:
    """The whole forecast."""
    face = _face(found)
    facts = tag("p", "facts", tag("span", "muted", "Nothing is run: this is foretold from what was read."))
    if found.assumed:
        facts.append(tag("span", "tag assumed", "assumed", title=ASSUMED))
    show(
        tag(
            "section",
            f"verdict storage tone-{face.tone}",
            tag("h2", "outcome", tag("span", "symbol", face.symbol, aria_hidden="true"), face.words),
            tag("p", "sentence", *prose(found.sentence)),
            facts,
            *evidence(found.cites),
            aria_live="polite",
        ),
        *(part for fate in FATES for part in _group(fate, [one for one in found.losses if one.fate is fate])),
    )


def _face(found: Forecast) -> Face:
    fates = {one.fate for one in found.losses}
    if found.refused and not found.removes and Fate.LOST not in fates:
        return Face("⊘", "Refused", "idle")
    if Fate.LOST in fates:
        volumes = any(one.fate is Fate.LOST and one.datum.kind is DatumKind.VOLUME for one in found.losses)
        return Face("✕", "Loses volumes" if volumes else "Loses data", "lost")
    if Fate.ORPHANED in fates:
        return Face("◌", "Leaves data without a way back", "orphaned")
    return Face("✓", "Loses no data", "kept")


def _group(fate: Fate, losses: Sequence[Loss]) -> list[etree._Element]:
    if not losses:
        return []
    face = FATES[fate]
    sign = tag("span", f"fate tone-{face.tone}", tag("span", "sign", face.symbol, aria_hidden="true"), face.words)
    count = tag("span", "muted", f"  {len(losses)}, {MEANING[fate]}")
    ordered = sorted(losses, key=lambda one: (_FIRST.index(one.datum.kind), one.datum.name, one.datum.target))
    table = tag("table", "", tag("tbody", "", *(_row(one) for one in ordered[:_MOST])))
    more = [tag("p", "muted", f"and {len(losses) - _MOST} more")] if len(losses) > _MOST else []
    if fate is Fate.KEPT:
        return [tag("details", "names storage losses", tag("summary", "", sign, count), table, *more)]
    return [tag("section", "names storage losses", tag("h3", "", sign, count), table, *more)]


def _row(one: Loss) -> etree._Element:
    datum = one.datum
    short = datum.name[:12] if re.fullmatch("[0-9a-f]{64}", datum.name) else datum.name
    name: list[Part] = [tag("span", "mono", short, title=datum.name)]
    if datum.target and datum.kind is not DatumKind.LAYER:
        name.append(tag("span", "muted mono", f" at {datum.target}"))
    others = ", ".join(user for user in one.users if user != datum.name)
    return tag(
        "tr",
        "",
        tag("td", "muted", _KINDS[datum.kind]),
        tag("td", "", *name),
        tag("td", "muted wide", f"used by {others}" if others else ""),
        tag("td", "", one.why),
    )
