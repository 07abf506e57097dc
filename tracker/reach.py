"""Whether pages can be read: which failures count, and what it takes for a page to be well again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select, text, true, update
from sqlalchemy.orm import Session

from tracker.errors import TELLING, FetchReason
from tracker.models import Appearance, Source

APART: Final = timedelta(days=3)
"""How long after the last failure that was counted the next one counts."""
LONGEST_LOOK: Final = timedelta(hours=6)
"""How long a look may be under way. What was noted later than that from now was noted before the clock was put back."""
WELL: Final[Mapping[str, Any]] = {
    "failures": 0,
    "counted_failures": 0,
    "counted_at": None,
    "failing_since": None,
    "last_failed_at": None,
    "failure": None,
    "last_error": None,
}
"""What is noted of a page that could be read, as columns."""
_GIVEN: Final = ("import", "manual")
_CITING: Final = ("records", *_GIVEN)
_ANSWERS: Final = (
    FetchReason.GONE,
    FetchReason.UNREACHABLE,
    FetchReason.TOO_LARGE,
    FetchReason.SERVER,
    FetchReason.EMPTY,
    FetchReason.REDIRECT_LOOP,
    FetchReason.DECODING,
)
"""Failures that only a site can bring about which was reached."""


def answered(page: Appearance, *, now: datetime) -> None:
    """Note that a page itself could be read ``now``."""
    for name, value in {"last_seen_at": now, **WELL}.items():
        setattr(page, name, value)


def failed(session: Session, pages: ColumnElement[bool], failure: FetchReason, error: str, *, now: datetime) -> None:
    """Note that pages could not be read. Being blocked is no failure of theirs.

    A failure is counted where it tells of a lost page, and comes at least APART after the one that was counted last.
    """
    told: dict[str, object] = {"last_failed_at": now, "failure": failure.value, "last_error": error}
    if failure is not FetchReason.BLOCKED:
        told |= {
            "failures": Appearance.failures + 1,
            "failing_since": func.coalesce(Appearance.failing_since, now),
        }
    if failure in TELLING:
        counted = Appearance.counted_at
        counts = func.coalesce((counted <= now - APART) | (counted > now + APART), true())
        told |= {
            "counted_failures": Appearance.counted_failures + case((counts, 1), else_=0),
            "counted_at": case((counts, now), else_=Appearance.counted_at),
        }
    session.flush()
    session.execute(update(Appearance).where(pages).values(told).execution_options(synchronize_session="fetch"))


_COUNT_UNREACHED: Final = text("""
WITH answered AS MATERIALIZED (
    SELECT DISTINCT date_trunc('hour', heard.at) AS hour
      FROM (SELECT s.last_fetched_at FROM source s WHERE s.locator ~* :web
             UNION ALL
            SELECT a.last_seen_at FROM appearance a JOIN source s ON s.id = a.source_id
             WHERE s.kind = ANY(:given) AND a.last_seen_at > a.first_seen_at OR s.locator ~* :web
             UNION ALL
            SELECT a.last_failed_at FROM appearance a WHERE a.failure = ANY(:told)) AS heard (at)
     WHERE heard.at >= (SELECT min(last_failed_at) - interval '2 hours' FROM appearance WHERE failure = :failure)
)
UPDATE appearance a
   SET counted_failures = a.counted_failures + 1, counted_at = a.last_failed_at
 WHERE a.failure = :failure
   AND coalesce(a.counted_at <= a.last_failed_at - :apart, true)
   AND date_trunc('hour', a.last_failed_at) IN (
           SELECT hour + step * interval '1 hour' FROM answered CROSS JOIN (VALUES (-1), (0), (1)) AS near (step))
""")


def count_unreached(session: Session) -> int:
    """Count failures to reach a host, where some site answered in the same hour or the one before or after it.

    Where none did, it is the tracker's own network that was down, and nothing is known of the page. Returns how many.
    """
    session.flush()
    if session.scalar(select(Appearance.id).where(Appearance.failure == FetchReason.OUT_OF_REACH).limit(1)) is None:
        return 0
    counted = session.execute(
        _COUNT_UNREACHED,
        {
            "failure": FetchReason.OUT_OF_REACH.value,
            "told": [reason.value for reason in _ANSWERS],
            "given": list(_GIVEN),
            "web": "^https?://",
            "apart": APART,
        },
    )
    session.expire_all()
    return int(getattr(counted, "rowcount", 0))


def is_overtaken(noted: datetime | None, now: datetime, *, before: datetime | None = None) -> bool:
    """Whether a look that began ``now`` was overtaken by one that began later, and was ``noted`` earlier.

    What was noted already ``before`` this look overtook nothing: the clock was put back since.
    """
    return noted is not None and noted != before and now < noted <= now + LONGEST_LOOK


def recovered(session: Session, pages: ColumnElement[bool], *, error: str) -> None:
    """Note that pages which failed with this error can be read again."""
    session.flush()
    session.execute(
        update(Appearance)
        .where(pages, Appearance.last_error == error)
        .values(WELL)
        .execution_options(synchronize_session="fetch")
    )


def cites(source: Source) -> bool:
    """Whether the pages of ``source`` stand elsewhere: what is read again is not they, but what somebody says of them.

    They are asked themselves, where they have an address.
    """
    return source.kind in _CITING or (source.kind == "article" and not is_web(source.locator))


def is_web(address: str | None) -> bool:
    """Whether an address is one of the web."""
    return (address or "").lower().startswith(("http://", "https://"))
