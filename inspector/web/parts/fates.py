"""How each fate of data looks: a symbol, a word and a tone that the colour-blind tell apart too."""

from inspector.model.backing import Answer3, Fate
from inspector.web.parts.verdicts import Face

FATES = {
    Fate.LOST: Face("✕", "lost", "lost"),
    Fate.ORPHANED: Face("◌", "orphaned", "orphaned"),
    Fate.UNKNOWN: Face("?", "not known", "idle"),
    Fate.KEPT: Face("✓", "kept", "kept"),
}
"""The worst first."""

MEANING = {
    Fate.LOST: "gone for good",
    Fate.ORPHANED: "still on the disk, but nothing leads to it any more",
    Fate.UNKNOWN: "cannot be told from what was read",
    Fate.KEPT: "there afterwards, where it is looked for",
}

WRITABLE = {
    Answer3.YES: Face("✓", "yes", "kept"),
    Answer3.NO: Face("✕", "no", "idle"),
    Answer3.UNKNOWN: Face("?", "not known", "idle"),
}
