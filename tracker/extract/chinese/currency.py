"""Currency: whose money a bare 元 is."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.beginnings import Beginnings, Home
from tracker.extract.chinese.figure import Figure
from tracker.extract.lazy import pattern

_NAMED: Final = pattern(r"[¥￥]|人民币|RMB|CNY")
"""Money that says of itself that it is Chinese."""


def at_home(found: list[Figure], known: Beginnings) -> list[Figure]:
    """Give a bare 元 the currency of the place that the text of these marks is about."""
    home = home_currency(known) if any(figure.unit == "CNY" for figure in found) else "CNY"
    if home != "CNY":
        for figure in found:
            if figure.unit == "CNY" and not _NAMED.search(figure.text):
                figure.unit = home
    return found


def home_currency(known: Beginnings) -> str:
    """Return the currency of a bare 元: that of the place which a text is mostly about.

    >>> from tracker.extract.chinese.sights import Sights
    >>> [home_currency(Sights(text).beginnings) for text in ("台股收高,公司营收38亿元", "营收38亿元")]
    ['TWD', 'CNY']
    """
    counts: dict[str, int] = {}
    reach = 0
    for start, end, currency in sorted(known.homes, key=_leftmost):
        # Where words overlap, the first one counts, and of those that begin together the longest.
        if start >= reach:
            reach = end
            counts[currency] = counts.get(currency, 0) + 1
    best, most = "CNY", counts.get("CNY", 0)
    for currency, count in counts.items():
        if count > most:
            best, most = currency, count
    return best


def _leftmost(home: Home) -> tuple[int, int]:
    return home[0], -home[1]
