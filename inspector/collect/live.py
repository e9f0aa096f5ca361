"""One consistent reading of a live host: engine, kernel, redaction."""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata

from inspector.collect.engine import Progress, read_engine
from inspector.collect.host_reading import HostReading
from inspector.collect.redact import redact
from inspector.collect.target import resolve_target
from inspector.model.evidence import Evidence, Gap, Why


def collect_live(
    host: str | None = None,
    context: str | None = None,
    *,
    host_facts: bool = True,
    sizes: bool = False,
    keep_env: bool = False,
    paths: Sequence[tuple[str, str]] = (),
    progress: Progress = None,
) -> Evidence:
    """Read the engine that host, context or the environment name, and its kernel where it can be read; then redact.

    paths: of which paths in running containers facts are wanted too, each with the container's name, id (or the
    beginning of it) or compose service.
    Raises EngineUnreachable or UsageError. Whatever else cannot be read is a Gap in the evidence.
    """
    target = resolve_target(host, context)
    reading = read_engine(target, sizes=sizes, progress=progress)
    facts = HostReading()
    gaps = reading.gaps
    if host_facts:
        from inspector.collect.host import read_host

        if progress:
            progress("interfaces", 0, 1)
        facts = read_host(reading.engine, reading.socket_path, paths)
        gaps += facts.gaps
        if progress:
            progress("interfaces", 1, 1)
    else:
        what = "interfaces, addresses, routes, mounts and files of the kernel"
        gaps += (Gap(what, "host", Why.NOT_READ, "Leave out --no-host-facts."),)
    evidence = Evidence(
        taken_at=now(),
        tool=tool(),
        source=target.label,
        engine=reading.engine,
        namespaces=facts.namespaces,
        firewall=facts.firewall,
        files=facts.files,
        processes=facts.processes,
        mounts=facts.mounts,
        paths=facts.paths,
        gaps=tuple(sorted(set(gaps))),
    )
    return redact(evidence, keep_env=keep_env)


def now() -> str:
    """UTC, RFC 3339, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tool() -> str:
    """`inspector VERSION`, which evidence names as its maker."""
    try:
        return f"inspector {metadata.version('docker-topology-inspector')}"
    except metadata.PackageNotFoundError:
        return "inspector (not installed)"
