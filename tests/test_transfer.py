"""Claims brought in and taken out by the file: nothing is lost, nothing comes in twice, nothing half-way."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import Engine, create_engine, func, make_url, select, text
from sqlalchemy.orm import Session, sessionmaker

from tracker import claims, db, documents, extract, linking, metrics, pipeline, rows, sources
from tracker.claims import ledger
from tracker.claims.ledger import Form, Ledger, Reading, Reject
from tracker.claims.reading import COLUMNS
from tracker.drafts import CapturedPage, MetricDraft, SourceDraft
from tracker.errors import InputError
from tracker.models import Claim, Document, Metric, Source
from tracker.rows import Row
from tracker.values import Comparator, Kind, Rate, Tier

HEADER = "subject,metric,value,unit,stated_on,publisher"
LINE = "Acme,revenue,12.50,CNY,2025-10-21,Daily"


def read(data: str | bytes, suffix: str = ".csv", **how: Any) -> list[Row | Reject]:
    return list(Ledger(io.BytesIO(data.encode() if isinstance(data, str) else data), "f.csv", suffix, Reading(**how)))


def good(data: str | bytes, suffix: str = ".csv", **how: Any) -> list[Row]:
    found = read(data, suffix, **how)
    assert [row for row in found if isinstance(row, Reject)] == []
    return [row for row in found if isinstance(row, Row)]


def rejects(data: str, suffix: str = ".csv", **how: Any) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in read(data, suffix, **how) if isinstance(row, Reject)]


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False, default=str) + "\n" for record in records)


def exported(session: Session, **filters: Any) -> list[dict[str, Any]]:
    """Everything that is taken out, but for what only one database knows."""
    return [
        {name: value for name, value in record.items() if name not in ("id", "link")}
        for record in claims.take_out(session, **filters)
    ]


# What is generated: any figure that a row can hold.

_MARKS = "abzAZ059 ,;'\"\\=+-@|%　é渡轮公司，。\t"
_words = (
    strategies.text(strategies.sampled_from(_MARKS.replace("\t", "").replace("　", "")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda words: words and words.isprintable())
)
_days = strategies.dates(date(1950, 1, 1), date(2060, 12, 31))
_numbers = strategies.decimals(
    -(10**13), 10**13, allow_nan=False, allow_infinity=False, places=3
) | strategies.integers(-(10**6), 10**12).map(Decimal)


@strategies.composite
def figures(draw: strategies.DrawFn) -> dict[str, Any]:
    shape = draw(strategies.sampled_from(["value", "value", "range", "low", "high", "vague", "day", "days"]))
    numeric = [name for name in Comparator if name not in (Comparator.VAGUE, Comparator.RANGE)]
    found: dict[str, Any] = {
        "unit": draw(strategies.sampled_from(["CNY", "%", "pp", "x", "count", "hour", "kg", None]))
    }
    if shape == "value":
        found |= {"value": draw(_numbers), "comparator": draw(strategies.sampled_from(numeric))}
    elif shape == "range":
        low, high = sorted((draw(_numbers), draw(_numbers)))
        found |= {"low": low, "high": high, "comparator": draw(strategies.sampled_from(["range", "approx"]))}
    elif shape in ("low", "high"):
        found |= {shape: draw(_numbers), "comparator": draw(strategies.sampled_from(["ge", "gt", "le", "lt", None]))}
    elif shape == "vague":
        found |= {"comparator": "vague"}
    else:
        first, last = sorted((draw(_days), draw(_days)))
        found = {"unit": "date"} | ({"value": first} if shape == "day" else {"low": first, "high": last})
    start, end = sorted((draw(_days), draw(_days)))
    return found | {
        "subject": draw(_words),
        "metric": draw(_words),
        "kind": draw(strategies.sampled_from([*Kind, None])),
        "rate": draw(strategies.sampled_from([*Rate, None])),
        "counted": draw(_words | strategies.none()),
        "precision": draw(strategies.sampled_from(["0.01", "1", "1000", None])),
        "said_by": draw(_words | strategies.none()),
        "hearsay": draw(strategies.booleans()),
        "checkable": draw(strategies.sampled_from([True, False, None])),
        "stated_on": draw(_days | strategies.none()),
        "period_start": draw(strategies.sampled_from([start, None])),
        "period_end": draw(strategies.sampled_from([end, None])),
        "baseline": draw(_words | strategies.none()),
        "publisher": draw(strategies.sampled_from(["Daily", "daily", "晚报", "École", "=Weekly"])),
        "url": draw(strategies.sampled_from(["https://example.org/a?b=c&d", "http://例子.example/渡轮", None])),
        "title": draw(_words | strategies.none()),
        "language": draw(strategies.sampled_from(["zh", None])),
        "quote": draw(_words | strategies.none()),
    }


@given(strategies.lists(figures(), min_size=1, max_size=8), strategies.sampled_from(Form))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_exported_comes_back_the_same(
    session: Session, now: datetime, records: list[dict[str, Any]], form: Form
) -> None:
    first = session.begin_nested()
    claims.bring_in(session, good(lines(records), ".jsonl"), now=now)
    before = exported(session)
    file = "".join(ledger.render(claims.take_out(session), claims.RECORD, form))
    again = claims.bring_in(session, good(lines(records), ".jsonl"), now=now)
    assert (again.added, again.sources) == (0, 0)
    first.rollback()
    assert exported(session) == []
    second = session.begin_nested()
    claims.bring_in(session, good(file, f".{form}"), now=now)
    assert exported(session) == before
    assert "".join(ledger.render(claims.take_out(session), claims.RECORD, form)).count("\n") == file.count("\n")
    second.rollback()


def made(count: int) -> list[dict[str, Any]]:
    """Rows of every shape, the same ones every time."""
    chance = random.Random(7)
    shapes: list[Callable[[int], Mapping[str, Any]]] = [
        lambda n: {"value": f"{n}.50", "unit": "CNY"},
        lambda n: {"value": -n - 1, "unit": "%", "kind": "change", "comparator": "gt", "baseline": "last year"},
        lambda n: {"low": n, "high": n + 3, "unit": "count", "counted": "shops"},
        lambda n: {"value": f"{n}万", "unit": "count", "rate": "day"},
        lambda _: {"comparator": "vague", "hearsay": True},
        lambda n: {"value": str(date(2025, 1, 1) + timedelta(days=n % 300)), "kind": "date"},
        lambda n: {"value": n, "unit": "million yuan", "comparator": "约", "quote": f"约{n}百万元"},
    ]
    return [
        {
            "subject": f"Company {chance.randrange(30)}",
            "metric": f"measure {chance.randrange(20)}",
            "publisher": f"Paper {chance.randrange(4)}",
            "stated_on": str(date(2025, 1, 1) + timedelta(days=n)) if n % 9 else None,
            "said_by": "Company" if n % 3 else None,
            "url": f"https://example.org/{n}",
            **chance.choice(shapes)(n),
        }
        for n in range(count)
    ]


def test_many_rows_at_once_are_what_one_after_the_other_would_be(session: Session, now: datetime) -> None:
    every = tuple(f"measure {number}" for number in range(20))
    metrics.ensure(session, MetricDraft(subject="Company 7", measure="measure", unit="CNY", measure_aliases=every))
    arriving = good(lines(made(600)), ".jsonl")

    def stored() -> list[tuple[Any, ...]]:
        columns = [getattr(Claim, name) for name in COLUMNS if name != "document_id"]
        page = [Document.text, Document.url, Document.published_on, Document.captured_at, Document.is_verbatim]
        query = select(*columns, *page, Source.slug, Metric.slug, Claim.linked_by)
        found = query.select_from(Claim).join(Claim.document).join(Document.source).outerjoin(Claim.metric)
        return [tuple(row) for row in session.execute(found.order_by(Claim.id))]

    one = session.begin_nested()
    for row in arriving:
        draft = SourceDraft(kind="import", locator="claims import", publisher=row.publisher)
        reading = row.fact.claim()
        page = CapturedPage(
            source=draft, text=f"{reading.sentence}\n", url=row.url, published=row.stated_on, claims=(reading,)
        )
        document, _ = documents.store(session, sources.ensure(session, draft, now=now), page, now=now)
        claims.store(session, document, [reading], extractor="import")
    linked = linking.link(session)
    expected = stored()
    one.rollback()
    done = claims.bring_in(session, arriving, now=now)
    assert stored() == expected
    assert (done.added, done.linked, done.sources) == (600, linked, 4)
    assert linked > 0


def test_a_second_import_changes_nothing(session: Session, now: datetime) -> None:
    arriving = good(lines(made(100)), ".jsonl")
    claims.bring_in(session, arriving, now=now)
    stamps = [select(func.max(model.updated_at), func.count()) for model in (Claim, Document, Source)]
    before = [session.execute(stamp).one() for stamp in stamps]
    session.execute(text("UPDATE source SET last_fetched_at = '2020-01-01'"))
    done = claims.bring_in(session, arriving, now=now + timedelta(days=3))
    assert (done.added, done.known, done.repeated, done.sources) == (0, 100, 0, 0)
    assert [session.execute(stamp).one()[1] for stamp in stamps] == [count for _, count in before]
    assert set(session.scalars(select(func.extract("year", Source.last_fetched_at)))) == {2020}


def test_rows_that_differ_in_what_they_say_are_different(session: Session, now: datetime) -> None:
    same = {"subject": "Acme", "metric": "sales", "unit": "CNY", "publisher": "Daily", "quote": "a lot"}
    others: list[dict[str, Any]] = [
        {**same, "value": 1},
        {**same, "value": "1.0"},  # as a spreadsheet may write it
        {**same, "value": 2},
        {**same, "value": 1, "stated_on": "2025-01-01"},
        {**same, "value": 1, "url": "https://example.org/"},
        {**same, "value": 1, "publisher": "DAILY"},
        {**same, "value": 1, "publisher": "Weekly"},
    ]
    done = claims.bring_in(session, good(lines(others), ".jsonl"), now=now)
    assert (done.added, done.repeated, done.sources) == (5, 2, 2)


def test_an_edited_claim_is_not_brought_in_again(session: Session, now: datetime) -> None:
    arriving = good(f"{HEADER}\n{LINE}\n")
    claims.bring_in(session, arriving, now=now)
    claim = session.scalars(select(Claim)).one()
    claims.edit(session, claim.id, claims.Entry(value="13"), actor="me", now=now)
    assert claims.bring_in(session, arriving, now=now).known == 1
    assert session.scalars(select(Claim.low)).all() == [Decimal(13)]


def test_the_tier_is_that_of_new_publishers(session: Session, now: datetime) -> None:
    claims.bring_in(session, good(f"{HEADER}\n{LINE}\n"), tier=Tier.PRIMARY, now=now)
    claims.bring_in(session, good(f"{HEADER}\n{LINE.replace('12', '13')}\n"), tier=Tier.SOCIAL, now=now)
    assert session.scalars(select(Source.tier)).all() == [Tier.PRIMARY]


def test_claims_read_from_a_text_are_exported_too(session: Session, now: datetime) -> None:
    words = "渡轮公司表示，今年运送旅客超过12万人次，比去年增长8.5%。"
    draft = SourceDraft(kind="article", locator="x", publisher="Post", url="https://example.org/x")
    page = CapturedPage(source=draft, text=words, published=date(2025, 3, 1))
    document, _ = documents.store(session, sources.ensure(session, draft, now=now), page, now=now)
    claims.store(session, document, extract.claims(words, page.published))
    first = next(iter(claims.take_out(session)))
    assert (first["value"], first["low"], first["comparator"]) == (120000, None, "gt")
    assert (first["url"], first["quote"], first["precision"]) == ("https://example.org/x", "超过12万人次", 10000)
    assert exported(session, publisher="post") == exported(session, source="post") == exported(session)
    assert exported(session, publisher="Daily") == exported(session, search="nowhere") == []


# All of it, or nothing


@pytest.fixture
def database(scratch_database: Callable[..., str]) -> Iterator[db.Database]:
    engine: Engine = create_engine(db.session_url(make_url(scratch_database())))
    yield db.Database(engine, sessionmaker(engine, expire_on_commit=False))
    engine.dispose()


@pytest.mark.parametrize("stop", [KeyboardInterrupt, InputError])
def test_what_stops_half_way_leaves_nothing(database: db.Database, now: datetime, stop: type[BaseException]) -> None:
    def broken() -> Iterator[Row]:
        yield from good(lines(made(50)), ".jsonl")
        raise stop

    with pytest.raises(stop):
        pipeline.import_claims(database, broken(), now=now)
    with database.session() as session:
        assert [session.scalar(select(func.count()).select_from(model)) for model in (Claim, Document, Source)] == [
            0
        ] * 3
    assert pipeline.import_claims(database, good(lines(made(50)), ".jsonl"), now=now).added == 50


def test_a_dry_run_counts_and_stores_nothing(database: db.Database, now: datetime) -> None:
    arriving = good(lines(made(50)), ".jsonl")
    assert pipeline.import_claims(database, arriving, now=now, dry_run=True).added == 50
    assert pipeline.import_claims(database, arriving, now=now).added == 50
    assert pipeline.import_claims(database, arriving, now=now, dry_run=True).known == 50


# The file


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    data = (
        f'{HEADER},title\r\n\r\n{LINE},"two\r\nlines"\r\n,revenue,1,CNY,2025-10-21,Daily,x\r\n'
        "Acme,revenue,much,CNY,2025-10-21,Daily,x\r\n\r\n,,,,,,\r\nAcme,revenue,1,CNY,2025-13-21,Daily,x\r\n"
    )
    assert rejects("\ufeff" + data) == [
        (5, "subject: the cell is empty"),
        (6, "value: 'much' is no number; write one (12.5), or one with its unit (12%), or leave the cell empty"),
        (9, "stated_on: '2025-13-21' is no day of the calendar"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Acme,revenue,1", "it has 3 cells, but the header has 6"),
        (f"{LINE},more", "it has 7 cells, but the header has 6"),
        ('Acme,"re"venue,1,CNY,2025-10-21,Daily', "a quote stands within a cell"),
        (f'{LINE}\nAcme,"revenue,1,CNY,2025-10-21,Daily\n{LINE}', "a quoted cell begins here"),
        ("Acme,revenue,1,CNY,2025-10-21,", "publisher: the cell is empty"),
    ],
)
def test_a_bad_row_is_told_and_the_others_come_in(line: str, reason: str) -> None:
    found = read(f"{HEADER}\n{LINE}\n{line}\n")
    assert isinstance(found[0], Row)
    assert [row.reason.startswith(reason) for row in found if isinstance(row, Reject)] == [True]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        (f"{HEADER},Said\n{LINE},x\n", "line 1: there is no field 'Said': is it the said_by? then add --columns"),
        (f"Company,{HEADER[8:]}\n{LINE}\n", "there is no field 'Company': is it the subject?"),
        (f"{HEADER},unit\n{LINE},x\n", "two columns are called 'unit'"),
        (f"{HEADER},Units\n{LINE},x\n", "'unit' and 'Units' would both be the unit"),
        (f"{HEADER},,title\n{LINE},,x\n", "column 7 has no name"),
        ("metric,value\nx,1\n", "no column is the subject: name it with --columns subject=COLUMN"),
        ("subject,metric\nx,1\n", "no column holds the number"),
        (f"{HEADER.replace(',', ';')}\n", "its columns are parted by a semicolon, not by a comma: add --delimiter ';'"),
        (f"{HEADER}\n{'x' * 2_000_000}\n", "line 2: longer than"),
        (b"PK\x03\x04", "ZIP archive"),
        (f"{HEADER}\n".encode() + f"{LINE}\n".encode() * 3000 + b"\xff\xfe,x\n", "line 3002: not UTF-8 (byte 0xff)"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(data: str | bytes, said: str) -> None:
    with pytest.raises(InputError) as failed:
        read(data)
    assert said in str(failed.value)
    assert str(failed.value).startswith("f.csv")
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize("charset", ["utf-8-sig", "gb18030", "utf-16"])
def test_other_charsets_are_read(charset: str) -> None:
    found = good(f"{HEADER}\n渡轮公司,全年运送旅客人次,12,count,2025-10-21,岛屿邮报\n".encode(charset))
    assert found[0].fact.subject == "渡轮公司"


def test_columns_may_be_named_otherwise() -> None:
    data = f"Company,Umsatz (CNY m),{LINE}\nAcme,3,x\n"
    (row,) = good(
        data.replace(LINE, "Note"),
        columns={"subject": "Company", "value": "Umsatz (CNY m)", "metric": "=revenue", "publisher": "=Daily"},
        ignore_unknown=True,
    )
    assert (row.fact.low, row.fact.unit, row.publisher) == (Decimal(3_000_000), "CNY", "Daily")
    with pytest.raises(InputError, match="there is no column 'Nope'"):
        read(f"{HEADER}\n", columns={"baseline": "Nope"})


def test_what_an_export_knows_beyond_is_left_aside() -> None:
    (row,) = good(f"id,line,reason,link,precision,checkable,{HEADER}\n1,2,x,y,1000,no,{LINE}\n")
    assert (row.fact.precision, row.fact.checkable) == (Decimal(1000), False)
    assert rejects(f"precision,{HEADER}\n-1,{LINE}\n") == [
        (2, "precision: '-1' is no place of a digit: write it as 0.1, 1 or 1000")
    ]


def test_json_lines_are_told_apart_by_their_beginning() -> None:
    record = dict(zip(HEADER.split(","), LINE.split(","), strict=True))
    assert len(good(lines([record]), "")) == 1
    bad = lines([{**record, "subjct": 1}]) + "\n" + lines([{**record, "value": [1]}])
    assert rejects(f'{{"subject": \n[1]\n{bad}', "") == [
        (1, "broken JSON: Expecting value at character 12"),
        (2, 'it is no record: write an object a line, {"subject": "Acme", …}'),
        (3, "there is no field 'subjct': is it the subject? then add --columns 'subject=subjct'; "
            "--ignore-unknown leaves it out"),
        (5, "value: it is a list, not one number"),
    ]  # fmt: skip


def test_every_field_of_a_reading_is_kept(session: Session, now: datetime) -> None:
    claims.bring_in(session, good(lines(made(20)), ".jsonl"), now=now)
    for claim in session.scalars(select(Claim)):
        assert claim.reading.keys() == {*claims.as_values(rows_reading(claim))}


def rows_reading(claim: Claim) -> extract.Claim:
    return claims.Values.of(claim).fact(claim.quote_exact).claim()


def test_every_field_of_a_row_is_exported() -> None:
    assert {*rows.FIELDS} - {"period"} <= {*claims.RECORD}
