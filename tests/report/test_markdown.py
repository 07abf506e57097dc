"""The report as Markdown: tables hold together whatever stands in them."""

from __future__ import annotations

import re

from tests.report.reports import blind, claim, example, flag, report
from tracker.report import markdown


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


def cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", row)) - 1


def test_every_row_has_its_cells() -> None:
    evil = "a|b\nc\r\n|d <b>x</b> *y* `z` [l](u) \\|"
    text = markdown.render(
        report(
            claim(
                flag(message=evil, remedy=evil),
                sentence=f"{evil}12%{evil}",
                figure="12%",
                prefix="",
                suffix="",
                subject=evil,
                title=evil,
                publisher=evil,
                url="https://x.example/a|b (c)",
            )
        )
    )
    assert {cells(row) for row in rows(text)} == {4}
    assert "<b>x</b>" not in text
    assert "https://x.example/a%7Cb%20%28c%29" in text or "https://x.example/a%7Cb" in text


def test_it_holds_what_the_table_holds() -> None:
    text = markdown.render(example())
    for part in (
        "# Flagged claims, 22 Nov 2026, 21:40 CST",
        "**5 of 50 claims flagged: 8 open flags.**",
        "| implausible | 1 | 0 | 0 |",
        "[AI tools at the autumn sales](https://news.example/autumn-sales)",
        "by <b>28% or more</b>, the shops",
        "<br>→ find a newer figure",
        "Not shown: 1 snoozed flag.",
    ):
        assert part in text


def test_it_is_blind_aloud() -> None:
    text = markdown.render(blind())
    assert "> **Blind:** Suite freshness did not run" in text
    assert "means little" in text
