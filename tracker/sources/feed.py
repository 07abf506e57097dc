"""Feeds: the pages that RSS, Atom or JSON Feed announce, read one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Final

from tracker import addresses
from tracker.drafts import Captured, SourceDraft
from tracker.sources import choices, listed, syndication
from tracker.sources.markup import advertised
from tracker.sources.syndication import Item, Syndicated
from tracker.sources.visit import Original, Response, Visit, is_web

__all__ = ["Feed", "advertised"]

_ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_HEAD: Final = 65_536
"""So many bytes tell a feed: some begin with a long comment."""


class Feed:
    """A feed: every entry is a page, known by its address however often it is dated or titled anew."""

    kind: Final = "feed"

    options: Final[Mapping[str, str]] = {
        "limit": f"how many entries are read at one look; {listed.LIMIT} if not given",
        "full": "yes to read the texts in the feed itself, not the pages it links to",
    }

    def accepts(self, original: Original) -> bool:
        """Take what begins as a feed does."""
        return syndication.is_feed(original.head(_HEAD))

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:
        """Read the feed, then the page of each entry; entries without a page are read from the feed."""
        limit, full = choices.count(draft, "limit", listed.LIMIT), choices.switch(draft, "full")
        zone = choices.zone(draft)
        locator = draft.locator if is_web(draft.locator) else str(Path(draft.locator).absolute())
        response = visit.open(draft.locator, accept=_ACCEPT)
        if response.unchanged:
            return listed.as_before(replace(draft, locator=locator), self.kind, visit)
        feed = syndication.parse(response, draft.locator, zone)
        source = replace(
            draft,
            kind=self.kind,
            locator=locator,
            url=draft.url or (locator if is_web(locator) else None),
            publisher=draft.publisher or feed.publisher or addresses.host(feed.home) or None,
            language=draft.language or feed.language,
        )
        entries = [entry for item in feed.items if (entry := _entry(item, feed, locator, full))]
        notes = _notes(feed, entries, locator)
        return listed.read(source, entries, visit, limit=limit, notes=notes, response=response)


def _entry(item: Item, feed: Syndicated, locator: str, full: bool) -> listed.Entry | None:
    """Return where an entry is read; None where it has neither a page nor a text."""
    if item.link and not (full and item.html):
        return listed.Entry(
            key=addresses.key(item.link),
            locator=item.link,
            url=item.link,
            title=item.title,
            guid=item.guid,
            published=item.published,
            mark=item.mark,
        )
    if not item.html:
        return None
    own = listed.mark(item.guid or item.html)
    return listed.Entry(
        key=addresses.key(item.link) if item.link else item.guid or own,
        locator=f"{locator}#{own}",
        url=item.link,
        title=item.title,
        guid=item.guid,
        published=item.published,
        # The text is what is read here, so the text is what may change.
        mark=listed.mark(item.mark, item.html),
        inline=Response(data=_page(item, feed), media_type="text/html", charset="utf-8", url=item.link or feed.home),
    )


def _page(item: Item, feed: Syndicated) -> bytes:
    """Make a page of what the feed carries of an entry, for the article reading."""
    language = f' lang="{escape(feed.language)}"' if feed.language else ""
    title = escape(item.title or "")
    heading = f"<h1>{title}</h1>\n" if title else ""
    return (
        f'<!doctype html>\n<html{language}><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><article>\n{heading}{item.html}\n</article></body></html>\n"
    ).encode("utf-8", "replace")


def _notes(feed: Syndicated, entries: Sequence[listed.Entry], locator: str) -> list[str]:
    notes = list(feed.notes)
    if lost := len(feed.items) - len(entries):
        notes.append(f"{locator}: {lost} of its {len(feed.items)} entries have neither a link nor a text")
    if doubled := len(entries) - len({entry.key for entry in entries}):
        notes.append(f"{locator}: {doubled} of its entries lead to a page that another one leads to as well")
    if entries and not any(entry.published for entry in entries):
        notes.append(f"{locator}: gives its entries no dates; only the pages' own are known")
    home = {addresses.host(feed.home), addresses.host(locator)} - {""}
    away = sorted({host for entry in entries if (host := addresses.host(entry.url)) and not _near(host, home)})
    if home and away:
        more = f" and {len(away) - 3} more" if len(away) > 3 else ""
        notes.append(f"{locator}: links to other sites ({', '.join(away[:3])}{more}), read under this feed's publisher")
    return notes


def _near(host: str, home: set[str]) -> bool:
    """Whether a host is one of a site's own, above or below it."""
    return any(host == own or host.endswith(f".{own}") or own.endswith(f".{host}") for own in home)
