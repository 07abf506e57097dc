"""Sitemaps: the pages that a site lists for search engines, the newest read first."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final

from tracker import addresses
from tracker.drafts import Captured, SourceDraft
from tracker.errors import InputError
from tracker.sources import choices, dates, listed, markup, syndication
from tracker.sources.visit import Original, Visit, is_web

SIZE: Final = 50_000_000
"""Bytes beyond which no sitemap may grow when unpacked: what the protocol allows."""
NEWS_DAYS: Final = 7
"""How far back a news sitemap is read where the source does not say."""
MOST_FILES: Final = 20
"""How many sitemaps of an index are read at one look."""

_ROOT: Final = re.compile(syndication.PROLOG + rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>/]", re.DOTALL)
_ROBOTS: Final = re.compile(rb"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ROBOTS_TXT: Final = re.compile(r"(?:^|[/\\])robots\.txt(?:[?#]|$)")
_GZIP: Final = b"\x1f\x8b"
_HEAD: Final = 65_536


@dataclass(frozen=True, slots=True)
class Listed:
    """One address of a sitemap, or one sitemap of an index, with what stands beside it."""

    url: str
    said: Mapping[str, str]
    """Names without their namespaces: ``lastmod``, ``publication_date``, ``title`` …"""
    published: date | None
    changed: date | None
    """When it was published or changed, whichever is later, as far as the sitemap says."""

    @property
    def mark(self) -> str | None:
        """What would change with the page; None where nothing would."""
        told = [self.said.get(name) for name in ("lastmod", "publication_date", "title")]
        return listed.mark(*told) if any(told) else None


class Sitemap:
    """A sitemap, packed or not, an index of them, or the ``robots.txt`` that names one."""

    kind: Final = "sitemap"

    options: Final[Mapping[str, str]] = {
        "limit": f"how many pages are read at one look; {listed.LIMIT} if not given",
        "match": "a regular expression that must be found in the address of a page",
        "since": f"how many days back a page may have changed; for news {NEWS_DAYS} if not given, else without end",
    }

    def accepts(self, original: Original) -> bool:
        """Take what begins as a sitemap does, and the ``robots.txt`` that names one."""
        data = original.head(_HEAD)
        if _is_robots(original.locator):
            return _ROBOTS.search(data) is not None
        if data.startswith(_GZIP):
            try:
                data = zlib.decompressobj(wbits=31).decompress(data, _HEAD)
            except zlib.error:
                return False
        return _ROOT.match(data) is not None

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:
        """Read the sitemap, and those it names if it is an index, then the pages."""
        limit, wanted = choices.count(draft, "limit", listed.LIMIT), choices.expression(draft, "match")
        days = choices.count(draft, "since", NEWS_DAYS) if "since" in draft.options else None
        zone = choices.zone(draft)
        locator = draft.locator if is_web(draft.locator) else str(Path(draft.locator).absolute())
        if visit.open(draft.locator).unchanged:
            return listed.as_before(replace(draft, locator=locator), self.kind, visit)
        walk = _Walk(draft.locator, visit, zone, _first(visit, zone, days))
        walk.go()
        if walk.is_news and days is None:
            days = NEWS_DAYS
        pages = _recent(walk, _matching(walk, wanted), days)
        if not pages:
            nothing = f"{locator}: nothing it lists changed in the last {days} days"
            return Captured(kind=self.kind, locator=locator, pages=(), notes=(*walk.notes, nothing))
        source = replace(
            draft,
            kind=self.kind,
            locator=locator,
            url=draft.url or (locator if is_web(locator) else None),
            publisher=draft.publisher or walk.said("name") or addresses.host(pages[0].url) or None,
            language=draft.language or syndication.language(walk.said("language")),
        )
        entries = [
            listed.Entry(
                key=addresses.key(page.url),
                locator=page.url,
                url=page.url,
                title=page.said.get("title"),
                published=page.published,
                mark=page.mark,
            )
            for page in pages
        ]
        return listed.read(source, entries, visit, limit=limit, notes=walk.notes)


@dataclass(slots=True)
class _Walk:
    """What the sitemaps reached from one address list."""

    locator: str
    visit: Visit
    zone: tzinfo
    first: date | None
    """Sitemaps that changed before are left out."""
    pages: list[Listed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_news(self) -> bool:
        return any("publication_date" in page.said for page in self.pages)

    def said(self, name: str) -> str | None:
        """What the first page that has it says under a name."""
        return next((page.said[name] for page in self.pages if name in page.said), None)

    def go(self) -> None:
        """Read the sitemap and, where it is an index, one level of those it names; robots.txt stands above that."""
        todo, left = self._read(self.locator, index=True), MOST_FILES
        failed: list[InputError] = []
        while todo and left:
            (name, index), left = todo.pop(0), left - 1
            try:
                todo += self._read(name, index=index)
            except InputError as error:
                failed.append(error)
        if failed and not self.pages:
            raise InputError(
                f"{self.locator}: none of its sitemaps could be read: {failed[0]}",
                permanent=all(error.permanent for error in failed),
            )
        self.notes += [f"one of the sitemaps could not be read: {error}" for error in failed]
        if todo:
            self.notes.append(f"{self.locator}: {len(todo)} of its sitemaps were left out: the limit is {MOST_FILES}")

    def _read(self, name: str, *, index: bool) -> list[tuple[str, bool]]:
        """Take the pages of one sitemap; return those it names, each with whether it may be an index in turn."""
        response = self.visit.open(name, fresh=name != self.locator)
        data, base = _unpacked(response.data, name), response.url or name
        if _is_robots(name):
            named = [markup.join(base, url.decode("utf-8", "replace")) for url in _ROBOTS.findall(data)]
            if not any(named):
                raise InputError(f"{name} names no sitemap; give the address of the sitemap itself")
            return [(url, True) for url in dict.fromkeys(named) if url]
        checked = markup.parse(data, name)
        where = f"{name}, line {checked.fault[0]}" if checked.fault else name
        if checked.tag not in ("urlset", "sitemapindex"):
            raise InputError(f"{where}: no sitemap but {checked.tag or 'no XML at all'}; check the address")
        if checked.fault:
            self.notes.append(f"{where}: broken XML: {checked.fault[1]}; some of it may be missing")
        inside = [found for element in checked.root if (found := _listed(element, base, self.zone))]
        if checked.tag == "urlset":
            self.pages += inside
            return []
        if not index:
            raise InputError(f"{name} is an index in an index, which nothing may be; give its own address")
        return [(found.url, False) for found in self._followed(inside, base)]

    def _followed(self, named: list[Listed], base: str) -> Iterator[Listed]:
        """The sitemaps of an index that are looked into, the newest first."""
        own = [found for found in named if not is_web(base) or addresses.host(found.url) == addresses.host(base)]
        if len(own) < len(named):
            self.notes.append(f"{base}: {len(named) - len(own)} of its sitemaps are on other sites and were left out")
        for found in sorted(own, key=_age, reverse=True):
            if self.first is None or found.changed is None or found.changed >= self.first:
                yield found


def _listed(element: Any, base: str, zone: tzinfo) -> Listed | None:
    said: dict[str, str] = {}
    for part in element.iter():
        name = markup.local(part)
        # The address of an image or a video is a loc as well: the page's own is a child.
        if name and (name != "loc" or part.getparent() is element) and (text := (part.text or "").strip()):
            said.setdefault(name, text)
    url = markup.join(base, said.get("loc"))
    if url is None:
        return None
    published = dates.day(said.get("publication_date"), zone=zone)
    days = [day for day in (published, dates.day(said.get("lastmod"), zone=zone)) if day]
    return Listed(url, said, published, max(days, default=None))


def _matching(walk: _Walk, wanted: re.Pattern[str] | None) -> list[Listed]:
    if not walk.pages:
        raise InputError(f"{walk.locator} lists no pages; look again later, or check the address", permanent=False)
    pages = [page for page in walk.pages if wanted is None or wanted.search(page.url)]
    if not pages and wanted:
        raise InputError(
            f"{walk.locator}: none of the {len(walk.pages):,} addresses it lists matches {wanted.pattern!r}; "
            "change the setting match"
        )
    return sorted(pages, key=_age, reverse=True)


def _recent(walk: _Walk, pages: list[Listed], days: int | None) -> list[Listed]:
    """Leave out what has not changed for so many days, unless it is known already."""
    first, seen = _first(walk.visit, walk.zone, days), walk.visit.seen
    if first is None:
        return pages
    recent = [page for page in pages if not page.changed or page.changed >= first or addresses.key(page.url) in seen]
    if not recent and not seen:
        raise InputError(
            f"{walk.locator}: nothing it lists changed in the last {days} days, the newest on {pages[0].changed}; "
            "look again later, or set since to more days",
            permanent=False,
        )
    if undated := sum(page.changed is None for page in recent):
        walk.notes.append(f"{walk.locator}: {undated} of its pages carry no date and may be older than {days} days")
    return recent


def _first(visit: Visit, zone: tzinfo, days: int | None) -> date | None:
    return visit.now.astimezone(zone).date() - timedelta(days=days) if days else None


def _age(found: Listed) -> date:
    return found.changed or date.min


def _is_robots(locator: str) -> bool:
    return _ROBOTS_TXT.search(locator) is not None


def _unpacked(data: bytes, name: str) -> bytes:
    """Unpack what is packed; raises InputError where it is cut off or grows beyond ``SIZE``."""
    unpacked = b""
    while data.startswith(_GZIP):
        packed = zlib.decompressobj(wbits=31)
        try:
            unpacked += packed.decompress(data, SIZE + 1 - len(unpacked))
        except zlib.error:
            raise InputError(f"{name}: broken gzip; look again later", permanent=False) from None
        if len(unpacked) > SIZE:
            raise InputError(f"{name} unpacks to more than {SIZE // 1_000_000} MB: no sitemap does")
        if not packed.eof:
            raise InputError(f"{name}: gzip that is cut off; look again later", permanent=False)
        data = packed.unused_data
    return unpacked or data
