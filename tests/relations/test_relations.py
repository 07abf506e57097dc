"""How the claims of a series stand to one another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.relations.conftest import DAY, State, between, party, stated
from tracker import relations
from tracker.models import ClaimChange, ClaimRelation, Metric
from tracker.values import Comparator, Kind, Rate

LATER = DAY + timedelta(days=100)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({}, {}, ("agrees", True)),
        ({}, {"value": "31"}, ("contradicts", True)),
        ({}, {"value": "20", "how": Comparator.GT}, ("agrees", True)),
        ({}, {"value": "3", "how": Comparator.GT}, None),
        ({}, {"unit": "%"}, None),
        ({}, {"on": DAY + timedelta(days=180), "value": "31"}, ("contradicts", True)),
        ({}, {"on": DAY + timedelta(days=181), "value": "31"}, None),
        ({}, {"on": DAY + timedelta(days=181)}, None),
        ({}, {"on": None}, ("agrees", True)),
        ({}, {"on": None, "value": "31"}, None),
        ({"rate": Rate.DAY}, {"rate": Rate.MONTH}, None),
        ({"rate": Rate.DAY}, {}, ("agrees", True)),
        ({"rate": Rate.DAY}, {"value": "31"}, None),
        ({"baseline": "同比"}, {"baseline": "环比"}, None),
        ({"baseline": "month on month"}, {"baseline": "环比"}, ("agrees", True)),
        ({"baseline": "year on year"}, {"baseline": "month on month"}, None),
        ({"baseline": "同比"}, {"baseline": "year on year", "value": "31"}, ("contradicts", True)),
        ({"kind": Kind.SLOGAN}, {}, None),
        ({"is_checkable": False}, {}, None),
        (
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 6, 30)},
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 6, 30), "on": LATER, "value": "31"},
            ("contradicts", True),
        ),
        (
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 3, 31)},
            {"period_start": date(2025, 4, 1), "period_end": date(2025, 6, 30), "value": "31"},
            None,
        ),
        (
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 3, 31)},
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)},
            None,
        ),
        (
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 6, 30)},
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 9, 30), "value": "31"},
            None,
        ),
        (
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)},
            {"period_start": date(2025, 4, 1), "period_end": date(2026, 3, 31), "value": "31"},
            None,
        ),
        ({"period_start": date(2025, 10, 1), "period_end": date(2025, 10, 31)}, {"value": "31"}, ("contradicts", True)),
        ({"period_start": date(2025, 1, 1), "period_end": date(2025, 1, 31)}, {"value": "31"}, None),
    ],
)
def test_two_publishers_of_the_same_thing(
    session: Session, state: State, one: dict[str, Any], other: dict[str, Any], found: tuple[str, bool] | None
) -> None:
    first = state("The Herald", "20", **one)
    second = state("The Globe", other.pop("value", "20"), **other)
    relations.relate(session)
    assert between(session, first, second) == found
    assert between(session, second, first) == found


@pytest.mark.parametrize(
    ("earlier", "later", "found"),
    [
        ({"value": "17"}, {"on": LATER}, "supersedes"),
        ({"value": "17"}, {"on": DAY + timedelta(days=2000)}, "supersedes"),
        ({"value": "20"}, {"on": LATER}, None),
        ({"value": "17"}, {"published": LATER}, "revises"),
        ({"value": "3", "how": Comparator.GT}, {"how": Comparator.GT, "on": LATER}, "supersedes"),
        ({"value": "3", "how": Comparator.GT}, {"on": LATER}, None),
        (
            {"value": "17", "period_start": date(2025, 1, 1), "period_end": date(2025, 6, 30)},
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 6, 30), "on": LATER},
            "revises",
        ),
        (
            {"value": "17", "period_start": date(2025, 1, 1), "period_end": date(2025, 6, 30)},
            {"period_start": date(2025, 1, 1), "period_end": date(2025, 9, 30)},
            "supersedes",
        ),
        (
            {"value": "17", "period_start": date(2025, 1, 1), "period_end": date(2025, 3, 31)},
            {"period_start": date(2025, 4, 1), "period_end": date(2025, 6, 30)},
            None,
        ),
    ],
)
def test_what_an_origin_says_later_takes_the_place_of_what_it_said(
    session: Session, state: State, earlier: dict[str, Any], later: dict[str, Any], found: str | None
) -> None:
    old = state("The Herald", earlier.pop("value"), said_by="Harbour Office", **earlier)
    new = state("The Globe", "20", said_by="Harbour Office", **later)
    relations.relate(session)
    expected = ("agrees", False) if old.quote_exact == "20" else None
    assert between(session, new, old) == ((found, False) if found else expected)
    assert between(session, old, new) == expected


def test_an_origin_that_says_two_things_on_one_day_contradicts_itself(session: Session, state: State) -> None:
    one = state("The Herald", "17", said_by="Harbour Office")
    other = state("The Globe", "20", said_by="Harbour Office")
    relations.relate(session)
    assert between(session, one, other) == between(session, other, one) == ("contradicts", False)


def test_nobody_is_held_to_a_figure_that_he_had_replaced(session: Session, state: State) -> None:
    old = state("The Herald", "17", said_by="Harbour Office")
    state("The Herald", "20", said_by="Harbour Office", on=DAY + timedelta(days=30))
    before = state("The Globe", "25", on=DAY + timedelta(days=20))
    after = state("The Tribune", "25", on=DAY + timedelta(days=40))
    relations.relate(session)
    assert between(session, old, before) == ("contradicts", True)
    assert between(session, old, after) is None


def test_nobody_is_held_to_a_figure_that_he_has_taken_back(session: Session, state: State) -> None:
    half: dict[str, Any] = {"period_start": date(2025, 1, 1), "period_end": date(2025, 6, 30)}
    old = state("The Herald", "17", said_by="Harbour Office", **half)
    new = state("The Herald", "20", said_by="Harbour Office", on=DAY + timedelta(days=30), **half)
    before = state("The Globe", "25", on=DAY + timedelta(days=20), **half)
    after = state("The Tribune", "25", on=DAY + timedelta(days=40), **half)
    relations.relate(session)
    assert between(session, new, old) == ("revises", False)
    assert between(session, old, before) == ("contradicts", True)
    assert between(session, old, after) is None
    assert between(session, new, after) == ("contradicts", True)


@pytest.mark.parametrize(("value", "found"), [("25", None), ("17", ("contradicts", True))])
def test_what_accumulates_may_grow_and_not_shrink(
    session: Session, state: State, metric: Metric, value: str, found: tuple[str, bool] | None
) -> None:
    metric.is_cumulative = True
    old = state("The Herald", "20")
    new = state("The Globe", value, on=DAY + timedelta(days=20))
    relations.relate(session)
    assert between(session, new, old) == between(session, old, new) == found


def test_the_same_sentence_elsewhere_is_a_repetition(session: Session, state: State) -> None:
    sentence = "Island Ferries carried 20 passengers last week, the harbour office says."
    first = state("The Herald", "20", text=sentence)
    again = state("The Globe", "20", text=sentence.replace(" ", "\n"), on=LATER)
    other = state("The Tribune", "20", text="Some twenty took the boat, we hear, in all of last week.")
    relations.relate(session)
    assert between(session, again, first) == ("repeats", False)
    assert between(session, first, again) is None
    assert between(session, other, first) == ("agrees", True)


def test_words_of_the_trackers_own_are_no_repetition(session: Session, state: State) -> None:
    one = state("The Herald", "20", sentence="the ferries · passengers: 20")
    other = state("The Globe", "20", sentence="the ferries · passengers: 20")
    relations.relate(session)
    assert between(session, one, other) == ("agrees", True)


def test_a_quote_that_names_its_subject_is_a_sentence_of_the_page(session: Session, state: State) -> None:
    words = "In all the ferries carried 20 passengers"
    first = state("The Herald", "20", quote_exact=words)
    again = state("The Globe", "20", quote_exact=words.upper().replace("THE FERRIES", "the ferries"), on=LATER)
    read = state("The Tribune", "20", text=f"{words}.", on=LATER + timedelta(days=1))
    bare = state("The Post", "20", quote_exact="20 passengers in all", on=LATER)
    other = state("The Times", "20", quote_exact="20 passengers in all", on=LATER)
    relations.relate(session)
    assert between(session, again, first) == ("repeats", False)
    assert between(session, read, first) == ("repeats", False)
    assert between(session, bare, other) == ("agrees", True)


def test_days_are_compared_as_days(session: Session, metric: Metric) -> None:
    metric.unit = "date"
    day: dict[str, Any] = {"unit": "date", "kind": Kind.DATE, "low": None, "high": None, "metric": metric}
    ninth: dict[str, Any] = {"low_date": date(2025, 10, 9), "high_date": date(2025, 10, 9)}
    tenth: dict[str, Any] = {"low_date": date(2025, 10, 10), "high_date": date(2025, 10, 10)}
    one = stated(session, "The Herald", "1", **day, **ninth)
    same = stated(session, "The Globe", "2", **day, **ninth, on=DAY + timedelta(days=900))
    other = stated(session, "The Tribune", "3", **day, **tenth)
    relations.relate(session)
    assert between(session, one, same) == ("agrees", True)
    assert between(session, one, other) == ("contradicts", True)


def test_notes_say_how_in_words(session: Session, state: State) -> None:
    average = state("The Herald", "20000000", how=Comparator.APPROX, quote_exact="an average of 20 million")
    ceiling = state("The Globe", "20000000", how=Comparator.LE, quote_exact="up to 20 million", on=DAY)
    eight = state("The Tribune", "8", quote_exact="8", on=DAY + timedelta(days=10))
    relations.relate(session)
    rows = session.execute(select(ClaimRelation.claim_id, ClaimRelation.other_id, ClaimRelation.note))
    notes = {(one, other): note for one, other, note in rows}
    assert notes[average.id, ceiling.id] == (
        "an average of 20 million against up to 20 million: the figures meet, the wording differs, stated on one day"
    )
    assert notes[eight.id, average.id] == "8 against an average of 20 million, stated 10 days apart"


def test_a_second_time_writes_nothing(session: Session, state: State) -> None:
    state("The Herald", "20")
    state("The Globe", "20")
    assert relations.relate(session) == 1
    assert relations.relate(session) == 0
    session.execute(text("INSERT INTO claim_change (claim_id) VALUES (0)"))
    marks = text("SELECT string_agg(xmin::text || ctid::text, ',' ORDER BY id) FROM claim_relation")
    before = session.scalar(marks)
    assert relations.relate(session) == 1
    assert session.scalar(marks) == before
    assert session.scalar(select(func.count()).select_from(ClaimChange)) == 0


def test_relations_follow_what_becomes_of_claims(session: Session, state: State, metric: Metric) -> None:
    one, other = state("The Herald", "20"), state("The Globe", "20")
    relations.relate(session)
    other.low = other.high = Decimal(31)
    relations.relate(session)
    assert between(session, one, other) == ("contradicts", True)
    other.metric = None
    relations.relate(session)
    assert between(session, one, other) is None
    other.metric = metric
    relations.relate(session)
    assert between(session, one, other) == ("contradicts", True)
    elsewhere = Metric(slug="other", subject="Other", measure="passengers", unit="count")
    other.metric = elsewhere
    relations.relate(session)
    assert between(session, one, other) is None
    one.metric = elsewhere
    relations.relate(session)
    assert between(session, one, other) == ("contradicts", True)
    session.delete(one)
    relations.relate(session)
    assert session.scalar(select(func.count()).select_from(ClaimRelation)) == 0


def test_a_long_series_is_compared_with_what_is_near(session: Session, state: State) -> None:
    last = relations.NEAREST + 20
    claims = [state("The Herald", str(n), on=DAY + timedelta(days=n), said_by="A") for n in range(last + 1)]
    relations.relate(session)
    found = session.scalar(select(func.count()).where(ClaimRelation.other_id == claims[0].id))
    assert found == relations.NEAREST + 1
    assert between(session, claims[1], claims[0]) == ("supersedes", False)
    assert between(session, claims[-1], claims[0]) == ("supersedes", False)


def test_parties_who_change_often_queue_one_row_each_time(session: Session, state: State) -> None:
    for number in range(5):
        state("The Herald", str(number))
    relations.relate(session)
    party(session, "Blue Group", "BG")
    assert session.scalar(select(func.max(ClaimChange.claim_id))) == 0
