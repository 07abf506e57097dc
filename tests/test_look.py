"""Looking at a source again: versions, revisions, what is unchanged, and what an error leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import db, documents, pipeline, sources
from tracker.drafts import SourceDraft
from tracker.models import Appearance, Claim, ClaimRevision, Document, DocumentRaw, Source
from tracker.states import QuoteState, RevisionChange

TEXT = """渡轮公司年报 2025年3月1日

渡轮公司表示，今年载客12万人次，同比增长两成。公司员工达300人。
"""
NOW = datetime(2025, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path, database: db.Database) -> Path:
    """A text that was captured under the slug ``ferry``."""
    path = tmp_path / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    draft = SourceDraft(locator=str(path), publisher="岛屿邮报", slug="ferry")
    pipeline.capture(database, sources.capture(draft), now=NOW)
    return path


def revisions_of(session: Session, claim: Claim) -> Sequence[ClaimRevision]:
    """What became of ``claim`` in later versions, oldest first."""
    return session.scalars(
        select(ClaimRevision).where(ClaimRevision.claim_id == claim.id).order_by(ClaimRevision.at, ClaimRevision.id)
    ).all()


def look(database: db.Database, days: int = 1) -> pipeline.Look:
    return pipeline.fetch(database, None, "ferry", now=NOW + timedelta(days=days))


def count(database: db.Database, what: type) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


@pytest.mark.usefixtures("file")
def test_an_unchanged_text_brings_nothing_and_is_noted_as_seen(database: db.Database) -> None:
    found = look(database)
    assert [(page.is_new, page.claims) for page in found.pages] == [(False, 0)]
    assert (count(database, Document), count(database, Claim), count(database, ClaimRevision)) == (1, 3, 0)
    with database.session() as session:
        assert session.scalars(select(Appearance.last_seen_at)).all() == [NOW + timedelta(days=1)]


def test_a_changed_figure_is_a_revision_of_its_claim(database: db.Database, file: Path) -> None:
    file.write_text(TEXT.replace("12万", "15万"), encoding="utf-8")
    (page,) = look(database).pages
    assert (page.is_new, page.claims, page.changed, page.gone) == (True, 0, 1, 0)
    assert (count(database, Document), count(database, Claim)) == (2, 3)
    with database.session() as session:
        assert session.scalars(select(Document.version).order_by(Document.id)).all() == [1, 2]
        claim = session.scalars(select(Claim).where(Claim.quote_exact == "12万人次")).one()
        assert (claim.quote_state, claim.document.version) == (QuoteState.CHANGED, 1)
        (revision,) = revisions_of(session, claim)
        assert revision.document is not None
        assert (revision.change, revision.document.version) == (RevisionChange.CHANGED, 2)
        assert revision.reading is not None
        assert revision.reading["figure"] == "15万人次"


def test_the_same_change_is_noted_once(database: db.Database, file: Path) -> None:
    file.write_text(TEXT.replace("12万", "15万"), encoding="utf-8")
    look(database)
    file.write_text(TEXT.replace("12万", "15万") + "\n更多消息稍后公布。\n", encoding="utf-8")
    look(database, days=2)
    assert (count(database, Document), count(database, ClaimRevision)) == (3, 1)


def test_a_figure_that_is_gone_and_comes_back(database: db.Database, file: Path) -> None:
    file.write_text(TEXT.replace("公司员工达300人。", ""), encoding="utf-8")
    assert look(database).pages[0].gone == 1
    file.write_text(TEXT, encoding="utf-8")
    look(database, days=2)
    with database.session() as session:
        claim = session.scalars(select(Claim).where(Claim.quote_exact.contains("300"))).one()
        assert claim.quote_state is QuoteState.PRESENT
        assert [revision.change for revision in revisions_of(session, claim)] == [
            RevisionChange.GONE,
            RevisionChange.RETURNED,
        ]
    assert (count(database, Document), count(database, Claim)) == (2, 3)


def test_a_new_figure_is_a_new_claim(database: db.Database, file: Path) -> None:
    file.write_text(TEXT + "\n新船耗资25亿元。\n", encoding="utf-8")
    (page,) = look(database).pages
    assert (page.claims, page.changed, page.gone) == (1, 0, 0)
    assert count(database, Claim) == 4


def test_an_error_leaves_what_was_seen_as_it_is(database: db.Database, file: Path) -> None:
    file.unlink()
    found = look(database)
    assert found.error is not None
    assert str(file) in str(found.error)
    with database.session() as session:
        source = session.scalars(select(Source)).one()
        assert (source.consecutive_failures, source.last_fetched_at) == (1, NOW)
        assert source.last_error == str(found.error)
        place = session.scalars(select(Appearance)).one()
        assert (place.failures, place.last_seen_at, place.failing_since) == (1, NOW, NOW + timedelta(days=1))
    assert (count(database, Document), count(database, Claim)) == (1, 3)


def test_a_page_without_figures_changes_nothing(database: db.Database, file: Path) -> None:
    file.write_text("页面维护中，请稍后再来。", encoding="utf-8")
    assert look(database).error is not None
    assert (count(database, Document), count(database, ClaimRevision)) == (1, 0)


@pytest.mark.usefixtures("file")
def test_the_same_text_elsewhere_is_one_text_with_two_appearances(database: db.Database, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT, encoding="utf-8")
    captured = sources.capture(SourceDraft(locator=str(copy), publisher="海港日报"))
    (page,) = pipeline.capture(database, captured, now=NOW)
    assert (page.is_new, page.claims, page.first_source) == (False, 0, "ferry")
    assert (count(database, Document), count(database, Claim), count(database, Appearance)) == (1, 3, 2)


@pytest.mark.usefixtures("file")
def test_bytes_are_kept_for_a_while(database: db.Database) -> None:
    with database.session() as session:
        document = session.scalars(select(Document)).one()
        assert documents.raw(document) == TEXT.encode()
    pipeline.fetch(database, None, "ferry", now=NOW + timedelta(days=30), keep_raw=timedelta(days=7))
    assert (count(database, DocumentRaw), count(database, Document)) == (0, 1)
