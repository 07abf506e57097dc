"""The channels a person has set up: made, changed, listed, silenced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from tracker import notify, slugs
from tracker.channels import hours
from tracker.errors import InputError, UsageError
from tracker.models import Channel, Metric, Notice, NoticeEvent, Run, Source
from tracker.states import Topic
from tracker.suites.kinds import KINDS

# Every number handed out so far; what an open transaction has taken of them is not told.
LAST_EVENT = text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM flag_event_id_seq")


@dataclass(frozen=True, slots=True)
class Listed:
    """A channel, and how it fares."""

    channel: Channel
    sent: int
    """How many notices it was sent."""
    last_sent_at: datetime | None
    waiting: int
    """How many notices are written and not delivered."""
    error: str | None
    """Why the oldest of them was not."""
    attempts: int
    """How often that was tried."""


def find(session: Session, name: str, *, lock: bool = False) -> Channel:
    """Return the channel called ``name``; raises InputError where there is none."""
    query = select(Channel).where(Channel.name == name)
    channel = session.scalar(query.with_for_update() if lock else query)
    if channel is None:
        known = session.scalars(select(Channel.name)).all()
        raise InputError(slugs.unknown("channel", name, known, "tracker channel list"))
    return channel


def add(session: Session, name: str, address: str, *, now: datetime, zone: ZoneInfo, **values: Any) -> Channel:
    """Set up a channel. It is told of what happens from now on.

    Raises:
        InputError: it has a wrong name, address or filter, or the name is taken.
    """
    slugs.check(name, "the channel's name")
    if session.scalar(select(Channel.id).where(Channel.name == name)) is not None:
        raise InputError(f"there is a channel {name} already: `tracker channel edit {name}` changes it")
    last = session.scalar(LAST_EVENT) or 0
    channel = Channel(
        name=name, address=address, created_at=now, digested_at=now, horizon_id=last, digest_id=last, **values
    )
    _demand(session, channel, zone)
    session.add(channel)
    session.flush()
    return channel


def edit(session: Session, name: str, *, zone: ZoneInfo, **values: Any) -> Channel:
    """Change a channel; what is not named stays as it is. Raises InputError as ``add`` does."""
    channel = find(session, name, lock=True)
    with session.no_autoflush:
        for field, value in values.items():
            setattr(channel, field, value)
        _demand(session, channel, zone)
    session.flush()
    return channel


def _demand(session: Session, channel: Channel, zone: ZoneInfo) -> None:
    """Refuse what could never tell anything, or cannot be used."""
    notify.check(channel.address)
    if unknown := sorted(set(channel.kinds or ()) - set(KINDS)):
        raise InputError(f"--kind: there is no kind of flag named {unknown[0]!r}; known are {', '.join(KINDS)}")
    for what, named, slug in (("source", channel.sources, Source.slug), ("metric", channel.metrics, Metric.slug)):
        there = set(session.scalars(select(slug).where(slug.in_(named or ()))))
        if missing := [each for each in named or () if each not in there]:
            raise InputError(f"--{what}: there is no {what} {missing[0]!r}; `tracker {what} list` shows them")
    if channel.digest is not None:
        try:
            hours.digest(channel.digest, zone)
        except InputError as error:
            raise InputError(f"--digest: {error}; daily and weekly will do as well") from None
    if channel.topic is Topic.ERRORS:
        if channel.kinds or channel.sources or channel.metrics or channel.digest:
            raise InputError("a channel of errors tells all of them at once, without digests and filters of flags")
    elif channel.instant is None and channel.digest is None:
        raise InputError("the channel would be told nothing: give it --digest, or --instant critical")


def listing(session: Session) -> list[Listed]:
    """Every channel by name, with how it fares."""
    unsent = Notice.sent_at.is_(None)
    query = (
        select(
            Channel,
            func.count(Notice.id).filter(~unsent),
            func.max(Notice.sent_at),
            func.count(Notice.id).filter(unsent),
            func.min(Notice.error).filter(unsent),
            func.coalesce(func.max(Notice.attempts).filter(unsent, Notice.error.is_not(None)), 0),
        )
        .join(Notice, Notice.channel_id == Channel.id, isouter=True)
        .group_by(Channel.id)
        .order_by(Channel.name)
    )
    return [Listed(*row) for row in session.execute(query)]


def sent(session: Session, name: str, *, limit: int) -> Sequence[Notice]:
    """The last notices of a channel, newest first."""
    channel = find(session, name)
    query = select(Notice).where(Notice.channel_id == channel.id).order_by(Notice.id.desc()).limit(limit)
    return session.scalars(query).all()


def pause(session: Session, name: str, *, actor: str, now: datetime) -> None:
    """Tell a channel nothing until somebody resumes it. Raises UsageError where it is paused already."""
    channel = find(session, name, lock=True)
    if channel.paused_at is not None:
        raise UsageError(f"{name} is paused already")
    channel.paused_at, channel.paused_by = now, actor


def resume(session: Session, name: str, *, now: datetime) -> None:
    """Tell a channel again: of what happens from now on, and not of what happened meanwhile.

    It ends a snooze as well. Raises UsageError where it is neither paused nor snoozed.
    """
    channel = find(session, name, lock=True)
    if channel.paused_at is None and (channel.snoozed_until is None or channel.snoozed_until <= now):
        raise UsageError(f"{name} is neither paused nor snoozed")
    if channel.paused_at is not None:
        channel.horizon_id = channel.digest_id = session.scalar(LAST_EVENT) or 0
        channel.digested_at = now
        channel.looked_run_id = session.scalar(select(func.max(Run.id)))
    channel.paused_at = channel.paused_by = channel.snoozed_until = None
    channel.look_at = now


def snooze(session: Session, name: str, *, until: datetime, now: datetime) -> None:
    """Tell a channel nothing until a moment; what stands then is told. Raises UsageError where that is past."""
    if until <= now:
        raise UsageError("snooze it until a moment that is to come")
    channel = find(session, name, lock=True)
    channel.snoozed_until = channel.look_at = until


def remove(session: Session, name: str) -> int:
    """Forget a channel, and what it was told; returns how many notices were still to be sent."""
    channel = find(session, name, lock=True)
    query = select(func.count(Notice.id)).where(Notice.channel_id == channel.id, Notice.sent_at.is_(None))
    unsent = session.scalar(query) or 0
    session.execute(delete(NoticeEvent).where(NoticeEvent.channel_id == channel.id))
    session.delete(channel)
    session.flush()
    return unsent
