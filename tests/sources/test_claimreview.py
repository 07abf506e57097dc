"""Fact checks: the claim's figures are kept under whoever made it, the verdict beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.sources.site import Site, remembered, serve, visit
from tracker.errors import InputError
from tracker.sources import Captured, Original, SourceDraft, Visit
from tracker.sources.claimreview import ClaimReview

PORT = "北岸港三季度吞吐量增长12%"
RIVER = "清河已经治理干净，可以直接饮用。"


def review(claim: str, path: str = "/check/1", kind: object = "ClaimReview", **more: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "url": path,
        "claimReviewed": claim,
        "datePublished": "2025-11-02",
        "author": {"@type": "Organization", "name": "北岸求证"},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "林港长"},
            "datePublished": "2025-10-20T09:00:00+08:00",
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 2,
            "bestRating": 5,
            "worstRating": "1",
            "alternateName": "夸大",
        },
    } | more


def block(data: object) -> str:
    return f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'


def page(*blocks: object) -> str:
    return f"<!doctype html><html><head><title>求证</title>{''.join(map(block, blocks))}</head><body>文</body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def read(file: Path, text: str | Mapping[str, Any], **more: Any) -> Captured:
    file.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    assert ClaimReview().accepts(Original(str(file), Visit()))
    return ClaimReview().capture(SourceDraft(locator=str(file), **more), Visit())


def test_a_claim_is_its_claimants_and_the_verdict_stands_beside_it(site: Site) -> None:
    url = site.put("/check/1", page(review(PORT)))
    (found,) = ClaimReview().capture(SourceDraft(locator=url), visit()).pages
    assert found.text == f"{PORT}\nRated: 夸大 (2 on a scale of 1 to 5) by 北岸求证, 2025-11-02\n"
    (claim,) = found.readings()
    assert (found.text[claim.start : claim.end], claim.attribution) == ("12%", "林港长")
    assert found.published == date(2025, 10, 20)
    assert found.review == {
        "rating": "夸大",
        "rating_value": "2",
        "best": "5",
        "worst": "1",
        "reviewer": "北岸求证",
        "url": url,
        "reviewed_on": "2025-11-02",
        "claimant": "林港长",
    }
    assert (found.key or "").startswith(f"{url}#")
    assert (found.source.kind, found.source.publisher, found.language) == ("claimreview", "北岸求证", "zh")


def test_what_stands_as_it_stood_is_unchanged_and_a_new_verdict_is_not(tmp_path: Path) -> None:
    file = tmp_path / "check.html"
    first = read(file, page(review(PORT, "https://facts.example/1")))
    look = Visit(seen=remembered(first))
    again = ClaimReview().capture(SourceDraft(locator=str(file)), look)
    assert (again.pages, again.unchanged) == ((), (first.pages[0].key,))
    rating = {"@type": "Rating", "alternateName": "属实"}
    file.write_text(page(review(PORT, "https://facts.example/1", reviewRating=rating)), encoding="utf-8")
    (changed,) = ClaimReview().capture(SourceDraft(locator=str(file)), Visit(seen=remembered(first))).pages
    assert changed.key == first.pages[0].key
    assert "Rated: 属实 by" in changed.text


def test_claims_without_figures_are_counted_not_kept(tmp_path: Path) -> None:
    captured = read(tmp_path / "x.html", page(review(PORT), review(RIVER, "/2")))
    assert [found.title for found in captured.pages] == [PORT]
    assert "1 of 2 reviewed claims state no figure" in captured.notes


def test_nothing_but_claims_without_figures_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of its 1 reviewed claims states a figure"):
        read(tmp_path / "x.html", page(review(RIVER)))


@pytest.mark.parametrize(
    "blocks",
    [
        ([review(PORT)],),
        ({"@graph": [{"@type": "WebPage"}, review(PORT)]},),
        ({"@type": "NewsArticle", "review": review(PORT)},),
        (review(PORT, kind=["Review", "ClaimReview"]),),
        (review(PORT, kind="http://schema.org/ClaimReview"),),
        ({f"schema:{name}" if name[0] != "@" else name: value for name, value in review(PORT).items()},),
        (f"<!--\n{json.dumps(review(PORT))}\n-->",),
        (json.dumps(review(PORT)) + ";",),
        (review("", itemReviewed={"@type": "Claim", "text": PORT, "author": [{"name": "林港长"}]}),),
        (
            {
                "@graph": [
                    {"@type": "Claim", "@id": "#c", "name": PORT, "author": {"@id": "#p"}},
                    {"@type": "Person", "@id": "#p", "name": "林港长"},
                    review("", itemReviewed={"@id": "#c"}),
                ]
            },
        ),
        (review(PORT, itemReviewed={"author": "林港长"}),),
    ],
)
def test_a_review_is_found_wherever_it_stands(tmp_path: Path, blocks: tuple[object, ...]) -> None:
    (found,) = read(tmp_path / "x.html", page(*blocks)).pages
    assert found.text.startswith(f"{PORT}\nRated: 夸大")
    assert [claim.attribution for claim in found.readings()] == ["林港长"]


def test_one_broken_block_does_not_hide_the_others(tmp_path: Path) -> None:
    captured = read(tmp_path / "x.html", page('{"@type": "ClaimReview", ', review(PORT)))
    assert len(captured.pages) == 1
    assert any("JSON-LD block 1 is broken" in note for note in captured.notes)


def test_a_claim_that_nobody_has_reviewed_has_no_verdict(tmp_path: Path) -> None:
    claim = {"@type": "Claim", "text": "东桥灯具营收4.6亿元", "author": {"name": "东桥灯具"}}
    alone = read(tmp_path / "x.html", page(review(PORT), claim)).pages[1]
    assert alone.text == "东桥灯具营收4.6亿元\n"
    assert alone.review is None
    assert alone.readings()[0].attribution == "东桥灯具"


def test_microdata_is_read(tmp_path: Path) -> None:
    text = f"""<html><body><div itemscope itemtype="https://schema.org/ClaimReview">
      <p><span itemprop="claimReviewed">{PORT}</span></p><a itemprop="url" href="https://facts.example/7">more</a>
      <time itemprop="datePublished" datetime="2025-11-02">early November</time>
      <div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Claim">
        <p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">林港长</b></p></div>
      <div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
        <meta itemprop="alternateName" content="夸大"></div></div></body></html>"""
    (found,) = read(tmp_path / "x.html", text).pages
    assert (found.url, found.text) == ("https://facts.example/7", f"{PORT}\nRated: 夸大, 2025-11-02\n")
    assert found.readings()[0].attribution == "林港长"


def test_a_data_feed_is_read(tmp_path: Path) -> None:
    feed = {
        "@context": "http://schema.org",
        "@type": "DataFeed",
        "dataFeedElement": [
            {"@type": "DataFeedItem", "item": [review(PORT, "https://a.example/1")]},
            {"@type": "DataFeedItem", "item": [review(RIVER, "https://a.example/2")]},
            {"@type": "DataFeedItem", "item": [review("", "https://a.example/3", itemReviewed={})]},
            {"@type": "DataFeedItem", "item": [review("人口超过300万", "https://b.example/1", author={"name": "乙"})]},
        ],
    }
    captured = read(tmp_path / "feed.json", feed)
    assert [found.url for found in captured.pages] == ["https://a.example/1", "https://b.example/1"]
    assert any("1 fact checks do not say which claim" in note for note in captured.notes)
    assert captured.pages[0].source.publisher is None  # two reviewers: neither stands for the file


def test_the_limit_holds(tmp_path: Path) -> None:
    feed = {"@type": "DataFeed", "dataFeedElement": [review(PORT, f"https://a.example/{n}") for n in range(3)]}
    captured = read(tmp_path / "feed.json", feed, options={"limit": 2})
    assert len(captured.pages) == 2
    assert any("limit is 2" in note for note in captured.notes)


def answer(text: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "claims": [
            {
                "text": text,
                "claimant": "Harbour Watch",
                "claimDate": "2025-10-19T16:30:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": "North Facts", "site": "facts.example"},
                        "url": f"https://facts.example/{number}",
                        "title": "Did it?",
                        "reviewDate": "2025-11-02T00:00:00Z",
                        "textualRating": "Half true",
                        "languageCode": "zh-CN",
                    }
                ],
            }
        ]
    } | more


def test_googles_answers_are_read_page_by_page_with_a_key_nobody_sees(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACT_KEY", "s3cret")
    path = "/v1alpha1/claims:search?query=x"
    url = site.put(path, json.dumps(answer(PORT, 1, nextPageToken="t+2")), "application/json")
    site.put(f"{path}&pageToken=t%2B2", json.dumps(answer("人口超过300万", 2)), "application/json")
    look = visit()
    assert ClaimReview().accepts(Original(url, look))
    draft = SourceDraft(locator=url, options={"key_env": "FACT_KEY"}, timezone="Asia/Shanghai")
    captured = ClaimReview().capture(draft, look)
    assert [found.url for found in captured.pages] == ["https://facts.example/1", "https://facts.example/2"]
    first = captured.pages[0]
    assert (first.published, first.language, first.title) == (date(2025, 10, 20), "zh", "Did it?")
    assert first.text.endswith("\nRated: Half true by North Facts, 2025-11-02\n")
    assert first.readings()[0].attribution == "Harbour Watch"
    assert [headers["X-Goog-Api-Key"] for headers in site.headers] == ["s3cret", "s3cret"]
    assert "s3cret" not in repr(captured)
    assert not any("s3cret" in asked for asked in site.asked)


@pytest.mark.parametrize(
    ("query", "options", "said"),
    [
        ("?query=x&key=s3cret", {}, "name that by the setting key_env"),
        ("?query=x", {"key_env": "NOT_THERE"}, "environment variable NOT_THERE .* is not set"),
        ("?query=x", {"key_env": "AIza-s3cret"}, "give the name of an environment variable, not the key"),
    ],
)
def test_a_key_is_never_repeated(query: str, options: dict[str, str], said: str) -> None:
    draft = SourceDraft(locator=f"http://127.0.0.1:9/claims:search{query}", options=options)
    with pytest.raises(InputError, match=said) as caught:
        ClaimReview().capture(draft, visit())
    assert "s3cret" not in str(caught.value)


def test_a_search_that_finds_nothing_is_an_error(site: Site) -> None:
    url = site.put("/claims:search?query=x", "{}", "application/json")
    with pytest.raises(InputError, match="no fact check"):
        ClaimReview().capture(SourceDraft(locator=url), visit())


def test_broken_json_is_an_error_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2: broken JSON"):
        read(tmp_path / "x.json", '{"@type": "ClaimReview",\n "claimReviewed": }')


@pytest.mark.parametrize(
    "text",
    [
        "ClaimReview, as schema.org has it: 12%",
        "<html><body>On ClaimReview in schema.org</body></html>",
        '{"claims": [{"text": "12%"}]}',
        '{"pages": [{"title": "ClaimReview"}]}',
        f"<rss version='2.0'><channel><description><![CDATA[{page(review(PORT))}]]></description></channel></rss>",
    ],
)
def test_other_things_are_not_taken_for_fact_checks(tmp_path: Path, text: str) -> None:
    file = tmp_path / "thing"
    file.write_text(text, encoding="utf-8")
    assert not ClaimReview().accepts(Original(str(file), Visit()))
