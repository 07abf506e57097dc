"""Whether pages can be read: which failures count, and what it takes for a page to be well again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, true, update
from sqlalchemy.orm import Session

from tracker.errors import TELLING, FetchReason
from tracker.models import Appearance, Source

APART: Final = timedelta(days=3)
"""How long after the last failure that was counted the next one counts."""
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
_CITING: Final = ("records", "import", "manual")


def answered(session: Session, page: Appearance, *, now: datetime) -> None:
    """Note that a page itself could be read ``now``."""
    for name, value in {"last_seen_at": now, **WELL}.items():
        setattr(page, name, value)
    session.flush()


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
        counts = func.coalesce(Appearance.counted_at <= now - APART, true())
        told |= {
            "counted_failures": Appearance.counted_failures + case((counts, 1), else_=0),
            "counted_at": case((counts, now), else_=Appearance.counted_at),
        }
    session.flush()
    session.execute(update(Appearance).where(pages).values(told).execution_options(synchronize_session="fetch"))


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
