"""Whether a claim says what a text says: its number and unit against those of the words it quotes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from tracker import amounts
from tracker.extract import Claim as Reading
from tracker.extract.script import fold
from tracker.values import Bound


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where ``words`` stand in ``text``, white space aside: spans of ``text``.

    >>> places("a b\\nc, b c", "b c")
    [(2, 5), (7, 10)]
    """
    at = [place for place, character in enumerate(text) if not character.isspace()]
    solid, wanted = "".join(text.split()), "".join(words.split())
    found: list[tuple[int, int]] = []
    start = solid.find(wanted) if wanted else -1
    while start >= 0:
        found.append((at[start], at[start + len(wanted) - 1] + 1))
        start = solid.find(wanted, start + 1)
    return found


def within(readings: Iterable[Reading], spans: Sequence[tuple[int, int]]) -> list[Reading]:
    """The readings whose figures stand within some words, or the other way round."""
    return [reading for reading in readings if any(reading.start < end and start < reading.end for start, end in spans)]


def same_number(low: Bound | None, high: Bound | None, unit: str | None, reading: Reading) -> bool:
    """Whether a claim names the number that a text does, in the same unit; how the words bind it aside."""
    return _ends(low, high) == _ends(reading.low, reading.high) and unit == reading.unit


def same_subject(one: str | None, other: str | None) -> bool:
    """Whether two names are one, or one is part of the other, in either script.

    >>> same_subject("Taobao", "taobao App"), same_subject("Taobao", None)
    (True, False)
    """
    if not one or not other:
        return False
    names = ["".join(fold(name).casefold().split()) for name in (one, other)]
    return names[0] in names[1] or names[1] in names[0]


def says(reading: Reading) -> str:
    """What a text says, in its own words and in plain ones."""
    plain = _plain(reading)
    return f"“{reading.figure}”" + ("" if plain == reading.figure else f" ({plain})")


def _plain(reading: Reading) -> str:
    return amounts.in_words(
        reading.low,
        reading.high,
        reading.unit,
        reading.comparator,
        kind=reading.kind,
        rate=reading.rate,
        counted=reading.counted,
    )


def is_ours(reading: Reading) -> bool:
    """Whether the words of a figure are nobody's: put together from its number, as there was no quote."""
    return reading.figure == _plain(reading)


def misquoted(low: Bound | None, high: Bound | None, unit: str | None, there: Sequence[Reading]) -> Reading | None:
    """What the words that a claim quotes say instead of its number and unit; None where they say so, or nothing near.

    ``there`` is what was read in those words: one of them is what the claim means.
    """
    if any(same_number(low, high, unit, reading) for reading in there):
        return None
    near = (
        reading for reading in there if reading.unit == unit or _ends(reading.low, reading.high) == _ends(low, high)
    )
    return next(near, None)


def _ends(*bounds: Bound | None) -> set[Decimal | date]:
    return {bound for bound in bounds if bound is not None}
