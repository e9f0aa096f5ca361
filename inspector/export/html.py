"""One HTML file that shows the picture offline: no request leaves it, and no script but its own may run."""

import base64
import hashlib
from html import escape

from inspector.export.picture import svg
from inspector.export.plain import plain
from inspector.export.shown import Shown
from inspector.export.signs import GROUNDS

_STYLE = """
html,body{margin:0;height:100%;overflow:hidden;background:BACKGROUND}
#picture{width:100%;height:100%;cursor:grab;touch-action:none;user-select:none}
#picture:active{cursor:grabbing}
#picture>svg{transform-origin:0 0;display:block;max-width:none}
"""

_SCRIPT = """
const frame = document.getElementById("picture"), svg = frame.querySelector("svg");
const size = svg.viewBox.baseVal;
svg.setAttribute("width", size.width); svg.setAttribute("height", size.height);
let x = 0, y = 0, scale = 1;
const draw = () => { svg.style.transform = `translate(${x}px,${y}px) scale(${scale})`; };
const fit = () => {
  scale = Math.min(frame.clientWidth / size.width, frame.clientHeight / size.height, 2) || 1;
  x = (frame.clientWidth - size.width * scale) / 2; y = (frame.clientHeight - size.height * scale) / 2; draw();
};
const zoom = (factor, atX, atY) => {
  const next = Math.min(8, Math.max(0.02, scale * factor));
  x = atX - (atX - x) * next / scale; y = atY - (atY - y) * next / scale; scale = next; draw();
};
frame.addEventListener("wheel", (event) => {
  event.preventDefault(); zoom(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
}, { passive: false });
const fingers = new Map();
frame.addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, event); frame.setPointerCapture(event.pointerId);
});
frame.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
  if (other) {
    const apart = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY) || 1;
    zoom(apart(event) / apart(before), other.clientX, other.clientY);
  } else { x += event.clientX - before.clientX; y += event.clientY - before.clientY; draw(); }
  fingers.set(event.pointerId, event);
});
for (const end of ["pointerup", "pointercancel"])
  frame.addEventListener(end, (event) => fingers.delete(event.pointerId));
frame.addEventListener("dblclick", fit);
addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  if (step) { x += step[0]; y += step[1]; draw(); }
  else if (event.key === "+" || event.key === "=") zoom(1.25, frame.clientWidth / 2, frame.clientHeight / 2);
  else if (event.key === "-") zoom(0.8, frame.clientWidth / 2, frame.clientHeight / 2);
  else if (event.key === "f" || event.key === "0") fit();
});
addEventListener("resize", fit); fit();
"""


def page(one: Shown) -> str:
    """The page. The content policy names the script by its hash, so that nothing in the picture can ever run."""
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_hash(_SCRIPT)}'; img-src data:"
    title, background = one.title, GROUNDS[one.view.theme].paper
    body = svg(one).removeprefix('<?xml version="1.0" encoding="UTF-8"?>').lstrip()
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(plain(title))}</title>\n<style>{_STYLE.replace('BACKGROUND', background)}</style>\n</head>\n"
        f'<body>\n<div id="picture">{body}</div>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n'
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
