"""The one table of what each kind of entity looks like in the simple drawings: dot, mermaid and draw.io."""

from msgspec import Struct

from inspector.export import Theme
from inspector.model.ids import Kind


class Ground(Struct, frozen=True):
    """Colours of a theme that belong to no kind: text, paper, quiet text, and the frame of a compose project."""

    ink: str
    paper: str
    faint: str
    frame: str
    frame_line: str


GROUNDS: dict[Theme, Ground] = {
    "light": Ground("#0f172a", "#ffffff", "#64748b", "#f8fafc", "#e2e8f0"),
    "dark": Ground("#e2e8f0", "#0b1120", "#94a3b8", "#111a2e", "#26324a"),
}

# Of a path that was asked for: what is on it, and where it stops.
LIT: dict[Theme, str] = {"light": "#0f766e", "dark": "#2dd4bf"}
STOP: dict[Theme, str] = {"light": "#b91c1c", "dark": "#f87171"}


class Sign(Struct, frozen=True, kw_only=True):
    """One kind. word: its name in the key; dot, drawio: its shape there; mermaid: its brackets; colours: fill, line."""

    word: str
    dot: str
    mermaid: tuple[str, str]
    drawio: str
    light: tuple[str, str]
    dark: tuple[str, str]

    def colours(self, theme: Theme) -> tuple[str, str]:
        """Fill and line."""
        return self.light if theme == "light" else self.dark


_ROSE = {"light": ("#ffe4e6", "#be123c"), "dark": ("#4c0519", "#fb7185")}

SIGNS: dict[Kind, Sign] = {
    Kind.CONTAINER: Sign(
        word="container",
        dot="box",
        mermaid=("[", "]"),
        drawio="rounded=1;",
        light=("#ffffff", "#64748b"),
        dark=("#1e293b", "#94a3b8"),
    ),
    Kind.NETWORK: Sign(
        word="network",
        dot="ellipse",
        mermaid=("([", "])"),
        drawio="ellipse;",
        light=("#eff6ff", "#2563eb"),
        dark=("#172554", "#60a5fa"),
    ),
    Kind.VOLUME: Sign(
        word="volume",
        dot="cylinder",
        mermaid=("[(", ")]"),
        drawio="shape=cylinder3;boundedLbl=1;size=8;",
        light=("#fef3c7", "#b45309"),
        dark=("#451a03", "#f59e0b"),
    ),
    Kind.PATH: Sign(
        word="host path",
        dot="folder",
        mermaid=("[/", "/]"),
        drawio="shape=folder;tabWidth=50;tabHeight=12;tabPosition=left;",
        light=("#f3e8ff", "#7c3aed"),
        dark=("#2e1065", "#a78bfa"),
    ),
    Kind.TMPFS: Sign(
        word="tmpfs",
        dot="note",
        mermaid=("[/", "/]"),
        drawio="shape=note;size=12;",
        light=("#f1f5f9", "#64748b"),
        dark=("#1e293b", "#94a3b8"),
    ),
    Kind.PORT: Sign(
        word="host port",
        dot="cds",
        mermaid=(">", "]"),
        drawio="shape=step;size=10;",
        **_ROSE,
    ),
    Kind.HOST: Sign(
        word="the host itself",
        dot="house",
        mermaid=("{{", "}}"),
        drawio="shape=hexagon;size=14;",
        **_ROSE,
    ),
    Kind.PROJECT: Sign(
        word="folded project",
        dot="box3d",
        mermaid=("[[", "]]"),
        drawio="shape=cube;boundedLbl=1;size=8;",
        light=("#f1f5f9", "#475569"),
        dark=("#1e293b", "#cbd5e1"),
    ),
}
"""Every kind that is drawn, in the order of the key."""


def sign_of(kind: Kind) -> Sign:
    """The sign of a kind; of one that is not drawn by itself, a container's."""
    return SIGNS.get(kind, SIGNS[Kind.CONTAINER])


DASHED = "dashed: not running, not connected, or read-only"
"""The rest of the key."""
