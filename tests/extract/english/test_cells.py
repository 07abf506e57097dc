"""Tables of English texts: headings, units in headings, periods for columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tracker.extract import claims
from tracker.values import Kind


def test_rows_are_subjects_and_columns_measures() -> None:
    text = "Unit\tRevenue ($m)\tGrowth\nCloud\t11.3\t42%\nDevices\t7.5\t-3%\n"
    assert [(c.subject, c.metric, c.low, c.unit, c.kind) for c in claims(text)] == [
        ("Cloud", "Revenue ($m)", Decimal("11300000.0"), "USD", Kind.LEVEL),
        ("Cloud", "Growth", Decimal(42), "%", Kind.CHANGE),
        ("Devices", "Revenue ($m)", Decimal("7500000.0"), "USD", Kind.LEVEL),
        ("Devices", "Growth", Decimal(-3), "%", Kind.CHANGE),
    ]


def test_a_column_may_be_a_time() -> None:
    text = "Jobless rate by region:\n\n| Region | Q3 2025 | 2024 |\n|---|---|---|\n| North | 5.2% | 4.4% |\n"
    assert [(c.subject, c.metric, c.period_start, c.period_end) for c in claims(text)] == [
        ("North", "Jobless rate", date(2025, 7, 1), date(2025, 9, 30)),
        ("North", "Jobless rate", date(2024, 1, 1), date(2024, 12, 31)),
    ]


def test_text_around_a_table_is_read_too() -> None:
    text = "Sales rose 5%.\n\nItem | Price\nTea | £3\n\nCosts fell 2%.\n"
    found = claims(text)
    assert [text[c.start : c.end] for c in found] == ["5%", "£3", "2%"]
