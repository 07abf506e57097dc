"""Runs of the checks and what they counted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.columns import Base, CreatedAt, Key, Moment, one_of
from tracker.states import RunStatus, Severity, SuiteStatus


class Run(Base):
    """One pass of the checks: over which claims, at which moment, with what result."""

    __tablename__ = "run"
    __table_args__ = (one_of("status", RunStatus), Index("ix_run_as_of_id", "as_of", "id"))

    id: Mapped[Key]
    as_of: Mapped[Moment]
    """The moment the claims were judged at."""
    is_present: Mapped[bool]
    """Whether that was the present moment; false for a look back or ahead."""
    status: Mapped[RunStatus]
    started_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]
    claims: Mapped[int] = mapped_column(server_default=text("0"))
    """Claims known at ``as_of``."""
    evaluated: Mapped[int] = mapped_column(server_default=text("0"))
    """Claims that at least one suite looked at, in this run or unchanged since an earlier one."""
    waiting: Mapped[int] = mapped_column(server_default=text("0"))
    """Claims of those that were left out: they name no number, and nothing about them has changed."""
    opened: Mapped[int] = mapped_column(server_default=text("0"))
    closed: Mapped[int] = mapped_column(server_default=text("0"))
    error: Mapped[str | None]

    suites: Mapped[list[SuiteRun]] = relationship(order_by="SuiteRun.suite", passive_deletes=True)
    counts: Mapped[list[ExpectationCount]] = relationship(passive_deletes=True)


class SuiteRun(Base):
    """What became of one suite in a run."""

    __tablename__ = "suite_run"
    __table_args__ = (
        one_of("status", SuiteStatus),
        Index("ix_suite_run_ran", "suite", "run_id", postgresql_where=text("status <> 'not_due'")),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    suite: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[SuiteStatus]
    content_hash: Mapped[str | None]
    """SHA-256 of the suite's file."""
    error: Mapped[str | None]


class ExpectationCount(Base):
    """How many claims one expectation looked at in a run, and how many failed it."""

    __tablename__ = "expectation_count"
    __table_args__ = (one_of("severity", Severity),)

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    suite: Mapped[str] = mapped_column(primary_key=True)
    expectation: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    reason: Mapped[str]
    severity: Mapped[Severity]
    element_count: Mapped[int]
    unexpected_count: Mapped[int]


class Calendar(Base):
    """The calendar that the days of rest were written down from: one row."""

    __tablename__ = "calendar"

    name: Mapped[str] = mapped_column(primary_key=True)
    """As it is set; empty where every day counts."""
    version: Mapped[str]
    """Of the library that knows the holidays."""
    first_year: Mapped[int]
    last_year: Mapped[int]
    updated_at: Mapped[CreatedAt]


class RestDay(Base):
    """A day of rest by the calendar in use, and the working day that follows it: nothing is due on the former."""

    __tablename__ = "rest_day"
    __table_args__ = (CheckConstraint("working_day > day", name="working_day_later"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    working_day: Mapped[date]
