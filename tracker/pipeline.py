"""The story: capture a document, read its claims, link them to metrics, check them, flag what no longer holds.

Each step decides nothing by itself: it calls the module that does, and owns the transaction. Nothing else commits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, wraps
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, cast

from sqlalchemy import exists, func, select, text
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session, sessionmaker

from tracker import (
    calendars,
    channels,
    checks,
    claims,
    crew,
    documents,
    flags,
    intake,
    lineage,
    logs,
    messages,
    metrics,
    notify,
    parties,
    past,
    probes,
    reach,
    rechecks,
    relations,
    resources,
    retention,
    runs,
    slices,
    sources,
    suites,
    tally,
    telemetry,
    waiting,
)
from tracker.db import FAILURES, Database, reason
from tracker.errors import InputError, TrackerError, UsageError
from tracker.intake import Captured as Captured  # what a capture returns
from tracker.models import Run, Source
from tracker.rows import Row
from tracker.settings import Settings
from tracker.sources import known
from tracker.spread import HERE, Spread
from tracker.states import RunStatus
from tracker.values import Tier

if TYPE_CHECKING:
    from tracker.fetch import Fetcher

log = logging.getLogger(__name__)
P = ParamSpec("P")
_Sweeping: TypeAlias = "Callable[Concatenate[Database, Settings, P], Sweep]"

SAMPLE_LOCK = 0x73616D70  # one of several first runs at once loads the sample
KEEP_RAW = timedelta(days=90)
RECHECK = timedelta(days=7)
SWEEP_LOCK = 0x73776565  # one sweep at a time: two would open the same flag twice


def silent(_told: object) -> None:
    """Report progress to nobody."""


@contextmanager
def transaction(database: Database, *, alone: bool = False, now: datetime | None = None) -> Iterator[Session]:
    """A session that commits at the end, or leaves nothing behind on an error.

    ``alone`` waits until no sweep is under way, and keeps others from beginning. What changes is dated by ``now``,
    else by when the transaction began.
    """
    with database.session.begin() as session:
        if now is not None:
            past.tell(session, now)
        if alone:
            session.execute(select(func.pg_advisory_xact_lock(SWEEP_LOCK)))
        yield session


@contextmanager
def reading(database: Database) -> Iterator[Session]:
    """A session that reads, each statement for itself, and may be a look old.

    Nothing is begun, and so nothing rolled back: the driver would forget with that which statements are prepared.
    """
    with database.session() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        yield session


# Capture, read, link


def capture(
    database: Database,
    captured: sources.Captured,
    *,
    now: datetime,
    keep_raw: timedelta = KEEP_RAW,
    read: intake.Read | None = None,
    spread: Spread = HERE,
) -> list[Captured]:
    """Store what a connector fetched: its metrics, and per page the source, the document and its claims.

    All of it comes in, or nothing; bytes are forgotten once they are older than ``keep_raw``. ``read`` is what the
    pages say, where somebody has looked already; else many are read wherever ``spread`` has hands. Raises InputError
    where a page cannot be used.
    """
    read = intake.read(captured, spread) if read is None else read
    with transaction(database, now=now) as session:
        brought = intake.store(session, captured, read, now=now)
        documents.forget_raw(session, now - keep_raw)
        relations.relate(session)
        return list(brought.pages)


def import_claims(
    database: Database, rows: Iterable[Row], *, now: datetime, tier: Tier | None = None, dry_run: bool = False
) -> claims.Imported:
    """Store rows of figures as claims and link them: all that ``rows`` gives, or nothing where it fails half-way.

    What is there already stays. With ``dry_run`` nothing is stored, only counted. How so many claims stand to others is
    left to the next sweep, or to ``relate``.
    """
    with database.session() if dry_run else transaction(database, now=now) as session:
        return claims.bring_in(session, rows, tier=tier, now=now)


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
    gone: int = 0
    """How many claims are gone with pages that are there no longer."""
    error: InputError | None = None
    """Why nothing could be read at all; what was known before stays."""


def fetch(
    database: Database,
    fetcher: Fetcher | None,
    slug: str,
    *,
    now: datetime,
    keep_raw: timedelta | None = KEEP_RAW,
    spread: Spread = HERE,
    others_follow: Callable[[], bool] = lambda: False,
) -> Look:
    """Look at a source again, as ``_look`` says, with every message naming it.

    How new claims stand to others is worked out at once, or for many looks together by the last of those that follow
    one another, and by each sweep. Without ``keep_raw`` it is left to whoever prunes to forget bytes.
    """
    with logs.bound(source=slug):
        look, is_queued = _look(database, fetcher, slug, now, keep_raw, spread, others_follow)
        if is_queued:
            relate(database, now=now, waits=False)
        return look


def _look(
    database: Database,
    fetcher: Fetcher | None,
    slug: str,
    now: datetime,
    keep_raw: timedelta | None,
    spread: Spread,
    others_follow: Callable[[], bool],
) -> tuple[Look, bool]:
    """Look at a source again: new pages come in, changed ones as new versions, the rest is noted as seen.

    A failure is noted beside what is known of the source, which stays; so are the other pages where one of them fails.
    No transaction is held while fetching; where another look that began later was done earlier, this one is dropped.
    Returns, too, whether there is now to be worked out how claims stand to others.

    Raises InputError where there is no such source.
    """
    with reading(database) as session:
        source = sources.find(session, slug)
        before = source.last_fetched_at
        draft = probes.following(session, sources.as_draft(source))
        seen = {page.key: _seen(page) for page in documents.known(session, source)}
    overtaken = Look(slug, notes=("another look at it, begun later, was done earlier: nothing of this one was kept",))
    try:
        captured = sources.capture(draft, sources.Visit(fetcher=fetcher, now=now, seen=seen))
        read = intake.read(captured, spread)
        with transaction(database, now=now) as session:
            source = sources.locked(session, slug, alone=captured.brings_any)
            if reach.is_overtaken(source.last_fetched_at, now, before=before):
                return overtaken, False
            stored = intake.store(session, captured, read, now=now, asked=source)
            sources.note_success(session, source, now=now)
            if keep_raw is not None:
                documents.forget_raw(session, now - keep_raw)
            is_queued = not others_follow() and relations.is_queued(session)  # by this look or by those before
    except InputError as error:
        with transaction(database, now=now) as session:
            source = sources.locked(session, slug, alone=False)
            if reach.is_overtaken(source.last_fetched_at, now, before=before):
                return overtaken, False
            sources.note_failure(session, source, error, now=now)
            is_queued = not others_follow() and relations.is_queued(session)
        return Look(slug, error=error), is_queued
    look = Look(slug, stored.pages, len(captured.unchanged), stored.missed, captured.notes, stored.gone)
    return look, is_queued


def _seen(page: documents.Known) -> sources.Seen:
    return sources.Seen(
        etag=page.etag,
        last_modified=page.last_modified,
        mark=page.mark,
        is_failing=page.last_error is not None,
        at=page.last_seen_at,
    )


@dataclass(frozen=True, slots=True)
class Revisit:
    """What came of asking for pages again by themselves."""

    pages: tuple[rechecks.Rechecked, ...]
    left: int
    """How many more are due."""


def revisit(
    database: Database,
    fetcher: Fetcher,
    *,
    now: datetime,
    source: str | None = None,
    limit: int | None = None,
    older_than: timedelta = RECHECK,
    keep_raw: timedelta = KEEP_RAW,
    progress: Callable[[rechecks.Rechecked], None] = silent,
) -> Revisit:
    """Ask again for the pages that nobody has looked at for ``older_than``, whatever brought them in.

    The most overdue come first, no more than ``limit``. What each says is stored before the next one is asked; no
    transaction is held while fetching.

    Raises InputError where there is no source called ``source``.
    """
    with transaction(database, now=now) as session:
        rechecks.cite(session)
        due, total = rechecks.due(session, now=now, older_than=older_than, source=source, limit=limit)
    done = []
    for page in due:
        with logs.bound(source=page.source):
            answer, readings = rechecks.ask(page, sources.Visit(fetcher=fetcher, now=now))
        try:
            with transaction(database, now=now) as session:
                checked = rechecks.note(session, page, answer, readings, now=now)
        except DataError as error:  # what the page says cannot be stored
            log.warning("%s cannot be stored: %s", page.url, reason(error))
            answer = known.Answer(error=InputError(f"{page.url}: what it says cannot be stored: {reason(error)}"))
            with transaction(database, now=now) as session:
                checked = rechecks.note(session, page, answer, (), now=now)
        if checked is not None:
            progress(checked)
            done.append(checked)
    with transaction(database, now=now) as session:
        reach.count_unreached(session)
        documents.forget_raw(session, now - keep_raw)
        relations.relate(session)
    return Revisit(tuple(done), total - len(due))


def is_new(database: Database) -> bool:
    """Whether no check has ever been run on a database."""
    with database.session() as session:
        return not session.scalar(select(exists().select_from(Run)))


def load_sample(database: Database, *, now: datetime) -> list[Captured]:
    """Bring in the whole sample, where the database holds no source yet."""
    with transaction(database, now=now) as session:
        session.execute(select(func.pg_advisory_xact_lock(SAMPLE_LOCK)))
        if session.scalar(select(exists().select_from(Source))):
            return []
        from tracker.metrics import sheet  # the YAML library is for this only

        catalogue = sheet.read(resources.sample() / "metrics.yaml")
        parties.ensure(session, catalogue.party_drafts())
        for draft in catalogue.metric_drafts():
            metrics.ensure(session, draft)
        brought = [
            page
            for captured in sources.sample()
            for page in intake.store(session, captured, intake.read(captured), now=now).pages
        ]
        relations.relate(session)
        return brought


def relate(database: Database, *, now: datetime | None = None, waits: bool = True) -> int:
    """Work out how claims stand to one another wherever something has changed; returns in how many series.

    Where it ``waits`` for nobody and somebody is at it, it leaves that to whoever is next.
    """
    with transaction(database, now=now) as session:
        return relations.relate(session, waits=waits)


def prune(database: Database, settings: Settings, *, now: datetime, dry_run: bool = False) -> list[retention.Forgotten]:
    """Forget what is older than the settings say; with ``dry_run`` only say how much that would be."""
    with database.session() if dry_run else transaction(database) as session:
        return retention.prune(session, settings, now=now)


# Check and flag


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one run of the checks did."""

    run_id: int
    moment: datetime
    status: RunStatus
    claims: int
    evaluated: int
    """Those that at least one suite looked at, in this run or unchanged since an earlier one."""
    waiting: int
    """Those of them that this run left out: they name no number, and nothing about them has changed."""
    opened: int
    closed: int
    counts: tuple[checks.Count, ...]
    failures: tuple[suites.SuiteFailure, ...]
    not_due: tuple[str, ...]


