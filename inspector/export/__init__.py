"""Files to take away: the picture in several forms, and the graph for other tools.

`FORMATS` is the one list of them; `inspector.export.render.export` makes the bytes. The same evidence gives the same
bytes, whatever the process, the day or the hash seed.
"""

from typing import Literal

from msgspec import Struct

Style = Literal["rails", "graph"]
Theme = Literal["light", "dark"]
Layer = Literal["veth"]

STYLES: tuple[Style, ...] = ("rails", "graph")
THEMES: tuple[Theme, ...] = ("light", "dark")
LAYERS: tuple[Layer, ...] = ("veth",)


class Format(Struct, frozen=True):
    """One kind of file. picture: whether style and theme change it; the others hold the graph itself."""

    name: str
    extension: str
    media_type: str
    what: str
    picture: bool = False


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("svg", ".svg", "image/svg+xml", "the picture, for browsers and documents", picture=True),
        Format("png", ".png", "image/png", "the picture as pixels", picture=True),
        Format("pdf", ".pdf", "application/pdf", "the picture on one page, its text selectable", picture=True),
        Format("html", ".html", "text/html", "the picture in a page that pans and zooms offline", picture=True),
        Format("dot", ".dot", "text/vnd.graphviz", "the graph for Graphviz"),
        Format("mermaid", ".mmd", "text/vnd.mermaid", "the graph as a Mermaid flowchart, for Markdown"),
        Format("drawio", ".drawio", "application/vnd.jgraph.mxfile", "the graph to edit in draw.io"),
        Format("graphml", ".graphml", "application/graphml+xml", "the graph for yEd, Gephi and networkx"),
        Format("json", ".json", "application/json", "every fact of the graph, for programs"),
    )
}
"""Every format by its name, in the order in which they are offered."""

_OTHER_EXTENSIONS = {".gv": "dot", ".mermaid": "mermaid", ".htm": "html"}


def format_of(file_name: str) -> Format | None:
    """The format that a file name asks for by its extension, None when it asks for none of ours."""
    lowered = file_name.lower()
    for entry in FORMATS.values():
        if lowered.endswith(entry.extension):
            return entry
    for extension, name in _OTHER_EXTENSIONS.items():
        if lowered.endswith(extension):
            return FORMATS[name]
    return None
