"""A prediction beside an observation."""

import pytest

from inspector.analysis.agreement import agreement
from inspector.model.answer import Agreement, ClientSees, Disposition, Flow, Observation, PathState, Protocol, Trace
from inspector.model.ids import HOST

C, R, T = ClientSees.CONNECTED, ClientSees.REFUSED, ClientSees.TIMED_OUT
H, N, U = ClientSees.HOST_UNREACHABLE, ClientSees.NAME_NOT_FOUND, ClientSees.UNKNOWN


def trace(sees: ClientSees, *, path: PathState = PathState.UNKNOWN, silent: bool = False, udp: bool = False) -> Trace:
    flow = Flow(HOST, "192.0.2.1", Protocol.UDP if udp else Protocol.TCP, 80)
    return Trace(
        flow=flow,
        client_sees=sees,
        path=path,
        disposition=Disposition.ACCEPTED,
        code="",
        sentence="",
        silent=silent,
    )


def seen(sees: ClientSees, *, silent: bool = False) -> Observation:
    return Observation(client_sees=sees, silent=silent)


@pytest.mark.parametrize(
    ("predicted", "observed", "verdict"),
    [
        (trace(C), seen(C), Agreement.AGREE),
        (trace(N), seen(N), Agreement.AGREE),
        (trace(C), seen(R), Agreement.DISAGREE),
        (trace(T), seen(C), Agreement.DISAGREE),
        (trace(T), seen(H), Agreement.DISAGREE),
        (trace(C), seen(C, silent=True), Agreement.AGREE),
        (trace(C, silent=True), seen(C, silent=True), Agreement.AGREE),
        (trace(C, silent=True), seen(C), Agreement.DISAGREE),
        (trace(H), seen(T, silent=True), Agreement.AGREE),
        (trace(U), seen(C), Agreement.UNPREDICTED),
        (trace(U, path=PathState.OPEN), seen(R), Agreement.UNPREDICTED),
        (trace(U, path=PathState.BLOCKED), seen(C), Agreement.DISAGREE),
        (trace(C), seen(U), Agreement.UNDECIDED),
        (trace(C, udp=True), seen(T, silent=True), Agreement.UNDECIDED),
        (trace(T, udp=True), seen(T, silent=True), Agreement.AGREE),
        (trace(R, udp=True), seen(T, silent=True), Agreement.DISAGREE),
    ],
)
def test_verdicts(predicted: Trace, observed: Observation, verdict: Agreement) -> None:
    found, why = agreement(predicted, observed)
    assert found is verdict
    assert why.endswith(".")
