"""Why a name is not answered, although a container carries it; and what would be."""

import difflib
from dataclasses import dataclass

from inspector.analysis.facts import Facts, served_names
from inspector.model.answer import Fix, Owner
from inspector.model.container import Container, Endpoint, Mode


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code, one sentence for people, what would mend it, and the containers that the asker may have meant."""

    code: str
    sentence: str
    fixes: tuple[Fix, ...] = ()
    owners: tuple[Owner, ...] = ()


def explain(facts: Facts, asker: Container | None, owner: Container | None, name: str) -> Reason:
    """Say why nobody in Docker answers `name` for this asker."""
    bearers = facts.bearers.get(name.lower(), [])
    if asker and not owner:
        return _host_mode(asker, name, bearers)
    if not bearers:
        return _unknown(facts, asker, owner, name)
    target, endpoint = next(((c, e) for c, e in bearers if c.has_netns), bearers[0])
    owners = tuple(
        Owner(
            c.id, c.name, "name", e.network if e else "", tuple(filter(None, (e.ipv4, e.ipv6) if e else ())), c.project
        )
        for c, e in bearers
    )
    return _reason(facts, asker, owner, name, target, endpoint, owners)


def _host_mode(asker: Container, name: str, bearers: list[tuple[Container, Endpoint | None]]) -> Reason:
    text = f"{asker.name} runs in the host's network namespace, where Docker serves no names: `{name}` is not looked up in Docker."
    address = next((e.ipv4 or e.ipv6 for _, e in bearers if e and e.active), "")
    if address:
        text += f" The address {address} works from there."
    return Reason("NAME_ASKER_HOST_MODE", text)


def _reason(
    facts: Facts,
    asker: Container | None,
    owner: Container | None,
    name: str,
    target: Container,
    endpoint: Endpoint | None,
    owners: tuple[Owner, ...],
) -> Reason:
    who = asker.name if asker else "the host"
    if not target.has_netns:
        text = f"{target.name} is {target.state.value}: Docker takes the names of a container that does not run out of DNS at once."
        command = f"docker start {target.name}" if target.state.value in ("created", "exited") else ""
        return Reason("NAME_TARGET_NOT_RUNNING", text, (Fix(f"let {target.name} run", command),), owners)
    if owner is None:
        address = endpoint.ipv4 or endpoint.ipv6 if endpoint else ""
        text = f"The host itself does not use Docker's DNS; `{name}` is a container's name." + (
            f" Its address is {address}." if address else ""
        )
        return Reason("NAME_ASKER_HOST", text, (), owners)
    if target.network_mode.mode is Mode.HOST:
        text = f"{target.name} runs in the host's network namespace and has no name in Docker's DNS; use an address of the host."
        fix = Fix("give the asker a name for the host", "docker run --add-host=host.docker.internal:host-gateway ...")
        return Reason("NAME_TARGET_HOST_MODE", text, (fix,), owners)
    if target.network_mode.mode is Mode.CONTAINER:
        return _rider(facts, target, name, owners)
    shared = _shared_user_networks(facts, owner, target)
    if shared:
        return _spelling(facts, owner, target, name, shared, owners)
    return _no_shared(facts, who, owner, target, name, owners)


def _rider(facts: Facts, target: Container, name: str, owners: tuple[Owner, ...]) -> Reason:
    host = facts.containers.get(target.network_mode.target)
    instead = f"; ask for `{host.name}`, whose network namespace it shares" if host else ""
    return Reason(
        "NAME_TARGET_SHARES_NAMESPACE",
        f"{target.name} lives in another container's network namespace, so `{name}` is registered nowhere{instead}.",
        (),
        owners,
    )


def _shared_user_networks(facts: Facts, owner: Container, target: Container) -> list[Endpoint]:
    mine = {facts.network_key(e) for e, n in facts.ordered_endpoints(owner) if n is None or n.user_defined}
    return [e for e in target.endpoints if e.active and facts.network_key(e) in mine]


def _spelling(
    facts: Facts, owner: Container, target: Container, name: str, shared: list[Endpoint], owners: tuple[Owner, ...]
) -> Reason:
    answers = sorted(served_names(target, shared[0]))
    code = "NAME_NOT_SERVED"
    if any(name.lower() == link.alias.lower() for e in owner.endpoints for link in e.links):
        code = "NAME_LINK_ALIAS_CASE"
    elif any(name.lower().endswith("." + e.network.lower()) for e in target.endpoints):
        code = "NAME_NETWORK_PART"
    on = shared[0].network
    return Reason(
        code,
        f"`{name}` is not what {target.name} answers to on {on}: there it is {', '.join(answers)} (also with .{on} behind).",
        (Fix(f"use one of: {', '.join(answers)}"),),
        owners,
    )


def _no_shared(
    facts: Facts, who: str, owner: Container, target: Container, name: str, owners: tuple[Owner, ...]
) -> Reason:
    mine = [(e.network, n) for e, n in facts.ordered_endpoints(owner)]
    theirs = [e for e in target.endpoints if e.active]
    on_bridge = any(n is not None and n.default_bridge for _, n in mine)
    address = next((e.ipv4 for e in theirs if e.network in {m for m, _ in mine}), "")
    if on_bridge and address:
        text = (
            f"{who} cannot resolve `{name}`: they share only the default bridge, where Docker runs no DNS. "
            f"The address {address} works."
        )
        fix = Fix(
            "put both on a network of their own",
            f"docker network create app; docker network connect app {target.name}; docker network connect app {owner.name}",
        )
        return Reason("NAME_DEFAULT_BRIDGE_NO_DNS", text, (fix,), owners)
    there = ", ".join(e.network for e in theirs) or "no network"
    text = (
        f"{who} cannot resolve `{name}`: {who} is on {', '.join(m for m, _ in mine) or 'no network'}, {target.name} on {there}; "
        "they share no user-defined network."
    )
    network = next((e.network for e in theirs if (n := facts.network_of(e)) and n.user_defined), "")
    fix = (
        Fix(f"connect {owner.name} to {network}", f"docker network connect {network} {owner.name}")
        if network
        else Fix(
            "put both on a network of their own",
            f"docker network create app; docker network connect app {target.name}; docker network connect app {owner.name}",
        )
    )
    return Reason("NAME_NO_SHARED_NETWORK", text, (fix,), owners)


def _unknown(facts: Facts, asker: Container | None, owner: Container | None, name: str) -> Reason:
    who = asker.name if asker else "the host"
    known = (
        sorted({n for e, _ in facts.ordered_endpoints(owner) for n in facts.records.get(facts.network_key(e), ())})
        if owner
        else []
    )
    close = difflib.get_close_matches(name.lower(), known, n=3)
    text = f"No container answers to `{name}` for {who}."
    if close:
        text += f" Close: {', '.join(close)}."
    return Reason("NAME_UNKNOWN", text, tuple(Fix(f"use {c}") for c in close[:1]))
