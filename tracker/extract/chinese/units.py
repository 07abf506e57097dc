"""Units: what a numeral counts, and the words that say so where they stand behind it."""

from __future__ import annotations

import string
from decimal import Decimal
from typing import Final, Literal

from tracker.extract.chinese.characters import classes_at, numbered, table
from tracker.extract.chinese.compounds import NOT_BEFORE
from tracker.extract.chinese.denominations import COUNTERS, MEASURES, MONEY, MONEY_CODES, SHARES, TIMES, WEAK
from tracker.values import UNIT_COUNT

Sort = Literal["share", "money", "time", "measure", "counter", "weak"]
"""``weak`` counters mean a count only behind Arabic digits or a hedge: with small Chinese numerals they make words."""


ONE: Final = Decimal(1)
"""What one of a unit is worth that is counted in itself."""


class Unit:
    """A unit as written: its name in figures, what one of it is worth there, and its measure word."""

    __slots__ = ("counter", "factor", "name", "sort")

    def __init__(self, name: str, factor: Decimal, sort: Sort, counter: str | None = None) -> None:
        """``factor`` is ``ONE`` itself where the unit is worth one."""
        self.name = name
        self.factor = factor
        self.sort: Sort = sort
        self.counter = counter

    def same(self, other: Unit) -> bool:
        """Whether two words name the same unit."""
        return self is other or (
            self.name == other.name
            and self.sort == other.sort
            and self.counter == other.counter
            and self.factor == other.factor
        )


def _factor(written: str) -> Decimal:
    return ONE if written == "1" else Decimal(written)


def _table() -> dict[str, Unit]:
    units = {word: Unit(UNIT_COUNT, ONE, "counter", word) for word in COUNTERS}
    units |= {word: Unit(UNIT_COUNT, ONE, "weak", word) for word in WEAK}
    units |= {w: Unit(name, _factor(factor), "measure") for (name, factor), ws in MEASURES.items() for w in ws.split()}
    units |= {word: Unit(name, ONE, "time") for word, name in TIMES.items()}
    units |= {word: Unit(word, ONE, "money") for word in MONEY_CODES}
    units |= {w: Unit(name, _factor(factor), "money") for (name, factor), ws in MONEY.items() for w in ws.split()}
    units |= {word: Unit(name, _factor(factor), "share", word) for word, (name, factor) in SHARES.items()}
    return units


UNITS: Final = _table()


_BARRING: Final = table("".join(NOT_BEFORE.values()) + string.ascii_letters + string.digits)
"""What may make another word with some unit before it."""


_RESUMED: Final = frozenset("年时分钟块成")
"""Behind units that end with these more of the number may stand, as behind those of time."""


class Written:
    """A unit's word, and what makes another word with it."""

    __slots__ = ("barred", "latin", "length", "resumed", "unit", "word")

    def __init__(self, word: str, unit: Unit) -> None:
        self.word = word
        self.length = len(word)
        self.unit = unit
        self.barred = NOT_BEFORE.get(word, "")
        self.latin = word[-1].isascii()
        self.resumed = unit.sort == "time" or word[-1] in _RESUMED
        """More of the number may stand behind it."""

    def ends(self, text: str, end: int) -> bool:
        """Whether the word is over at ``end``: with the character behind it, it may make another."""
        if not classes_at(_BARRING, text, end):
            return True
        if self.latin:
            after = text[end]
            return not ((after.isascii() and after.isalnum()) or after in self.barred)
        return not self.barred or text[end] not in self.barred


_WRITTEN: Final = [Written(word, unit) for word, unit in UNITS.items()]
BEGINNINGS: Final = "".join(dict.fromkeys(word[0] for word in UNITS))
"""What units begin with."""
_SECOND: Final = "".join(dict.fromkeys(word[1] for word in UNITS if len(word) > 1))
_FIRSTS: Final = numbered(BEGINNINGS)
_SECONDS: Final = numbered(_SECOND)
_PAGE: Final = 256


def _alone() -> list[Written | None]:
    found: list[Written | None] = [None] * (len(BEGINNINGS) + 1)
    for written in _WRITTEN:
        if written.length == 1:
            found[_FIRSTS[ord(written.word)]] = written
    return found


def _longer() -> dict[int, list[Written]]:
    found: dict[int, list[Written]] = {}
    for written in sorted(_WRITTEN, key=lambda written: -written.length):
        if written.length > 1:
            first, second = _FIRSTS[ord(written.word[0])], _SECONDS[ord(written.word[1])]
            found.setdefault(first * _PAGE + second, []).append(written)
    return found


_ALONE: Final = _alone()
"""The units of one character, by its number."""
_LONGER: Final = _longer()
"""The others by the numbers of their first two, longest first."""
MULTIPLIERS: Final = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "bn": 10**9,
    "m": 10**6,
}
"""English powers of ten; the short ones only behind a currency sign."""


def unit_at(text: str, start: int) -> Written | None:
    """Return the longest unit that stands at ``start`` of the folded ``text``.

    >>> unit_at("人次参观", 0).word, unit_at("元人民币", 0).unit.name
    ('人次', 'CNY')
    """
    first = classes_at(_FIRSTS, text, start)
    if not first:
        return None
    second = classes_at(_SECONDS, text, start + 1)
    if second:
        longer = _LONGER.get(first * _PAGE + second)
        if longer is not None:
            for written in longer:
                end = start + written.length
                if (written.length == 2 or text.startswith(written.word, start)) and written.ends(text, end):
                    return written
    alone = _ALONE[first]
    return alone if alone is not None and alone.ends(text, start + 1) else None
