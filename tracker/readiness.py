"""Whether the tracker sees, for a probe that asks often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker import health
from tracker.settings import Settings


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the tracker sees at a moment."""

    reasons: tuple[str, ...]
    """Why it may be blind, a sentence each with what to do; none where it sees."""
    leader: str | None
    last_sweep: datetime | None


def read(session: Session, settings: Settings, *, now: datetime) -> Readiness:
    """Read whether the tracker sees: a few statements that take no longer however many claims there are."""
    found = health.read(session, settings, moment=now, now=now, is_counted=False)
    return Readiness(
        reasons=found.blindness,
        leader=found.watch.leader if found.watch is not None else None,
        last_sweep=found.last_run_at,
    )
