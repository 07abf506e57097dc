"""Meaning: of each figure of a sentence its kind, what is measured, of whom and against what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english import change, kind, metric
from tracker.extract.english.baseline import baseline
from tracker.extract.english.party import Party
from tracker.extract.english.sense import Sense, Spot
from tracker.extract.english.topics import Topics
from tracker.values import UNIT_MULTIPLE, UNIT_POINTS, Kind

if TYPE_CHECKING:
    from tracker.extract.english.figure import Found
    from tracker.extract.english.sentences import Sentence

_RATIO: Final = Kind.RATIO
_CHANGE: Final = Kind.CHANGE
_NEAR: Final = ("below", "under", "above")
_REACHED: Final = frozenset(("to", "at", "from", "below", "under", "above"))
"""What stands before where a measure got to."""


class Meanings:
    """The senses of the figures of a text, sentence by sentence."""

    def __init__(self, text: str, parts: list[Sentence]) -> None:
        """Be ready to read ``parts``, the sentences of ``text``."""
        self._text = text
        self._parts = parts
        self.topics = Topics(text, parts)
        self._counted: str | None = None

    def topic(self, number: int) -> str | None:
        """Return the party that sentence ``number`` is about, or the text by then."""
        return self.topics.of(number)

    def of(self, number: int, found: list[Found]) -> list[Sense]:
        """Return the senses of the figures ``found`` in sentence ``number``."""
        s = self._parts[number]
        party = Party(self._text, s, found, self.topics, number, self._counted)
        senses: list[Sense] = []
        before: Sense | None = None
        floor = changed = 0
        unit: str | None = None
        limits = [f.first for f in found]
        limits.append(len(s.words))
        for at, f in enumerate(found, 1):
            before, changed = _read(party, Spot(s, f, before, floor, limits[at]), changed, unit)
            senses.append(before)
            floor, unit = f.last, f.unit
        if senses:
            first = senses[0]
            if first.counted or _opens(first):
                self._counted = first.counted or first.subject
        return senses


def _opens(sense: Sense) -> bool:
    """Say whether a share tells what those counted do (62% of firms plan to hire)."""
    subject, metric = sense.subject, sense.metric
    return sense.kind is _RATIO and bool(subject and metric and subject != metric and metric.startswith(subject))


def _read(party: Party, spot: Spot, changed: int, unit: str | None) -> tuple[Sense, int]:
    """Return the sense of a figure and which way it says that something went.

    ``changed`` is the direction of the figure before it, ``unit`` that figure's unit.
    """
    s, f, sense = party.s, spot.figure, Sense()
    after, change_at = (0, -1) if spot.closed else change.behind(s, spot)
    ahead, obj = change.ahead(s, spot, changed)
    went = after or ahead
    if went:
        if ahead and not after and s.words[spot.first].bare in _NEAR:
            # fell below 3%: where it got to
            went = 0
    elif changed and spot.before is not None and f.unit == unit and change.listed(s, spot):
        went = changed
    if not after and spot.lead in _REACHED and f.unit != UNIT_POINTS:
        spot.reached = True
        went = 0
    kind.tell(sense, f, went)
    metric.measure(party, sense, spot, obj, change_at)
    _complete(party, sense, spot)
    if sense.kind is _CHANGE or (sense.kind is _RATIO and f.unit == UNIT_MULTIPLE):
        sense.baseline = baseline(party.text, s, spot.end, spot.limit)
    kind.settle(s, sense, spot)
    return sense, went


def _complete(party: Party, sense: Sense, spot: Spot) -> None:
    """Fill in what a figure leaves out: from the one before it, else from what the text is about."""
    before = spot.before
    if sense.metric is None and sense.subject is None and before is not None:
        sense.metric, sense.subject = before.metric, before.subject
    if sense.subject is None:
        sense.subject = (before.subject if before is not None else None) or party.topic()
    if sense.metric is None:
        sense.metric = sense.subject or party.text[slice(*party.s.word_span(spot.first, spot.end))]
