"""Words for people: excerpts, coverage, and never a false green."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest
from rich.cells import cell_len

from tests.report.reports import NOW, blind, claim, flag, health, report
from tracker.report import excerpt, wording
from tracker.report.content import Filters, grouped
from tracker.states import FlagState, Severity
from tracker.values import Comparator, Kind

LONG = "开头的话，" * 40 + "转化率提升37%，" + "结尾的话，" * 40


@pytest.mark.parametrize("cells", [20, 40, 76, 150])
def test_a_long_sentence_is_cut_around_its_figure(cells: int) -> None:
    shown = excerpt.around(claim(sentence=LONG, figure="37%", prefix="转化率提升", suffix="，结尾"), cells)
    assert shown.figure == "37%"
    assert shown.before.startswith("…")
    assert shown.after.endswith("…")
    assert cells * 3 // 4 <= sum(map(cell_len, (shown.before, shown.figure, shown.after))) <= cells


def test_a_short_sentence_stands_whole() -> None:
    shown = excerpt.around(claim(), 200)
    assert shown.before + shown.figure + shown.after == claim().sentence


@pytest.mark.parametrize(
    ("prefix", "suffix", "before"),
    [("rose ", " in May", "Sales rose "), ("and ", " in June", "Sales rose 20% in May and ")],
)
def test_the_right_one_of_equal_figures(prefix: str, suffix: str, before: str) -> None:
    sentence = "Sales rose 20% in May and 20% in June."
    assert excerpt.around(claim(sentence=sentence, figure="20%", prefix=prefix, suffix=suffix), 200).before == before


def test_a_figure_that_its_sentence_lacks_stands_in_its_context() -> None:
    shown = excerpt.around(claim(sentence="Another one.", figure="20%", prefix="rose ", suffix=" in May"), 200)
    assert (shown.before, shown.figure, shown.after) == ("rose ", "20%", " in May")


def test_a_monstrous_figure_is_cut() -> None:
    figure = "9" * 5000
    shown = excerpt.around(claim(sentence=figure, figure=figure, prefix="", suffix=""), 100)
    assert cell_len(shown.figure) <= 100


@pytest.mark.parametrize(
    "dirty",
    ["\x1b[31m12%\x1b[0m", "\x1b]8;;http://x\x0712%\x1b]8;;\x07", "1\u202e2%", "\u200b12%\ufeff", "\x9b12%\x00"],
)
def test_nothing_hidden_survives(dirty: str) -> None:
    cleaned = excerpt.clean(dirty)
    assert cleaned.isprintable()
    assert cleaned.replace(" ", "") in ("12%", "31m12%")


def test_health_says_when_and_how_much() -> None:
    assert wording.coverage(report()) == "50 of 50 claims evaluated, 4 suites, 2 minutes ago"
    assert wording.coverage(report(), is_kept=True).endswith("4 suites, 22 Nov 2026, 21:38 CST")
    past = report(moment=NOW - timedelta(days=9), health=health(last_run_at=NOW - timedelta(days=10)))
    assert wording.coverage(past).endswith("as of 12 Nov 2026")


def test_nothing_flagged_is_said_with_its_reach() -> None:
    assert wording.nothing_flagged(report()) == "Nothing is flagged among 50 claims."
    waiting = wording.nothing_flagged(report(health=health(claims=97)))
    assert "among the 50 claims evaluated; 47 await their first check" in waiting
    narrow = wording.nothing_flagged(report(filters=Filters(kinds=("stale",))))
    assert narrow == "Nothing is flagged for --kind stale among 50 claims."
    assert "means little" in wording.nothing_flagged(blind())
    assert "no claims yet" in wording.nothing_flagged(report(health=health(claims=0, evaluated=0)))


def test_what_is_put_aside_is_told() -> None:
    quiet = [flag(state=state) for state in (FlagState.SNOOZED, FlagState.SETTLED, FlagState.SETTLED)]
    assert wording.quiet_line(report(claim(*quiet))) == "Not shown: 1 snoozed and 2 settled flags."
    assert wording.quiet_line(report(claim())) == ""


def test_days_are_those_of_the_readers_zone() -> None:
    late = flag(opened_at=NOW.replace(hour=20))
    assert wording.since(late, report().zone) == "since 23 Nov 2026"
    assert wording.since(late, UTC) == "since 22 Nov 2026"


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_no_number_reads_as_nothing(value: Decimal) -> None:
    assert wording.reading(claim(low=value, high=value)) == ""
    assert wording.reading(claim(low=None, high=None, comparator=Comparator.VAGUE)) == ""


def test_a_period_reads_as_its_days() -> None:
    period = claim(kind=Kind.PERIOD, unit="date", low=date(2025, 10, 21), high=None, comparator=Comparator.GE)
    assert "2025-10-21" in wording.reading(period)


def test_documents_come_worst_first_and_so_do_their_claims() -> None:
    mild = claim(flag(severity=Severity.INFO), document_id=1)
    grave = claim(flag("implausible", severity=Severity.CRITICAL), document_id=2)
    middling = claim(flag(), document_id=1)
    groups = grouped([mild, middling, grave])
    assert [group.head.document_id for group in groups] == [2, 1]
    assert groups[1].claims == (middling, mild)
