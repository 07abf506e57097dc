"""Notices on their way: written down in one transaction with what they tell of, then delivered.

Before a delivery it is noted that one begins, afterwards how it ended. A process that dies in between leaves a notice
of which nobody knows whether it arrived: that one, and no other, is sent again, with the same number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from tracker.models import Channel, Notice
from tracker.notify import Message
from tracker.states import NoticeKind, Severity

UNCLEAR_AFTER: Final = timedelta(minutes=3)
"""How long a delivery of which nothing was heard may still be under way, in a process that leads no longer."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notice about to be sent."""

    notice_id: int
    address: str
    message: Message


def write(session: Session, channel: Channel, kind: NoticeKind, key: str, now: datetime) -> Notice:
    """Begin a notice; what it says is still to come. No two of a channel have one key."""
    notice = Notice(
        channel_id=channel.id, key=key, uid=uuid4().hex, kind=kind, subject="", body="", created_at=now, attempts=0
    )
    session.add(notice)
    session.flush()
    return notice


def fill(notice: Notice, told: tuple[str, str, Severity | None]) -> None:
    """Put in what a notice says, with its number as the last line."""
    notice.subject, body, notice.severity = told
    notice.body = f"{body}\n\nnotice {notice.uid}"


def is_unsent(session: Session, channel: Channel) -> bool:
    """Whether a notice of a channel is still to be delivered."""
    query = select(Notice.id).where(Notice.channel_id == channel.id, Notice.sent_at.is_(None)).limit(1)
    return session.scalar(query) is not None


def is_free(now: datetime) -> ColumnElement[bool]:
    """Whether nobody is delivering a notice, as far as can be told."""
    return or_(Notice.sending_at.is_(None), Notice.sending_at <= now - UNCLEAR_AFTER, Notice.sending_at > now)


def begin(session: Session, name: str, now: datetime) -> Delivery | None:
    """Note that the oldest notice of a channel is being delivered; None where there is none, or the channel rests."""
    row = session.execute(
        select(Notice, Channel.address)
        .join(Channel, Channel.id == Notice.channel_id)
        .where(Channel.name == name, Channel.paused_at.is_(None))
        .where(or_(Channel.snoozed_until.is_(None), Channel.snoozed_until <= now))
        .where(Notice.sent_at.is_(None), is_free(now))
        .order_by(Notice.id)
        .limit(1)
        .with_for_update(of=Notice)
    ).first()
    if row is None:
        return None
    notice, address = row
    notice.sending_at, notice.attempts = now, notice.attempts + 1
    message = Message(notice.subject, notice.body, notice.uid, notice.severity)
    return Delivery(notice.id, address, message)


def note_sent(session: Session, notice_id: int, now: datetime) -> None:
    """Note that a notice arrived."""
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is not None and notice.sent_at is None:
        notice.sent_at, notice.sending_at, notice.error = now, None, None


def note_failed(session: Session, notice_id: int, error: str) -> None:
    """Note that a notice was not taken: it waits for the next attempt."""
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is not None and notice.sent_at is None:
        notice.sending_at, notice.error = None, error


def forget(session: Session, before: datetime) -> int:
    """Forget the notices that were delivered before a moment; returns how many. What they told of stays noted."""
    return len(session.scalars(delete(Notice).where(Notice.sent_at < before).returning(Notice.id)).all())
