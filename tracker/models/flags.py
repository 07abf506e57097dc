"""Flags and the events their states are read from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.columns import Base, CreatedAt, Key, Moment, one_of
from tracker.models.claims import Claim
from tracker.states import FlagAction, FlagState, Resolution, Severity


class Flag(Base):
    """The life of a finding: one per claim and expectation. Its state is read from its events."""

    __tablename__ = "flag"
    __table_args__ = (
        UniqueConstraint("claim_id", "suite", "expectation"),
        one_of("severity", Severity),
        Index("ix_flag_suite_expectation", "suite", "expectation"),
    )

    id: Mapped[Key]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))
    suite: Mapped[str]
    expectation: Mapped[str]
    kind: Mapped[str]
    reason: Mapped[str]
    severity: Mapped[Severity]
    message: Mapped[str]
    remedy: Mapped[str]
    created_at: Mapped[CreatedAt]

    claim: Mapped[Claim] = relationship()
    events: Mapped[list[FlagEvent]] = relationship(
        back_populates="flag", passive_deletes=True, order_by="(FlagEvent.at, FlagEvent.id)"
    )


class FlagWording(Base):
    """What a flag said until a moment, kept when a sweep found it to say something else."""

    __tablename__ = "flag_wording"
    __table_args__ = (one_of("severity", Severity), Index("ix_flag_wording_flag_id_until", "flag_id", "until"))

    id: Mapped[Key]
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id", ondelete="CASCADE"))
    until: Mapped[Moment]
    kind: Mapped[str]
    reason: Mapped[str]
    severity: Mapped[Severity]
    message: Mapped[str]
    remedy: Mapped[str]


class FlagEvent(Base):
    """One change of a flag's state: from, to, when, by whom and why."""

    __tablename__ = "flag_event"
    __table_args__ = (
        one_of("action", FlagAction),
        one_of("state_before", FlagState),
        one_of("state_after", FlagState),
        one_of("resolution", Resolution),
        CheckConstraint("(action = 'settled') = (resolution IS NOT NULL)", name="settled_with_resolution"),
        CheckConstraint("(action = 'snoozed') = (snoozed_until IS NOT NULL)", name="snoozed_until_a_moment"),
        Index("ix_flag_event_flag_id_at_id", "flag_id", text("at DESC"), text("id DESC")),
        Index("ix_flag_event_snoozed_until", "snoozed_until", postgresql_where=text("snoozed_until IS NOT NULL")),
    )

    id: Mapped[Key]
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id", ondelete="CASCADE"))
    at: Mapped[Moment]
    action: Mapped[FlagAction]
    state_before: Mapped[FlagState | None]
    state_after: Mapped[FlagState]
    resolution: Mapped[Resolution | None]
    snoozed_until: Mapped[datetime | None]
    facts_hash: Mapped[str | None]
    """The claim's facts at that moment; a settled flag stays settled until they change."""
    actor: Mapped[str]
    note: Mapped[str | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[CreatedAt]

    flag: Mapped[Flag] = relationship(back_populates="events")
