"""PDFs made for tests: with a text layer, in Chinese and English, in columns, with tables and running heads."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=12)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=18, leading=22, spaceAfter=6)
HEADING = ParagraphStyle("heading", fontName="Helvetica-Bold", fontSize=14, leading=18, spaceBefore=12, spaceAfter=6)
CHINESE = ParagraphStyle("zh", fontName="STSong-Light", fontSize=11, leading=16, wordWrap="CJK", firstLineIndent=22)
CHINESE_TITLE = ParagraphStyle("zt", fontName="STSong-Light", fontSize=18, leading=24, wordWrap="CJK")


def table(rows: Sequence[Sequence[str]], font: str = "Helvetica") -> Table:
    """A table without lines."""
    return Table(list(map(list, rows)), colWidths=[120, 80, 80], style=[("FONT", (0, 0), (-1, -1), font, 11)])


def paragraph(text: str, style: ParagraphStyle = BODY) -> Flowable:
    """A paragraph with some room below it."""
    return Paragraph(text, style)


def gap() -> Flowable:
    """Some room."""
    return Spacer(1, 10)


def printed(*flow: Flowable, head: str | None = None, **about: Any) -> bytes:
    """Print in one column, with a running head and the number of the page where ``head`` is given."""
    buffer = io.BytesIO()

    def decorate(canvas: Canvas, document: Any) -> None:
        if head is not None:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(50, 820, head)
            canvas.drawCentredString(300, 25, f"Page {document.page}")

    SimpleDocTemplate(buffer, pagesize=A4, invariant=1, **about).build(
        list(flow), onFirstPage=decorate, onLaterPages=decorate
    )
    return buffer.getvalue()


def in_columns(title: str, *flow: Flowable) -> bytes:
    """Print a title over two columns."""
    buffer = io.BytesIO()
    frames = [Frame(50, 700, 500, 90), Frame(50, 400, 240, 290), Frame(310, 400, 240, 290)]
    document = BaseDocTemplate(buffer, pagesize=A4, invariant=1)
    document.addPageTemplates([PageTemplate(frames=frames)])
    document.build([Paragraph(title, TITLE), FrameBreak(), *flow])
    return buffer.getvalue()


def pictures(pages: int = 1, *, text_on: int | None = None, password: str | None = None) -> bytes:
    """Print pages that are drawings, one of them with a sentence if asked for."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password, invariant=1)
    for number in range(1, pages + 1):
        canvas.rect(50, 50, 400, 600, fill=1)
        if number == text_on:
            canvas.drawString(50, 700, "Harbour Freight moved 120,000 boxes in March, up 9% on the year before.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
