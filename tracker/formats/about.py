"""What a page says of itself: title, date, author, publisher, language and its own address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta
from html import escape
from typing import Final
from urllib.parse import urljoin, urlsplit

import courlan
import lxml.html
from lxml.etree import _Element as Element
from trafilatura.metadata import extract_metadata

from tracker import extract
from tracker.formats import dates
from tracker.formats.markup import Block, content
from tracker.formats.words import tidy

_CHANGED: Final = re.compile(r"modif|update|revis|changed|lastmod", re.IGNORECASE)
_HAN_NAMES: Final = re.compile(r"[一-鿿·]{2,8}(?:[、,，;；\s]+[一-鿿·]{2,8}){0,7}")
_EDITION: Final = re.compile(r"^(?:www|m|mobile|wap|amp)\.")
_SUFFIX: Final = re.compile(r"\s+[|\-–—·_»]+\s+[^|]{2,40}$|[_|｜]\s*[^_|｜]{2,20}$")


def title(tree: Element, headings: Sequence[str]) -> str | None:
    """Return the page's title without its site's name: the heading that stands in it, where one does."""
    named = _meta(tree, "og:title") or _meta(tree, "twitter:title")
    element = tree.find(".//title")
    window = tidy(content(element)) if element is not None else ""
    inside = [
        heading
        for heading in headings
        if len(heading) > 3 and any(_bare(heading) in _bare(whole) for whole in (named, window) if whole)
    ]
    if inside:
        return max(inside, key=len)
    tops = [top for top in (tidy(content(heading)) for heading in tree.iter("h1")) if top]
    if len(tops) == 1 and not named:
        return tops[0]
    if named or window:
        return _without_site(named or window, _meta(tree, "og:site_name"))
    return tops[0] if tops else None


def published(
    tree: Element, head: Sequence[Block], *, now: datetime, url: str | None
) -> tuple[date | None, tuple[str, ...]]:
    """Return the day the page was published, and what is odd about it.

    What its metadata calls the date comes first, then the lines around its title, then a date of change. A date in
    running text is none of the page's.
    """
    latest = (now + timedelta(days=1)).date()
    own, changed = _metadata(tree)
    future: date | None = None
    for source, place in ((own, url), (_lines(head), None)):
        if source and (found := dates.of_page(source, place)) is not None:
            if found <= latest:
                return found, ()
            future = found
    if (found := dates.of_lines(_dated_lines(head))) is not None and found <= latest:
        return found, ()
    if (found := dates.of_page(changed)) is not None and found <= latest:
        return found, (f"it names no date of publication, only one of change ({found}): that was taken",)
    if future is not None:
        return None, (f"its date, {future}, is in the future and was left out",)
    return None, ()


def bylines(tree: Element, heading: str | None, head: Sequence[Block]) -> tuple[str, ...]:
    """Return the names of the authors, from the metadata or the lines around the title."""
    for name in ("author", "article:author", "og:article:author"):
        # Trafilatura takes a name of one word for none.
        if (said := _meta(tree, name)) and _HAN_NAMES.fullmatch(said):
            return tuple(dict.fromkeys(re.split(r"[、,，;；\s]+", said)))
    author = extract_metadata(deepcopy(tree), date_config={"extensive_search": False}).author
    names = tuple(dict.fromkeys(name for part in (author or "").split(";") if (name := tidy(part))))
    names = tuple(name for name in names if len(name) <= 60 and not name.startswith(("http", "@")))
    if names:
        return names
    return extract.read("\n".join([heading or "", *(block.text for block in head if block.text != heading)])).bylines


def publisher(tree: Element) -> str | None:
    """Return the name that the site gives itself."""
    return _meta(tree, "og:site_name")


def language(tree: Element) -> str | None:
    """Return the language that the page declares, without its region."""
    declared = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().lower()
    main = re.split("[-_]", declared)[0]
    return main if re.fullmatch("[a-z]{2,3}", main) else None


def canonical(tree: Element, url: str | None) -> str | None:
    """Return the address by which the page wants to be known, where it may say so: one of its own site, not its front.

    Without ``url`` (a saved page) any web address is believed.
    """
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (target := tidy(link.get("href") or "")):
            try:
                whole = urljoin(url or "", target)
                parts = urlsplit(whole)
            except ValueError:
                continue
            if parts.scheme not in ("http", "https") or not parts.hostname:
                continue
            if url is None or (
                same_site(url, whole) and not (_is_front(parts.path) and not _is_front(urlsplit(url).path))
            ):
                return whole
    return None


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one registered name, or to one host that has none."""
    hosts = [_EDITION.sub("", urlsplit(address).netloc.lower()) for address in (one, other)]
    names = courlan.extract_domain(one), courlan.extract_domain(other)
    return hosts[0] == hosts[1] or (names[0] is not None and names[0] == names[1])


def _is_front(path: str) -> bool:
    return path.strip("/").lower() in ("", "index.html", "index.htm", "index.php")


def _meta(tree: Element, name: str) -> str | None:
    for element in tree.iter("meta"):
        if name in ((element.get("property") or "").lower(), (element.get("name") or "").lower()) and (
            content := tidy(element.get("content") or "")
        ):
            return content
    return None


def _without_site(whole: str, site: str | None) -> str:
    if site and (cut := re.sub(rf"\s*[|\-–—·_:｜]*\s*{re.escape(site)}\s*$", "", whole)) and len(cut) > 3:
        return cut
    short = _SUFFIX.sub("", whole)
    return short if len(short) >= 8 else whole


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _metadata(tree: Element) -> tuple[str, str]:
    """Return the page's metadata as two small pages: what tells of publication, and what tells of changes."""
    own: list[str] = []
    changed: list[str] = []
    for element in tree.iter("meta", "script"):
        if element.tag == "script":
            if "ld+json" in (element.get("type") or "") and element.text:
                (own if '"datePublished"' in element.text else changed).append(_source(element))
        else:
            named = " ".join(
                filter(None, (element.get(name) for name in ("property", "name", "itemprop", "http-equiv")))
            )
            (changed if _CHANGED.search(named) else own).append(_source(element))
    return _page("".join(own)), _page("".join(changed))


def _source(element: Element) -> str:
    copy = deepcopy(element)
    copy.tail = None
    return str(lxml.html.tostring(copy, encoding="unicode"))


def _page(head: str, body: str = "<p>.</p>") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def _lines(head: Sequence[Block]) -> str:
    """Return a small page of the dates that ``time`` elements around the title name."""
    times = [
        f'<time datetime="{escape(moment)}" pubdate="pubdate">.</time>' for block in head for moment in block.times
    ]
    return _page("", "".join(times)) if times else ""


def _dated_lines(head: Sequence[Block]) -> list[str]:
    return [block.text for block in head if block.kind != "heading"]
