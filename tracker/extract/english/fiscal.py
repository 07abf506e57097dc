"""Fiscal years: when a text says that they end, and the times named by them moved there."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.extract.english.days import MONTHS, Time
from tracker.extract.lazy import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.words import Word

_MONTH: Final = "|".join(name for name in MONTHS if len(name) > 4 or name in ("may", "june", "july"))
_END: Final = (
    r"(?:ended|ending|ends|closes|closed|finishes|finished|to|through|until)(?: (?:on|in|with|at the end of))?(?: the)?"
)
_DAY: Final = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_MONTH})\b"
    r"(?: \d{1,2}\b(?!\d))?,?(?: (?P<year>(?:19|20)\d\d))?"
)
_NAMED: Final = r"(?:(?:fiscal|financial)(?:[ -]year)?(?: (?P<label>(?:19|20)\d\d))?|\bfy ?(?P<short>(?:19|20)?\d\d))"
_SAID: Final = pattern(rf"(?i){_NAMED},?(?: (?:which|that|it|runs|ran|running))?(?: from [a-z]+)? {_END} {_DAY}")
_ENDS: Final = ("ended", "ends", "ending", "closed", "closes")
_DECEMBER: Final = 12


class Fiscal(NamedTuple):
    """How far fiscal years lie from the calendar years of their names, in months; before them it is negative."""

    months: int

    def moved(self, day: date, *, last: bool) -> date:
        """Return the first or the last day of the fiscal month that is called as the calendar month of ``day``."""
        index = day.year * 12 + day.month - 1 + self.months
        year, month = index // 12, index % 12 + 1
        return date(year, month, monthrange(year, month)[1] if last else 1)


def stated(folded: str) -> Fiscal | None:
    """Return when fiscal years end where the text says so, in one voice; None where it does not or is of two minds.

    A fiscal year is called by the year it ends in, unless its end is stated beside another.

    >>> stated("In the fiscal year ended 30 June 2026 it earned more."), stated("Its fiscal 2025 was good.")
    (Fiscal(months=-6), None)
    >>> stated("Fiscal 2025, which ended on 31 March 2026, was good.").months
    3
    """
    if "iscal" not in folded and "inancial" not in folded and "FY" not in folded:
        return None
    found: set[int] = set()
    for said in _SAID.finditer(folded):
        label = said["label"] or (said["short"] and f"20{said['short'][-2:]}")
        later = int(said["year"]) - int(label) if label and said["year"] else 0
        if later in (0, 1):
            found.add(MONTHS[said["month"].lower()] - _DECEMBER + 12 * later)
    return Fiscal(found.pop()) if len(found) == 1 else None


def move(words: Sequence[Word], times: list[Time], fiscal: Fiscal) -> list[Time]:
    """Move the times that are named by a fiscal year to its own months; leave out those that tell when it ends."""
    named = False
    out: list[Time] = []
    for time in times:
        if time.fiscal and time.first is not None and time.last is not None:
            time.first, time.last = fiscal.moved(time.first, last=False), fiscal.moved(time.last, last=True)
            named = True
        elif named and any(word.bare in _ENDS for word in words[max(0, time.first_word - 2) : time.first_word]):
            continue
        out.append(time)
    return out
