"""Corrections by people, one after the other: who made them, and what they changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from tracker import past
from tracker.models import Claim, ClaimEdit


def note(session: Session, claim: Claim, changes: Mapping[str, Any], *, actor: str, now: datetime) -> None:
    """Keep what ``claim`` says in the columns that ``changes`` is about to change, and what it will say."""
    before = {name: _plain(getattr(claim, name)) for name in changes}
    after = {name: _plain(value) for name, value in changes.items()}
    past.tell(session, now)
    session.add(ClaimEdit(claim_id=claim.id, at=now, actor=actor, before=before, after=after))


_LINK: Final = frozenset({"metric_id", "linked_by", "link_score", "link_reason"})


def without_link(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Of what a correction changed, the columns that do not tell of the claim's metric."""
    return {name: value for name, value in changes.items() if name not in _LINK}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value
