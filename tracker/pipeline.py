"""The story: capture a document, read its claims, link them to metrics, check them, flag what no longer holds.

Each step decides nothing by itself: it calls the module that does, and owns the transaction. Nothing else commits, and
no transaction is held while somebody else's machine is waited for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session, sessionmaker

from tracker import (
    calendars,
    channels,
    claims,
    crew,
    documents,
    intake,
    logs,
    looks,
    messages,
    notify,
    past,
    reach,
    rechecks,
    relations,
    retention,
    runs,
    slices,
    sources,
    suites,
    sweeps,
    telemetry,
)
from tracker.db import FAILURES, Database, reason
from tracker.errors import InputError, TrackerError
from tracker.intake import Captured as Captured
from tracker.looks import Look as Look
from tracker.rechecks import Revisit as Revisit
from tracker.rows import Row
from tracker.settings import Settings
from tracker.sources import known
from tracker.spread import HERE, Spread
from tracker.sweeps import Sweep as Sweep
from tracker.values import Tier

if TYPE_CHECKING:
    from tracker.fetch import Fetcher

log = logging.getLogger(__name__)

KEEP_RAW: Final = timedelta(days=90)
"""How long bytes are kept that texts were read from."""
RECHECK: Final = timedelta(days=7)
"""How long after the last look at a page it is asked for again."""
PER_TURN: Final = 4
"""Notices delivered in one go: it takes less time than ``channels.outbox.UNCLEAR_AFTER``."""
_SWEEP_LOCK: Final = 0x73776565  # one sweep at a time: two would open the same flag twice


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
            session.execute(select(func.pg_advisory_xact_lock(_SWEEP_LOCK)))
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
    pages say, where somebody has looked already; else many are read wherever ``spread`` has hands.

    Raises:
        InputError: a page cannot be used.
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


def load_sample(database: Database, *, now: datetime) -> list[Captured]:
    """Bring in the whole sample, where the database holds no source yet."""
    with transaction(database, now=now) as session:
        pages = intake.store_sample(session, now=now)
        if pages:
            relations.relate(session)
        return list(pages)


def relate(database: Database, *, now: datetime | None = None, waits: bool = True) -> int:
    """Work out how claims stand to one another wherever something has changed; returns in how many series.

    Where it ``waits`` for nobody and somebody is at it, it leaves that to whoever is next.
    """
    with transaction(database, now=now) as session:
        return relations.relate(session, waits=waits)


# Look again


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
    """Look at a source again: new pages come in, changed ones as new versions, the rest is noted as seen.

    A failure is noted beside what is known of the source, which stays; so are the other pages where one of them fails.
    Where another look that began later was done earlier, this one is dropped. How new claims stand to others is worked
    out at once, or for many looks together by the last of those that follow one another, and by each sweep. Without
    ``keep_raw`` it is left to whoever prunes to forget bytes.

    Raises:
        InputError: there is no such source.
    """

    def is_queued(session: Session, look: Look) -> bool:
        """Whether this look, or one before it, has left anything to be worked out that no later one will."""
        return not look.is_overtaken and not others_follow() and relations.is_queued(session)

    with logs.bound(source=slug):
        with reading(database) as session:
            draft, seen, last = looks.prepare(session, slug)
        try:
            captured = sources.capture(draft, sources.Visit(fetcher=fetcher, now=now, seen=seen))
            read = intake.read(captured, spread)
            with transaction(database, now=now) as session:
                look = looks.keep(session, slug, captured, read, last=last, now=now)
                if keep_raw is not None and not look.is_overtaken:
                    documents.forget_raw(session, now - keep_raw)
                is_left = is_queued(session, look)
        except InputError as error:
            with transaction(database, now=now) as session:
                look = looks.note_failure(session, slug, error, last=last, now=now)
                is_left = is_queued(session, look)
        if is_left:
            relate(database, now=now, waits=False)
        return look


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

    The most overdue come first, no more than ``limit``. What each says is stored before the next one is asked.

    Raises:
        InputError: there is no source called ``source``.
    """
    with transaction(database, now=now) as session:
        rechecks.cite(session)
        due, total = rechecks.due(session, now=now, older_than=older_than, source=source, limit=limit)
    done = []
    for page in due:
        checked = _ask_again(database, page, sources.Visit(fetcher=fetcher, now=now))
        if checked is not None:
            progress(checked)
            done.append(checked)
    with transaction(database, now=now) as session:
        reach.count_unreached(session)
        documents.forget_raw(session, now - keep_raw)
        relations.relate(session)
    return Revisit(tuple(done), total - len(due))


