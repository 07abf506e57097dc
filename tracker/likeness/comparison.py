"""How like a claim's wording is to what a metric measures: a score from 0 to 1, and the reason in words.

Subject, measure, unit and kind each say how much of the likeness is left; the words of a measure are the same only
where the words that tell measures apart agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.likeness import qualifiers, subjects
from tracker.likeness.dates import years
from tracker.likeness.names import fold
from tracker.likeness.subjects import NOT_AT_ALL, Fit, Name
from tracker.likeness.words import Sense, sense
from tracker.values import Kind, Rate

LINK: Final = 0.8
"""From here on a claim is linked."""
PROPOSE: Final = 0.5
"""From here on a person is asked."""
MARGIN: Final = 0.05
"""Two metrics nearer to each other than this are both proposed, and neither is linked."""

_NEAR_KINDS: Final = {
    frozenset((Kind.LEVEL, Kind.RATIO)): 0.95,
    frozenset((Kind.LEVEL, Kind.PRICE)): 0.92,
    frozenset((Kind.RATIO, Kind.PRICE)): 0.7,
}
_SAID_OTHERWISE: Final = 0.97
_ADDED: Final = (1.0, 0.72, 0.55, 0.45)
_LACKED: Final = (1.0, 0.65, 0.5, 0.4)
_BOTH: Final = 0.3
_PARTS: Final = re.compile(r"[()\[\]]+")
_BASELINES: Final = {
    "year on year": re.compile(
        r"同比|上年|去年|year on year|year-on-year|year over year|yoy|year ago|year earlier"
        r"|last year|year before|previous year|prior year"
    ),
    "on the period before": re.compile(
        r"环比|上月|上季|上周|上一?交易日|month on month|month-on-month|quarter on quarter|quarter-on-quarter"
        r"|\bqoq\b|\bmom\b|(?:previous|last|prior) (?:month|quarter|week)|(?:month|quarter|week) (?:before|earlier)"
    ),
}
"""What a change may be against, as texts put it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a claim says it is about."""

    subject: str
    measure: str
    unit: str
    kind: Kind
    rate: Rate | None = None
    counted: str | None = None
    baseline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a metric measures, under all its names."""

    subjects: tuple[str, ...]
    measures: tuple[str, ...]
    unit: str
    kind: Kind | None = None
    baseline: str | None = None
    names: tuple[Name, ...] = field(init=False, repr=False, compare=False)
    senses: tuple[tuple[str, Sense], ...] = field(init=False, repr=False, compare=False)
    own: frozenset[str] = field(init=False, repr=False, compare=False)
    """The concepts of all its measures' and subjects' names."""
    beside: frozenset[tuple[str, str]] = field(init=False, repr=False, compare=False)
    """The qualifiers in its subjects' names."""

    def __post_init__(self) -> None:
        """Prepare the names."""
        object.__setattr__(self, "names", tuple(dict.fromkeys(Name.of(name) for name in self.subjects)))
        object.__setattr__(self, "senses", tuple((name, _sense(name, self.kind)) for name in self.measures))
        about = [sense(fold(name)) for name in self.subjects]
        own = frozenset().union(*(one.content for one in about), *(one.content for _, one in self.senses))
        object.__setattr__(self, "own", own)
        object.__setattr__(self, "beside", frozenset().union(*(one.qualities for one in about)))


class Likeness(NamedTuple):
    """How like a wording is to a metric."""

    score: float
    """From 0, another thing, to 1, the very words."""
    reason: str


NONE: Final = Likeness(0.0, "")


def score(wording: Wording, metric: Measured) -> Likeness:
    """Return how like a claim's wording is to what ``metric`` measures.

    >>> metric = Measured(subjects=("Acme plc",), measures=("net profit",), unit="GBP", kind=Kind.LEVEL)
    >>> score(Wording(subject="Acme", measure="profit", unit="GBP", kind=Kind.LEVEL), metric).score
    0.58
    """
    alike = kinds(wording, metric)
    if not alike:
        return NONE
    subject = subjects.compare(wording.subject, metric.names, metric.own)
    if subject.score * alike < PROPOSE:
        return NONE
    measure = _measure(wording, metric)
    total = round(subject.score * measure.score * alike, 2)
    if not total:
        return NONE
    same = f"both are in {wording.unit}" + ("" if alike == 1 else f", {wording.kind} beside {metric.kind}")
    return Likeness(total, "; ".join((subject.reason, measure.reason, same)))


