"""case 12, truth 28: the host's resolver is on loopback, and docker0 gets Google's."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.rules.example import Fires

GOOGLE = "nameserver 8.8.8.8\nnameserver 8.8.4.4\n"


def _asking(container: str, host: str, **more: object) -> World:
    world = World()
    world.container("web", **({"networks": {"bridge": "172.17.0.2"}} | more))  # type: ignore[arg-type]
    world.files = {"host": {"resolv.conf": host}, ident("container web"): {"resolv.conf": container}}
    return world


def the_host_asks_its_own_dnsmasq() -> World:
    return _asking(GOOGLE, "nameserver 127.0.0.1\n")


def the_host_asks_google_too() -> World:
    return _asking(GOOGLE, "nameserver 8.8.8.8\n")


def the_host_asks_systemd_resolved() -> World:
    return _asking(GOOGLE, "nameserver 127.0.0.53\n")


def google_was_asked_for() -> World:
    return _asking(GOOGLE, "nameserver 127.0.0.1\n", host_config={"Dns": ["8.8.8.8", "8.8.4.4"]})


def files_were_not_read() -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    return world


FIRES = [
    Fires(the_host_asks_its_own_dnsmasq, "web asks 8.8.8.8, 8.8.4.4 for names, and the host 127.0.0.1", Severity.NOTE)
]
SILENT = [the_host_asks_google_too, the_host_asks_systemd_resolved, google_was_asked_for]
UNKNOWN = [files_were_not_read]
