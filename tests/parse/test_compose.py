"""Compose files into a snapshot: what each way of writing means, and that no file is so odd that reading it fails."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import SourceError
from inspector.model.container import Container, Mode, PortStatus
from inspector.model.evidence import ComposeFiles, Evidence
from inspector.model.snapshot import Origin, Snapshot
from inspector.parse.compose import documents, short
from inspector.parse.compose.variables import Variables, dotenv, env_names
from inspector.parse.snapshot import parse
from inspector.pipeline import build, check


def composed(*texts: str, variables: Mapping[str, str] | None = None, **beside: str) -> Snapshot:
    """The snapshot of files in the folder /home/me/shop; beside: other files there, by name without .yaml."""
    main = {f"/home/me/shop/{number or 'compose'}.yaml": text for number, text in enumerate(texts)}
    files = main | {f"/home/me/shop/{name}.yaml": text for name, text in beside.items()}
    told = ComposeFiles(main=tuple(main), directory="/home/me/shop", files=files, variables=dict(variables or {}))
    return parse(Evidence(taken_at="2026-11-25T12:00:00Z", tool="tests", compose=told))


def one(told: str, rest: str = "", **more: Any) -> Container:
    """The container of a service `web`, of which only these lines are told."""
    lines = "".join(f"    {line}\n" for line in told.splitlines())
    return composed(f"services:\n  web:\n    image: app:1\n{lines}{rest}", **more).containers[0]


def gaps(snapshot: Snapshot) -> list[str]:
    """What was not understood: all but what is decided at start."""
    return [f"{gap.where} {gap.what}" for gap in snapshot.gaps if "decided at start" not in gap.what]


@pytest.mark.parametrize(
    ("word", "target", "published", "protocol", "address"),
    [
        ("80", "80", "", "tcp", ""),
        ("8080:80", "80", "8080", "tcp", ""),
        ("8080:80/udp", "80", "8080", "udp", ""),
        ("127.0.0.1:8080:80", "80", "8080", "tcp", "127.0.0.1"),
        ("127.0.0.1::80", "80", "", "tcp", "127.0.0.1"),
        ("[::1]:8080:80", "80", "8080", "tcp", "::1"),
        ("3000-3005:80", "80", "3000-3005", "tcp", ""),
    ],
)
def test_a_port_in_short_syntax(word: str, target: str, published: str, protocol: str, address: str) -> None:
    told = {"target": target, "published": published, "protocol": protocol, "host_ip": address}
    assert short.ports(word) == [told]


def test_ranges_of_ports_are_written_out() -> None:
    pairs = [(one["published"], one["target"]) for one in short.ports("5000-5002:6000-6002/udp") or []]
    assert pairs == [("5000", "6000"), ("5001", "6001"), ("5002", "6002")]
    assert [one["target"] for one in short.ports("90-92") or []] == ["90", "91", "92"]


@pytest.mark.parametrize("word", ["", "web", "1:2:3:4:5", "0:80", "80-70", "70000:80", "1-3:1-2", "80/", "1-65535"])
def test_what_is_no_port(word: str) -> None:
    assert short.ports(word) is None


@pytest.mark.parametrize(
    ("word", "kind", "source", "target", "more"),
    [
        ("/anonymous", "volume", "", "/anonymous", {}),
        ("data:/data", "volume", "data", "/data", {}),
        ("data:/data:ro", "volume", "data", "/data", {"read_only": True}),
        ("data:/data:nocopy", "volume", "data", "/data", {"volume": {"nocopy": True}}),
        ("./conf:/etc/conf:ro,z", "bind", "./conf", "/etc/conf", {"read_only": True, "bind": {"selinux": "z"}}),
        ("~/x:/x:rshared", "bind", "~/x", "/x", {"bind": {"propagation": "rshared"}}),
        (r"C:\data:/data", "bind", r"C:\data", "/data", {}),
    ],
)
def test_a_mount_in_short_syntax(word: str, kind: str, source: str, target: str, more: dict[str, Any]) -> None:
    found = short.volume(word)
    assert found == {"type": kind, "source": source, "target": target, kind: {}} | more


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$A", "1"),
        ("${A}b", "1b"),
        ("x$$A", "x$A"),
        ("${EMPTY:-d}${EMPTY-d}", "d"),
        ("${NONE:-d}${NONE-e}", "de"),
        ("${A:+yes}${EMPTY:+yes}${EMPTY+set}${NONE+no}", "yesset"),
        ("${A:?must}${EMPTY?must}", "1"),
        ("${NONE:-${A}${B:-c}}", "1c"),
        ("${NONE:-a:b-c}", "a:b-c"),
    ],
)
def test_a_variable_in_a_text(written: str, value: str) -> None:
    told = Variables({"A": "1", "EMPTY": ""}, "compose.yaml", [])
    assert told.fill({"a": [written]}) == {"a": [value]}
    assert told.gaps == []


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("${NONE}", "the variable NONE is not set"),
        ("$NONE", "the variable NONE is not set"),
        ("${NONE:?set me}", "compose wants the variable NONE to be set: set me"),
        ("5$", "begins no variable"),
        ("${}", "is no variable"),
        ("${A:-" * 50, "no variable"),
    ],
)
def test_a_variable_that_leads_nowhere_is_a_gap_with_its_place(written: str, what: str) -> None:
    found = gaps(composed(f"services: {{web: {{labels: ['{written}']}}}}"))
    assert found[0].startswith("compose.yaml: services.web.labels.0 ")
    assert any(what in gap for gap in found)


def test_an_env_file() -> None:
    written = "A=1\n# C=3\nexport B = two words # why\nQ='$A'\nD=\"${A}\nx\"\nF=${A}0\nNAME\n"
    assert dotenv(written, {}) == {"A": "1", "B": "two words", "Q": "$A", "D": "1\nx", "F": "10"}
    assert env_names(written)[:3] == ("A", "B", "Q")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("22:22", "22:22"),
        ("no", "no"),
        ("true", True),
        ("~", None),
        ("0x1F", "31"),
        ("0o17", "15"),
        ("017", "15"),
        ("1.10", "1.10"),
        ("2026-01-01", "2026-01-01"),
        ("'8'", "8"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    assert documents.read(f"a: {written}\n", "x") == {"a": value}


def test_anchors_and_merge_keys() -> None:
    found = documents.read("x: &x {a: 1, b: 2}\ny: &y {a: 3, c: 4}\nz: {<<: [*x, *y], b: 5}\nv: {<<: *x}\n", "x")
    assert found["z"] == {"a": "1", "b": "5", "c": "4"}
    assert found["v"] == {"a": "1", "b": "2"}


_BOMB = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True))


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("a: &a [x]\n" + _BOMB, "more than 200000 values"),
        ("a: &a {b: *a}\n", "holds itself"),
        ("a: 1\na: 2\n", "line 2: the key 'a' stands there twice"),
        ("a:\n\tb: 1\n", "not YAML, line 2"),
        ("[a]\n", "not a compose file"),
        ("# nothing\n", "is empty"),
        ("a: 1\n---\nb: 2\n", "another document"),
        ("a: " + "[" * 5000, "nested too deeply"),
        ("a: {<<: 1}\n", "`<<` merges maps only"),
        ("{[a]: 1}\n", "a key is a text"),
    ],
)
def test_yaml_that_is_refused_in_one_line(written: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        documents.read(written, "compose.yaml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_project_is_called_after_its_folder_or_as_it_says() -> None:
    assert [c.name for c in composed("services: {web: {}}").containers] == ["shop-web-1"]
    assert [c.name for c in composed("name: other\nservices: {web: {}}").containers] == ["other-web-1"]
    named = composed("name: other\nservices: {web: {}}", variables={"COMPOSE_PROJECT_NAME": "third"})
    assert [(c.name, c.project) for c in named.containers] == [("third-web-1", "third")]


def test_all_is_composed_and_cites_its_place() -> None:
    found = composed("services: {web: {image: x, volumes: ['data:/d']}}\nvolumes: {data: }")
    assert found.origin is Origin.COMPOSED
    assert [c.written for c in found.containers] == ["compose.yaml: services.web"]
    assert {n.name: n.written for n in found.networks}["shop_default"] == "compose.yaml: networks.default"
    assert [v.written for v in found.volumes] == ["compose.yaml: volumes.data"]


@pytest.mark.parametrize(
    ("told", "mode", "target"),
    [
        ("", Mode.NETWORK, "shop_default"),
        ("networks: [b, a]", Mode.NETWORK, "shop_a"),
        ("networks: {a: {priority: 1}, b: {priority: 2}}", Mode.NETWORK, "shop_b"),
        ("network_mode: host", Mode.HOST, ""),
        ("network_mode: none", Mode.NONE, ""),
        ("network_mode: bridge", Mode.BRIDGE, "bridge"),
        ("net: host", Mode.HOST, ""),
    ],
)
def test_network_modes(told: str, mode: Mode, target: str) -> None:
    found = one(told, "networks: {a: , b: }\n").network_mode
    assert (found.mode, found.target) == (mode, target)


def test_who_shares_a_namespace_is_told_by_the_container() -> None:
    found = composed(
        "services:\n  vpn: {ports: ['80:80'], container_name: v}\n  a: {network_mode: 'service:vpn'}\n"
        "  b: {network_mode: 'container:v'}\n  c: {network_mode: 'service:nobody'}\n"
    )
    owner = next(c for c in found.containers if c.name == "v")
    assert [c.network_mode.target for c in found.containers if c.name in ("shop-a-1", "shop-b-1")] == [owner.id] * 2
    assert gaps(found) == ["compose.yaml: services.c.network_mode there is no service 'nobody' that starts"]


def test_ports_are_bound_where_a_network_carries_them() -> None:
    networks = "networks: {inside: {internal: true}, lan: {driver: macvlan}}\n"
    for told, status in (("", PortStatus.PUBLISHED), ("\nnetworks: [inside, lan]", PortStatus.REQUESTED)):
        ports = one(f"ports: ['8080:80']{told}", networks).ports
        assert {(p.port, p.host_port, p.status) for p in ports} == {(80, 8080, status)}


def test_hosts_in_every_spelling() -> None:
    lists = one('extra_hosts: ["a:10.0.0.1", "b=10.0.0.2", "c=[::1]", "d:host-gateway"]').extra_hosts
    assert lists == ("a:10.0.0.1", "b:10.0.0.2", "c:::1", "d:host-gateway")
    assert one("extra_hosts: {a: 10.0.0.1, b: [10.0.0.2, '::2']}").extra_hosts == ("a:10.0.0.1", "b:10.0.0.2", "b:::2")


def test_names_of_links_have_the_number_of_the_container_that_links() -> None:
    found = composed("services: {a: {scale: 2}, b: {scale: 2, links: ['a:x']}}")
    second = next(c for c in found.containers if c.name == "shop-b-2")
    assert {(link.target, link.alias) for link in second.endpoints[0].links} == {
        (target, alias) for target in ("shop-a-1", "shop-a-2") for alias in ("x", "a-2", "shop-a-2")
    }


def test_who_shares_a_namespace_has_the_owners_hostname() -> None:
    found = composed("services: {a: {hostname: h}, b: {network_mode: 'service:a'}}")
    assert [c.hostname for c in found.containers] == ["h", "h"]


def test_services_that_do_not_start() -> None:
    text = "services:\n  a: {profiles: [x]}\n  b: {scale: 0}\n  c: {deploy: {replicas: 2}}\n"
    found = composed(text)
    assert [c.name for c in found.containers] == ["shop-c-1", "shop-c-2"]
    assert gaps(found) == ["compose.yaml: services.a.profiles the service a is left out: it has a profile"]
    assert len(composed(text, variables={"COMPOSE_PROFILES": "y,x"}).containers) == 3
    assert len(composed(text, variables={"COMPOSE_PROFILES": "*"}).containers) == 3


def test_files_are_laid_over_each_other() -> None:
    under = "services: {web: {image: a, command: [x], ports: ['1:1'], environment: {A: 1, B: 2}, volumes: ['one:/d']}}"
    over = "services: {web: {command: [y, z], ports: ['2:2'], environment: [B=3], volumes: ['two:/d:ro']}}"
    (found,) = composed(f"{under}\nvolumes: {{one: , two: }}", over).containers
    assert (found.image, found.command, found.env) == ("a", ("y", "z"), ("A=1", "B=3"))
    assert {p.host_port for p in found.ports} == {1, 2}
    assert [(m.volume, m.writable) for m in found.mounts] == [("shop_two", False)]


def test_what_is_reset_or_overridden_is_not_merged() -> None:
    under = "services: {web: {user: me, ports: ['1:1'], dns: [1.1.1.1]}}"
    (found,) = composed(under, "services: {web: {user: !reset , ports: !override ['2:2']}}").containers
    assert (found.user, {p.host_port for p in found.ports}, found.dns) == ("", {2}, ("1.1.1.1",))


def test_extends_and_include_find_their_files() -> None:
    text = "include: [tools.yaml]\nservices:\n  a: {extends: {file: base.yaml, service: b}, hostname: own}\n"
    base = "services: {b: {image: base, hostname: theirs, volumes: ['./d:/d']}}"
    found = composed(text, base=base, tools="services: {tool: {image: t}}")
    web, tool = found.containers
    assert (web.image, web.hostname, [m.source for m in web.mounts]) == ("base", "own", ["/home/me/shop/d"])
    assert tool.name == "shop-tool-1"
    assert gaps(composed(text, base=base)) == ["compose.yaml: include.0 the file /home/me/shop/tools.yaml was not read"]


def test_what_a_base_waits_for_its_heirs_wait_for_too() -> None:
    waits = "depends_on: {job: {condition: service_completed_successfully}}"
    found = composed(f"services: {{job: , web: {{extends: base}}, base: {{scale: 0, {waits}}}}}")
    assert [c.state.value for c in found.containers if c.name == "shop-job-1"] == ["running"]
    found = composed(f"services: {{job: , web: {{extends: base, scale: 1}}, base: {{scale: 0, {waits}}}}}")
    assert [c.state for c in found.containers if c.name == "shop-job-1"] == ["exited"]


def test_external_networks_and_volumes_keep_their_names_and_are_gaps() -> None:
    found = composed(
        "services: {web: {networks: [p, q], volumes: ['vol:/v']}}\n"
        "networks: {p: {external: true}, q: {external: true, name: big}}\nvolumes: {vol: {external: {name: old}}}"
    )
    assert [n.name for n in found.networks if n.external] == ["big", "p"]
    assert [v.name for v in found.volumes] == ["old"]
    assert len(gaps(found)) == 3


def test_what_compose_refuses_is_a_gap_at_its_place() -> None:
    found = composed("services: {web: {networks: [n], volumes: ['vol:/v', 'vol:y'], prots: [1], depends_on: [db]}}")
    assert [text.partition(" ")[2].partition(" ")[0] for text in sorted(gaps(found))] == [
        "networks.n",
        "services.web.depends_on",
        "services.web.prots",
        "services.web.volumes.0",
        "services.web.volumes.1",
    ]


def test_broken_files_of_an_evidence_are_a_gap() -> None:
    found = composed("services: [")
    assert found.containers == ()
    assert "is not YAML" in found.gaps[0].what


def test_names_that_nobody_chose_yet_are_not_told() -> None:
    found = composed("services: {web: {}}")
    assert [c.short_id for c in found.containers] == [""]
    assert {n.bridge for n in found.networks if n.driver == "bridge"} == {"docker0", "br-?shop_default"}


_WORDS = st.sampled_from(["web", "db", "80:80", "a:/b", "$A", "${A:-x}", "host", "service:web", "true", "x=y", "", "7"])
_ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 99999) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=6,
)
_NAMES = (
    "image ports volumes networks depends_on environment command extra_hosts links deploy scale network_mode configs "
    "secrets tmpfs extends profiles volumes_from env_file labels container_name dns expose healthcheck"
)
_KEYS = st.sampled_from(_NAMES.split())


@settings(max_examples=150, deadline=None)
@given(
    services=st.dictionaries(_WORDS, st.dictionaries(_KEYS, _ODD, max_size=4) | _ODD, max_size=3),
    rest=st.dictionaries(st.sampled_from(["networks", "volumes", "configs", "secrets", "include", "name"]), _ODD),
)
def test_whatever_stands_in_a_file_is_read_and_asked(services: dict[str, Any], rest: dict[str, Any]) -> None:
    found = composed(yaml.safe_dump({"services": services, **rest}))
    told = ComposeFiles(main=("c",), files={"c": yaml.safe_dump({"services": services, **rest})})
    assert check(build(Evidence(taken_at=found.taken_at, tool="tests", compose=told))).ran
