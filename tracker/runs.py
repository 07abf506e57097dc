"""Runs: which suites are due, what they find, and the record of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Date, cast, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker import checks, slices, suites
from tracker.models import (
    Calendar,
    Claim,
    ClaimRelation,
    Document,
    ExpectationCount,
    FlagEvent,
    Metric,
    Run,
    Source,
    SuiteRun,
)
from tracker.spread import SpreadError
from tracker.states import RunStatus, SuiteStatus

log = logging.getLogger(__name__)


def is_first(session: Session) -> bool:
    """Whether no check has ever been run."""
    return not session.scalar(select(exists().select_from(Run)))


def moment_after_the_last(session: Session, now: datetime) -> datetime:
    """``now``, or the last present run's moment: a sweep that waited for another one follows it, also in its dates."""
    last = session.scalar(select(func.max(Run.as_of)).where(Run.is_present))
    return now if last is None else max(now, last)


def is_due(
    session: Session, suite: suites.Suite, moment: datetime, zone: ZoneInfo, *, clock: datetime | None = None
) -> bool:
    """Whether a suite could find anything new: its file, the day or what is stored has changed since it last ran.

    One with a cadence of its own waits for its moment, told by the ``clock``, where that is given: a look back or ahead
    has none. Where its file has changed, its last run failed or a look back has touched flags, it waits no longer.
    """
    if clock is not None and suite.every is not None:
        moments = falls_due(session, [suite], zone, now=clock)
        return suite.name not in moments or moments[suite.name] <= clock
    day = moment.astimezone(zone).date()
    last = session.execute(
        select(Run.id, Run.started_at, Run.as_of, Run.is_present)
        .join(SuiteRun, SuiteRun.run_id == Run.id)
        .where(
            SuiteRun.suite == suite.name,
            SuiteRun.content_hash == suite.content_hash,
            SuiteRun.status == SuiteStatus.SUCCEEDED,
            Run.as_of.between(datetime.combine(day, time.min, tzinfo=zone), moment),
        )
        .order_by(Run.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return True
    changed = session.scalar(
        select(
            func.greatest(
                *(
                    select(func.max(column)).scalar_subquery()
                    for column in (
                        Claim.updated_at,
                        Document.updated_at,
                        Source.updated_at,
                        Metric.updated_at,
                        ClaimRelation.created_at,
                        Calendar.updated_at,
                    )
                )
            )
        )
    )
    if changed is not None and changed >= last.started_at:
        return True
    # What a slow transaction brought in carries the time it began, which may lie before the last run.
    unseen = exists().where(Claim.evaluated_at.is_(None), or_(Claim.stated_on.is_(None), Claim.stated_on <= day))
    woken = exists().where(FlagEvent.snoozed_until > last.as_of, FlagEvent.snoozed_until <= moment)
    # A look back may have opened flags that do not hold today.
    looked_elsewhere = exists().where(Run.id > last.id, Run.is_present.is_(False), Run.as_of < moment, Run.opened > 0)
    return bool(session.scalar(select(or_(unseen, woken, looked_elsewhere))))


def falls_due(
    session: Session, among: Sequence[suites.Suite], zone: ZoneInfo, *, now: datetime | None = None
) -> dict[str, datetime]:
    """When each suite that has a cadence of its own is to run next; one that is to run at once is left out.

    At once is: its file has not run yet as it is, it failed the last time, a look back has opened flags since, or it
    ran later than ``now``, where that is given: the clock was put back.
    """
    paced = {suite.name: suite for suite in among if suite.every is not None}
    if not paced:
        return {}
    last = (
        select(SuiteRun.suite, SuiteRun.status, SuiteRun.content_hash, Run.id, Run.as_of)
        .join(Run, Run.id == SuiteRun.run_id)
        .where(Run.is_present, SuiteRun.suite.in_(paced), SuiteRun.status != SuiteStatus.NOT_DUE)
        .ext(distinct_on(SuiteRun.suite))
        .order_by(SuiteRun.suite, Run.id.desc())
    )
    looks_back = select(func.max(Run.id)).where(Run.is_present.is_(False), Run.opened > 0)
    looked_back = session.scalar(looks_back if now is None else looks_back.where(Run.as_of < now)) or 0
    moments = {}
    for row in session.execute(last):
        suite = paced[row.suite]
        stands = row.status is SuiteStatus.SUCCEEDED and row.content_hash == suite.content_hash
        if not stands or row.id < looked_back or (now is not None and row.as_of > now):
            continue
        if (at := suite.falls_due(row.as_of, zone)) is not None:
            moments[row.suite] = at
    return moments


MANY = 1000
"""From how many newly marked claims on the planner is told of them: counting them by a plan for none takes minutes."""
EVALUATED = text(
    "SELECT count(*) FROM claim_facts f JOIN claim c ON c.id = f.claim_id WHERE c.evaluated_at IS NOT NULL"
)


def mark_evaluated(connection: Connection, moment: datetime, today: date) -> None:
    """Note that the claims known ``today`` are looked at."""
    # Before the findings are staged: a claim that commits in between is looked at, yet not marked; never the reverse.
    captured_on, tomorrow = cast(func.timezone("UTC", Document.captured_at), Date), today + timedelta(days=1)
    marked = connection.execute(
        update(Claim)
        .where(
            Claim.evaluated_at.is_(None),
            Claim.document_id == Document.id,
            or_(
                Claim.stated_on.is_(None), Claim.stated_on <= today, captured_on < func.least(Claim.stated_on, tomorrow)
            ),
        )
        .values(evaluated_at=moment)
    )
    if marked.rowcount >= MANY:
        connection.execute(text("ANALYZE claim (evaluated_at)"))


def stage(
    connection: Connection,
    compiled: Sequence[suites.CompiledSuite],
    today: date,
    *,
    leave_waiting: bool = False,
    apart: slices.Apart | None = None,
) -> tuple[list[checks.Count], list[suites.Suite], list[suites.SuiteFailure]]:
    """Stage the findings of every suite at once; where the database refuses, of those that it accepts alone.

    Where there are hands for it, and enough to do, it is done ``apart``.
    """
    slices.clear(connection)
    if apart is not None:
        try:
            counted = slices.stage(connection, compiled, today, apart, leave_waiting=leave_waiting)
        except (SpreadError, slices.SliceError) as error:
            log.warning("%s; the claims are checked here", error)
        else:
            if counted is not None:
                slices.clear(connection)
                return counted, [item.suite for item in compiled], []
    try:
        with connection.begin_nested():
            counts = checks.stage(connection, compiled, today, leave_waiting=leave_waiting)
            return counts, [item.suite for item in compiled], []
    except DBAPIError as error:
        log.warning("the suites do not run together, trying each alone: %s", error.orig)
    sound: list[suites.CompiledSuite] = []
    failures: list[suites.SuiteFailure] = []
    for item in compiled:
        attempt = connection.begin_nested()
        try:
            checks.stage(connection, [item], today, leave_waiting=leave_waiting)
            sound.append(item)
        except DBAPIError as error:
            reason = str(error.orig).partition("\n")[0]
            failures.append(
                suites.SuiteFailure(
                    item.suite.name, item.suite.path, f"{item.suite.path}: the database refuses it: {reason}"
                )
            )
        finally:
            attempt.rollback()
    counts = checks.stage(connection, sound, today, leave_waiting=leave_waiting)
    return counts, [item.suite for item in sound], failures


def describe(
    session: Session,
    run: Run,
    wanted: Sequence[suites.Suite],
    failures: Sequence[suites.SuiteFailure],
    ran: set[str],
    counts: Sequence[checks.Count],
) -> None:
    """Write down what became of every suite, and what each expectation counted."""
    errors = {failure.name: failure.error for failure in failures}
    hashes = {suite.name: suite.content_hash for suite in wanted}
    for name in sorted(hashes.keys() | errors.keys()):
        status = SuiteStatus.FAILED if name in errors else SuiteStatus.SUCCEEDED if name in ran else SuiteStatus.NOT_DUE
        session.add(
            SuiteRun(run_id=run.id, suite=name, status=status, content_hash=hashes.get(name), error=errors.get(name))
        )
    for count in counts:
        session.add(
            ExpectationCount(
                run_id=run.id,
                suite=count.suite,
                expectation=count.expectation,
                kind=count.kind,
                reason=count.reason,
                severity=count.severity,
                element_count=count.element_count,
                unexpected_count=count.unexpected_count,
            )
        )


def status(failures: Sequence[suites.SuiteFailure], *, looked: bool) -> RunStatus:
    """How a run ended."""
    if not looked:
        return RunStatus.FAILED
    return RunStatus.PARTIAL if failures else RunStatus.SUCCEEDED
