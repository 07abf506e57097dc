"""The tables: typed SQLAlchemy models of everything the tracker remembers.

Numbers are NUMERIC, never floats; moments are aware and UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.columns import Base as Base  # with every table on it, once this module is imported
from tracker.columns import CreatedAt, Key, Moment, one_of
from tracker.states import (
    FlagAction,
    FlagState,
    QuoteState,
    Relation,
    Resolution,
    RunStatus,
    Severity,
    SuiteStatus,
)
from tracker.values import Comparator, Kind, Rate, Tier


class Source(Base):
    """Where documents or records come from: a connector kind, a locator, a publisher."""

    __tablename__ = "source"
    __table_args__ = (
        one_of("tier", Tier),
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name="slug_form"),
        CheckConstraint("consecutive_failures >= 0", name="consecutive_failures_not_negative"),
    )

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    locator: Mapped[str]
    publisher: Mapped[str | None]
    url: Mapped[str | None]
    tier: Mapped[Tier] = mapped_column(server_default="press")
    language: Mapped[str | None]
    timezone: Mapped[str | None]
    schedule: Mapped[str | None]
    consecutive_failures: Mapped[int] = mapped_column(server_default=text("0"))
    last_error: Mapped[str | None]
    last_fetched_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt] = mapped_column(index=True)

    documents: Mapped[list[Document]] = relationship(back_populates="source", passive_deletes=True)


class Document(Base):
    """One captured version of what a source said. Never overwritten."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("source_id", "content_hash"),
        CheckConstraint("content_hash ~ '^[0-9a-f]{64}$'", name="content_hash_form"),
    )

    id: Mapped[Key]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    content_hash: Mapped[str]
    """SHA-256 of the text, hexadecimal."""
    url: Mapped[str | None]
    title: Mapped[str | None]
    bylines: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    language: Mapped[str | None]
    published_on: Mapped[date | None]
    captured_at: Mapped[Moment]
    text: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt] = mapped_column(index=True)

    source: Mapped[Source] = relationship(back_populates="documents")
    claims: Mapped[list[Claim]] = relationship(back_populates="document", passive_deletes=True)


class Metric(Base):
    """An entry of the catalogue: what is measured of which subject, in which unit."""

    __tablename__ = "metric"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name="slug_form"),
        CheckConstraint("shelf_life_days BETWEEN 1 AND 36525", name="shelf_life_sensible"),
        CheckConstraint("plausible_low <= plausible_high", name="plausible_range_ordered"),
        one_of("kind", Kind),
    )

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    measure: Mapped[str]
    unit: Mapped[str]
    kind: Mapped[Kind | None]
    shelf_life_days: Mapped[int | None]
    plausible_low: Mapped[Decimal | None]
    plausible_high: Mapped[Decimal | None]
    note: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt] = mapped_column(index=True)

    aliases: Mapped[list[MetricAlias]] = relationship(
        back_populates="metric", cascade="all, delete-orphan", passive_deletes=True, order_by="MetricAlias.id"
    )


class MetricAlias(Base):
    """Another name of a metric's subject or measure, in any language."""

    __tablename__ = "metric_alias"
    __table_args__ = (
        UniqueConstraint("metric_id", "role", "name"),
        one_of("role", ("subject", "measure")),
        Index(None, "role", "name"),
    )

    id: Mapped[Key]
    metric_id: Mapped[int] = mapped_column(ForeignKey("metric.id", ondelete="CASCADE"))
    role: Mapped[str]
    name: Mapped[str]

    metric: Mapped[Metric] = relationship(back_populates="aliases")


class Claim(Base):
    """One figure stated by one document, with the evidence it was read from."""

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("document_id", "quote_start", "quote_end"),
        one_of("comparator", Comparator),
        one_of("kind", Kind),
        one_of("rate", Rate),
        one_of("quote_state", QuoteState),
        CheckConstraint("0 <= quote_start AND quote_start < quote_end", name="quote_span_ordered"),
        CheckConstraint("low <= high", name="interval_ordered"),
        CheckConstraint("low_date <= high_date", name="date_interval_ordered"),
        CheckConstraint("period_start <= period_end", name="period_ordered"),
        CheckConstraint(
            "(low IS NULL AND high IS NULL) OR (low_date IS NULL AND high_date IS NULL)", name="number_or_date"
        ),
        Index("ix_claim_unevaluated", "id", postgresql_where=text("evaluated_at IS NULL")),
    )

    id: Mapped[Key]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    metric_id: Mapped[int | None] = mapped_column(ForeignKey("metric.id", ondelete="SET NULL"), index=True)

    linked_by: Mapped[str | None]
    """Who tied it to its metric, or said that it has none; only what the tracker did may the tracker undo."""

    quote_exact: Mapped[str]
    """The figure's words, as they stand in the document's text at quote_start to quote_end (code points)."""
    quote_prefix: Mapped[str]
    quote_suffix: Mapped[str]
    quote_start: Mapped[int]
    quote_end: Mapped[int]
    quote_state: Mapped[QuoteState] = mapped_column(server_default="present")
    sentence: Mapped[str]

    subject: Mapped[str | None]
    metric_phrase: Mapped[str | None]
    kind: Mapped[Kind]
    low: Mapped[Decimal | None]
    high: Mapped[Decimal | None]
    low_date: Mapped[date | None]
    high_date: Mapped[date | None]
    unit: Mapped[str | None]
    comparator: Mapped[Comparator]
    precision: Mapped[Decimal | None]
    """The place of the last stated digit, in the claim's unit."""
    counted: Mapped[str | None]
    rate: Mapped[Rate | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    baseline: Mapped[str | None]
    attribution: Mapped[str | None]
    is_hearsay: Mapped[bool] = mapped_column(server_default=text("false"))
    stated_on: Mapped[date | None]
    is_checkable: Mapped[bool] = mapped_column(server_default=text("true"))

    extractor: Mapped[str]
    """Version of the reading rules, or who entered it by hand."""
    reading: Mapped[dict[str, Any]]
    """What was read first: kept when the claim is edited."""
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[str | None]
    evaluated_at: Mapped[datetime | None]
    """When a run first looked at it since it came or was last edited; the database clears it on any change."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt] = mapped_column(index=True)

    document: Mapped[Document] = relationship(back_populates="claims")
    metric: Mapped[Metric | None] = relationship()


class ClaimRelation(Base):
    """How one claim stands to another."""

    __tablename__ = "claim_relation"
    __table_args__ = (
        UniqueConstraint("claim_id", "other_id", "relation"),
        one_of("relation", Relation),
        CheckConstraint("claim_id <> other_id", name="two_claims"),
    )

    id: Mapped[Key]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), index=True)
    relation: Mapped[Relation]
    is_independent: Mapped[bool]
    note: Mapped[str | None]
    created_at: Mapped[CreatedAt] = mapped_column(index=True)


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
    opened: Mapped[int] = mapped_column(server_default=text("0"))
    closed: Mapped[int] = mapped_column(server_default=text("0"))
    error: Mapped[str | None]

    suites: Mapped[list[SuiteRun]] = relationship(order_by="SuiteRun.suite", passive_deletes=True)
    counts: Mapped[list[ExpectationCount]] = relationship(passive_deletes=True)


class SuiteRun(Base):
    """What became of one suite in a run."""

    __tablename__ = "suite_run"
    __table_args__ = (one_of("status", SuiteStatus),)

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
