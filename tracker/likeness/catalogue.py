"""A whole catalogue of metrics, and which of them a wording is like: only those that share a name are looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from tracker.likeness import subjects
from tracker.likeness.comparison import LINK, MARGIN, PROPOSE, Likeness, Measured, Wording, kinds, phrases, score
from tracker.likeness.names import fold
from tracker.likeness.words import sense

MOST: Final = 5
"""How many metrics a claim is proposed for; who has to choose among more chooses among none."""
_REMEMBERED: Final = 10_000
"""Of how many subjects it is remembered which metrics may be theirs."""


class Found(NamedTuple):
    """A metric that a wording is like."""

    metric: int
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of a wording: the metric it belongs to, or those a person is to choose from."""

    link: Found | None = None
    proposals: tuple[Found, ...] = ()


class Catalogue:
    """Metrics by number, found by the rarest mark of each of their subjects' names."""

    def __init__(self, metrics: Iterable[tuple[int, Measured]]) -> None:
        """Index the metrics."""
        self._metrics = dict(metrics)
        marked = [
            (number, name, subjects.marks(name.key)) for number, one in self._metrics.items() for name in one.names
        ]
        common = Counter(mark for _, _, marks in marked for mark in set(marks))
        self._named: defaultdict[str, set[int]] = defaultdict(set)
        """Metrics by the rarest mark of a name of their subject."""
        self._short: defaultdict[str, set[int]] = defaultdict(set)
        """Metrics by what a name of their subject may be shortened to."""
        for number, name, marks in marked:
            self._named[min(marks, key=lambda mark: (common[mark], mark), default="")].add(number)
            for short in subjects.shorter(name):
                self._short[short].add(number)
        self._content = {
            number: frozenset().union(*(meant.content for _, meant in one.senses))
            for number, one in self._metrics.items()
        }
        self._words = {number: {fold(name) for name in one.measures} for number, one in self._metrics.items()}
        self._about: dict[str, dict[str, list[int]]] = {}

    def like(self, wording: Wording) -> list[Found]:
        """Return the metrics that ``wording`` may belong to, the likest first."""
        folded = [fold(phrase) for phrase in phrases(wording.measure)]
        said = frozenset().union(*(sense(phrase).content for phrase in folded))
        found = []
        for number in self._candidates(wording.subject).get(wording.unit, ()):
            metric, content = self._metrics[number], self._content[number]
            # Most metrics of a subject measure something else altogether.
            if content and said.isdisjoint(content) and self._words[number].isdisjoint(folded):
                continue
            if kinds(wording, metric) and (likeness := score(wording, metric)).score >= PROPOSE:
                found.append(Found(number, likeness))
        return sorted(found, key=lambda one: (-one.likeness.score, one.metric))

    def choose(self, wording: Wording, rejected: Collection[int] = ()) -> Choice:
        """Decide for a wording of claims for which a person has ``rejected`` these metrics."""
        found = [one for one in self.like(wording) if one.metric not in rejected]
        if not found or found[0].likeness.score < LINK:
            return Choice(proposals=tuple(found[:MOST]))
        best = found[0].likeness.score
        near = [one for one in found if one.likeness.score > best - MARGIN]
        return Choice(link=found[0]) if len(near) == 1 else Choice(proposals=tuple(near[:MOST]))

    def _candidates(self, subject: str) -> dict[str, list[int]]:
        """The metrics whose subject may be this one, by unit."""
        key = subjects.key(subject)
        if (known := self._about.get(key)) is not None:
            return known
        numbers = set(self._short.get(key, ()))
        for mark in {"", *subjects.marks(key), *subjects.letters(key)}:
            numbers |= self._named.get(mark, set())
        by_unit: defaultdict[str, list[int]] = defaultdict(list)
        for number in sorted(numbers):
            by_unit[self._metrics[number].unit].append(number)
        if len(self._about) >= _REMEMBERED:
            self._about = {}  # a new one: another thread may be reading the old one
        self._about[key] = found = dict(by_unit)
        return found
