"""A metric's series: claims beside evidence with their verdicts, as a table and as a plot of characters."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from rich.cells import cell_len
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.cli.conftest import Command, widest
from tests.cli.conftest import run as run  # a fixture
from tests.cli.conftest import tracker as tracker  # a fixture
from tests.evidence import Ledger
from tracker import series
from tracker.cli import plot
from tracker.cli import series as shown
from tracker.cli.plot import Mark
from tracker.errors import InputError
from tracker.series import Point, Series
from tracker.settings import Settings
from tracker.standing import Verdict
from tracker.states import Relation, Severity
from tracker.values import Bound, Comparator, Tier

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FIRST = date(2025, 1, 1)


@pytest.fixture
def ledger(session: Session) -> Ledger:
    return Ledger(session)


def read(ledger: Ledger, moment: datetime = NOW, **options: bool) -> Series:
    return series.read(ledger.session, "passengers", moment=moment, zone=UTC, **options)


# Reading


def test_claims_stand_beside_evidence_in_the_order_of_what_they_speak_of(ledger: Ledger) -> None:
    ledger.state(120000, period_start=FIRST, period_end=date(2025, 12, 31))
    ledger.state(118000, "Office", tier=Tier.REFERENCE, period_start=date(2024, 1, 1), period_end=date(2024, 12, 31))
    ledger.state(125000, on=None)
    ledger.state(9, is_linked=False)
    points = read(ledger).points
    assert [(point.day, point.is_evidence) for point in points] == [
        (date(2024, 12, 31), True),
        (date(2025, 12, 31), False),
        (None, False),
    ]


def test_each_figure_has_its_verdict_and_why(ledger: Ledger) -> None:
    claim, evidence, other = (
        ledger.state(120000),
        ledger.state(120000, "Office", tier=Tier.REFERENCE),
        ledger.state(90000, "Daily"),
    )
    ledger.relate(claim, Relation.AGREES, evidence)
    ledger.relate(claim, Relation.CONTRADICTS, other)
    ledger.flag(other, "contradicted", "other_origin", "Claim 1 says 120,000.", severity=Severity.CRITICAL)
    unseen = read(ledger).points[0].verdict
    assert unseen.word == "unchecked"
    ledger.evaluate()
    first, second, third = (point.verdict for point in read(ledger).points)
    assert first.word == second.word == "verified"
    assert first.why.startswith(f"an independent origin agrees: claim {evidence.id}, “120,000”, Office")
    assert (third.word, third.why) == ("contradicted", "Claim 1 says 120,000.")
    ledger.session.delete(evidence)
    ledger.evaluate()
    alone = read(ledger).points[0].verdict
    assert (alone.word, alone.why) == ("unverified", "nothing is wrong with it, and no independent origin agrees")


def test_relations_are_told_from_each_side(ledger: Ledger) -> None:
    old, new, again = ledger.state(1), ledger.state(2), ledger.state(3)
    ledger.relate(new, Relation.SUPERSEDES, old, is_independent=False)
    ledger.relate(again, Relation.REPEATS, new, is_independent=False)
    ledger.relate(old, Relation.AGREES, again, is_independent=False)
    told = [[(tie.words, tie.claim_id) for tie in point.relations] for point in read(ledger).points]
    assert told == [
        [("superseded by", new.id), ("agrees with", again.id)],
        [("supersedes", old.id), ("repeated by", again.id)],
        [("repeats", new.id), ("agrees with", old.id)],
    ]


def test_a_look_back_knows_only_what_was_known(ledger: Ledger) -> None:
    early = ledger.state(1, on=date(2026, 3, 1), captured_at=datetime(2026, 4, 1, tzinfo=UTC))
    ledger.state(2, on=date(2026, 3, 2), captured_at=datetime(2026, 10, 1, tzinfo=UTC))
    then = read(ledger, datetime(2026, 5, 1, tzinfo=UTC), is_past=True)
    assert [point.claim_id for point in then.points] == [early.id]
    assert then.as_of == date(2026, 5, 1)


def test_a_metric_that_is_not_there_is_named(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="did you mean passengers"):
        series.read(ledger.session, "passenger", moment=NOW, zone=UTC)


# The plot


def mark(days: int, low: Bound | str | None, high: Bound | str | None = "", glyph: str = "o", rank: int = 1) -> Mark:
    low = Decimal(low) if isinstance(low, str) else low
    high = low if high == "" else Decimal(high) if isinstance(high, str) else high
    return Mark(FIRST + timedelta(days=days), low, high, glyph, "", rank)


def drawn(marks: list[Mark], width: int = 80) -> list[str]:
    lines = [line.plain for line in plot.plot(marks, width=width)]
    assert len(lines) == plot.HEIGHT + 2
    assert max(cell_len(line) for line in lines) <= width
    return lines


def level(lines: list[str], glyph: str) -> int:
    """The row of a glyph, counted from above."""
    return next(row for row, line in enumerate(lines) if glyph in line)


def test_time_goes_to_the_right_and_figures_go_up() -> None:
    lines = drawn([mark(0, "10", glyph="a"), mark(365, "20", glyph="b")])
    assert level(lines, "b") < level(lines, "a")
    assert lines[level(lines, "a")].index("a") < lines[level(lines, "b")].index("b")
    assert "2025-01-01" in lines[-1]
    assert "2026-01-01" in lines[-1]
    assert "10 ┤" in "".join(lines)


def test_intervals_are_bars_and_open_ends_arrows() -> None:
    lines = drawn([mark(0, "10", "20"), mark(9, "15", None, "g"), mark(18, None, "15", "l")])
    text = "\n".join(lines)
    assert text.count(plot.UPPER) == text.count(plot.LOWER) - lines[-2].count(plot.LOWER) == 1
    assert level(lines, plot.UP) == level(lines, "g") - 1
    assert level(lines, plot.DOWN) == level(lines, "l") + 1


@pytest.mark.parametrize(
    "marks",
    [
        [mark(0, "1500000")],
        [mark(0, "0"), mark(9, "0")],
        [mark(days, "12.5") for days in range(6)],
        [mark(0, date(2025, 11, 11))],
        [mark(days, date(2025, 11, 11)) for days in range(4)],
        [mark(0, date(2025, 10, 9), None)],
        [mark(0, date.min), mark(1, date.max)],
        [mark(0, "0.00001"), mark(1, "0.00003")],
        [mark(0, "1"), mark(1, "1e30")],
        [mark(0, None, "-28"), mark(1, "-30", "-20")],
    ],
    ids=str,
)
def test_flat_single_and_odd_series_are_drawn(marks: list[Mark]) -> None:
    for width in (40, 80, 100):
        assert any("o" in line for line in drawn(marks, width))


def test_a_date_is_drawn_against_dates() -> None:
    lines = drawn([mark(0, date(2025, 11, 11)), mark(30, date(2025, 11, 20))])
    assert re.search(r"2025-11-\d\d ┤", "\n".join(lines))


def test_many_figures_are_points_and_the_telling_ones_on_top() -> None:
    marks = [mark(days, str(days), str(days + 400)) for days in range(499)]
    lines = drawn([*marks, mark(250, "250", "650", "x", 3)])
    assert not any(sign in line for line in lines[:-2] for sign in (plot.UPPER, plot.LOWER))
    assert sum(line.count("x") for line in lines) == 1
    assert drawn(list(reversed([*marks, mark(250, "250", "650", "x", 3)]))) == lines


def test_nothing_is_no_plot() -> None:
    assert plot.plot([], width=80) == []


# On the terminal


def point(number: int, value: int, **fields: object) -> Point:
    day = FIRST + timedelta(days=number)
    given: dict[str, object] = {
        "claim_id": number, "day": day, "period_start": None, "period_end": None, "stated_on": day,
        "figure": str(value), "words": f"{value:,} (passengers and others, counted by hand)", "low": Decimal(value),
        "high": Decimal(value), "unit": "count", "comparator": Comparator.EQ, "origin": "阿里巴巴集团控股有限公司",
        "is_inferred": False, "publisher": "The Island Post", "source": "island-post", "tier": Tier.PRESS, "url": None,
        "relations": (), "verdict": Verdict("unverified", "no independent origin agrees"),
    }  # fmt: skip
    return Point(**given | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_rows_fit_the_terminal(width: int) -> None:
    ties = tuple(series.Tie("agrees with", number, number % 2 == 0) for number in range(30))
    points = [point(number, 1000 + number, relations=ties, is_inferred=True) for number in range(12)]
    lines = list(shown._table(points, min(width, shown.WIDEST)))
    assert max(cell_len(line.plain) for line in lines) <= width
    assert "#6 and 11 more; agrees with" in " ".join(" ".join(line.plain for line in lines).split())


def commit(count: int) -> None:
    """Put a series of so many figures into the command's database: a third of them evidence."""
    engine = create_engine(Settings(database_url=os.environ["TRACKER_DATABASE_URL"]).database_url or "")
    with Session(engine) as session:
        ledger = Ledger(session)
        for number in range(count):
            tier = Tier.REFERENCE if number % 3 == 0 else Tier.PRESS
            publisher = "Office" if number % 3 == 0 else f"Paper {number % 5}"
            ledger.state(120_000 + number, publisher, tier=tier, on=FIRST + timedelta(days=number))
        session.commit()
    engine.dispose()


