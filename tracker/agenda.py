"""Which jobs there are, read from sources, channels and settings, never stored; and which of them are due.

What is due is found without a look at all that is not: there may be ten thousand sources.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import DateTime, String, case, column, func, or_, select, true, values
from sqlalchemy.orm import Session

from tracker import channels, schedules
from tracker.channels import hours
from tracker.errors import InputError
from tracker.jobs import (
    DIGEST,
    FETCH,
    LARGEST_JITTER,
    LONGEST_BACKOFF,
    NOTIFY,
    PRUNE,
    RECHECK,
    Job,
    check,
    is_urgent,
    listing,
    next_run,
)
from tracker.models import Job as Memory
from tracker.models import JobRun, Source
from tracker.settings import Settings
from tracker.sources import upkeep
from tracker.states import JobStatus

log = logging.getLogger(__name__)

_PREFIX: Final = f"{FETCH}:"
_WATCHED: Final = (Source.schedule.is_not(None), Source.paused_at.is_(None), Source.removed_at.is_(None))
"""The sources that are looked at by themselves."""


@dataclass(frozen=True, slots=True)
class Due:
    """A job whose time has come."""

    job: Job
    moment: datetime
    """What it is due since; its run is for this moment."""
    at: datetime
    """When it may begin: a little later than that for most, so that not all begin at once."""


class _Run(NamedTuple):
    status: JobStatus
    started_at: datetime
    finished_at: datetime | None


def planned(session: Session, settings: Settings, now: datetime, *, sources: bool = True) -> list[Job]:
    """Every job there is now, by name. A source whose schedule cannot be read is left out, with a warning.

    Without ``sources``, the few that look at no source of their own.
    """
    zone = settings.timezone
    found = [
        check(session, settings),
        Job(RECHECK, schedules.parse(settings.recheck_every, zone)),
        Job(PRUNE, schedules.parse("30 3 * * *", zone)),
    ]
    found += _messages(session, settings, now)
    if not sources:
        return found
    rows = session.execute(
        select(Source.slug, Source.schedule, Source.timezone, Source.last_fetched_at)
        .where(*_WATCHED)
        .order_by(Source.slug)
    )
    for slug, schedule, timezone, last in rows:
        try:
            plan = upkeep.plan(schedule or "", timezone, zone)
        except InputError as error:
            log.warning("source %s is not looked at: %s", slug, error)
            continue
        found.append(Job(_PREFIX + slug, plan, last))
    return found


def _messages(session: Session, settings: Settings, now: datetime) -> Iterator[Job]:
    """The jobs of every channel: one that fails is put off by itself."""
    zone = settings.timezone
    for channel in channels.planned(session, settings, now):
        yield Job(f"{NOTIFY}:{channel.name}", schedules.parse("1m", zone), is_idle=not channel.waits)
        if channel.digest is not None:
            try:
                plan = hours.digest(channel.digest, zone)
            except InputError as error:
                log.warning("channel %s gets no digest: %s", channel.name, error)
                continue
            yield Job(f"{DIGEST}:{channel.name}", plan, channel.digested_at)


def due(
    session: Session,
    settings: Settings,
    *,
    now: datetime,
    without: Collection[str] = (),
    limit: int | None = None,
) -> list[Due]:
    """Return the jobs that may begin ``now``, the longest due first, but those named ``without``.

    Those that look at sources are cut at ``limit``; the others, of which there are few, are all in it.
    """
    listed = listing(session, planned(session, settings, now, sources=False), now)
    own = [
        _due(entry.job, entry.next_at, is_urgent=entry.is_urgent, now=now)
        for entry in listed
        if entry.next_at is not None
    ]
    found = [each for each in own if each.job.name not in without]
    if limit != 0:
        most = None if limit is None else limit + len(without)
        looks = [each for each, _ in _looks(session, settings, now, most) if each.job.name not in without]
        found += sorted((each for each in looks if each.at <= now), key=_place)[:limit]
    return sorted((each for each in found if each.at <= now), key=_place)


def waiting(session: Session, settings: Settings, *, now: datetime) -> tuple[int, datetime | None]:
    """How many jobs may begin ``now``, and since when the first of them is due."""
    count, first = 0, None
    own = due(session, settings, now=now, limit=0)
    for each, stands_for in [*((each, 1) for each in own), *_looks(session, settings, now, 1)]:
        if each.at <= now:
            count += stands_for
            first = each.moment if first is None else min(first, each.moment)
    return count, first


def _place(due: Due) -> tuple[datetime, str]:
    return due.at, due.job.name


def _due(job: Job, moment: datetime, *, is_urgent: bool, now: datetime) -> Due:
    # What is to run at once, as where the clock was put back, is given this very moment whenever one asks: put off by
    # jitter, its time would never come.
    at_once = is_urgent or moment >= now
    return Due(job, moment, moment if at_once else moment + job.jitter(moment))


def _looks(session: Session, settings: Settings, now: datetime, most: int | None) -> Iterator[tuple[Due, int]]:
    """Sources whose moment has come, before jitter; those at work, paused or without a schedule are left out.

    Of those that are due whatever their jitter, ``most`` of each kind and schedule, the longest due first: the last of
    them stands for all that are left out as well, and each for as many as the number beside it.
    """
    plans: dict[tuple[str | None, str | None], schedules.Schedule] = {}
    for written, zone in session.execute(select(Source.schedule, Source.timezone).where(*_WATCHED).distinct()):
        try:
            plans[written, zone] = upkeep.plan(written or "", zone, settings.timezone)
        except InputError:
            continue  # told when the service starts, and where jobs are listed
    if not plans:
        return
    plan = values(
        column("schedule", String),
        column("timezone", String),
        column("since", DateTime(timezone=True)),
        column("long_since", DateTime(timezone=True)),
        column("following", DateTime(timezone=True)),
        name="plan",
    ).data(
        [
            (written, zone or "", known.due_since(now), known.due_since(now - LARGEST_JITTER), known.next(now))
            for (written, zone), known in plans.items()
        ]
    )
    last = func.greatest(JobRun.started_at, Source.last_fetched_at)
    # As ``next_run`` has it, which says so again for each.
    is_due = case(
        (Memory.retry_at.is_not(None), or_(Memory.retry_at <= now, Memory.retry_at > now + LONGEST_BACKOFF)),
        (JobRun.status == JobStatus.LOST, true()),
        else_=or_(last.is_(None), last <= plan.c.since, last > plan.c.following),
    )
    is_sure = or_(
        Memory.retry_at.is_not(None),
        JobRun.id.is_(None),
        JobRun.status == JobStatus.LOST,
        last.is_(None),
        last <= plan.c.long_since,
        last > plan.c.following,
    )
    is_lost = JobRun.status == JobStatus.LOST
    kind = (Source.schedule, Source.timezone, is_sure, Memory.retry_at.is_(None), is_lost)
    since = func.coalesce(Memory.retry_at, case((is_lost, JobRun.finished_at)), last)
    found = (
        select(
            Source.slug,
            Source.schedule,
            Source.timezone,
            Source.last_fetched_at,
            Memory.retry_at,
            JobRun.status,
            JobRun.started_at,
            JobRun.finished_at,
            is_sure.label("is_sure"),
            func.row_number().over(partition_by=kind, order_by=(since.asc().nulls_last(), Source.slug)).label("place"),
            func.count().over(partition_by=kind).label("alike"),
        )
        .join(plan, (plan.c.schedule == Source.schedule) & (plan.c.timezone == func.coalesce(Source.timezone, "")))
        .join(Memory, Memory.name == _PREFIX + Source.slug, isouter=True)
        .join(JobRun, JobRun.id == Memory.last_run_id, isouter=True)
        .where(*_WATCHED, Memory.paused_at.is_(None), JobRun.status.is_distinct_from(JobStatus.RUNNING), is_due)
        .subquery()
    )
    query = select(found)
    if most is not None:
        query = query.where(or_(found.c.is_sure.is_not(True), found.c.place <= most))
    for row in session.execute(query):
        slug, written, zone, looked, retry_at, status, started_at, finished_at, sure, place, alike = row
        job = Job(_PREFIX + slug, plans[written, zone], looked)
        run = None if status is None else _Run(status, started_at, finished_at)
        look = _due(job, next_run(job, run, retry_at, now), is_urgent=is_urgent(run, retry_at), now=now)
        yield look, alike - place + 1 if sure and place == most else 1
