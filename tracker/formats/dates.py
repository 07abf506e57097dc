"""Dates in the lines around a title: read by the rules for Chinese, else by htmldate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Final

import htmldate
import lxml.html

from tracker import extract

EARLIEST: Final = date(1995, 1, 1)
"""Older dates of pages are mistakes of their software."""
_PERIOD: Final = re.compile(
    r"\b(?:ended|ending|as (?:of|at)|since|until|till|through|due|deadline|effective|founded|born|between)\b"
    r"|截至|截止|为止|年度报告期|报告期|成立于|有效期|自.{4,12}起",
    re.IGNORECASE,
)
"""Words beside which a date is that of a figure or an event, not of the page."""
_DIGIT: Final = re.compile(r"\d")


def of_lines(lines: Iterable[str]) -> date | None:
    """Return the first date that stands in one of some short lines.

    >>> of_lines(["By A. Smith", "4 March 2025"])
    datetime.date(2025, 3, 4)
    """
    for line in lines:
        if not _DIGIT.search(line) or _PERIOD.search(line):
            continue
        if (found := extract.read(f"-\n{line}").published) is not None:
            return found
        if (found := of_page(f'<html><body><p class="date">{escape(line)}</p></body></html>')) is not None:
            return found
    return None


def of_page(source: str, url: str | None = None) -> date | None:
    """Return the date of publication that a page names in its markup or address; dates in running text are not read."""
    found = htmldate.find_date(
        lxml.html.document_fromstring(source),
        extensive_search=False,
        original_date=True,
        outputformat="%Y-%m-%d",
        url=url,
        min_date=EARLIEST.isoformat(),
        max_date="2099-12-31",
    )
    return date.fromisoformat(found) if found else None
