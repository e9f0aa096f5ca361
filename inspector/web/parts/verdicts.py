"""How each outcome looks: a symbol, words and a tone, so that nothing is told by colour alone."""

from msgspec import Struct

from inspector.model.answer import ClientSees, NameOutcome


class Face(Struct, frozen=True):
    """symbol: one character. tone: good, bad, warn or idle, as the style sheet knows them."""

    symbol: str
    words: str
    tone: str


CLIENT_SEES = {
    ClientSees.CONNECTED: Face("✓", "Connected", "good"),
    ClientSees.REFUSED: Face("✕", "Refused", "bad"),
    ClientSees.TIMED_OUT: Face("…", "Timed out", "bad"),
    ClientSees.HOST_UNREACHABLE: Face("⊘", "Host unreachable", "bad"),
    ClientSees.NETWORK_UNREACHABLE: Face("⊘", "Network unreachable", "bad"),
    ClientSees.NAME_NOT_FOUND: Face("N", "Name not found", "bad"),
    ClientSees.UNKNOWN: Face("?", "Not known", "idle"),
}
SILENT = Face("‖", "Connected, then silence", "warn")

NAMED = {
    NameOutcome.FOUND: Face("✓", "Found", "good"),
    NameOutcome.NOT_FOUND: Face("N", "Not found", "bad"),
    NameOutcome.FORWARDED: Face("→", "Asked outside", "warn"),
    NameOutcome.UNKNOWN: Face("?", "Not known", "idle"),
}
SHARED = Face("✓", "Found, any of several", "good")
CLASH = Face("≠", "Found, but more than one answers to it", "warn")


def of_client(seen: ClientSees, silent: bool) -> Face:
    return SILENT if silent and seen is ClientSees.CONNECTED else CLIENT_SEES[seen]
