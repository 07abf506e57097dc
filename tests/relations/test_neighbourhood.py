"""What is worked out around a change alone is what working out everything comes to, in long series too."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.relations.conftest import DAY, between, origin, party, stated
from tests.relations.test_order import outcome
from tracker import relations
from tracker.models import Claim, Metric
from tracker.values import Comparator, Rate

PUBLISHERS = ["Wire", "The Globe", "The Herald", "The Tribune", "Island Ferries", "IFC"]
LONG = 4 * relations.NEAREST


def figure(draw: random.Random, number: int) -> dict[str, Any]:
    """A figure somewhere in a series whose claims crowd some days and leave others empty."""
    return {
        "publisher": draw.choice(PUBLISHERS),
        "value": draw.choice(["20", "20", "20.3", "21", "40"]),
        "how": draw.choice([Comparator.EQ, Comparator.EQ, Comparator.GT, Comparator.APPROX]),
        "said_by": draw.choice([None, None, "Statistics Office", *PUBLISHERS]),
        "on": draw.choice([None, *(DAY + timedelta(days=draw.randrange(0, 700, 7)) for _ in range(20))]),
        "is_hearsay": draw.random() < 0.1,
        "rate": draw.choice([None, None, None, Rate.DAY]),
        "sentence": f"figure {number}",
    }


def afresh(session: Session) -> tuple[set[Any], set[Any]]:
    """What working out everything comes to, with nothing kept from before."""
    for table in ("claim_relation", "claim_origin", "claim_place"):
        session.execute(text(f"DELETE FROM {table}"))
    session.execute(text("INSERT INTO claim_change (claim_id) VALUES (0)"))
    relations.relate(session)
    return outcome(session)


def store(session: Session, metric: Metric, fields: dict[str, Any]) -> Claim:
    rest = {name: value for name, value in fields.items() if name not in ("publisher", "value")}
    return stated(session, fields["publisher"], fields["value"], **rest, metric=metric)


def change(session: Session, draw: random.Random, number: int, metrics: list[Metric]) -> None:
    """Add a claim, or correct, move or remove one of those there are."""
    ids = session.scalars(select(Claim.id).order_by(Claim.sentence)).all()
    claim = session.get_one(Claim, draw.choice(ids))
    match draw.choice(["new", "new", "figure", "day", "who", "gone", "series", "hearsay"]):
        case "new":
            store(session, metrics[0], figure(draw, number))
        case "figure":
            claim.low = claim.high = Decimal(21 if claim.low != 21 else 40)
            claim.comparator = Comparator.EQ
        case "day":
            claim.stated_on = draw.choice([None, DAY + timedelta(days=draw.randrange(-30, 800))])
        case "who":
            claim.attribution = draw.choice([None, "Statistics Office", *PUBLISHERS])
        case "gone":
            session.delete(claim)
        case "series":
            claim.metric = metrics[1] if claim.metric is metrics[0] else metrics[0]
        case "hearsay":
            claim.is_hearsay = not claim.is_hearsay
    session.flush()


@pytest.mark.parametrize("seed", range(2))
def test_changes_in_a_long_series_come_to_what_all_of_it_comes_to(session: Session, seed: int) -> None:
    draw = random.Random(seed)
    party(session, "Island Ferries", "IFC")
    metrics = [Metric(slug=f"m{n}", subject="Island Ferries", measure="m", unit="count") for n in range(2)]
    session.add_all(metrics)
    for number in range(LONG):
        store(session, metrics[0], figure(draw, number))
    relations.relate(session)
    for number in range(LONG, LONG + 8):
        for turn in range(draw.choice([1, 1, 2])):
            change(session, draw, 2 * number + turn, metrics)
        relations.relate(session)
        found = outcome(session)
        with session.begin_nested() as savepoint:
            expected = afresh(session)
            savepoint.rollback()
        assert found == expected


def test_the_newest_figure_of_an_origin_comes_and_goes(session: Session) -> None:
    metric = Metric(slug="m", subject="The ferries", measure="m", unit="count")
    session.add(metric)
    said: dict[str, Any] = {"said_by": "Harbour Office", "metric": metric}
    claims = [stated(session, "Wire", str(n), on=DAY + timedelta(days=n), **said) for n in range(LONG)]
    relations.relate(session)
    assert between(session, claims[-1], claims[0]) == ("supersedes", False)
    newest = stated(session, "Wire", "5000", on=DAY + timedelta(days=LONG), **said)
    relations.relate(session)
    assert between(session, newest, claims[0]) == ("supersedes", False)
    assert between(session, claims[-1], claims[0]) is None
    session.delete(newest)
    relations.relate(session)
    assert between(session, claims[-1], claims[0]) == ("supersedes", False)


def test_a_chain_of_quotes_follows_its_far_end(session: Session) -> None:
    metric = Metric(slug="m", subject="The ferries", measure="m", unit="count")
    session.add(metric)
    gap = timedelta(days=1)
    first = stated(session, "P0", "20", said_by="Statistics Office", on=DAY, metric=metric)
    between_them = relations.NEAREST // 2 - 5
    chain = [first]
    for number in range(1, 5):
        for filler in range(between_them):
            stated(session, f"F{number} {filler}", "77", on=DAY + gap * (number - 1), metric=metric)
        chain.append(
            stated(session, f"P{number}", "20", said_by=f"P{number - 1}", on=DAY + gap * number, metric=metric)
        )
    relations.relate(session)
    assert {origin(session, claim)[0] for claim in chain} == {"Statistics Office"}
    first.attribution = "Harbour Office"
    relations.relate(session)
    assert {origin(session, claim)[0] for claim in chain} == {"Harbour Office"}


def test_one_origin_that_agrees_with_itself_is_told_of_what_is_near_alone(session: Session) -> None:
    metric = Metric(slug="m", subject="The ferries", measure="m", unit="count")
    session.add(metric)
    claims = [
        stated(session, f"Paper {n}", "20", said_by="Harbour Office", on=DAY + timedelta(days=n), metric=metric)
        for n in range(15)
    ]
    relations.relate(session)
    assert between(session, claims[0], claims[10]) == ("agrees", False)
    assert between(session, claims[0], claims[11]) is None
