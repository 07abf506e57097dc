"""What becomes of a captured page: a document where its text is new, claims where its figures are, their links."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple, TypeAlias

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from tracker import addresses, claims, documents, extract, linking, metrics, parties, probes, resources, sources
from tracker.models import Appearance, Claim, Document, Source
from tracker.spread import HERE, Spread, SpreadError, parts, strides
from tracker.values import Tier

log = logging.getLogger(__name__)

LEAST: Final = 100_000
"""Characters that are worth sending to another process: a tenth of a second's reading."""
_SAMPLE_LOCK: Final = 0x73616D70  # one of several first runs at once loads the sample


@dataclass(frozen=True, slots=True)
class Captured:
    """What one page brought in."""

    source: str
    """The source's slug."""
    document_id: int | None
    """None for a page that states no figure."""
    title: str | None
    published: date | None
    is_new: bool
    """False where the same text was captured before."""
    claims: int
    """How many claims came in; 0 for a text captured before."""
    linked: int
    """How many of them were tied to a metric."""
    changed: int = 0
    """How many claims of earlier versions have another figure in their place now."""
    gone: int = 0
    """How many claims of earlier versions stand there no longer."""
    unclear: int = 0
    """How many claims of earlier versions may or may not stand there: a person is to say."""
    moved: int = 0
    """How many claims of earlier versions stand there in another sentence, or elsewhere on the page."""
    first_source: str | None = None
    """Where the text was captured before, if it was from another source."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a look at a locator brought in."""

    pages: tuple[Captured, ...]
    missed: tuple[sources.Missed, ...] = ()
    """Pages that failed, and those that had figures and now have none: what is known of them stays."""
    gone: int = 0
    """How many claims are gone with pages that are there no longer."""


Read: TypeAlias = list[tuple[sources.CapturedPage, tuple[extract.Claim, ...]]]
"""Pages with what was read in each."""


class _Placed(NamedTuple):
    """A page whose text was put in its place, its claims still to be dealt with."""

    source: Source
    page: sources.CapturedPage
    readings: Sequence[extract.Claim]
    document: Document
    is_new: bool
    appearance: Appearance
    earlier: documents.Earlier | None


def read(captured: sources.Captured, spread: Spread = HERE) -> Read:
    """Read every page's claims, before any transaction begins; many texts are read wherever ``spread`` has hands.

    Raises InputError where the one page there is states no figure.
    """
    unread = [page for page in captured.pages if page.claims is None]
    size = sum(len(page.text) for page in unread)
    if size < 2 * LEAST:
        return [(page, page.readings()) for page in captured.pages]
    try:
        count = parts(spread.width(), size, LEAST)
        found = _read_apart(unread, count, spread)
    except SpreadError as error:
        log.warning("%s; %d pages are read here", error, len(unread))
        found = _read_apart(unread, 1, HERE)
    return [(page, page.held(next(found) if page.claims is None else page.claims)) for page in captured.pages]


