"""What `show` prints: the topics, and which fields of their rows the text table shows under which heading.

The rows themselves (`rows_*.py`) are the JSON output, so their fields are part of the contract in docs/formats.md.
"""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from inspector.export.rows_containers import containers, images, networks
from inspector.export.rows_ports import ports
from inspector.export.rows_storage import mounts, volumes
from inspector.model.evidence import Gap
from inspector.model.netns import InterfaceRow
from inspector.model.snapshot import Snapshot
from inspector.topology.veths import interface_rows


class Column(Struct, frozen=True):
    """One column of the text table: a field of the row, its heading, whether it is a number, and whether 0 is none."""

    field: str
    heading: str
    number: bool = False
    zero_is_none: bool = False


class Topic(Struct, frozen=True):
    """One thing that `show` can print. none: what is said where there are no rows."""

    name: str
    title: str
    none: str
    columns: tuple[Column, ...]
    rows: Callable[[Snapshot], Sequence[Any]]


def interfaces(snapshot: Snapshot) -> tuple[InterfaceRow, ...]:
    return interface_rows(snapshot)


def gaps(snapshot: Snapshot) -> tuple[Gap, ...]:
    return snapshot.gaps


def _columns(*columns: str) -> tuple[Column, ...]:
    """`field` or `field=HEADING`; a heading that ends in # is a number's, in 0# that of one whose 0 means unknown."""
    parts = [column.partition("=") for column in columns]
    return tuple(
        Column(
            field,
            (heading or field.upper().replace("_", " ")).removesuffix("#").removesuffix("0"),
            heading.endswith("#"),
            heading.endswith("0#"),
        )
        for field, _, heading in parts
    )


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(
            "containers",
            "Containers",
            "no containers",
            _columns("short_id=ID", "name", "state", "image", "project", "network_mode=MODE", "networks", "addresses")
            + _columns("published"),
            containers,
        ),
        Topic(
            "networks",
            "Networks",
            "no networks",
            _columns("short_id=ID", "name", "driver", "subnets", "gateways", "bridge", "internal", "project")
            + _columns("containers"),
            networks,
        ),
        Topic(
            "interfaces",
            "Interfaces",
            "no container interface was read (show gaps says why)",
            _columns(
                "container_name=CONTAINER", "interface", "ifindex=INDEX0#", "kind", "host_interface=HOST INTERFACE"
            )
            + _columns("host_ifindex=HOST INDEX0#", "bridge", "network", "addresses", "mac", "mtu_bytes=MTU0#"),
            interfaces,
        ),
        Topic(
            "mounts",
            "Mounts",
            "no mounts",
            _columns("container", "target", "kind", "access", "anonymous", "origin=ASKED BY", "shared_with")
            + _columns("volume", "source"),
            mounts,
        ),
        Topic(
            "ports",
            "Ports",
            "no ports",
            _columns("container", "port=PORT#", "protocol", "status", "host", "why"),
            ports,
        ),
        Topic(
            "volumes",
            "Volumes",
            "no volumes",
            _columns("name", "driver", "anonymous", "project", "size_bytes=BYTES#", "options", "used_by", "mountpoint"),
            volumes,
        ),
        Topic(
            "images",
            "Images",
            "no images",
            _columns("short_id=ID", "tags", "size_bytes=BYTES#", "exposed", "volumes", "user", "used_by"),
            images,
        ),
        Topic(
            "gaps", "Gaps", "nothing is missing: everything was read", _columns("what", "where", "why", "remedy"), gaps
        ),
    )
}
"""Every topic by its name, in the order of `show all`."""
