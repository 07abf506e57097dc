"""Word documents (DOCX): paragraphs, lists, tables and footnotes in their order, by python-docx."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Final

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError, PackageNotFoundError
from lxml import etree
from lxml.etree import _Element as Element

from tracker.errors import InputError
from tracker.formats import dates, grid
from tracker.formats.reading import Reading
from tracker.formats.words import raised, tidy

UNPACKED: Final = 100_000_000
"""Bytes that all parts of a document may come to, unpacked."""
_PARTS: Final = 5_000
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE: Final = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK))
"""What tracked changes took out, and the codes of fields."""
_HEADING: Final = re.compile(r"^(?:heading \d|title|subtitle|标题)", re.IGNORECASE)
_LIST: Final = re.compile(r"^list\b", re.IGNORECASE)
_BULLET: Final = re.compile(r"^[•●▪■○◦‣·]\s*")
_NO_NAME: Final = re.compile(r"^(?:python-docx|admin(?:istrator)?|user|owner|微软用户|windows 用户)$", re.IGNORECASE)


def read(data: bytes, name: str, *, now: datetime) -> Reading:
    """Read a document.

    Raises:
        InputError: it is broken, unpacks to more than ``UNPACKED``, or holds no text.
    """
    _check(data, name)
    try:
        document = docx.Document(BytesIO(data))
        lines = _tidied(_lines(document))
    except (PackageNotFoundError, OpcError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, EOFError):
        raise InputError(f"{name}: the Word document is broken; open and save it again, or fetch it again") from None
    if not any(text for _, text in lines):
        raise InputError(f"{name}: the Word document holds no text; pictures of text must be recognised first")
    about = document.core_properties
    title = _title(lines, about.title)
    rest = [(kind, text) for place, (kind, text) in enumerate(lines) if not (place < 3 and text == title)]
    notes: list[str] = []
    published = dates.of_lines(text for kind, text in rest[:8] if kind == "p" and len(text) <= 120)
    if published is None and (day := _created(about.created, now)) is not None:
        published = day
        notes.append(f"its text names no date: the day the file was made, {day}, was taken")
    author = tidy(about.author or "")
    return Reading(
        text=_written(title, rest),
        title=title,
        published=published,
        bylines=(author,) if author and not _NO_NAME.match(author) and len(author) <= 60 else (),
        language=re.split("[-_]", about.language.lower())[0] or None if about.language else None,
        notes=tuple(notes),
    )


def _check(data: bytes, name: str) -> None:
    """Refuse a package that is broken or unpacks to too much, before any of it is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError(f"{name}: the Word document is broken; open and save it again, or fetch it again") from None
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise InputError(
            f"{name}: the Word document unpacks to more than {UNPACKED // 1_000_000} MB; save its text alone"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(f"{name}: the Word document wants a password; save it without one")


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    styles = {style.style_id: str(style.name) for style in document.styles if style.name}
    yield from _inside(document.element.body, styles)
    yield from _footnotes(document)


def _inside(parent: Element, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    for element in parent:
        if element.tag == f"{_W}p":
            yield from _paragraph(element, styles)
        elif element.tag == f"{_W}tbl":
            yield from _table(element)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _inside(element, styles)


def _paragraph(element: Element, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    named = styles.get(style.get(f"{_W}val") or "", "") if style is not None else ""
    number = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    text = _text(element)
    kind = "p"
    if _HEADING.match(named):
        kind = "title" if named.lower() == "title" else "heading"
    elif _LIST.match(named) or (number is not None and number.get(f"{_W}val") != "0") or _BULLET.match(text):
        kind = "item"
    for place, line in enumerate(text.split("\n")):
        if tidied := tidy(_BULLET.sub("", line) if kind == "item" else line):
            yield (kind if place == 0 or kind != "item" else "p"), tidied
    for box in element.iter(f"{_W}txbxContent"):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield from _inside(box, styles)


def _text(element: Element) -> str:
    """Return a paragraph's text as it reads with all changes accepted; marks of footnotes are left out."""
    line: list[str] = []
    _gather(element, line)
    return "".join(line)


def _gather(element: Element, line: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag in _GONE or tag == f"{_W}txbxContent":
            continue
        if tag == f"{_W}r" and _is_raised(child):
            inner: list[str] = []
            _gather(child, inner)
            line.append(raised("".join(line[-4:]), "".join(inner)))
        elif tag == f"{_W}t":
            line.append(child.text or "")
        elif tag in (f"{_W}tab", f"{_W}ptab"):
            if element.tag == f"{_W}r":
                line.append(" ")
        elif tag in (f"{_W}br", f"{_W}cr"):
            line.append("\n" if child.get(f"{_W}type") in (None, "textWrapping") else "")
        elif tag == f"{_W}noBreakHyphen":
            line.append("-")
        else:
            _gather(child, line)


def _is_raised(run: Element) -> bool:
    place = run.find(f"{_W}rPr/{_W}vertAlign")
    return place is not None and place.get(f"{_W}val") == "superscript"


def _table(element: Element) -> Iterator[tuple[str, str]]:
    """Yield a table as one text; a table of one column is the frame of a text."""
    rows = [row for row in element.iterdescendants(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl")) is element]
    if max((len(list(row.iterchildren(f"{_W}tc"))) for row in rows), default=0) < 2:
        for row in rows:
            for cell in row.iterchildren(f"{_W}tc"):
                yield from _inside(cell, {})
        return
    above, lines = grid.lines(_cells(rows))
    for text in above:
        yield "p", text
    if lines:
        yield "table", "\n".join(lines)
    for inner in element.iterdescendants(f"{_W}tbl"):
        if next(inner.iterancestors(f"{_W}tbl")) is element:
            yield from _table(inner)


def _cells(rows: list[Element]) -> Iterator[list[grid.Cell]]:
    """Yield the cells of each row, without those that an upper one was merged with."""
    placed = [list(_placed(row)) for row in rows]
    for place, row in enumerate(placed):
        is_head = rows[place].find(f"{_W}trPr/{_W}tblHeader") is not None
        cells: list[grid.Cell] = []
        for column, width, merged, cell in row:
            if merged == "continue" and place:
                continue
            height = 1
            while (
                merged
                and place + height < len(placed)
                and (column, "continue") in [(at, how) for at, _, how, _ in placed[place + height]]
            ):
                height += 1
            parts = (_text(paragraph) for paragraph in cell.iterchildren(f"{_W}p"))
            text = " ".join(filter(None, (tidy(part.replace("\n", " ")) for part in parts)))
            cells.append(grid.Cell(text, columns=width, rows=height, head=is_head))
        yield cells


def _placed(row: Element) -> Iterator[tuple[int, int, str | None, Element]]:
    """Yield the cells of a row with the column they begin in, their width and how they are merged downwards."""
    column = 0
    for cell in row.iterchildren(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = int(said) if span is not None and (said := span.get(f"{_W}val") or "").isdigit() else 1
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        yield column, width, None if merged is None else merged.get(f"{_W}val") or "continue", cell
        column += width


def _footnotes(document: Document) -> Iterator[tuple[str, str]]:
    """Yield footnotes and endnotes; the first two of either are the rules between text and notes."""
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        for note in etree.fromstring(relation.target_part.blob, parser):
            if note.get(f"{_W}type") in (None, "normal"):
                for paragraph in note.iterchildren(f"{_W}p"):
                    if text := tidy(_text(paragraph).replace("\n", " ")):
                        yield "p", text


def _tidied(lines: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in lines if text.strip()]


def _title(lines: list[tuple[str, str]], named: str | None) -> str | None:
    """Return the title: styled as one, or the heading it begins with, or the one its properties name."""
    for wanted in ("title", "heading"):
        for kind, text in lines[:3]:
            if kind == wanted:
                return text
    named = tidy(named or "")
    return named if 3 < len(named) <= 200 and not re.search(r"\.docx?$|^word document$", named, re.IGNORECASE) else None


def _created(moment: datetime | None, now: datetime) -> date | None:
    """Return the day of a file's making; python-docx's own template names 2013, which says nothing."""
    if moment is None or moment.date() == date(2013, 12, 23):
        return None
    day = moment.date()
    return day if dates.EARLIEST <= day <= (now + timedelta(days=1)).date() else None


def _written(title: str | None, lines: list[tuple[str, str]]) -> str:
    written = [title, ""] if title else []
    for kind, text in lines:
        if kind == "table":
            written += ["", text, ""]
        elif kind in ("title", "heading"):
            written += ["", text]
        else:
            written.append(f"- {text}" if kind == "item" else text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(written).strip("\n")) + "\n"
