"""Days of rest: the weekends and public holidays of the calendar that is set, on which no figure falls due.

The door to the library that knows the holidays. What it knows is written down in the database, where the checks are:
each day of rest with the working day that follows it.
"""

from __future__ import annotations

from datetime import date, timedelta
from importlib.metadata import version
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tracker.models import Calendar, Claim, Metric

EARLIEST: Final = 1900
LATEST: Final = 2200
"""Years beyond these are not written down, whatever a claim says: every day of them counts."""
MARGIN: Final = 3
"""Years around those that claims speak of."""
_LONGEST_KEPT: Final = 550
"""Days that a figure without a shelf life of its own keeps at most."""

_STORE: Final = text(
    "INSERT INTO rest_day (day, working_day) SELECT * FROM unnest(CAST(:days AS date[]), CAST(:following AS date[]))"
)


def rest_days(name: str, first_year: int, last_year: int) -> dict[date, date]:
    """Return every day of rest from ``first_year`` through ``last_year`` with the working day that follows it.

    ``name`` is a country, or a country and its part: ``CN``, ``DE-BY``. A weekend that is worked to make up for a
    holiday is none. Of years for which the library knows no holidays, the weekends are days of rest.

    Raises:
        NotImplementedError: the library does not know the calendar; settings refuse one like that.
    """
    import holidays

    country, _, part = name.partition("-")
    calendar = holidays.country_holidays(country, subdiv=part or None, years=range(first_year, last_year + 2))
    resting: dict[date, date] = {}
    # Backwards, so that the working day that follows is known; no holiday is longer than a month.
    day, following = date(last_year + 1, 1, 31), date(last_year + 1, 2, 1)
    while day >= date(first_year, 1, 1):
        if calendar.is_working_day(day):
            following = day
        else:
            resting[day] = following
        day -= timedelta(days=1)
    return {day: following for day, following in resting.items() if day.year <= last_year}


def refresh(session: Session, name: str | None, *, today: date) -> bool:
    """Write down the days of rest of the calendar ``name``, where they are not there yet; tell whether they were not.

    They are made anew when the setting or the library's version changes, and reach over the years that the stored
    claims speak of. Without a name every day counts.
    """
    wanted = (name or "", version("holidays") if name else "")
    kept = session.scalar(select(Calendar))
    if kept is None and not name:
        return False
    is_same = kept is not None and (kept.name, kept.version) == wanted
    first, last = _years(session, today, only_new=is_same)
    if kept is not None and is_same and (not name or (kept.first_year <= first and last <= kept.last_year)):
        return False
    session.execute(text("LOCK TABLE calendar, rest_day IN SHARE ROW EXCLUSIVE MODE"))
    if kept is not None and is_same:
        first, last = min(first, kept.first_year), max(last, kept.last_year)
    session.execute(text("DELETE FROM calendar"))
    session.execute(text("DELETE FROM rest_day"))
    days = rest_days(name, first, last) if name else {}
    session.execute(_STORE, {"days": list(days), "following": list(days.values())})
    session.execute(
        text(
            "INSERT INTO calendar (name, version, first_year, last_year, updated_at) "
            "VALUES (:name, :version, :first, :last, clock_timestamp())"
        ),
        {"name": wanted[0], "version": wanted[1], "first": first, "last": last},
    )
    session.expire_all()
    return True


def _years(session: Session, today: date, *, only_new: bool) -> tuple[int, int]:
    """Return the first and the last year that claims speak of or keep until; of claims no sweep has seen, if asked."""
    query = select(
        func.min(func.least(Claim.stated_on, Claim.period_end, Claim.low_date)),
        func.max(func.greatest(Claim.stated_on, Claim.period_end, Claim.high_date)),
    )
    earliest, latest = session.execute(query.where(Claim.evaluated_at.is_(None)) if only_new else query).one()
    keeps = max(session.scalar(select(func.max(Metric.shelf_life_days))) or 0, _LONGEST_KEPT)
    first = min(today, earliest or today).year - MARGIN
    last = max(today, latest or today).year + keeps // 365 + MARGIN
    return max(first, EARLIEST), min(last, LATEST)
