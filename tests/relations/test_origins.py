"""Whose word a claim rests on, and which claims are independent of one another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.relations.conftest import DAY, State, between, origin, party
from tracker import relations
from tracker.models import Metric

LATER = DAY + timedelta(days=10)


def test_who_names_nobody_speaks_in_his_own_voice(session: Session, state: State) -> None:
    claim = state("The Herald", "20")
    relations.relate(session)
    assert origin(session, claim) == ("The Herald", False, False, None)


def test_hearsay_is_nobodys_word_and_independent_of_nothing(session: Session, state: State) -> None:
    rumour, stated = state("The Herald", "20", is_hearsay=True, said_by="sources"), state("The Globe", "20")
    other = state("The Tribune", "31")
    relations.relate(session)
    assert origin(session, rumour) == (None, False, False, None)
    assert between(session, rumour, stated) == ("agrees", False)
    assert between(session, rumour, other) == ("contradicts", False)


def test_a_claim_of_no_metric_has_an_origin(session: Session, state: State) -> None:
    claim = state("The Herald", "20", said_by="Harbour Office", metric=None)
    assert relations.relate(session) == 0
    assert origin(session, claim)[0] == "Harbour Office"


def test_five_papers_that_repeat_one_release_are_one_voice(session: Session, state: State) -> None:
    party(session, "Island Ferries", "IFC")
    said = state("Wire", "20", said_by="Island Ferries")
    papers = [state(f"Paper {n}", "20", on=LATER, said_by="IFC spokesman" if n % 2 else None) for n in range(5)]
    relations.relate(session)
    assert origin(session, said)[0:3] == ("Island Ferries", False, True)
    for number, paper in enumerate(papers):
        assert origin(session, paper)[:3] == ("Island Ferries", number % 2 == 0, True)
        assert all(between(session, paper, other) == ("agrees", False) for other in [said, *papers] if other != paper)
    tower = state("Harbour Office", "20", on=LATER)
    tower.attribution = "Harbour Office"
    relations.relate(session)
    assert between(session, tower, said) == ("agrees", True)


def test_what_agrees_with_the_subjects_own_word_rests_on_it(session: Session, state: State) -> None:
    said = state("The Globe", "20", said_by="Island Ferries")
    unsaid, otherwise = state("The Herald", "20", on=LATER), state("The Tribune", "31", on=LATER)
    relations.relate(session)
    assert origin(session, unsaid) == ("Island Ferries", True, True, said.id)
    assert between(session, unsaid, said) == ("agrees", False)
    assert origin(session, otherwise) == ("The Tribune", False, False, None)
    assert between(session, otherwise, said) == ("contradicts", True)
    said.low = said.high = otherwise.low
    relations.relate(session)
    assert origin(session, unsaid) == ("The Herald", False, False, None)
    assert origin(session, otherwise) == ("Island Ferries", True, True, said.id)


def test_quotes_of_quotes_end_at_who_said_it(session: Session, state: State) -> None:
    first = state("Wire", "20", said_by="Statistics Office")
    second = state("The Globe", "20", said_by="Wire", on=LATER)
    third = state("The Herald", "20", said_by="The Globe", on=LATER)
    other = state("The Tribune", "31", said_by="The Globe", on=LATER)
    relations.relate(session)
    assert origin(session, second) == ("Statistics Office", False, False, first.id)
    assert origin(session, third) == ("Statistics Office", False, False, second.id)
    assert origin(session, other) == ("The Globe", False, False, None), "the Globe did not say so"
    assert between(session, third, first) == ("agrees", False)


def test_papers_that_quote_each_other_in_a_circle_are_one(session: Session, state: State) -> None:
    names = ["The Globe", "The Herald", "The Tribune"]
    ring = [state(name, "20", said_by=names[n - 1]) for n, name in enumerate(names)]
    outside = state("The Times", "20", said_by="The Herald")
    relations.relate(session)
    assert {origin(session, claim)[0] for claim in [*ring, outside]} == {"The Globe"}
    assert between(session, ring[0], ring[1]) == ("agrees", False)


def test_a_name_an_alias_and_a_parent_are_one_origin(session: Session, state: State) -> None:
    group = party(session, "Blue Group", "蓝色集团")
    party(session, "Ferry Shop", "渡轮铺", parent=group)
    claims = [
        state("The Herald", "20", said_by="Blue Group"),
        state("The Globe", "20", said_by="藍色集團發言人"),
        state("The Tribune", "20", said_by="渡轮铺"),
    ]
    relations.relate(session)
    assert [origin(session, claim)[0] for claim in claims] == ["Blue Group", "Blue Group", "Ferry Shop (Blue Group)"]
    assert between(session, claims[0], claims[2]) == ("agrees", False)


def test_a_new_alias_is_heeded(session: Session, state: State) -> None:
    one, other = state("The Herald", "20", said_by="Blue Group"), state("The Globe", "20", said_by="BG")
    relations.relate(session)
    assert between(session, one, other) == ("agrees", True)
    party(session, "Blue Group", "BG")
    assert relations.relate(session) == 1
    assert between(session, one, other) == ("agrees", False)


@pytest.mark.parametrize(
    ("one", "other", "independent"),
    [
        ("https://news.herald.co.uk/a", "https://www.herald.co.uk/b", False),
        ("https://herald.co.uk/a", "https://globe.co.uk/b", True),
        ("https://alice.github.io/a", "https://bob.github.io/b", True),
        ("http://10.0.0.1:8000/a", "http://10.0.0.1:9000/b", False),
    ],
)
def test_one_domain_is_one_voice(session: Session, state: State, one: str, other: str, independent: bool) -> None:
    first, second = state("The Herald", "20", url=one), state("The Globe", "20", url=other)
    relations.relate(session)
    assert between(session, first, second) == ("agrees", independent)


def test_one_publisher_is_one_voice_whomever_it_quotes(session: Session, state: State) -> None:
    one = state("The Herald", "20", said_by="Harbour Office", url="https://herald.com/")
    other = state("The Herald", "20", said_by="Ferry Union", url="https://herald.org/")
    relations.relate(session)
    assert between(session, one, other) == ("agrees", False)


def test_without_a_publisher_the_address_tells(session: Session, state: State) -> None:
    claim, nameless = state(None, "20", url="https://eu.herald.com/a"), state(None, "20")
    relations.relate(session)
    assert origin(session, claim)[0] == "herald.com"
    assert origin(session, nameless)[0] is None
    assert between(session, claim, nameless) == ("agrees", False)


def test_a_page_of_the_subjects_own_is_its_own_word(session: Session, state: State, metric: Metric) -> None:
    own = state(metric.subject, "20")
    paper = state("The Herald", "20")
    relations.relate(session)
    assert origin(session, own)[:3] == ("Island Ferries", False, True)
    assert origin(session, paper) == ("Island Ferries", True, True, own.id)


@pytest.mark.parametrize("name", ["the company", "The company's chief executive", "该公司", "公司相关负责人"])
def test_the_company_is_the_one_that_the_figure_is_about(session: Session, state: State, name: str) -> None:
    one = state("The Herald", "20", said_by=name)
    other = state("The Globe", "20", said_by="Island Ferries")
    relations.relate(session)
    assert origin(session, one) == ("Island Ferries", False, True, None)
    assert between(session, one, other) == ("agrees", False)


@pytest.mark.parametrize("name", ["the company of players", "the group of seven", "银行业协会", "the bank of England"])
def test_a_name_that_begins_like_a_company_is_a_name(session: Session, state: State, name: str) -> None:
    claim = state("The Herald", "20", said_by=name)
    relations.relate(session)
    assert origin(session, claim)[0] == name


def test_article_and_legal_form_make_no_other_name(session: Session, state: State) -> None:
    one, other = state("The Herald", "20"), state("The Globe", "20", said_by="Herald plc")
    relations.relate(session)
    assert between(session, one, other) == ("agrees", False)