def cache_folder(settings: Settings) -> Path:
    """Where compiled suites are kept. It may be deleted at any time."""
    return settings.data_dir / "cache"


def keep_calendar(database: Database, settings: Settings, *, now: datetime) -> None:
    """Have the days of rest in the database that the calendar set has, before claims are judged."""
    with transaction(database, now=now) as session:
        calendars.refresh(session, settings.calendar, today=now.astimezone(settings.timezone).date())


def in_slices(
    database: Database, settings: Settings, spread: Spread, cut: Sequence[slices.Slice]
) -> list[slices.Found]:
    """Have slices of a sweep over ``database`` worked out wherever ``spread`` has hands."""
    return spread.map(partial(work_out, crew.orders(database, settings)), cut)


def work_out(orders: crew.Orders, part: slices.Slice) -> slices.Found:
    """Work out a slice of somebody's sweep, in whichever process this is called."""
    database = crew.take(orders).database
    try:
        with transaction(database) as session:
            connection = session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return slices.work_out(connection, part)
    except FAILURES as error:  # at the commit, too, where another leads since
        raise slices.SliceError(reason(error)) from None


def _watched(sweeping: _Sweeping[P]) -> _Sweeping[P]:
    """A sweep that is counted and timed and, where the user wants it, told by OpenLineage once it is committed."""

    @wraps(sweeping)
    def watched(database: Database, settings: Settings, /, *args: P.args, **asked: P.kwargs) -> Sweep:
        began = monotonic()
        with logs.bound(sweep=None):
            try:
                swept = sweeping(database, settings, *args, **asked)
            except UsageError:
                raise
            except (*FAILURES, TrackerError) as error:
                tally.count("sweeps", str(RunStatus.FAILED))
                now = cast("datetime", asked["now"])
                lineage.tell(settings, telemetry.broken(database.url, str(error), now=now))
                raise
            tally.count("sweeps", str(swept.status))
            tally.time("sweep_duration_seconds", monotonic() - began)
            if settings.openlineage is not None:
                with database.session() as session:
                    told = telemetry.told(session, swept.run_id, database.url)
                lineage.tell(settings, told)
            return swept

    return watched


