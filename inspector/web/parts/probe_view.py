"""What was predicted beside what was seen."""

from inspector.model.answer import Agreement, ClientSees, Observation, Trace
from inspector.web.parts import verdicts
from inspector.web.parts.markup import prose, show, tag
from inspector.web.parts.verdicts import Face

FACES = {
    Agreement.AGREE: Face("✓", "It is as predicted", "good"),
    Agreement.DISAGREE: Face("≠", "It is not as predicted", "bad"),
    Agreement.UNPREDICTED: Face("?", "Nothing was predicted", "idle"),
    Agreement.UNDECIDED: Face("?", "What was seen does not decide it", "idle"),
}


def draw(trace: Trace, seen: Observation, agreement: Agreement, why: str) -> None:
    """The agreement, and both sides of it."""
    face = FACES[agreement]
    show(
        tag(
            "section",
            f"probed tone-{face.tone}",
            tag("p", "outcome", tag("span", "symbol", face.symbol, aria_hidden="true"), face.words),
            tag(
                "dl",
                "",
                tag("dt", "", "Predicted"),
                tag("dd", "", _words(trace.client_sees, trace.silent)),
                tag("dt", "", "Seen"),
                tag(
                    "dd",
                    "",
                    _words(seen.client_sees, seen.silent and trace.silent),
                    tag("span", "muted", _more(seen, trace)),
                ),
                tag("dt", "", "Asked by"),
                tag("dd", "", seen.asked_by),
            ),
            tag("p", "muted", *prose(why[:1].upper() + why[1:])),
            aria_live="polite",
        )
    )


def _words(sees: ClientSees, silent: bool) -> str:
    return verdicts.of_client(sees, silent).words


def _more(seen: Observation, predicted: Trace) -> str:
    at = f" {seen.address} after {seen.took_ms:,.1f} ms" if seen.address else ""
    detail = f" ({seen.detail})" if seen.detail else ""
    quiet = seen.silent and not predicted.silent and seen.client_sees is ClientSees.CONNECTED
    return at + detail + (", and nothing was said: most servers wait to be spoken to" if quiet else "")
