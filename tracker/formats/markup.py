"""HTML as blocks: what a tree of elements looks like as lines of text, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml.etree import _Element as Element

from tracker.formats import grid
from tracker.formats.words import raised, tidy

_SILENT: Final = frozenset(
    """
    script style noscript template iframe object embed svg canvas video audio button select option textarea
    input datalist map head link meta rt rp del s strike dialog math-hidden progress meter
    """.split()  # noqa: SIM905 - one a line would fill the page
)
"""Elements whose content nobody reads as text; struck-out words are taken back by whoever struck them."""
_BLOCKS: Final = frozenset(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary
    table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905 - one a line would fill the page
)
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ITEMS: Final = ("li", "dd", "dt")
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BREAK: Final = "\x1e"
_WRAPPED: Final = re.compile(r"(?<=[^.!?:;。！？：；\s\x1e])[ \t\r\n]*\x1e[ \t\r\n]*(?=[a-z])")
"""A break within a sentence: the line before has no end, the next begins small."""
_MARK: Final = re.compile(r"[\[(（【〔]?(?:\d{1,3}|[*†‡]{1,3}|[a-z])[\])）】〕]?")
_BACK: Final = re.compile(r"^[\^↑↩︎\s]+|[↩↑⤴]\ufe0e?\s*$")
_LONG_CELL: Final = 400


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the page, or one table."""

    kind: str
    """``p``, ``heading``, ``item``, ``caption`` or ``table``."""
    text: str
    element: Element
    links: float = 0.0
    """The share of its characters that are links."""
    times: tuple[str, ...] = ()
    """The moments that its ``time`` elements name."""


def blocks(body: Element) -> tuple[list[Block], frozenset[str]]:
    """Return the lines of a page, and the ids of the footnotes that it refers to."""
    page = _Page()
    page.walk(body, body)
    page.flush()
    return page.found, frozenset(page.notes)


@dataclass(slots=True)
class _Page:
    """A page being read: the line that is being put together, and what is done."""

    found: list[Block] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    line: list[str] = field(default_factory=list)
    linked: int = 0
    times: list[str] = field(default_factory=list)
    owner: Element | None = None
    term: str = ""
    items: set[Element] = field(default_factory=set)
    """Those whose first line is done."""

    def walk(self, element: Element, owner: Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT or _is_hidden(element):
            return
        if tag == "table" and is_data(element):
            self.flush()
            self.table(element)
        elif tag == "br":
            self.line.append(_BREAK)
        elif tag == "sup":
            self.raise_(element)
        elif tag in _BLOCKS:
            self.flush()
            self.owner = element
            self.inside(element, element)
            self.flush()
            self.owner = owner
        elif tag == "a" and (at := note(element)):
            self.notes.add(at)
        else:
            if tag == "time" and (moment := element.get("datetime")):
                self.times.append(moment)
            before = sum(map(len, self.line))
            self.inside(element, owner)
            if tag == "a":
                self.linked += max(0, sum(map(len, self.line)) - before)

    def inside(self, element: Element, owner: Element) -> None:
        if element.text:
            self.line.append(element.text if owner.tag != "pre" else element.text.replace("\n", _BREAK))
        for child in element:
            self.walk(child, owner)
            if child.tail:
                self.line.append(child.tail if owner.tag != "pre" else child.tail.replace("\n", _BREAK))

    def raise_(self, element: Element) -> None:
        """Add a raised text, or remember the footnote that it points at."""
        link = next((target for target in element.iter("a") if target.get("href")), None)
        above = element.getparent()
        if link is None and above is not None and above.tag == "a" and above.get("href"):
            link = above
        if link is not None and (at := (link.get("href") or "").partition("#")[2]):
            self.notes.add(at)
        self.line.append(raised("".join(self.line[-4:]), content(element), linked=link is not None))

    def table(self, element: Element) -> None:
        self.notes.update(at for link in element.iter("a") if (at := note(link)))
        above, rows = grid.lines(_rows(element))
        for caption in element.iterchildren("caption"):
            if text := tidy(inline(caption)):
                self.found.append(Block("caption", text, caption))
        self.found += [Block("caption", text, element) for text in above]
        if rows:
            self.found.append(Block("table", "\n".join(rows), element, _link_share(element)))
        for inner in element.iterdescendants("table"):
            if next(inner.iterancestors("table")) is element:
                self.walk(inner, element)

    def flush(self) -> None:
        """End the line."""
        whole, linked, times = "".join(self.line), self.linked, tuple(self.times)
        self.line, self.linked, self.times = [], 0, []
        owner = self.owner
        if owner is None or not whole.strip():
            return
        share = min(1.0, linked / len(whole))
        lines = [
            line
            for line in (_BACK.sub("", tidy(line)).strip() for line in _WRAPPED.sub(" ", whole).split(_BREAK))
            if line
        ]
        if owner.tag == "dt" and lines and _next(owner) == "dd":
            self.term = lines.pop()
        if owner.tag == "dd" and self.term and lines:
            lines[0], self.term = f"{self.term}: {lines[0]}", ""
        self.found += [Block(self.kind(owner), line, owner, share, times) for line in lines]

    def kind(self, owner: Element) -> str:
        """Tell what the next line of ``owner`` is; an item is one with its first line only."""
        tag = owner.tag
        if tag in _HEADINGS:
            return "heading"
        if tag in ("caption", "figcaption"):
            return "caption"
        item = owner if tag in _ITEMS else next(owner.iterancestors(*_ITEMS, "table"), None)
        if item is None or item.tag == "table" or item in self.items:
            return "p"
        self.items.add(item)
        return "item"


def note(link: Element) -> str | None:
    """Return the id of the footnote that a link refers to by a mark such as ``[1]``; None for any other link."""
    target = link.get("href") or ""
    return target[1:] if target.startswith("#") and _MARK.fullmatch(tidy(content(link))) else None


def _next(element: Element) -> str | None:
    following = element.getnext()
    return str(following.tag) if following is not None else None


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))


