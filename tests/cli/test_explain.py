"""``tracker explain``: the reasoning behind one verdict, for people and for programs."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.cli.conftest import Command, widest
from tests.evidence import Ledger
from tracker import resources, suites
from tracker.settings import load
from tracker.states import Relation
from tracker.values import Tier

PUBLISHER = "The Island Post and Harbour Gazette, with which is incorporated The Fishermen's Weekly"


@pytest.fixture(scope="module")
def _compiled(cache_folder: Path, database_url: str) -> None:
    """Compile the suites before any command says that it does."""
    suites.compile(suites.load([resources.expectations()]).suites, database_url, cache_dir=cache_folder)


@pytest.fixture
def claims(tracker: Command, _compiled: None) -> list[int]:  # noqa: ARG001
    """Put a claim that evidence agrees with, and forty others, into the command's database."""
    engine = create_engine(load().database_url or "")
    with Session(engine) as session:
        ledger = Ledger(session)
        today = datetime.now(UTC).date()
        claim = ledger.state(120000, PUBLISHER, url="https://news.example/ferry", on=today - timedelta(days=9))
        office = ledger.state(120000, "统计局", tier=Tier.REFERENCE, on=today - timedelta(days=8))
        ledger.relate(claim, Relation.AGREES, office, note="120,000 against 120,000: the same figure")
        for number in range(40):
            other = ledger.state(90000 + number, f"Paper {number}", on=date(2026, 1, 1))
            if number < 20:
                ledger.relate(claim, Relation.CONTRADICTS, other)
        found = [claim.id, office.id]
        session.commit()
    engine.dispose()
    return found


def test_an_explanation_is_readable(tracker: Command, claims: list[int]) -> None:
    done = tracker("explain", claims[0])
    assert done.code == 0, done.err
    assert widest(done.out) <= 80
    for title in (
        f"Claim {claims[0]}: unchecked", "«120,000»", "What it says", "Whose word, on what", "What counted: 21 claims",
        "What did not count: 20 claims", "Dates", "At its source", "Expectations: ", "Flags", "What would change it",
        "… and 9 more; --format json has them", "observed unit = count", "it counts for it: another origin says the",
    ):  # fmt: skip
        assert title in done.out, title


def test_programs_get_the_same_object(tracker: Command, claims: list[int]) -> None:
    found = json.loads(tracker("explain", claims[0], "--format", "json").out)
    assert list(found) == [
        "claim", "as_of", "verdict", "quote", "figure", "origin", "link", "counted", "not_counted",
        "not_counted_total", "dates", "source", "expectations", "suites_failed", "flags", "would_change", "checked_at",
    ]  # fmt: skip
    assert found["verdict"] == {"word": "unchecked", "why": "no sweep has looked at it since it came or was changed"}
    assert (found["figure"]["low"], found["figure"]["words"]) == (120000, "120,000")
    assert len(found["counted"]) == 21
    assert found["counted"][0]["claim"] == claims[1]
    assert {each["result"] for each in found["expectations"]} <= {"passed", "failed", "not_applicable"}
    assert found["suites_failed"] == []


def test_compiled_suites_need_no_great_expectations(
    tracker: Command, claims: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tracker.suites.compiler", None)
    assert tracker("explain", claims[0]).code == 0


def test_a_day_can_be_asked_for(tracker: Command, claims: list[int]) -> None:
    day = (datetime.now(UTC) + timedelta(days=2000)).date().isoformat()
    found = json.loads(tracker("explain", claims[0], "--format", "json", "--as-of", day).out)
    assert found["as_of"] == day
    aged = [each for each in found["expectations"] if each["reason"] == "aged"]
    assert [each["result"] for each in aged] == ["failed"]
    assert "was not known on 2020-01-01" in tracker("explain", claims[0], "--as-of", "2020-01-01").err


@pytest.mark.usefixtures("_compiled")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("999999",), "there is no claim 999999; `tracker claims list` shows them"),
        (("one",), "explain --help`"),
        (("1", "--as-of", "yesterday"), "--as-of: 'yesterday' is no date"),
    ],
)
def test_wrong_use_is_told_in_one_line(tracker: Command, arguments: tuple[str, ...], words: str) -> None:
    done = tracker("explain", *arguments)
    assert done.code == 3
    assert words in done.err
    assert len(done.err.splitlines()) == 1
