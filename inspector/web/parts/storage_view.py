"""What is behind a path: the answer as a card, and what becomes of the data under each command."""

from collections.abc import Iterator

from lxml import etree

from inspector.model.backing import Backing, BackingKind, Fate, Sharer
from inspector.web.parts.citations import ASSUMED, evidence
from inspector.web.parts.fates import FATES, MEANING, WRITABLE
from inspector.web.parts.markup import Part, prose, show, tag
from inspector.web.parts.verdicts import Face

KINDS = {
    BackingKind.BIND: "On the host",
    BackingKind.VOLUME: "In a volume",
    BackingKind.ANONYMOUS_VOLUME: "In an anonymous volume",
    BackingKind.TMPFS: "In memory",
    BackingKind.LAYER: "In the container itself",
    BackingKind.IMAGE: "In an image",
    BackingKind.ENGINE_FILE: "Written by Docker",
    BackingKind.KERNEL: "The kernel's",
    BackingKind.OTHER: "In a mount of another kind",
    BackingKind.UNKNOWN: "Not known",
}
_TROUBLES = {
    "STORAGE_BIND_REPLACED": "Not the host's file of now",
    "STORAGE_BIND_MISSING": "On the host, where nothing is",
    "STORAGE_LINK_LOOP": "Links in a circle",
}
_NAMED = 6


def answer(found: Backing, container: str) -> None:
    """Where it is in a word, the sentence, and what else is known of it."""
    face = face_of(found)
    facts = tag("p", "facts", tag("span", "", _lasting(found)), tag("code", "", found.code))
    if found.assumed:
        facts.append(tag("span", "tag assumed", "assumed", title=ASSUMED))
    show(
        tag(
            "section",
            f"verdict storage tone-{face.tone}",
            tag("p", "asked", tag("b", "", found.query.path), " of ", tag("b", "", container)),
            tag("h2", "outcome", tag("span", "symbol", face.symbol, aria_hidden="true"), face.words),
            tag("p", "sentence", *prose(_lead(found.sentence))),
            tag("dl", "", *_facts(found)),
            facts,
            *evidence(found.cites),
            aria_live="polite",
        )
    )


def fates(found: Backing) -> None:
    """What becomes of the data under the usual commands; those that do the same share a line, the worst first."""
    if not found.survives:
        return
    alike: dict[tuple[Fate, str], list[str]] = {}
    for one in found.survives:
        alike.setdefault((one.fate, one.why), []).append(one.command)
    rows = (
        tag(
            "tr",
            "",
            tag("td", "", fate(of)),
            tag("td", "", *(tag("code", "", one) for one in names)),
            tag("td", "", why),
        )
        for (of, why), names in sorted(alike.items(), key=lambda item: list(FATES).index(item[0][0]))
    )
    show(
        tag(
            "section",
            "names storage fates",
            tag("h3", "", "What becomes of it"),
            tag("p", "muted", "Foretold for each command; nothing is run."),
            tag("table", "", tag("tbody", "", *rows)),
        )
    )


def fate(of: Fate) -> etree._Element:
    """The fate as a word with its sign."""
    face = FATES[of]
    sign = tag("span", "sign", face.symbol, aria_hidden="true")
    return tag("span", f"fate tone-{face.tone}", sign, face.words, title=MEANING[of])


def face_of(found: Backing) -> Face:
    """The kind in words; the sign tells whether the data survive that the container is made anew."""
    if words := _TROUBLES.get(found.code):
        return Face("!", words, "orphaned")
    told = _when_recreated(found)
    sign = FATES[told] if told else Face("·", "", "idle")
    return Face(sign.symbol, KINDS[found.kind], sign.tone)


def _lead(sentence: str) -> str:
    """Without what stands below by itself: who shares it, and that it is not writable."""
    return sentence.partition(" Also seen by ")[0].partition(" Not writable: ")[0]


def _when_recreated(found: Backing) -> Fate | None:
    return next((one.fate for one in found.survives if one.command == "recreate"), None)


def _lasting(found: Backing) -> str:
    match _when_recreated(found):
        case Fate.KEPT:
            return "kept when the container is made anew"
        case Fate.LOST:
            return "lost when the container is made anew"
        case Fate.ORPHANED:
            return "orphaned when the container is made anew"
    return "no data of Docker's"


def _facts(found: Backing) -> Iterator[etree._Element]:
    writable = WRITABLE[found.writable]
    sign = tag("span", f"fate tone-{writable.tone}", tag("span", "sign", writable.symbol), writable.words)
    yield from _fact("Writable", sign, f"  {found.writable_why}" if found.writable_why else "")
    if found.volume:
        yield from _fact("Volume", tag("span", "mono", found.volume))
    if found.shared_with:
        shown = [tag("span", "owner", *_sharer(one)) for one in found.shared_with[:_NAMED]]
        if more := len(found.shared_with) - _NAMED:
            shown += [tag("span", "owner muted", f"and {more} more")] if more > 0 else []
        yield from _fact("Shared with", *shown)
    if len(found.stack) > 1:
        yield from _fact("Mounts on the way", tag("span", "mono", "  ›  ".join(found.stack)))
    if found.hides:
        yield from _fact("Hides", found.hides)


def _fact(label: str, *value: Part) -> Iterator[etree._Element]:
    yield tag("dt", "", label)
    yield tag("dd", "", *value)


def _sharer(one: Sharer) -> list[Part]:
    where = one.path or f"{one.target} (a part of it)"
    state = "" if one.state.value == "running" else f", {one.state.value}"
    access = "read-write" if one.writable else "read-only"
    return [
        tag("b", "", one.container_name),
        " ",
        tag("span", "mono", where),
        tag("span", "muted", f" {access}{state}"),
    ]
