"""The moment that ``claim_facts`` tells of, for the rest of a transaction."""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def look(session: Session, moment: datetime, zone: tzinfo, *, is_past: bool) -> None:
    """Have ``claim_facts`` tell of the day of ``moment`` in ``zone``; of a past one, only of what was known by then."""
    day = moment.astimezone(zone).date()
    known_by = moment.isoformat() if is_past else ""
    session.execute(
        select(
            func.set_config("tracker.as_of", day.isoformat(), True), func.set_config("tracker.known_by", known_by, True)
        )
    )
