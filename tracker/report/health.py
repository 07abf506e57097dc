"""How much the last sweep saw, and how long ago that was, read from the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, column, func, literal, select, table, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tracker.models import Claim, Run, SuiteRun
from tracker.report.content import Health, SuiteOutcome
from tracker.states import RunStatus, SuiteStatus

FACTS: Final = table(
    "claim_facts", column("claim_id", BigInteger), column("origin"), column("corroborating_origins", BigInteger)
)
"""What the report takes from the relation that suites read."""


def read(session: Session, *, moment: datetime, is_past: bool) -> Health:
    """Read the last sweep as of ``moment`` and what it saw. The day of ``claim_facts`` is to be set before."""
    ended = (Run.as_of <= moment, Run.status != RunStatus.RUNNING)
    last = session.execute(
        select(Run.as_of, Run.status, Run.error, Run.claims, Run.evaluated)
        .where(*ended)
        .order_by(Run.as_of.desc(), Run.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return Health(last_run_at=None, claims=_known(session), evaluated=0)
    claims, evaluated = last.claims, last.evaluated
    if not is_past:
        # Claims may have come or changed since the sweep: they are known, and nobody has looked at them.
        claims = _known(session)
        evaluated = min(evaluated, claims - _waiting(session))
    return Health(
        last_run_at=last.as_of,
        age=max(moment - last.as_of, timedelta()),
        claims=claims,
        evaluated=evaluated,
        status=last.status,
        error=last.error,
        suites=tuple(_suites(session, moment)),
    )


def _known(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(FACTS)) or 0


def _waiting(session: Session) -> int:
    """Count the claims that no sweep has looked at since they came or changed."""
    query = select(func.count()).select_from(FACTS).join(Claim, Claim.id == FACTS.c.claim_id)
    return session.scalar(query.where(Claim.evaluated_at.is_(None))) or 0


def _suites(session: Session, moment: datetime) -> Iterator[SuiteOutcome]:
    """Yield what became of each suite when it last was to run.

    A sweep of one suite alone says nothing of the others, so the last sweep of several counts as well, and those
    after it. A suite that was not due stands as it did.
    """
    ended = select(Run.id, Run.as_of).where(Run.as_of <= moment, Run.status != RunStatus.RUNNING).subquery()
    full = (
        select(ended.c.as_of, ended.c.id)
        .join(SuiteRun, SuiteRun.run_id == ended.c.id)
        .group_by(ended.c.as_of, ended.c.id)
        .having(func.count() > 1)
        .order_by(ended.c.as_of.desc(), ended.c.id.desc())
        .limit(1)
    )
    newest = session.execute(full).first()
    latest = (
        select(SuiteRun.suite, SuiteRun.status, SuiteRun.error)
        .join(ended, ended.c.id == SuiteRun.run_id)
        .ext(distinct_on(SuiteRun.suite))
        .order_by(SuiteRun.suite, ended.c.as_of.desc(), ended.c.id.desc())
    )
    if newest is not None:
        latest = latest.where(
            tuple_(ended.c.as_of, ended.c.id) >= tuple_(literal(newest.as_of), literal(newest.id))
        )  # fmt: skip
    for row in session.execute(latest):
        status = SuiteStatus.SUCCEEDED if row.status is SuiteStatus.NOT_DUE else row.status
        yield SuiteOutcome(row.suite, status, row.error)
