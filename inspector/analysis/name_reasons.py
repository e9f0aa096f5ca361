"""Why a name is not answered, although a container carries it; and what would be."""

import difflib
from dataclasses import dataclass

from inspector.analysis.facts import Facts, served_names
from inspector.analysis.wording import command, free_name, joint_network, networks, revive
from inspector.model.answer import Fix, Owner
from inspector.model.container import Container, Endpoint, Mode

DESKTOP_NAMES = ("host.docker.internal", "gateway.docker.internal")
"""Names that Docker Desktop serves, and Docker Engine does not."""


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
    dead = _dead_link(facts, owner, name)
    if dead:
        return dead
    if not bearers:
        return _unknown(facts, asker, owner, name)
    target, endpoint = next(((c, e) for c, e in bearers if c.has_netns), bearers[0])
    return _reason(facts, asker, owner, name, target, endpoint, _meant(bearers))


def _meant(bearers: list[tuple[Container, Endpoint | None]]) -> tuple[Owner, ...]:
    return tuple(
        Owner(c.id, c.name, "name", e.network if e else "", _addresses(e) if e else (), c.project) for c, e in bearers
    )


def _addresses(endpoint: Endpoint) -> tuple[str, ...]:
    return tuple(address for address in (endpoint.ipv4, endpoint.ipv6) if address)


def _host_mode(asker: Container, name: str, bearers: list[tuple[Container, Endpoint | None]]) -> Reason:
    text = (
        f"{asker.name} runs in the host's network namespace, where Docker serves no names: `{name}` is not known there."
    )
    fix = Fix(f"give {asker.name} a network of its own, or publish the other one's port and ask the host for it")
    found = next(((c, e) for c, e in bearers if e and e.active), None)
    if found and found[1] and (address := next(iter(_addresses(found[1])), "")):
        text += f" {found[0].name} is at {address}."
    return Reason("NAME_ASKER_HOST_MODE", text, (fix,) if bearers else (), _meant(bearers))


def _dead_link(facts: Facts, owner: Container | None, name: str) -> Reason | None:
    """A link that `docker network connect` took for the default bridge, and that does nothing there."""
    for endpoint in owner.endpoints if owner else ():
        at = facts.network_of(endpoint)
        link = next((one for one in endpoint.links if at and at.default_bridge and one.alias == name), None)
        if link and owner:
            text = (
                f"The link {link.target}:{name} of {owner.name} on the default bridge does nothing: `network connect "
                "--link` gives a name to Docker's DNS, which runs on user-defined networks only."
            )
            target = next((one for one in facts.containers.values() if one.name == link.target), None)
            join = joint_network(target or owner, owner, network=free_name("app", facts.network_names))
            return Reason("NAME_LINK_ON_DEFAULT_BRIDGE", text, (Fix("put both on a network of their own", join),))
    return None


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
        text = f"{target.name} is {target.state.value}: Docker's DNS knows the names of running containers only."
        return Reason("NAME_TARGET_NOT_RUNNING", text, (revive(target),), owners)
    if owner is None:
        address = next(iter(_addresses(endpoint)), "") if endpoint else ""
        text = f"The host does not ask Docker's DNS, and `{name}` is a name of {target.name} in Docker only."
        return Reason("NAME_ASKER_HOST", f"{text} It is at {address}." if address else text, (), owners)
    if target.network_mode.mode is Mode.HOST:
        text = f"{target.name} runs in the host's network namespace and has no name in Docker's DNS: ask for the host."
        return Reason("NAME_TARGET_HOST_MODE", text, (_host_name(),), owners)
    if target.network_mode.mode is Mode.CONTAINER:
        return _rider(facts, target, name, owners)
    shared = _shared_user_networks(facts, owner, target)
    if shared:
        return _spelling(owner, target, name, shared[0], owners)
    return _no_shared(facts, who, owner, target, name, owners)


def _host_name() -> Fix:
    return Fix("give the asker a name for the host", "docker run --add-host=host.docker.internal:host-gateway ...")