def kinds(wording: Wording, metric: Measured) -> float:
    """What unit, kind and baseline leave of the likeness."""
    if wording.unit != metric.unit or wording.kind is Kind.SLOGAN:
        return 0.0
    against, wanted = _baseline(wording.baseline), _baseline(metric.baseline)
    if wording.kind is Kind.CHANGE and against and wanted and against != wanted:
        return 0.0
    if metric.kind is None or metric.kind is wording.kind:
        return 1.0
    return _NEAR_KINDS.get(frozenset((metric.kind, wording.kind)), 0.0)


@lru_cache(maxsize=1 << 12)
def _baseline(words: str | None) -> str | None:
    folded = fold(words) if words else ""
    return next((name for name, pattern in _BASELINES.items() if pattern.search(folded)), None)


@lru_cache(maxsize=1 << 17)
def _sense(measure: str, kind: Kind | None) -> Sense:
    found = sense(fold(measure))
    if kind is Kind.CHANGE and qualifiers.GROWTH in found.qualities:
        return Sense(found.content, found.qualities - {qualifiers.GROWTH})
    return found


@lru_cache(maxsize=1 << 16)
def phrases(measure: str) -> tuple[str, ...]:
    """The wordings that a claim's measure holds: what stands in brackets says it again, often in another language.

    >>> phrases("merchants served (服务商家)")
    ('merchants served (服务商家)', 'merchants served', '服务商家')
    """
    parts = [part.strip() for part in _PARTS.split(fold(measure)) if part.strip()]
    return (measure, *parts) if len(parts) > 1 else (measure,)


def _measure(wording: Wording, metric: Measured) -> Fit:
    found = (
        _named(phrase, given, meant, wording, metric)
        for phrase in phrases(wording.measure)
        for given, meant in metric.senses
    )
    return max(found, key=lambda fit: fit.score, default=NOT_AT_ALL)


def _named(phrase: str, name: str, meant: Sense, wording: Wording, metric: Measured) -> Fit:
    if fold(phrase) == fold(name):
        return Fit(1.0, f"the measure is “{name}”")
    said = _sense(phrase, wording.kind)
    around = sense(fold(wording.subject))
    counted = sense(fold(wording.counted)).content if wording.counted else frozenset()
    # What the one's subject says already, the other's measure need not say.
    added = said.content - meant.content - metric.own
    lacked = meant.content - said.content - counted - around.content
    if not said.content & meant.content and (meant.content or added or not said.qualities & meant.qualities):
        return NOT_AT_ALL
    if wanted := years(fold(name)):
        # A metric of one year: 2025 passengers.
        told = years(fold(phrase))
        if told and told.isdisjoint(wanted):
            return NOT_AT_ALL
        lacked = lacked if told else lacked | wanted
    left = _BOTH if added and lacked else _ADDED[min(len(added), 3)] * _LACKED[min(len(lacked), 3)]
    remarks = [f"adds “{'”, “'.join(sorted(added))}”"] if added else []
    remarks += [f"lacks “{'”, “'.join(sorted(lacked))}”"] if lacked else []
    for factor, remark in _qualities(said, meant, wording, metric):
        left *= factor
        if remark:
            remarks.append(remark)
        if not left:
            return NOT_AT_ALL
    if not remarks:
        return Fit(left * _SAID_OTHERWISE, f"the measure “{phrase}” means “{name}”")
    return Fit(left, f"the measure “{phrase}” is like “{name}”, but {' and '.join(remarks)}")


def _qualities(said: Sense, meant: Sense, wording: Wording, metric: Measured) -> Iterator[tuple[float, str]]:
    """What each group of qualifiers leaves of the likeness, and what is to be said of it."""
    if said.qualities == meant.qualities:
        return
    ours, theirs = dict(_groups(said.qualities)), _groups(meant.qualities)
    if wording.rate is not None and "cycle" not in ours and "cycle" in theirs:
        ours["cycle"] = frozenset((wording.rate.value,))
    beside = (metric.beside, sense(fold(wording.subject)).qualities)
    for group in ours.keys() | theirs.keys():
        mine, other = ours.get(group, frozenset()), theirs.get(group, frozenset())
        if mine == other:
            continue
        if mine and other:
            yield 0.0, ""
            continue
        values, side = (mine, 0) if mine else (other, 1)
        for value in values:
            if (group, value) in beside[side]:
                continue
            factor = qualifiers.EXCEPTIONS.get((group, value), qualifiers.PENALTIES[group])[side]
            if group == "cycle" and not side and ("state", "active") in said.qualities:
                factor = qualifiers.PENALTIES["state"][0]
            yield factor, "" if factor == 1 else f"{'adds' if not side else 'lacks'} “{value}”"


@lru_cache(maxsize=1 << 12)
def _groups(qualities: frozenset[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group, value in qualities:
        found.setdefault(group, set()).add(value)
    return {group: frozenset(values) for group, values in found.items()}
