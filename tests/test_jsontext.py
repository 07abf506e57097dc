"""JSON text: numbers come out as exactly what they are."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.jsontext import dumps, exact


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("20E8"), "2000000000"),
        (Decimal("0.850"), "0.85"),
        (Decimal(-28), "-28"),
        (Decimal("12.00"), "12"),
        (Decimal("0E+3"), "0"),
        (date(2025, 10, 21), '"2025-10-21"'),
        (["约2亿张", None], '["约2亿张", null]'),
    ],
)
def test_a_value_as_json(value: object, text: str) -> None:
    assert dumps(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_survive_exactly(value: Decimal) -> None:
    assert exact(value) == value
    assert json.loads(dumps(value), parse_float=Decimal, parse_int=Decimal) == value


@given(st.recursive(st.none() | st.booleans() | st.text() | st.integers(), st.lists, max_leaves=10))
def test_plain_values_survive(value: object) -> None:
    assert json.loads(dumps(value)) == value
