"""Which channels have something to be told now, so that nothing is run for the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from tracker.channels import outbox, troubles
from tracker.models import Channel, FlagEvent, Notice, Run
from tracker.settings import Settings
from tracker.states import RunStatus, Topic


@dataclass(frozen=True, slots=True)
class Planned:
    """A channel that is not paused."""

    name: str
    digest: str | None
    digested_at: datetime
    waits: bool
    """Whether something may be told, or is to be delivered."""


def planned(session: Session, settings: Settings, now: datetime) -> Iterator[Planned]:
    """Yield every channel that is not paused, by name. Asked every few seconds: it looks at no more than indexes."""
    for channel, may_tell, is_unsent in session.execute(_query(now)):
        waits = is_unsent or may_tell
        if not waits and channel.topic is Topic.ERRORS:
            resting = channel.look_at is not None and channel.look_at > now
            waits = not resting and bool(troubles.news(session, settings, channel, now))
        yield Planned(channel.name, channel.digest, channel.digested_at, waits)


def _query(now: datetime) -> Select[Channel, bool, bool]:
    awake = or_(Channel.snoozed_until.is_(None), Channel.snoozed_until <= now)
    unsent = exists().where(Notice.channel_id == Channel.id, Notice.sent_at.is_(None), outbox.is_free(now))
    newest = select(func.max(FlagEvent.id)).scalar_subquery()
    last_run = select(func.max(Run.id)).where(Run.is_present, Run.status != RunStatus.RUNNING).scalar_subquery()
    may_tell = and_(
        Channel.topic == Topic.FLAGS,
        or_(Channel.horizon_id < newest, Channel.look_at <= now, Channel.looked_run_id < last_run),
    )
    return (
        select(Channel, func.coalesce(may_tell, False), and_(awake, unsent))
        .where(Channel.paused_at.is_(None))
        .order_by(Channel.name)
    )