@_watched
def sweep(
    database: Database,
    settings: Settings,
    *,
    now: datetime,
    as_of: datetime | None = None,
    everything: bool = False,
    only: str | None = None,
    workshop: suites.Workshop | None = None,
    spread: Spread = HERE,
    progress: Callable[[str], None] = silent,
) -> Sweep:
    """Check every claim known at ``now`` against the suites that are due, and record what that changes.

    With ``as_of``, claims are judged as at that moment, past or to come. ``everything`` runs suites that are not due
    as well, and tries claims that wait; ``only`` names the single suite to run. A suite that cannot run keeps its
    flags as they are and is reported in ``failures``. Many claims are tried in slices wherever ``spread`` has hands.

    Raises:
        UsageError: no suite is called ``only``.
    """
    folders = suites.folders(settings)
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
        clock = now if as_of is None else None
        return {suite.name for suite in wanted if runs.is_due(session, suite, moment, settings.timezone, clock=clock)}

    keep_calendar(database, settings, now=now)
    with transaction(database, now=now) as session:
        reach.count_unreached(session)
    relate(database, now=now)
    with database.session() as session:
        expected = due(session, as_of or now)
    progress(
        f"{len(expected)} of {len(wanted)} suites are due" + ("; new ones take seconds to compile" if expected else "")
    )
    chosen = [suite for suite in wanted if suite.name in expected]
    compiled, uncompiled = suites.compile(chosen, database.url, cache_dir=cache_folder(settings), workshop=workshop)
    failures += uncompiled
    if compiled:
        progress("checking claims")
    apart = (
        None
        if spread is HERE
        else slices.Apart(spread.width, partial(in_slices, database, settings, spread), slices.LEAST)
    )

    with transaction(database, alone=True, now=now) as session:
        connection = session.connection()
        started = connection.scalar(select(func.clock_timestamp()))  # the clock that stamps changes
        moment = as_of or runs.moment_after_the_last(session, now)
        today = moment.astimezone(settings.timezone).date()
        still_due = due(session, moment)  # another sweep may have done the work while this one waited
        compiled = [item for item in compiled if item.suite.name in still_due]
        run = Run(as_of=moment, is_present=as_of is None, status=RunStatus.RUNNING, started_at=started, waiting=0)
        session.add(run)
        session.flush()
        logs.bind(sweep=run.id)
        checks.set_clock(connection, today)
        is_whole, told = bool(compiled) and as_of is None and only is None, waiting.suites_hash(wanted)
        if is_whole:
            run.waiting = waiting.set_aside(connection, "" if everything else told, moment)
        leave_waiting = run.waiting > 0
        if compiled and only is None:
            runs.mark_evaluated(connection, moment, today)
        counts, ran, broken = runs.stage(connection, compiled, today, leave_waiting=leave_waiting, apart=apart)
        failures += broken
        changes = flags.record(
            connection,
            run_id=run.id,
            moment=moment,
            evaluated=[suite.name for suite in ran],
            present=sorted(names),
            complete=complete,
            reword=as_of is None,
            leave_waiting=leave_waiting,
        )
        if as_of is not None:
            waiting.wake(connection, run.id)
        elif is_whole and not failures and not any(suite.every for suite in wanted if suite not in ran):
            waiting.note(connection, told, moment)
        ran_names = {suite.name for suite in ran}
        failed_names = {failure.name for failure in failures}
        not_due = tuple(s.name for s in wanted if s.name not in ran_names | failed_names)
        runs.describe(session, run, wanted, failures, ran_names, counts)
        looked = bool(ran_names or not_due)
        run.claims = connection.scalar(text("SELECT count(*) FROM claim_facts")) or 0
        run.evaluated = (connection.scalar(runs.EVALUATED) or 0) if looked else 0
        run.opened, run.closed = changes.opened, changes.closed
        run.status = runs.status(failures, looked=looked)
        run.error = "; ".join(failure.error for failure in failures) or None
        run.finished_at = connection.scalar(select(func.clock_timestamp()))
        return Sweep(
            run_id=run.id,
            moment=moment,
            status=run.status,
            claims=run.claims,
            evaluated=run.claims if looked else 0,
            waiting=run.waiting,
            opened=changes.opened,
            closed=changes.closed,
            counts=tuple(counts),
            failures=tuple(failures),
            not_due=not_due,
        )


