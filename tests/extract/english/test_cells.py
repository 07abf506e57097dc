"""Tables of English texts: headings, units in headings, periods for columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

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


def _cells(text: str) -> list[tuple[str | None, str | None, Decimal | None, str | None]]:
    return [(c.subject, c.figure, Decimal(str(c.low)).normalize(), c.unit) for c in claims(text)]


@pytest.mark.parametrize(
    ("caption", "low", "unit"),
    [
        ("Accounts (in million yuan)", "12000000", "CNY"),
        ("Accounts, US$m", "12000000", "USD"),
        ("Accounts in thousands of euros", "12000", "EUR"),
        ("(HK$'000, except per share data)", "12000", "HKD"),
        ("Output, '000 tonnes", "12000", "t"),
        ("Share of homes with access, %", "12", "%"),
        ("Accounts of the group", "12", "count"),
        ("The group spent $3m on its year", "12", "count"),
    ],
)
def test_a_caption_gives_bare_cells_their_unit(caption: str, low: str, unit: str) -> None:
    text = f"{caption}\n\n\t2024\t2025\nNorth\t12\t15\n"
    assert [(c.low, c.unit) for c in claims(text) if c.figure == "12"] == [(Decimal(low), unit)]


def test_a_caption_says_nothing_of_heads_and_shares() -> None:
    text = "Item (£m)\t2025\tChange (%)\nRevenue\t12\t4\nEmployees\t300\t2\nMargin\t8%\t1\nEarnings per share\t12p\t3\n"
    assert _cells(text) == [
        ("Revenue", "12", Decimal("1.2E+7"), "GBP"),
        ("Revenue", "4", Decimal(4), "%"),
        ("Employees", "300", Decimal("3E+2"), "count"),
        ("Employees", "2", Decimal(2), "%"),
        ("Margin", "8%", Decimal(8), "%"),
        ("Margin", "1", Decimal(1), "%"),
        ("Earnings per share", "12p", Decimal("0.12"), "GBP"),
        ("Earnings per share", "3", Decimal(3), "%"),
    ]


def test_units_may_stand_under_the_years() -> None:
    text = "Item\t2024\t2025\n\t£m\t£m\nSales\t12\t15\n"
    assert _cells(text) == [("Sales", "12", Decimal("1.2E+7"), "GBP"), ("Sales", "15", Decimal("1.5E+7"), "GBP")]


def test_ranks_and_years_are_no_figures() -> None:
    text = "Rank\tTown\tFounded\tHomes\n1\tNorth\t1902\t1,950\n2\tSouth\t1950\t2,100\n"
    assert _cells(text) == [
        ("North", "1,950", Decimal("1.95E+3"), "count"),
        ("South", "2,100", Decimal("2.1E+3"), "count"),
    ]


def test_a_row_may_be_a_time() -> None:
    text = "Production, '000 tonnes\n\n| Year | Wheat |\n|---|---|\n| 2024 | 412 |\n"
    assert [(c.metric, c.low, c.unit, c.period_start, c.period_end) for c in claims(text)] == [
        ("Wheat", Decimal(412_000), "t", date(2024, 1, 1), date(2024, 12, 31))
    ]
