"""Who speaks: companies, offices, people, their other names, and whom they belong to."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.columns import Base, CreatedAt, Key


class Party(Base):
    """Somebody whose word a figure may rest on. What a party says, its parent says."""

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name="slug_form"),
        CheckConstraint("parent_id <> id", name="parent_another"),
    )

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("party.id", ondelete="SET NULL"), index=True)
    note: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]

    parent: Mapped[Party | None] = relationship(remote_side="Party.id")
    aliases: Mapped[list[PartyAlias]] = relationship(
        back_populates="party", cascade="all, delete-orphan", passive_deletes=True, order_by="PartyAlias.id"
    )


class PartyAlias(Base):
    """Another name of a party, in any language."""

    __tablename__ = "party_alias"
    __table_args__ = (UniqueConstraint("party_id", "name"),)

    id: Mapped[Key]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"))
    name: Mapped[str]

    party: Mapped[Party] = relationship(back_populates="aliases")
