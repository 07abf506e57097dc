"""What a new version of a document does to the claims of its earlier ones.

A claim stays as it was captured, in the version it was captured from: that is what people quote. What stands in its
place now is kept beside it as a revision, and its quote's state says how the two compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from tracker import extract, past, revisions
from tracker.claims.reading import as_values, store
from tracker.models import Claim, ClaimRevision, Document
from tracker.states import QuoteState, RevisionChange

_STATES = {
    RevisionChange.CHANGED: QuoteState.CHANGED,
    RevisionChange.GONE: QuoteState.GONE,
    RevisionChange.RETURNED: QuoteState.PRESENT,
    RevisionChange.UNCLEAR: QuoteState.UNCLEAR,
}


# The words are those of the figure it follows, and so is what a person has said of them. The day that the record names
# is that of the figure before; nobody knows more of this one than the day it was seen.
_INHERIT = text("""
UPDATE claim n
   SET metric_id = o.metric_id, linked_by = o.linked_by, link_score = o.link_score, link_reason = o.link_reason,
       stated_on = greatest(n.stated_on, (CAST(:now AS timestamptz) AT TIME ZONE 'UTC')::date)
  FROM unnest(CAST(:former AS bigint[]), CAST(:starts AS bigint[])) AS r (former, start) JOIN claim o ON o.id = r.former
 WHERE n.document_id = :document AND n.quote_start = r.start
