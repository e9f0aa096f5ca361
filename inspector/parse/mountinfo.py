"""/proc/PID/mountinfo into the model (proc(5)): pure text in, and no text whatever is an error."""

import re

from inspector.model.evidence import Gap, Json, Why
from inspector.model.files import MountEntry
from inspector.parse.reading import text

_ESCAPE = re.compile(rb"\\([0-3][0-7]{2})")
_UNDECODED = re.compile("[\udc80-\udcff]")
_DEVICE = re.compile(r"\d{1,10}:\d{1,10}", re.A)
_NUMBER = re.compile(r"\d{1,10}", re.A)
_FIELDS, _BEHIND = 6, 3


def mountinfo(raw: Json, where: str) -> tuple[tuple[MountEntry, ...] | None, tuple[Gap, ...]]:
    """The mounts in the kernel's order, None where that is no text; lines that are no mounts become one Gap."""
    if not isinstance(raw, str):
        what = "mountinfo: something else where text belongs"
        return None, () if raw is None else (Gap(what, where, Why.MALFORMED),)
    lines = [line for line in text(raw).split("\n") if line]
    entries = [_entry(line) for line in lines]
    odd = [number for number, entry in enumerate(entries, 1) if entry is None]
    gaps = (Gap(f"mountinfo: lines that tell of no mount, {len(odd)} of {len(lines)}", where, Why.MALFORMED),)
    return tuple(entry for entry in entries if entry is not None), gaps if odd else ()


def _entry(line: str) -> MountEntry | None:
    head, separator, tail = line.partition(" - ")
    fields, behind = head.split(" "), tail.split(" ")
    if not separator or len(fields) < _FIELDS or len(behind) < _BEHIND:
        return None
    number, parent, device, root, target, options = fields[:_FIELDS]
    if not (_NUMBER.fullmatch(number) and _NUMBER.fullmatch(parent) and _DEVICE.fullmatch(device)):
        return None
    filesystem, source, *rest = behind
    return MountEntry(
        number=int(number),
        parent=int(parent),
        device=device,
        root=unescaped(root),
        target=unescaped(target),
        options=_words(options),
        propagation=tuple(sorted(fields[_FIELDS:])),
        filesystem=unescaped(filesystem),
        source=unescaped(source),
        super_options=_words(" ".join(rest)),
    )


def unescaped(word: str) -> str:
    """Without the kernel's octal escapes; a byte that is no UTF-8 becomes U+FFFD, as in the engine's JSON."""
    if "\\" not in word:
        return word
    plain = _ESCAPE.sub(lambda escape: bytes([int(escape[1], 8)]), word.encode())
    return _UNDECODED.sub("\ufffd", plain.decode("utf-8", "surrogateescape"))


def _words(options: str) -> tuple[str, ...]:
    return tuple(unescaped(word) for word in options.split(",") if word)
