"""Heads of English articles."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extract import read

DAY = date(2025, 10, 20)
HEADS = [
    ("Mill reopens after fire\nBy Jane Doe, Retail Editor — Monday 20 October 2025\n\nThe mill.", ("Jane Doe",)),
    ("Mill reopens after fire\nJane Doe and John Roe in London\n20 Oct 2025\n\nThe mill.", ("Jane Doe", "John Roe")),
    ("Mill reopens after fire\nBy Jane Doe\nOct. 20, 2025, 4:05 p.m. ET\n\nThe mill.", ("Jane Doe",)),
    (
        "Mill reopens after fire\nBy Mei Tan and Arjun Rao | Updated October 20, 2025 at 5:45 p.m. EST\n\nThe mill.",
        ("Mei Tan", "Arjun Rao"),
    ),
    ("Mill reopens after fire\nStill Water | Pulse 2025\n20 October 2025 · 6 min read\n\nThe mill.", ()),
    ("Mill reopens after fire\nStaff reporter | 2025-10-20\n\nThe mill.", ()),
    ("# Mill reopens after fire\n\nPublished: 00:01 GMT, 20 October 2025\n\nThe mill.", ()),
]


@pytest.mark.parametrize(("text", "names"), HEADS)
def test_head_is_read(text: str, names: tuple[str, ...]) -> None:
    article = read(text)
    assert (article.title, article.published, article.bylines) == ("Mill reopens after fire", DAY, names)
    assert text[article.body_start :].strip() == "The mill."


@pytest.mark.parametrize(
    "text",
    [
        "Entry is open from December 8, 2025, to January 15, 2026.",
        "Sales rose 5% on 20 October 2025.",
        "Revenue: $5bn\nNet debt: $2bn",
        "",
    ],
)
def test_a_text_that_begins_with_its_body_has_no_head(text: str) -> None:
    article = read(text)
    assert (article.title, article.published, article.body_start) == ("", None, 0)


def test_a_dateline_dates_the_text() -> None:
    article = read("Mill reopens after fire\n\nLISBON, Aug 9 2025 (Wire) — The mill is open again.")
    assert article.published == date(2025, 8, 9)
