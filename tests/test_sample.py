"""The sample: it says what the hand-read lists say, shows reading, and ties what belongs together."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tracker import db, extract, pipeline, resources, sources
from tracker.drafts import CapturedPage
from tracker.models import Claim, Document, Metric, Source
from tracker.settings import Settings
from tracker.values import Bound, Comparator, Kind

GOLD = Path(__file__).resolve().parent.parent.parent / "shared" / "gold"
ARTICLE = "new-express"
OWN = "sample-evening-news"
CORRECTION = "sample-trade-news"
INVENTED = "青禾镇电商协会"
"""Whoever says it in the sample, no real page does."""


def hand_read(name: str) -> list[dict[str, Any]]:
    path = GOLD / name
    if not path.exists():
        pytest.skip(f"the hand-read list {name} is not on this machine")
    return [json.loads(line, parse_float=Decimal) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def pages() -> dict[str, CapturedPage]:
    found = [page for captured in sources.sample() for page in captured.pages]
    return {page.source.slug or "": page for page in found}


def figures(page: CapturedPage) -> tuple[extract.Claim, ...]:
    assert page.claims is not None
    return page.claims


def same(ours: Bound | None, listed: Any) -> bool:
    if ours is None or listed is None:
        return ours is listed
    return ours == date.fromisoformat(listed) if isinstance(ours, date) else ours == Decimal(listed)


def test_every_figure_of_the_article_is_in(pages: dict[str, CapturedPage]) -> None:
    listed = hand_read("double11-2025.jsonl")
    ours = [claim for claim in figures(pages[ARTICLE]) if claim.attribution != INVENTED]
    assert len(ours) == len(listed)
    for row, claim in zip(listed, ours, strict=True):
        name = row["id"]
        assert same(claim.low, row["low"]), name
        assert same(claim.high, row["high"]), name
        assert claim.unit == row["unit"], name
        assert claim.comparator == row["comparator"], name
        assert claim.kind == row["kind"], name
        assert claim.counted == row["of"], name
        assert claim.rate == row["period"], name
        assert (claim.baseline is None) == (row["baseline"] is None), name
        assert claim.checkable == row["checkable"], name
        assert claim.hearsay == (row["attribution"] == "据悉"), name
        assert any(word in (claim.subject or "") for word in row["subject"]), name
        assert any(word in (claim.metric or "") for word in row["metric"]), name
        if claim.hearsay or row["attribution"] is None:
            assert claim.attribution is None, name
        else:
            assert row["attribution"] in (claim.attribution or ""), name


def test_what_is_invented_is_told_apart() -> None:
    book = json.loads((resources.sample() / "figures.json").read_text(encoding="utf-8"))
    invented = [row for page in book["pages"] for row in page["figures"] if row.get("said_by") == INVENTED]
    assert [row["note"].startswith("invented") for row in invented] == [True]


def test_every_figure_of_the_other_pages_is_in(pages: dict[str, CapturedPage]) -> None:
    listed = hand_read("corroboration.jsonl")
    by_page: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in listed:
        by_page[row["page"]].append(row)
    others = [page for slug, page in pages.items() if slug not in {ARTICLE, OWN, CORRECTION}]
    assert {page.url for page in others} == by_page.keys()
    for page in others:
        for row, claim in zip(by_page[page.url or ""], figures(page), strict=True):
            assert page.source.publisher == row["publisher"]
            assert page.published == (date.fromisoformat(row["published"]) if row["published"] else None)
            assert claim.subject == row["subject"]
            assert row["measure"].startswith(claim.metric)
            assert same(claim.low if claim.low is not None else claim.high, row["value"])
            assert (claim.unit, claim.comparator) == (row["unit"], row["comparator"])
            assert claim.attribution == row["said_by"]


def test_quotes_stand_where_they_are_said_to(pages: dict[str, CapturedPage]) -> None:
    for page in pages.values():
        for claim in page.claims or ():
            assert page.text[claim.start : claim.end] == claim.figure
            assert page.text[claim.sentence_start : claim.sentence_end] == claim.sentence


def test_our_own_article_shows_what_reading_can_do(pages: dict[str, CapturedPage]) -> None:
    page = pages[OWN]
    assert page.claims is None, "it is there to be read"
    assert page.published == date(2025, 10, 28)
    assert page.bylines == ("苏岚",)
    claims = extract.claims(page.text, published=page.published)
    said = {(claim.attribution or "")[-3:] for claim in claims}
    assert len(claims) >= 14
    assert {"京东", "林知夏"} <= said
    assert any(claim.hearsay for claim in claims)
    assert any(claim.comparator is Comparator.VAGUE and not claim.checkable for claim in claims)
    assert {Kind.CHANGE, Kind.LEVEL, Kind.PERIOD, Kind.PRICE, Kind.RATIO} <= {claim.kind for claim in claims}
    assert any(claim.rate == "month" for claim in claims)
    assert any(claim.baseline for claim in claims)
    assert any(claim.unit == "pp" and claim.low == Decimal("-1.5") for claim in claims)


@pytest.fixture
def loaded(scratch_database: Any, settings: Settings, now: datetime) -> Iterator[db.Database]:
    own = settings.model_copy(update={"database_url": scratch_database()})
    with db.open_database(own) as database:
        assert pipeline.load_sample(database, now=now)
        yield database


def test_it_is_loaded_once(loaded: db.Database, pages: dict[str, CapturedPage], now: datetime) -> None:
    assert pipeline.load_sample(loaded, now=now) == []
    with loaded.session() as session:
        assert set(session.scalars(select(Source.slug))) == set(pages)


def test_it_ties_together_what_belongs_together(loaded: db.Database) -> None:
    with loaded.session() as session:
        rows = session.execute(
            select(Metric.slug, Source.slug)
            .join(Claim, Claim.metric_id == Metric.id)
            .join(Document, Document.id == Claim.document_id)
            .join(Source, Source.id == Document.source_id)
        ).all()
        catalogue = set(session.scalars(select(Metric.slug)))
    where: dict[str, list[str]] = defaultdict(list)
    for metric, source in rows:
        where[metric].append(source)
    assert catalogue == where.keys(), "a metric without a claim has nothing to show"
    assert {ARTICLE, "longbridge"} <= set(where["alibaba-ad-return"])
    assert {ARTICLE, "longbridge", OWN} <= set(where["dianxiaomi-saving"])
    assert {ARTICLE, "huanqiu-tech", OWN} <= set(where["jd-digital-human-merchants"])
    assert {ARTICLE, "huanqiu-tech", OWN} <= set(where["jd-digital-human-conversion"])
    assert {ARTICLE, "huanqiu-tech"} <= set(where["jd-digital-human-hosts"])
    assert {ARTICLE, "cifnews"} <= set(where["tiktok-markets"])
    assert {ARTICLE, "cifnews"} <= set(where["temu-warm-up"])
    assert {ARTICLE, "tktk"} <= set(where["taobao-abroad-countries"])
    assert {ARTICLE, "tktk", OWN} <= set(where["taobao-abroad-subsidy"])
    assert {ARTICLE, "36kr"} <= set(where["double11-year"])
    # The same number about another measure: these two must never meet.
    assert where["taobao-feed-clicks"] == ["longbridge"]
    assert where["alibaba-image-clicks"] == [ARTICLE]


def test_nothing_in_it_is_implausible(loaded: db.Database) -> None:
    with loaded.session() as session:
        linked = session.execute(select(Claim, Metric).join(Metric, Metric.id == Claim.metric_id)).all()
    for claim, metric in linked:
        assert claim.unit == metric.unit
        for bound in (claim.low, claim.high):
            if bound is not None and metric.plausible_low is not None and metric.plausible_high is not None:
                assert metric.plausible_low <= bound <= metric.plausible_high, metric.slug