def content(element: Element) -> str:
    """Return all text within an element as it stands."""
    return "".join(map(str, element.itertext()))


def inline(element: Element) -> str:
    """Return the text of an element on one line: breaks and inner blocks as spaces, items parted by semicolons."""
    return "".join(_inline(element, [])).replace(" ; ", "; ")


def _inline(element: Element, line: list[str]) -> list[str]:
    if element.text:
        line.append(element.text)
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in _SILENT and tag != "table" and not _is_hidden(child):
            if tag == "a" and note(child):
                pass
            elif tag == "sup":
                linked = next(child.iter("a"), None) is not None
                line.append(raised("".join(line[-4:]), content(child), linked=linked))
            elif tag == "br" or tag in _BLOCKS:
                line.append("; " if tag == "li" and "".join(line).strip() else " ")
                _inline(child, line)
                line.append(" ")
            else:
                _inline(child, line)
        if child.tail:
            line.append(child.tail)
    return line


def is_data(table: Element) -> bool:
    """Whether a table holds data, and not the layout of a page."""
    if table.get("role") in ("presentation", "none"):
        return False
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    if not rows or max(map(len, cells)) < 2:
        return False
    if next(table.iter("h1", "article", "form", "nav", "main"), None) is not None:
        return False
    longest = max(len(tidy(inline(cell))) for row in cells for cell in row)
    headed = any(cell.tag == "th" for row in cells for cell in row)
    nested = next(table.iterdescendants("table"), None) is not None
    return headed or (longest < _LONG_CELL and len(rows) > 1 and not (nested and len(rows) < 3))


def _rows(table: Element) -> Iterator[list[grid.Cell]]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table or _is_hidden(row):
            continue
        parent = row.getparent()
        in_head = parent is not None and parent.tag == "thead"
        yield [
            grid.Cell(tidy(inline(cell)), _span(cell, "colspan"), _span(cell, "rowspan"), in_head or cell.tag == "th")
            for cell in row
            if cell.tag in ("td", "th") and not _is_hidden(cell)
        ]


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    if not value.isdigit() or len(value) > 4:
        return 1
    return int(value) or (1000 if name == "rowspan" else 1)


def _link_share(element: Element) -> float:
    whole = len(content(element))
    return sum(len(content(link)) for link in element.iter("a")) / max(1, whole)