""")


@dataclass(frozen=True, slots=True)
class Revised:
    """What a new version brought, for the most part in numbers of claims."""

    added: tuple[int, ...] = ()
    """The ids of the claims that are new."""
    changed: int = 0
    gone: int = 0
    unclear: int = 0
    moved: int = 0
    """Claims whose figure stands there in another sentence, or elsewhere on the page."""


_NEAR = 40
"""Characters on either side of a figure."""
_Readings: TypeAlias = dict[int, list[Mapping[str, Any]]]
"""By claim, what was read in its place, oldest first."""


class _Earlier(NamedTuple):
    """A claim of an earlier version."""

    id: int
    document_id: int
    start: int
    state: QuoteState
    extractor: str
    reading: Mapping[str, Any]
    prefix: str
    exact: str
    suffix: str


class Change(NamedTuple):
    """What became of a claim, and what stands in its place."""

    claim_id: int
    change: RevisionChange
    reading: Mapping[str, Any] | None


def revise(
    session: Session,
    appearance_id: int,
    document: Document,
    readings: Sequence[extract.Claim],
    *,
    extractor: str,
    now: datetime,
    is_new: bool = True,
    is_record: bool = False,
) -> Revised:
    """Compare what is read in ``document`` with every claim whose text was first seen at a place before.

    Figures that are new there become claims of ``document``, unless it was captured before (``is_new`` is false) and
    has had its claims since; for the others at most a revision is written.

    ``is_record`` says that the document is a work of reference, whose figures are evidence as they are now: a figure
    that takes another's place there is a claim as well, and what becomes of the place is told of that one from then on.
    """
    earlier = _earlier(session, appearance_id)
    words = "".join(document.text.split()) if earlier else ""
    sure, asked, place = _revised(session, appearance_id) if earlier else ({}, {}, {})
    # What took a claim's place may be a claim itself.
    places = {(claim.document_id, claim.start) for claim in earlier}
    former = [claim for claim in earlier if claim.state is QuoteState.CHANGED and place.get(claim.id) in places]
    followed = {claim.id for claim in former}
    claims = [claim for claim in earlier if claim.id not in followed]
    read_as = [(claim.reading, *sure.get(claim.id, ())) for claim in claims]
    before = [chain[-1] for chain in read_as]
    now_read = [as_values(reading) for reading in readings] if claims else []
    compared = revisions.compare(before, now_read)
    if any(claims[old].reading != before[old] for old in compared.gone) and compared.added:
        compared = revisions.recall(compared, read_as, now_read)
    changes: list[Change] = []
    replaced: dict[int, int] = {}
    moved = 0
    for old, new in compared.pairs:
        claim, reading = claims[old], now_read[new]
        if revisions.same_figure(claim.reading, reading):
            moved += not (_stands(claim, _around(document.text, reading)) or _stands(claim, words))
            if claim.state is not QuoteState.PRESENT:
                changes.append(Change(claim.id, RevisionChange.RETURNED, reading))
            continue
        if claim.state is not QuoteState.CHANGED or not revisions.same_figure(before[old], reading):
            changes.append(Change(claim.id, RevisionChange.CHANGED, reading))
        replaced[new] = claim.id
    for old, new in compared.unclear:
        claim, reading = claims[old], now_read[new]
        if claim.extractor != extractor and _stands(claim, words):
            continue
        # What somebody was asked before is not asked again.
        if claim.state in (QuoteState.PRESENT, QuoteState.CHANGED) or not _is_asked(asked, claim.id, reading):
            changes.append(Change(claim.id, RevisionChange.UNCLEAR, reading))
    for old in compared.gone:
        claim = claims[old]
        if not (claim.extractor != extractor and _stands(claim, words)) and claim.state is not QuoteState.GONE:
            changes.append(Change(claim.id, RevisionChange.GONE, None))
    changes += _returned(former, now_read)
    note(session, changes, document.id, now)
    if not is_new:
        return replace(tally(changes), moved=moved)
    wanted = sorted({*compared.added, *(replaced if is_record else ())})
    added = [readings[new] for new in wanted] if claims else readings
    stored = store(session, document, added, extractor=extractor)
    if is_record and replaced:
        starts = [readings[new].start for new in replaced]
        told = {"document": document.id, "former": list(replaced.values()), "starts": starts, "now": now}
        session.execute(_INHERIT, told)
    return replace(tally(changes), added=tuple(stored), moved=moved)


def _returned(former: Sequence[_Earlier], now_read: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    """Yield which of the figures that others have followed stand there again."""
    pairs = revisions.compare([claim.reading for claim in former], now_read).pairs if former and now_read else ()
    for old, new in pairs:
        if revisions.same_figure(former[old].reading, now_read[new]):
            yield Change(former[old].id, RevisionChange.RETURNED, now_read[new])


def tally(changes: Iterable[Change]) -> Revised:
    """Count what became of claims."""
    counts = Counter(change.change for change in changes)
    return Revised(
        changed=counts[RevisionChange.CHANGED],
        gone=counts[RevisionChange.GONE],
        unclear=counts[RevisionChange.UNCLEAR],
    )


def lose(session: Session, document_ids: Sequence[int], *, now: datetime) -> int:
    """Note that the pages which last showed these documents are gone altogether; returns how many claims with them."""
    places = select(Document.appearance_id).where(Document.id == func.any(list(document_ids)))
    gone = session.scalars(
        select(Claim.id)
        .join(Document, Document.id == Claim.document_id)
        .where(Document.appearance_id.in_(places), Claim.quote_state != QuoteState.GONE)
    ).all()
    note(session, [Change(claim_id, RevisionChange.GONE, None) for claim_id in gone], None, now)
    return len(gone)


def _earlier(session: Session, appearance_id: int) -> list[_Earlier]:
    found = session.execute(
        select(
            Claim.id,
            Claim.document_id,
            Claim.quote_start,
            Claim.quote_state,
            Claim.extractor,
            Claim.reading,
            Claim.quote_prefix,
            Claim.quote_exact,
            Claim.quote_suffix,
        )
        .join(Document, Document.id == Claim.document_id)
        .where(Document.appearance_id == appearance_id)
        .order_by(Document.version, Claim.quote_start)
    )
    return [_Earlier(*row) for row in found]


def _revised(session: Session, appearance_id: int) -> tuple[_Readings, _Readings, dict[int, tuple[int | None, int]]]:
    """What stood in the place of each claim since.

    All that was surely it, the last of it last; all that may or may not have been it; and where the last of it stands:
    the document, and the place in its text.
    """
    found = session.execute(
        select(ClaimRevision.claim_id, ClaimRevision.change, ClaimRevision.document_id, ClaimRevision.reading)
        .join(Claim, Claim.id == ClaimRevision.claim_id)
        .join(Document, Document.id == Claim.document_id)
        .where(Document.appearance_id == appearance_id)
        .order_by(ClaimRevision.id)
    )
    sure: _Readings = {}
    asked: _Readings = {}
    place: dict[int, tuple[int | None, int]] = {}
    for claim_id, change, document_id, reading in found:
        if reading is not None:  # JSON has a null of its own
            (asked if change is RevisionChange.UNCLEAR else sure).setdefault(claim_id, []).append(reading)
            place[claim_id] = document_id, reading.get("start", -1)
    return sure, asked, place


def _is_asked(asked: Mapping[int, Sequence[Mapping[str, Any]]], claim_id: int, reading: Mapping[str, Any]) -> bool:
    words = ("figure", "sentence")
    return any(all(one.get(name) == reading[name] for name in words) for one in asked.get(claim_id, ()))


def _around(text: str, reading: Mapping[str, Any]) -> str:
    """The words about where something was read: mostly enough to look in, where a text is long."""
    return "".join(text[max(reading["start"] - _NEAR, 0) : reading["end"] + _NEAR].split())


def _stands(claim: _Earlier, words: str) -> bool:
    """Whether a claim that these rules do not read stands there word for word: entered by hand, or read otherwise."""
    around = claim.prefix[-8:] + claim.exact + claim.suffix[:8]
    return "".join(around.split()) in words


def note(
    session: Session, changes: Sequence[Change], document_id: int | None, now: datetime, *, actor: str | None = None
) -> None:
    """Write down what became of claims, as seen in a document or by a person, and where that leaves their quotes."""
    if not changes:
        return
    past.tell(session, now)
    session.execute(
        insert(ClaimRevision),
        [{**change._asdict(), "document_id": document_id, "at": now, "actor": actor} for change in changes],
    )
    for change, state in _STATES.items():
        ids = [each.claim_id for each in changes if each.change is change]
        if ids:
            session.execute(update(Claim).where(Claim.id == func.any(ids)).values(quote_state=state))
