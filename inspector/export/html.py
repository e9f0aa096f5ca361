"""One HTML file that is the map: it pans, zooms, selects, lists and searches offline, and asks nothing of any network.

It is the app's own map, with the same script. The picture stands in the page itself, so that it is seen even where
scripts may not run; what the app would ask Python for lies beside it, compressed.
"""

import base64
import hashlib
import zlib
from html import escape
from typing import Any

import msgspec

from inspector.export import findings_marks, fonts
from inspector.export.bundle import MODULES, bundle
from inspector.export.drawing import key_to_signs
from inspector.export.listing import items, neighbours
from inspector.export.offline_scenes import arranges, foldable, scenes
from inspector.export.picture import svg
from inspector.export.plain import plain
from inspector.export.sheet_answers import answered
from inspector.export.shown import Shown
from inspector.pipeline import check


def page(one: Shown) -> str:
    """The page. The content policy names its script by hash, so that nothing in the picture can ever run."""
    script = bundle("offline.js")
    style = "".join((MODULES / name).read_text(encoding="utf-8") for name in ("map.css", "offline.css"))
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_hash(script)}'; "
        "img-src data:; font-src data:"
    )
    return (
        f'<!doctype html>\n<html lang="en" class="{one.view.theme}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(plain(one.title))}</title>\n<style>{fonts.faces()}{style}</style>\n</head>\n"
        f'<body>\n<main id="map">{svg(one, look="app")}</main>\n'
        f'<script type="application/octet-stream" id="data">{_packed(_told(one))}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _told(one: Shown) -> dict[str, Any]:
    """What the map asks Python for in the app."""
    topology, view = one.topology, one.view
    found = findings_marks.of(check(one.case), topology)
    drawn, near = scenes(one, found) if view.style == "rails" else ([], neighbours(topology, set(topology.graph)))
    return {
        "map": {"items": items(topology), "near": near, "key": key_to_signs(), "empty": ""},
        "first": {
            "arrange": view.arrange,
            "layers": [*view.layers, *(["findings"] if view.findings else [])],
            "folded": len(one.away),
        },
        "arranges": arranges(one),
        "foldable": foldable(one),
        "scenes": drawn,
        "sheets": list(answered(one.case, topology, one.evidence, found)),
    }


def _packed(told: dict[str, Any]) -> str:
    """JSON, compressed, in letters that end no element."""
    return base64.b64encode(zlib.compress(msgspec.json.encode(told), 9)).decode()


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
