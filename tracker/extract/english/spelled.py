"""Numbers in words: two and a half million, a third, one in five, doubled, dozens."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english import hedges
from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    AUX,
    CAP,
    COPULA,
    COUNTING,
    DET,
    DOWN,
    FUNCTION,
    HEDGE,
    MEASURE,
    NUMBERED,
    OWN,
    PLURAL,
    PREDICATE,
    PREP,
    SCALE,
    UNIT,
    UP,
    VERB,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.numerals import MULTIPLES, ORDINALS, PARTS, SMALL, hyphened, part_of
from tracker.extract.english.units import SCALES, UNITS
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, Comparator

if TYPE_CHECKING:
    from tracker.extract.english.quantities import Found
    from tracker.extract.english.words import Word

_ONE: Final = Decimal(1)
_TENTH: Final = Decimal("0.1")
_HALF: Final = Decimal("0.5")
_PLURALS: Final = {
    "hundreds",
    "thousands",
    "millions",
    "billions",
    "trillions",
    "lakhs",
    "crores",
    "dozens",
    "tens",
    "scores",
}
_OF_WHOLE: Final = frozenset(words_of("of the its their his her our that those all as it them"))
_COMPARED: Final = frozenset(
    words_of(
        """
    of less more fewer higher lower on to from over since in and but by between against cheaper larger smaller
    """
    )
)
_TWICE: Final = frozenset(words_of("the as that its what their those last his her our this"))
_BEFORE_DOUBLE: Final = frozenset(
    words_of(
        """
    to would will nearly almost than could may might should not at about roughly over had has expected
    """
    )
)


_CAP_NUMBERED: Final = CAP | NUMBERED
_PREDICATE_ADV_PREP: Final = PREDICATE | ADV | PREP
_HEDGE_PREP_VERB_ETC: Final = HEDGE | PREP | VERB | DOWN | UP
_AUX_COPULA: Final = AUX | COPULA


def value_of(word: Word) -> Decimal | None:
    """Return what a number word below a hundred is worth."""
    found = SMALL.get(word.bare)
    return found if found is not None else hyphened(word.bare)


def number(words: Sequence[Word], i: int) -> tuple[Decimal | None, Decimal, int]:
    """Read a number in words from ``i``: its value, the place of its last digit, where it ends.

    Where no number stands there is no value.
    """
    first = words[i]
    if "-" in first.bare and hyphened(first.bare) is None:
        # ten-year, five-kilometre: the word is part of a name.
        return None, _ONE, i + 1
    if first.bare in ("one", "zero") and not _is_number(words, i):
        return None, _ONE, i + 1
    if first.tag & CAP and i and words[i - 1].tag & _CAP_NUMBERED and not words[i - 1].trail:
        # the Big Four, Chapter Two
        return None, _ONE, i + 1
    total = group = Decimal(0)
    step = _ONE
    n, j = len(words), i
    pending = False
    while j < n:
        word = words[j]
        bare = word.bare
        if word.tag & COUNTING:
            value = value_of(word)
            if value is None or (pending and not (value < 10 <= group % 100)):
                break
            group, step, pending = group + value, _ONE, True
        elif bare == "hundred" and group:
            group, step, pending = group * 100, Decimal(100), False
        elif word.tag & SCALE and bare in SCALES and group:
            group, step, pending = group * SCALES[bare], SCALES[bare], False
            total, group = total + group, Decimal(0)
        elif word.tag & SCALE and bare in SCALES and total:
            total, step = total * SCALES[bare], SCALES[bare]
        elif bare == "and" and j + 1 < n and j > i and not words[j - 1].trail:
            part, j_end = _and_part(words, j + 1)
            if part is not None:
                group, step, pending = group + part, Decimal("0.01") if part % _HALF else _TENTH, False
                j = j_end
                if j < n and words[j].tag & SCALE and not words[j - 1].trail and words[j].bare in SCALES:
                    factor = SCALES[words[j].bare]
                    group, step, j = group * factor, step * factor, j + 1
                break
            hundreds = step >= 100
            if not (hundreds and words[j + 1].tag & COUNTING and not pending):
                break
            j += 1
            continue
        else:
            break
        j += 1
        if word.trail:
            break
    value = total + group
    if value == 0 and first.bare != "zero":
        return None, _ONE, i + 1
    return value, step, max(j, i + 1)


def _and_part(words: Sequence[Word], j: int) -> tuple[Decimal | None, int]:
    """Read the ``a half`` of two and a half."""
    if words[j].bare == "a" and j + 1 < len(words) and words[j + 1].bare in ("half", "quarter", "third"):
        return part_of(_ONE, PARTS[words[j + 1].bare]), j + 2
    if words[j].bare == "three-quarters":
        return Decimal("0.75"), j + 1
    return None, j


def _is_number(words: Sequence[Word], i: int) -> bool:
    """Say whether one (or zero) counts here, rather than being a pronoun or an article."""
    if words[i].trail or i + 1 >= len(words):
        return False
    after = words[i + 1]
    if after.tag & SCALE or after.bare == "hundred":
        return True
    if after.bare == "and" and i + 2 < len(words) and _and_part(words, i + 2)[0] is not None:
        return words[i].bare == "one"
    if after.bare in ("day", "time", "second", "percentage-point", "won", "real") or not after.tag & UNIT:
        return False
    from tracker.extract.english.quantities import unit_at

    return unit_at(words, i + 1) is not None


def _make(
    words: Sequence[Word], i: int, j: int, floor: int, low: Decimal, step: Decimal, unit: str, kind: str
) -> Found:
    from tracker.extract.english.quantities import Found, bounded

    found = Found(i, j, low, low, step, unit)
    found.kind = kind
    start, said = hedges.before(words, i, floor, large=True)
    if said is None and i > floor and words[i - 1].bare in ("a", "the") and not words[i - 1].trail and kind == "times":
        said = None
    if said is not None:
        found.first = start
    if not words[j - 1].trail:
        end, late = hedges.behind(words, j)
        if late is not None:
            found.last, said = end, said or late
    if said is not None:
        bounded(found, said)
    if low < 1 and kind == "multiple" and said is not None and said in (Comparator.GT, Comparator.GE):
        # More than halved is less than half.
        found.low, found.high, found.comparator = None, low, Comparator.LT
    return found


def _vague(words: Sequence[Word], i: int, j: int) -> Found:
    from tracker.extract.english.quantities import Found, unit_at

    unit = None
    end = j
    if j < len(words) and not words[j - 1].trail:
        at = unit_at(words, j)
        if at is None and words[j].bare == "of" and not words[j].trail:
            at = unit_at(words, j + 1)
        if at is not None and at[0].sort in ("money", "time", "measure", "share") and at[0].name != UNIT_MULTIPLE:
            unit, end = at[0].name, at[1]
    found = Found(i, end, None, None, None, unit or UNIT_COUNT)
    found.comparator, found.kind = Comparator.VAGUE, "vague"
    return found


def scale(words: Sequence[Word], i: int, floor: int) -> Found | int:
    """Read a figure that a scale word begins: a million, a hundred; a plural says no number."""
    from tracker.extract.english.quantities import _figure

    bare = words[i].bare
    if i > floor and words[i - 1].bare == "a" and not words[i - 1].trail and not words[i].tag & CAP:
        factor = SCALES[bare]
        j = i + 1
        step = factor
        while j < len(words) and words[j].tag & SCALE and not words[j - 1].trail:
            factor, step, j = factor * SCALES[words[j].bare], step * SCALES[words[j].bare], j + 1
        return _figure(words, i - 1, j, floor, factor, factor, step, None, scaled=True, earlier=None, wordy=True)
    return i + 1


def quantum(words: Sequence[Word], i: int, floor: int) -> Found | int:
    """Read the quantity that begins with a word which is one by itself or nearly so."""
    word = words[i]
    bare = word.bare
    prior = words[i - 1] if i > floor and not words[i - 1].trail else None
    after = words[i + 1] if i + 1 < len(words) and not word.trail else None
    if bare[0].isdigit():
        return ordinal(words, i, floor, int(bare[:-2]))
    if bare in MULTIPLES:
        return _multiple(words, i, floor, prior, after)
    if bare in ("halved", "halving", "halves"):
        if bare == "halves":
            return i + 1
        return _make(words, i, i + 1, floor, _HALF, _TENTH, UNIT_MULTIPLE, "multiple")
    if bare.endswith("fold"):
        stem = bare[:-4].rstrip("-")
        value = SMALL.get(stem) or hyphened(stem)
        return _make(words, i, i + 1, floor, value, _ONE, UNIT_MULTIPLE, "fold") if value else i + 1
    if bare in ("several", "few", "couple", "handful") or bare in _PLURALS:
        return _many(words, i, prior, after)
    if bare == "dozen":
        return _dozen(words, i, floor, prior)
    if bare == "zero":
        return _zero(words, i, floor)
    if bare == "half":
        return _half(words, i, floor, prior, after)
    part = _fraction(words, i, floor, prior, after)
    if isinstance(part, int) and bare in ORDINALS:
        return ordinal(words, i, floor, ORDINALS[bare])
    return part


_ROW: Final = frozenset(words_of("consecutive straight successive"))
_RANKED: Final = frozenset(
    words_of(
        """
    ranked ranks rank finished finish placed came come sits sat stands stood ranking finishing place
    """
    )
)


def ordinal(words: Sequence[Word], i: int, floor: int, value: int) -> Found | int:
    """Read which one in a row it is, where that is what is said: ranked 17th, for a third consecutive year."""
    from tracker.extract.english.quantities import Found

    n = len(words)
    word = words[i]
    after = words[i + 1] if i + 1 < n and not word.trail else None
    prior = words[i - 1] if i > floor and not words[i - 1].trail else None
    row = False
    if after is not None:
        near = [w.bare for w in words[i + 1 : i + 5]]
        row = near[0] in _ROW or "row" in near or "running" in near
    ranked = prior is not None and prior.bare in _RANKED
    own = prior is not None and prior.tag & OWN > 0 and value > 15 and word.bare[0].isdigit()
    if value < 2 or not (row or ranked or own) or (after is not None and after.bare == "century"):
        return i + 1
    j, unit = i + 1, UNIT_COUNT
    if after is not None and row and not own:
        k = i + 2 if near[0] in _ROW else i + 1
        if k < n and words[k].bare in UNITS and UNITS[words[k].bare].sort == "time":
            unit, j = UNITS[words[k].bare].name, k + 1
        elif k < n and words[k].bare == "quarter":
            unit, j = "quarter", k + 1
    found = Found(i, j, Decimal(value), Decimal(value), _ONE, unit)
    found.kind = "ordinal"
    return found


def _multiple(words: Sequence[Word], i: int, floor: int, prior: Word | None, after: Word | None) -> Found | int:
    bare = words[i].bare
    value = Decimal(MULTIPLES[bare])
    follows = after.bare if after else ""
    if bare in ("double", "triple", "treble", "quadruple", "quintuple"):
        leads = prior.bare if prior else ""
        wide = words[i].trail > 0 or after is None
        if not (
            follows in _TWICE
            or (leads in _BEFORE_DOUBLE and (wide or after is None or not after.tag & MEASURE))
            or (wide and prior)
        ):
            return i + 1
        if follows == "the" and leads == "a":
            return i + 1
    elif (
        (bare in ("twice", "thrice") and follows not in _TWICE)
        or (bare in ("doubles", "triples") and follows not in ("its", "the", "their", "to", "in"))
        or follows == "down"
        or (prior and prior.tag & DET and bare.endswith("ing"))
    ):
        return i + 1
    return _make(
        words,
        i,
        i + 1,
        floor,
        value,
        _ONE,
        UNIT_MULTIPLE,
        "times" if bare in ("twice", "thrice", "double", "triple") else "multiple",
    )


def _many(words: Sequence[Word], i: int, prior: Word | None, after: Word | None) -> Found | int:
    bare = words[i].bare
    if bare in ("several", "few"):
        start = i
        if bare == "few":
            if prior is None or prior.bare != "a":
                return i + 1
            start = i - 1
        if after is None or after.bare in ("of", "other", "others", "as") or after.tag & (FUNCTION & ~ADJ) & ~ADV:
            return i + 1
        j = i + 1
        while j < len(words) and (words[j].bare in SCALES or words[j].bare == "hundred") and not words[j - 1].trail:
            j += 1
        return _vague(words, start, j)
    if bare in ("couple", "handful"):
        if after is None or after.bare != "of" or prior is None or prior.bare != "a":
            return i + 1
        return _vague(words, i - 1, i + 2)
    if after is not None and after.bare == "of" and bare in ("tens", "hundreds", "dozens", "thousands"):
        k = i + 2
        if k < len(words) and words[k].bare in _PLURALS:
            while k + 2 < len(words) and words[k + 1].bare == "of" and words[k + 2].bare in _PLURALS:
                k += 2
            return _vague(words, i, k + 1)
    if bare in ("scores", "tens") and not (after is not None and after.bare == "of"):
        return i + 1
    if bare == "scores" and i and prior is not None:
        return i + 1
    return _vague(words, i, i + 1)


def _zero(words: Sequence[Word], i: int, floor: int) -> Found | int:
    from tracker.extract.english.quantities import _figure

    if not _is_number(words, i):
        return i + 1
    nothing = Decimal(0)
    return _figure(words, i, i + 1, floor, nothing, nothing, _ONE, None, scaled=False, earlier=None, wordy=True)


def _dozen(words: Sequence[Word], i: int, floor: int, prior: Word | None) -> Found | int:
    from tracker.extract.english.quantities import _figure

    twelve = Decimal(12)
    if prior is not None and prior.bare in ("a", "the"):
        return _figure(words, i - 1, i + 1, floor, twelve, twelve, _ONE, None, scaled=True, earlier=None, wordy=True)
    return i + 1


def _half(words: Sequence[Word], i: int, floor: int, prior: Word | None, after: Word | None) -> Found | int:
    from tracker.extract.english.quantities import _figure, unit_at

    leads = prior.bare if prior else ""
    follows = after.bare if after else ""
    if prior is not None and (
        prior.tag & ADJ
        or leads in ("first", "second", "other", "last", "latter", "each", "every", "better", "the", "this", "that")
    ):
        return i + 1
    if after is not None and follows in ("a", "an", "of") and i + 2 < len(words):
        k = i + 2
        if follows == "of" and words[k].bare == "a" and k + 1 < len(words):
            k += 1
        if follows != "of" or k > i + 2:
            scale_word = words[k]
            if scale_word.tag & SCALE or scale_word.bare == "dozen":
                factor = SCALES[scale_word.bare] * _HALF
                return _figure(
                    words, i, k + 1, floor, factor, factor, factor, None, scaled=True, earlier=None, wordy=True
                )
            at = unit_at(words, k)
            if at is not None and at[0].name != UNIT_MULTIPLE and at[0].sort != "money":
                return _figure(words, i, k, floor, _HALF, _HALF, _TENTH, None, scaled=False, earlier=None, wordy=True)
        if follows != "of":
            return i + 1
    start = i - 1 if leads in ("a", "one") else i
    if after is not None and not (
        follows in _OF_WHOLE
        or follows in _COMPARED
        or after.tag & _PREDICATE_ADV_PREP
        or (i == 0 and after.tag & PLURAL)
    ):
        return i + 1
    if prior is not None and after is None and not (prior.tag & _HEDGE_PREP_VERB_ETC or leads == "and"):
        return i + 1
    if follows in ("past", "way", "time", "back", "full", "empty"):
        return i + 1
    return _share(words, start, i + 1, floor, _HALF, _TENTH)


def _share(words: Sequence[Word], i: int, j: int, floor: int, value: Decimal, step: Decimal) -> Found | int:
    found = _make(words, i, j, floor, value, step, UNIT_MULTIPLE, "share")
    found.share = True
    return found


def _fraction(words: Sequence[Word], i: int, floor: int, prior: Word | None, after: Word | None) -> Found | int:
    """Read a third, two thirds, three-quarters, one-tenth; with what follows, three-quarters of a million."""
    from tracker.extract.english.quantities import _figure, unit_at

    bare = words[i].bare
    count: Decimal | None = None
    start = i
    if "-" in bare:
        head, _, tail = bare.partition("-")
        count, parts = SMALL.get(head), PARTS.get(tail)
        if count is None or parts is None or (tail == "quarter" and count > 1):
            return i + 1
    else:
        parts = PARTS[bare]
        if prior is None:
            return i + 1
        if prior.bare in ("a", "one"):
            count = _ONE
        elif bare[-1] == "s":
            count = SMALL.get(prior.bare)
        start = i - 1
        if count is None or (start and words[start - 1].tag & DET and not words[start - 1].trail):
            return i + 1
        if bare == "quarters" and not (after is not None and after.bare == "of"):
            return i + 1
    if parts is None or not 0 < count < parts:
        return i + 1
    if (
        after is not None
        and "-" not in bare
        and not (
            after.bare in _COMPARED or after.bare in ("as", "the", "while", "or", "when") or after.tag & _AUX_COPULA
        )
    ):
        # a third plant, a fourth year: which one, not how much
        return i + 1
    if bare == "quarter" and start == i - 1 and not _quarters(words, start, floor, after):
        return i + 1
    value = part_of(count, parts)
    step = _TENTH * _TENTH
    j = i + 1
    if after is not None and after.bare == "of" and j + 2 < len(words) and words[j + 1].bare in ("a", "one"):
        k = j + 2
        at = unit_at(words, k)
        if words[k].tag & SCALE or (at is not None and at[0].name in ("pp", "year", "hour")):
            exact = count / parts
            if words[k].tag & SCALE:
                exact, step, k = exact * SCALES[words[k].bare], step * SCALES[words[k].bare], k + 1
            return _figure(words, start, k, floor, exact, exact, step, None, scaled=True, earlier=None, wordy=True)
    return _share(words, start, j, floor, value, step)


def _quarters(words: Sequence[Word], start: int, floor: int, after: Word | None) -> bool:
    """Say whether ``a quarter`` is a part rather than three months."""
    if after is not None and after.bare in ("of", "less", "more", "fewer", "higher", "lower"):
        return True
    return start > floor and (words[start - 1].tag & HEDGE > 0 or words[start - 1].bare in ("by", "nearly", "almost"))


def outof(words: Sequence[Word], i: int, floor: int) -> Found | int | None:
    """Read one in five, three out of ten; None where no such thing begins at ``i``."""
    n = len(words)
    if i + 2 >= n or words[i].trail or words[i + 1].trail:
        return None
    joint = words[i + 1].bare
    k = i + 2
    if joint == "out":
        if words[k].bare != "of" or k + 1 >= n:
            return None
        k += 1
    elif joint != "in":
        return None
    if words[k].bare in ("every", "a", "each") and k + 1 < n:
        k += 1
    first = _small(words[i])
    second = _small(words[k])
    if first is None or second is None or not 0 < first < second:
        return None
    if words[k - 1].bare == "a" and words[k].bare not in ("hundred", "thousand", "million"):
        return None
    if second > 100 and not (first == 1 or joint == "out"):
        return None
    if joint == "in" and words[k].year:
        return None
    after = words[k + 1] if k + 1 < n and not words[k].trail else None
    if after is not None and after.bare in UNITS and UNITS[after.bare].sort != "share":
        return None
    if joint == "in" and first > 10:
        return None
    return _share(words, i, k + 1, floor, part_of(first, second), _TENTH * _TENTH)


def _small(word: Word) -> Decimal | None:
    if word.number is not None:
        return word.number.low if (word.number.plain or word.number.grouped) and not word.number.ranged else None
    if word.bare in ("hundred", "thousand", "million"):
        return SCALES[word.bare]
    return value_of(word)


def single(words: Sequence[Word], i: int, floor: int) -> Found | None:
    """Read more than a year, where a hedge makes a figure of the article."""
    from tracker.extract.english.quantities import Found, bounded

    unit = UNITS.get(words[i].bare)
    if unit is None or unit.sort != "time" or words[i - 1].trail:
        return None
    start, said = hedges.before(words, i - 1, floor, large=False)
    after = words[i + 1].bare if i + 1 < len(words) and not words[i].trail else ""
    if said is None or words[start].bare == "within" or after in ("ago", "earlier", "later", "before"):
        return None
    found = Found(start, i + 1, unit.factor, unit.factor, unit.factor, unit.name)
    found.time = True
    bounded(found, said)
    return found
