"""The report as CSV: a row a flag, nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

import pytest

from tests.report.reports import claim, example, flag, report
from tracker.report import spreadsheet
from tracker.report.content import Report


def table(shown: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(spreadsheet.render(shown), newline="")))


def test_a_row_a_flag() -> None:
    shown = example()
    rows = table(shown)
    assert [int(row["flag"]) for row in rows] == [flag.id for claim in shown.claims for flag in claim.flags]
    assert {row["state"] for row in rows} == {"open", "acknowledged", "snoozed"}
    assert rows[0]["sentence"] == "In the test 130% of all buyers took the offer."


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r@", "\n-", "\u200b=", "\x1b[0m+"])
def test_no_text_is_a_formula(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    [row] = table(report(claim(flag(message=text), subject=text, figure=text, title=text, attribution=text)))
    for column in ("message", "subject", "figure", "title", "attribution"):
        assert row[column].startswith("'"), column


def test_numbers_stay_numbers() -> None:
    [fall] = table(report(claim(low=Decimal("-28.50"), high=Decimal("-2E+3"))))
    assert (fall["low"], fall["high"]) == ("-28.5", "-2000")
    [small] = table(report(claim(low=Decimal("0.00000001"), high=Decimal("NaN"))))
    assert (small["low"], small["high"]) == ("0.00000001", "")


def test_one_line_a_row() -> None:
    text = spreadsheet.render(report(claim(flag(message='two\nlines, "quoted"'))))
    assert len(text.splitlines()) == 2
