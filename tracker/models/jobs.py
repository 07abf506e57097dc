"""What runs by itself: jobs, their runs, the process that leads, and every process that is alive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.columns import Base, Key, Moment, one_of
from tracker.states import JobStatus


class Job(Base):
    """What is remembered of a job beside its runs. What jobs there are follows from sources and settings."""

    __tablename__ = "job"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures_not_negative"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    paused_at: Mapped[datetime | None]
    paused_by: Mapped[str | None]
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    """How often in a row it failed."""
    retry_at: Mapped[datetime | None]
    """When a job that failed, or that a person asked for, is run again, whatever its schedule says."""
    last_run_id: Mapped[int | None] = mapped_column(ForeignKey("job_run.id", ondelete="SET NULL"), index=True)

    last_run: Mapped[JobRun | None] = relationship()


class JobRun(Base):
    """One run of a job. The moment it was scheduled for makes a repeated one impossible."""

    __tablename__ = "job_run"
    __table_args__ = (
        UniqueConstraint("job", "scheduled_for"),
        one_of("status", JobStatus),
        CheckConstraint("(status = 'running') = (finished_at IS NULL)", name="finished_at_a_moment"),
        Index("ix_job_run_job_started_at", "job", "started_at"),
        Index("ix_job_run_started_at", "started_at"),
        Index("ix_job_run_fetch", "started_at", "status", postgresql_where=text("job LIKE 'fetch:%'")),
        Index("ix_job_run_running", "job", postgresql_where=text("status = 'running'")),
    )

    id: Mapped[Key]
    job: Mapped[str]
    scheduled_for: Mapped[Moment]
    started_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]
    status: Mapped[JobStatus]
    note: Mapped[str | None]
    """What came of it, or why it failed: one line."""
    holder: Mapped[str]
    epoch: Mapped[int]


class Leader(Base):
    """Who leads, and the how many-eth leader that is: what an earlier one still wants to write is refused."""

    __tablename__ = "leader"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int]
    holder: Mapped[str]
    since: Mapped[Moment]


class Heartbeat(Base):
    """A process of the service, and when it last said that it is alive."""

    __tablename__ = "heartbeat"

    holder: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    is_leader: Mapped[bool]
    started_at: Mapped[Moment]
    at: Mapped[Moment]
    version: Mapped[str]
