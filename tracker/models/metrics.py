"""The catalogue of metrics."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.columns import Base, CreatedAt, Key, one_of
from tracker.values import Kind


class Metric(Base):
    """An entry of the catalogue: what is measured of which subject, in which unit."""

    __tablename__ = "metric"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name="slug_form"),
        CheckConstraint("shelf_life_days BETWEEN 1 AND 36525", name="shelf_life_sensible"),
        CheckConstraint(
            "warn_after_days >= 1 AND (shelf_life_days IS NULL OR warn_after_days <= shelf_life_days)",
            name="warning_before_stale",
        ),
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
    """After how many days a figure of it is stale (``error_after``)."""
    warn_after_days: Mapped[int | None]
    """After how many days it is said that a figure will soon be stale; none for the last tenth of its shelf life."""
    plausible_low: Mapped[Decimal | None]
    plausible_high: Mapped[Decimal | None]
    is_cumulative: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether its figures accumulate: each later one contains the earlier ones, so that growth is no contradiction."""
    baseline: Mapped[str | None]
    """What a change of it is against, as ``year on year``."""
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