# Tell people

PER_TURN = 4  # notices delivered in one go: it takes less time than channels.outbox.UNCLEAR_AFTER


def tell(
    database: Database,
    settings: Settings,
    name: str,
    *,
    now: datetime,
    digest: bool = False,
    send: Callable[[str, notify.Message], None] = notify.send,
) -> int:
    """Write down what a channel is to be told, or its digest where that is due, and deliver it; returns how many.

    A notice is written in one transaction with what it tells of, and no transaction is held while it is delivered. A
    process that dies while delivering leaves it to be sent again, with the same number.

    Raises:
        InputError: there is no such channel, or its address cannot be used.
        notify.DeliveryError: a notice was not taken; it waits, and those after it.
    """
    with transaction(database) as session:
        (messages.digest if digest else messages.compose)(session, settings, name, now=now)
    # That a notice arrived is true whoever leads by now: noted past the fence, it is not sent again by the next leader.
    unfenced = Database(database.engine, sessionmaker(database.engine, expire_on_commit=False))
    for delivered in range(PER_TURN):
        with transaction(database) as session:
            delivery = channels.begin(session, name, now)
        if delivery is None:
            return delivered
        try:
            send(delivery.address, delivery.message)
        except TrackerError as error:
            with transaction(unfenced) as session:
                channels.note_failed(session, delivery.notice_id, str(error))
            raise
        with transaction(unfenced) as session:
            channels.note_sent(session, delivery.notice_id, now)
    return PER_TURN
