"""Grain: how finely words tell a time, and a date as they write it."""

from __future__ import annotations

from enum import StrEnum

from tracker.extract.chinese.calendars import Span


class Grain(StrEnum):
    """How finely a period's words tell the time."""

    DAY = "day"
    PART = "part"
    """A part of a month, or a week."""
    MONTH = "month"
    QUARTER = "quarter"
    """A quarter, a half year or so many months of a year."""
    YEAR = "year"
    FESTIVAL = "festival"
    WINDOW = "window"
    """So long before or after the publication (近三个月)."""


class Date:
    """A date or period as written, and where its words end."""

    __slots__ = ("days", "end", "grain", "month", "year")

    def __init__(self, end: int, days: Span, grain: Grain, year: int | None = None, month: int | None = None) -> None:
        """Take them all."""
        self.end: int = end
        self.days: Span = days
        self.grain: Grain = grain
        self.year: int | None = year
        self.month: int | None = month
