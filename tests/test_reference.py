"""What a source takes back counts no longer, and a work of reference is evidence as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.conftest import ScratchDatabase
from tracker import db, explanation, metrics, past, pipeline, sources
from tracker.drafts import MetricDraft, SourceDraft
from tracker.models import Claim, ClaimRelation, Metric
from tracker.settings import Settings
from tracker.states import QuoteState, Relation
from tracker.values import Tier

HEAD = "subject,metric,value,unit,period_start,period_end,stated_on\n"
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def database(scratch_database: ScratchDatabase, settings: Settings) -> Iterator[db.Database]:
    with db.open_database(settings.model_copy(update={"database_url": scratch_database()})) as database:
        with pipeline.transaction(database) as session:
            metrics.add(
                session, MetricDraft(subject="Ferry Ltd", measure="passengers", unit="count", slug="passengers")
            )
        yield database


class Table:
    """A table of passengers in October, captured under its publisher's name."""

    def __init__(self, database: db.Database, folder: Path, publisher: str, tier: Tier) -> None:
        self.slug = publisher.lower()
        self._database, self._publisher, self._tier = database, publisher, tier
        self._file = folder / f"{self.slug}.csv"

    def says(self, *values: int | None, days: int = 0) -> None:
        """Have the table state a figure a month, October first, and look at it."""
        months = ("2026-10-01,2026-10-31", "2026-09-01,2026-09-30")
        rows = [
            f"Ferry Ltd,passengers,{value},count,{months[at]},2026-11-15\n"
            for at, value in enumerate(values)
            if value is not None
        ]
        self._file.write_text(HEAD + "".join(rows), encoding="utf-8")
        now = NOW + timedelta(days=days)
        with self._database.session() as session:
            is_known = session.scalar(text("SELECT count(*) FROM source WHERE slug = :slug"), {"slug": self.slug})
        if is_known:
            pipeline.fetch(self._database, None, self.slug, now=now)
        else:
            draft = SourceDraft(locator=str(self._file), publisher=self._publisher, tier=self._tier, slug=self.slug)
            pipeline.capture(self._database, sources.capture(draft), now=now)


@pytest.fixture
def office(database: db.Database, tmp_path: Path) -> Table:
    return Table(database, tmp_path, "Office", Tier.REFERENCE)


@pytest.fixture
def paper(database: db.Database, tmp_path: Path) -> Table:
    return Table(database, tmp_path, "Paper", Tier.PRESS)


def facts(
    database: db.Database, publisher: str, moment: datetime = NOW + timedelta(days=60), *, is_past: bool = False
) -> list[tuple[int, int, int]]:
    """Per figure of October, oldest first: its number, and how many origins agree with it and contradict it."""
    query = (
        "SELECT low::bigint, corroborating_origins, contradicting_origins FROM claim_facts "
        "WHERE publisher = :publisher AND period_start = '2026-10-01' ORDER BY claim_id"
    )
    with database.session() as session, past.looking(session, moment, UTC, is_past=is_past):
        return [(row[0], row[1], row[2]) for row in session.execute(text(query), {"publisher": publisher})]


def test_the_figure_that_a_work_of_reference_states_now_is_the_evidence(
    database: db.Database, office: Table, paper: Table
) -> None:
    office.says(118000)
    paper.says(120000)
    assert facts(database, "Paper") == [(120000, 0, 1)]
    office.says(120000, days=7)
    assert facts(database, "Paper") == [(120000, 1, 0)]
    assert [number for number, _, _ in facts(database, "Office")] == [118000, 120000]
    with database.session() as session:
        old, _, new = session.scalars(select(Claim).order_by(Claim.id)).all()
        assert (old.quote_state, new.quote_state) == (QuoteState.CHANGED, QuoteState.PRESENT)
        # The record names the day of the figure before: of this one no more is known than when it was seen.
        assert (str(old.stated_on), str(new.stated_on)) == ("2026-11-15", "2026-11-23")
        between = select(ClaimRelation.relation).where(
            ClaimRelation.claim_id == new.id, ClaimRelation.other_id == old.id
        )
        assert session.scalars(between).all() == [Relation.REVISES]


def test_what_was_evidence_on_an_earlier_day_stays_so(database: db.Database, office: Table, paper: Table) -> None:
    office.says(118000)
    paper.says(120000)
    office.says(120000, days=7)
    before = NOW + timedelta(days=3)
    assert facts(database, "Paper", before, is_past=True) == [(120000, 0, 1)]
    assert [number for number, _, _ in facts(database, "Office", before, is_past=True)] == [118000]


