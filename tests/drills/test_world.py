"""The drills of the clock, of bad sources, of many sources and of leaks, each in seconds. In full: ``make drill``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from drills import bad, clock, kill, leaks, many
from drills.scene import stage
from drills.usage import Usage

ROOT = Path(__file__).resolve().parents[2]


def test_growth_is_told_and_a_little_memory_is_none() -> None:
    before = Usage(threads=9, files=20, connections=4, memory=150)
    assert leaks.grown(before, Usage(9, 20, 4, 170)) == []
    told = leaks.grown(before, Usage(10, 21, 4, 300))
    assert [line.partition(":")[0] for line in told] == ["threads", "files", "memory"]


@pytest.mark.parametrize(
    ("figures", "fault"),
    [
        ({}, None),
        ({"missing": 1}, "not looked at"),
        ({"twice": 1}, "more than once"),
        ({"terms": 2}, "the lead was lost"),
        ({"threads": 10_000}, "threads"),
        ({"check_wait": 500.0}, "too long"),
    ],
)
def test_what_is_wrong_with_many_sources_is_told(figures: dict[str, float], fault: str | None) -> None:
    well = {
        "seconds": 60.0, "cpu": 30.0, "threads": 20, "memory": 180.0, "ready": 0.2, "metrics": 0.2, "check_wait": 2.0,
        "checks": 3, "twice": 0, "missing": 0, "terms": 1,
    }  # fmt: skip
    told = many.Found(**{**well, **figures}).faults()  # type: ignore[arg-type]
    assert (not told) if fault is None else (fault in told[0])


def test_bad_sources_are_put_off_and_keep_no_other_waiting() -> None:
    with stage("bad") as (folder, server, site):
        assert bad.drill(server, site, folder, 6, checks=False) == 0


@pytest.mark.parametrize("part", ["summer", "year"])
def test_no_job_starves_or_runs_twice_whatever_the_clock_does(part: str) -> None:
    assert clock.main(part, checks=False) == 0


def test_kills_that_were_too_few_or_missed_a_step_show_nothing() -> None:
    hit = Counter(dict.fromkeys(kill.NEEDED, 3))
    assert kill.lacking(hit, 100, 100) == []
    assert kill.lacking(hit, 60, 100) == ["only 60 of 100 kills in the time there was: give it more --minutes"]
    assert kill.lacking(hit - Counter(storing=3), 100, 100)[0].startswith("no kill hit storing")
    assert kill.lacking(Counter(), 3, 3) == []


def test_what_a_thread_is_at_is_told_by_files_that_are_there() -> None:
    marks = {mark.partition(":")[0] for _, marks in kill.PHASES for mark in marks}
    assert [mark for mark in marks if mark and not (ROOT / mark).exists()] == []
