"""Claims, how they stand to one another, and what became of them in later versions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.columns import Base, CreatedAt, Dated, Key, Moment, one_of
from tracker.models.metrics import Metric
from tracker.models.sources import Document
from tracker.states import LinkDecision, QuoteState, Relation, RevisionChange
from tracker.values import Comparator, Kind, Rate


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
    link_score: Mapped[Decimal | None]
    """How sure the tracker was of that, from 0 to 1; none where a person decided."""
    link_reason: Mapped[str | None]
    linked_at: Mapped[datetime | None]
    """When that was last settled; the database notes it."""

    quote_exact: Mapped[str]
    """The figure's words, as they stand in the document's text at quote_start to quote_end (code points)."""
    quote_prefix: Mapped[str]
    quote_suffix: Mapped[str]
    quote_start: Mapped[int]
    quote_end: Mapped[int]
    quote_state: Mapped[QuoteState] = mapped_column(server_default="present")
    misquote: Mapped[str | None]
    """How the claim differs from the text it was captured from, where it does."""
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
    revisions: Mapped[list[ClaimRevision]] = relationship(
        back_populates="claim", passive_deletes=True, order_by="(ClaimRevision.at, ClaimRevision.id)"
    )
    metric: Mapped[Metric | None] = relationship()
    origin: Mapped[ClaimOrigin | None] = relationship(foreign_keys="ClaimOrigin.claim_id", viewonly=True, uselist=False)


class ClaimOrigin(Base):
    """Whose word a claim rests on in the end. Worked out by the tracker; it may be made anew at any time."""

    __tablename__ = "claim_origin"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), primary_key=True)
    origin: Mapped[str | None]
    """Its name, for people; none for hearsay."""
    origin_key: Mapped[str | None]
    """The same for every name of one party."""
    is_inferred: Mapped[bool] = mapped_column(server_default=text("false"))
    """Nobody is named, but the subject's own party gave the same figure elsewhere."""
    is_self: Mapped[bool] = mapped_column(server_default=text("false"))
    """The origin is the subject's own party."""
    basis_claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id", ondelete="SET NULL"), index=True)
    """The claim that tells the origin, where another one does."""
    since: Mapped[Dated]
    created_at: Mapped[CreatedAt]


class ClaimChange(Base):
    """A claim whose origin and relations are to be worked out again, and the series it is or was in.

    Triggers write it, whoever changes a claim, its document, its source, its metric or the parties.
    """

    __tablename__ = "claim_change"

    id: Mapped[Key]
    claim_id: Mapped[int]
    """0 for every claim there is."""
    metric_id: Mapped[int | None]


class ClaimPlace(Base):
    """Where a claim stands in its series, as of when relations were last worked out.

    Worked out by the tracker; where it is emptied and every claim queued, all relations are made anew.
    """

    __tablename__ = "claim_place"
    __table_args__ = (
        Index("ix_claim_place_metric_id_rank", "metric_id", "rank"),
        Index("ix_claim_place_metric_id_told_by_line_rank", "metric_id", "told_by", "line", "rank"),
    )

    claim_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """It outlives the claim until its neighbours are compared again."""
    metric_id: Mapped[int | None]
    rank: Mapped[str | None] = mapped_column(Text(collation="C"))
    """Orders a series by time, whenever its claims came; none for what cannot be compared."""
    line: Mapped[str]
    """Unit, rate and baseline: of those that share them and an origin, the newest takes the place of the others."""
    told_by: Mapped[str | None]
    """The key of the origin."""
    basis_id: Mapped[int | None] = mapped_column(index=True)
    """The next claim on the way to the origin."""
    is_inferred: Mapped[bool] = mapped_column(server_default=text("false"))
    facts: Mapped[str]
    """A digest of all that bears on comparing it."""


class ClaimWait(Base):
    """A claim that names no number: it is not checked again until a fact about it or a suite changes."""

    __tablename__ = "claim_wait"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), primary_key=True)
    facts_hash: Mapped[str]
    suites_hash: Mapped[str]


class LinkProposal(Base):
    """A metric that a claim may belong to, for a person to decide; the decision is kept."""

    __tablename__ = "link_proposal"
    __table_args__ = (
        one_of("decision", LinkDecision),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_at_a_moment"),
    )

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), primary_key=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metric.id", ondelete="CASCADE"), primary_key=True, index=True)
    score: Mapped[Decimal]
    reason: Mapped[str]
    decision: Mapped[LinkDecision | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[Dated]

    claim: Mapped[Claim] = relationship()
    metric: Mapped[Metric] = relationship()


class ClaimEdit(Base):
    """One correction by a person: the fields it changed, before and after, as JSON values."""

    __tablename__ = "claim_edit"
    __table_args__ = (Index("ix_claim_edit_claim_id_at", "claim_id", "at"),)

    id: Mapped[Key]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))
    at: Mapped[Moment] = mapped_column(index=True)
    actor: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    created_at: Mapped[CreatedAt]


class ClaimRevision(Base):
    """What a later version of the document says in the place of a claim. The claim stays as it was captured."""

    __tablename__ = "claim_revision"
    __table_args__ = (
        one_of("change", RevisionChange),
        Index("ix_claim_revision_claim_id_at", "claim_id", "at"),
    )

    id: Mapped[Key]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)
    """The version it was seen in; none where the whole page is gone, or that version was removed since."""
    at: Mapped[Moment]
    change: Mapped[RevisionChange]
    reading: Mapped[dict[str, Any] | None]
    """What stands there now, as read; none where the claim is gone."""
    actor: Mapped[str | None]
    """Who decided it, where a person did."""
    created_at: Mapped[CreatedAt]

    claim: Mapped[Claim] = relationship(back_populates="revisions")
    document: Mapped[Document | None] = relationship()


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
    since: Mapped[Dated]
    """The moment it was worked out for; ``created_at`` is when that was written."""
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