def _ask_again(database: Database, page: known.Known, visit: sources.Visit) -> rechecks.Rechecked | None:
    """Ask for one page and note what it says; None where it was removed, or looked at by somebody else, meanwhile."""
    with logs.bound(source=page.source):
        answer, readings = rechecks.ask(page, visit)
    try:
        with transaction(database, now=visit.now) as session:
            return rechecks.note(session, page, answer, readings, now=visit.now)
    except DataError as error:  # what the page says cannot be stored
        log.warning("%s cannot be stored: %s", page.url, reason(error))
        answer = known.Answer(error=InputError(f"{page.url}: what it says cannot be stored: {reason(error)}"))
        with transaction(database, now=visit.now) as session:
            return rechecks.note(session, page, answer, (), now=visit.now)


# Check and flag


def is_new(database: Database) -> bool:
    """Whether no check has ever been run on a database."""
    with database.session() as session:
        return runs.is_first(session)


def keep_calendar(database: Database, settings: Settings, *, now: datetime) -> None:
    """Have the days of rest in the database that the calendar set has, before claims are judged."""
    with transaction(database, now=now) as session:
        calendars.refresh(session, settings.calendar, today=now.astimezone(settings.timezone).date())


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
    with telemetry.watching(database, settings, now=now) as watch:
        plan = sweeps.plan(settings, now=now, as_of=as_of, everything=everything, only=only)
        keep_calendar(database, settings, now=now)
        with transaction(database, now=now) as session:
            reach.count_unreached(session)
        relate(database, now=now)
        with database.session() as session:
            due = plan.due(session, as_of or now)
        new = "; new ones take seconds to compile" if due else ""
        progress(f"{len(due)} of {len(plan.wanted)} suites are due{new}")
        compiled, failures = suites.compile(due, database.url, cache_dir=cache_folder(settings), workshop=workshop)
        if compiled:
            progress("checking claims")
        apart = None
        if spread is not HERE:
            apart = slices.Apart(spread.width, partial(in_slices, database, settings, spread), slices.LEAST)
        with transaction(database, alone=True, now=now) as session:
            swept = sweeps.carry_out(session, plan, compiled, failures, apart=apart)
        watch.run_id, watch.status = swept.run_id, swept.status
    return swept


def in_slices(
    database: Database, settings: Settings, spread: Spread, cut: Sequence[slices.Slice]
) -> list[slices.Found]:
    """Have slices of a sweep over ``database`` worked out wherever ``spread`` has hands.

    Raises:
        SpreadError: they could not be worked out there, or were lost.
        SliceError: the database refuses one.
    """
    return spread.map(partial(work_out, crew.orders(database, settings)), cut)


def work_out(orders: crew.Orders, part: slices.Slice) -> slices.Found:
    """Work out a slice of somebody's sweep, in whichever process this is called.

    Raises:
        SpreadError: this process cannot do the work: it is of another version, or has not the same database.
        SliceError: the database refuses the slice, or another process leads by now.
    """
    database = crew.take(orders).database
    try:
        with transaction(database) as session:
            connection = session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return slices.work_out(connection, part)
    except FAILURES as error:  # at the commit, too, where another leads since
        raise slices.SliceError(reason(error)) from None


# Tell people


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


# Forget


def prune(database: Database, settings: Settings, *, now: datetime, dry_run: bool = False) -> list[retention.Forgotten]:
    """Forget what is older than the settings say; with ``dry_run`` only say how much that would be.

    Returns what there is to forget, kind by kind, with how many of each.
    """
    with database.session() if dry_run else transaction(database) as session:
        return retention.prune(session, settings, now=now)
