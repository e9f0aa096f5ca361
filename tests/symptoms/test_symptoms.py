"""A person who tells a symptom reads the answer: for each, the host is built and the command is run."""

from pathlib import Path

import pytest

from tests.symptoms.page import SYMPTOMS, markdown
from tests.symptoms.symptom import Ask, Symptom

PAGE = Path(__file__).parents[2] / "docs" / "symptoms.md"
ASKS = [
    pytest.param(one, ask, id=f"{one.number}-{'-'.join(ask.command.split())}") for one in SYMPTOMS for ask in one.asks
]


@pytest.mark.parametrize(("symptom", "ask"), ASKS)
def test_the_answer_says_what_is_wrong_and_what_mends_it(symptom: Symptom, ask: Ask) -> None:
    said = symptom.text(ask)
    assert [word for word in (*ask.by, *ask.says) if word not in said] == [], said


def test_no_cluster_of_symptoms_is_left_out() -> None:
    assert sorted({one.number for one in SYMPTOMS}) == list(range(1, 43))


def test_every_symptom_was_seen_by_somebody_and_is_answered_by_a_rule_a_code_or_a_table() -> None:
    for one in SYMPTOMS:
        assert "#" in one.issues
        assert any(ask.by or not ask.command.startswith("check") for ask in one.asks)


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text() == markdown(), "make rules"
