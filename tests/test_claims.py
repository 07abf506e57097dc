"""Claims: stored as they were read, looked for, entered and edited by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tracker import claims, documents, extract, metrics, sources
from tracker.claims import Entry, Values
from tracker.claims.entry import apply
from tracker.claims.reading import COLUMNS, as_row
from tracker.drafts import CapturedPage, MetricDraft, SourceDraft
from tracker.errors import InputError
from tracker.extract.claims import EXTRACTOR
from tracker.models import Claim, ClaimRelation, Document, Source
from tracker.states import Relation
from tracker.values import Bound, Comparator, Kind, Rate

D = Decimal
TEXT = """渡轮公司的一年 2025年3月1日

  渡轮公司表示，今年运送旅客超过12万人次，比去年增长8.5%。
  据悉，新船票价为40元。
"""
SETTINGS: dict[str, Any] = {"kind": "article", "locator": "/texts/ferry.txt", "publisher": "岛屿邮报"}


@pytest.fixture
def source(session: Session, now: datetime) -> Source:
    return sources.ensure(session, SourceDraft(**SETTINGS), now=now)


@pytest.fixture
def document(session: Session, source: Source, now: datetime) -> Document:
    page = CapturedPage(source=SourceDraft(**SETTINGS), text=TEXT, published=date(2025, 3, 1))
    return documents.store(session, source, page, now=now)[0]


@pytest.fixture
def stored(session: Session, document: Document) -> list[Claim]:
    claims.store(session, document, extract.claims(TEXT))
    return list(session.scalars(select(Claim).order_by(Claim.quote_start)))


def reading(start: int, **fields: Any) -> extract.Claim:
    defaults: dict[str, Any] = {
        "start": start, "end": start + 1, "figure": TEXT[start : start + 1], "low": D(1), "high": D(1), "unit": "count",
        "comparator": Comparator.EQ, "precision": D(1), "counted": None, "kind": Kind.LEVEL, "subject": None,
        "metric": None, "rate": None, "period_start": None, "period_end": None, "baseline": None, "attribution": None,
        "hearsay": False, "sentence_start": start, "sentence_end": start + 1, "sentence": TEXT[start : start + 1],
        "checkable": True,
    }  # fmt: skip
    return extract.Claim(**defaults | fields)


class TestStore:
    def test_what_was_read_is_kept(self, document: Document, stored: list[Claim]) -> None:
        passengers, growth, price = stored
        assert (passengers.low, passengers.high, passengers.unit) == (D(120000), None, "count")
        assert (passengers.comparator, passengers.attribution) == (Comparator.GT, "渡轮公司")
        assert (growth.low, growth.high, growth.kind) == (D("8.5"), D("8.5"), Kind.CHANGE)
        assert (price.is_hearsay, price.attribution, price.kind) == (True, None, Kind.PRICE)
        for claim in stored:
            assert TEXT[claim.quote_start : claim.quote_end] == claim.quote_exact
            assert TEXT[: claim.quote_start].endswith(claim.quote_prefix)
            assert claim.sentence in TEXT
            assert claim.stated_on == date(2025, 3, 1)
            assert claim.extractor == EXTRACTOR
            assert claim.document_id == document.id

    def test_the_original_reading_stays_exact(self, stored: list[Claim]) -> None:
        read = stored[1].reading
        assert (read["low"], read["figure"], read["kind"]) == ("8.5", "8.5%", "change")
        assert (read["start"], read["end"]) == (stored[1].quote_start, stored[1].quote_end)

    def test_reading_again_adds_nothing(self, session: Session, document: Document, stored: list[Claim]) -> None:
        stored[0].subject = "edited"
        session.flush()
        assert claims.store(session, document, extract.claims(TEXT)) == []
        session.refresh(stored[0])
        assert stored[0].subject == "edited"
        assert session.scalar(select(func.count(Claim.id))) == len(stored)

    @pytest.mark.usefixtures("stored")
    def test_only_what_is_new_is_counted(self, session: Session, document: Document) -> None:
        more = [*extract.claims(TEXT), reading(0)]
        assert len(claims.store(session, document, more, extractor="records")) == 1
        assert session.scalars(select(Claim.extractor).where(Claim.quote_start == 0)).one() == "records"

    def test_nothing_read_is_nothing_stored(self, session: Session, document: Document) -> None:
        assert claims.store(session, document, []) == []

    def test_dates_have_columns_of_their_own(self, session: Session, document: Document) -> None:
        day = date(2025, 10, 9)
        claims.store(session, document, [reading(0, low=day, high=day, unit="date", kind=Kind.DATE)])
        claim = session.scalars(select(Claim)).one()
        assert (claim.low, claim.high, claim.low_date, claim.high_date) == (None, None, day, day)
        assert claim.reading["low"] == "2025-10-09"
        assert Values.of(claim).low == day

    def test_thousands_come_in_at_once(self, session: Session, source: Source, now: datetime) -> None:
        page = CapturedPage(source=SourceDraft(**SETTINGS), text="7" * 5000)
        document, _ = documents.store(session, source, page, now=now)
        assert len(claims.store(session, document, (reading(place) for place in range(5000)))) == 5000


@pytest.mark.usefixtures("stored")
class TestListing:
    @pytest.mark.parametrize(
        ("chosen", "expected"),
        [
            ({}, 3),
            ({"source": "dao-yu-you-bao"}, 3),
            ({"source": "other"}, 0),
            ({"search": "旅客"}, 2),
            ({"search": "%"}, 2),
            ({"search": "_"}, 0),
            ({"search": "渡轮公司"}, 2),
            ({"unchecked": True}, 3),
            ({"metric": "none"}, 0),
        ],
    )
    def test_claims_are_chosen(self, session: Session, chosen: dict[str, Any], expected: int) -> None:
        assert len(claims.listing(session, **chosen)) == claims.count(session, **chosen) == expected

    def test_a_line_tells_what_matters(self, session: Session) -> None:
        first = claims.listing(session, limit=1)[0]
        assert (first.source, first.publisher, first.published) == ("dao-yu-you-bao", "岛屿邮报", date(2025, 3, 1))
        assert (first.low, first.high, first.unit, first.comparator) == (D(120000), None, "count", Comparator.GT)

    def test_what_a_run_has_looked_at_is_checked(self, session: Session, now: datetime) -> None:
        session.execute(update(Claim).values(evaluated_at=now))
        assert claims.listing(session, unchecked=True) == []

    def test_claims_of_a_metric(self, session: Session) -> None:
        metric = metrics.add(session, MetricDraft(subject="渡轮公司", measure="票价", unit="CNY", slug="fare"))
        session.execute(update(Claim).where(Claim.unit == "CNY").values(metric_id=metric.id))
        assert [found.linked_to for found in claims.listing(session, metric="fare")] == ["fare"]

    @pytest.mark.parametrize("claim_id", [0, -1, 2**63, 999_999_999])
    def test_a_claim_that_is_not_there(self, session: Session, claim_id: int) -> None:
        with pytest.raises(InputError, match=f"there is no claim {claim_id};"):
            claims.find(session, claim_id)


def test_relations_read_either_way(session: Session, stored: list[Claim]) -> None:
    one, two, three = (claim.id for claim in stored)
    session.add_all(
        [
            ClaimRelation(claim_id=one, other_id=two, relation=Relation.SUPERSEDES, is_independent=False),
            ClaimRelation(claim_id=one, other_id=three, relation=Relation.CONTRADICTS, is_independent=True),
            ClaimRelation(claim_id=three, other_id=one, relation=Relation.CONTRADICTS, is_independent=True),
        ]
    )
    session.flush()
    assert [(found.relation, found.claim_id) for found in claims.related(session, one)] == [
        ("supersedes", two),
        ("contradicts", three),
    ]
    assert [(found.relation, found.claim_id) for found in claims.related(session, two)] == [("superseded by", one)]
    assert claims.history(session, one) == []


def values(**fields: Any) -> Values:
    twelve_percent = Values(low=D(12), high=D(12), comparator=Comparator.EQ, unit="%", checkable=True)
    return replace(twelve_percent, **fields)


class TestApply:
    @pytest.mark.parametrize(
        ("before", "entry", "low", "high", "comparator", "unit"),
        [
            (values(), Entry(value="15"), D(15), D(15), "eq", "%"),
            (values(), Entry(value="逾15%"), D(15), None, "gt", "%"),
            (values(high=None, comparator=Comparator.GT), Entry(value="15"), D(15), None, "gt", "%"),
            (values(), Entry(value="15", comparator=Comparator.LE), None, D(15), "le", "%"),
            (values(), Entry(value="2亿", unit="count"), D(200000000), D(200000000), "eq", "count"),
            (values(), Entry(value="3元"), D(3), D(3), "eq", "CNY"),
            (values(), Entry(high="15"), D(12), D(15), "range", "%"),
            (values(low=D(-28), high=D(-28)), Entry(comparator=Comparator.GE), None, D(-28), "ge", "%"),
            (values(), Entry(comparator=Comparator.VAGUE), None, None, "vague", "%"),
            (values(high=None, comparator=Comparator.GE), Entry(low="3"), D(3), None, "ge", "%"),
            (Values(), Entry(low="3", high="5", unit="hour"), D(3), D(5), "range", "hour"),
            (Values(), Entry(value="2025-10-09"), date(2025, 10, 9), date(2025, 10, 9), "eq", "date"),
            (values(comparator=Comparator.ORDER, high=D(120)), Entry(value="20"), D(20), D(200), "order", "%"),
        ],
    )
    def test_a_number_keeps_its_sense(
        self, before: Values, entry: Entry, low: Bound | None, high: Bound | None, comparator: str, unit: str
    ) -> None:
        after = apply(before, entry)
        assert (after.low, after.high, after.comparator, after.unit) == (low, high, comparator, unit)

    def test_checkable_follows_the_number(self) -> None:
        assert not apply(values(), Entry(comparator=Comparator.VAGUE)).checkable
        assert apply(Values(), Entry(value="3")).checkable
        assert not apply(values(), Entry(kind=Kind.SLOGAN)).checkable
        assert not apply(values(), Entry(checkable=False, value="5")).checkable

    def test_fields_are_emptied(self) -> None:
        after = apply(values(baseline="year on year", said_by="A"), Entry(subject="B"), ["baseline"])
        assert (after.baseline, after.said_by, after.subject) == (None, "A", "B")
        assert apply(values(), Entry(), ["value"]).comparator is Comparator.VAGUE
        assert apply(values(high=D(20), comparator=Comparator.RANGE), Entry(), ["low"]).comparator is Comparator.LE

    @pytest.mark.parametrize(
        ("entry", "unset", "words"),
        [
            (Entry(value="x"), [], "--value: cannot read"),
            (Entry(value="5%", unit="CNY"), [], "--value is written in %"),
            (Entry(value="5", low="4"), [], "--value: give it, or"),
            (Entry(value="5", comparator=Comparator.VAGUE), [], "--comparator vague"),
            (Entry(low="15"), [], "--low (15) is greater than --high (12)"),
            (Entry(low="2025-01-01"), [], "both"),
            (Entry(unit="date"), [], "wants a date"),
            (Entry(said_by="  "), [], "--said-by: give a line of text"),
            (Entry(subject="a\nb"), [], "--subject: give a line"),
            (Entry(period_start=date(2025, 2, 1), period_end=date(2025, 1, 1)), [], "--period-start"),
            (Entry(), ["kind"], "--unset: 'kind' cannot be emptied"),
            (Entry(subject="A"), ["subject"], "--unset subject: it is given"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, entry: Entry, unset: list[str], words: str) -> None:
        with pytest.raises(InputError) as refused:
            apply(values(), entry, unset)
        assert words in str(refused.value)


class TestEdit:
    @pytest.fixture
    def edit(self, session: Session, stored: list[Claim], now: datetime) -> Callable[..., Claim]:
        def change(entry: Entry, unset: tuple[str, ...] = ()) -> Claim:
            claim = claims.edit(session, stored[0].id, entry, unset, actor="ada", now=now)
            session.refresh(claim)
            return claim

        return change

    def test_the_reading_stays_beside_the_edit(self, edit: Callable[..., Claim], now: datetime) -> None:
        claim = edit(Entry(value="13万", rate=Rate.YEAR, stated_on=date(2025, 3, 2)))
        assert (claim.low, claim.high, claim.comparator, claim.rate) == (D(130000), None, Comparator.GT, Rate.YEAR)
        assert claim.stated_on == date(2025, 3, 2)
        assert claim.reading["low"] == "120000"
        assert (claim.edited_by, claim.edited_at) == ("ada", now)

    def test_nothing_changed_is_no_edit(self, edit: Callable[..., Claim]) -> None:
        assert edit(Entry(value="12万", said_by="渡轮公司")).edited_at is None

    def test_a_changed_claim_is_to_be_looked_at_again(
        self, session: Session, edit: Callable[..., Claim], now: datetime
    ) -> None:
        session.execute(update(Claim).values(evaluated_at=now))
        assert edit(Entry(said_by="渡轮公司")).evaluated_at == now
        assert edit(Entry(said_by="港务局")).evaluated_at is None

    def test_its_quote_moves_within_the_document(self, edit: Callable[..., Claim], stored: list[Claim]) -> None:
        claim = edit(Entry(quote="12万人次"))
        assert TEXT[claim.quote_start : claim.quote_end] == claim.quote_exact == "12万人次"
        assert "渡轮公司表示" in claim.sentence
        with pytest.raises(InputError, match="does not stand"):
            edit(Entry(quote="13万人次"))
        with pytest.raises(InputError, match="stands 2 times"):
            edit(Entry(quote="渡轮公司"))
        with pytest.raises(InputError, match=f"claim {stored[1].id} quotes these words already"):
            edit(Entry(quote=stored[1].quote_exact))

    @pytest.mark.parametrize("unset", [(), ("link",)])
    def test_what_the_tracker_said_of_its_link_goes_with_it(
        self, session: Session, edit: Callable[..., Claim], stored: list[Claim], unset: tuple[str, ...]
    ) -> None:
        metric = metrics.add(session, MetricDraft(subject="渡轮公司", measure="旅客", unit="count", slug="passengers"))
        said = {"metric_id": metric.id, "linked_by": "tracker", "link_score": Decimal("0.9"), "link_reason": "alike"}
        session.execute(update(Claim).where(Claim.id == stored[0].id).values(said))
        claim = edit(Entry(link=None if unset else "passengers"), unset)
        assert (claim.link_score, claim.link_reason) == (None, None)

    def test_it_is_linked_and_unlinked(self, session: Session, edit: Callable[..., Claim]) -> None:
        metric = metrics.add(session, MetricDraft(subject="渡轮公司", measure="旅客", unit="count", slug="passengers"))
        assert edit(Entry(link="passengers")).metric_id == metric.id
        assert edit(Entry(), ("link",)).metric_id is None
        with pytest.raises(InputError, match="no metric called 'passenger': did you mean passengers"):
            edit(Entry(link="passenger"))


class TestAdd:
    ENTRY: ClassVar[dict[str, Any]] = {"subject": "渡轮公司", "metric": "船只", "value": "5", "unit": "count"}

    def add(self, session: Session, source: Source, now: datetime, url: str | None = None, **fields: Any) -> Claim:
        return claims.add(session, source, Entry(**self.ENTRY | fields), url=url, actor="ada", now=now)

    def test_a_claim_without_a_text_gets_one(self, session: Session, source: Source, now: datetime) -> None:
        claim = self.add(
            session, source, now, url="https://example.com/b", said_by="港务局", stated_on=date(2025, 2, 1)
        )
        assert claim.document.text == "渡轮公司 — 船只: 5, says 港务局.\n"
        assert claim.document.url == "https://example.com/b"
        assert claim.document.text[claim.quote_start : claim.quote_end] == claim.quote_exact == "5"
        assert (claim.stated_on, claim.document.published_on) == (date(2025, 2, 1), date(2025, 2, 1))
        assert claim.extractor == "ada, by hand"
        assert claim.reading["low"] == "5"

    def test_words_that_stand_in_a_document_are_quoted_there(
        self, session: Session, source: Source, document: Document, now: datetime
    ) -> None:
        claim = self.add(session, source, now, quote="新船票价为40元", value="40元", unit=None)
        assert claim.document_id == document.id
        assert claim.sentence == "据悉，新船票价为40元。"
        assert claim.stated_on == date(2025, 3, 1)
        with pytest.raises(InputError, match=f"claim {claim.id} says this already"):
            self.add(session, source, now, quote="新船票价为40元", value="40元", unit=None)

    def test_the_same_again_is_refused(self, session: Session, source: Source, now: datetime) -> None:
        claim = self.add(session, source, now)
        with pytest.raises(InputError, match=f"claim {claim.id} says this already"):
            self.add(session, source, now)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"subject": None}, "--subject"),
            ({"metric": None}, "--metric"),
            ({"value": None}, "--value: give the number"),
        ],
    )
    def test_it_must_say_something(
        self, session: Session, source: Source, now: datetime, fields: dict[str, Any], words: str
    ) -> None:
        with pytest.raises(InputError, match=words):
            self.add(session, source, now, **fields)

    def test_a_vague_claim_has_no_number(self, session: Session, source: Source, now: datetime) -> None:
        claim = self.add(session, source, now, value=None, comparator=Comparator.VAGUE)
        assert (claim.low, claim.high, claim.is_checkable) == (None, None, False)


def test_every_field_of_a_row_has_its_column(document: Document) -> None:
    assert set(as_row(document, reading(0), "records")) == set(COLUMNS)
