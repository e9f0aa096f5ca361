"""A host with one of every network and way to publish that changes what an engine programs."""

from tests.lab.machine import IMAGE, Machine

BRIDGE = "com.docker.network.bridge"
NETWORKS: dict[str, tuple[str, ...]] = {
    "app": (),
    "closed": ("--internal",),
    "noicc": ("-o", f"{BRIDGE}.enable_icc=false"),
    "nomasq": ("-o", f"{BRIDGE}.enable_ip_masquerade=false"),
    "bind": ("-o", f"{BRIDGE}.host_binding_ipv4=127.0.0.1"),
    "closed-noicc": ("--internal", "-o", f"{BRIDGE}.enable_icc=false"),
    "six": ("--ipv6", "--subnet", "fd00:6::/64"),
    "named": ("-o", f"{BRIDGE}.name=br-named"),
    "far": ("-d", "macvlan", "--subnet", "10.77.0.0/24", "--gateway", "10.77.0.1", "-o", "parent=eth0"),
}
NETWORKS_28 = {
    "before": ("--internal",),
    "routed": (
        *("--ipv6", "--subnet", "fd00:7::/64"),
        *("-o", f"{BRIDGE}.gateway_mode_ipv4=routed", "-o", f"{BRIDGE}.gateway_mode_ipv6=routed"),
    ),
    "unprotected": (
        *("--ipv6", "--subnet", "fd00:8::/64"),
        *("-o", f"{BRIDGE}.gateway_mode_ipv4=nat-unprotected", "-o", f"{BRIDGE}.gateway_mode_ipv6=nat-unprotected"),
    ),
    "isolated": ("--internal", "-o", f"{BRIDGE}.gateway_mode_ipv4=isolated"),
    "closed-six": ("--internal", "--ipv6", "--subnet", "fd00:9::/64"),
    "noicc-six": ("--ipv6", "--subnet", "fd00:a::/64", "-o", f"{BRIDGE}.enable_icc=false"),
}
CONTAINERS: dict[str, str] = {
    "plain": "",
    "published": "-p 8080:80 -p 127.0.0.1:8081:81 -p 10.0.0.10:8082:82 -p 5353:53/udp -p 5353:53/tcp",
    "random": "-p 80",
    "target": "--expose 6379 --expose 6380/udp",
    "client": "--link published:server --link plain:other",
    "caller": "--link target:t",
    "sidecar": "--network container:plain",
    "on-host": "--network host",
    "alone": "--network none",
    "app-published": "--network app -p 9080:80 -p 127.0.0.1:9081:81 -p 9053:53/udp --expose 7",
    "app-quiet": "--network app --expose 99",
    "app-range": "--network app -p 9700-9702:80-82",
    "app-paused": "--network app -p 9880:80",
    "app-stopped": "--network app -p 9980:80",
    "in-closed": "--network closed -p 9180:80",
    "in-closed-noicc": "--network closed-noicc",
    "in-noicc": "--network noicc -p 9280:80",
    "in-nomasq": "--network nomasq -p 9380:80 -p 127.0.0.1:9381:81",
    "in-bind": "--network bind -p 9480:80",
    "in-six": "--network six -p 9580:80 -p [::1]:9581:81 -p 127.0.0.1:9582:82",
    "in-named": "--network named -p 9680:80",
    "in-far": "--network far -p 9681:80",
    "many": "--network named -p 9780:80",
    "app-and-six": "--network app -p 9781:80",
    "six-and-app": "--network six -p 9782:80",
    "far-and-app": "--network far -p 9783:80",
}
CONTAINERS_28 = {
    "in-routed": "--network routed -p 9084:80 -p 9082:81/udp -p 127.0.0.1:9083:83",
    "in-routed-quiet": "--network routed",
    "in-unprotected": "--network unprotected -p 9090:80",
    "in-unprotected-quiet": "--network unprotected",
    "in-isolated": "--network isolated",
    "in-closed-six": "--network closed-six",
    "in-noicc-six": "--network noicc-six -p 9190:80",
    "prefers-app": "--network name=app,gw-priority=5 --network six -p 9191:80",
    "prefers-named": "--network name=named,gw-priority=5 --network app -p 9192:80",
    "prefers-closed": "--network name=closed,gw-priority=5 --network six -p 9193:80",
    "routed-and-app": "--network routed --network app -p 9194:80",
}
CONNECTED = (
    ("app", "many"),
    ("closed", "many"),
    ("six", "app-and-six"),
    ("app", "six-and-app"),
    ("app", "far-and-app"),
)


def build(machine: Machine) -> None:
    """Make all of it; networks and containers of gateway modes and priorities only from engine 28 on."""
    modern = int(machine.version.split(".")[0]) >= 28
    for name, options in (NETWORKS | (NETWORKS_28 if modern else {})).items():
        machine.docker("network", "create", *options, name)
    for name, options in (CONTAINERS | (CONTAINERS_28 if modern else {})).items():
        machine.docker("run", "--detach", "--name", name, *options.split(), IMAGE, "sleep", "9999")
    for network, name in CONNECTED:
        machine.docker("network", "connect", network, name)
    machine.docker("pause", "app-paused")
    machine.docker("stop", "--time", "0", "app-stopped")
