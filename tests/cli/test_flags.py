"""``tracker flag``: look at flags and say what is to become of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from tests.cli.conftest import Command, widest
from tracker.models import Claim, Flag, FlagEvent
from tracker.settings import Settings
from tracker.states import FlagAction, FlagState, Severity

OPENED = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.fixture
def flags(tracker: Command, article: Path) -> list[int]:
    """Three open flags: one critical, one warning, one info; the claims' own words try to be markup."""
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    url = Settings(database_url=os.environ["TRACKER_DATABASE_URL"]).database_url or ""
    engine = create_engine(url)
    with Session(engine) as session:
        claims = session.scalars(select(Claim).order_by(Claim.id)).all()
        made = [
            Flag(
                claim_id=claim.id,
                suite="tests",
                expectation=reason,
                kind=kind,
                reason=reason,
                severity=severity,
                message=f"[bold]the figure[/bold] {claim.quote_exact}\x1b[31m is odd",
                remedy="look again",
                events=[FlagEvent(at=OPENED, action=FlagAction.OPENED, state_after=FlagState.OPEN, actor="tracker")],
            )
            for claim, kind, reason, severity in (
                (claims[0], "unverifiable", "self_reported", Severity.INFO),
                (claims[1], "stale", "aged", Severity.WARNING),
                (claims[2], "malformed", "no_date", Severity.CRITICAL),
            )
        ]
        session.add_all(made)
        session.flush()
        numbers = [flag.id for flag in made]
        session.commit()
    engine.dispose()
    return numbers


def states(tracker: Command) -> dict[int, str]:
    return {
        flag["id"]: flag["state"] for flag in tracker("flag", "list", "--state", "all", "--format", "jsonl").records
    }


def test_flags_are_listed_worst_first(tracker: Command, flags: list[int]) -> None:
    info, warning, critical = flags
    assert [flag["id"] for flag in tracker("flag", "list", "--format", "jsonl").records] == [critical, warning, info]
    done = tracker("flag", "list")
    assert done.code == 0
    assert "malformed/no_date" in done.out
    assert "3 flags" in done.out
    assert "[bold]the figure[/bold]" in " ".join(done.out.split())
    assert "\x1b" not in done.out
    assert widest(done.out) <= 80


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--kind", "stale"], 1),
        (["--severity", "critical"], 1),
        (["--source", "dao-yu-you-bao"], 3),
        (["--state", "settled"], 0),
        (["--state", "open", "--state", "closed"], 3),
        (["--limit", "2"], 2),
    ],
)
@pytest.mark.usefixtures("flags")
def test_flags_are_chosen(tracker: Command, options: list[str], expected: int) -> None:
    assert len(tracker("flag", "list", "--format", "jsonl", *options).records) == expected


@pytest.mark.usefixtures("flags")
def test_an_empty_list_says_what_it_is_empty_of(tracker: Command) -> None:
    assert "No flag is settled." in tracker("flag", "list", "--state", "settled").out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--kind", "odd"], "--kind: there is no kind of flag named 'odd'; known are malformed"),
        (["--state", "odd"], "--state: odd is no state of a flag; known are open"),
        (["--severity", "odd"], "--severity"),
        (["--source", "odd"], "there is no source called 'odd'"),
    ],
)
def test_a_wrong_choice_is_said(tracker: Command, options: list[str], words: str) -> None:
    done = tracker("flag", "list", *options)
    assert done.code == 3
    assert words in done.err


def test_the_life_of_a_flag(tracker: Command, flags: list[int]) -> None:
    one, two, _ = flags
    done = tracker("flag", "ack", one, two, "--note", "on it")
    assert (done.code, done.out) == (0, f"Flags {one}, {two}: acknowledged.\n")
    assert states(tracker)[two] == "acknowledged"
    assert tracker("flag", "snooze", one, "--days", "30").code == 0
    assert tracker("flag", "settle", two, "--as", "accepted", "--note", "known").code == 0
    assert states(tracker)[one] == "snoozed"
    assert states(tracker)[two] == "settled"
    assert tracker("flag", "reopen", two).code == 0
    assert states(tracker)[two] == "open"
    claim_id = tracker("claims", "list", "--format", "jsonl").records[1]["id"]
    shown = tracker("claims", "show", claim_id).out
    for words in ("1 flag", "stale/aged", "acknowledged", "on it", "settled as accepted", "known", "reopened"):
        assert words in shown


def test_a_snooze_ends_with_the_day_in_the_users_zone(tracker: Command, flags: list[int]) -> None:
    assert tracker("flag", "snooze", flags[0], "--until", "2099-01-01").code == 0
    (flag,) = tracker("flag", "list", "--state", "snoozed", "--format", "jsonl").records
    until = datetime.fromisoformat(flag["snoozed_until"])
    assert until.astimezone(UTC) == datetime(2098, 12, 31, 16, tzinfo=UTC)
    assert "until" in tracker("flag", "list", "--state", "snoozed").out


def test_all_or_none(tracker: Command, flags: list[int]) -> None:
    done = tracker("flag", "ack", flags[0], 999_999)
    assert done.code == 3
    assert "there is no flag 999999" in done.err
    assert set(states(tracker).values()) == {"open"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["snooze", "1"], "--until 2026-01-31, or --days 30"),
        (["snooze", "1", "--until", "2099-01-01", "--days", "3"], "--until 2026-01-31, or --days 30"),
        (["snooze", "1", "--until", "tomorrow"], "--until: 'tomorrow' is no date"),
        (["snooze", "1", "--until", "2020-01-01"], "not in the future"),
        (["snooze", "1", "--days", "0"], "--days: give one day"),
        (["snooze", "1", "--days", "99999999999"], "--days: that is too far away"),
        (["settle", "1"], "--as"),
        (["settle", "1", "--as", "forgotten"], "--as"),
        (["reopen", "1"], "only a flag that is acknowledged, settled, snoozed"),
        (["ack", "one"], "ID"),
        (["ack"], "ID"),
        (["ack", str(2**70)], "ID"),
    ],
)
def test_wrong_use_changes_nothing(tracker: Command, flags: list[int], arguments: list[str], words: str) -> None:
    named = [str(flags[0]) if argument == "1" else argument for argument in arguments]
    done = tracker("flag", *named)
    assert done.code == 3
    assert words in done.err
    assert set(states(tracker).values()) == {"open"}
