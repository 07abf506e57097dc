"""Where claims come from: sources, the pages they appear on, and every version of their texts."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.columns import Base, CreatedAt, Key, Moment, one_of
from tracker.values import Tier

if TYPE_CHECKING:
    from tracker.models.claims import Claim


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
    """How often to look: ``6h``, or a cron line in its time zone."""
    consecutive_failures: Mapped[int] = mapped_column(server_default=text("0"))
    failure: Mapped[str | None]
    """What kind of failure the last look ended in, if it failed: see ``errors.FetchReason``."""
    last_error: Mapped[str | None]
    last_fetched_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    """When a person gave it up; its claims stay."""
    options: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """The connector's own settings."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt] = mapped_column(index=True)

    appearances: Mapped[list[Appearance]] = relationship(back_populates="source", passive_deletes=True)
    documents: Mapped[list[Document]] = relationship(back_populates="source", passive_deletes=True)


class Appearance(Base):
    """A place where a text stands: one page of a source. One text may appear at several."""

    __tablename__ = "appearance"
    __table_args__ = (
        UniqueConstraint("source_id", "key"),
        CheckConstraint("failures >= 0", name="failures_not_negative"),
        CheckConstraint("counted_failures >= 0", name="counted_failures_not_negative"),
    )

    id: Mapped[Key]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    key: Mapped[str]
    """What the page is known by within its source from one look to the next."""
    url: Mapped[str | None]
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("document.id", ondelete="SET NULL", use_alter=True), index=True
    )
    """The version that stood there at the last look; none where it states no figure."""
    guid: Mapped[str | None]
    mark: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    """How often in a row it could not be read; being blocked does not count."""
    counted_failures: Mapped[int] = mapped_column(server_default=text("0"))
    """Those of them that tell of a lost page: each at least three days after the one before, none a time-out."""
    counted_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    last_failed_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    """What kind of failure the last one was, where the last look failed: see ``errors.FetchReason``."""
    last_error: Mapped[str | None]
    first_seen_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]

    source: Mapped[Source] = relationship(back_populates="appearances")
    document: Mapped[Document | None] = relationship(foreign_keys=[document_id], post_update=True)


class Document(Base):
    """One captured version of what a source said. Never overwritten."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("source_id", "content_hash"),
        Index("uq_document_verbatim_hash", "content_hash", unique=True, postgresql_where=text("is_verbatim")),
        CheckConstraint("version >= 1", name="version_counts"),
        CheckConstraint("content_hash ~ '^[0-9a-f]{64}$'", name="content_hash_form"),
    )

    id: Mapped[Key]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    appearance_id: Mapped[int | None] = mapped_column(ForeignKey("appearance.id", ondelete="SET NULL"), index=True)
    """Where it was first seen."""
    version: Mapped[int] = mapped_column(server_default=text("1"))
    """Which one in the row of texts that have stood there."""
    is_verbatim: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether the text is the source's own, kept once whoever carries it; false for facts put into words of ours."""
    content_hash: Mapped[str]
    """SHA-256 of the text, hexadecimal; for facts, of where and when they were stated as well."""
    url: Mapped[str | None]
    title: Mapped[str | None]
    bylines: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    language: Mapped[str | None]
    published_on: Mapped[date | None]
    captured_at: Mapped[Moment]
    text: Mapped[str]
    review: Mapped[dict[str, Any] | None]
    """What a fact check said of it: rating, reviewer, address."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt] = mapped_column(index=True)

    source: Mapped[Source] = relationship(back_populates="documents")
    appearance: Mapped[Appearance | None] = relationship(foreign_keys=[appearance_id])
    raw: Mapped[DocumentRaw | None] = relationship(back_populates="document", passive_deletes=True)
    claims: Mapped[list[Claim]] = relationship(back_populates="document", passive_deletes=True)


class DocumentRaw(Base):
    """The bytes a document was read from, compressed (zlib). Kept for a while only; the text stays."""

    __tablename__ = "document_raw"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    media_type: Mapped[str | None]
    body: Mapped[bytes]
    captured_at: Mapped[Moment] = mapped_column(index=True)

    document: Mapped[Document] = relationship(back_populates="raw")
