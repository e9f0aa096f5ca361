"""Symptoms of firewalls, subnets and packet sizes, and of wires."""

from tests.build import World
from tests.hosts import add_link, add_route, read_host
from tests.recorded import recorded
from tests.rules.reach import (
    address_pools_running_out,
    docker_user_not_reached,
    firewall_bypassed,
    forward_drop_hits_bridges,
    loopback_published_reachable,
    mtu_too_large,
    routed_traffic_dropped,
    subnet_shadows_route,
)
from tests.symptoms.symptom import Ask, Symptom


def _vpn_for_the_whole_world() -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    add_link(read_host(world), "wg0", kind="wireguard", address="10.9.0.2/24")
    return add_route(add_route(world, "0.0.0.0/1", "wg0"), "128.0.0.0/1", "wg0")


ADDRESSING = (
    Symptom(
        27,
        "ufw says DENY, and the internet gets in",
        "moby#22054, moby#4737, OWASP/CheatSheetSeries#2018",
        firewall_bypassed.ufw_denies_what_is_published,
        (
            Ask(
                "check",
                ("R207",),
                (
                    "refuses port 5432, yet strangers reach db",
                    "0.0.0.0:5432->5432",
                    "ufw",
                    "-p 127.0.0.1:5432:5432",
                    "DOCKER-USER",
                ),
            ),
        ),
    ),
    Symptom(
        28,
        "What is published on 127.0.0.1 is reached from the LAN",
        "moby#41872, moby#45610, moby#14041",
        loopback_published_reachable.an_engine_before_28,
        (Ask("check", ("R208",), ("the LAN reaches db at 172.20.0.2:5432", "Docker 20.10.24", "28")),),
    ),
    Symptom(
        29,
        "Routed traffic to containers stopped with the upgrade to 28",
        "moby#49792, moby#49509, docker/docs#25676",
        routed_traffic_dropped.a_rule_lets_the_vpn_in,
        (
            Ask(
                "check",
                ("R209",),
                (
                    "DOCKER-USER accepts packets to containers of app",
                    "raw PREROUTING",
                    "trusted_host_interfaces",
                    "nat-unprotected",
                ),
            ),
        ),
    ),
    Symptom(
        30,
        "Virtual machines lose their network once Docker runs",
        "moby#39439, docker/for-linux#949, moby#48365",
        forward_drop_hits_bridges.forward_drops,
        (Ask("check", ("R213",), ("virbr0", "net.bridge.bridge-nf-call-iptables", "FORWARD")),),
    ),
    Symptom(
        31,
        "Rules in DOCKER-USER have no effect",
        "moby#48560, moby#48568, moby#46147",
        docker_user_not_reached.forward_was_flushed,
        (
            Ask(
                "check",
                ("R210",),
                ("DOCKER-USER of iptables has 1 rule, but nothing leads there", "iptables -I FORWARD"),
            ),
        ),
    ),
    Symptom(
        32,
        "`could not find an available, non-overlapping IPv4 address pool`",
        "docker/for-linux#418, docker/compose#6153, moby#21847",
        address_pools_running_out.none_is_left,
        (
            Ask(
                "check",
                ("R218",),
                (
                    "none of its 31 default subnets left",
                    "Networks have 31 of them",
                    "Nobody is on 29 of them: net01, net02",
                    "docker network rm net01",
                    "default-address-pools",
                ),
            ),
        ),
    ),
    Symptom(
        32,
        "The same, and there are hardly any networks",
        "docker/compose#6153",
        _vpn_for_the_whole_world,
        (Ask("check", ("R218",), ("none of its 31 default subnets left", "30 overlap 128.0.0.0/1 by wg0")),),
    ),
    Symptom(
        33,
        "Hosts of the company or behind the VPN are not reached any more",
        "docker/for-mac#2820, moby#37823, moby/libnetwork#2001",
        subnet_shadows_route.the_vpn_leads_to_the_same_addresses,
        (
            Ask(
                "check",
                ("R217",),
                (
                    "app (192.168.16.0/20) overlaps the host's way to 192.168.0.0/16 by tun0",
                    "What lies in 192.168.16.0/20 matches br-",
                    "and never reaches tun0",
                    "--subnet",
                ),
            ),
        ),
    ),
    Symptom(
        34,
        "TLS and large transfers hang, ping works",
        "moby#13475, moby#20178, docker/for-linux#594",
        mtu_too_large.a_tunnel_is_smaller,
        (Ask("check", ("R219",), ("wg0 takes 1420", "1500", "com.docker.network.driver.mtu=1420")),),
    ),
    Symptom(
        35,
        "Which veth is my container?",
        "moby#17064, moby#15359, moby#20224",
        lambda: recorded("interfaces-20.10"),
        (Ask("show interfaces", (), ("HOST INTERFACE", "veth4a3a42f", "459", "460", "docker0")),),
    ),
)