def _rider(facts: Facts, target: Container, name: str, owners: tuple[Owner, ...]) -> Reason:
    host = facts.containers.get(target.network_mode.target)
    instead = f"; ask for `{host.name}`, whose network namespace it shares" if host else ""
    text = f"{target.name} lives in another container's network namespace, so `{name}` is registered nowhere{instead}."
    fixes = (Fix(f"ask for {host.name}"),) if host else ()
    return Reason("NAME_TARGET_SHARES_NAMESPACE", text, fixes, owners)


def _shared_user_networks(facts: Facts, owner: Container, target: Container) -> list[Endpoint]:
    mine = {facts.network_key(e) for e, n in facts.ordered_endpoints(owner) if n is None or n.user_defined}
    return [e for e in target.endpoints if e.active and facts.network_key(e) in mine]


def _spelling(owner: Container, target: Container, name: str, shared: Endpoint, owners: tuple[Owner, ...]) -> Reason:
    answers = ", ".join(sorted(served_names(target, shared)))
    code = "NAME_NOT_SERVED"
    if any(name.lower() == link.alias.lower() for e in owner.endpoints for link in e.links):
        code = "NAME_LINK_ALIAS_CASE"
    elif any(name.lower().endswith("." + e.network.lower()) for e in target.endpoints):
        code = "NAME_NETWORK_PART"
    on = shared.network
    text = f"{target.name} does not answer to `{name}` on {on}; there it is {answers} (also with .{on} behind)."
    return Reason(code, text, (Fix(f"use one of: {answers}"),), owners)


def _no_shared(
    facts: Facts, who: str, owner: Container, target: Container, name: str, owners: tuple[Owner, ...]
) -> Reason:
    mine = [e for e, _ in facts.ordered_endpoints(owner)]
    theirs = [e for e in target.endpoints if e.active]
    left = _left_project(facts, owner, target)
    address = next((e.ipv4 for e in theirs if e.network in {m.network for m in mine} and e.ipv4), "")
    answers = ", ".join(sorted(served_names(target, theirs[0]))) if theirs else target.name
    commands = joint_network(target, owner, network=free_name("app", facts.network_names))
    joint = Fix(f"put both on a network of their own, where it answers to {answers}", commands)
    if address and any(n and n.default_bridge for _, n in facts.ordered_endpoints(owner)):
        text = f"{who} cannot resolve `{name}`: they share only the default bridge, where Docker runs no DNS.{left}"
        return Reason("NAME_DEFAULT_BRIDGE_NO_DNS", f"{text} {target.name} is at {address}.", (joint,), owners)
    text = (
        f"{who} cannot resolve `{name}`: {who} is on {networks(mine)}, {target.name} on {networks(theirs)}; "
        f"they share no network on which Docker runs DNS.{left}"
    )
    network = next((e.network for e in theirs if (n := facts.network_of(e)) and n.user_defined), "")
    connect = Fix(f"connect {owner.name} to {network}", command("docker", "network", "connect", network, owner.name))
    return Reason("NAME_NO_SHARED_NETWORK", text, (connect if network else joint,), owners)


def _left_project(facts: Facts, *containers: Container) -> str:
    """What people overlook in a compose file: `network_mode: bridge` is docker0, not the project's network."""
    found = next((c for c in containers if c.compose and c.network_mode.mode is Mode.BRIDGE), None)
    if found is None or not any(n and n.project == found.project for n in facts.networks.values()):
        return ""
    return f" {found.name} has left its project's network: `network_mode: bridge` is docker0."


def _unknown(facts: Facts, asker: Container | None, owner: Container | None, name: str) -> Reason:
    who = asker.name if asker else "the host"
    if name.lower() in DESKTOP_NAMES and owner:
        text = f"`{name}` is a name of Docker Desktop; Docker Engine serves it only to containers that were given it."
        return Reason("NAME_HOST_INTERNAL", text, (_host_name(),))
    served = facts.ordered_endpoints(owner) if owner else []
    known = sorted({n for e, _ in served for n in facts.records.get(facts.network_key(e), ())})
    close = difflib.get_close_matches(name.lower(), known, n=3)
    text = f"No container answers to `{name}` for {who}."
    if close:
        text += f" Close: {', '.join(close)}."
    return Reason("NAME_UNKNOWN", text, tuple(Fix(f"use {c}") for c in close[:1]))
