"""Amounts: read as people write them, and put in words."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal

import pytest

from tracker import amounts, facts, slugs
from tracker.errors import InputError
from tracker.sources import article
from tracker.values import Bound, Comparator, Kind, Rate

D = Decimal


@pytest.mark.parametrize("module", [amounts, facts, slugs, article], ids=lambda module: module.__name__)
def test_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "comparator"),
    [
        ("12", D(12), D(12), None, None),
        (" 12.50 ", D("12.5"), D("12.5"), None, None),
        ("-3", D(-3), D(-3), None, None),
        ("17,000", D(17000), D(17000), None, None),
        ("1e6", D(1000000), D(1000000), None, None),
        ("12%", D(12), D(12), "%", Comparator.EQ),
        ("-12%", D(-12), D(-12), "%", Comparator.EQ),
        ("−12%", D(-12), D(-12), "%", Comparator.EQ),
        ("2亿", D(200000000), D(200000000), None, Comparator.EQ),
        ("1.5万亿", D(1500000000000), D(1500000000000), None, Comparator.EQ),
        ("3万家", D(30000), D(30000), "count", Comparator.EQ),
        ("逾10%", D(10), None, "%", Comparator.GT),
        ("约2亿元", D(200000000), D(200000000), "CNY", Comparator.APPROX),
        ("2025-10-21", date(2025, 10, 21), date(2025, 10, 21), "date", None),
        ("至少50", D(50), None, None, Comparator.GE),
        ("最多60", None, D(60), None, Comparator.LE),
        ("50以上", D(50), None, None, Comparator.GE),
        ("５０以下", None, D(50), None, Comparator.LE),
        ("50左右", D(50), D(50), None, Comparator.APPROX),
        ("50多", D(50), None, None, Comparator.GT),
        ("不足60", None, D(60), None, Comparator.LT),
        ("数万", None, None, None, Comparator.VAGUE),
        ("數萬", None, None, None, Comparator.VAGUE),
        ("至少50萬", D(500000), None, None, Comparator.GE),
        ("10至15", D(10), D(15), None, Comparator.RANGE),
        ("一百", D(100), D(100), None, Comparator.EQ),
        ("-至少50", None, D(-50), None, Comparator.GE),
        ("at least 50", D(50), None, None, Comparator.GE),
        ("several", None, None, None, Comparator.VAGUE),
        ("10-15", D(10), D(15), None, Comparator.RANGE),
        ("50+", D(50), None, None, Comparator.GE),
        ("1.5M", D(1500000), D(1500000), None, Comparator.EQ),
        ("5 €", D(5), D(5), "EUR", Comparator.EQ),
        ("$(32.4) million", D(-32400000), D(-32400000), "USD", Comparator.EQ),
        ("7-1/4 cents", D("0.0725"), D("0.0725"), "USD", Comparator.EQ),
    ],
)
def test_an_amount_is_read(
    text: str, low: Bound | None, high: Bound | None, unit: str | None, comparator: Comparator | None
) -> None:
    amount = amounts.read(text, "--value")
    assert (amount.low, amount.high, amount.unit, amount.comparator) == (low, high, unit, comparator)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "12 and 13",
        "nan",
        "inf",
        "1_000",
        "1,5",
        "12%%",
        "2025-13-01",
        "双11",
        "第3",
        "G20",
        "iPhone 17",
        "5 units",
    ],
)
def test_what_is_no_amount_is_refused_by_the_name_of_its_option(text: str) -> None:
    with pytest.raises(InputError, match=r"^--value: ") as refused:
        amounts.read(text, "--value")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "precision"), [("12", D(1)), ("12.50", D("0.01")), ("1e6", D(1)), ("20亿", D("1e8")), ("8.5%", D("0.1"))]
)
def test_precision_is_the_place_of_the_last_digit(text: str, precision: Decimal) -> None:
    assert amounts.read(text, "--value").precision == precision


@pytest.mark.parametrize(
    ("value", "comparator", "expected"),
    [
        (D(10), Comparator.EQ, (D(10), D(10))),
        (D(10), Comparator.APPROX, (D(10), D(10))),
        (D(10), Comparator.GT, (D(10), None)),
        (D(10), Comparator.LE, (None, D(10))),
        (D(-28), Comparator.GE, (None, D(-28))),
        (D(-28), Comparator.LT, (D(-28), None)),
        (D(10), Comparator.ORDER, (D(10), D(100))),
        (D(10), Comparator.VAGUE, (None, None)),
        (date(2025, 10, 1), Comparator.EQ, (date(2025, 10, 1), date(2025, 10, 1))),
    ],
)
def test_a_value_claims_an_interval(value: Bound, comparator: Comparator, expected: tuple[Bound, Bound]) -> None:
    assert amounts.interval(value, comparator) == expected


@pytest.mark.parametrize(
    ("low", "high", "comparator", "unit", "words"),
    [
        (None, None, Comparator.EQ, None, "vague"),
        (D(1), D(1), Comparator.VAGUE, None, "no number"),
        (D(2), D(1), Comparator.RANGE, None, "exchange"),
        (D(1), D(2), Comparator.EQ, None, "one number"),
        (D(1), date(2025, 1, 1), Comparator.RANGE, None, "both"),
        (date(2025, 1, 2), date(2025, 1, 1), Comparator.RANGE, "date", "exchange"),
        (date(2025, 1, 2), None, Comparator.GE, "%", "unit date"),
        (D(1), D(1), Comparator.EQ, "date", "wants a date"),
    ],
)
def test_what_is_wrong_with_an_interval_is_said(
    low: Bound | None, high: Bound | None, comparator: Comparator, unit: str | None, words: str
) -> None:
    assert words in (amounts.fault(low, high, comparator, unit, ("--low", "--high")) or "")


@pytest.mark.parametrize(
    ("low", "high", "unit", "comparator", "kind", "rate", "words"),
    [
        (D(17000), D(17000), "count", Comparator.EQ, Kind.LEVEL, None, "17,000"),
        (D("1.5e12"), D("1.5e12"), "CNY", Comparator.EQ, Kind.LEVEL, None, "1.5 trillion CNY"),
        (D(20123456), D(20123456), "CNY", Comparator.EQ, Kind.LEVEL, None, "20,123,456 CNY"),
        (D(90), None, "%", Comparator.GT, Kind.RATIO, None, "more than 90 %"),
        (D(2), None, "pp", Comparator.GE, Kind.CHANGE, None, "up at least 2 percentage points"),
        (D(-1), D(-1), "pp", Comparator.EQ, Kind.CHANGE, None, "down 1 percentage point"),
        (D(-30), D(-20), "%", Comparator.RANGE, Kind.CHANGE, None, "down 20 to 30 %"),
        (None, D(2), "hour", Comparator.LE, Kind.LEVEL, None, "at most 2 hours"),
        (D(5), D(5), "x", Comparator.EQ, Kind.RATIO, None, "5 times"),
        (D(17), D(17), "year", Comparator.EQ, Kind.ORDINAL, None, "the 17th year"),
        (D(2), D(2), "count", Comparator.EQ, Kind.ORDINAL, None, "the 2nd"),
        (None, D(20), "%", Comparator.LT, Kind.CHANGE, None, "up nearly 20 %"),
        (D(5000), D(5000), "count", Comparator.APPROX, Kind.LEVEL, Rate.DAY, "about 5,000 per day"),
        (None, None, None, Comparator.VAGUE, Kind.LEVEL, None, "an unspecified number"),
        (D(0), D(0), "%", Comparator.EQ, Kind.CHANGE, None, "up 0 %"),
        (date(2025, 10, 9), date(2025, 10, 9), "date", Comparator.EQ, Kind.DATE, None, "2025-10-09"),
        (None, date(2025, 10, 9), "date", Comparator.LE, Kind.PERIOD, None, "until 2025-10-09"),
    ],
)
def test_a_figure_is_put_in_words(
    low: Bound | None,
    high: Bound | None,
    unit: str | None,
    comparator: Comparator,
    kind: Kind,
    rate: Rate | None,
    words: str,
) -> None:
    assert amounts.in_words(low, high, unit, comparator, kind=kind, rate=rate) == words
