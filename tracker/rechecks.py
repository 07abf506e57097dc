"""Pages asked for again by themselves: which are due, and what became of each and of the claims that rest on it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, case, func, select, text
from sqlalchemy.orm import Session

from tracker import claims, extract, intake, reach, resources, sources
from tracker.errors import FetchReason, InputError, TrackerError, failure
from tracker.models import Appearance, Claim, ClaimRevision, Document, Source
from tracker.sources import Seen, choices, known
from tracker.sources.known import Answer, Hold, Known
from tracker.states import RevisionChange

log = logging.getLogger(__name__)

LOST: Final = 3
"""So many failures that count, and a page is taken for lost."""

_LISTS: Final = ("feed", "sitemap")
_GIVEN: Final = ("import", "manual")
_KINDS: Final = ("article", "records", *_LISTS, *_GIVEN)
"""Kinds of sources whose pages stand each at an address of its own; the others are read from one place."""
_WEB: Final = "^https?://"

_CITE: Final = (
    text("""
INSERT INTO appearance (source_id, key, url, first_seen_at, last_seen_at)
SELECT d.source_id, d.url, d.url, min(d.captured_at), max(d.captured_at)
  FROM document d JOIN source s ON s.id = d.source_id
 WHERE s.kind = ANY(:given) AND d.appearance_id IS NULL AND d.url ~* :web
 GROUP BY d.source_id, d.url
    ON CONFLICT (source_id, key) DO NOTHING
"""),
    text("""
UPDATE document d
   SET appearance_id = a.id
  FROM appearance a JOIN source s ON s.id = a.source_id
 WHERE s.kind = ANY(:given) AND d.appearance_id IS NULL AND d.source_id = a.source_id AND d.url = a.key
