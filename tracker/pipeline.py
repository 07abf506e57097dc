"""The story: capture a document, read its claims, link them to metrics, check them, flag what no longer holds.

Each step decides nothing by itself: it calls the module that does, and owns the transaction. Nothing else commits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Date, cast, exists, func, or_, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker import checks, claims, documents, extract, flags, linking, metrics, resources, sources, suites
from tracker.db import Database
from tracker.errors import InputError, UsageError
from tracker.models import Claim, ClaimRelation, Document, ExpectationCount, FlagEvent, Metric, Run, Source, SuiteRun
from tracker.settings import Settings
from tracker.states import RunStatus, SuiteStatus

if TYPE_CHECKING:
    from tracker.fetch import Fetcher

log = logging.getLogger(__name__)

SAMPLE_LOCK = 0x73616D70  # one of several first runs at once loads the sample
KEEP_RAW = timedelta(days=90)
SWEEP_LOCK = 0x73776565  # one sweep at a time: two would open the same flag twice


def silent(_message: str) -> None:
    """Report progress to nobody."""


@contextmanager
def transaction(database: Database, *, alone: bool = False) -> Iterator[Session]:
    """A session that commits at the end, or leaves nothing behind on an error.

    ``alone`` waits until no sweep is under way, and keeps others from beginning.
    """
    with database.session.begin() as session:
        if alone:
            session.execute(select(func.pg_advisory_xact_lock(SWEEP_LOCK)))
        yield session


# Capture, read, link


@dataclass(frozen=True, slots=True)
class Captured:
    """What one page brought in."""

    source: str
    """The source's slug."""
    document_id: int | None
    """None for a page that states no figure."""
    title: str | None
    published: date | None
    is_new: bool
    """False where the same text was captured before."""
    claims: int
    """How many claims came in; 0 for a text captured before."""
    linked: int
    """How many of them were tied to a metric."""
    changed: int = 0
    """How many claims of earlier versions have another figure in their place now."""
    gone: int = 0
    """How many claims of earlier versions stand there no longer."""
    first_source: str | None = None
    """Where the text was captured before, if it was from another source."""


def capture(
    database: Database, captured: sources.Captured, *, now: datetime, keep_raw: timedelta = KEEP_RAW
) -> list[Captured]:
    """Store what a connector fetched: its metrics, and per page the source, the document and its claims.

    All of it comes in, or nothing; bytes are forgotten once they are older than ``keep_raw``. Raises InputError where
    a page cannot be used.
    """
    read = _read(captured)
    with transaction(database) as session:
        brought = _store(session, captured, read, now)
        documents.forget_raw(session, now - keep_raw)
        return brought


Read = list[tuple[sources.CapturedPage, tuple[extract.Claim, ...]]]
"""Pages with what was read in each."""


def _read(captured: sources.Captured) -> Read:
    return [(page, page.readings()) for page in captured.pages]


def _store(session: Session, captured: sources.Captured, read: Read, now: datetime) -> list[Captured]:
    for draft in captured.metrics:
        metrics.ensure(session, draft)
    return [
        _store_page(session, sources.ensure(session, page.source, now=now), page, readings, now)
        for page, readings in read
    ]


def _store_page(
    session: Session, source: Source, page: sources.CapturedPage, readings: Sequence[extract.Claim], now: datetime
) -> Captured:
    if not readings:
        documents.place(session, source, page, None, now=now)
        return Captured(source.slug, None, page.title, page.published, False, 0, 0)
    document, is_new = documents.store(session, source, page, now=now)
    appearance, earlier = documents.place(session, source, page, document, now=now)
    revised = claims.Revised()
    if earlier is not None and earlier.id != document.id:
        revised = claims.revise(session, appearance, document, readings, extractor=page.extractor, now=now)
    elif is_new:
        revised = claims.Revised(added=claims.store(session, document, readings, extractor=page.extractor))
    return Captured(
        source=source.slug,
        document_id=document.id,
        title=document.title,
        published=document.published_on,
        is_new=is_new,
        claims=revised.added,
        linked=linking.link(session, document_id=document.id) if revised.added else 0,
        changed=revised.changed,
        gone=revised.gone,
        first_source=document.source.slug if document.source_id != source.id else None,
    )


# Look again


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a source brought."""

    source: str
    """The source's slug."""
    pages: tuple[Captured, ...] = ()
    unchanged: int = 0
    missed: tuple[sources.Missed, ...] = ()
    notes: tuple[str, ...] = ()
    error: InputError | None = None
    """Why nothing could be read at all; what was known before stays."""


