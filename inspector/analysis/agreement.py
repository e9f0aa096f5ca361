"""A prediction beside what was observed: pure comparison."""

from inspector.model.answer import Agreement, ClientSees, Observation, PathState, Protocol, Trace

_ARRIVED = (ClientSees.CONNECTED, ClientSees.REFUSED)


def agreement(predicted: Trace, observed: Observation) -> tuple[Agreement, str]:
    """Whether they agree, and one sentence that says why."""
    said, seen = predicted.client_sees, observed.client_sees
    if seen is ClientSees.UNKNOWN:
        return Agreement.UNDECIDED, f"What was observed has no word of its own: {observed.detail}."
    if said is ClientSees.UNKNOWN:
        return _path(predicted, observed)
    if _silent_datagram(predicted, observed):
        return (
            Agreement.UNDECIDED,
            "Silence over UDP fits both a receiver that says nothing and a packet that was dropped.",
        )
    if said is ClientSees.HOST_UNREACHABLE and seen is ClientSees.TIMED_OUT:
        # The kernel says so only after it has asked the neighbour three times in vain, which a cached entry delays.
        return Agreement.AGREE, "Predicted host-unreachable, seen timed-out: a neighbour entry was still cached."
    if said is not seen:
        return Agreement.DISAGREE, f"Predicted {said.value}, observed {seen.value}."
    if predicted.silent and not observed.silent and seen is ClientSees.CONNECTED:
        return Agreement.DISAGREE, "Silence was predicted, but an answer came."
    return Agreement.AGREE, f"Predicted and observed: {seen.value}."


def _path(predicted: Trace, observed: Observation) -> tuple[Agreement, str]:
    """Without a predicted end, the predicted way may still stand against what was seen."""
    seen = observed.client_sees
    if predicted.path is PathState.BLOCKED and seen is ClientSees.CONNECTED:
        return Agreement.DISAGREE, "The way was predicted to be blocked, but there was an answer."
    if predicted.path is PathState.OPEN and seen in _ARRIVED:
        return Agreement.UNPREDICTED, f"The way was predicted to be open, and it is; observed: {seen.value}."
    return Agreement.UNPREDICTED, f"The prediction was unknown; observed: {seen.value}."


def _silent_datagram(predicted: Trace, observed: Observation) -> bool:
    return predicted.flow.protocol is Protocol.UDP and observed.silent and predicted.client_sees is ClientSees.CONNECTED