def test_a_metric_is_checked_on_the_terminal(tracker: Command) -> None:
    commit(12)
    done = tracker("metric", "check", "passengers")
    assert done.code == 0, done.err
    assert widest(done.out) <= 80
    assert "8 claims, 4 of evidence, 6 origins: 12 unchecked" in done.out
    assert f"{shown.EVIDENCE} reference, Office, 2025-01-10" in done.out
    assert shown.CLAIM in done.out
    plain = tracker("metric", "check", "passengers", "--no-plot")
    assert "┤" in done.out
    assert "┤" not in plain.out
    assert "No figure is linked" in tracker("metric", "check", "passengers", "--as-of", "2024-01-01").out


def test_hundreds_of_figures_stay_readable(tracker: Command) -> None:
    commit(120)
    done = tracker("metric", "check", "passengers")
    assert widest(done.out) <= 80
    assert "The newest 50 of 120; --limit 120 shows all." in done.out
    assert len(done.out.splitlines()) < 200
    assert tracker("metric", "check", "passengers", "--limit", "120").out.count("Paper") > 50


def test_programs_get_every_figure(tracker: Command) -> None:
    commit(3)
    records = tracker("metric", "check", "passengers", "--format", "jsonl").records
    assert [record["low"] for record in records] == [120000, 120001, 120002]
    assert records[0] | {"claim": 1} == {
        "metric": "passengers", "as_of": records[0]["as_of"], "claim": 1, "day": "2025-01-01", "period_start": None,
        "period_end": None, "stated_on": "2025-01-01", "figure": "120,000", "words": "120,000", "low": 120000,
        "high": 120000, "unit": "count", "comparator": "eq", "origin": "Office", "is_inferred": False,
        "publisher": "Office", "source": "source-0", "tier": "reference", "url": None, "relations": [],
        "evidence": True, "verdict": "unchecked", "why": "no sweep has looked at it since it came or was changed",
    }  # fmt: skip


