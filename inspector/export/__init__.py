"""Files to take away: the picture in several forms, and the graph for other tools.

`FORMATS` is the one list of them; `inspector.export.render.export` makes the bytes. The same evidence gives the same
bytes, whatever the process, the day or the hash seed.
"""

from typing import Literal

from msgspec import Struct

Style = Literal["rails", "graph"]
Theme = Literal["light", "dark"]
Layer = Literal["veth", "links", "routes"]
Arrange = Literal["rails", "bridges", "storage", "focus"]

STYLES: tuple[Style, ...] = ("rails", "graph")
THEMES: tuple[Theme, ...] = ("light", "dark")
LAYERS: tuple[Layer, ...] = ("veth", "links", "routes")
ARRANGES: tuple[Arrange, ...] = ("rails", "bridges", "storage", "focus")


class Format(Struct, frozen=True):
    """One kind of file. picture: style and layers change it; themed: the theme does; the others hold data."""

    name: str
    extension: str
    media_type: str
    what: str
    picture: bool = False
    themed: bool = False

    @property
    def folds(self) -> bool:
        """Whether groups can be folded in it: in drawings, not in what holds every fact."""
        return self.themed


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("svg", ".svg", "image/svg+xml", "the picture, for browsers and documents", picture=True, themed=True),
        Format("png", ".png", "image/png", "the picture as pixels", picture=True, themed=True),
        Format("pdf", ".pdf", "application/pdf", "the picture on one page, with text", picture=True, themed=True),
        Format("html", ".html", "text/html", "the map as one page that works offline", picture=True, themed=True),
        Format("dot", ".dot", "text/vnd.graphviz", "the graph for Graphviz", themed=True),
        Format("mermaid", ".mmd", "text/vnd.mermaid", "the graph as a Mermaid flowchart, for Markdown", themed=True),
        Format("drawio", ".drawio", "application/vnd.jgraph.mxfile", "the graph to edit in draw.io", themed=True),
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
