"""The details of an entity: facts, names, who reaches it, findings, and what can be copied."""

import pytest

from inspector.analysis.matrix import Pairs
from inspector.analysis.reachers import reachers
from inspector.collect.archive import demo
from inspector.export.sheet import sheet
from inspector.export.sheet_answers import about, with_answers
from inspector.export.sheet_lines import Sheet
from inspector.model.ids import HOST, Kind, Ref
from inspector.pipeline import Case, build, check
from tests.build import World, ident
from tests.recorded import recorded


def shown(world: World, name: str) -> Sheet:
    case = world.case()
    ref = Ref(Kind.CONTAINER, ident(f"container {name}"))
    made = sheet(case.topology, world.evidence(), ref)
    return with_answers(made, about(ref, check(case).findings), reachers(case.world, ref.id))


def facts(made: Sheet, title: str) -> dict[str, str]:
    section = next(one for one in made.sections if one.title.startswith(title))
    return {fact.label: fact.value for fact in section.facts}


@pytest.fixture
def world() -> World:
    made = World()
    made.network("app", subnet="172.20.0.0/16")
    made.container("web", networks={"app": {"IPAddress": "172.20.0.2", "Aliases": ["www"]}})
    made.container("db", networks={"app": "172.20.0.3"})
    made.container("far", networks={"bridge": "172.17.0.2"})
    made.container("off", networks={"app": "172.20.0.4"}, state="exited")
    return made


def test_the_names_it_answers_to_stand_with_the_network_that_answers(world: World) -> None:
    assert facts(shown(world, "web"), "On app")["Answers to"] == f"web, {ident('container web')[:12]}, www"
    assert "no DNS" in facts(shown(world, "far"), "On bridge")["Answers to"]
    assert facts(shown(world, "off"), "On app")["Answers to"].startswith("no name while it is exited; else off")


def test_who_reaches_it_is_told_in_a_few_lines(world: World) -> None:
    told = facts(shown(world, "web"), "Who reaches it")
    assert told["By name"] == "db"
    assert told["Not reached"] == "far"
    assert "off" not in " ".join(told.values())


@pytest.mark.parametrize("name", ["t1-default-bridge-20.10", "t2-compose-28.5"])
def test_who_reaches_it_is_the_column_of_the_matrix(name: str) -> None:
    case = build(recorded(name))
    pairs = Pairs(case.world, None)
    for target in pairs.groups[:-2]:
        found = reachers(case.world, target.members[0])
        assert found
        groups = {group.label: group for group in pairs.groups}
        for one in found.asked:
            if one.cell.source != target.label:
                assert one.cell == pairs.cell(groups[one.cell.source], target)


def test_findings_of_the_entity_come_first() -> None:
    case = _case_with_findings()
    one = check(case).findings[0]
    made = sheet(case.topology, recorded("host-315"), one.subjects[0])
    first = with_answers(made, about(one.subjects[0], [one]), None).sections[0]
    assert (first.title, first.facts[0].label) == ("Findings (1)", one.severity.value)


def test_what_people_take_along_can_be_copied(world: World) -> None:
    copies = {one.label: one.text for one in shown(world, "web").copies}
    assert copies["name"] == "web"
    assert copies["id"] == ident("container web")
    assert copies["address"] == "172.20.0.2"
    assert copies["docker exec"] == "docker exec -it web sh"
    assert "docker exec" not in {one.label for one in shown(world, "off").copies}


def test_a_name_in_a_copied_command_stays_one_word(world: World) -> None:
    world.volume("$(reboot) x")
    made = sheet(world.case().topology, world.evidence(), Ref(Kind.VOLUME, "$(reboot) x"))
    assert made.copies[-1].text == "docker volume inspect '$(reboot) x'"


def test_every_element_of_a_host_has_a_sheet_with_a_title_and_most_have_something_to_copy() -> None:
    evidence = demo()
    topology = build(evidence).topology
    for ref in (*topology.graph, HOST):
        made = sheet(topology, evidence, ref)
        assert made.title
        assert made.copies or ref.kind in (Kind.HOST, Kind.NETNS, Kind.LINK)
    outside = sheet(topology, evidence, Ref(Kind.EXTERNAL, "203.0.113.9"))
    assert outside.subtitle == "Outside of this host; nothing of it was read."


def _case_with_findings() -> Case:
    return build(recorded("host-315"))
