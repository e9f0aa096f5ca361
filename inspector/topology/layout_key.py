"""The key to the signs: a row under a picture, or a small picture of its own."""

from inspector.topology.layout_frame import MARGIN
from inspector.topology.scene import Arrow, Box, Dot, Label, Line, Paint, Part, Scene, Shape
from inspector.topology.text_width import width

_ROW = 22.0
_SHORT = ("rw", "ro", "vol", "anon", "path", "tmpfs", "port", "dash")
_SIGNS = {
    "net": "network, and who is attached",
    "rw": "attached, read-write",
    "ro": "read-only, or not connected",
    "vol": "named volume",
    "anon": "anonymous volume",
    "path": "host path",
    "tmpfs": "tmpfs, in memory",
    "port": "published port",
    "lo": "published on the host's loopback only",
    "good": "running",
    "warn": "starting, paused or restarting",
    "bad": "unhealthy or dead",
    "idle": "not running",
    "dash": "not running, or without a network",
    "pod": "share one network namespace",
    "fold": "folded: double-click opens it",
    "route": "default route (layer Routes)",
    "link": "link (layer Links)",
}


def key(y: float, inner: float) -> tuple[Part, float]:
    """The signs that need words most, and how high they stand."""
    x, at = MARGIN, y + 30
    shapes: list[Shape] = []
    for sign in _SHORT:
        text = _SIGNS[sign]
        wide = 30 + width(text, "note")
        if x > MARGIN and x + wide > MARGIN + inner:
            x, at = MARGIN, at + 20
        shapes += _sign(sign, x, at - 4)
        shapes.append(Label(x + 30, at, text, "note", width(text, "note"), paint=Paint.MUTED))
        x += wide + 26
    return Part(kind="legend", shapes=tuple(shapes)), at + 4 - y


def key_scene() -> Scene:
    """Every sign, one under the other."""
    shapes: list[Shape] = []
    for number, (sign, text) in enumerate(_SIGNS.items()):
        y = 14 + _ROW * number
        shapes += _sign(sign, 6, y)
        shapes.append(Label(42, y + 4, text, "text", width(text, "text")))
    wide = max(width(text, "text") for text in _SIGNS.values())
    part = Part(kind="legend", shapes=tuple(shapes))
    return Scene(width=42 + wide + 6, height=6 + _ROW * len(_SIGNS), name="What the signs mean", over=(part,))


def _sign(sign: str, x: float, y: float) -> list[Shape]:
    paints = {"good": Paint.GOOD, "warn": Paint.WARN, "bad": Paint.BAD, "idle": Paint.IDLE}
    match sign:
        case "net":
            return [Line(x, y, x + 22, y, "rail", Paint.NET0), Dot(x + 11, y, Paint.NET0)]
        case "port" | "lo":
            return [Line(x, y, x + 22, y, "port", Paint.EDGE if sign == "port" else Paint.MUTED, dotted=True)]
        case "dash" | "fold":
            return [Box(x, y - 6, 22, 12, "fold" if sign == "fold" else "card", 4, dashed=sign == "dash")]
        case "pod":
            return [Box(x, y - 6, 22, 12, "pod", 4)]
        case "warn" | "bad":
            return [Box(x + 7, y - 4, 8, 8, "mark", 1.5, paints[sign])]
        case "good" | "idle":
            return [Dot(x + 11, y, paints[sign], hollow=sign == "idle", radius=4)]
        case "route":
            return [Line(x + 11, y - 8, x + 11, y + 8, "drop", Paint.NET0), Arrow(x + 11, y - 5, Paint.NET0)]
        case "link":
            return [Line(x, y, x + 22, y, "link", Paint.MUTED)]
    paint = {"path": Paint.PATH, "tmpfs": Paint.TMPFS}.get(sign, Paint.VOLUME)
    rail = Line(x, y, x + 22, y, "store", paint, dotted=sign == "anon")
    return [rail] if sign in ("vol", "anon") else [rail, Dot(x + 11, y, paint, hollow=sign == "ro")]
