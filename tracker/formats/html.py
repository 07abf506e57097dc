"""HTML pages: the article without what stands around it, its title, date and author.

Trafilatura judges which lines are the article's; the lines themselves are taken from the page, so that its tables,
captions and footnotes stay in their places with their cells, and no mark of a footnote sticks to a figure.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import lxml.html
from lxml import etree
from lxml.etree import _Element as Element

from tracker.errors import InputError
from tracker.formats import about, choice, markup, walls
from tracker.formats.choice import fingerprint
from tracker.formats.markup import Block
from tracker.formats.reading import Reading

logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_SENTENCE: Final = re.compile(r"[。！？；.!?;]$")
_XML_HEAD: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLANK: Final = re.compile(r"\n{3,}")


def read(text: str, name: str, *, now: datetime, url: str | None = None) -> Reading:
    """Read a page that is decoded already.

    Raises:
        InputError: its main text cannot be found; the line says what stands there in its place.
    """
    tree = parse(text, name)
    body = tree.find("body")
    if body is None:
        raise InputError(f"{name}: the page has no body, there is nothing to read; look at it in a browser")
    found, notes = markup.blocks(body)
    kept = choice.kept(tree, found, notes)
    title = about.title(tree, [block.text for block in found if block.kind == "heading"])
    walls.refuse(name, tree, title, [found[place].text for place in kept])
    first = _start(found, kept, title)
    lines = [found[place] for place in kept if place >= first]
    head = _head(found, first, title)
    published, odd = about.published(tree, head, now=now, url=url)
    return Reading(
        text=_layout(title, lines),
        title=title,
        published=published,
        bylines=about.bylines(tree, title, head),
        publisher=about.publisher(tree),
        language=about.language(tree),
        canonical=about.canonical(tree, url),
        notes=odd,
    )


def parse(text: str, name: str) -> Element:
    """Parse a page without entities, network or unlimited depth; comments are left out."""
    parser = lxml.html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8"
    )
    source = _XML_HEAD.sub("", text).replace("\x00", "")
    try:
        tree = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise InputError(f"{name}: the page is empty; look at it in a browser") from None
    assert isinstance(tree, etree._Element)
    return tree


def _start(found: Sequence[Block], kept: Sequence[int], title: str | None) -> int:
    """Return where the text begins: after the title, where that stands on the page."""
    mark = fingerprint(title or "")
    for place in kept[:4]:
        if mark and fingerprint(found[place].text) == mark:
            return place + 1
    return kept[0] if kept else 0


def _head(found: Sequence[Block], first: int, title: str | None) -> list[Block]:
    """Return the short lines between the title and the first sentence, where date and author stand."""
    mark = fingerprint(title or "")
    titles = [place for place in range(first + 1) if mark and fingerprint(found[place].text) == mark]
    head: list[Block] = []
    for block in found[titles[-1] + 1 if titles else max(0, first - 4) :][:8]:
        if len(block.text) > 120 or (len(block.text) > 30 and _SENTENCE.search(block.text)):
            break
        if block.links < 0.5 or block.times:
            head.append(block)
    return head


def _layout(title: str | None, blocks: Sequence[Block]) -> str:
    lines: list[str] = [title, ""] if title else []
    for block in blocks:
        if block.kind == "table":
            lines += ["", block.text, ""]
        elif block.kind == "heading":
            lines += ["", block.text]
        else:
            lines.append(f"- {block.text}" if block.kind == "item" else block.text)
    return _BLANK.sub("\n\n", "\n".join(lines).strip("\n")) + "\n"
