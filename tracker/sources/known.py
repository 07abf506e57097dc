"""Pages that are known already, asked for again one by one, whatever brought them in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from tracker import addresses
from tracker.drafts import CapturedPage, SourceDraft
from tracker.errors import FetchError, FetchReason, InputError, failure
from tracker.sources import characters, listed
from tracker.sources.article import Article
from tracker.sources.visit import Seen, Visit

_ARTICLE: Final = Article()


class Hold(StrEnum):
    """What the tracker holds of a page."""

    TEXT = "text"
    """Its own text, read from this very address."""
    QUOTES = "quotes"
    """What somebody says that it says."""
    ADDRESS = "address"
    """No more than its address: its text came along with a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A page to be asked for again."""

    id: int
    """Of its appearance."""
    source: str
    """The slug of its source."""
    draft: SourceDraft
    """That source as it is read."""
    key: str
    address: str
    """What to open."""
    url: str
    """What people know it by."""
    hold: Hold
    seen: Seen
    """As it was at the last look; empty to ask for the whole page, whether it changed or not."""
    is_read: bool = True
    """Whether an article was read there before."""
    title: str | None = None
    guid: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking for a page."""

    page: CapturedPage | None = None
    """None where it is as it was, cannot be told from what came, or could not be read."""
    unchanged: bool = False
    error: InputError | None = None


def ask(known: Known, visit: Visit) -> Answer:
    """Open a page and read it as an article."""
    entry = listed.Entry(
        key=known.key,
        locator=known.address,
        mark=known.seen.mark,
        url=known.url,
        title=known.title,
        guid=known.guid,
        published=known.published,
    )
    visit = replace(visit, seen={known.key: known.seen}, opened={})
    try:
        got = characters.kept(listed.capture(known.draft, entry, visit))
    except InputError as error:
        came = not isinstance(error, FetchError) and bool(visit.opened)
        if came and not known.is_read and failure(error) is FetchReason.UNREADABLE:
            return Answer()  # a table, a film, a page of scripts: it is there
        return Answer(error=error)
    if not got.pages:
        return Answer(unchanged=True)
    (page,) = got.pages
    if known.draft.kind == "article":
        page = replace(page, url=known.draft.url or page.url)
    return Answer(page=page)


def address_of(key: str, url: str) -> str:
    """Where a page that a list named is read: its address may ask to be known by another one."""
    return url if addresses.key(url) == key or "://" not in key else key
