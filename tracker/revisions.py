"""What a new version of a text did to the claims of the old one: found again, changed, gone, added. Pure.

Number, unit and subject tell which claim is which. Where they do not fit and the words are alike all the same, a person
is to say what became of a claim: nothing is guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from itertools import product
from typing import Any, Final, TypeAlias

Reading: TypeAlias = Mapping[str, Any]
"""A claim as read, in plain values: see ``claims.as_values``."""

ALIKE: Final = 0.75
"""From this share of common words on, a sentence is another one reworded; figures do not count."""
_CROWD: Final = 40
"""Beyond so many claims that could each be the one, nobody would look through them all."""
_BLANKS: Final = re.compile(r"\s+")
_NUMBERS: Final = re.compile(r"[0-9０-９][0-9０-９.,，．]*|[〇零一二两三四五六七八九十百千万亿兆]+")
_PIECES: Final = re.compile(r"[a-z']+|[^\W_a-z]|[%#]")
_THING: Final = ("subject", "metric", "unit", "kind", "rate", "counted")
_TIME: Final = ("period_start", "period_end")
_ABOUT: Final = (*_THING, *_TIME, "attribution")
_VALUE: Final = ("low", "high", "unit", "comparator")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The claims of two versions, by their places in the two lists."""

    pairs: tuple[tuple[int, int], ...]
    """Old and new places of the claims that stand in both, with the same figure or with another one."""
    unclear: tuple[tuple[int, int], ...]
    """Old and new places of claims that are alike, and yet not surely the same."""
    gone: tuple[int, ...]
    added: tuple[int, ...]


def compare(old: Sequence[Reading], new: Sequence[Reading]) -> Comparison:
    """Match the claims of two versions of a text: by their words first, then by what they are about.

    Every claim is matched at most once. Claims that only moved, or whose sentence was reworded around the same
    figure of the same subject, are found again; where the sentence stands with another figure, it has changed.
    """
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[tuple[int, int]] = []
    for likeness in (_same_words, _same_statement, _same_frame):
        pairs += _match(left, right, likeness)
    pairs += _match_alike(left, right, _figure, _is_moved)
    pairs += _match_alike(left, right, _thing, _is_revised)
    unclear = _match_alike(left, right, _thing, _same_time)
    unclear += _match_alike(left, right, _number_and_unit, _is_revised)
    unclear += _match_alike(left, right, _subject, _is_near)
    return Comparison(tuple(sorted(pairs)), tuple(sorted(unclear)), tuple(left), tuple(right))


def recall(compared: Comparison, chains: Sequence[Sequence[Reading]], new: Sequence[Reading]) -> Comparison:
    """Look for what is gone by all that it was ever read as: captured first, revised since; a list a claim.

    A page may change a figure, and change it back in other words. Only the same number, unit and subject are taken for
    the claim; what is merely like it is for a person to see.
    """
    pairs, unclear = list(compared.pairs), list(compared.unclear)
    gone, added = list(compared.gone), list(compared.added)
    for turn in range(max((len(chains[old]) for old in gone), default=0)):
        asked = [old for old in gone if turn < len(chains[old])]
        found = compare([chains[old][turn] for old in asked], [new[place] for place in added])
        matched = [(asked[one], added[other], True) for one, other in found.pairs]
        matched += [(asked[one], added[other], False) for one, other in found.unclear]
        for old, place, is_sure in matched:
            was, reads = chains[old][turn], new[place]
            is_it = is_sure and same_figure(was, reads) and was.get("subject") == reads.get("subject")
            (pairs if is_it else unclear).append((old, place))
            gone.remove(old)
            added.remove(place)
    return Comparison(tuple(sorted(pairs)), tuple(sorted(unclear)), tuple(gone), tuple(added))


def same_figure(one: Reading, other: Reading) -> bool:
    """Whether two readings claim the same number, in the same words or not.

    >>> same_figure({"figure": "12%", "low": "12"}, {"figure": "12 %", "low": "12.0"})
    True
    >>> same_figure({"figure": "12%", "low": "12"}, {"figure": "12%", "low": "-12"})
    False
    """
    in_words = _words(one["figure"]) == _words(other["figure"])
    if in_words and _words(one.get("sentence", "")) == _words(other.get("sentence", "")) != "":
        return True  # later rules may read the same words otherwise
    values = [[_number(reading.get(name)) for name in _VALUE] for reading in (one, other)]
    return values[0] == values[1] and (in_words or values[0][:2] != [None, None])


def _match(
    left: dict[int, Reading], right: dict[int, Reading], likeness: Callable[[Reading], Hashable]
) -> list[tuple[int, int]]:
    """Pair off, in the order of the texts, what is alike; what was paired leaves ``left`` and ``right``."""
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, reading in right.items():
        waiting[likeness(reading)].append(place)
    taken: dict[Hashable, int] = defaultdict(int)
    pairs = []
    for place, reading in left.items():
        alike = likeness(reading)
        at = taken[alike]
        if at < len(waiting.get(alike, ())):
            taken[alike] += 1
            pairs.append((place, waiting[alike][at]))
    return _paired(left, right, pairs)


