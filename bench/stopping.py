"""The recorded host as an engine in which one container stops as soon as it is told to."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

_NO_ADDRESS = {"EndpointID": "", "Gateway": "", "IPAddress": "", "IPPrefixLen": 0, "MacAddress": ""}


def chosen(engine: Mapping[str, Any]) -> str:
    """The id of a container that publishes a port: the firewall changes when it stops."""
    return next(str(row["Id"]) for row in engine["/containers/json"] if any(p.get("PublicPort") for p in row["Ports"]))


def stopping(engine: Mapping[str, Any], stopped: Callable[[], bool]) -> dict[str, Any]:
    """The answers of the engine; those that tell of the chosen container say what is true at that moment."""
    ident = chosen(engine)
    path = f"/containers/{ident}/json"
    inspect, rows = deepcopy(engine[path]), deepcopy(engine["/containers/json"])
    row = next(one for one in rows if one["Id"] == ident)
    row |= {"State": "exited", "Status": "Exited (0) 1 second ago", "Ports": []}
    inspect["State"] |= {"Status": "exited", "Running": False, "Pid": 0, "FinishedAt": "2026-11-24T00:00:00Z"}
    inspect["NetworkSettings"] |= {"Ports": {}, "SandboxKey": ""}
    for one in (row, inspect):
        for endpoint in one["NetworkSettings"]["Networks"].values():
            endpoint |= _NO_ADDRESS
    before, after = dict(engine), {**engine, path: inspect, "/containers/json": rows}
    changing = {at: (lambda at=at: (after if stopped() else before)[at]) for at in (path, "/containers/json")}
    return before | changing
