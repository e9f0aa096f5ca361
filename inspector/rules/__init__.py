"""Rules: every question worth asking of a host. RULES is the one list of them; CONTRIBUTING tells how to add one."""

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from inspector.errors import UsageError
from inspector.model.finding import Undecided
from inspector.rules.base import FAMILIES, Rule
from inspector.rules.lint import (
    dead_network,
    docker_socket,
    host_network_admin,
    legacy_link,
    privileged,
    published_everywhere,
    restart_loop,
    sensitive_host_path,
)
from inspector.rules.names import (
    command_names_nobody,
    default_bridge_no_dns,
    dns_on_loopback,
    host_internal_missing,
    hosts_entry_shadows_container,
    internal_asks_outside,
    link_alias_dead,
    link_on_default_bridge,
    link_target_gone,
    link_variables_gone,
    localhost_is_the_container,
    name_clash,
    name_clash_across_projects,
    own_service_shadowed,
    proxy_holds_old_address,
    resolver_fallback,
    service_left_project_network,
)
from inspector.rules.reach import (
    address_pools_running_out,
    docker_user_not_reached,
    docker_user_published_port,
    firewall_bypassed,
    forward_drop_hits_bridges,
    forwarding_off,
    host_gateway_unanswered,
    icc_not_enforced,
    internal_reaches_host,
    ipv6_not_isolated,
    ipv6_published_ipv4_listener,
    link_opens_nothing,
    listener_on_loopback,
    loopback_published_reachable,
    macvlan_and_its_host,
    masquerade_off,
    mixed_default_route,
    mtu_too_large,
    network_gone,
    orphaned_sidecar,
    overlay_peer_missing,
    port_taken,
    published_but_not_bound,
    published_not_listened,
    published_port_from_other_bridge,
    routed_traffic_dropped,
    rules_on_other_backend,
    stale_endpoint,
    subnet_shadows_route,
)
from inspector.rules.storage import (
    anonymous_carried_over,
    anonymous_volumes_leak,
    anonymous_without_label,
    bind_source_missing,
    data_in_writable_layer,
    database_in_anonymous_volume,
    docker_folder_mounted,
    empty_folder_hides_program,
    file_system_nearly_full,
    missing_source_made_directory,
    mount_point_made_on_host,
    private_mount_propagation,
    replaced_file_still_mounted,
    twin_volume_has_the_data,
    two_writers,
    user_cannot_write,
    volume_device_missing,
    volume_mounted_by_path,
    volume_of_another_project,
    volume_older_than_image,
    volumes_from_gone,
)

RULES: tuple[Rule, ...] = (
    default_bridge_no_dns.RULE,
    name_clash_across_projects.RULE,
    name_clash.RULE,
    link_target_gone.RULE,
    link_variables_gone.RULE,
    link_alias_dead.RULE,
    proxy_holds_old_address.RULE,
    localhost_is_the_container.RULE,
    command_names_nobody.RULE,
    host_internal_missing.RULE,
    service_left_project_network.RULE,
    own_service_shadowed.RULE,
    hosts_entry_shadows_container.RULE,
    dns_on_loopback.RULE,
    resolver_fallback.RULE,
    internal_asks_outside.RULE,
    link_on_default_bridge.RULE,
    listener_on_loopback.RULE,
    published_but_not_bound.RULE,
    published_not_listened.RULE,
    ipv6_published_ipv4_listener.RULE,
    mixed_default_route.RULE,
    orphaned_sidecar.RULE,
    firewall_bypassed.RULE,
    loopback_published_reachable.RULE,
    routed_traffic_dropped.RULE,
    docker_user_not_reached.RULE,
    docker_user_published_port.RULE,
    rules_on_other_backend.RULE,
    forward_drop_hits_bridges.RULE,
    icc_not_enforced.RULE,
    forwarding_off.RULE,
    link_opens_nothing.RULE,
    subnet_shadows_route.RULE,
    address_pools_running_out.RULE,
    mtu_too_large.RULE,
    ipv6_not_isolated.RULE,
    published_port_from_other_bridge.RULE,
    host_gateway_unanswered.RULE,
    macvlan_and_its_host.RULE,
    internal_reaches_host.RULE,
    stale_endpoint.RULE,
    masquerade_off.RULE,
    port_taken.RULE,
    network_gone.RULE,
    overlay_peer_missing.RULE,
    anonymous_volumes_leak.RULE,
    anonymous_without_label.RULE,
    anonymous_carried_over.RULE,
    database_in_anonymous_volume.RULE,
    volume_older_than_image.RULE,
    empty_folder_hides_program.RULE,
    mount_point_made_on_host.RULE,
    missing_source_made_directory.RULE,
    bind_source_missing.RULE,
    replaced_file_still_mounted.RULE,
    user_cannot_write.RULE,
    two_writers.RULE,
    twin_volume_has_the_data.RULE,
    data_in_writable_layer.RULE,
    file_system_nearly_full.RULE,
    docker_folder_mounted.RULE,
    volume_mounted_by_path.RULE,
    volumes_from_gone.RULE,
    volume_device_missing.RULE,
    private_mount_propagation.RULE,
    volume_of_another_project.RULE,
    docker_socket.RULE,
    published_everywhere.RULE,
    legacy_link.RULE,
    sensitive_host_path.RULE,
    privileged.RULE,
    host_network_admin.RULE,
    dead_network.RULE,
    restart_loop.RULE,
)
"""By family, then by number."""

RETIRED: frozenset[str] = frozenset()
"""Ids of rules that are gone: configurations may still name them, and no new rule takes them."""


def chosen(select: Collection[str] = (), ignore: Collection[str] = ()) -> tuple[Rule, ...]:
    """The rules that are named by id, slug or family (N or names), all when none is, without those to be ignored."""
    for word in (*select, *ignore):
        if not any(word in _words(rule) for rule in RULES) and word not in RETIRED and word not in FAMILIES:
            raise UsageError(f"There is no rule {word!r}", remedy="docs/rules.md lists them, such as N1 or R201.")
    kept = (rule for rule in RULES if not select or not _words(rule).isdisjoint(select))
    return tuple(rule for rule in kept if _words(rule).isdisjoint(ignore))


def merged(undecided: Iterable[Undecided]) -> Iterator[Undecided]:
    """One a rule, with all the subjects that it could not decide and all that it lacked for them."""
    known: dict[str, Undecided] = {}
    for one in undecided:
        before = known.get(one.rule, one)
        named = dict(zip((*before.subjects, *one.subjects), (*before.names, *one.names), strict=True))
        known[one.rule] = replace(
            one,
            subjects=tuple(named),
            names=tuple(named.values()),
            gaps=tuple(dict.fromkeys((*before.gaps, *one.gaps))),
        )
    yield from known.values()


def _words(rule: Rule) -> set[str]:
    return {rule.id, rule.slug, rule.id[0], rule.family}
