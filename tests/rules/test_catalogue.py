"""docs/rules.md says what the rules' own files say."""

from pathlib import Path

import pytest

from inspector.errors import UsageError
from inspector.rules import RULES, chosen
from inspector.rules.base import HEADINGS, Rule
from inspector.rules.catalogue import markdown, parts
from inspector.rules.proven import PROVEN, UNPROVEN
from tests.lab.proofs import reasons, table

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text() == markdown(RULES, PROVEN, UNPROVEN), "make rules"


def test_what_is_said_to_be_proven_is_proven_in_the_lab() -> None:
    assert table() == PROVEN, "make rules"
    assert reasons() == UNPROVEN, "make rules"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_proven_or_says_why_not(rule: Rule) -> None:
    assert (rule.id in PROVEN) != (rule.id in UNPROVEN)


def test_every_heading_has_its_text() -> None:
    for rule in RULES:
        assert tuple(parts(rule)) == HEADINGS
        assert all(parts(rule).values())


def test_rules_are_chosen_by_id_slug_and_family() -> None:
    assert [rule.id for rule in chosen(["N1", "published-but-not-bound"])] == ["N1", "R202"]
    assert {rule.family for rule in chosen(["names", "L"])} == {"names", "lint"}
    assert {rule.family for rule in chosen(ignore=["N", "L602"])} >= {"reach", "lint"}
    assert len(chosen()) == len(RULES)


@pytest.mark.parametrize("word", ["N999", "n1", "", "name"])
def test_an_id_that_is_no_rule_s_is_an_error(word: str) -> None:
    with pytest.raises(UsageError, match=r"There is no rule .* docs/rules\.md"):
        chosen([word])
