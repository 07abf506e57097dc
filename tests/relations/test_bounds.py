"""The SQL of the bounds follows the rules of ``tracker.agreement``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from tracker.agreement import Figure, stand
from tracker.relations.bounds import BOUNDS, IS_COMPARABLE, RAW, STAND
from tracker.values import Comparator

STATED = f"""
    WITH given (place, low, high, low_date, high_date, unit, comparator, precision) AS (VALUES
        (1, :low1 ::numeric, :high1 ::numeric, :low_date1 ::date, :high_date1 ::date, 'u', :how1,
         :precision1 ::numeric),
        (2, :low2 ::numeric, :high2 ::numeric, :low_date2 ::date, :high_date2 ::date, 'u', :how2,
         :precision2 ::numeric)
    ),
    raw AS (SELECT *, {RAW} FROM given WHERE {IS_COMPARABLE}),
    stated AS (SELECT *, {BOUNDS} FROM raw)
    SELECT {STAND} FROM stated a JOIN stated b ON a.place = 1 AND b.place = 2 AND a.is_day = b.is_day
"""

NUMBERS = st.one_of(
    st.integers(-40, 40).map(Decimal),
    st.decimals(min_value=-50, max_value=50, places=1),
    st.sampled_from([Decimal(n) for n in ("0", "1e7", "1e8", "3e4", "NaN", "Infinity")]),
)
DAYS = st.dates(date(2025, 10, 1), date(2025, 10, 20))


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    ends: Any = draw(st.sampled_from([NUMBERS, DAYS]))
    low, high = draw(ends), draw(ends)
    shape = draw(st.sampled_from(["one", "floor", "ceiling", "both"]))
    if shape == "one":
        high = low
    elif shape == "floor":
        high = None
    elif shape == "ceiling":
        low = None
    elif isinstance(low, Decimal) and (low.is_nan() or high.is_nan()):
        high = low
    elif low > high:
        low, high = high, low
    precision = draw(st.sampled_from([None, "0", "0.1", "1", "10", "10000"]))
    how = draw(st.sampled_from(list(Comparator)))
    return Figure(low, high, "u", how, Decimal(precision) if precision else None)


def columns(number: int, figure: Figure) -> dict[str, object]:
    is_day = isinstance(figure.low, date) or isinstance(figure.high, date)
    low, high = figure.low, figure.high
    values = {
        "low": None if is_day else low,
        "high": None if is_day else high,
        "low_date": low if is_day else None,
        "high_date": high if is_day else None,
        "how": str(figure.comparator),
        "precision": figure.precision,
    }
    return {f"{name}{number}": value for name, value in values.items()}


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(figures(), figures())
def test_the_database_judges_two_figures_as_the_rules_do(connection: Connection, one: Figure, other: Figure) -> None:
    judged = connection.scalar(text(STATED), columns(1, one) | columns(2, other))
    found = stand(one, other)
    assert judged == (found and str(found))
