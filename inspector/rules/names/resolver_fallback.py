"""A container asks public name servers, because the host's own is on loopback.

What it finds
    A running container on the default bridge only, whose /etc/resolv.conf holds Google's servers (8.8.8.8,
    8.8.4.4), although the host asks another server and nobody gave the container these.

Why it matters
    Where the host's resolv.conf names only loopback servers (dnsmasq, unbound), Docker writes public ones into
    containers on the default bridge. Names of the company's own zones are not found there, and the queries
    leave the house.

How it is decided
    By /etc/resolv.conf of the host and of the container, and `HostConfig.Dns`.

What to do
    Put the container on a user-defined network, where Docker's own resolver passes queries to the host's; or
    give it --dns, or the daemon `"dns"` in daemon.json.

When it stays silent
    On user-defined networks, with --dns, when the host asks the same servers, and when it asks systemd-resolved
    (127.0.0.53): Docker then takes the servers that systemd-resolved itself asks.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container, Mode
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, not_read

PUBLIC = frozenset({"8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"})
RESOLVED = frozenset({"127.0.0.53", "127.0.0.54"})


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    host = facts.name_files.get("host")
    for one in case.snapshot.containers:
        if not one.has_netns or one.dns or one.network_mode.mode is not Mode.BRIDGE:
            continue
        files = facts.name_files.get(one.id)
        if host is None or host.nameservers is None or files is None or files.nameservers is None:
            yield RULE.undecided(case, [container(one)], not_read("resolv.conf of the host and of containers"))
            continue
        asked, own = set(files.nameservers), set(host.nameservers)
        if asked and asked <= PUBLIC and not own & (asked | RESOLVED):
            yield _finding(case, one, files.nameservers, host.nameservers)


def _finding(case: Case, one: Container, asked: tuple[str, ...], own: tuple[str, ...]) -> Told:
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} asks {', '.join(asked)} for names, and the host {', '.join(own) or 'nobody'}.",
        detail="Docker writes public servers into containers on the default bridge where the host's are on loopback.",
        cites=[
            Citation(Source.RESOLV, one.name, " ".join(asked)),
            Citation(Source.RESOLV, "host", " ".join(own)),
        ],
        fixes=[Fix(f"recreate {one.name} with --dns and your server's address, or on a network of its own")],
    )


RULE = Rule("N15", "resolver-fallback", Severity.NOTE, check)
