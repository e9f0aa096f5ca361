"""A container is linked the old way, and this engine sets no variables for it any more.

What it finds
    A legacy link (`--link` on the default bridge) on an engine of release 29 or newer.

Why it matters
    Up to 28 the engine gave the linking container the variables DB_PORT_5432_TCP_ADDR, DB_ENV_... of its
    target. Programs that read them find nothing since the upgrade, although the name itself still resolves by
    /etc/hosts.

How it is decided
    By `HostConfig.Links` and the engine's version. Whether the program reads such variables is not known.

What to do
    Let the program ask for the target by name, on a network of their own. For a while the daemon's environment
    variable DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1 brings them back.

When it stays silent
    On engines before 29, and for links on user-defined networks, which never had variables.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import few
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container
from inspector.model.edit import RemoveLink
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Certainty, Severity
from inspector.rules.base import Rule, Told, container, inspected, unread

WITHOUT_VARIABLES = (29, 0)


def check(case: Case) -> Iterator[Told]:
    release = case.snapshot.engine.release
    for one in case.snapshot.containers:
        if one.links and release == (0, 0):
            gap = Gap("the engine's version", "/version", Why.NOT_READ, "add the output of `docker version`")
            yield RULE.undecided(case, [container(one)], gap)
        elif one.links and release >= WITHOUT_VARIABLES:
            yield _finding(case, one)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container) -> Told:
    targets = [link.target for link in one.links]
    version = case.snapshot.engine.version
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} is linked to {few(targets)}, and engine {version} sets no variables for links any more.",
        detail=f"Variables such as {_variable(one.links[0].alias)} are gone since release 29; the name still resolves.",
        cites=[
            inspected(one, "/HostConfig/Links", few([f"{link.target}:{link.alias}" for link in one.links])),
            Citation(Source.INSPECT, "/version", version),
        ],
        certainty=Certainty.POSSIBLE,
        fixes=[
            Fix(
                f"recreate {one.name} on a network of its own with {few(targets)}, and let it ask for them by name",
                cost="a recreate",
                edits=tuple(RemoveLink(container=one.id, alias=link.alias) for link in one.links),
            )
        ],
    )


def _variable(alias: str) -> str:
    return f"{alias.upper().replace('-', '_')}_PORT"


RULE = Rule("N5", "link-variables-gone", Severity.WARNING, check)
