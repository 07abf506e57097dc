"""Probes: today's figure of a metric, fetched as evidence; and works of reference, whose rows are evidence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from tests.cli.conftest import Command, widest
from tests.cli.conftest import run as run  # a fixture
from tests.cli.conftest import tracker as tracker  # a fixture
from tests.conftest import ScratchDatabase
from tests.sources.site import NOW, Site, serve, visit
from tracker import db, intake, metrics, pipeline, probes, sources
from tracker.drafts import CapturedPage, MetricDraft, SourceDraft
from tracker.errors import InputError
from tracker.extract import Claim
from tracker.models import Appearance, ClaimRelation, Flag, Metric, Source
from tracker.models import Claim as Stored
from tracker.rows import Columns
from tracker.rows import read as read_row
from tracker.settings import Settings
from tracker.sources import Visit
from tracker.states import QuoteState, Relation
from tracker.values import Comparator, Kind, Tier

PASSENGERS = {"metric": "passengers", "subject": "Ferry Ltd", "measure": "passengers", "unit": "count"}
QUERY = "SELECT sum(passengers) FROM trips"


@pytest.fixture
def trips(tmp_path: Path) -> str:
    """Make a database of two trips and return its address."""
    with sqlite3.connect(tmp_path / "trips.db") as connection:
        connection.execute("CREATE TABLE trips (passengers INTEGER, share REAL, day TEXT)")
        connection.executemany("INSERT INTO trips VALUES (?, ?, ?)", [(600, 0.1, "2026-03-01"), (34, 0.2, None)])
    connection.close()
    return f"sqlite:///{tmp_path}/trips.db"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def asked(locator: str, look: Visit | None = None, **settings: Any) -> CapturedPage:
    """Run a probe and return the page that it brings."""
    zone = settings.pop("timezone", None)
    options = {**PASSENGERS, **settings}
    draft = SourceDraft(
        kind="probe", locator=locator, publisher="Office", tier=Tier.REFERENCE, timezone=zone, options=options
    )
    (page,) = sources.capture(draft, look or Visit(now=NOW)).pages
    return page


def figure(page: CapturedPage) -> Claim:
    (claim,) = page.claims or ()
    return claim


def refused(locator: str, look: Visit | None = None, **settings: Any) -> str:
    with pytest.raises(InputError) as refusal:
        asked(locator, look, **settings)
    assert len(str(refusal.value).splitlines()) == 1
    return str(refusal.value)


# What one look brings


def test_a_query_brings_one_figure_of_the_metric(trips: str) -> None:
    page = asked(trips, query=QUERY)
    claim = figure(page)
    assert (claim.low, claim.high, claim.comparator, claim.unit) == (Decimal(634), Decimal(634), Comparator.EQ, "count")
    assert (claim.subject, claim.metric, claim.kind, claim.attribution) == ("Ferry Ltd", "passengers", Kind.LEVEL, None)
    assert (page.published, page.metric, page.source.publisher) == (NOW.date(), "passengers", "Office")
    assert page.text == "Ferry Ltd — passengers: 634.\n"


def test_an_interface_brings_one_figure(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FERRY_KEY", "opensesame")
    url = site.put("/now", '{"data": {"share": 12.50}}', "application/json")
    headers = {"X-Key": "env:FERRY_KEY"}
    page = asked(url, visit(), path="$.data.share", unit="%", kind="change", headers=headers)
    claim = figure(page)
    assert (claim.low, claim.precision, claim.figure) == (Decimal("12.50"), Decimal("0.01"), "up 12.5 %")
    assert page.url == url
    assert site.headers[-1]["X-Key"] == "opensesame"


@pytest.mark.parametrize(
    ("query", "settings", "value"),
    [
        ("SELECT 0.1", {}, "0.1"),
        ("SELECT share FROM trips LIMIT 1", {}, "0.1"),
        ("SELECT '1,234.5'", {}, "1234.5"),
        ("SELECT '12.5%'", {"unit": "%"}, "12.5"),
        ("SELECT -3", {"scale": 1000}, "-3000"),
        ("SELECT 1.25", {"scale": "0.01"}, "0.0125"),
        ("SELECT 9007199254740993", {}, "9007199254740993"),
    ],
)
def test_numbers_are_exact(trips: str, query: str, settings: Mapping[str, Any], value: str) -> None:
    assert figure(asked(trips, query=query, **settings)).low == Decimal(value)


def test_a_date_is_a_figure_where_the_metric_is_one(trips: str) -> None:
    claim = figure(asked(trips, query="SELECT min(day) FROM trips", unit="date", kind="date"))
    assert (claim.low, claim.unit) == (date(2026, 3, 1), "date")
    assert "wants one number in count" in refused(trips, query="SELECT min(day) FROM trips")


def test_today_is_the_day_in_the_source_s_zone(trips: str) -> None:
    late = Visit(now=datetime(2026, 11, 22, 23, tzinfo=UTC))
    assert asked(trips, late, query=QUERY, timezone="Asia/Shanghai").published == date(2026, 11, 23)
    assert asked(trips, late, query=QUERY).published == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("query", "came"),
    [
        ("SELECT 1 WHERE 0", "no row"),
        ("SELECT passengers FROM trips", "more than one row"),
        ("SELECT passengers, share FROM trips LIMIT 1", "2 columns"),
        ("SELECT NULL", "no value"),
        ("SELECT 'many'", "'many'"),
        ("SELECT 'over 30'", "'over 30'"),
        ("SELECT '20 to 30'", "'20 to 30'"),
        ("SELECT 1e999", "inf"),
        ("SELECT x'00'", "b'\\x00'"),
        ("SELECT '12%'", "12% in %"),
    ],
)
def test_anything_but_one_number_is_refused(trips: str, query: str, came: str) -> None:
    said = refused(trips, query=query)
    assert "trips.db: the probe of passengers wants one number" in said
    assert came in said.replace("'12%'", "12%")


@pytest.mark.parametrize(
    ("answer", "path", "came"),
    [
        ('{"a": 1}', "$.b", "nothing at $.b in an object with a"),
        ("[1, 2]", "$[*]", "2 values at $[*]"),
        ('{"a": {"b": 1}}', "$.a", "an object with b"),
        ('{"a": true}', "$.a", "True"),
        ('{"a": null}', "$.a", "no value"),
    ],
)
def test_an_answer_without_one_number_is_refused(site: Site, answer: str, path: str, came: str) -> None:
    url = site.put("/now", answer, "application/json")
    said = refused(url, visit(), path=path)
    assert said.startswith(f"{url}: the probe of passengers wants one number")
    assert came in said


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"query": "DELETE FROM trips"}, "the query is no SELECT"),
        ({"query": "SELECT 1; SELECT 2"}, "more than one statement"),
        ({}, "it needs the setting query"),
        ({"query": "SELECT 1", "path": "$.a"}, "the setting path is for interfaces"),
        ({"query": "SELECT 1", "scale": 0}, "setting scale: 0 is no number above 0"),
        ({"query": "SELECT 1", "metric": ""}, "add it with `tracker metric probe`"),
        ({"query": "SELECT 1", "kind": "size"}, "setting kind"),
        ({"query": "SELECT 1", "colour": "red"}, "no setting 'colour'"),
    ],
)
def test_wrong_settings_are_refused(trips: str, settings: Mapping[str, Any], words: str) -> None:
    assert words in refused(trips, **settings)


def test_a_probe_reads_and_never_writes(scratch_database: ScratchDatabase) -> None:
    url = scratch_database(empty=True)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE trips (passengers int)"))
        connection.execute(
            text("CREATE FUNCTION meddle() RETURNS int LANGUAGE sql VOLATILE AS 'DELETE FROM trips RETURNING 1'")
        )
    engine.dispose()
    assert "the query would write" in refused(url, query="SELECT meddle()")
    assert "longer than 1 seconds" in refused(url, query="SELECT 1 FROM pg_sleep(30)", timeout=1)
    assert figure(asked(url, query="SELECT avg(n) FROM (VALUES (1), (2)) AS x (n)")).low == Decimal("1.5")
    assert "got NaN" in refused(url, query="SELECT 'NaN'::numeric")


# What becomes of it


@pytest.fixture
def metric(session: Session) -> Metric:
    return metrics.add(session, MetricDraft(subject="Ferry Ltd", measure="passengers", unit="count", slug="passengers"))


def look(session: Session, locator: str, now: datetime, **settings: Any) -> intake.Stored:
    draft = SourceDraft(
        kind="probe", locator=locator, publisher="Office", tier=Tier.REFERENCE, options={**PASSENGERS, **settings}
    )
    captured = sources.capture(draft, Visit(now=now))
    return intake.store(session, captured, intake.read(captured), now=now)


def stored(session: Session) -> list[Stored]:
    return list(session.scalars(select(Stored).order_by(Stored.id)))


@pytest.mark.usefixtures("metric")
def test_a_day_s_figure_is_one_claim_and_a_new_day_another(session: Session, trips: str) -> None:
    for hours in (0, 1, 24):
        look(session, trips, NOW + timedelta(hours=hours), query=QUERY)
    first, second = stored(session)
    assert [first.stated_on, second.stated_on] == [NOW.date(), NOW.date() + timedelta(days=1)]
    assert {claim.quote_state for claim in (first, second)} == {QuoteState.PRESENT}
    assert session.scalars(select(Source.slug)).all() == ["office"]


def test_it_belongs_to_its_metric_whatever_else_fits(session: Session, metric: Metric, trips: str) -> None:
    metrics.add(session, MetricDraft(subject="Ferry", measure="passengers", unit="count", slug="another"))
    look(session, trips, NOW, query=QUERY)
    (claim,) = stored(session)
    assert (claim.metric_id, claim.linked_by, claim.link_reason) == (metric.id, "tracker", probes.REASON)


@pytest.mark.usefixtures("metric")
def test_another_figure_on_one_day_is_another_claim(session: Session, trips: str) -> None:
    look(session, trips, NOW, query=QUERY)
    look(session, trips, NOW + timedelta(hours=3), query="SELECT 635")
    session.expire_all()
    assert [(claim.low, claim.quote_state) for claim in stored(session)] == [
        (Decimal(634), QuoteState.PRESENT), (Decimal(635), QuoteState.PRESENT),
    ]  # fmt: skip


def test_two_probes_of_one_place_are_two_sources(session: Session, metric: Metric, trips: str) -> None:
    look(session, trips, NOW, query=QUERY)
    look(session, trips, NOW, query="SELECT count(*) FROM trips")
    assert len(stored(session)) == 2
    assert len(probes.of(session, metric)) == 2


def test_probes_follow_their_metric(session: Session, metric: Metric, trips: str) -> None:
    look(session, trips, NOW, query=QUERY)
    metrics.edit(session, "passengers", metrics.Change(subject="Ferry Company"))
    (source,) = probes.of(session, metric)
    draft = probes.following(session, sources.as_draft(source))
    assert draft.options == {**PASSENGERS, "subject": "Ferry Company", "kind": "level", "query": QUERY}
    assert probes.remove(session, metric, now=NOW) == ["office"]
    assert probes.of(session, metric) == []
    assert len(stored(session)) == 1


@pytest.fixture
def database(scratch_database: ScratchDatabase, settings: Settings) -> Iterator[db.Database]:
    with db.open_database(settings.model_copy(update={"database_url": scratch_database()})) as database:
        yield database


def test_a_failing_probe_is_an_error_of_the_tracker_and_no_flag(
    database: db.Database, trips: str, tmp_path: Path
) -> None:
    with pipeline.transaction(database) as session:
        metrics.add(session, MetricDraft(subject="Ferry Ltd", measure="passengers", unit="count", slug="passengers"))
        look(session, trips, NOW, query=QUERY)
    (tmp_path / "trips.db").unlink()
    for days in (4, 8, 12, 16):
        done = pipeline.fetch(database, None, "office", now=NOW + timedelta(days=days))
        assert done.error is not None
        assert "there is no such file" in str(done.error)
    with database.session() as session:
        source = session.scalars(select(Source)).one()
        assert (source.consecutive_failures, "no such file" in (source.last_error or "")) == (4, True)
        assert source.last_fetched_at == NOW
        page = session.scalars(select(Appearance)).one()
        assert (page.failures, page.counted_failures, page.last_error, page.last_seen_at) == (0, 0, None, NOW)
        (claim,) = stored(session)
        assert (claim.low, claim.quote_state) == (Decimal(634), QuoteState.PRESENT)
        assert session.scalars(select(Flag)).all() == []
        facts = text("SELECT source_failures, failing_since FROM claim_facts")
        assert session.execute(facts).one() == (0, None)


def test_of_one_day_s_figures_the_last_takes_the_place_of_the_others(database: db.Database, trips: str) -> None:
    file = trips.removeprefix("sqlite:///")
    with pipeline.transaction(database, now=NOW) as session:
        metrics.add(session, MetricDraft(subject="Ferry Ltd", measure="passengers", unit="count", slug="passengers"))
        look(session, trips, NOW, query=QUERY)
    for hour, passengers in enumerate((34, 40, 40, 34, 34, 20), start=1):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE trips SET passengers = ? WHERE day IS NULL", [passengers])
        assert pipeline.fetch(database, None, "office", now=NOW + timedelta(hours=hour)).error is None
    with database.session() as session:
        found = {claim.id: claim for claim in stored(session)}
        assert [claim.low for claim in found.values()] == [634, 640, 634, 620]
        assert {claim.quote_state for claim in found.values()} == {QuoteState.PRESENT}
        newer = session.execute(text("SELECT claim_id, newer_claim_id FROM claim_facts ORDER BY claim_id")).all()
        one, two, three, four = found
        assert [claim for claim, by in newer if by is None] == [four]
        assert (dict(map(tuple, newer))[two], dict(map(tuple, newer))[three]) in {(three, four), (four, four)}
        told = set(session.scalars(select(ClaimRelation.relation)))
        assert Relation.CONTRADICTS not in told
        assert session.scalar(text("SELECT count(*) FROM claim_relation WHERE claim_id < other_id AND relation = "
                                   "'supersedes'")) == 0  # fmt: skip
        assert one


@pytest.mark.parametrize(
    ("start", "end", "publisher", "relations"),
    [
        ("2026-01-01", "2026-12-31", "Island Post", set()),
        ("2026-11-01", "2026-11-30", "Island Post", set()),
        ("2026-01-01", "2026-12-31", "Office", set()),
        ("", "", "Island Post", {Relation.CONTRADICTS}),
        (NOW.date().isoformat(), NOW.date().isoformat(), "Island Post", {Relation.CONTRADICTS}),
    ],
)
def test_a_figure_of_today_says_nothing_against_one_of_a_month_or_a_year(
    database: db.Database, trips: str, start: str, end: str, publisher: str, relations: set[Relation]
) -> None:
    with pipeline.transaction(database, now=NOW) as session:
        metrics.add(session, MetricDraft(subject="Ferry Ltd", measure="passengers", unit="count", slug="passengers"))
        look(session, trips, NOW, query=QUERY)
    told = {
        "subject": "Ferry Ltd", "metric": "passengers", "value": "9000", "unit": "count", "publisher": publisher,
        "stated_on": NOW.date().isoformat(), "period_start": start, "period_end": end,
    }  # fmt: skip
    row = read_row(told, Columns(fields={name: name for name in told}), "line 2")
    pipeline.import_claims(database, [row], now=NOW)
    pipeline.relate(database, now=NOW)
    with database.session() as session:
        assert {claim.metric_id for claim in stored(session)} != {None}
        assert None not in {claim.metric_id for claim in stored(session)}
        assert set(session.scalars(select(ClaimRelation.relation))) == relations


# On the command line


def add_metric(tracker: Command) -> None:
    done = tracker("metric", "add", "--subject", "Ferry Ltd", "--measure", "passengers", "--unit", "count", "--slug",
                   "passengers")  # fmt: skip
    assert done.code == 0, done.err


def test_a_probe_is_tried_added_shown_and_given_up(tracker: Command, trips: str) -> None:
    add_metric(tracker)
    ask = ("metric", "probe", "passengers", "--sql", trips, "--query", QUERY, "--publisher", "Port Office")
    done = tracker(*ask, "--dry-run")
    assert (done.code, "634" in done.out, "Nothing was kept" in done.out) == (0, True, True)
    assert tracker("source", "list", "--format", "jsonl").records == []
    assert "has no probe" in tracker("metric", "probe", "passengers").out
    done = tracker(*ask)
    assert "Kept as source port-office; looked at every 1d." in done.out, done.err
    (claim,) = tracker("claims", "list", "--metric", "passengers", "--format", "jsonl").records
    assert (claim["figure"], claim["low"], claim["linked_to"]) == ("634", 634, "passengers")
    (source,) = tracker("source", "list", "--format", "jsonl").records
    assert (source["tier"], source["kind"], source["schedule"]) == ("reference", "probe", "1d")
    shown = tracker("metric", "probe", "passengers")
    assert "port-office" in shown.out
    assert widest(shown.out) <= 80
    assert "noted today already" in tracker(*ask).out
    assert tracker("source", "fetch", "port-office").out == "port-office: 1 page unchanged\n"
    assert "no longer looked at" in tracker("metric", "probe", "passengers", "--remove").out
    assert "has no probe" in tracker("metric", "probe", "passengers", "--remove").err


def test_an_interface_is_asked_with_headers(tracker: Command, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("TRACKER_HOST_INTERVAL", "0")
    monkeypatch.setenv("FERRY_KEY", "opensesame")
    url = site.put("/now", '{"total": 1.2}', "application/json")
    add_metric(tracker)
    done = tracker(
        "metric", "probe", "passengers", "--json", url, "--path", "$.total", "--scale", "1000",
        "--header", "X-Key=env:FERRY_KEY", "--every", "6h",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "1,200, Ferry Ltd · passengers, from 127.0.0.1." in done.out
    assert site.headers[-1]["X-Key"] == "opensesame"
    (source,) = tracker("source", "list", "--format", "jsonl").records
    assert (source["schedule"], source["publisher"]) == ("6h", "127.0.0.1")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("passenger", "--sql", "sqlite:///x.db", "--query", "SELECT 1"), "did you mean passengers"),
        (("passengers", "--sql", "sqlite:///x.db", "--query", "SELECT 1"), "there is no such file"),
        (("passengers", "--sql", "sqlite:///x.db"), "it needs the setting query"),
        (("passengers", "--query", "SELECT 1"), "--sql ADDRESS with --query"),
        (("passengers", "--json", "api", "--path", "$.a"), "no web address"),
        (("passengers", "--sql", "a", "--json", "b"), "exclude each other"),
        (("passengers", "--json", "http://x.example/", "--path", "$.a", "--header", "nothing"), "NAME=VALUE"),
        (("passengers", "--sql", "sqlite:///x.db", "--query", "SELECT 1", "--every", "often"), "--every"),
        (("passengers", "--json", "http://x.example/", "--path", "$.a", "--header", "X-Key=abc"), "env:ITS_NAME"),
    ],
)
def test_wrong_use_keeps_nothing(tracker: Command, arguments: tuple[str, ...], words: str) -> None:
    add_metric(tracker)
    done = tracker("metric", "probe", *arguments)
    assert done.code == 3
    assert words in done.err
    assert len(done.err.splitlines()) == 1
    assert tracker("source", "list", "--format", "jsonl").records == []


# Works of reference


FIGURES = """subject,metric,value,unit,period_start,period_end
Ferry Ltd,passengers,118000,count,2024-01-01,2024-12-31
Ferry Ltd,passengers,121234,count,2025-01-01,2025-12-31
"""


def test_the_rows_of_a_work_of_reference_are_evidence(tracker: Command, tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    add_metric(tracker)
    done = tracker("source", "add", "figures.csv", "--tier", "reference", "--publisher", "Office", "--yes")
    assert done.code == 0, done.err
    assert "states its figures on the day it is read" in " ".join(done.err.split())
    first, second = tracker("metric", "check", "passengers", "--format", "jsonl").records
    assert [first["period_end"], second["period_end"]] == ["2024-12-31", "2025-12-31"]
    for row in (first, second):
        assert (row["evidence"], row["tier"], row["origin"], row["stated_on"] is not None) == (
            True, "reference", "Office", True,
        )  # fmt: skip
    assert tracker("source", "fetch", "office").out == "office: 1 page unchanged\n"


def test_a_claim_that_evidence_agrees_with_is_verified(tracker: Command, tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    add_metric(tracker)
    tracker("source", "add", "figures.csv", "--tier", "reference", "--publisher", "Office", "--yes")
    done = tracker(
        "claims", "add", "--publisher", "Island Post", "--url", "https://news.example/1", "--subject", "Ferry Ltd",
        "--metric", "passengers", "--value", "121234", "--unit", "count", "--said-by", "Ferry Ltd",
        "--stated-on", "2026-03-01", "--period-start", "2025-01-01", "--period-end", "2025-12-31",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert tracker("check").code in (0, 1)
    _, evidence, claim = tracker("metric", "check", "passengers", "--format", "jsonl").records
    assert (evidence["origin"], evidence["is_inferred"]) == ("Office", False)
    assert claim["relations"] == [{"relation": "agrees with", "claim": evidence["claim"], "independent": True}]
    assert (claim["verdict"], evidence["verdict"]) == ("verified", "verified")