def _match_alike(
    left: dict[int, Reading],
    right: dict[int, Reading],
    group: Callable[[Reading], Hashable],
    fits: Callable[[Reading, Reading], bool],
) -> list[tuple[int, int]]:
    """Pair off what fits within a group, the sentences most alike first."""
    groups: defaultdict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, readings in enumerate((left, right)):
        for place, reading in readings.items():
            if (key := group(reading)) is not None:
                groups[key][side].append(place)
    pairs: list[tuple[int, int]] = []
    for ones, others in groups.values():
        if not ones or not others or len(ones) > _CROWD or len(others) > _CROWD:
            continue
        likely = sorted(
            (-likeness(left[one], right[other]), one, other)
            for one, other in product(ones, others)
            if fits(left[one], right[other])
        )
        taken: tuple[set[int], set[int]] = (set(), set())
        for _, one, other in likely:
            if one not in taken[0] and other not in taken[1]:
                taken[0].add(one)
                taken[1].add(other)
                pairs.append((one, other))
    return _paired(left, right, pairs)


def _paired(
    left: dict[int, Reading], right: dict[int, Reading], pairs: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    found = list(pairs)
    for one, other in found:
        del left[one], right[other]
    return found


def likeness(one: Reading, other: Reading) -> float:
    """How much of two readings' sentences is the same, their figures aside: from 0 to 1.

    >>> likeness({"figure": "12", "sentence": "Sales rose 12."}, {"figure": "9", "sentence": "Sales rose 9."})
    1.0
    """
    here, there = _pieces(one), _pieces(other)
    return SequenceMatcher(None, here, there, autojunk=False).ratio() if here and there else 0.0


def _pieces(reading: Reading) -> list[str]:
    """The words of a sentence, a Chinese character being one, with a mark in place of every number."""
    sentence = reading.get("sentence", "").replace(reading["figure"], "#")
    return _PIECES.findall(_NUMBERS.sub("#", sentence).casefold())


def _is_moved(one: Reading, other: Reading) -> bool:
    """Whether the same figure of the same subject stands in a sentence that was reworded."""
    is_same = one.get("metric") == other.get("metric") is not None
    return _same_time(one, other) and (is_same or likeness(one, other) >= ALIKE)


def _is_revised(one: Reading, other: Reading) -> bool:
    """Whether a sentence stands there in nearly the same words, and of the same time."""
    return _same_time(one, other) and likeness(one, other) >= ALIKE


def _is_near(one: Reading, other: Reading) -> bool:
    """Whether, in nearly the same words, the number or its unit is still what it was."""
    ends = [tuple(_number(reading.get(name)) for name in ("low", "high")) for reading in (one, other)]
    return (ends[0] == ends[1] or one.get("unit") == other.get("unit")) and _is_revised(one, other)


def _same_time(one: Reading, other: Reading) -> bool:
    # The rows of a series differ in nothing but their period: last year's figure does not become this year's.
    ends = [(one.get(name), other.get(name)) for name in _TIME]
    return all(a == b or a is None or b is None for a, b in ends)


def _words(text: str) -> str:
    return _BLANKS.sub("", text)


def _number(value: str | None) -> Decimal | str | None:
    try:
        return Decimal(value) if value is not None else None
    except InvalidOperation:
        return value  # a date, or a word


def _about(reading: Reading) -> tuple[Hashable, ...]:
    return tuple(reading.get(name) for name in _ABOUT)


def _same_words(reading: Reading) -> Hashable:
    return _words(reading["sentence"]), _words(reading["figure"]), reading.get("metric")


def _same_statement(reading: Reading) -> Hashable:
    return _words(reading["figure"]), _about(reading)


def _same_frame(reading: Reading) -> Hashable:
    return _NUMBERS.sub("#", _words(reading["sentence"])), _about(reading)


def _thing(reading: Reading) -> Hashable:
    """What a figure is about; None where that is not said."""
    if reading.get("subject") is None and reading.get("metric") is None:
        return None
    return tuple(reading.get(name) for name in _THING)


def _subject(reading: Reading) -> Hashable:
    return reading.get("subject")


def _number_and_unit(reading: Reading) -> Hashable:
    number = tuple(_number(reading.get(name)) for name in _VALUE)
    return None if number[:2] == (None, None) else number


def _figure(reading: Reading) -> Hashable:
    """The number with its unit, whose it is and what sort of figure: what a sentence may be reworded around."""
    number = _number_and_unit(reading)
    return number and (number, reading.get("subject"), reading.get("kind"))
