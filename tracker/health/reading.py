"""How much the last sweep saw, and how long ago that was, read from the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Row,
    case,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    table,
    tuple_,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tracker import faults, suites
from tracker.health import watch
from tracker.health.content import Health, Limits, SuiteOutcome
from tracker.models import Claim, Document, Run, SuiteRun
from tracker.settings import Settings
from tracker.states import RunStatus, SuiteStatus

FACTS: Final = table(
    "claim_facts", column("claim_id", BigInteger), column("origin"), column("corroborating_origins", BigInteger)
)
"""What the report takes from the relation that suites read."""


def read(
    session: Session,
    settings: Settings,
    *,
    moment: datetime,
    now: datetime,
    is_counted: bool = True,
) -> Health:
    """Read the last sweep as of ``moment``, what it saw, and how the service stands where that is not past.

    The day of ``claim_facts`` is to be set before. With ``is_counted`` unset the claims are not counted, which takes
    a while where there are many: ``claims`` and ``evaluated`` then are 1 for any at all, and no check error is told.
    """
    is_past = moment < now
    limits = Limits.of(settings)
    broken, service = {}, None
    if not is_past:
        broken = {failure.name: failure.error for failure in suites.load(suites.folders(settings)).failures}
        service = watch.read(session, settings, now=now)
    ended = (Run.as_of <= moment, Run.status != RunStatus.RUNNING)
    last = session.execute(
        select(Run.as_of, Run.status, Run.error, Run.evaluated)
        .where(*ended)
        .order_by(Run.as_of.desc(), Run.id.desc())
        .limit(1)
    ).first()
    if is_counted:
        # Claims may have come or changed since the sweep: they are known, and nobody has looked at them.
        claims = _known(session)
        evaluated = min(last.evaluated, claims - _unseen(session, moment, is_past=is_past)) if last else 0
        check_errors = faults.count(session, by=moment)
    else:
        claims, evaluated, check_errors = _any(session), _any(session, Claim.evaluated_at.is_not(None)), {}
    if last is None:
        return Health(
            last_run_at=None,
            claims=claims,
            evaluated=0,
            check_errors=check_errors,
            broken=broken,
            watch=service,
            limits=limits,
        )
    return Health(
        last_run_at=last.as_of,
        age=max(moment - last.as_of, timedelta()),
        claims=claims,
        evaluated=evaluated,
        status=last.status,
        error=last.error,
        suites=tuple(_suites(session, moment)),
        check_errors=check_errors,
        broken=broken,
        watch=service,
        limits=limits,
    )


def _any(session: Session, *where: ColumnElement[bool]) -> int:
    """1 where there is any such claim, else 0."""
    return int(session.scalar(select(exists(select(Claim.id).where(*where)))) or False)


def _known(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(FACTS)) or 0


def _unseen(session: Session, moment: datetime, *, is_past: bool) -> int:
    query = (
        select(func.count())
        .select_from(FACTS)
        .join(Claim, Claim.id == FACTS.c.claim_id)
        .join(Document, Document.id == Claim.document_id)
    )
    return session.scalar(query.where(is_unseen(moment, is_past=is_past))) or 0


def is_unseen(moment: datetime, *, is_past: bool) -> ColumnElement[bool]:
    """Whether no sweep of all suites by ``moment`` has looked at a claim since it came or was last edited.

    For queries over claims and their documents.
    """
    if not is_past:
        return Claim.evaluated_at.is_(None)
    # A look back judged what came later, too.
    looked_back = select(func.max(Run.started_at)).where(Run.is_present.is_(False), Run.as_of <= moment)
    came_later = Document.captured_at > moment
    since_then = Claim.created_at > func.coalesce(
        looked_back.scalar_subquery(), literal("-infinity").cast(DateTime(True))
    )
    return case((came_later, since_then), else_=or_(Claim.evaluated_at.is_(None), Claim.evaluated_at > moment))


def _newest(session: Session, moment: datetime) -> Row[datetime, int] | None:
    """Return as_of and id of the last run of several suites that judged the claims by ``moment``."""
    several = select(func.count()).where(SuiteRun.run_id == Run.id)
    return session.execute(
        select(Run.as_of, Run.id)
        .where(Run.as_of <= moment, Run.status != RunStatus.RUNNING, several.scalar_subquery() > 1)
        .order_by(Run.as_of.desc(), Run.id.desc())
        .limit(1)
    ).first()


def _suites(session: Session, moment: datetime) -> Iterator[SuiteOutcome]:
    """Yield what became of each suite when it last was to run.

    A sweep of one suite alone says nothing of the others, so the last sweep of several counts as well, and those
    after it. A suite that was not due stands as it did.
    """
    ended = select(Run.id, Run.as_of).where(Run.as_of <= moment, Run.status != RunStatus.RUNNING).subquery()
    newest = _newest(session, moment)
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
