"""The kernel settings of a namespace that decide about packets. /proc/sys/net shows that of whoever reads it."""

import os
from collections.abc import Iterable, Iterator, Sequence

ABSENT = "absent"
"""Stands for a bridge-nf setting that the kernel lacks: br_netfilter is not loaded, no bridged frame meets iptables."""

_ROOT = "/proc/sys"
_BRIDGE = ("net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables")
_EVERYWHERE = (
    "net.ipv4.ip_forward",
    "net.ipv4.conf.all.rp_filter",
    "net.ipv4.icmp_echo_ignore_all",
    "net.ipv6.conf.all.forwarding",
    "net.ipv6.conf.all.disable_ipv6",
)
_HOST = ("net.ipv4.conf.all.route_localnet", "net.ipv4.conf.all.accept_local")


def sysctls(interfaces: Sequence[str], *, host: bool) -> dict[str, str]:
    """Value by dotted name, for the namespace of the calling thread; a dot in an interface's name is written `/`.

    A setting that the kernel does not have is left out, but see ABSENT.
    """
    found = dict(_values([*_EVERYWHERE, *(_HOST if host else ()), *_of_interfaces(interfaces, host)]))
    if host:
        found |= dict.fromkeys(_BRIDGE, ABSENT) | dict(_values(_BRIDGE))
    return dict(sorted(found.items()))


def _of_interfaces(interfaces: Sequence[str], host: bool) -> Iterator[str]:
    for name in interfaces:
        place = f"net.ipv4.conf.{name.replace('.', '/')}"
        yield f"{place}.rp_filter"
        if host:
            yield f"{place}.route_localnet"


def _values(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    swap = str.maketrans("./", "/.")
    for name in names:
        try:
            fd = os.open(f"{_ROOT}/{name.translate(swap)}", os.O_RDONLY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            continue
        try:
            yield name, os.read(fd, 256).decode("ascii", "replace").strip()
        finally:
            os.close(fd)
