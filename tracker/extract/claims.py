"""Claims: the figures that claim something, each with what it is about and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import attrgetter
from typing import Any, Final

from tracker.extract import passages
from tracker.extract.article import read
from tracker.extract.chinese.quantities import Figure
from tracker.extract.chinese.quantities import figures as chinese_figures
from tracker.extract.chinese.reading import Reading as ChineseReading
from tracker.extract.claim import Claim
from tracker.extract.english.reading import Reading as EnglishReading

__all__ = ["EXTRACTOR", "Claim", "as_record", "claims", "figures"]

_START: Final = attrgetter("start")
EXTRACTOR: Final = "2"
"""Version of the reading rules, stored beside every claim they produced."""


def as_record(claim: Claim) -> dict[str, Any]:
    """Return a claim as a plain mapping for printing: dates as ISO strings, numbers as they are (``Decimal``).

    ``value`` is the number where the interval is one, else None; ``period`` is the rate (day, month), ``of`` what is
    counted.
    """
    low, high = (bound.isoformat() if isinstance(bound, date) else bound for bound in (claim.low, claim.high))
    return {
        "start": claim.start,
        "end": claim.end,
        "figure": claim.figure,
        "value": low if low == high else None,
        "low": low,
        "high": high,
        "unit": claim.unit,
        "of": claim.counted,
        "comparator": str(claim.comparator),
        "kind": str(claim.kind),
        "subject": claim.subject,
        "metric": claim.metric,
        "attribution": claim.attribution,
        "hearsay": claim.hearsay,
        "period": str(claim.rate) if claim.rate else None,
        "period_start": claim.period_start.isoformat() if claim.period_start else None,
        "period_end": claim.period_end.isoformat() if claim.period_end else None,
        "baseline": claim.baseline,
        "sentence": claim.sentence,
        "checkable": claim.checkable,
    }


def claims(text: str, published: date | None = None) -> list[Claim]:
    """Read the claims of ``text`` in order, each passage in its own language.

    ``published`` overrides the date in the text's head. A text without a date is read all the same: times that need
    one stay open. Never raises.
    """
    spans = passages.english(text)
    if spans is None:
        return EnglishReading(text, published).claims()
    if not spans:
        return ChineseReading(text, published).claims()
    published = published or read(text).published
    inside, outside = passages.parted(text, spans)
    chinese = ChineseReading(outside, published, until=spans[-1][1])
    quoted = EnglishReading(inside, published).claims()
    for claim in quoted:
        if not (claim.attribution or claim.hearsay):
            # An English quotation is his whom the Chinese around it names.
            speaker, hearsay = chinese.speaker(claim.start)
            if speaker or hearsay:
                claim.attribution, claim.hearsay = speaker, hearsay
    both = [*chinese.claims(), *quoted]
    # Nobody else has seen these claims yet: they are completed in place, as a copy costs more than the reading did.
    for claim in both:
        claim.sentence = text[claim.sentence_start : claim.sentence_end]
    return sorted(both, key=_START)


def figures(text: str, published: date | None = None) -> Iterator[Figure]:
    """Yield every quantity of ``text`` in order, without overlaps; dates are resolved against ``published``.

    >>> [(f.text, str(f.low), f.unit) for f in figures("销量超3万台")]
    [('超3万台', '30000', 'count')]
    >>> [(f.text, str(f.high), f.unit) for f in figures("Sales fell nearly 40% to $15m.")]
    [('nearly 40%', '40', '%'), ('$15m', '15000000', 'USD')]
    """
    spans = passages.english(text)
    if spans is None:
        yield from EnglishReading(text, published).figures()
    elif not spans:
        yield from chinese_figures(text, published)
    else:
        inside, outside = passages.parted(text, spans)
        both = [*chinese_figures(outside, published), *EnglishReading(inside, published).figures()]
        yield from sorted(both, key=lambda figure: figure.start)
