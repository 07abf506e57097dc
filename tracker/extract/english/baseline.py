"""Baselines: what a change or a multiple is against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import MONEY, MONTH, NUMERIC, SPAN, STOP, WEEKDAY
from tracker.extract.english.lists import words_of
from tracker.extract.english.phrases import span_text

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_ON: Final = frozenset(words_of("year month quarter week day period"))
_COMPOUND: Final = frozenset(
    words_of(
        """
    year-on-year year-over-year yoy y-o-y month-on-month quarter-on-quarter qoq mom week-on-week annually
    """
    )
)
_EQUALLED: Final = frozenset(words_of("much many high likely large energy"))
_THAN: Final = frozenset(words_of("than from since on against versus vs over above below"))
_TIMED: Final = ("on", "over", "from", "against")
_FILLING: Final = frozenset(words_of("in on at for they it did"))
_APART: Final = frozenset(words_of("and while but"))
_TELLING: Final = _ON | _COMPOUND | _THAN | _APART | {"as", "with", "to"}
_REACH: Final = 9


_SPAN_MONTH_WEEKDAY: Final = SPAN | MONTH | WEEKDAY
_NUMERIC_MONEY: Final = NUMERIC | MONEY


def baseline(text: str, s: Sentence, b: int, limit: int) -> str | None:
    """Return what the figure that ends before word ``b`` is against, in the text's words; None where it is not said."""
    words, tags = s.words, s.tags
    n = len(words)
    if words[b - 1].trail and words[b - 1].tag & STOP:
        return None
    for k in range(b, min(b + _REACH, n, limit + 1)):
        bare = words[k].bare
        if bare in _TELLING:
            if bare in _COMPOUND:
                return span_text(text, s, k, k + 1)
            if bare in _ON and k + 2 < n and words[k + 1].bare in ("on", "over") and words[k + 2].bare == bare:
                return span_text(text, s, k, k + 3)
            if bare == "as" and k > b and words[k - 1].bare in _EQUALLED:
                return _until_end(text, s, k + 1)
            if bare in _THAN or (bare in ("with", "to") and k > b and words[k - 1].bare in ("compared", "relative")):
                j = k + 1
                if j >= n or words[k].trail:
                    return None
                if bare in _TIMED and not _against(s, j):
                    if bare == "from" or words[j].tag & NUMERIC:
                        return None
                    continue
                if bare == "than" and words[j].bare in _FILLING:
                    while j < n - 1 and (words[j].bare in _FILLING or not words[j].bare):
                        j += 1
                return _until_end(text, s, j)
            if bare in _APART:
                return None
        if tags[k] & STOP:
            return None
    return None


def _against(s: Sentence, j: int) -> bool:
    for k in range(j, min(j + 5, len(s.words))):
        tag = s.tags[k]
        if tag & _SPAN_MONTH_WEEKDAY or s.words[k].bare in ("ago", "earlier", "period", "before") or s.words[k].year:
            return True
        if s.words[k].trail or tag & NUMERIC:
            return False
    return False


def _until_end(text: str, s: Sentence, j: int) -> str | None:
    words, tags = s.words, s.tags
    k = j
    while k < len(words) and k - j < 8:
        if k > j and (
            words[k].bare in ("to", "and", "but", "while", "as", "when")
            or (tags[k] & _NUMERIC_MONEY and not words[k].year)
        ):
            break
        if k == j and tags[k] & NUMERIC and not words[k].year:
            return None
        k += 1
        if words[k - 1].trail:
            break
    return span_text(text, s, j, k) if k > j else None