"""),
)


class Outcome(StrEnum):
    """What became of a page: the worst of what became of its claims, where it could be read."""

    PRESENT = "present"
    MOVED = "moved"
    UNCLEAR = "unclear"
    GONE = "gone"
    CHANGED = "changed"
    MISQUOTED = "misquoted"
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one claim."""

    claim: int
    figure: str
    change: str
    """As a revision has it, or ``misquoted``."""
    figure_now: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What came of asking for one page."""

    source: str
    url: str
    outcome: Outcome
    claims: tuple[Became, ...] = ()
    """Those that it was the first look to tell of; those that misquote, at every look."""
    moved: int = 0
    """How many figures stand there in another sentence, or elsewhere on the page."""
    error: str | None = None
    failure: FetchReason | None = None
    counted: int = 0
    """How many failures count by now, of LOST."""


@dataclass(frozen=True, slots=True)
class Revisit:
    """What came of asking for the pages that are due."""

    pages: tuple[Rechecked, ...]
    left: int
    """How many more are due."""


def cite(session: Session) -> None:
    """Give the pages that imported and entered claims name a place in the list of those to be asked for."""
    for statement in _CITE:
        session.execute(statement, {"given": list(_GIVEN), "web": _WEB})


def due(
    session: Session, *, now: datetime, older_than: timedelta, source: str | None = None, limit: int | None = None
) -> tuple[list[Known], int]:
    """The pages that nobody has looked at for ``older_than``, the most overdue first, and how many there are in all.

    Sources that are paused, and the sample's, are left alone unless they are named.

    Raises InputError where there is no such source.
    """
    # What was noted in the future says nothing: the clock was put back since.
    known_by = now + reach.LONGEST_LOOK
    looked = func.coalesce(
        func.greatest(
            *(case((noted <= known_by, noted)) for noted in (Appearance.last_seen_at, Appearance.last_failed_at))
        ),
        Appearance.first_seen_at - timedelta(days=36_525),
    )
    held = select(Claim.id).join(Document, Document.id == Claim.document_id)
    held = held.where(Document.appearance_id == Appearance.id)
    revised = select(ClaimRevision.id).where(ClaimRevision.claim_id == Claim.id)
    is_new = (Claim.edited_at > Appearance.last_seen_at) | (Claim.misquote.is_(None) & ~revised.exists())
    conditions: list[ColumnElement[bool]] = [
        looked <= now - older_than,
        Source.kind.in_(_KINDS),
        Source.removed_at.is_(None),
        Source.paused_at.is_(None) if source is None else Source.id == sources.find(session, source).id,
        Appearance.url.regexp_match(_WEB, "i"),
        (Source.kind == "article") | (Appearance.url != Source.locator),
        held.exists(),
    ]
    if source is None:
        # Nobody asked for the pages that the sample's figures are from to be watched.
        conditions.append(~Source.locator.startswith(f"{resources.sample()}/", autoescape=True))
    rows = session.execute(
        select(
            Appearance,
            Source,
            Document.title,
            Document.published_on,
            held.where(is_new).exists(),
            held.where(revised.exists()).exists(),
        )
        .join(Source, Source.id == Appearance.source_id)
        .join(Document, Document.id == Appearance.document_id, isouter=True)
        .where(*conditions)
        .order_by(looked, Appearance.id)
        .limit(limit)
    ).all()
    total = len(rows)
    if limit is not None and total == limit:
        query = select(func.count(Appearance.id)).join(Source, Source.id == Appearance.source_id).where(*conditions)
        total = session.scalar(query) or 0
    return [_known(*row) for row in rows], total


def _known(
    page: Appearance, source: Source, title: str | None, published: date | None, is_new: bool, is_revised: bool
) -> Known:
    draft, url = sources.as_draft(source), page.url or page.key
    hold, address = Hold.TEXT, url
    if reach.cites(source):
        hold = Hold.QUOTES
    elif source.kind == "article":
        address = source.locator
    else:
        address = known.address_of(page.key, url)
        hold = Hold.ADDRESS if choices.switch(draft, "full") else Hold.TEXT
    # What was noted of a page beside a file that names it belongs to the file.
    is_own = hold is Hold.TEXT or (source.kind in _GIVEN and not is_new)
    return Known(
        id=page.id,
        source=source.slug,
        draft=draft,
        key=page.key,
        address=address,
        url=url,
        hold=hold,
        seen=Seen(etag=page.etag, last_modified=page.last_modified, mark=page.mark) if is_own else Seen(),
        is_read=hold is Hold.TEXT or is_revised,
        title=title,
        guid=page.guid,
        published=published,
    )


def ask(page: Known, visit: sources.Visit) -> tuple[Answer, tuple[extract.Claim, ...]]:
    """Open a page and read what it says, before any transaction begins.

    What fails in a way nobody expected is told in the log, and is a failure of that page and of no other.
    """
    try:
        answer = known.ask(page, visit)
        return answer, answer.page.readings() if answer.page is not None else ()
    except TrackerError:
        raise
    except Exception:
        # One page must not keep all that are due after it waiting for ever.
        log.exception("%s: it could not be read, in a way nobody expected", page.url)
        return Answer(error=InputError(f"{page.url}: it could not be read; the log says why, please report it")), ()


def note(
    session: Session, page: Known, answer: Answer, readings: Sequence[extract.Claim], *, now: datetime
) -> Rechecked | None:
    """Store what came of asking for ``page``; what was seen before stays, whatever failed.

    None where the page was removed, or looked at by somebody else, meanwhile.
    """
    sources.lock(session)
    sources.hold(session, page.source)
    place = session.get(Appearance, page.id, populate_existing=True)
    if place is None or any(reach.is_overtaken(noted, now) for noted in (place.last_seen_at, place.last_failed_at)):
        return None
    before = session.scalar(select(func.max(ClaimRevision.id))) or 0
    moved, error = 0, answer.error
    is_all = place.source.kind == "article" and page.hold is Hold.TEXT
    if answer.page is not None and is_all and not readings:
        error = InputError(f"{page.url}: no figure is found in it any more; see whether it is still the article")
    elif answer.page is not None and page.hold is Hold.TEXT:
        stored = intake.again(session, place.source, answer.page, readings, now=now)
        if isinstance(stored, sources.Missed):
            error = InputError(stored.reason, permanent=stored.permanent)
        else:
            moved = stored.moved
    elif answer.page is not None and page.hold is Hold.QUOTES:
        moved = claims.check(session, place.id, answer.page.text, readings, now=now).moved
        if place.source.kind in _GIVEN:
            place.etag, place.last_modified = answer.page.etag, answer.page.last_modified
    if error is None:
        reach.answered(place, now=now)
        if is_all:
            sources.note_success(session, place.source, now=now)
    elif is_all:
        sources.note_failure(session, place.source, error, now=now)
    elif answer.error is not None:
        reach.failed(session, Appearance.id == place.id, failure(error), str(error), now=now)
    session.flush()
    session.refresh(place)
    became = () if error is not None else tuple(_became(session, place.id, before))
    return Rechecked(
        source=page.source,
        url=page.url,
        outcome=_outcome(became, moved, error),
        claims=became,
        moved=moved,
        error=None if error is None else str(error),
        failure=None if error is None else failure(error),
        counted=place.counted_failures,
    )


def _outcome(became: Sequence[Became], moved: int, error: InputError | None) -> Outcome:
    if error is not None:
        return Outcome.BLOCKED if failure(error) is FetchReason.BLOCKED else Outcome.FAILED
    found = {Outcome(one.change) for one in became if one.change != RevisionChange.RETURNED}
    worst = [outcome for outcome in Outcome if outcome in found]
    return worst[-1] if worst else Outcome.MOVED if moved else Outcome.PRESENT


def _became(session: Session, place: int, before: int) -> Iterator[Became]:
    """What was written of claims since the revision ``before``, and which of those at a page misquote it."""
    revised = (
        select(Claim.id, Claim.quote_exact, ClaimRevision.change, ClaimRevision.reading["figure"].astext)
        .join(ClaimRevision, ClaimRevision.claim_id == Claim.id)
        .where(ClaimRevision.id > before)
        .order_by(ClaimRevision.id)
    )
    for row in session.execute(revised):
        yield Became(*row)
    misquoting = (
        select(Claim.id, Claim.quote_exact, Claim.misquote)
        .join(Document, Document.id == Claim.document_id)
        .where(Document.appearance_id == place, Claim.misquote.is_not(None))
        .order_by(Claim.id)
    )
    for claim, figure, told in session.execute(misquoting):
        yield Became(claim, figure, Outcome.MISQUOTED, note=told)
