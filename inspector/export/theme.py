"""Colours of the picture: light, dark, or those of the page it stands in.

Text keeps a contrast of 4.5 to 1, and what colour alone tells apart stays apart for the colour-blind.
"""

from typing import Literal

from inspector.topology.scene import Paint
from inspector.topology.text_width import STYLES

Look = Literal["light", "dark", "app"]

_NAMES = ("paper", "panel", "panel-line", "host", "card", "card-line", "tag")
_LIGHT = dict(
    zip(_NAMES, ["#ffffff", "#f8fafc", "#e2e8f0", "#eff3f8", "#ffffff", "#cbd5e1", "#fff5f6"], strict=True)
) | dict(
    zip(
        (paint.value for paint in Paint),
        [
            "#0f172a",
            "#5b6779",
            "#be123c",
            "#925c06",
            "#6d28d9",
            "#475569",
            "#0d7a4a",
            "#8a5a00",
            "#a3123a",
            "#5a6a81",
            "#0b38da",
            "#864503",
            "#0e7c66",
            "#6926b5",
            "#b30550",
            "#437728",
            "#075783",
            "#7d2512",
            "#56637a",
        ],
        strict=True,
    )
)
_DARK = dict(
    zip(_NAMES, ["#0b1120", "#111a2c", "#22304a", "#162136", "#182338", "#3a4a66", "#2a1524"], strict=True)
) | dict(
    zip(
        (paint.value for paint in Paint),
        [
            "#f1f5f9",
            "#9fb0c6",
            "#fb7185",
            "#dfae55",
            "#b39dfa",
            "#a9b7c9",
            "#4ade80",
            "#fbbf24",
            "#f87171",
            "#8b9bb2",
            "#83b6f1",
            "#f5a542",
            "#1dedb9",
            "#a476f4",
            "#fa427f",
            "#d6ec93",
            "#c7f4ff",
            "#e8785e",
            "#a3b2c7",
        ],
        strict=True,
    )
)
_PAGE = {
    "paper": "var(--st-background-color, transparent)",
    "panel": "var(--st-secondary-background-color, #f8fafc)",
    "card": "var(--st-background-color, #ffffff)",
    "ink": "var(--st-text-color, #0f172a)",
}

COLOURS = {"light": _LIGHT, "dark": _DARK}


def style(look: Look) -> str:
    """The text of the picture's style element: simple class selectors only, so that every converter follows them."""
    if look == "app":
        tokens = "".join(f"--map-{name}:{_PAGE.get(name, value)};" for name, value in _LIGHT.items())
        dark = "".join(f"--map-{name}:{_PAGE.get(name, value)};" for name, value in _DARK.items())
        values = {name: f"var(--map-{name})" for name in _LIGHT}
        return f".map{{{tokens}}}.map.dark,.dark .map{{{dark}}}" + _rules(values)
    return _rules(COLOURS[look])


def _rules(c: dict[str, str]) -> str:
    sans = "font-family:Inter,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif"
    mono = "font-family:'JetBrains Mono','DejaVu Sans Mono',Menlo,monospace"
    rules = [
        f".paper{{fill:{c['paper']}}}",
        f".panel{{fill:{c['panel']};stroke:{c['panel-line']}}}",
        f".host{{fill:{c['host']};stroke:{c['panel-line']}}}",
        f".card{{fill:{c['card']};stroke:{c['card-line']};stroke-width:1.3}}",
        f".pod{{fill:none;stroke:{c['idle']};stroke-dasharray:2 3}}",
        f".tag{{fill:{c['tag']};stroke-width:1.2}}",
        f".fold{{fill:{c['host']};stroke:{c['card-line']};stroke-width:1.3}}",
        ".link{stroke-width:1.6;stroke-dasharray:5 3}",
        ".sign{stroke-width:1.6;stroke-linecap:round}",
        ".rail{stroke-width:4.5;stroke-linecap:round}",
        ".store{stroke-width:3.5;stroke-linecap:round}",
        ".drop,.bus{stroke-width:1.8}",
        ".port{stroke-width:1.3;stroke-linecap:round}",
        ".edge{stroke-width:3.5;stroke-linecap:round}",
        ".cap{stroke-width:2.6;stroke-linecap:round}",
        ".dashed{stroke-dasharray:5 4}",
        ".dotted{stroke-dasharray:1 7}",
        ".dots{stroke-dasharray:1.5 4}",
        f".hollow{{fill:{c['card']};stroke-width:2}}",
        f".title-text{{{sans};font-size:22px;font-weight:600}}",
        f".heading-text{{{sans};font-size:14px;font-weight:600}}",
        f".name-text{{{sans};font-size:12.5px;font-weight:600}}",
        f".rail-name-text{{{sans};font-size:12px;font-weight:600}}",
        f".store-name-text{{{sans};font-size:10.5px;font-weight:600}}",
        f".text-text{{{sans};font-size:12.5px}}",
        f".note-text{{{sans};font-size:10.5px}}",
        f".mono-text{{{mono};font-size:10px}}",
        f".port-text{{{mono};font-size:10.5px}}",
    ]
    far = f"{sans};font-weight:600;stroke:{c['panel']};stroke-width:14;paint-order:stroke;stroke-linejoin:round"
    for size in ("far-s", "far-m", "far-l"):
        rules.append(f".{size}-text{{{far};font-size:{STYLES[size][0]}px}}")
    rules.append(".is-far{display:none}")
    for paint in Paint:
        colour = c[paint.value]
        rules += [f".f-{paint.value}{{fill:{colour}}}", f".s-{paint.value}{{stroke:{colour}}}"]
    return "".join(rules)
