"""Subjects: whose a figure is, where the grammar puts the doer away from his verb."""

from __future__ import annotations

import pytest

from tracker.extract import claims


@pytest.mark.parametrize(
    ("text", "subject", "metric"),
    [
        ("The probe, 3.2 metres tall, carries cameras.", "probe", "tall"),
        ("The proportion who felt tired fell to 29 per cent.", "proportion", "proportion"),
        ("Core CPI, which leaves out food, fuel and rent, rose by 3.4%.", "Core CPI", "Core CPI"),
        ("In Port Carrow the increase was 8.3%.", "Port Carrow", "increase"),
        ("There were 320 protests.", "protests", "protests"),
        ("Delays caused by shortages were halved.", "Delays", "Delays"),
        ("Members took a 4 percent pay cut.", "Members", "pay"),
        ("Orbis Paper is in talks to buy a mill for $300m.", "Orbis Paper", "buy a mill"),
        ("Shops fell, with Orbis Paper down 2.1%.", "Orbis Paper", "Orbis Paper"),
        ("A trial with new patients will start on 1 June 2026.", "trial with new patients", "start"),
        ("Orbis Paper: 500 new machines", "Orbis Paper", "new machines"),
        ("Mara Lind said that the target of 25 gigawatts was low.", "target", "target"),
        ("The firms in our top group spend $5m on training.", "firms in our top group", "spend training"),
    ],
)
def test_subject_and_measure(text: str, subject: str, metric: str) -> None:
    (claim,) = claims(text)
    assert (claim.subject, claim.metric) == (subject, metric)


def test_a_part_is_of_what_was_counted_before() -> None:
    text = "Researchers followed 1,204 volunteers. Half were asked to walk."
    assert [c.subject for c in claims(text)][1] == "volunteers"


def test_a_part_is_of_what_its_clause_begins_with() -> None:
    text = "Of the 12 divisions, seven fell."
    assert {c.subject for c in claims(text)} == {"divisions"}


def test_a_capital_that_only_opens_a_sentence_names_nobody() -> None:
    text = "Orbis Paper opened a mill. Management was pleased. The company employs 300 people."
    assert [c.subject for c in claims(text)] == ["Orbis Paper"]


def test_a_firm_is_no_person() -> None:
    text = "Orbis Paper has a new head. Ana Roe, the head, is 40. Roe joined in May. The firm employs 300 people."
    assert [c.subject for c in claims(text)][-1] == "Orbis Paper"