def visit(database: Database, fetcher: Fetcher | None, *, now: datetime, slug: str | None = None) -> sources.Visit:
    """What a connector may reach, and what is known of the pages of the source called ``slug``."""
    if slug is None:
        return sources.Visit(fetcher=fetcher, now=now)
    with database.session() as session:
        known = documents.known(session, sources.find(session, slug))
        seen = {
            key: sources.Seen(etag=page.etag, last_modified=page.last_modified, mark=page.mark)
            for key, page in known.items()
        }
    return sources.Visit(fetcher=fetcher, now=now, seen=seen)


def fetch(
    database: Database, fetcher: Fetcher | None, slug: str, *, now: datetime, keep_raw: timedelta = KEEP_RAW
) -> Look:
    """Look at a source again: new pages come in, changed ones as new versions, the rest is noted as seen.

    A failure is noted beside what is known of the source, which stays; so are the other pages where one of them fails.
    No transaction is held while fetching.

    Raises InputError where there is no such source.
    """
    with database.session() as session:
        draft = sources.as_draft(sources.find(session, slug))
    try:
        captured = sources.capture(draft, visit(database, fetcher, now=now, slug=slug))
        read = _read(captured)
    except InputError as error:
        with transaction(database) as session:
            sources.note_failure(session, sources.find(session, slug), error, now=now)
        return Look(slug, error=error)
    with transaction(database) as session:
        source = sources.find(session, slug)
        pages = _store(session, captured, read, now)
        for key in captured.unchanged:
            documents.seen(session, source, key, now=now)
        for missed in captured.missed:
            documents.missed(session, source, missed, now=now)
        sources.note_success(source, now=now)
        documents.forget_raw(session, now - keep_raw)
    return Look(slug, tuple(pages), len(captured.unchanged), captured.missed, captured.notes)


def load_sample(database: Database, *, now: datetime) -> list[Captured]:
    """Bring in the whole sample, where the database holds no source yet."""
    with transaction(database) as session:
        session.execute(select(func.pg_advisory_xact_lock(SAMPLE_LOCK)))
        if session.scalar(select(exists().select_from(Source))):
            return []
        return [page for captured in sources.sample() for page in _store(session, captured, _read(captured), now)]


# Check and flag


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one run of the checks did."""

    run_id: int
    moment: datetime
    status: RunStatus
    claims: int
    evaluated: int
    opened: int
    closed: int
    counts: tuple[checks.Count, ...]
    failures: tuple[suites.SuiteFailure, ...]
    not_due: tuple[str, ...]


def suite_folders(settings: Settings) -> list[Path]:
    """Where suites are read from: those that come with the tracker, then the user's."""
    return [resources.expectations(), *([settings.expectations_dir] if settings.expectations_dir else [])]


def cache_folder(settings: Settings) -> Path:
    """Where compiled suites are kept. It may be deleted at any time."""
    return settings.data_dir / "cache"


