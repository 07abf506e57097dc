"""Currency: whose money a bare 元 is."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.contexts import home_currency
from tracker.extract.chinese.figure import Figure
from tracker.extract.lazy import pattern

_NAMED: Final = pattern(r"[¥￥]|人民币|RMB|CNY")
"""Money that says of itself that it is Chinese."""


def at_home(text: str, found: list[Figure]) -> list[Figure]:
    """Give a bare 元 the currency of the place that the text is about."""
    home = home_currency(text) if any(figure.unit == "CNY" for figure in found) else "CNY"
    if home != "CNY":
        for figure in found:
            if figure.unit == "CNY" and not _NAMED.search(figure.text):
                figure.unit = home
    return found