def _read_apart(
    pages: Sequence[sources.CapturedPage], count: int, spread: Spread
) -> Iterator[tuple[extract.Claim, ...]]:
    """Read texts in ``count`` slices; returns what each of them says, in order."""
    # Nothing but the texts travels: the bytes they were read from are many times as much.
    texts = [(page.text, page.published) for page in pages]
    count = min(count, len(texts))
    slices = spread.map(readings, strides(texts, count))
    return iter([slices[number % count][number // count] for number in range(len(texts))])


def readings(texts: Sequence[tuple[str, date | None]]) -> list[tuple[extract.Claim, ...]]:
    """Read texts, each stated on a day or on none; returns what each of them says."""
    return [tuple(extract.claims(text, published)) for text, published in texts]


def store(
    session: Session, captured: sources.Captured, pages: Read, *, now: datetime, asked: Source | None = None
) -> Stored:
    """Store what was captured and read: its metrics, and per page the source, the document, its claims and links.

    What was not read is noted as well: pages that are as they were, and those that failed.

    ``asked`` is the source that was looked at again, where it was one: locked, unless nothing is to be stored.
    """
    if asked is None:
        sources.lock(session)
    for draft in captured.metrics:
        metrics.ensure(session, draft)
    brought: dict[int, Captured | _Placed] = {}
    missed = list(captured.missed)
    keys: dict[Source, set[str]] = {asked: set()} if asked is not None else {}
    for source, numbers in _by_source(session, pages, asked, now).items():
        own = keys[source] = {documents.key_of(pages[number][0]) for number in numbers}
        standing = documents.standing(session, source, own)
        same: list[sources.CapturedPage] = []
        for number in numbers:
            page, readings = pages[number]
            there = standing.get(documents.key_of(page))
            if there is not None and not readings:
                missed.append(_emptied(session, source, page, now))
            elif there is not None and documents.is_same(session, there, page):
                same.append(page)
                brought[number] = _unchanged(source, there)
            else:
                brought[number] = _place(session, source, page, readings, now)
        documents.still(session, source, same, now=now)
    # Where all the texts stand has to be known before it is judged which claims stand nowhere any more.
    if own_source := asked or next(iter(keys), None):
        _note_list(session, own_source, captured, now)
    done = _settled(session, [each for _, each in sorted(brought.items())], now)
    gone = 0
    if captured.is_whole:
        for source, own in keys.items():
            if lost := documents.vanished(session, source, captured.locator, own):
                gone += claims.lose(session, lost, now=now)
    return Stored(tuple(done), tuple(missed), gone)


def store_sample(session: Session, *, now: datetime) -> tuple[Captured, ...]:
    """Store the whole sample, its metrics and their parties too, where the database holds no source yet."""
    from tracker.metrics import sheet  # the YAML library is for this only

    session.execute(select(func.pg_advisory_xact_lock(_SAMPLE_LOCK)))
    if session.scalar(select(exists().select_from(Source))):
        return ()
    catalogue = sheet.read(resources.sample() / "metrics.yaml")
    parties.ensure(session, catalogue.party_drafts())
    for draft in catalogue.metric_drafts():
        metrics.ensure(session, draft)
    captures = sources.sample()
    return tuple(page for each in captures for page in store(session, each, read(each), now=now).pages)


def again(
    session: Session, source: Source, page: sources.CapturedPage, readings: Sequence[extract.Claim], *, now: datetime
) -> Captured | sources.Missed:
    """Store what a page of ``source`` says that was asked for by itself; the source is not looked at with it.

    Returns what was missed where it had figures and has none now.
    """
    sources.lock(session)
    there = documents.standing(session, source, [documents.key_of(page)]).get(documents.key_of(page))
    if there is not None and not readings:
        return _emptied(session, source, page, now)
    if there is not None and documents.is_same(session, there, page):
        documents.still(session, source, [page], now=now)
        return _unchanged(source, there)
    return _settled(session, [_place(session, source, page, readings, now)], now)[0]


def _by_source(session: Session, pages: Read, asked: Source | None, now: datetime) -> dict[Source, list[int]]:
    """Find or make the source of each page; returns the pages' numbers by source."""
    found: dict[tuple[object, ...], Source] = {}
    grouped: dict[Source, list[int]] = {}
    for number, (page, _) in enumerate(pages):
        draft = page.source
        told = (draft.kind, draft.locator, draft.publisher, draft.url, draft.slug, draft.language)
        if told not in found:
            found[told] = sources.ensure(session, draft, now=now, asked=asked, key=page.key)
        grouped.setdefault(found[told], []).append(number)
    return grouped


def _note_list(session: Session, source: Source, captured: sources.Captured, now: datetime) -> None:
    documents.unchanged(session, source, captured.unchanged, now=now)
    for missed in captured.missed:
        documents.missed(session, source, missed, now=now)
    if captured.etag or captured.last_modified:
        own = documents.seen(session, source, addresses.key(captured.locator), now=now)
        own.etag, own.last_modified = captured.etag, captured.last_modified


def _emptied(session: Session, source: Source, page: sources.CapturedPage, now: datetime) -> sources.Missed:
    name = page.url or page.title or page.source.locator
    reason = f"{name}: no figure is found in it any more; see whether it is still the article"
    missed = sources.Missed(key=documents.key_of(page), reason=reason, permanent=False)
    documents.missed(session, source, missed, now=now)
    return missed


def _unchanged(source: Source, there: documents.Standing) -> Captured:
    first = there.source if there.source != source.slug else None
    return Captured(source.slug, there.document_id, there.title, there.published, False, 0, 0, first_source=first)


def _settled(session: Session, brought: Sequence[Captured | _Placed], now: datetime) -> list[Captured]:
    """Deal with the claims of the pages that were placed, and link those that are new, all at once."""
    pages: list[Captured] = []
    added: list[int] = []
    is_tied = False
    for each in brought:
        if isinstance(each, _Placed):
            page, new = _revise(session, each, now)
            pages.append(page)
            added += new
            is_tied = is_tied or each.page.metric is not None
        else:
            pages.append(each)
    if not added or not (linking.link(session, since=min(added)) or is_tied):
        return pages
    found = session.execute(
        select(Claim.document_id, func.count(Claim.metric_id)).where(Claim.id >= min(added)).group_by(Claim.document_id)
    )
    counts: dict[int | None, int] = {row[0]: row[1] for row in found}
    return [replace(page, linked=counts.get(page.document_id, 0)) if page.claims else page for page in pages]


def _place(
    session: Session, source: Source, page: sources.CapturedPage, readings: Sequence[extract.Claim], now: datetime
) -> Captured | _Placed:
    if not readings:
        documents.place(session, source, page, None, now=now)
        return Captured(source.slug, None, page.title, page.published, False, 0, 0)
    document, is_new = documents.store(session, source, page, now=now)
    appearance, earlier = documents.place(session, source, page, document, now=now)
    return _Placed(source, page, readings, document, is_new, appearance, earlier)


def _revise(session: Session, placed: _Placed, now: datetime) -> tuple[Captured, tuple[int, ...]]:
    """What became of a page that was placed, and the ids of the claims that are new."""
    source, page, readings, document, is_new, appearance, earlier = placed
    if is_new and earlier is not None:
        documents.follow(session, document, earlier)
    row = document.appearance_id if is_new and document.appearance_id is not None else appearance.id
    extractor = page.extractor
    is_record = source.tier is Tier.REFERENCE and page.claims is not None
    revised = claims.revise(
        session, row, document, readings, extractor=extractor, now=now, is_new=is_new, is_record=is_record
    )
    if page.metric is not None:
        probes.tie(session, document.id, page.metric)
    page_now = Captured(
        source=source.slug,
        document_id=document.id,
        title=document.title,
        published=document.published_on,
        is_new=is_new,
        claims=len(revised.added),
        linked=0,
        changed=revised.changed,
        gone=revised.gone,
        unclear=revised.unclear,
        moved=revised.moved,
        first_source=document.source.slug if document.source_id != source.id else None,
    )
    return page_now, revised.added
