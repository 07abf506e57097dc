"""Whether two figures agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.agreement import Figure, Stand, against, overlap, stand
from tracker.amounts import interval
from tracker.values import Bound, Comparator, Rate

MEETS, COMPATIBLE, DISJOINT = Stand.MEETS, Stand.COMPATIBLE, Stand.DISJOINT
EQ, APPROX, GT, GE, LT, LE = (
    Comparator.EQ, Comparator.APPROX, Comparator.GT, Comparator.GE, Comparator.LT, Comparator.LE,
)  # fmt: skip


def figure(value: str | date, comparator: Comparator = EQ, unit: str = "%", precision: str | None = None) -> Figure:
    bound: Bound = value if isinstance(value, date) else Decimal(value)
    low, high = interval(bound, comparator)
    return Figure(low, high, unit, comparator, Decimal(precision) if precision else None)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (figure("30", GT), figure("30"), MEETS),
        (figure("30", GT), figure("40"), MEETS),
        (figure("30", GT), figure("300"), COMPATIBLE),
        (figure("30", GT), figure("25"), DISJOINT),
        (figure("30", GT), figure("40", GT), MEETS),
        (figure("20", LT), figure("20", GT), DISJOINT),
        (figure("20", LT), figure("20"), MEETS),
        (figure("20", LT), figure("5"), COMPATIBLE),
        (figure("20", LT), figure("21"), DISJOINT),
        (figure("20", LE), figure("20", GT), DISJOINT),
        (figure("20", LE), figure("20", GE), MEETS),
        (figure("28", GE), figure("28", LT), DISJOINT),
        (figure("28", GE), figure("27.8"), MEETS),
        (figure("28", GT), figure("27.4"), DISJOINT),
        (figure("12"), figure("12.3"), MEETS),
        (figure("12"), figure("12.6"), DISJOINT),
        (figure("12"), figure("13"), DISJOINT),
        (figure("7"), figure("8"), DISJOINT),
        (figure("100", APPROX), figure("105"), MEETS),
        (figure("100", APPROX), figure("106"), DISJOINT),
        (figure("17000", precision="1000"), figure("17400"), MEETS),
        (figure("17000", precision="1000"), figure("30000", GT, precision="10000"), DISJOINT),
        (figure("-5", GT), figure("-6"), MEETS),
        (figure("-5", GT), figure("-4"), DISJOINT),
        (figure("-5", GT), figure("-60"), COMPATIBLE),
        (figure("-28", GE), figure("-28"), MEETS),
        (figure("-5", LT), figure("-4.5", precision="0.1"), MEETS),
        (figure("-5", LT), figure("-5.2", precision="0.1"), DISJOINT),
        (figure("5"), figure("-5"), DISJOINT),
        (figure("1e7", Comparator.ORDER), figure("4e7"), MEETS),
        (figure("1e7", Comparator.ORDER), figure("1e8", precision="1"), MEETS),
        (figure("1e7", Comparator.ORDER), figure("2e8"), DISJOINT),
        (figure("0", GT), figure("5"), COMPATIBLE),
        (figure(date(2025, 10, 9), unit="date"), figure(date(2025, 10, 9), unit="date"), MEETS),
        (figure(date(2025, 10, 9), unit="date"), figure(date(2025, 10, 10), unit="date"), DISJOINT),
        (figure(date(2025, 10, 9), GE, unit="date"), figure(date(2025, 10, 10), unit="date"), COMPATIBLE),
        (figure("10"), figure("10", unit="pp"), None),
        (figure("10", Comparator.VAGUE), figure("10"), None),
    ],
)
def test_how_two_figures_stand(one: Figure, other: Figure, found: Stand | None) -> None:
    assert stand(one, other) is found
    assert stand(other, one) is found


def test_an_average_and_a_ceiling_of_the_same_number_meet() -> None:
    average = figure("20000000", APPROX, "CNY", "10000")
    assert stand(average, figure("20000000", LE, "CNY", "10000")) is MEETS


def test_a_range_reaches_half_a_digit_further() -> None:
    span = Figure(Decimal(10), Decimal(20), "count", Comparator.RANGE)
    assert stand(span, figure("20.4", unit="count")) is MEETS
    assert stand(span, figure("21", unit="count")) is DISJOINT


def test_stretches_of_days_agree_where_most_of_them_is_common() -> None:
    late = Figure(date(2025, 10, 21), date(2025, 12, 31), "date", Comparator.RANGE)
    later = Figure(date(2025, 10, 25), date(2025, 12, 31), "date", Comparator.RANGE)
    short = Figure(date(2025, 12, 1), date(2025, 12, 31), "date", Comparator.RANGE)
    assert stand(late, later) is MEETS
    assert stand(late, short) is COMPATIBLE
    assert stand(late, Figure(date(2026, 1, 1), date(2026, 2, 1), "date", Comparator.RANGE)) is DISJOINT


def test_figures_per_different_spans_are_not_compared() -> None:
    daily = Figure(Decimal(5), Decimal(5), "count", rate=Rate.DAY)
    assert stand(daily, Figure(Decimal(5), Decimal(5), "count", rate=Rate.MONTH)) is None
    assert stand(daily, Figure(Decimal(5), Decimal(5), "count")) is MEETS
    assert stand(daily, Figure(Decimal(9), Decimal(9), "count")) is COMPATIBLE
    assert stand(daily, Figure(Decimal(9), Decimal(9), "count", rate=Rate.DAY)) is DISJOINT


def test_changes_against_different_times_are_not_compared() -> None:
    yearly = Figure(Decimal(5), Decimal(5), "%", baseline="同比")
    assert stand(yearly, Figure(Decimal(5), Decimal(5), "%", baseline="month on month")) is None
    assert stand(yearly, Figure(Decimal(9), Decimal(9), "%", baseline="year-on-year")) is DISJOINT
    assert stand(yearly, Figure(Decimal(9), Decimal(9), "%", baseline="the old tills")) is COMPATIBLE
    assert stand(yearly, Figure(Decimal(9), Decimal(9), "%")) is COMPATIBLE


@pytest.mark.parametrize(
    ("words", "name"),
    [("较去年同期", "year"), ("環比", "before"), ("月环比", "month"), ("qoq", "quarter"), ("a year earlier", "year"),
     (" ", None), (None, None), ("Amazon", "amazon")],
)  # fmt: skip
def test_what_a_change_is_against(words: str | None, name: str | None) -> None:
    assert against(words) == name


def test_times_are_one_where_they_share_half() -> None:
    march = (date(2025, 3, 1), date(2025, 3, 31))
    assert overlap(march, march)
    assert overlap(march, (date(2025, 3, 1), date(2025, 4, 30)))
    assert not overlap(march, (date(2025, 1, 1), date(2025, 12, 31)))
    assert not overlap(march, (date(2025, 4, 1), date(2025, 4, 30)))


NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=1)


@given(NUMBERS, st.sampled_from(list(Comparator)))
def test_a_figure_meets_itself(number: Decimal, comparator: Comparator) -> None:
    same = figure(str(number), comparator)
    assert stand(same, same) is (None if comparator is Comparator.VAGUE else MEETS)


@given(NUMBERS, NUMBERS, st.sampled_from(list(Comparator)), st.sampled_from(list(Comparator)))
def test_a_fall_is_judged_as_a_rise_of_that_size(
    one: Decimal, other: Decimal, how: Comparator, how_other: Comparator
) -> None:
    if one and other:
        rises = stand(figure(str(abs(one)), how), figure(str(abs(other)), how_other))
        falls = stand(figure(str(-abs(one)), how), figure(str(-abs(other)), how_other))
        assert rises is falls