def test_what_is_no_number_is_told_and_not_drawn(ledger: Ledger) -> None:
    ledger.state("NaN", sentence="so many")
    (told,) = read(ledger).points
    assert (told.words, told.is_drawable) == ("NaN", False)


def test_an_empty_series_says_so(tracker: Command) -> None:
    tracker("metric", "add", "--subject", "a", "--measure", "b", "--unit", "%", "--slug", "empty")
    done = tracker("metric", "check", "empty")
    assert (done.code, "No figure is linked to it yet" in done.out) == (0, True)
    assert tracker("metric", "check", "nothing").code == 3


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2024, 1, 1), date(2025, 12, 31), "2024 to 2025"),
        (date(2025, 3, 5), date(2025, 3, 5), "2025-03-05"),
        (date(2025, 7, 1), date(2026, 3, 31), "2025-07-01 to 2026-03-31"),
    ],
)
def test_a_period_is_shown_with_both_its_ends(ledger: Ledger, start: date, end: date, words: str) -> None:
    ledger.state(120000, "Island Post and Harbour Gazette", period_start=start, period_end=end)
    lines = [line.plain for line in shown._table(read(ledger).points, 80)]
    shown_rows = [line.split(maxsplit=1)[1] for line in lines if "120,000  " in line]
    assert [row.startswith(words + " ") for row in shown_rows] == [True]
    assert max(cell_len(line) for line in lines) <= 80
