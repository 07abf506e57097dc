"""What keeps the tracker from checking: pages and sources it could not read at the last look. No claim is to blame."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import secrecy
from tracker.models import Appearance, Source


@dataclass(frozen=True, slots=True)
class Fault:
    """A page, or a whole source, that could not be read at the last look."""

    what: str
    """``page`` or ``source``."""
    source: str
    """The source's slug."""
    address: str
    failure: str | None
    """What kind of failure it was: see ``errors.FetchReason``; none where that was not noted yet."""
    error: str
    since: datetime | None
    """Since when it has failed; none where it is merely blocked."""
    last_at: datetime | None
    """When it was last tried, as far as is known."""
    failures: int
    """How often in a row; being blocked does not count."""
    counted: int
    """How many of those tell of a lost page, each at least three days after the one before."""


def listing(session: Session, *, source: str | None = None) -> list[Fault]:
    """Everything that could not be read at the last look, the longest failing first; what was removed is left out."""
    own = (Appearance.source_id == Source.id) & (Appearance.last_error == Source.last_error)
    sources = (
        select(
            Source.slug,
            Source.locator,
            Source.failure,
            Source.last_error,
            func.min(Appearance.failing_since),
            func.max(Appearance.last_failed_at),
            Source.consecutive_failures,
            func.coalesce(func.max(Appearance.counted_failures), 0),
        )
        .join(Appearance, own, isouter=True)
        .where(Source.last_error.is_not(None), Source.removed_at.is_(None))
        # Each by name: in a look back these are no tables, whose key would do.
        .group_by(
            Source.id,
            Source.slug,
            Source.locator,
            Source.failure,
            Source.last_error,
            Source.consecutive_failures,
        )
    )
    # What failed with its source is told once.
    pages = (
        select(
            Source.slug,
            func.coalesce(Appearance.url, Appearance.key),
            Appearance.failure,
            Appearance.last_error,
            Appearance.failing_since,
            Appearance.last_failed_at,
            Appearance.failures,
            Appearance.counted_failures,
        )
        .join(Source, Source.id == Appearance.source_id)
        .where(
            Appearance.last_error.is_not(None),
            Appearance.last_error.is_distinct_from(Source.last_error),
            Source.removed_at.is_(None),
        )
    )
    if source is not None:
        sources, pages = sources.where(Source.slug == source), pages.where(Source.slug == source)
    found = [("source", *row) for row in session.execute(sources)] + [("page", *row) for row in session.execute(pages)]
    return sorted((_fault(*row) for row in found), key=_place)


def _fault(what: str, source: str, address: str, *told: Any) -> Fault:
    return Fault(what, source, secrecy.mask_address(address), *told)


def _place(fault: Fault) -> tuple[bool, float, str, str]:
    since = fault.since or fault.last_at
    return since is None, since.timestamp() if since else 0.0, fault.source, fault.address


def count(session: Session, *, by: datetime) -> dict[str, int]:
    """How many there are since ``by`` or earlier, by what kind of failure it is now, the most frequent first."""
    found = [fault for fault in listing(session) if (since := fault.since or fault.last_at) is None or since <= by]
    return dict(Counter(fault.failure or "unknown" for fault in found).most_common())
