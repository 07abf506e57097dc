"""Kinds: what a figure is a claim of."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    DET,
    SPAN,
)
from tracker.extract.english.lists import words_of
from tracker.values import UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS, Kind

if TYPE_CHECKING:
    from tracker.extract.english.figure import Found
    from tracker.extract.english.sense import Sense, Spot
    from tracker.extract.english.sentences import Sentence

_PERIOD: Final = Kind.PERIOD
_DATE: Final = Kind.DATE
_ORDINAL: Final = Kind.ORDINAL
_RATIO: Final = Kind.RATIO
_CHANGE: Final = Kind.CHANGE
_LEVEL: Final = Kind.LEVEL
_PRICE: Final = Kind.PRICE
_RELATIVE: Final = (UNIT_PERCENT, UNIT_MULTIPLE)
_SPAN_DET: Final = SPAN | DET
_PRICES: Final = frozenset(words_of("price prices fare fares fee fees rent rents toll levy ticket tickets seat"))
_SOLD: Final = frozenset(words_of("for at"))
_STOCK: Final = frozenset(words_of("share shares stock"))
_SHARED: Final = frozenset(words_of("rate rates inflation unemployment yield yields interest"))


def tell(sense: Sense, f: Found, change: int) -> None:
    """Set the kind of a figure, and the sign of a change, by its unit and the direction around it."""
    if not f.kind or f.kind == "share":
        if f.unit == UNIT_POINTS or change:
            sense.kind = _CHANGE
            sense.sign = change or 1
        elif f.unit in _RELATIVE:
            sense.kind = _RATIO
    elif f.kind == "date":
        sense.kind = _PERIOD if f.low != f.high else _DATE
    elif f.kind == "ordinal":
        sense.kind = _ORDINAL
    elif f.kind != "vague":
        sense.kind = _RATIO


def settle(s: Sentence, sense: Sense, spot: Spot) -> None:
    """Correct a kind by what is measured: an amount may be a price, a rate is a level."""
    f = spot.figure
    if sense.kind is _LEVEL and f.money and _priced(s, spot, sense.metric):
        sense.kind = _PRICE
    elif (
        sense.kind is _RATIO
        and f.unit == UNIT_PERCENT
        and sense.metric
        and sense.metric.rpartition(" ")[2].lower() in _SHARED
    ):
        sense.kind = _LEVEL


def _priced(s: Sentence, spot: Spot, metric: str | None) -> bool:
    """Say whether an amount of money is a price."""
    f, words = spot.figure, s.words
    last = metric.rpartition(" ")[2].lower() if metric else ""
    if last in _STOCK and isinstance(f.high, Decimal) and f.high < 100_000:
        return True
    after = f.last + 1
    if (
        after < len(words)
        and not words[f.last - 1].trail
        and words[f.last].bare in ("a", "an", "per")
        and not words[after].tag & _SPAN_DET
    ):
        return words[after].bare not in ("hour", "day", "week", "month", "year") and last not in (
            "dividend",
            "earnings",
            "profit",
        )
    bare, lead = (words[spot.verb].bare if spot.verb >= 0 else ""), spot.lead
    if last in _PRICES:
        return True
    if lead in _SOLD and bare in (
        "sold",
        "sells",
        "sell",
        "selling",
        "traded",
        "trades",
        "settled",
        "closed",
        "priced",
        "bought",
        "changed",
    ):
        return True
    return bare in ("cost", "costs", "costing", "fetch", "fetches", "fetched") and lead == bare
