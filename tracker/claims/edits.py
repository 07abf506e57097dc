"""Corrections by people, one after the other: what a claim said at an earlier moment can be told from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.columns import Word
from tracker.models import Claim, ClaimEdit


def note(session: Session, claim: Claim, changes: Mapping[str, Any], *, actor: str, now: datetime) -> None:
    """Keep what ``claim`` says in the columns that ``changes`` is about to change, and what it will say."""
    before = {name: _plain(getattr(claim, name)) for name in changes}
    after = {name: _plain(value) for name, value in changes.items()}
    session.add(ClaimEdit(claim_id=claim.id, at=now, actor=actor, before=before, after=after))


def before(session: Session, claim_ids: Collection[int], moment: datetime) -> dict[int, dict[str, Any]]:
    """Return what claims said at ``moment`` in the columns that were edited since."""
    if not claim_ids:
        return {}
    later = (
        select(ClaimEdit.claim_id, ClaimEdit.before)
        .where(ClaimEdit.claim_id == func.any(list(claim_ids)), ClaimEdit.at > moment)
        .order_by(ClaimEdit.at.desc(), ClaimEdit.id.desc())
    )
    told: dict[int, dict[str, Any]] = {}
    for claim_id, fields in session.execute(later):
        told.setdefault(claim_id, {}).update({name: _restored(name, value) for name, value in fields.items()})
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _restored(name: str, value: Any) -> Any:
    """Return a plain value as its column of ``claim`` has it."""
    kind = Claim.__table__.c[name].type
    if value is None:
        return None
    if isinstance(kind, Word):
        return kind.words(value)
    if kind.python_type in (Decimal, date):
        return Decimal(value) if kind.python_type is Decimal else date.fromisoformat(value)
    return value
