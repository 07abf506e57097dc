"""The report in terminals, narrow and wide, with and without colours."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tests.report.reports import blind, claim, example, flag, health, narrowed, report
from tracker.report import terminal
from tracker.report.content import Report
from tracker.states import Severity


def printed(shown: Report, width: int = 80, *, is_styled: bool = False) -> str:
    file = StringIO()
    console = Console(
        file=file, width=width, force_terminal=is_styled, color_system="standard" if is_styled else None, highlight=True
    )
    terminal.show(shown, console)
    return file.getvalue()


def words(shown: Report, width: int = 80) -> str:
    return " ".join(printed(shown, width).split())


@pytest.mark.parametrize("width", [40, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = [line for line in printed(example(), width).splitlines() if "https://" not in line]
    assert max(map(cell_len, lines)) <= width


def test_lines_stay_readable_in_a_wide_terminal() -> None:
    assert max(map(cell_len, printed(example(), 300).splitlines())) <= terminal.WIDEST


def test_counts_come_first_then_health_then_the_worst() -> None:
    text = printed(example())
    places = [text.index(part) for part in ("8 open flags", "unverifiable", "Last sweep", "New Express", "130%", "28%")]
    assert places == sorted(places)


def test_several_reasons_make_one_entry() -> None:
    text = printed(example())
    assert text.count("28% or more  assistant") == 1
    assert "stale: Stated on 2025-10-20" in text
    assert "It tells a change, but not against what." in text
    assert "but not against what. → add what the change is measured against" in words(example())
    assert "also unverifiable (self reported)" in text


def test_the_figure_stands_out_without_colours() -> None:
    assert "«28% or more»" in printed(example())
    assert "«" not in printed(example(), is_styled=True)


def test_a_mere_notice_is_told_in_full_where_there_is_nothing_worse() -> None:
    text = words(report(claim(flag(severity=Severity.INFO, message="Only they say so."))))
    assert "info unverifiable: Only they say so." in text


def test_the_rest_is_named_when_only_the_worst_are_shown() -> None:
    whole = example()
    cut = narrowed(whole, claims=whole.claims[:2])
    assert "Only the worst 2 claims are shown; for the other 3: `tracker report --limit 0`" in words(cut)
    assert "Only the worst" not in words(whole)


def test_blindness_is_loud() -> None:
    text = words(blind())
    assert "BLIND Suite freshness did not run: freshness.json: expectations[0].type: no such type" in text
    assert "BLIND The sweep is late: the last one is 50 hours old." in text
    assert "means little" in text


def test_claims_that_wait_for_their_check_are_told() -> None:
    assert "! 7 claims await their first check" in words(report(claim(), health=health(claims=57)))


def test_markup_and_escapes_in_an_article_are_only_text() -> None:
    evil = claim(
        flag(message="[bold]Loud[/bold] \x1b[2Jgone"),
        sentence="It [link=x]rose[/link] 12% :smile: \x1b[31mred\x07.",
        figure="12%",
        prefix="[/link] ",
        suffix=" :smile",
        subject="[red]shop",
        title="\x1b]0;owned\x07Title",
        publisher="Pub\nlisher",
    )
    text = printed(report(evil))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[link=x]rose[/link] «12%» :smile: red" in text
    assert "[bold]Loud[/bold] gone" in text
    assert "Pub lisher" in text


@pytest.mark.parametrize("width", [4, 9, 16, 33])
def test_wrapping_keeps_every_character_and_the_width(width: int) -> None:
    text = "据统计，AI美工each month生成“约2亿张”图片。And a_very_long_word_indeed ends，（如此）100%。"
    lines = [line.plain for line in terminal.wrap(Text(text), width)]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(cell_len, lines)) <= width


def test_no_line_begins_with_closing_punctuation() -> None:
    text = Text("一二三四五六七八九，十" * 9)
    assert not any(line.plain.startswith("，") for width in range(6, 40) for line in terminal.wrap(text, width))


def test_a_file_gets_plain_text_that_does_not_age() -> None:
    text = terminal.render(example())
    assert "\x1b" not in text
    assert "minutes ago" not in text
    assert not any(line.endswith(" ") for line in text.splitlines())
