"""One HTML file that is the map: it pans, zooms, selects, lists and searches offline, and asks nothing of any network.

It is the app's own map, with the same script. The picture stands in the page itself, so that it is seen even where
scripts may not run; raw inspect output is left to the app.
"""

import base64
import hashlib
import json
from html import escape

import msgspec

from inspector.export.bundle import MODULES, bundle
from inspector.export.drawing import key_to_signs
from inspector.export.listing import LISTED, items, neighbours
from inspector.export.picture import svg
from inspector.export.plain import plain
from inspector.export.sheet import sheet
from inspector.export.shown import Shown
from inspector.model.evidence import Evidence
from inspector.model.ids import HOST, Kind

_NO_RAW = Evidence(taken_at="", tool="")


def page(one: Shown) -> str:
    """The page. The content policy names its script by hash, so that nothing in the picture can ever run."""
    script = bundle("offline.js")
    style = "".join((MODULES / name).read_text(encoding="utf-8") for name in ("map.css", "offline.css"))
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_hash(script)}'; img-src data:"
    return (
        f'<!doctype html>\n<html lang="en" class="{one.view.theme}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(plain(one.title))}</title>\n<style>{style}</style>\n</head>\n"
        f'<body>\n<main id="map">{svg(one, look="app")}</main>\n'
        f'<script type="application/json" id="data">{_data(one)}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _data(one: Shown) -> str:
    """What the map asks Python for in the app, as JSON in which nothing can end the element that holds it."""
    topology = one.topology
    refs = [HOST, *topology.refs(*LISTED, Kind.PROJECT)]
    told = {
        "map": {
            "items": msgspec.to_builtins(items(topology)),
            "near": neighbours(topology, set(topology.graph)),
            "key": key_to_signs(),
            "empty": "",
        },
        "sheets": [msgspec.to_builtins(sheet(topology, _NO_RAW, ref)) for ref in refs],
    }
    return json.dumps(told, ensure_ascii=True).replace("<", "\\u003c")


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
