"""Symptoms of ways and ports: a name is found, and nobody answers."""

from tests.build import World, ident
from tests.rules.names import localhost_is_the_container
from tests.rules.reach import (
    host_gateway_unanswered,
    internal_reaches_host,
    ipv6_published_ipv4_listener,
    listener_on_loopback,
    macvlan_and_its_host,
    mixed_default_route,
    overlay_peer_missing,
    published_but_not_bound,
    published_not_listened,
    published_port_from_other_bridge,
    stale_endpoint,
)
from tests.symptoms.symptom import Ask, Symptom


def _vpn_made_anew() -> World:
    """The sidecar still names the container that was there before."""
    world = World()
    world.network("media_default", subnet="172.20.0.0/16", project="media")
    world.container("media-vpn-1", networks={"media_default": "172.20.0.2"}, service="media/vpn")
    world.containers["media-vpn-1"]["Created"] = "2026-11-23T11:59:00Z"
    compose = "com.docker.compose"
    labels = {
        f"{compose}.depends_on": "vpn:service_started:true",
        f"{compose}.project.working_dir": "/srv/media",
        f"{compose}.project.config_files": "/srv/media/compose.yaml",
    }
    gone = f"container:{'f' * 64}"
    world.container("media-torrent-1", mode=gone, service="media/torrent", labels=labels)
    world.containers["media-torrent-1"]["Created"] = "2026-11-22T09:00:00Z"
    return world


def _node_in_host_mode() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"})
    world.container("node", mode="host", ports=["9000:80"])
    world.containers["node"]["NetworkSettings"]["Ports"] = {}
    return world


