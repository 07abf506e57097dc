"""Documents are kept once a source by their text, and quotes are found where they stand."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import documents, sources
from tracker.drafts import CapturedPage, SourceDraft
from tracker.models import Document, Source

TEXT = "岛屿邮报报道，渡轮今年载客12万人次，比去年多两成。"


@pytest.fixture
def source(session: Session, now: datetime) -> Source:
    return sources.ensure(
        session, SourceDraft(kind="article", locator="/texts/ferry.txt", publisher="岛屿邮报"), now=now
    )


def page(text: str = TEXT, **fields: object) -> CapturedPage:
    return CapturedPage(source=SourceDraft(locator="/texts/ferry.txt"), text=text, **fields)  # type: ignore[arg-type]


def test_a_page_becomes_a_document(session: Session, source: Source, now: datetime) -> None:
    captured = page(
        title="渡轮", published=date(2025, 3, 1), bylines=("林一",), url="https://example.com/f", language="zh"
    )
    document, is_new = documents.store(session, source, captured, now=now)
    assert is_new
    assert (document.text, document.title, document.published_on) == (TEXT, "渡轮", date(2025, 3, 1))
    assert (document.bylines, document.url, document.language) == (["林一"], "https://example.com/f", "zh")
    assert document.captured_at == now
    assert document.content_hash == documents.content_hash(TEXT)


def test_the_same_text_of_a_source_is_the_same_document(session: Session, source: Source, now: datetime) -> None:
    first, _ = documents.store(session, source, page(title="渡轮"), now=now)
    again, is_new = documents.store(session, source, page(title="another title"), now=now)
    assert not is_new
    assert again.id == first.id
    assert again.title == "渡轮"


def test_another_text_is_another_document(session: Session, source: Source, now: datetime) -> None:
    first, _ = documents.store(session, source, page(), now=now)
    other, is_new = documents.store(session, source, page(f"{TEXT}更正。"), now=now)
    assert is_new
    assert other.id != first.id
    assert first.text == TEXT
    assert session.scalar(select(func.count()).select_from(Document).where(Document.source_id == source.id)) == 2


def test_a_text_is_one_whoever_carries_it(session: Session, source: Source, now: datetime) -> None:
    first, _ = documents.store(session, source, page(), now=now)
    draft = SourceDraft(kind="article", locator="/texts/ferry.txt", publisher="海港日报")
    other = sources.ensure(session, draft, now=now)
    again, is_new = documents.store(session, other, page(), now=now)
    assert (again.id, is_new) == (first.id, False)
    documents.place(session, source, page(), first, now=now)
    documents.place(session, other, page(), again, now=now)
    assert {place.document_id for place in (*documents.known(session, source), *documents.known(session, other))} == {
        first.id
    }


def test_facts_in_words_of_ours_are_kept_for_each_source(session: Session, source: Source, now: datetime) -> None:
    documents.store(session, source, page(claims=()), now=now)
    draft = SourceDraft(kind="records", locator="/texts/ferry.json", publisher="海港日报")
    _, is_new = documents.store(session, sources.ensure(session, draft, now=now), page(claims=()), now=now)
    assert is_new


@pytest.mark.parametrize(("start", "end"), [(0, 4), (13, 18), (len(TEXT) - 1, len(TEXT)), (0, len(TEXT))])
def test_a_quote_is_what_stands_there(start: int, end: int) -> None:
    quote = documents.anchor(TEXT, start, end)
    assert quote.exact == TEXT[start:end]
    assert TEXT[: quote.start].endswith(quote.prefix)
    assert TEXT[quote.end :].startswith(quote.suffix)
    assert quote.prefix + quote.exact + quote.suffix in TEXT


def test_a_quote_keeps_some_of_what_stands_around_it() -> None:
    quote = documents.anchor("a" * 100 + "𠮷5" + "b" * 100, 100, 102)
    assert (quote.exact, quote.prefix, quote.suffix) == ("𠮷5", "a" * 32, "b" * 32)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 2), (0, len(TEXT) + 1)])
def test_no_quote_stands_outside_its_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no quote"):
        documents.anchor(TEXT, start, end)
