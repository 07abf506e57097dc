"""Claims entered and edited by hand: what was read first stays in ``reading``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker import documents, extract, metrics
from tracker.claims import edits
from tracker.claims.entry import Entry, Values, apply
from tracker.claims.listing import find
from tracker.claims.quoting import BY_HAND, misquote
from tracker.claims.reading import as_row, bounds_as_columns, store
from tracker.drafts import CapturedPage, SourceDraft
from tracker.errors import InputError
from tracker.extract.chinese.sentences import paragraphs
from tracker.extract.script import fold
from tracker.models import Claim, Document, Source


def add(session: Session, source: Source, entry: Entry, *, url: str | None, actor: str, now: datetime) -> Claim:
    """Enter a claim of ``source`` by hand.

    Where the words of ``entry.quote`` stand in a document of the source, it is anchored there; else it becomes a
    document of its own, in words of ours.

    Raises:
        InputError: it lacks subject, metric or number, does not fit together, or is there already.
    """
    for field in ("subject", "metric"):
        if getattr(entry, field) is None:
            raise InputError(f"--{field}: say what the figure is about")
    values = apply(Values(), entry)
    if entry.comparator is None and entry.value is None and entry.low is None and entry.high is None:
        raise InputError("--value: give the number, or --low and --high, or --comparator vague where there is none")
    reading = values.fact(entry.quote).claim()
    document = _quoted(session, source, entry.quote) if entry.quote else None
    if document is None:
        page = CapturedPage(
            source=SourceDraft(locator=source.locator),
            text=f"{reading.sentence}\n",
            url=url or source.url,
            published=values.stated_on,
            language=source.language,
            claims=(reading,),
        )
        document, _ = documents.store(session, source, page, now=now)
    elif entry.quote:
        reading = _moved(reading, document, entry.quote)
    extractor = f"{actor}{BY_HAND}"
    if not store(session, document, [reading], extractor=extractor):
        taken = _at(session, document, reading.start, reading.end)
        raise InputError(f"claim {taken.id} says this already; change it with `tracker claims edit {taken.id}`")
    claim = _at(session, document, reading.start, reading.end)
    claim.stated_on = values.stated_on or document.published_on
    if entry.link is not None:
        claim.metric_id, claim.linked_by = metrics.find(session, entry.link).id, actor
    claim.misquote = misquote(claim)
    session.flush()
    session.refresh(claim)
    return claim


def edit(
    session: Session, claim_id: int, entry: Entry, unset: Collection[str] = (), *, actor: str, now: datetime
) -> Claim:
    """Change fields of a claim and note who did; unchanged values leave it as it is.

    Raises:
        InputError: there is no such claim, or the result would not fit together.
    """
    claim = find(session, claim_id)
    values = apply(Values.of(claim), entry, unset)
    changes = {
        **bounds_as_columns(values.low, values.high),
        "comparator": values.comparator,
        "kind": values.kind,
        "subject": values.subject,
        "metric_phrase": values.metric,
        "unit": values.unit,
        "precision": values.precision,
        "counted": values.counted,
        "rate": values.rate,
        "period_start": values.period_start,
        "period_end": values.period_end,
        "baseline": values.baseline,
        "attribution": values.said_by,
        "is_hearsay": values.hearsay,
        "is_checkable": values.checkable,
        "stated_on": values.stated_on,
    }
    if entry.quote is not None:
        changes |= _requoted(session, claim, entry.quote)
    if entry.link is not None:
        changes |= {"metric_id": metrics.find(session, entry.link).id, "linked_by": actor}
    elif "link" in unset:
        changes |= {"metric_id": None, "linked_by": actor}
    if "linked_by" in changes:
        changes |= {"link_score": None, "link_reason": None}
    different = {name: value for name, value in changes.items() if getattr(claim, name) != value}
    if different:
        edits.note(session, claim, different, actor=actor, now=now)
        for name, value in different.items():
            setattr(claim, name, value)
        claim.edited_at, claim.edited_by = now, actor
        claim.misquote = misquote(claim)
        session.flush()
    return claim


def _quoted(session: Session, source: Source, quote: str) -> Document | None:
    """The newest document of ``source`` in which ``quote`` stands."""
    return session.scalar(
        select(Document)
        .where(Document.source_id == source.id, Document.text.contains(quote, autoescape=True))
        .order_by(Document.captured_at.desc(), Document.id.desc())
        .limit(1)
    )


def _place(document: Document, quote: str) -> tuple[int, int]:
    """Where ``quote`` stands in ``document``; raises InputError unless it stands there once."""
    times = document.text.count(quote)
    if times != 1:
        wrong = f"stands {times} times" if times else "does not stand"
        raise InputError(f"--quote: {quote!r} {wrong} in the document; quote the words of one place exactly")
    start = document.text.index(quote)
    return start, start + len(quote)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence around a quote, or the quote's own where it runs over several."""
    around = (sentence for paragraph in paragraphs(fold(text)) for sentence in paragraph.sentences)
    return next(
        ((found.start, found.end) for found in around if found.start <= start and end <= found.end), (start, end)
    )


def _moved(reading: extract.Claim, document: Document, quote: str) -> extract.Claim:
    start, end = _place(document, quote)
    first, last = _sentence(document.text, start, end)
    return replace(
        reading, start=start, end=end, sentence_start=first, sentence_end=last, sentence=document.text[first:last]
    )


def _requoted(session: Session, claim: Claim, quote: str) -> dict[str, object]:
    document = claim.document
    moved = _moved(Values.of(claim).fact(quote).claim(), document, quote)
    other = session.scalar(
        select(Claim.id).where(
            Claim.document_id == document.id,
            Claim.quote_start == moved.start,
            Claim.quote_end == moved.end,
            Claim.id != claim.id,
        )
    )
    if other is not None:
        raise InputError(f"--quote: claim {other} quotes these words already")
    row = as_row(document, moved, claim.extractor)
    return {name: row[name] for name in row if name.startswith("quote_") or name == "sentence"}


def _at(session: Session, document: Document, start: int, end: int) -> Claim:
    return session.scalars(
        select(Claim).where(Claim.document_id == document.id, Claim.quote_start == start, Claim.quote_end == end)
    ).one()
