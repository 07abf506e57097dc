"""XML and HTML as strangers send it: read without reaching out, and without growing on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from tracker.errors import InputError
from tracker.sources.visit import is_web

_LONGEST_ENTITY: Final = 64
"""An abbreviation stands for a sign or a name; longer ones are there to blow a reader up."""

_FEEDS: Final = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


@dataclass(frozen=True, slots=True)
class Parsed:
    """An XML file as far as it could be read."""

    root: Any
    """The lxml element; None where there is no XML at all."""
    fault: tuple[int, str] | None
    """The line of the first error and what is wrong there; None for a sound file."""

    @property
    def tag(self) -> str:
        """The name of the root element without its namespace; empty where there is none."""
        return local(self.root) if self.root is not None else ""


def parse(data: bytes, name: str) -> Parsed:
    """Read XML, broken or not; ``name`` is what the error calls it.

    Raises InputError where it defines entities that reach out or build on each other.
    """
    from lxml import etree

    body = data.lstrip()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser) if body else None
    except etree.XMLSyntaxError as error:
        return Parsed(None, (error.lineno or 1, error.msg or "no XML"))
    if root is not None:
        dtd: Any = root.getroottree().docinfo.internalDTD
        for entity in dtd.iterentities() if dtd is not None else ():
            _check_entity(entity, name)
    if any("depth" in error.message for error in parser.error_log):
        raise InputError(f"{name}: its XML is nested deeper than any that is meant to be read: refused as unsafe")
    above = data[: len(data) - len(body)].count(b"\n")
    faults = [(error.line + above, error.message.strip().partition("\n")[0][:100]) for error in parser.error_log]
    return Parsed(root, faults[0] if faults else None)


def html(data: bytes, charset: str | None = None) -> Any:
    """Read a web page into an lxml element; None where there is nothing to read."""
    from lxml import etree
    from lxml import html as pages

    try:
        parser = pages.HTMLParser(encoding=charset or _unmarked(data), no_network=True, huge_tree=False)
        return pages.document_fromstring(data, parser)
    except LookupError:  # no such charset
        return html(data, "utf-8") if charset != "utf-8" else None
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def local(element: Any) -> str:
    """Return an element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def plain(text: Any) -> str | None:
    """Return a line of text without the tags and entities that people leave in it; None for what is no text."""
    if not isinstance(text, str):
        return None
    if (
        ("<" in text or "&" in text)
        and text.strip()
        and (page := html(text.encode("utf-8", "replace"), "utf-8")) is not None
    ):
        text = page.text_content()
    return " ".join(text.split()) or None


def join(base: str | None, link: Any) -> str | None:
    """Return the web address that ``link`` means on a page at ``base``; None where it means none."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        full = urljoin(base or "", link.strip())
        urlsplit(full)
    except ValueError:
        return None
    return full if is_web(full) else None


def advertised(data: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that a web page at ``url`` offers in its head, those of comments left out."""
    page = html(data) if b"alternate" in data.lower() else None
    if page is None:
        return []
    base = join(url, next(iter(page.xpath("//base/@href")), None)) or url
    found: dict[str, None] = {}
    for link in page.iter("link"):
        kinds = (link.get("rel") or "").lower().split()
        media_type = (link.get("type") or "").lower().partition(";")[0].strip()
        address = join(base, link.get("href"))
        if "alternate" in kinds and media_type in _FEEDS and address and "/comments/" not in address:
            found.setdefault(address)
    return list(found)


def _unmarked(data: bytes) -> str | None:
    """UTF-8 for a page that does not name its charset and is UTF-8: lxml would take it for Latin-1."""
    if b"charset" in data[:4096].lower():
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _check_entity(entity: Any, name: str) -> None:
    content = entity.content
    if content is None:
        raise InputError(f"{name}: its XML refers to another file (entity {entity.name!r}): refused as unsafe")
    if len(content) > _LONGEST_ENTITY or "&" in content.strip("&") or "%" in content or "<!" in content:
        raise InputError(f"{name}: its XML defines entities that grow (entity {entity.name!r}): refused as unsafe")
