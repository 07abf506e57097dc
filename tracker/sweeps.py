"""A sweep: the suites that are due, tried on every claim, and what that changes.

``plan`` says which suites are wanted, ``carry_out`` does the work within a transaction of the caller's; what may be
done before, compiling above all, is done between the two, while nobody waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tracker import checks, flags, logs, runs, slices, suites, waiting
from tracker.errors import UsageError
from tracker.models import Run
from tracker.settings import Settings
from tracker.states import RunStatus

_TIME: Final = select(func.clock_timestamp())
"""By the clock that stamps changes."""
_CLAIMS: Final = text("SELECT count(*) FROM claim_facts")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sweep is asked for, and which suites there are for it."""

    now: datetime
    as_of: datetime | None
    """The moment that claims are judged at, where that is not ``now``."""
    zone: ZoneInfo
    """Whose days count."""
    everything: bool
    """Whether it runs suites that are not due as well, and tries claims that wait."""
    only: str | None
    """The single suite that is to run, where there is but one."""
    wanted: tuple[suites.Suite, ...]
    unusable: tuple[suites.SuiteFailure, ...]
    """Those wanted that cannot be loaded."""
    present: tuple[str, ...]
    """The names of all suites there are, whether they are wanted or not, and can be loaded or not."""
    is_complete: bool
    """Whether a suite that is not ``present`` is known to be gone."""

    def due(self, session: Session, moment: datetime) -> list[suites.Suite]:
        """The suites that a sweep at ``moment`` is to run."""
        if self.everything or self.only is not None:
            return list(self.wanted)
        clock = self.now if self.as_of is None else None
        return [suite for suite in self.wanted if runs.is_due(session, suite, moment, self.zone, clock=clock)]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one run of the checks did."""

    run_id: int
    moment: datetime
    """As of when claims were judged."""
    status: RunStatus
    claims: int
    """Those known at the moment."""
    evaluated: int
    """Those that at least one suite looked at, in this run or unchanged since an earlier one."""
    waiting: int
    """Those of them that this run left out: they name no number, and nothing about them has changed."""
    opened: int
    """Flags that were opened, or opened again."""
    closed: int
    counts: tuple[checks.Count, ...]
    failures: tuple[suites.SuiteFailure, ...]
    """Suites that could not be loaded, compiled or run: their flags are as they were."""
    not_due: tuple[str, ...]


def plan(
    settings: Settings,
    *,
    now: datetime,
    as_of: datetime | None = None,
    everything: bool = False,
    only: str | None = None,
) -> Plan:
    """Plan a sweep over the suites of the user's folders.

    Raises:
        UsageError: no suite is called ``only``.
    """
    folders = suites.folders(settings)
    catalogue = suites.load(folders)
    present = sorted({suite.name for suite in catalogue.suites} | {failure.name for failure in catalogue.failures})
    if only is not None and only not in present:
        raise UsageError(f"there is no suite {only!r}; there are {', '.join(present)}")
    return Plan(
        now=now,
        as_of=as_of,
        zone=settings.timezone,
        everything=everything,
        only=only,
        wanted=tuple(suite for suite in catalogue.suites if only in (None, suite.name)),
        unusable=tuple(failure for failure in catalogue.failures if only in (None, failure.name)),
        present=tuple(present),
        # Where a folder cannot be read, nobody knows which suites are gone.
        is_complete=only is None and not any(failure.path in folders for failure in catalogue.failures),
    )


def carry_out(
    session: Session,
    plan: Plan,
    compiled: Sequence[suites.CompiledSuite],
    uncompiled: Sequence[suites.SuiteFailure],
    *,
    apart: slices.Apart | None = None,
) -> Sweep:
    """Try the suites that are ``compiled`` on every claim, as far as they are due still, and record what that changes.

    No other sweep may be under way. Suites in ``uncompiled``, and those that the database refuses, keep their flags as
    they are. Many claims are tried ``apart``, where that is given.
    """
    connection = session.connection()
    started = connection.scalar(_TIME)
    moment = plan.as_of or runs.moment_after_the_last(session, plan.now)
    today = moment.astimezone(plan.zone).date()
    due = {suite.name for suite in plan.due(session, moment)}  # another sweep may have done the work meanwhile
    compiled = [item for item in compiled if item.suite.name in due]
    run = Run(as_of=moment, is_present=plan.as_of is None, status=RunStatus.RUNNING, started_at=started, waiting=0)
    session.add(run)
    session.flush()
    logs.bind(sweep=run.id)
    checks.set_clock(connection, today)
    is_whole = bool(compiled) and plan.as_of is None and plan.only is None
    if is_whole:
        suites_hash = "" if plan.everything else waiting.suites_hash(plan.wanted)
        run.waiting = waiting.set_aside(connection, suites_hash, moment)
    leave_waiting = run.waiting > 0
    if compiled and plan.only is None:
        runs.mark_evaluated(connection, moment, today)
    counts, ran, refused = runs.stage(connection, compiled, today, leave_waiting=leave_waiting, apart=apart)
    failures = (*plan.unusable, *uncompiled, *refused)
    changes = flags.record(
        connection,
        run_id=run.id,
        moment=moment,
        evaluated=[suite.name for suite in ran],
        present=plan.present,
        complete=plan.is_complete,
        reword=plan.as_of is None,
        leave_waiting=leave_waiting,
    )
    if plan.as_of is not None:
        waiting.wake(connection, run.id)
    elif is_whole and not failures and not any(suite.every for suite in plan.wanted if suite not in ran):
        waiting.note(connection, waiting.suites_hash(plan.wanted), moment)
    return _finish(session, plan, run, ran, counts, failures, changes)


def _finish(
    session: Session,
    plan: Plan,
    run: Run,
    ran: Sequence[suites.Suite],
    counts: Sequence[checks.Count],
    failures: tuple[suites.SuiteFailure, ...],
    changes: flags.Changes,
) -> Sweep:
    """Write down what became of a run, and of each of its suites."""
    connection = session.connection()
    ran_names = {suite.name for suite in ran}
    accounted_for = ran_names | {failure.name for failure in failures}
    not_due = tuple(suite.name for suite in plan.wanted if suite.name not in accounted_for)
    runs.describe(session, run, plan.wanted, failures, ran_names, counts)
    looked = bool(ran or not_due)
    run.claims = connection.scalar(_CLAIMS) or 0
    run.evaluated = (connection.scalar(runs.EVALUATED) or 0) if looked else 0
    run.opened, run.closed = changes.opened, changes.closed
    run.status = runs.status(failures, looked=looked)
    run.error = "; ".join(failure.error for failure in failures) or None
    run.finished_at = connection.scalar(_TIME)
    return Sweep(
        run_id=run.id,
        moment=run.as_of,
        status=run.status,
        claims=run.claims,
        evaluated=run.claims if looked else 0,
        waiting=run.waiting,
        opened=run.opened,
        closed=run.closed,
        counts=tuple(counts),
        failures=failures,
        not_due=not_due,
    )
