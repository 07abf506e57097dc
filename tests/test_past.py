"""Rows as they were: the views that show them, what is kept and what is not, and where they may stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from tests.conftest import ScratchDatabase
from tracker import backup, db, decisions, explanation, metrics, migrations, parties, past, pipeline, series, sources
from tracker.drafts import MetricDraft
from tracker.errors import SchemaError
from tracker.models import Claim, ClaimRelation, Document, LinkProposal, Metric, RowVersion, Source
from tracker.settings import Settings

START = datetime(2026, 11, 1, 9, tzinfo=UTC)
COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
 WHERE attrelid = CAST(:name AS regclass) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
ROLE = "tracker_test_plain"

Open = Callable[..., URL]


@pytest.fixture
def address(scratch_database: ScratchDatabase) -> Open:
    """A function that makes a database and returns its address."""

    def make(*, empty: bool = False) -> URL:
        return make_url(Settings(database_url=scratch_database(empty=empty)).database_url or "")

    return make


@pytest.fixture
def sample(address: Open, settings: Settings) -> Iterator[db.Database]:
    """A database with the sample, captured on the first of the month."""
    own = settings.model_copy(update={"database_url": address().render_as_string(hide_password=False)})
    with db.open_database(own) as database:
        pipeline.load_sample(database, now=START)
        yield database


def kept(database: db.Database) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(RowVersion)) or 0


def test_every_view_has_the_columns_of_its_table(sample: db.Database) -> None:
    with sample.engine.connect() as connection:
        views = connection.scalars(text("SELECT viewname FROM pg_views WHERE schemaname = 'tracker_past'")).all()
        assert {"claim", "document", "source", "appearance", "metric", "claim_relation", "claim_facts"} <= {*views}
        for view in views:
            past_ones = connection.execute(text(COLUMNS), {"name": f"tracker_past.{view}"}).all()
            assert past_ones == connection.execute(text(COLUMNS), {"name": f"public.{view}"}).all(), view


def test_views_that_have_lost_a_column_are_built_anew(sample: db.Database) -> None:
    with sample.engine.connect() as connection:
        connection.execute(text("SELECT drop_past()"))
        connection.execute(text("ALTER TABLE metric ADD COLUMN colour text"))
        connection.execute(text("SELECT build_past()"))
        found = connection.execute(text(COLUMNS), {"name": "tracker_past.metric"}).all()
        assert "colour" in dict(map(tuple, found))


def test_looks_and_sweeps_that_change_nothing_keep_nothing(sample: db.Database, settings: Settings) -> None:
    for day in range(3):
        pipeline.sweep(sample, settings, now=START + timedelta(days=day), everything=True)
    before = kept(sample)
    pipeline.sweep(sample, settings, now=START + timedelta(days=4), everything=True)
    with sample.session.begin() as session:
        session.execute(text("INSERT INTO claim_change (claim_id, metric_id) VALUES (0, NULL)"))
    with sample.session() as session:
        relations = session.scalar(select(func.count()).select_from(ClaimRelation))
    assert pipeline.relate(sample, now=START + timedelta(days=5)) > 0
    with sample.session() as session:
        assert session.scalar(select(func.count()).select_from(ClaimRelation)) == relations
    assert relations
    assert kept(sample) == before


def test_a_claim_is_explained_as_it_was(sample: db.Database) -> None:
    with sample.session() as session:
        pair = select(ClaimRelation.claim_id).where(ClaimRelation.relation == "contradicts").limit(1)
        number = session.scalars(pair).one()
        slug = session.scalars(select(Metric.slug).join(Claim, Claim.metric_id == Metric.id).where(Claim.id == number))
        metric = slug.one()

    def told(day: int) -> explanation.Explanation:
        moment = START + timedelta(days=day)
        with sample.session() as session:
            return explanation.explain(session, number, moment=moment, zone=UTC, is_past=day < 9)

    with pipeline.transaction(sample, now=START + timedelta(days=3)) as session:
        source = session.get_one(Claim, number).document.source
        session.get_one(Source, source.id).publisher = "The New Owner"
    with pipeline.transaction(sample, now=START + timedelta(days=5)) as session:
        claim = session.get_one(Claim, number)
        claim.metric_id, claim.linked_by = None, "ann"
    pipeline.relate(sample, now=START + timedelta(days=5))
    first, second, last = told(2), told(4), told(9)
    assert [each.link.metric for each in (first, second, last)] == [metric, metric, None]
    assert [each.source.publisher == "The New Owner" for each in (first, second, last)] == [False, True, True]
    assert "contradicts" in {other.relation for other in first.counted}
    assert {other.claim for other in first.counted} == {other.claim for other in second.counted}
    assert last.counted == ()


def test_whose_word_a_figure_was_stays_what_it_was_when_parties_change(sample: db.Database) -> None:
    def words(day: int) -> dict[int, tuple[str | None, bool]]:
        moment = START + timedelta(days=day)
        with sample.session() as session:
            slugs = session.scalars(select(Metric.slug).order_by(Metric.slug)).all()
            read = [series.read(session, slug, moment=moment, zone=UTC, is_past=day < 9) for slug in slugs]
        return {point.claim_id: (point.origin, point.is_inferred) for each in read for point in each.points}

    before = words(9)
    with pipeline.transaction(sample, now=START + timedelta(days=3)) as session:
        parties.remove(session, "jd")
    pipeline.relate(sample, now=START + timedelta(days=3))
    after = words(9)
    assert before != after
    assert (words(2), words(4)) == (before, after)


def test_a_metric_that_was_merged_is_seen_until_then(sample: db.Database) -> None:
    def seen(slug: str, day: int) -> list[int]:
        with sample.session() as session:
            moment = START + timedelta(days=day)
            found = series.read(session, slug, moment=moment, zone=UTC, is_past=day < 9)
        return [point.claim_id for point in found.points]

    before = seen("tiktok-markets", 9)
    with pipeline.transaction(sample, now=START + timedelta(days=3)) as session:
        kind = metrics.find(session, "tiktok-markets").kind
        metrics.add(session, MetricDraft(slug="markets", subject="TikTok", measure="stalls", unit="count", kind=kind))
        metrics.merge(session, "tiktok-markets", "markets")
    with pipeline.transaction(sample, now=START + timedelta(days=5)) as session:
        metrics.add(session, MetricDraft(slug="tiktok-markets", subject="x", measure="y", unit="count", kind=kind))
    assert before
    assert (seen("tiktok-markets", 2), seen("markets", 2)) == (before, [])
    assert (seen("tiktok-markets", 9), seen("markets", 4)) == ([], before)


def test_what_was_proposed_and_decided_shows_as_it_stood(sample: db.Database) -> None:
    with sample.session() as session:
        number = session.scalars(select(Claim.id).where(Claim.metric_id.is_(None), Claim.unit == "count")).first() or 0

    def told(day: int) -> list[tuple[str, str | None]]:
        moment = START + timedelta(days=day)
        with sample.session() as session:
            link = explanation.explain(session, number, moment=moment, zone=UTC, is_past=day < 9).link
        return [(each.metric, each.decision) for each in link.proposals]

    with pipeline.transaction(sample, now=START + timedelta(days=1)) as session:
        for slug in ("one", "two"):
            metrics.add(session, MetricDraft(slug=slug, subject=f"{slug} x", measure="q", unit="count"))
        one = metrics.find(session, "one").id
        session.add(LinkProposal(claim_id=number, metric_id=one, score=0.7, reason="alike"))
    with pipeline.transaction(sample, now=START + timedelta(days=3)) as session:
        decisions.accept(session, number, "one", actor="ann", now=START + timedelta(days=3))
    with pipeline.transaction(sample, now=START + timedelta(days=5)) as session:
        metrics.merge(session, "one", "two")
    days = {day: told(day) for day in (0, 2, 4, 6)}
    assert days == {0: [], 2: [("one", None)], 4: [("one", "accepted")], 6: [("two", "accepted")]}


def test_a_source_that_is_removed_for_good_leaves_no_earlier_words(sample: db.Database) -> None:
    def words(session: Session) -> set[str | None]:
        told = RowVersion.told["quote_exact"].astext
        return set(session.scalars(select(told).where(told.is_not(None))))

    with pipeline.transaction(sample, now=START + timedelta(days=3)) as session:
        for claim in session.scalars(select(Claim).order_by(Claim.id)):
            claim.quote_exact += "!"
    with pipeline.transaction(sample, now=START + timedelta(days=4)) as session:
        before, source = words(session), sources.find(session, "cifnews")
        own = set(session.scalars(select(Claim.quote_exact).join(Claim.document).where(Document.source == source)))
        sources.remove(session, source)
        after = words(session)
    assert own
    assert before - after <= {each.removesuffix("!") for each in own}
    assert before > after > set()


def test_rows_as_they_were_come_along_with_a_backup(sample: db.Database, address: Open, tmp_path: Path) -> None:
    with pipeline.transaction(sample, now=START + timedelta(days=3)) as session:
        session.scalars(select(Source).order_by(Source.id)).first().publisher = "The New Owner"  # type: ignore[union-attr]

    def publishers(database: db.Database, day: int) -> list[str | None]:
        moment = START + timedelta(days=day)
        with database.session() as session, past.looking(session, moment, UTC, is_past=True):
            return list(session.scalars(select(Source.publisher).order_by(Source.id)))

    then = publishers(sample, 2)
    assert ("The New Owner" in then, "The New Owner" in publishers(sample, 4)) == (False, True)
    backup.dump(sample.url, tmp_path / "whole")
    for target in (address(empty=True), address()):
        backup.restore(target, tmp_path / "whole", replace=bool(backup.counts(target)))
        own = Settings(database_url=target.render_as_string(hide_password=False))
        with db.open_database(own) as restored:
            assert kept(restored) == kept(sample) > 0
            assert publishers(restored, 2) == then


def test_a_user_who_may_make_no_schema_is_told_what_to_grant(address: Open) -> None:
    url = address(empty=True)
    admin = create_engine(db.session_url(url), isolation_level="AUTOCOMMIT")
    plain = create_engine(db.session_url(url))
    name = f"{ROLE}_{url.database}"
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE ROLE "{name}"'))
            connection.execute(text(f'GRANT ALL ON SCHEMA public TO "{name}"'))
            connection.execute(text(f"ALTER DATABASE \"{url.database}\" SET role = '{name}'"))
        words = rf"may make no schema.*GRANT CREATE ON DATABASE {url.database} TO {name}"
        with pytest.raises(SchemaError, match=words):
            migrations.upgrade(plain)
        with admin.connect() as connection:
            connection.execute(text("RESET ROLE"))
            connection.execute(text(f'GRANT CREATE ON DATABASE "{url.database}" TO "{name}"'))
        migrations.upgrade(plain)
        assert migrations.current(plain) == migrations.head()
    finally:
        plain.dispose()
        with admin.connect() as connection:
            connection.execute(text("RESET ROLE"))
            connection.execute(text(f'ALTER DATABASE "{url.database}" RESET role'))
            connection.execute(text(f'DROP OWNED BY "{name}" CASCADE'))
            connection.execute(text(f'DROP ROLE "{name}"'))
        admin.dispose()
