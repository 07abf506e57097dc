"""Headings: what the words over a table, a column or a row say of the figures there: unit, scale, time, change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from tracker.extract.english import lexicon as lex
from tracker.extract.english import times
from tracker.extract.english.days import OPEN, Span
from tracker.extract.english.lists import words_of
from tracker.extract.english.units import LONGEST, MONEY_UNITS, SCALES, SIGNS, UNITS, Unit
from tracker.extract.english.words import Word, cut
from tracker.extract.lazy import pattern

LONGEST_CELL: Final = 120
_TOKEN: Final = pattern(r"(?:US|HK|NT|NZ|A|C|S)?\$|[€£¥₹]|'?000s?\b|[%‰]|[A-Za-z°µ][A-Za-z²³/.-]*|\S")
_GAP: Final = pattern(r"[,:]\s+(?=[^,:]*$)|\bin (?=[^,:]*$)")
_BRACKETS: Final = pattern(r"[(\[]([^()\[\]]*)[)\]]")
_TURNED: Final = frozenset(words_of("year date no rank # id code page"))
_CHANGING: Final = frozenset(words_of("change growth yoy y/y +/- qoq rise increase"))
_FILLING: Final = frozenset(
    words_of("in of figures figure amounts values unit units expressed stated are all : , . ( ) '")
)
_EXCEPT: Final = frozenset(words_of("unless except excluding otherwise"))
_PLAIN: Final = frozenset(
    words_of(
        """
    share shares margin margins growth change rate ratio yield employees headcount staff stores shops outlets customers
    members users subscribers number count rank days people households visitors vehicles branches per eps multiple
    """
    )
)
"""Words of rows and columns that a table's own unit does not hold for."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What a heading says of bare figures: their unit, None where it names none, and what one of them is worth."""

    unit: Unit | None
    factor: Decimal


@dataclass(slots=True)
class Heading:
    """The words over a column, or at the head of a row."""

    name: str
    scale: Scale | None = None
    span: Span = OPEN
    timed: bool = False
    """It is a time and nothing else."""
    turned: bool = False
    """It stands over years, ranks or numbers, which are no figures."""
    changing: bool = False
    plain: bool = False
    """What it counts has no share in the unit of the whole table."""

    def join(self, other: Heading) -> None:
        """Take in the second line of the same heading."""
        self.name = f"{self.name} {other.name}".strip()
        self.scale = self.scale or other.scale
        if self.span == OPEN:
            self.span = other.span
        self.timed = self.timed or (other.timed and not self.timed)
        self.changing |= other.changing
        self.plain |= other.plain


def heading(text: str, folded: str, span: tuple[int, int], today: date | None) -> Heading:
    """Read the heading at ``span``."""
    name = " ".join(text[slice(*span)].split())
    read = Heading(name)
    if not name or len(name) > LONGEST_CELL:
        return read
    words, _ = cut(folded[slice(*span)])
    bares = [word.bare for word in words]
    read.turned = len(bares) == 1 and bares[0] in _TURNED
    read.changing = not _CHANGING.isdisjoint(bares)
    read.plain = not _PLAIN.isdisjoint(bares)
    read.scale = scale_in(folded[slice(*span)])
    for i, word in enumerate(words):
        if word.tag & lex.TRIGGER:
            time = times.at(words, i, 0, today)
            if time is not None:
                read.span = (time.first, time.last)
                read.timed = time.first_word == 0 and all(_is_unit(word) for word in words[time.last_word :])
                break
    return read


def _is_unit(word: Word) -> bool:
    return stated(word.body) is not None or not word.body


def scale_in(said: str) -> Scale | None:
    """Read the unit and scale that a heading or a caption names in brackets, at its end, or by being nothing else.

    >>> found = scale_in("Balance sheet (in million yuan)")
    >>> found.unit.name, found.factor
    ('CNY', Decimal('1000000'))
    """
    places = _BRACKETS.findall(said)
    gap = _GAP.search(said)
    if gap is not None:
        places.append(said[gap.end() :])
    for place in (*places, said):
        found = stated(place)
        if found is not None:
            return found
    if "%" in said:
        return Scale(UNITS["%"], Decimal(1))
    # Price £m, Weight kg: the last words tell; a unit behind per is of what it is counted per.
    tokens = _TOKEN.findall(said)
    for size in (3, 2, 1):
        if size < len(tokens) and tokens[-size - 1].lower() not in ("per", "a", "of", "by"):
            found = stated(" ".join(tokens[-size:]))
            if found is not None and found.unit is not None and found.unit.sort != "time":
                return found
    return None


def stated(said: str) -> Scale | None:
    """Read words that name a unit, a power of ten or both and nothing else: US$m, in million yuan, '000 tonnes, %."""
    tokens = _TOKEN.findall(said)
    unit: Unit | None = None
    factor = Decimal(1)
    k = 0
    while k < len(tokens):
        token = tokens[k]
        bare = token.lower()
        power = _power(bare, after_money=unit is not None and unit.sort == "money")
        size = _unit_size(tokens, k)
        if bare in _EXCEPT or (bare == "of" and unit is not None and unit.sort == "share"):
            break
        if power is not None:
            factor *= power
        elif unit is None and token in SIGNS:
            unit = MONEY_UNITS[SIGNS[token]]
        elif unit is None and size:
            unit = UNITS[" ".join(tokens[k : k + size]).lower()]
            k += size - 1
        elif bare not in _FILLING:
            return None
        k += 1
    if unit is not None and unit.sort == "time" and len(tokens) == 1 and not said.lower().endswith("s"):
        # Year, Month: what the cells below are, not what they are counted in.
        return None
    if unit is None:
        return Scale(None, factor) if factor != 1 else None
    return Scale(unit, factor * unit.factor)


def _power(bare: str, *, after_money: bool) -> Decimal | None:
    """Return the power of ten of a word; letters are one only behind money."""
    if bare.strip("'s") == "000":
        return SCALES["thousand"]
    if len(bare) == 1 and not after_money:
        return None
    found = SCALES.get(bare) or (SCALES.get(bare[:-1]) if bare.endswith("s") else None)
    return found if found is not None and found >= 1000 else None


def _unit_size(tokens: list[str], k: int) -> int:
    """Return how many of the tokens from ``k`` on name a unit; a lone letter does not."""
    for size in range(min(LONGEST, len(tokens) - k), 0, -1):
        words = " ".join(tokens[k : k + size]).lower()
        if words in UNITS and (len(words) > 1 or not words.isalpha()):
            return size
    return 0
