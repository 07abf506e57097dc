"""Rows as they were: what a report of an earlier day is rebuilt from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.columns import Base, Key, Moment


class RowVersion(Base):
    """What a row said until a moment. Triggers write it; the views of the schema ``tracker_past`` read it."""

    __tablename__ = "row_version"
    __table_args__ = (
        Index("ix_row_version_relation_row_id_until", "relation", "row_id", "until"),
        Index("ix_row_version_relation_until", "relation", "until"),
    )

    id: Mapped[Key]
    relation: Mapped[str]
    """The table."""
    row_id: Mapped[int]
    """Which row: its number, that of its claim, or the days since 1970 of a day of rest."""
    part: Mapped[int] = mapped_column(server_default=text("0"))
    """The metric of a proposed link; 0 elsewhere."""
    until: Mapped[Moment]
    told: Mapped[dict[str, Any] | None]
    """The columns that changed then, the whole row where it went; none where there was no such row before."""
