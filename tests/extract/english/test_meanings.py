"""What English figures are about: kinds and signs, measures and subjects, baselines and times."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extract import Claim, claims
from tracker.values import Kind

PUBLISHED = date(2025, 11, 20)


def _only(text: str) -> Claim:
    (claim,) = claims(text, PUBLISHED)
    return claim


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("Sales rose 12%.", Kind.CHANGE, "12", "12"),
        ("Sales fell 5%.", Kind.CHANGE, "-5", "-5"),
        ("Deliveries dropped by more than 5 per cent.", Kind.CHANGE, "None", "-5"),
        ("Footfall was down nearly 10%.", Kind.CHANGE, "-10", "None"),
        ("A 12% drop in visitors hurt hotels.", Kind.CHANGE, "-12", "-12"),
        ("Admissions were 18% lower.", Kind.CHANGE, "-18", "-18"),
        ("The carmaker cut 3,500 jobs.", Kind.CHANGE, "-3500", "-3500"),
        ("Bonuses will shrink by 10%-15%.", Kind.CHANGE, "-15", "-10"),
        ("The rate fell below 3%.", Kind.LEVEL, "None", "3"),
        ("Sales rose to $5bn.", Kind.LEVEL, "5000000000", "5000000000"),
        ("Delvane raised $4.5 million in seed funding.", Kind.LEVEL, "4500000", "4500000"),
        ("Roughly 70% of the fleet is leased.", Kind.RATIO, "70", "70"),
        ("Orders doubled.", Kind.RATIO, "2", "2"),
        ("Tickets cost $25.", Kind.PRICE, "25", "25"),
        ("Lorvia ranked 17th in the index.", Kind.ORDINAL, "17", "17"),
        ("The terminal opens on 3 May 2026.", Kind.DATE, "2026-05-03", "2026-05-03"),
        ("The sale runs from 1 to 11 November 2026.", Kind.PERIOD, "2026-11-01", "2026-11-11"),
    ],
)
def test_kind_and_sign(text: str, kind: Kind, low: str, high: str) -> None:
    claim = _only(text)
    assert (
        claim.kind,
        *(str(b) if b is None or isinstance(b, date) else f"{b:f}".removesuffix(".0") for b in (claim.low, claim.high)),
    ) == (kind, low, high)


@pytest.mark.parametrize(
    ("text", "subject", "metric"),
    [
        ("Net profit at Orbis Paper rose 12%.", "Orbis Paper", "Net profit"),
        ("The price of cobalt fell 3%.", "cobalt", "price"),
        ("Orbis Paper reported net profit of $5m.", "Orbis Paper", "net profit"),
        ("Orbis Paper raised its dividend by 5%.", "Orbis Paper", "dividend"),
        ("Brackwell employs 2,500 people.", "Brackwell", "employs people"),
        ("A 12% rise in exports helped.", "exports", "exports"),
        ("Revenue: $5bn", "Revenue", "Revenue"),
        ("Two-thirds of patients kept the weight off.", "patients", "patients kept the weight"),
        ("The cable is 765 km long.", "cable", "long"),
    ],
)
def test_subject_and_measure(text: str, subject: str, metric: str) -> None:
    claim = _only(text)
    assert (claim.subject, claim.metric) == (subject, metric)


def test_subject_is_carried_to_pronouns_and_stand_ins() -> None:
    text = "Orbis Paper opened a mill. The company employs 300 people. It spent $5m on machines. Its revenue rose 4%."
    assert [c.subject for c in claims(text)] == ["Orbis Paper"] * 3


def test_what_a_later_figure_shares_with_the_one_before() -> None:
    first, second, third = claims("Revenue at Orbis Paper fell 5% to $95m from $100m.")
    assert {c.metric for c in (first, second, third)} == {"Revenue"}
    assert [c.kind for c in (first, second, third)] == [Kind.CHANGE, Kind.LEVEL, Kind.LEVEL]


@pytest.mark.parametrize(
    ("text", "baseline"),
    [
        ("Sales rose 12% year on year.", "year on year"),
        ("Revenue grew 8.4% from a year earlier.", "a year earlier"),
        ("Exports were up 20% on the previous quarter.", "the previous quarter"),
        ("Sales were 12% higher than in April.", "April"),
        ("Sales rose 12%.", None),
    ],
)
def test_baseline(text: str, baseline: str | None) -> None:
    assert _only(text).baseline == baseline


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("In 2024 sales were $5m.", date(2024, 1, 1), date(2024, 12, 31)),
        ("In Q3 FY2025 sales were $5m.", date(2025, 7, 1), date(2025, 9, 30)),
        ("Sales in the three months to September were $5m.", date(2025, 7, 1), date(2025, 9, 30)),
        ("Sales were $5m in the third quarter.", date(2025, 7, 1), date(2025, 9, 30)),
        ("Last year sales were $5m.", date(2024, 1, 1), date(2024, 12, 31)),
        ("Sales in the year to March 2025 were $5m.", date(2024, 4, 1), date(2025, 3, 31)),
        ("Sales were $5m.", None, None),
    ],
)
def test_time_of_a_claim(text: str, first: date | None, last: date | None) -> None:
    claim = _only(text)
    assert (claim.period_start, claim.period_end) == (first, last)
