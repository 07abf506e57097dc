"""Who is told what: channels, the notices that go out through them, and which events those told of."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.columns import Base, Key, Moment, one_of
from tracker.states import NoticeKind, Severity, Telling, Topic


class Channel(Base):
    """Somebody who is told: where, of what, and when."""

    __tablename__ = "channel"
    __table_args__ = (
        one_of("topic", Topic),
        one_of("severity", Severity),
        one_of("instant", Severity),
        CheckConstraint("name ~ '^[a-z0-9][a-z0-9-]*$'", name="name_form"),
        CheckConstraint('"after" BETWEEN 1 AND 100', name="after_sensible"),
        CheckConstraint("flood >= 1", name="flood_counts"),
        CheckConstraint("suppress_minutes >= 0", name="suppress_minutes_not_negative"),
        CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_from_and_until"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    """Where to: an Apprise address, as it was given, with the names of its secrets or the secrets themselves."""
    topic: Mapped[Topic]
    kinds: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Kinds of flags; all of them where none is named. So are sources and metrics, by their slugs."""
    severity: Mapped[Severity]
    """The least severe flags that are told of at all."""
    sources: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    metrics: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    instant: Mapped[Severity | None]
    """The least severe flags that are told of at once; none where only digests are sent."""
    digest: Mapped[str | None]
    """When digests are sent: ``daily``, ``weekly``, an interval or a cron line."""
    after: Mapped[int] = mapped_column(server_default=text("1"))
    """In how many runs a flag must have stood, or how often in a row something failed, before it is told."""
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    critical_passes: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether what is critical is told in quiet hours, too."""
    suppress_minutes: Mapped[int] = mapped_column(server_default=text("0"))
    """How long after it was told a flag is not told again."""
    flood: Mapped[int] = mapped_column(server_default=text("10"))
    """How many claims a message names one by one; of more it tells the counts and the worst few."""
    recoveries: Mapped[bool] = mapped_column(server_default=text("true"))
    paused_at: Mapped[datetime | None]
    paused_by: Mapped[str | None]
    snoozed_until: Mapped[datetime | None]
    created_at: Mapped[Moment]
    horizon_id: Mapped[int]
    """Flag events up to this one are decided, those that are told later among them: they wait in ``notice_event``."""
    digest_id: Mapped[int]
    """Flag events up to this one were in a digest, or came before the first."""
    digested_at: Mapped[Moment]
    look_at: Mapped[datetime | None]
    """When something that waits may be told."""
    looked_run_id: Mapped[int | None]
    """The last run that was counted, where something waits for more of them."""


class Notice(Base):
    """One message to one channel: written down before it is sent, so that it is sent once."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("channel_id", "key"),
        one_of("kind", NoticeKind),
        one_of("severity", Severity),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index("ix_notice_unsent", "channel_id", postgresql_where=text("sent_at IS NULL")),
    )

    id: Mapped[Key]
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"))
    key: Mapped[str]
    """What it is about: no two notices of a channel are about the same."""
    uid: Mapped[str] = mapped_column(unique=True)
    """Sent along, the same whenever it is sent again."""
    kind: Mapped[NoticeKind]
    severity: Mapped[Severity | None]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    sending_at: Mapped[datetime | None]
    """When a delivery began of which nobody knows yet how it ended."""
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]


class NoticeEvent(Base):
    """What became of a flag's event for a channel. That it is here keeps it from being told again.

    A sweep may bring a million: only what else would be left behind is held by a foreign key.
    """

    __tablename__ = "notice_event"
    __table_args__ = (
        one_of("telling", Telling),
        Index("ix_notice_event_waiting", "channel_id", "flag_id", postgresql_where=text("telling = 'waiting'")),
        Index(
            "ix_notice_event_told", "channel_id", "flag_id", "flag_event_id", postgresql_where=text("telling = 'told'")
        ),
    )

    flag_event_id: Mapped[int] = mapped_column(ForeignKey("flag_event.id", ondelete="CASCADE"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int]
    is_recovery: Mapped[bool]
    telling: Mapped[Telling]
    notice_id: Mapped[int | None] = mapped_column(index=True)
    """What told of it, and may be forgotten by now."""
    at: Mapped[Moment]
    """When it was taken in, told or passed over."""


class ChannelTrouble(Base):
    """Something the tracker cannot do, as a channel was told of it."""

    __tablename__ = "channel_trouble"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """A job, a suite, or the checks as a whole."""
    told: Mapped[str]
    told_at: Mapped[Moment]
    cleared_at: Mapped[datetime | None]
    """When the channel was told that it is over."""
