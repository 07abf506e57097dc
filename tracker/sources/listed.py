"""Pages that a feed or a sitemap lists: each is read as an article, and again only where the list says it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tracker import addresses
from tracker.drafts import Captured, CapturedPage, Missed, SourceDraft
from tracker.errors import FetchError, FetchReason, InputError, failure
from tracker.sources.article import Article
from tracker.sources.visit import Response, Visit

LIMIT: Final = 50
"""How many pages are read at one look where the source does not say."""

_ARTICLE: Final = Article()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page that is listed."""

    key: str
    """As in ``CapturedPage``."""
    locator: str
    """What the article reading opens."""
    mark: str | None
    """As in ``CapturedPage``; None where the list says nothing that could change."""
    url: str | None = None
    title: str | None = None
    guid: str | None = None
    published: date | None = None
    """For pages that do not give a date of their own."""
    inline: Response | None = None
    """The page itself where the list brings it along."""


def read(
    source: SourceDraft,
    entries: Sequence[Entry],
    visit: Visit,
    *,
    limit: int,
    notes: Iterable[str] = (),
    response: Response | None = None,
) -> Captured:
    """Read the pages listed, each once; those with the mark of the last look are not fetched.

    ``source`` is the list itself, its kind and publisher filled in; ``response`` is what it came with, where it is one
    file. No more than ``limit`` pages are opened.

    Raises:
        InputError: nothing is listed, or not one page of the list could be read.
    """
    pages: list[CapturedPage] = []
    unchanged: list[str] = []
    missed: list[Missed] = []
    said = dict.fromkeys(notes)
    left = 0
    for entry in _ordered(entries, visit):
        last = visit.seen.get(entry.key)
        if last is not None and not last.is_failing and entry.mark is not None and last.mark == entry.mark:
            unchanged.append(entry.key)
        elif len(pages) + len(missed) >= limit:
            left += 1
        else:
            try:
                got = _capture(source, entry, visit)
            except InputError as error:
                missed.append(_missed(entry, error))
                continue
            said |= dict.fromkeys(_named(entry, note) for note in got.notes)
            if got.unchanged:
                unchanged.append(entry.key)
            pages += [_placed(source, entry, page) for page in got.pages]
    if not pages and not unchanged:
        _refuse(source.locator, missed)
    if left:
        said[f"{left} of the pages listed were left for the next look: limit is {limit}"] = None
    # A list that has more to give must not be taken for one that says nothing new.
    is_done = response is not None and not left and all(page.permanent for page in missed)
    return Captured(
        kind=source.kind or "",
        locator=source.locator,
        pages=tuple(pages),
        unchanged=tuple(unchanged),
        missed=tuple(missed),
        etag=response.etag if response is not None and is_done else None,
        last_modified=response.last_modified if response is not None and is_done else None,
        notes=tuple(said),
    )


def as_before(draft: SourceDraft, kind: str, visit: Visit) -> Captured:
    """Return what a list that has not changed since it was read stands for: the pages read then are as they were."""
    own = addresses.key(draft.locator)
    then = visit.seen[own].at if own in visit.seen else None
    read_then = tuple(
        key
        for key, seen in visit.seen.items()
        if key != own and not seen.is_failing and (then is None or seen.at is None or seen.at >= then)
    )
    return Captured(kind=kind, locator=draft.locator, pages=(), unchanged=read_then)


def capture(source: SourceDraft, entry: Entry, visit: Visit) -> Captured:
    """Read one page by itself; raises InputError where it cannot be read."""
    got = _capture(source, entry, visit)
    return replace(got, pages=tuple(_placed(source, entry, page) for page in got.pages))


def mark(*said: str | None) -> str:
    """Hash what a list says of a page."""
    return hashlib.sha256("\0".join(part or "" for part in said).encode("utf-8", "replace")).hexdigest()[:32]


def _ordered(entries: Sequence[Entry], visit: Visit) -> list[Entry]:
    """Return each page once, new ones first: those that keep failing must not use up the limit."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.key, entry)
    return sorted(first.values(), key=lambda entry: entry.key in visit.seen)


def _capture(source: SourceDraft, entry: Entry, visit: Visit) -> Captured:
    draft = SourceDraft(
        locator=entry.locator,
        kind=Article.kind,
        publisher=source.publisher,
        # A page that is fetched says itself by which address it wants to be known.
        url=entry.url if entry.inline else None,
        # A page that came along has no date of its own; one that is fetched may have, and knows better.
        published=source.published or (entry.published if entry.inline else None),
        title=entry.title if entry.inline else None,
        tier=source.tier,
        language=source.language,
        timezone=source.timezone,
    )
    # The article reading knows the one page that it reads, and no other.
    last = visit.seen.get(entry.key)
    visit = replace(visit, seen={entry.key: last} if last is not None else {})
    if entry.inline is None:
        return _ARTICLE.capture(draft, visit)
    visit.opened[entry.locator] = entry.inline
    try:
        return _ARTICLE.capture(draft, visit)
    finally:
        del visit.opened[entry.locator]


def _placed(source: SourceDraft, entry: Entry, page: CapturedPage) -> CapturedPage:
    """Put a page under the list it was found by: known by the address that is listed, wherever it led."""
    return replace(
        page,
        source=source,
        key=entry.key,
        url=page.url or entry.url,
        title=page.title or entry.title,
        published=page.published or entry.published,
        guid=entry.guid,
        mark=entry.mark,
        is_listed=True,
        raw=None if entry.inline else page.raw,
    )


def _missed(entry: Entry, error: InputError) -> Missed:
    return Missed(
        key=entry.key,
        reason=_named(entry, str(error)),
        permanent=error.permanent,
        failure=failure(error),
    )


def _named(entry: Entry, said: str) -> str:
    name = entry.url or entry.title or entry.key
    return said if name in said else f"{name}: {said}"


def _refuse(locator: str, missed: Sequence[Missed]) -> None:
    if not missed:
        raise InputError(f"{locator} lists no pages; look at it again later, or check the address", permanent=False)
    more = f" (and {len(missed) - 1} more like it)" if len(missed) > 1 else ""
    message = f"{locator}: none of the pages it lists could be read: {missed[0].reason}{more}"
    if all(page.blocked for page in missed):
        raise FetchError(message, reason=FetchReason.BLOCKED)
    raise InputError(message, permanent=all(page.permanent for page in missed))
