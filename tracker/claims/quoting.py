"""Claims held against the words they quote: what misquotes, and what a page still says of what others cite it for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from tracker import amounts, extract, quotes, revisions
from tracker.claims.reading import as_values, from_values
from tracker.claims.revision import Change, Revised, note, tally
from tracker.extract import Claim as Reading
from tracker.models import Claim, ClaimRevision, Document
from tracker.states import QuoteState, RevisionChange
from tracker.values import Bound

BY_HAND: Final = ", by hand"
"""How the extractor of a claim ends that somebody entered; others have the version of the rules."""


def misquote(claim: Claim) -> str | None:
    """How a claim differs from the text of its document in number or unit, in words; None where it does not.

    Words of ours are no evidence: the page that they cite is asked at the next look.
    """
    document = claim.document
    if not document.is_verbatim:
        return None
    first, span = from_values(claim.reading), (claim.quote_start, claim.quote_end)
    if claim.extractor.endswith(BY_HAND) or (first.start, first.end) != span:
        there = quotes.within(extract.claims(document.text, document.published_on), [span])
    else:
        there = [first]
    said = quotes.misquoted(*_number(claim), there)
    return None if said is None else f"the text says {quotes.says(said)}, the claim {_in_words(claim)}"


def check(session: Session, appearance_id: int, text: str, readings: Sequence[Reading], *, now: datetime) -> Revised:
    """Look for what is cited from a page in its text; facts without a quote of their own cannot be found there.

    What stood there before, or in a copy of the page, has been revised by the publisher where it does not any more;
    what never stood there is misquoted. The page's other figures stay out.
    """
    claims = _cited(session, appearance_id)
    latest = _latest(session, [claim.id for claim in claims])
    found = _Findings()
    missing: list[tuple[Claim, Mapping[str, Any]]] = []
    for claim in claims:
        base = latest.get(claim.id, claim.reading if claim.document.is_verbatim else None)
        if claim.document.is_verbatim:
            spans = quotes.places(text, claim.sentence)
        elif quotes.is_ours(from_values(claim.reading)):
            continue
        else:
            spans = quotes.places(text, claim.quote_exact)
        if spans:
            found.stands(claim, base, _line(text, *spans[0]), quotes.within(readings, spans))
        elif base is not None:
            missing.append((claim, base))
        else:
            found.never_stood(claim, readings)
    found.missing(missing, readings)
    note(session, found.changes, None, now)
    session.flush()
    return replace(tally(found.changes), moved=found.moved)


@dataclass(slots=True)
class _Findings:
    """What a page says of the claims that cite it."""

    changes: list[Change] = field(default_factory=list)
    moved: int = 0

    def stands(self, claim: Claim, base: Mapping[str, Any] | None, line: str, there: Sequence[Reading]) -> None:
        """A claim's words stand there; what was read in them may be another number."""
        said = None if claim.document.is_verbatim else quotes.misquoted(*_number(claim), there)
        claim.misquote = None if said is None else f"the page says {quotes.says(said)}, the claim {_in_words(claim)}"
        if claim.quote_state is not QuoteState.PRESENT or (base is None and said is None):
            own = replace(from_values(claim.reading), sentence=line)
            same = (reading for reading in there if quotes.same_number(*_number(claim), reading))
            self._add(claim, RevisionChange.RETURNED, next(same, own))

    def never_stood(self, claim: Claim, readings: Sequence[Reading]) -> None:
        """A claim's words do not stand there and never did; the same figure of the same subject will do."""
        like = [reading for reading in readings if quotes.same_subject(claim.subject, reading.subject)]
        same = next((reading for reading in like if quotes.same_number(*_number(claim), reading)), None)
        claim.misquote = None if same else f"the page does not say “{claim.quote_exact}”"
        if same is not None:
            self._add(claim, RevisionChange.RETURNED, same)

    def missing(self, claims: Sequence[tuple[Claim, Mapping[str, Any]]], readings: Sequence[Reading]) -> None:
        """The words of these claims stood there, as read beside them, and do not any more."""
        compared = revisions.compare([base for _, base in claims], [as_values(reading) for reading in readings])
        for old, new in compared.pairs:
            claim, base = claims[old]
            if revisions.same_figure(claim.reading, as_values(readings[new])):
                self.moved += 1
                if claim.quote_state is not QuoteState.PRESENT:
                    self._add(claim, RevisionChange.RETURNED, readings[new])
            elif claim.quote_state is not QuoteState.CHANGED or not revisions.same_figure(
                base, as_values(readings[new])
            ):
                self._add(claim, RevisionChange.CHANGED, readings[new])
        for old, new in compared.unclear:
            if claims[old][0].quote_state not in (QuoteState.UNCLEAR, QuoteState.GONE):
                self._add(claims[old][0], RevisionChange.UNCLEAR, readings[new])
        for old in compared.gone:
            if claims[old][0].quote_state is not QuoteState.GONE:
                self.changes.append(Change(claims[old][0].id, RevisionChange.GONE, None))

    def _add(self, claim: Claim, change: RevisionChange, reading: Reading) -> None:
        self.changes.append(Change(claim.id, change, as_values(reading)))


def _cited(session: Session, appearance_id: int) -> Sequence[Claim]:
    return session.scalars(
        select(Claim)
        .join(Claim.document)
        .where(Document.appearance_id == appearance_id)
        .options(contains_eager(Claim.document))
        .order_by(Claim.id)
    ).all()


def _latest(session: Session, claims: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """What surely stood in the place of claims when the page was last asked."""
    rows = session.execute(
        select(ClaimRevision.claim_id, ClaimRevision.reading)
        .where(
            ClaimRevision.claim_id == func.any(list(claims)),
            ClaimRevision.reading.is_not(None),
            ClaimRevision.change != RevisionChange.UNCLEAR,
        )
        .order_by(ClaimRevision.id)
    )
    return {claim_id: reading for claim_id, reading in rows if reading is not None}


def _line(text: str, start: int, end: int) -> str:
    """The line of ``text`` that some words stand in."""
    last = text.find("\n", end)
    return text[text.rfind("\n", 0, start) + 1 : last if last >= 0 else len(text)].strip()


def _number(claim: Claim) -> tuple[Bound | None, Bound | None, str | None]:
    low = claim.low if claim.low_date is None else claim.low_date
    high = claim.high if claim.high_date is None else claim.high_date
    return low, high, claim.unit


def _in_words(claim: Claim) -> str:
    low, high, unit = _number(claim)
    return amounts.in_words(low, high, unit, claim.comparator, kind=claim.kind, rate=claim.rate, counted=claim.counted)