def sweep(
    database: Database,
    settings: Settings,
    *,
    now: datetime,
    as_of: datetime | None = None,
    everything: bool = False,
    only: str | None = None,
    progress: Callable[[str], None] = silent,
) -> Sweep:
    """Check every claim known at ``now`` against the suites that are due, and record what that changes.

    With ``as_of``, claims are judged as at that moment, past or to come. ``everything`` runs suites that are not due
    as well, ``only`` names the single suite to run. A suite that cannot run keeps its flags as they are and is
    reported in ``failures``.

    Raises:
        UsageError: no suite is called ``only``.
    """
    folders = suite_folders(settings)
    catalogue = suites.load(folders)
    names = {suite.name for suite in catalogue.suites} | {failure.name for failure in catalogue.failures}
    if only is not None and only not in names:
        raise UsageError(f"there is no suite {only!r}; there are {', '.join(sorted(names))}")
    wanted = [suite for suite in catalogue.suites if only in (None, suite.name)]
    failures = [failure for failure in catalogue.failures if only in (None, failure.name)]
    # Where a folder cannot be read, nobody knows which suites are gone.
    complete = only is None and not any(failure.path in folders for failure in catalogue.failures)

    def due(session: Session, moment: datetime) -> set[str]:
        if everything or only is not None:
            return {suite.name for suite in wanted}
        return {suite.name for suite in wanted if is_due(session, suite, moment, settings.timezone)}

    with database.session() as session:
        expected = due(session, as_of or now)
    progress(
        f"{len(expected)} of {len(wanted)} suites are due" + ("; new ones take seconds to compile" if expected else "")
    )
    chosen = [suite for suite in wanted if suite.name in expected]
    compiled, uncompiled = suites.compile(chosen, database.url, cache_dir=cache_folder(settings))
    failures += uncompiled
    if compiled:
        progress("checking claims")

    with transaction(database, alone=True) as session:
        connection = session.connection()
        started = connection.scalar(select(func.clock_timestamp()))  # the clock that stamps changes
        moment = as_of or _no_earlier_than_the_last(session, now)
        today = moment.astimezone(settings.timezone).date()
        still_due = due(session, moment)  # another sweep may have done the work while this one waited
        compiled = [item for item in compiled if item.suite.name in still_due]
        run = Run(as_of=moment, is_present=as_of is None, status=RunStatus.RUNNING, started_at=started)
        session.add(run)
        session.flush()
        checks.set_clock(connection, today)
        if compiled and only is None:
            _mark_evaluated(connection, moment, today)
        counts, ran, broken = _stage(connection, compiled, today)
        failures += broken
        changes = flags.record(
            connection,
            run_id=run.id,
            moment=moment,
            evaluated=[suite.name for suite in ran],
            present=sorted(names),
            complete=complete,
            reword=as_of is None,
        )
        ran_names = {suite.name for suite in ran}
        failed_names = {failure.name for failure in failures}
        not_due = tuple(s.name for s in wanted if s.name not in ran_names | failed_names)
        _describe(session, run, wanted, failures, ran_names, counts)
        looked = bool(ran_names or not_due)
        run.claims = connection.scalar(text("SELECT count(*) FROM claim_facts")) or 0
        run.evaluated = (connection.scalar(_EVALUATED) or 0) if looked else 0
        run.opened, run.closed = changes.opened, changes.closed
        run.status = _status(failures, looked=looked)
        run.error = "; ".join(failure.error for failure in failures) or None
        run.finished_at = connection.scalar(select(func.clock_timestamp()))
        return Sweep(
            run_id=run.id,
            moment=moment,
            status=run.status,
            claims=run.claims,
            evaluated=run.claims if looked else 0,
            opened=changes.opened,
            closed=changes.closed,
            counts=tuple(counts),
            failures=tuple(failures),
            not_due=not_due,
        )


def _no_earlier_than_the_last(session: Session, now: datetime) -> datetime:
    """``now``, or the last present run's moment: a sweep that waited for another one follows it, also in its dates."""
    last = session.scalar(select(func.max(Run.as_of)).where(Run.is_present))
    return now if last is None else max(now, last)


def is_due(session: Session, suite: suites.Suite, moment: datetime, zone: ZoneInfo) -> bool:
    """Whether a suite could find anything new: its file, the day or what is stored has changed since it last ran."""
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


_EVALUATED = text(
    "SELECT count(*) FROM claim_facts f JOIN claim c ON c.id = f.claim_id WHERE c.evaluated_at IS NOT NULL"
)


def _mark_evaluated(connection: Connection, moment: datetime, today: date) -> None:
    # Before the findings are staged: a claim that commits in between is looked at, yet not marked; never the reverse.
    captured_on, tomorrow = cast(func.timezone("UTC", Document.captured_at), Date), today + timedelta(days=1)
    connection.execute(
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


def _stage(
    connection: Connection, compiled: Sequence[suites.CompiledSuite], today: date
) -> tuple[list[checks.Count], list[suites.Suite], list[suites.SuiteFailure]]:
    """Stage the findings of every suite at once; where the database refuses, of those that it accepts alone."""
    try:
        with connection.begin_nested():
            return checks.stage(connection, compiled, today), [item.suite for item in compiled], []
    except DBAPIError as error:
        log.warning("the suites do not run together, trying each alone: %s", error.orig)
    sound: list[suites.CompiledSuite] = []
    failures: list[suites.SuiteFailure] = []
    for item in compiled:
        attempt = connection.begin_nested()
        try:
            checks.stage(connection, [item], today)
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
    return checks.stage(connection, sound, today), [item.suite for item in sound], failures


def _describe(
    session: Session,
    run: Run,
    wanted: Sequence[suites.Suite],
    failures: Sequence[suites.SuiteFailure],
    ran: set[str],
    counts: Sequence[checks.Count],
) -> None:
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


def _status(failures: Sequence[suites.SuiteFailure], *, looked: bool) -> RunStatus:
    if not looked:
        return RunStatus.FAILED
    return RunStatus.PARTIAL if failures else RunStatus.SUCCEEDED
