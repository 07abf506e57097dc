"""PDF files: their text layer in reading order, by pdfium. Pictures of pages hold no text and are refused."""

from __future__ import annotations

import ctypes
import math
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from tracker.errors import InputError
from tracker.formats import dates, layout
from tracker.formats.layout import Paragraph, Piece, Sheet
from tracker.formats.reading import Reading
from tracker.formats.words import raised, tidy
from tracker.texts.sense import plausibility

_LOCK: Final = threading.Lock()
"""pdfium has no notion of threads: one file at a time."""
PAGES: Final = 500
"""No article, report or statement has more; a book is not read whole."""
_PASSWORD: Final = 4
_GAP: Final = 1.5
"""A gap wider than this many times the size of the letters parts cells."""
_TAIL: Final = 65_536
_NO_TITLE: Final = re.compile(
    r"^(?:microsoft word|untitled|\(|document\d*|slide \d|.*\.(?:docx?|indd|pdf|xlsx?|pptx?|wps|qxd)$)", re.IGNORECASE
)
_STAMP: Final = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def read(data: bytes, name: str, *, now: datetime) -> Reading:
    """Read a PDF's text layer.

    Raises:
        InputError: it is broken or cut off, wants a password, or has no text layer.
    """
    if b"%%EOF" not in data[-_TAIL:]:
        raise InputError(f"{name}: the PDF breaks off before its end; fetch it again", permanent=False)
    with _LOCK:
        sheets, meta = _sheets(data, name)
    bare = [place for place, sheet in enumerate(sheets, 1) if not sheet.pieces]
    if len(bare) == len(sheets):
        raise InputError(
            f"{name}: the PDF holds pictures of its pages and no text; recognise its text first (with ocrmypdf, say)"
        )
    found = layout.paragraphs(sheets)
    body = "\n".join(paragraph.text for paragraph in found)
    if plausibility(body) < 0.6 or not any(map(str.isalnum, body)):
        raise InputError(
            f"{name}: the PDF's fonts do not say which characters they show, its text comes out as nonsense; "
            "recognise its text again (with ocrmypdf --force-ocr, say)"
        )
    notes: list[str] = []
    if bare:
        notes.append(
            f"{'page' if len(bare) == 1 else 'pages'} {_ranges(bare)} of {len(sheets)} hold no text: pictures, or blank"
        )
    title, rest = _titled(found, meta.get("Title", ""))
    published = dates.of_lines(paragraph.text for paragraph in rest[:8] if len(paragraph.text) <= 120)
    if published is None and (stamp := _stamped(meta.get("CreationDate", ""), now)) is not None:
        published = stamp
        notes.append(f"its text names no date: the day the PDF was made, {stamp}, was taken")
    return Reading(
        text=_written(title, rest),
        title=title,
        published=published,
        bylines=tuple(filter(None, [tidy(meta.get("Author", ""))])) if _is_name(meta.get("Author", "")) else (),
        notes=tuple(notes),
    )


def _sheets(data: bytes, name: str) -> tuple[list[Sheet], dict[str, str]]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            count = len(document)
            if count > PAGES:
                raise InputError(f"{name}: the PDF has {count:,} pages, {PAGES} are read at most; split it")
            sheets = [_sheet(document[place]) for place in range(count)]
            return sheets, {key: tidy(value) for key, value in document.get_metadata_dict(skip_empty=True).items()}
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise InputError(f"{name}: the PDF wants a password; save it without one") from None
        raise InputError(f"{name}: the PDF is broken ({str(error).rstrip('.')}); fetch or save it again") from None


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    text = page.get_textpage()
    try:
        return Sheet(tuple(_pieces(text)), page.get_height())
    finally:
        text.close()
        page.close()