def test_a_figure_that_was_revised_twice_is_followed_by_the_last(
    database: db.Database, office: Table, paper: Table
) -> None:
    paper.says(121000)
    for days, value in enumerate((118000, 120000, 121000)):
        office.says(value, days=7 * days)
    assert facts(database, "Paper") == [(121000, 1, 0)]
    assert [number for number, _, _ in facts(database, "Office")] == [118000, 120000, 121000]
    office.says(121000, days=30)
    assert len(facts(database, "Office")) == 3


def test_a_figure_that_comes_back_is_no_claim_more(database: db.Database, office: Table, paper: Table) -> None:
    paper.says(118000)
    for days, value in enumerate((118000, 120000, 118000, 120000, 118000)):
        office.says(value, days=7 * days)
        is_first = value == 118000
        assert facts(database, "Paper") == [(118000, int(is_first), int(not is_first))]
    assert [number for number, _, _ in facts(database, "Office")] == [118000, 120000]


def test_rows_that_stay_are_not_claims_again(database: db.Database, office: Table) -> None:
    office.says(118000, 90000)
    office.says(120000, 90000, days=7)
    office.says(120000, 91000, days=14)
    with database.session() as session:
        found = session.scalars(select(Claim).order_by(Claim.id)).all()
    assert [(claim.quote_exact, claim.quote_state) for claim in found] == [
        ("118,000", QuoteState.CHANGED),
        ("90,000", QuoteState.CHANGED),
        ("120,000", QuoteState.PRESENT),
        ("91,000", QuoteState.PRESENT),
    ]


def test_a_figure_that_another_source_took_back_is_no_claim_more_and_counts_no_longer(
    database: db.Database, office: Table, paper: Table
) -> None:
    office.says(118000)
    paper.says(118000)
    assert facts(database, "Office") == [(118000, 1, 0)]
    paper.says(119000, days=7)
    assert [number for number, _, _ in facts(database, "Paper")] == [118000]
    assert facts(database, "Office") == [(118000, 0, 0)]
    paper.says(118000, days=14)
    assert facts(database, "Office") == [(118000, 1, 0)]


def test_a_figure_gone_from_its_source_counts_no_longer(database: db.Database, office: Table, paper: Table) -> None:
    office.says(118000)
    paper.says(120000, 90000)
    assert facts(database, "Office") == [(118000, 0, 1)]
    paper.says(None, 90000, days=7)
    assert facts(database, "Office") == [(118000, 0, 0)]
    assert facts(database, "Office", NOW + timedelta(days=3), is_past=True) == [(118000, 0, 1)]


def test_a_claim_that_misquotes_its_text_counts_for_nothing(database: db.Database, office: Table, paper: Table) -> None:
    office.says(118000)
    paper.says(118000)
    with pipeline.transaction(database) as session:
        session.execute(text("UPDATE claim SET misquote = 'it says 81,000' WHERE id = (SELECT max(id) FROM claim)"))
    assert facts(database, "Office") == [(118000, 0, 0)]


def test_an_explanation_says_why_what_was_taken_back_does_not_count(
    database: db.Database, office: Table, paper: Table
) -> None:
    office.says(118000)
    paper.says(120000)
    office.says(120000, days=7)
    with database.session() as session:
        claim = session.scalars(select(Claim.id).where(Claim.low == 120000).order_by(Claim.id)).first()
        assert claim is not None
        moment = NOW + timedelta(days=8)
        told = explanation.explain(session, claim, moment=moment, zone=UTC)
    assert {other.relation: other.effect for other in told.counted} == {
        "agrees with": "it counts for it: another origin says the same",
        "contradicts": "it does not count: its page says “120,000” by now",
    }


def test_what_a_person_linked_stays_linked_when_it_is_revised(database: db.Database, office: Table) -> None:
    office.says(118000)
    with pipeline.transaction(database) as session:
        metrics.add(session, MetricDraft(subject="Ferry Ltd", measure="travellers", unit="count", slug="travellers"))
        metric = session.scalars(select(Metric.id).where(Metric.slug == "travellers")).one()
        session.execute(text("UPDATE claim SET metric_id = :metric, linked_by = 'ana'"), {"metric": metric})
    office.says(120000, days=7)
    with database.session() as session:
        links = session.execute(select(Claim.metric_id, Claim.linked_by)).all()
        assert len(links) == 2
        assert {tuple(link) for link in links} == {(metric, "ana")}
