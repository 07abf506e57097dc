"""Flags in the database: a sweep's findings become events, and a flag keeps its id through its whole life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from tracker import flags
from tracker.errors import UsageError
from tracker.models import Claim, Document, Flag, FlagEvent, Run, Source
from tracker.states import FlagState, Resolution, RunStatus
from tracker.values import Comparator, Kind

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

FINDING = text("""
CREATE TEMP TABLE finding (claim_id bigint, suite text, expectation text, kind text, reason text, severity text,
    message text, remedy text, facts_hash text) ON COMMIT DROP
""")
FIND = text("""
INSERT INTO finding SELECT claim_id, :suite, 'stale/aged', 'stale', 'aged', 'warning', :message, 'a newer figure',
    facts_hash FROM claim_facts WHERE claim_id = ANY(:claims)
""")

Sweep = Callable[..., flags.Changes]


@pytest.fixture
def claim(session: Session, now: datetime) -> Claim:
    source = Source(slug="paper", kind="article", locator="paper.txt", publisher="The Paper")
    document = Document(source=source, content_hash="0" * 64, captured_at=now, text="Sales rose 12%.")
    claim = Claim(
        document=document,
        quote_exact="12%",
        quote_prefix="Sales rose ",
        quote_suffix=".",
        quote_start=11,
        quote_end=14,
        sentence="Sales rose 12%.",
        subject="Sales",
        kind=Kind.CHANGE,
        low=12,
        high=12,
        unit="%",
        comparator=Comparator.EQ,
        extractor="test",
        reading={},
    )
    session.add(claim)
    session.flush()
    return claim


@pytest.fixture
def sweep(session: Session, now: datetime) -> Sweep:
    """A function that stages findings for some claims and records them ``days`` after ``now``."""
    connection = session.connection()
    connection.execute(FINDING)

    def sweep(
        *claims: int,
        days: int = 0,
        suite: str = "freshness",
        message: str = "old",
        present: tuple[str, ...] = (),
        present_moment: bool = True,
    ) -> flags.Changes:
        moment = now + timedelta(days=days)
        run = Run(as_of=moment, is_present=present_moment, status=RunStatus.RUNNING, started_at=moment)
        session.add(run)
        session.flush()
        connection.execute(text("DELETE FROM finding"))
        connection.execute(FIND, {"suite": suite, "message": message, "claims": list(claims)})
        return flags.record(
            connection,
            run_id=run.id,
            moment=moment,
            evaluated=[suite],
            present=present or [suite],
            complete=True,
            reword=present_moment,
        )

    return sweep


def state(session: Session, moment: datetime) -> FlagState | None:
    standing = flags.states(moment)
    return session.scalar(select(standing.c.state))


def events(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(FlagEvent)) or 0


def test_a_finding_opens_a_flag_and_a_pass_closes_it(
    session: Session, claim: Claim, sweep: Sweep, now: datetime
) -> None:
    assert sweep(claim.id) == flags.Changes(opened=1, closed=0)
    assert sweep(days=1) == flags.Changes(opened=0, closed=1)
    assert state(session, now) is FlagState.OPEN
    assert state(session, now + timedelta(days=1)) is FlagState.CLOSED


def test_a_flag_that_reopens_keeps_its_id(session: Session, claim: Claim, sweep: Sweep, now: datetime) -> None:
    sweep(claim.id)
    sweep(days=1)
    assert sweep(claim.id, days=2).opened == 1
    assert session.scalar(select(func.count()).select_from(Flag)) == 1
    assert state(session, now + timedelta(days=2)) is FlagState.OPEN


def test_a_sweep_that_finds_nothing_new_writes_no_event(session: Session, claim: Claim, sweep: Sweep) -> None:
    sweep(claim.id)
    before = events(session)
    assert sweep(claim.id, days=1) == flags.Changes(opened=0, closed=0)
    assert events(session) == before


def test_one_claim_carries_several_flags(session: Session, claim: Claim, sweep: Sweep) -> None:
    present = ("freshness", "mine")
    sweep(claim.id, present=present)
    sweep(claim.id, suite="mine", present=present)
    assert session.scalar(select(func.count()).select_from(Flag)) == 2


def test_a_suite_that_did_not_run_keeps_its_flags(session: Session, claim: Claim, sweep: Sweep, now: datetime) -> None:
    sweep(claim.id)
    assert sweep(suite="mine", days=1, present=("freshness", "mine")).closed == 0
    assert state(session, now + timedelta(days=1)) is FlagState.OPEN


def test_flags_of_a_suite_that_is_gone_are_closed(session: Session, claim: Claim, sweep: Sweep) -> None:
    sweep(claim.id)
    assert sweep(suite="mine", days=1, present=("mine",)).closed == 1
    assert (
        session.scalar(select(FlagEvent.note).order_by(FlagEvent.id.desc()).limit(1)) == "its suite is no longer there"
    )


def test_a_settled_flag_stays_settled_until_the_facts_change(
    session: Session, claim: Claim, sweep: Sweep, now: datetime
) -> None:
    sweep(claim.id)
    flag = session.scalars(select(Flag)).one()
    flags.settle(session, flag.id, resolution=Resolution.ACCEPTED, actor="ann", note="known", now=now)
    assert sweep(claim.id, days=1).opened == 0
    assert state(session, now + timedelta(days=1)) is FlagState.SETTLED
    claim.low = claim.high = Decimal(13)
    session.flush()
    assert sweep(claim.id, days=2).opened == 1
    assert state(session, now + timedelta(days=2)) is FlagState.OPEN


def test_what_fails_again_after_it_passed_is_not_settled(
    session: Session, claim: Claim, sweep: Sweep, now: datetime
) -> None:
    sweep(claim.id)
    flag = session.scalars(select(Flag)).one()
    flags.settle(session, flag.id, resolution=Resolution.ACCEPTED, actor="ann", note="known", now=now)
    sweep(days=1)
    assert state(session, now + timedelta(days=1)) is FlagState.CLOSED
    assert sweep(claim.id, days=2).opened == 1
    assert state(session, now + timedelta(days=2)) is FlagState.OPEN


def test_a_settled_flag_outlives_the_absence_of_its_suite(
    session: Session, claim: Claim, sweep: Sweep, now: datetime
) -> None:
    sweep(claim.id, suite="mine", present=("freshness", "mine"))
    flag = session.scalars(select(Flag)).one()
    flags.settle(session, flag.id, resolution=Resolution.ACCEPTED, actor="ann", note="known", now=now)
    sweep(days=1)
    sweep(claim.id, suite="mine", days=2, present=("freshness", "mine"))
    assert state(session, now + timedelta(days=2)) is FlagState.SETTLED


def test_a_snoozed_flag_wakes_when_its_time_is_over(
    session: Session, claim: Claim, sweep: Sweep, now: datetime
) -> None:
    sweep(claim.id)
    flag = session.scalars(select(Flag)).one()
    flags.snooze(session, flag.id, until=now + timedelta(days=2), actor="ann", note=None, now=now)
    sweep(claim.id, days=1)
    assert state(session, now + timedelta(days=1)) is FlagState.SNOOZED
    sweep(claim.id, days=2)
    assert state(session, now + timedelta(days=2)) is FlagState.OPEN


def test_an_acknowledged_flag_closes_when_the_check_passes(
    session: Session, claim: Claim, sweep: Sweep, now: datetime
) -> None:
    sweep(claim.id)
    flag = session.scalars(select(Flag)).one()
    flags.acknowledge(session, flag.id, actor="ann", note=None, now=now)
    assert state(session, now) is FlagState.ACKNOWLEDGED
    assert sweep(days=1).closed == 1


def test_a_message_that_changed_is_kept_up_to_date(session: Session, claim: Claim, sweep: Sweep) -> None:
    sweep(claim.id, message="old since Monday")
    sweep(claim.id, message="old since Sunday", days=1)
    assert session.scalar(select(Flag.message)) == "old since Sunday"


def test_a_look_back_leaves_todays_state_and_message(
    session: Session, claim: Claim, sweep: Sweep, now: datetime
) -> None:
    sweep(claim.id, message="today")
    sweep(claim.id, days=-30, message="then", present_moment=False)
    assert state(session, now) is FlagState.OPEN
    assert session.scalar(select(Flag.message)) == "today"
    assert state(session, now - timedelta(days=1)) is FlagState.OPEN
    assert state(session, now - timedelta(days=31)) is None


def test_a_look_back_does_not_rewrite_what_was_found_then(
    session: Session, claim: Claim, sweep: Sweep, now: datetime
) -> None:
    sweep(claim.id, days=-10)
    sweep(days=-5)
    assert sweep(days=-8, present_moment=False) == flags.Changes(opened=0, closed=0)
    assert state(session, now - timedelta(days=8)) is FlagState.OPEN
    assert state(session, now - timedelta(days=5)) is FlagState.CLOSED


def test_a_look_ahead_lapses_when_something_happens_before_its_day(
    session: Session, claim: Claim, sweep: Sweep
) -> None:
    today = datetime.now(UTC)
    ahead = (today - NOW).days + 20
    sweep(claim.id)
    flag = session.scalars(select(Flag)).one()
    flags.snooze(session, flag.id, until=today + timedelta(days=10), actor="ann", note=None, now=today)
    sweep(claim.id, days=ahead, present_moment=False)
    assert state(session, NOW + timedelta(days=ahead)) is FlagState.OPEN
    settled = today + timedelta(minutes=1)
    flags.settle(session, flag.id, resolution=Resolution.ACCEPTED, actor="ann", note=None, now=settled)
    assert state(session, NOW + timedelta(days=ahead + 1)) is FlagState.SETTLED


@pytest.mark.parametrize("resolution", list(Resolution))
def test_every_resolution_settles(
    session: Session, claim: Claim, sweep: Sweep, now: datetime, resolution: Resolution
) -> None:
    sweep(claim.id)
    flag = session.scalars(select(Flag)).one()
    event = flags.settle(session, flag.id, resolution=resolution, actor="ann", note=None, now=now)
    assert (event.state_before, event.state_after, event.actor) == (FlagState.OPEN, FlagState.SETTLED, "ann")


def test_what_a_person_may_not_do_is_one_clear_line(
    session: Session, claim: Claim, sweep: Sweep, now: datetime
) -> None:
    sweep(claim.id)
    sweep(days=1)
    flag = session.scalars(select(Flag)).one()
    with pytest.raises(UsageError, match=rf"flag {flag.id} is closed"):
        flags.acknowledge(session, flag.id, actor="ann", note=None, now=now + timedelta(days=2))
    with pytest.raises(UsageError, match="there is no flag 0"):
        flags.reopen(session, 0, actor="ann", note=None, now=now)
    with pytest.raises(UsageError, match="not in the future"):
        flags.snooze(session, flag.id, until=now, actor="ann", note=None, now=now)


def test_the_listing_shows_open_flags_worst_first(
    session: Session, claim: Claim, sweep: Sweep, now: datetime, connection: Connection
) -> None:
    sweep(claim.id)
    row = flags.listing(session, moment=now)[0]
    assert (row.source, row.figure, row.state, row.opened_at) == ("paper", "12%", FlagState.OPEN, now)
    assert flags.listing(session, moment=now, kind="malformed") == []
    assert flags.listing(session, moment=now - timedelta(days=1)) == []
    assert connection.in_transaction()