def _pieces(text: pypdfium2.PdfTextPage) -> Iterator[Piece]:
    """Put characters together while they go on along one baseline; small raised ones are powers or marks."""
    handle = text.raw
    box = [ctypes.c_double() for _ in range(4)]
    left, right, low, high = box
    at_x, at_y = ctypes.c_double(), ctypes.c_double()
    now: Piece | None = None
    lifted = ""
    upper = 0
    for index in range(pdfium.FPDFText_CountChars(handle)):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if 0xDC00 <= code < 0xE000 and upper:
            code, upper = 0x10000 + ((upper - 0xD800) << 10) + (code - 0xDC00), 0
        elif 0xD800 <= code < 0xDC00:
            upper = code
            continue
        letter = chr(code) if code not in (0, 0xFFFE, 0xFFFF) else ""
        if code == 2 or pdfium.FPDFText_IsHyphen(handle, index) == 1:
            letter = "\u00ad" if code == 2 else "-"
        if not letter or letter in "\r\n":
            continue
        if letter.isspace():
            if now is not None and not now.text.endswith(" "):
                now = replace(now, text=now.text + raised(now.text, lifted) + " ")
                lifted = ""
            continue
        if abs(math.remainder(pdfium.FPDFText_GetCharAngle(handle, index), 2 * math.pi)) > 0.1:
            continue
        pdfium.FPDFText_GetCharBox(handle, index, left, right, low, high)
        pdfium.FPDFText_GetCharOrigin(handle, index, at_x, at_y)
        size = _size(handle, index, high.value - low.value)
        if now is not None and at_x.value - now.right < 0.6 * now.size and at_x.value > now.right - 0.6 * now.size:
            lift = at_y.value - now.base
            if size < 0.88 * now.size and 0.15 * now.size < lift < 0.7 * now.size:
                lifted += letter
                now = replace(now, right=max(now.right, right.value))
                continue
        is_on = now is not None and (
            abs(at_y.value - now.base) < 0.35 * max(size, now.size)
            and -0.7 * size < at_x.value - now.right < _GAP * max(size, now.size)
        )
        if now is not None and is_on:
            now = replace(
                now,
                text=now.text + raised(now.text, lifted) + letter,
                right=max(now.right, right.value),
                size=max(now.size, size),
            )
        else:
            yield from _done(now, lifted)
            now = Piece(letter, min(at_x.value, left.value), right.value, at_y.value, size)
        lifted = ""
    yield from _done(now, lifted)


def _done(piece: Piece | None, lifted: str) -> Iterator[Piece]:
    if piece is None:
        return
    text = piece.text + raised(piece.text, lifted)
    ends_soft = text.rstrip().endswith("\u00ad")
    if tidied := tidy(text):
        yield replace(piece, text=tidied + ("\u00ad" if ends_soft else ""))


def _size(handle: pdfium.FPDF_TEXTPAGE, index: int, height: float) -> float:
    """Return the size of a letter as it shows, whatever its font calls it."""
    size = float(pdfium.FPDFText_GetFontSize(handle, index))
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(handle, index, matrix):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
    return size if size > 0.5 else max(1.0, height)


def _titled(found: Sequence[Paragraph], named: str) -> tuple[str | None, list[Paragraph]]:
    """Return the title, set larger than the text near its beginning or named in the metadata, and what follows it."""
    size = layout.body_size(found)
    large = [
        place
        for place, paragraph in enumerate(found[:6])
        if paragraph.size >= 1.2 * size and paragraph.kind == "p" and 4 <= len(paragraph.text) <= 200
    ]
    if large:
        first = max(large, key=lambda place: (round(found[place].size), -place))
        title, last = found[first].text, first
        while last + 1 in large and abs(found[last + 1].size - found[first].size) < 0.05 * size:
            last += 1
            title = f"{title} {found[last].text}" if title.isascii() else title + found[last].text
        return title, [*found[:first], *found[last + 1 :]]
    named = tidy(named)
    if 4 <= len(named) <= 200 and not _NO_TITLE.match(named) and plausibility(named) > 0.9:
        if found and found[0].text == named:
            return named, list(found[1:])
        return named, list(found)
    return None, list(found)


def _is_name(author: str) -> bool:
    return 1 < len(author.strip()) <= 60 and not re.search(
        r"[@\\/(]|\b(?:admin|user|administrator|owner|微软用户|中国)\b", author, re.IGNORECASE
    )


def _stamped(stamp: str, now: datetime) -> date | None:
    found = _STAMP.match(stamp)
    if not found:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return day if dates.EARLIEST <= day <= (now + timedelta(days=1)).date() else None


def _written(title: str | None, found: Sequence[Paragraph]) -> str:
    lines = [title, ""] if title else []
    for paragraph in found:
        if paragraph.kind == "table":
            lines += ["", paragraph.text, ""]
        else:
            lines.append(f"- {paragraph.text}" if paragraph.kind == "item" else paragraph.text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip("\n")) + "\n"


def _ranges(places: Sequence[int]) -> str:
    if len(places) > 8:
        return f"{', '.join(map(str, places[:7]))} and {len(places) - 7} more"
    return ", ".join(map(str, places))
