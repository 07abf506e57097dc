"""Articles: one page or file, as HTML, PDF, Word document, plain text or Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tracker import addresses, extract, texts
from tracker.drafts import Captured, CapturedPage, Raw, SourceDraft
from tracker.errors import InputError
from tracker.formats.reading import Reading
from tracker.sources.visit import Original, Response, Visit, is_web
from tracker.texts import kinds

_HAN: Final = re.compile(r"[㐀-鿿]")
_HEADING: Final = re.compile(r"^#{1,6}\s+|\s+#+$")
_PLACE: Final = re.compile(r", line \d+, column \d+.*", re.DOTALL)
_XML_HEAD: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


class Article:
    """One text, with title, date and bylines from what it says of itself, where the draft gives none."""

    kind: Final = "article"

    options: Final[Mapping[str, str]] = {}

    def accepts(self, original: Original) -> bool:  # noqa: ARG002 - whatever nobody else wants is taken for a text
        """Take whatever no other connector claims."""
        return True

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:
        """Read the page or file; its claims are still to be read."""
        known, asked = addresses.key(draft.locator), visit
        if known not in visit.seen and len(visit.seen) == 1:
            # The one page of this source was brought in under the address that it asked for itself.
            ((canonical, last),) = visit.seen.items()
            asked, known = replace(visit, seen={known: last}), canonical
        response = asked.open(draft.locator)
        locator = draft.locator if is_web(draft.locator) else str(Path(draft.locator).absolute())
        if response.unchanged:
            return Captured(kind=self.kind, locator=locator, pages=(), unchanged=(known,))
        texts.demand_size(response.data, draft.locator)
        reading = read(draft.locator, response, visit)
        page = _page(replace(draft, kind=self.kind, locator=locator), response, reading)
        return Captured(kind=self.kind, locator=locator, pages=(page,), notes=_notes(draft.locator, reading))


def read(name: str, response: Response, visit: Visit) -> Reading:
    """Read what came back from a locator as the kind of file that it is.

    Raises:
        InputError: it is no kind that text can be read from, is broken, or holds no article.
    """
    data = response.data
    if not data.strip():
        raise InputError(f"{name} is empty: there is nothing to read; check that it is the right one")
    suffix = Path(urlsplit(response.url or name).path if is_web(name) else name).suffix.lower()
    kind = kinds.of(data, name, suffix=suffix, media_type=response.media_type)
    # Each of the readers of formats costs some tenths of a second to import: only who needs one pays.
    if kind == "pdf":
        from tracker.formats import pdf

        return pdf.read(data, name, now=visit.now)
    if kind == "docx":
        from tracker.formats import docx

        return docx.read(data, name, now=visit.now)
    found = texts.decoded(data, name, header=response.charset, html=kind != "text")
    if kind == "xml":
        raise InputError(_xml_fault(found.text, name))
    reading = Reading(text=found.text)
    if kind == "html":
        from tracker.formats import html

        reading = html.read(found.text, name, now=visit.now, url=response.url)
    return replace(reading, notes=(found.note, *reading.notes)) if found.note else reading


def language_of(text: str) -> str:
    """Return the language most of ``text`` is written in, as far as its script shows.

    >>> language_of("广告回报提升12% (ROI)"), language_of("ROI up 12 %")
    ('zh', 'en')
    """
    han = len(_HAN.findall(text))
    # A Chinese character carries about what half an English word does.
    return "zh" if han * 3 > sum(character.isascii() and character.isalpha() for character in text) else "en"


def _page(draft: SourceDraft, response: Response, reading: Reading) -> CapturedPage:
    head = extract.read(reading.text)
    url = draft.url or reading.canonical or response.url
    language = draft.language or _language(reading)
    return CapturedPage(
        source=replace(
            draft,
            publisher=draft.publisher or reading.publisher or addresses.host(response.url or reading.canonical) or None,
            language=language,
        ),
        text=reading.text,
        url=url,
        title=draft.title or reading.title or _HEADING.sub("", head.title).strip() or None,
        bylines=reading.bylines or head.bylines,
        published=draft.published or reading.published or head.published,
        language=language,
        key=addresses.key(reading.canonical or response.url) if response.url else draft.locator,
        etag=response.etag,
        last_modified=response.last_modified,
        raw=Raw(data=response.data, media_type=response.media_type),
    )


def _language(reading: Reading) -> str:
    """Return the language that a text declares, unless its script says otherwise."""
    seen = language_of(reading.text)
    declared = reading.language
    if declared is None or (declared in ("zh", "ja", "ko")) != (seen == "zh"):
        return seen
    return declared


def _notes(name: str, reading: Reading) -> tuple[str, ...]:
    return tuple(f"{name}: {note}" for note in reading.notes)


def _xml_fault(text: str, name: str) -> str:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(_XML_HEAD.sub("", text).encode(), parser)
    except etree.XMLSyntaxError as error:
        fault = _PLACE.sub("", error.msg)
        return f"{name}, line {error.lineno or 1}: broken XML: {fault}; fetch or save it again"
    return f"{name} is XML (<{etree.QName(root).localname}>), no article; if it is a feed or sitemap, name its kind"