REACHING = (
    Symptom(
        13,
        "`ECONNREFUSED 127.0.0.1:3306`, although the database runs",
        "docker/compose#6053, laradock/laradock#526, axios/axios#4979",
        localhost_is_the_container.a_database_is_asked_for_at_localhost,
        (
            Ask(
                "reach web 127.0.0.1 --port 3306",
                ("LOCALHOST_IS_THE_CALLER",),
                (
                    "127.0.0.1 is web itself when it is asked for inside of web",
                    "nobody listens on tcp 127.0.0.1:3306",
                ),
            ),
            Ask("check", ("N8",), ("that is web itself. mysql has port 3306", "ask for mysql:3306")),
        ),
    ),
    Symptom(
        14,
        "`connection reset by peer` on a published port",
        "moby#10900, moby#27315, moby#13914",
        listener_on_loopback.a_published_port_is_listened_to_on_loopback,
        (Ask("check", ("R201",), ("web listens on 127.0.0.1:80 only", "published tcp port 80", "0.0.0.0:80")),),
    ),
    Symptom(
        15,
        "Is EXPOSE needed? Does it publish anything?",
        "docker/docs#9610, docker/docs#10155",
        published_not_listened.what_is_declared_is_not_what_is_listened_to,
        (
            Ask("check", ("R203",), ("db declares 5432/tcp, and listens on 5433", "EXPOSE is a note for people")),
            Ask("show ports", (), ("5432", "exposed", "declared only", "5433", "listening")),
        ),
    ),
    Symptom(
        16,
        "`host.docker.internal` is unknown or refuses on Linux",
        "docker/for-linux#264, docker/for-linux#1365",
        host_gateway_unanswered.the_service_listens_on_loopback,
        (
            Ask("check", ("R222",), ("172.17.0.1", "listens on 127.0.0.1 only", "12345")),
            Ask(
                "names web host.docker.internal",
                ("NAME_IN_HOSTS_FILE",),
                ("web finds `host.docker.internal` in its own /etc/hosts", "172.17.0.1"),
            ),
        ),
    ),
    Symptom(
        17,
        "From a container, the host's address and a published port hang",
        "moby#29330, moby#27817, moby/libnetwork#1104",
        published_port_from_other_bridge.input_drops_what_comes_from_containers,
        (
            Ask(
                "check",
                ("R221",),
                ("do not reach port 8080 of the host, which web publishes", "INPUT", "ask for web:80"),
            ),
        ),
    ),
    Symptom(
        18,
        "The host and a macvlan container do not reach each other",
        "moby/libnetwork#1915, moby#21735",
        macvlan_and_its_host.a_macvlan_network,
        (
            Ask("check", ("R223",), ("The host and web do not reach each other", "ip link add", "by design")),
            Ask("reach host container:web --port 80", ("NET_MACVLAN_HOST",), ("By design of the kernel",)),
        ),
    ),
    Symptom(
        19,
        "A published port of an `--internal` network is not there",
        "moby#36174, moby#27441, moby#44986",
        published_but_not_bound.published_on_an_internal_network_only,
        (
            Ask(
                "check",
                ("R202",),
                (
                    "shut asked for 9000->80/tcp, but nothing is published",
                    "internal",
                    "PortBindings",
                    "network connect",
                ),
            ),
        ),
    ),
    Symptom(
        20,
        "A container of an `--internal` network still reaches the host",
        "moby#38049, moby/libnetwork#1151",
        internal_reaches_host.a_service_of_the_host_answers,
        (Ask("check", ("R224",), ("inside is internal, yet its containers reach the host at 172.20.0.1", "isolated")),),
    ),
    Symptom(
        21,
        "With a second network the published port is dead, or the way out is another",
        "moby#21741, moby#20179, docker/compose#12170",
        mixed_default_route.strict_reverse_path_filtering,
        (Ask("check", ("R205",), ("web answers by app whoever comes by wan", "--gw-priority", "name")),),
    ),
    Symptom(
        22,
        "Programs behind a VPN container lose their network when it is recreated",
        "docker/compose#6626, docker/compose#6329, docker/compose#8918",
        _vpn_made_anew,
        (
            Ask(
                "check",
                ("R206",),
                (
                    "media-torrent-1 lives in the network namespace of a container that is gone",
                    "It was told to join ffffffffffff",
                    f"Now media-vpn-1 is {ident('container media-vpn-1')[:12]}",
                    "docker compose --project-directory /srv/media -f /srv/media/compose.yaml -p media up",
                    "-d --force-recreate torrent",
                ),
            ),
        ),
    ),
    Symptom(
        23,
        "“Published ports are discarded when using host network mode”",
        "docker/for-mac#3143",
        _node_in_host_mode,
        (
            Ask("check", ("R202",), ("node asked for 9000->80/tcp, but nothing is published", "the host's network")),
            Ask(
                "names node web",
                ("NAME_ASKER_HOST_MODE",),
                ("node runs in the host's network namespace, where Docker serves no names", "web is at 172.20.0.2"),
            ),
        ),
    ),
    Symptom(
        24,
        "`localhost` fails where 127.0.0.1 works",
        "moby#31818, docker/for-linux#1374",
        ipv6_published_ipv4_listener.it_listens_on_ipv4_only,
        (
            Ask(
                "check",
                ("R204",),
                ("web publishes [::]:20128 too, but listens on IPv4 only", "127.0.0.1:20128 works", "curl -4"),
            ),
        ),
    ),
    Symptom(
        25,
        "Across the nodes of a swarm names resolve and nothing answers",
        "moby#30972, moby#35688",
        overlay_peer_missing.a_manager_is_alone_of_three,
        (Ask("check", ("R229",), ("Peers of ingress shows 1 of 3 nodes", "7946", "4789/udp")),),
    ),
    Symptom(
        26,
        "`network ... has active endpoints`, and none is listed",
        "moby#17217, moby#42119, portainer/portainer#4408",
        stale_endpoint.an_endpoint_without_a_container_is_left,
        (Ask("check", ("R225",), ("app holds an endpoint of old", "docker network disconnect --force app old")),),
    ),
)
