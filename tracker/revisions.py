"""What a new version of a text did to the claims of the old one: found again, changed, gone, added. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

Reading: TypeAlias = Mapping[str, Any]
"""A claim as read, in plain values: see ``claims.as_values``."""

_BLANKS: Final = re.compile(r"\s+")
_NUMBERS: Final = re.compile(r"[0-9０-９][0-9０-９.,，．]*|[〇零一二两三四五六七八九十百千万亿兆]+")
_THING: Final = ("subject", "metric", "unit", "kind", "rate", "counted")
_TIME: Final = ("period_start", "period_end")
_ABOUT: Final = (*_THING, *_TIME, "attribution")
_VALUE: Final = ("low", "high", "unit", "comparator")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The claims of two versions, by their places in the two lists."""

    pairs: tuple[tuple[int, int], ...]
    """Old and new places of the claims that stand in both, with the same figure or with another one."""
    gone: tuple[int, ...]
    added: tuple[int, ...]


def compare(old: Sequence[Reading], new: Sequence[Reading]) -> Comparison:
    """Match the claims of two versions of a text: by their words first, then by what they are about.

    Every claim is matched at most once. Claims that only moved, or whose sentence was reworded around the same
    figure, are found again; where the figure alone is another one, the sentence or the subject and metric tell.
    """
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[tuple[int, int]] = []
    for likeness in (_same_words, _same_statement, _same_frame, _same_thing):
        pairs += _match(left, right, likeness)
    pairs += _match_lone(left, right)
    return Comparison(tuple(sorted(pairs)), tuple(left), tuple(right))


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
    for one, other in pairs:
        del left[one], right[other]
    return pairs


def _match_lone(left: dict[int, Reading], right: dict[int, Reading]) -> list[tuple[int, int]]:
    """Pair off what alone on either side is about a thing, where one side only says more of the time."""
    lone: defaultdict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, readings in enumerate((left, right)):
        for place, reading in readings.items():
            lone[tuple(reading.get(name) for name in _THING)][side].append(place)
    pairs = [
        (ones[0], others[0])
        for ones, others in lone.values()
        if len(ones) == len(others) == 1 and _same_time(left[ones[0]], right[others[0]])
    ]
    for one, other in pairs:
        del left[one], right[other]
    return pairs


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


def _same_thing(reading: Reading) -> Hashable:
    return _about(reading)
