"""Feeds as formats: RSS 0.9x to 2.0, Atom and JSON Feed, read from bytes into one shape. Nothing is fetched here."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from html import escape
from typing import Any, Final
from xml.sax import SAXException

from tracker.errors import InputError
from tracker.sources import dates, listed, markup
from tracker.sources.visit import Response, is_web

PROLOG: Final = rb"(?:\xef\xbb\xbf)?\s*+(?>(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>)\s*+)*+"
"""What may stand before the root element of XML. Atomic groups: it is not to be tried again in other divisions."""
_ROOT: Final = re.compile(PROLOG + rb"<(?:[\w.-]+:)?(rss|feed|RDF)[\s>/]", re.DOTALL)
_JSON: Final = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')
_UNREADABLE: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What feedparser lets through of a feed that is damaged where it does not expect it."""
_BLOCK: Final = re.compile(r"<(?:p|div|ul|ol|table|article|section|blockquote|h[1-6])[\s>/]", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_ENCODING: Final = re.compile(rb"<\?xml[^>]*\sencoding\s*=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed."""

    link: str | None
    """The web address of its page in full; None where it has none."""
    guid: str | None
    title: str | None
    html: str | None
    """What the feed carries of its text: the whole, or a summary."""
    published: date | None
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Syndicated:
    """A feed as it was read."""

    title: str | None
    publisher: str | None
    """Who the feed says is behind it."""
    home: str | None
    """The address of the site it belongs to."""
    language: str | None
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()


def is_feed(data: bytes) -> bool:
    """Whether bytes are those of a feed, told by their root element or the version of JSON Feed they name."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data[: len(data) // 2 * 2].decode("utf-16", "ignore").encode()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _JSON.search(data) is not None
    if (root := _ROOT.match(data)) is None:
        return False
    return root[1] == b"rss" or (b"Atom" if root[1] == b"feed" else b"/rss/") in data or b"purl.org/atom" in data


def parse(response: Response, name: str, zone: tzinfo) -> Syndicated:
    """Read a feed; the days of its entries are those in ``zone``. ``name`` is what errors call it.

    Raises InputError where it is no feed, is broken before its first entry, or is unsafe to read.
    """
    if response.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _from_json(response, name, zone)
    return _from_xml(response, name, zone)


def _from_xml(response: Response, name: str, zone: tzinfo) -> Syndicated:
    import feedparser  # type: ignore[import-untyped]

    checked = markup.parse(response.data, name)
    if checked.tag not in ("rss", "feed", "RDF", "channel"):
        raise InputError(_no_feed(response, name, checked))
    charset = f"; charset={response.charset}" if response.charset and not _ENCODING.search(response.data[:512]) else ""
    headers = {"content-type": f"application/xml{charset}", "content-location": response.url or ""}
    try:
        # Given as a stream: feedparser opens strings and bytes that look like an address or a path.
        read = feedparser.parse(io.BytesIO(response.data), response_headers=headers)
    except _UNREADABLE as error:
        raise InputError(f"{name}: too broken a feed to be read: {error!r}", permanent=False) from error
    notes = []
    if checked.fault and isinstance(read.get("bozo_exception"), SAXException):
        where = f"line {checked.fault[0]}: broken XML: {checked.fault[1]}"
        if not read.entries:
            raise InputError(f"{name}, {where}; no entry could be read", permanent=False)
        notes.append(f"{name}, {where}; entries may be missing")
    feed = dict(read.feed)
    home = next((url for url in (feed.get("link"), response.url) if url and is_web(url)), None)
    return Syndicated(
        title=markup.plain(feed.get("title")),
        publisher=markup.plain(feed.get("publisher")) or markup.plain(feed.get("title")),
        home=home,
        language=language(feed.get("language")),
        items=tuple(_xml_item(dict(entry), home, zone) for entry in read.entries),
        notes=tuple(notes),
    )


def _xml_item(entry: Mapping[str, Any], home: str | None, zone: tzinfo) -> Item:
    title, summary = markup.plain(entry.get("title")), entry.get("summary")
    contents = [_fragment(part.get("value"), part.get("type")) for part in entry.get("content", ())]
    contents.append(_fragment(summary, dict(entry.get("summary_detail") or {}).get("type")))
    stated = [entry.get(field) for field in ("published", "created", "updated")]
    parsed = [entry.get(f"{field}_parsed") for field in ("published", "created", "updated")]
    days = (dates.day(text, found, zone) for text, found in zip(stated, parsed, strict=True))
    link = markup.join(home, entry.get("feedburner_origlink") or entry.get("link"))
    html = max((part for part in contents if part), key=len, default=None)
    return Item(
        link=link,
        guid=entry.get("id") or None,
        title=title,
        html=html,
        published=next((found for found in days if found), None),
        mark=listed.mark(title, *stated, summary or html),
    )


def _from_json(response: Response, name: str, zone: tzinfo) -> Syndicated:
    try:
        feed = json.loads(response.data)
    except json.JSONDecodeError as error:
        raise InputError(f"{name}, line {error.lineno}: broken JSON: {error.msg}", permanent=False) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: broken JSON: {error}") from None
    if "jsonfeed.org" not in str(feed.get("version")) or not isinstance(feed.get("items"), list):
        raise InputError(f"{name}: JSON, but no feed: it has no version of jsonfeed.org with a list of items")
    home = markup.join(response.url, feed.get("home_page_url")) or response.url
    items = [item for item in feed["items"] if isinstance(item, dict)]
    skipped = len(feed["items"]) - len(items)
    return Syndicated(
        title=markup.plain(feed.get("title")),
        publisher=markup.plain(feed.get("title")),
        home=home,
        language=language(feed.get("language")),
        items=tuple(_json_item(item, home, zone) for item in items),
        notes=(f"{name}: {skipped} of its items are no JSON objects and were left out",) if skipped else (),
    )


def _json_item(item: Mapping[str, Any], home: str | None, zone: tzinfo) -> Item:
    title, summary = markup.plain(item.get("title")), _text(item.get("summary"))
    html = _text(item.get("content_html"))
    html = html or _fragment(_text(item.get("content_text")) or summary, "text/plain")
    stated = [_text(item.get(field)) for field in ("date_published", "date_modified")]
    guid = str(item["id"]) if item.get("id") is not None else None
    return Item(
        link=markup.join(home, item.get("url") or item.get("external_url")),
        guid=guid,
        title=title,
        html=html,
        published=next((found for text in stated if (found := dates.day(text, None, zone))), None),
        mark=listed.mark(title, *stated, summary or html),
    )


def _fragment(value: Any, media_type: Any) -> str | None:
    """Return a piece of text as HTML whose text stands in blocks."""
    if not isinstance(value, str) or not value.strip():
        return None
    if _BLOCK.search(value):
        return value
    if _TAG.search(value):
        return f"<p>{value}</p>"
    lines = [line for line in value.splitlines() if line.strip()]
    return "".join(f"<p>{escape(line) if media_type == 'text/plain' else line}</p>\n" for line in lines)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def language(tag: Any) -> str | None:
    """Return the language of a tag such as ``zh-CN`` without its region; None for what is none."""
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", tag.strip()) if isinstance(tag, str) else None
    return found[0].lower() if found else None


def _no_feed(response: Response, name: str, checked: markup.Parsed) -> str:
    if offered := markup.advertised(response.data, response.url or name):
        return f"{name} is a web page, no feed; it offers one at {offered[0]}"
    if checked.root is None and checked.fault:
        return f"{name}, line {checked.fault[0]}: no feed: {checked.fault[1]}; check the address"
    return f"{name}: no feed but {checked.tag or 'something empty'}; check the address"
