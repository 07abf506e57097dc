"""Looking at sources again, from a local site to rows in a real database: what comes in, what stays, what is asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from tests.conftest import ScratchDatabase
from tests.sources.site import NOW, Site, serve, visit
from tracker import db, documents, intake, migrations, pipeline, sources
from tracker.drafts import SourceDraft
from tracker.errors import InputError
from tracker.models import Appearance, Claim, ClaimChange, ClaimRevision, Document, Source
from tracker.relations import working
from tracker.settings import Settings
from tracker.sources import upkeep

SHARE = "海港货运公司表示，今年前三季度集装箱吞吐量同比增长12%，营业收入达到340亿元。"
STAFF = "公司现有员工300人，分布在五个港口，另有两艘新船正在建造，预计明年春天交付使用。"
MORE = "公司负责人在发布会上介绍了港区的建设情况，并回答了记者提出的问题，会后还参观了新码头。"


class Tracker:
    """The pipeline on a database and a site, with a clock that goes on by a day a look."""

    def __init__(self, database: db.Database, site: Site) -> None:
        self.database, self.site, self.now = database, site, NOW

    def add(self, locator: str | Path, **fields: Any) -> list[pipeline.Captured]:
        draft = SourceDraft(**{"locator": str(locator), "publisher": "海港日报", "slug": "port", **fields})
        captured = sources.capture(draft, replace(visit(), now=self.now))
        return pipeline.capture(self.database, captured, now=self.now)

    def name(self, slug: str, locator: str, kind: str = "feed", **fields: Any) -> None:
        """Write a source down without reading it, as a file of sources does."""
        with self.database.session.begin() as session:
            session.add(Source(slug=slug, kind=kind, locator=locator, **fields))

    def look(self, slug: str = "port", **more: Any) -> pipeline.Look:
        self.now += timedelta(days=1)
        self.site.asked.clear()
        return pipeline.fetch(self.database, visit().fetcher, slug, now=self.now, **more)

    def counts(self) -> dict[str, int]:
        tables = (Source, Appearance, Document, Claim, ClaimRevision)
        with self.database.session() as session:
            return {table.__name__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    def states(self) -> dict[str, str]:
        with self.database.session() as session:
            return {
                claim.quote_exact: claim.quote_state.value
                for claim in session.scalars(select(Claim).order_by(Claim.id))
            }

    def changes(self) -> list[tuple[str, str, str | None]]:
        """Every revision: the claim's figure, what happened, the figure there now."""
        with self.database.session() as session:
            return [
                (revision.claim.quote_exact, revision.change.value, (revision.reading or {}).get("figure"))
                for revision in session.scalars(select(ClaimRevision).order_by(ClaimRevision.id))
            ]

    def source(self, slug: str = "port") -> Source:
        with self.database.session() as session:
            return sources.find(session, slug)

    def pages(self, slug: str = "port") -> dict[str, Appearance]:
        with self.database.session() as session:
            own = select(Appearance).where(Appearance.source_id == sources.find(session, slug).id)
            return {page.key: page for page in session.scalars(own)}

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self.database.session() as session:
            return [tuple(row) for row in session.execute(text(statement))]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def tracker(scratch_database: ScratchDatabase, settings: Settings, site: Site) -> Iterator[Tracker]:
    with db.open_database(settings.model_copy(update={"database_url": scratch_database()})) as database:
        yield Tracker(database, site)


def page(*paragraphs: str, title: str = "港口货运再创新高") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta property="article:published_time" content="2026-11-01"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


ARTICLE = page(SHARE, STAFF, MORE)
EDITED = ARTICLE.replace("12%", "15%")


def feed(*items: tuple[str, Mapping[str, str]], name: str = "海港新闻") -> str:
    """A feed of entries: path or address, and what is said of each."""
    entries = ""
    for link, said in items:
        told = {"title": "港口", "pubDate": "Sun, 01 Nov 2026 08:00:00 GMT", "guid": link, **said}
        link = link if "://" in link else f"{{site}}{link}"
        inside = "".join(f"<{field}>{value}</{field}>" for field, value in told.items())
        entries += f"<item><link>{link}</link>{inside}</item>"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>{{site}}/</link>{entries}</channel></rss>"
    )


def table(*rows: tuple[object, ...], header: tuple[str, ...] = ("company", "metric", "value", "unit")) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


class TestVersions:
    def test_the_same_page_again_is_one_document(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        before = tracker.counts()
        assert before == {"Source": 1, "Appearance": 1, "Document": 1, "Claim": before["Claim"], "ClaimRevision": 0}
        look = tracker.look()
        assert [(page.is_new, page.claims) for page in look.pages] == [(False, 0)]
        assert tracker.counts() == before
        assert site.asked == ["/a"]
        (known,) = tracker.pages().values()
        assert known.last_seen_at == tracker.now

    def test_an_edited_figure_is_one_revision(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        before = tracker.counts()
        site.put("/a", EDITED)
        (found,) = tracker.look().pages
        assert (found.is_new, found.claims, found.changed, found.gone) == (True, 0, 1, 0)
        assert tracker.counts() == {**before, "Document": 2, "ClaimRevision": 1}
        assert tracker.changes() == [("12%", "changed", "15%")]
        assert tracker.rows("SELECT version, text LIKE '%12\\%%' FROM document ORDER BY id") == [(1, True), (2, False)]
        tracker.look()
        assert tracker.counts() == {**before, "Document": 2, "ClaimRevision": 1}

    def test_back_and_forth_is_told_each_time_without_new_documents(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        before = tracker.counts()
        for html in (EDITED, ARTICLE, EDITED):
            site.put("/a", html)
            tracker.look()
        assert [change for _, change, _ in tracker.changes()] == ["changed", "returned", "changed"]
        assert tracker.counts() == {**before, "Document": 2, "ClaimRevision": 3}
        assert tracker.states()["12%"] == "changed"

    def test_growth_that_turns_into_a_fall_is_a_change(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        site.put("/a", ARTICLE.replace("增长12%", "下降12%"))
        assert tracker.look().pages[0].changed == 1
        assert tracker.states()["12%"] == "changed"

    def test_a_sentence_taken_out_is_gone_and_one_put_in_is_added(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        count = tracker.counts()["Claim"]
        site.put("/a", ARTICLE.replace("，营业收入达到340亿元", "").replace(MORE, f"{MORE}公司今年净利润达到25亿元。"))
        (found,) = tracker.look().pages
        assert (found.claims, found.changed, found.gone) == (1, 0, 1)
        assert tracker.counts()["Claim"] == count + 1

    def test_a_page_that_asks_to_be_known_otherwise_is_the_same_page(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        before = tracker.counts()
        site.put("/a", EDITED.replace("</head>", f'<link rel="canonical" href="{site.url}/b"></head>'))
        tracker.look()
        assert tracker.counts() == {**before, "Document": 2, "ClaimRevision": 1}

    def test_a_file_saved_anew_elsewhere_is_a_new_version(self, tracker: Tracker, tmp_path: Path) -> None:
        first, second = tmp_path / "a.html", tmp_path / "b.html"
        first.write_text(ARTICLE, encoding="utf-8")
        second.write_text(EDITED, encoding="utf-8")
        tracker.add(first, url="https://example.com/a")
        (found,) = tracker.add(second, url="https://example.com/a")
        assert (found.claims, found.changed) == (0, 1)
        assert (tracker.counts()["Source"], tracker.counts()["Appearance"]) == (1, 1)


class TestConditions:
    def test_a_page_of_the_same_etag_is_not_sent_again(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE, etag='"1"'))
        before = tracker.counts()
        site.put("/a", EDITED, etag='"1"')  # what the server calls the same is not looked into
        look = tracker.look()
        assert (look.pages, look.unchanged, site.asked) == ((), 1, ["/a"])
        assert site.headers[-1]["If-None-Match"] == '"1"'
        assert tracker.counts() == before
        assert next(iter(tracker.pages().values())).last_seen_at == tracker.now

    def test_a_page_not_modified_since_is_not_sent_again(self, tracker: Tracker, site: Site) -> None:
        day = "Sun, 01 Nov 2026 08:00:00 GMT"
        tracker.add(site.put("/a", ARTICLE, last_modified=day))
        look = tracker.look()
        assert (look.unchanged, site.headers[-1]["If-Modified-Since"]) == (1, day)
        site.put("/a", EDITED, last_modified="Mon, 02 Nov 2026 08:00:00 GMT")
        assert tracker.look().pages[0].changed == 1

    def test_an_unchanged_feed_costs_one_request(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        site.put("/b", page(STAFF, MORE, SHARE.replace("12%", "7%"), title="另一篇"))
        tracker.add(site.put("/feed", feed(("/a", {}), ("/b", {})), etag='"f"'))
        before = tracker.counts()
        look = tracker.look()
        assert (site.asked, look.unchanged, look.error) == (["/feed"], 2, None)
        assert site.headers[-1]["If-None-Match"] == '"f"'
        assert tracker.counts() == before
        assert {page.last_seen_at for key, page in tracker.pages().items() if "feed" not in key} == {tracker.now}

    def test_what_left_the_feed_is_not_taken_for_looked_at(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        site.put("/b", page(STAFF, MORE, SHARE.replace("12%", "7%"), title="另一篇"))
        tracker.add(site.put("/feed", feed(("/a", {}), ("/b", {})), etag='"1"'))
        site.put("/feed", feed(("/b", {})), etag='"2"')
        tracker.look()
        look = tracker.look()
        assert (site.asked, look.unchanged) == (["/feed"], 1)
        seen = {key.rpartition("/")[2]: page.last_seen_at for key, page in tracker.pages().items()}
        assert (seen["a"], seen["b"]) == (NOW, tracker.now)

    def test_a_changed_feed_opens_what_is_new_alone(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        tracker.add(site.put("/feed", feed(("/a", {})), etag='"1"'))
        site.put("/b", page(STAFF, MORE, SHARE.replace("12%", "7%"), title="另一篇"))
        site.put("/feed", feed(("/b", {}), ("/a", {})), etag='"2"')
        look = tracker.look()
        assert site.asked == ["/feed", "/b"]
        assert (len(look.pages), look.unchanged, tracker.counts()["Document"]) == (1, 1, 2)


class TestEntries:
    @pytest.mark.parametrize(
        "said",
        [{"title": "快讯：港口"}, {"pubDate": "Fri, 20 Nov 2026 08:00:00 GMT"}, {"guid": "another"}],
        ids=["title", "date", "guid"],
    )
    def test_an_entry_announced_anew_is_no_second_one(self, tracker: Tracker, site: Site, said: dict[str, str]) -> None:
        site.put("/a", ARTICLE)
        tracker.add(site.put("/feed", feed(("/a", {}))))
        before = tracker.counts()
        site.put("/feed", feed(("/a", said)))
        tracker.look()
        assert tracker.counts() == before

    @pytest.mark.parametrize("said", [{"title": "快讯"}, {"pubDate": "Fri, 20 Nov 2026 08:00:00 GMT"}])
    def test_nor_is_one_that_the_feed_brings_along(self, tracker: Tracker, site: Site, said: dict[str, str]) -> None:
        text = {"description": f"<![CDATA[<p>{SHARE}</p><p>{STAFF}</p><p>{MORE}</p>]]>"}
        tracker.add(site.put("/feed", feed(("/a", text))), options={"full": True})
        before = tracker.counts()
        site.put("/feed", feed(("/a", {**text, **said})))
        tracker.look()
        after = tracker.counts()
        assert (after["Claim"], after["Appearance"], after["ClaimRevision"]) == (before["Claim"], 1, 0)

    def test_tracking_parameters_make_no_second_page(self, tracker: Tracker, site: Site) -> None:
        for path in ("/a", "/a?utm_source=x", "/a?utm_source=y&spm=3"):
            site.put(path, ARTICLE)
        tracker.add(site.put("/feed", feed(("/a?utm_source=x", {}))))
        before = tracker.counts()
        site.put("/feed", feed(("/a?utm_source=y&amp;spm=3", {}), ("/a", {})))
        tracker.look()
        assert tracker.counts() == before
        tracker.add(f"{site.url}/a?utm_source=x", slug="alone")
        with_article = tracker.counts()
        assert (with_article["Source"], with_article["Document"], with_article["Claim"]) == (2, 1, before["Claim"])
        tracker.add(f"{site.url}/a?utm_source=y&spm=3", slug=None)
        assert tracker.counts() == with_article

    def test_new_entries_come_before_those_that_keep_failing(self, tracker: Tracker, site: Site) -> None:
        for name in "abcd":
            site.put(f"/{name}", page(STAFF, MORE, SHARE.replace("12%", f"{ord(name)}%")))
        dead: list[tuple[str, Mapping[str, str]]] = [("/dead-1", {}), ("/dead-2", {})]
        tracker.add(site.put("/feed", feed(*dead, ("/a", {}))), options={"limit": 3})
        site.put("/feed", feed(*dead, *((f"/{name}", {}) for name in "abcd")))
        look = tracker.look()
        assert (site.asked, len(look.pages)) == (["/feed", "/b", "/c", "/d"], 3)
        assert tracker.look().missed
        assert site.asked == ["/feed", "/dead-1", "/dead-2"]


class TestSharing:
    def test_one_text_under_two_addresses_has_two_appearances(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        site.put("/mobile/a", ARTICLE)
        tracker.add(site.put("/feed", feed(("/a", {}), ("/mobile/a", {}))))
        counts = tracker.counts()
        assert (counts["Document"], counts["Appearance"]) == (1, 2)
        assert len(set(tracker.states())) == counts["Claim"]

    @pytest.mark.parametrize("order", [("/a", "/mobile/a"), ("/mobile/a", "/a")])
    def test_edited_at_both_addresses_it_is_one_revision(
        self, tracker: Tracker, site: Site, order: tuple[str, str]
    ) -> None:
        site.put("/a", ARTICLE)
        site.put("/mobile/a", ARTICLE)
        tracker.add(site.put("/feed", feed(("/a", {}), ("/mobile/a", {}))))
        before = tracker.counts()
        site.put("/a", EDITED)
        site.put("/mobile/a", EDITED)
        site.put("/feed", feed(*((path, {"title": "更正"}) for path in order)))
        tracker.look()
        assert tracker.counts() == {**before, "Document": 2, "ClaimRevision": 1}
        assert tracker.rows("SELECT version FROM document ORDER BY id") == [(1,), (2,)]

    def test_edited_at_one_address_both_texts_stand(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        site.put("/mobile/a", ARTICLE)
        tracker.add(site.put("/feed", feed(("/a", {}), ("/mobile/a", {}))))
        site.put("/mobile/a", EDITED)
        site.put("/feed", feed(("/a", {}), ("/mobile/a", {"title": "更正"})))
        tracker.look()
        states = tracker.states()
        assert (states["12%"], states["15%"], tracker.changes()) == ("present", "present", [])

    def test_one_article_in_two_feeds_is_captured_once(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        site.put("/wire/7", ARTICLE)
        tracker.add(site.put("/feed", feed(("/a", {}))))
        before = tracker.counts()
        (found,) = tracker.add(site.put("/wire", feed(("/wire/7", {}))), publisher="通讯社", slug="wire")
        assert (found.is_new, found.claims, found.first_source) == (False, 0, "port")
        assert tracker.counts() == {**before, "Source": 2, "Appearance": before["Appearance"] + 1}

    def test_a_correction_that_reaches_both_feeds_adds_no_claims(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        site.put("/wire/7", ARTICLE)
        tracker.add(site.put("/feed", feed(("/a", {}))))
        tracker.add(site.put("/wire", feed(("/wire/7", {}))), publisher="通讯社", slug="wire")
        before = tracker.counts()
        for path in ("/a", "/wire/7"):
            site.put(path, EDITED)
        site.put("/feed", feed(("/a", {"title": "更正"})))
        site.put("/wire", feed(("/wire/7", {"title": "更正"})))
        tracker.look()
        tracker.look("wire")
        assert tracker.counts() == {**before, "Document": 2, "ClaimRevision": 1}

    def test_a_removed_source_leaves_a_shared_text_to_the_other(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        tracker.add(site.put("/b", ARTICLE), publisher="通讯社", slug="wire")
        before = tracker.counts()
        with tracker.database.session.begin() as session:
            held = sources.holdings(session, sources.find(session, "port"))
            assert (held.documents, held.claims, held.shared) == (0, 0, 1)
            sources.remove(session, sources.find(session, "port"))
        assert tracker.counts() == {**before, "Source": 1, "Appearance": 1}
        site.put("/b", EDITED)
        assert tracker.look("wire").pages[0].changed == 1
        with tracker.database.session.begin() as session:
            sources.remove(session, sources.find(session, "wire"))
        assert set(tracker.counts().values()) == {0}

    def test_giving_up_hides_what_has_claims_and_deletes_what_has_none(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        tracker.name("empty", f"{site.url}/none", kind="unknown")
        before = tracker.counts()
        with tracker.database.session.begin() as session:
            assert upkeep.give_up(session, sources.find(session, "empty"), now=NOW)
            assert not upkeep.give_up(session, sources.find(session, "port"), now=NOW)
        assert tracker.counts() == {**before, "Source": 1}
        assert tracker.source().removed_at == NOW

    def test_a_look_under_way_does_not_bring_a_removed_source_back(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        with tracker.database.session.begin() as session:
            upkeep.give_up(session, sources.find(session, "port"), now=NOW)
        tracker.look()
        assert tracker.source().removed_at == NOW

    def test_a_paused_source_is_left_out_unless_it_is_named(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        with tracker.database.session.begin() as session:
            sources.find(session, "port").paused_at = NOW
            session.flush()
            assert upkeep.chosen(session, ()) == []
            assert [source.slug for source in upkeep.chosen(session, ["port"])] == ["port"]
        tracker.look()
        assert tracker.source().paused_at == NOW


LOGIN = (
    "<html><head><title>登录</title></head><body><h1>请登录</h1><form><input name=u>"
    "<input type=password></form><p>登录后阅读全文，会员专享12%优惠。</p></body></html>"
)
EMPTY = "<html><head><title>新闻</title></head><body><nav><a href=/>首页</a></nav></body></html>"


class TestErrors:
    @pytest.mark.parametrize(
        ("body", "status", "failures", "said"),
        [
            (LOGIN, 200, 0, "asks for a login"),
            (EMPTY, 200, 1, "no main text was found"),
            (page(MORE, MORE, MORE), 200, 1, "no figure found"),
            ("gone", 404, 1, "404"),
            ("gone", 410, 1, "410"),
            ("broken", 500, 1, "500"),
            ("no", 401, 0, "401"),
            ("no", 403, 0, "403"),
            ("slow down", 429, 0, "429"),
        ],
    )
    def test_an_error_leaves_all_as_it_was(
        self, tracker: Tracker, site: Site, body: str, status: int, failures: int, said: str
    ) -> None:
        tracker.add(site.put("/a", ARTICLE, etag='"1"'))
        before, states = tracker.counts(), tracker.states()
        (known,) = tracker.pages().values()
        site.put("/a", body, status=status)
        for time in (1, 2, 3):
            look = tracker.look()
            assert look.error is not None
            assert said in str(look.error)
            assert f"{site.url}/a" in str(look.error)
            (failing,) = tracker.pages().values()
            assert failing.failures == tracker.source().consecutive_failures == failures * time
        assert (tracker.counts(), tracker.states()) == (before, states)
        assert said in (failing.last_error or "")
        assert said in (tracker.source().last_error or "")
        assert failing.failing_since == (NOW + timedelta(days=1) if failures else None)
        for name in ("document_id", "etag", "last_seen_at", "url", "mark"):
            assert getattr(failing, name) == getattr(known, name)
        assert tracker.source().last_fetched_at == NOW
        site.put("/a", ARTICLE)
        assert tracker.look().error is None
        (healthy,) = tracker.pages().values()
        assert (healthy.failures, healthy.failing_since, healthy.last_error) == (0, None, None)
        assert (tracker.source().consecutive_failures, tracker.source().last_error) == (0, None)

    def test_a_page_without_a_main_text_is_no_empty_success(self, tracker: Tracker, site: Site) -> None:
        with pytest.raises(InputError, match="no main text was found"):
            tracker.add(site.put("/a", EMPTY))
        assert set(tracker.counts().values()) == {0}

    @pytest.mark.parametrize(("status", "failures"), [(404, 1), (500, 1), (403, 0)])
    def test_one_listed_page_that_fails_does_not_touch_the_others(
        self, tracker: Tracker, site: Site, status: int, failures: int
    ) -> None:
        site.put("/a", ARTICLE)
        site.put("/b", page(STAFF, MORE, SHARE.replace("12%", "7%"), title="另一篇"))
        tracker.add(site.put("/feed", feed(("/a", {}), ("/b", {}))))
        before = tracker.counts()
        site.put("/a", "no", status=status)
        site.put("/b", page(STAFF, MORE, SHARE.replace("12%", "9%"), title="另一篇"))
        site.put("/feed", feed(("/a", {"title": "x"}), ("/b", {"title": "x"})))
        look = tracker.look()
        assert look.error is None
        assert [(missed.blocked, str(status) in missed.reason) for missed in look.missed] == [(not failures, True)]
        assert tracker.counts() == {**before, "Document": 3, "ClaimRevision": 1}
        known = {key.rpartition("/")[2]: page for key, page in tracker.pages().items()}
        assert (known["a"].failures, known["b"].failures) == (failures, 0)
        assert (known["a"].document_id is not None, known["a"].last_seen_at) == (True, NOW)
        site.put("/a", ARTICLE)
        site.put("/feed", feed(("/a", {}), ("/b", {"title": "x"})))  # announced as before, and yet to be looked at
        tracker.look()
        assert "/a" in site.asked
        assert {page.last_error for page in tracker.pages().values()} == {None}

    def test_a_listed_page_that_loses_all_its_figures_is_missed(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        tracker.add(site.put("/feed", feed(("/a", {}))))
        before = tracker.counts()
        site.put("/a", page(MORE, MORE, MORE))
        site.put("/feed", feed(("/a", {"title": "x"})))
        look = tracker.look()
        assert ["no figure is found in it any more" in missed.reason for missed in look.missed] == [True]
        assert tracker.counts() == before
        assert next(iter(tracker.pages().values())).failures == 1

    def test_a_feed_that_fails_says_nothing_of_its_pages(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        site.put("/b", page(STAFF, MORE, SHARE.replace("12%", "7%"), title="另一篇"))
        tracker.add(site.put("/feed", feed(("/a", {}), ("/b", {}))))
        before = tracker.counts()
        site.put("/feed", "gone", status=404)
        assert tracker.look().error is not None
        assert tracker.counts() == before
        assert {page.failures for page in tracker.pages().values()} == {0}
        assert tracker.source().consecutive_failures == 1


class TestBytes:
    def test_they_are_kept_as_served_and_forgotten_in_time(self, tracker: Tracker, site: Site) -> None:
        served = ARTICLE.replace("utf-8", "gbk").encode("gbk")
        tracker.add(site.put("/a", served, "text/html"))
        with tracker.database.session() as session:
            kept = session.scalars(select(Document)).one()
            assert documents.raw(kept) == served
            assert kept.raw is not None
            assert len(kept.raw.body) < len(served)
        before = tracker.rows(
            "SELECT text, content_hash, quote_exact FROM document d JOIN claim c ON document_id = d.id"
        )
        tracker.look(keep_raw=timedelta(days=2))
        assert tracker.rows("SELECT count(*) FROM document_raw") == [(1,)]
        tracker.look(keep_raw=timedelta(days=2))
        assert tracker.rows("SELECT count(*) FROM document_raw") == [(0,)]
        after = tracker.rows(
            "SELECT text, content_hash, quote_exact FROM document d JOIN claim c ON document_id = d.id"
        )
        assert after == before
        with tracker.database.session() as session:
            assert documents.raw(session.scalars(select(Document)).one()) is None

    @pytest.mark.parametrize(
        ("charset", "header"),
        [("gbk", "utf-8"), ("gbk", "iso-8859-1"), ("big5", "gb2312"), ("utf-16", "utf-8"), ("utf-8", "iso-8859-1")],
    )
    def test_a_wrong_header_does_no_harm(self, tracker: Tracker, site: Site, charset: str, header: str) -> None:
        html = ARTICLE if charset != "big5" else page(
            "海港貨運公司表示，今年前三季集裝箱吞吐量同比增長12%，營業收入達到340億元。",
            "公司現有員工300人，分佈在五個港口，另有兩艘新船正在建造，預計明年春天交付使用。",
            title="港口貨運再創新高",
        )  # fmt: skip
        html = html.replace('<meta charset="utf-8">', "")
        tracker.add(site.put("/a", html.encode(charset), f"text/html; charset={header}"))
        assert "12%" in tracker.states()
        site.put("/a", html.encode("utf-8"))  # mended by the site: still the same text
        before = tracker.counts()
        tracker.look()
        assert tracker.counts() == before

    def test_tables_lists_captions_and_footnotes_are_read(self, tracker: Tracker, site: Site) -> None:
        inside = (
            f"<p>{SHARE}<sup>1</sup></p><p>{MORE}</p><ul><li>员工：300人</li></ul>"
            "<table><tr><th>港口</th><th>吞吐量</th></tr><tr><td>东港</td><td>45万吨</td></tr></table>"
            "<figure><img src=x><figcaption>新码头耗资25亿元</figcaption></figure>"
            "<section class=footnotes><p>注：数据截至2026年9月，未计入西港的8万吨。</p></section>"
        )
        tracker.add(site.put("/a", page().replace("</article>", f"{inside}</article>")))
        ((stored,),) = tracker.rows("SELECT text FROM document")
        for piece in ("- 员工：300人", "东港\t45万吨", "新码头耗资25亿元", "8万吨"):
            assert piece in stored
        with tracker.database.session() as session:
            for claim in session.scalars(select(Claim)):
                assert stored[claim.quote_start : claim.quote_end] == claim.quote_exact


class TestTables:
    ROWS = (("Acme", "price", 5, "CNY"), ("Bolt", "price", 7, "CNY"), ("Core", "price", 9, "CNY"))

    def test_a_changed_cell_is_a_revision_a_row_more_a_claim_a_row_less_gone(
        self, tracker: Tracker, site: Site
    ) -> None:
        tracker.add(site.put("/t.csv", table(*self.ROWS), "text/csv"))
        assert tracker.counts()["Claim"] == 3
        site.put("/t.csv", table(self.ROWS[0], ("Bolt", "price", 8, "CNY"), self.ROWS[2]), "text/csv")
        (found,) = tracker.look().pages
        assert (found.claims, found.changed, found.gone) == (0, 1, 0)
        site.put("/t.csv", table(*self.ROWS, ("Dove", "price", 2, "CNY")), "text/csv")
        (found,) = tracker.look().pages
        assert (found.claims, found.changed, found.gone) == (1, 0, 0)
        site.put("/t.csv", table(*self.ROWS[1:]), "text/csv")
        (found,) = tracker.look().pages
        assert (found.claims, found.changed, found.gone) == (0, 0, 2)
        assert tracker.counts() == {"Source": 1, "Appearance": 1, "Document": 4, "Claim": 4, "ClaimRevision": 4}

    def test_the_same_figure_on_two_days_is_two_claims(self, tracker: Tracker, site: Site) -> None:
        header = ("date", "company", "metric", "value", "unit")
        days = [(f"2026-11-0{day}", "Acme", "price", 5, "CNY") for day in (1, 2)]
        tracker.add(site.put("/t.csv", table(*days, header=header), "text/csv"))
        assert [str(day) for (day,) in tracker.rows("SELECT stated_on FROM claim ORDER BY id")] == [
            "2026-11-01",
            "2026-11-02",
        ]
        before = tracker.counts()
        tracker.look()
        assert tracker.counts() == before

    def test_a_row_that_is_a_page_of_its_own_goes_and_comes_back(self, tracker: Tracker, site: Site) -> None:
        header = ("date", "company", "metric", "value", "unit")
        days = [(f"2026-11-0{day}", "Acme", "price", day, "CNY") for day in (1, 2)]
        tracker.add(site.put("/t.csv", table(*days, header=header), "text/csv"))
        site.put("/t.csv", table(*days[:1], header=header), "text/csv")
        assert tracker.look().gone == 1
        assert list(tracker.states().values()) == ["present", "gone"]
        assert tracker.look().gone == 0
        site.put("/t.csv", table(*days, header=header), "text/csv")
        tracker.look()
        assert list(tracker.states().values()) == ["present", "present"]
        assert [change for _, change, _ in tracker.changes()] == ["gone", "returned"]
        assert tracker.counts()["Claim"] == 2

    def test_a_table_that_cannot_be_read_loses_nothing(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/t.csv", table(*self.ROWS), "text/csv"))
        before = tracker.counts()
        site.put("/t.csv", "company,metric,value,unit\n", "text/csv")
        assert tracker.look().error is not None
        assert (tracker.counts(), set(tracker.states().values())) == (before, {"present"})

    def test_an_unchanged_table_costs_one_request(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/t.csv", table(*self.ROWS), "text/csv", etag='"1"'))
        look = tracker.look()
        assert (look.pages, look.unchanged, site.asked) == ((), 1, ["/t.csv"])


def book(path: Path, *pages: Mapping[str, Any]) -> Path:
    told = [{"publisher": "统计年鉴", "published": "2026-06-20", **page} for page in pages]
    path.write_text(json.dumps({"version": 1, "pages": told}), encoding="utf-8")
    return path


def figure(value: int, subject: str = "Island") -> dict[str, Any]:
    return {"subject": subject, "metric": "residents", "value": value, "unit": "count"}


class TestRecords:
    def add(self, tracker: Tracker, path: Path) -> None:
        tracker.add(path, publisher=None, slug=None)

    def test_an_edited_file_is_a_revision_a_claim_and_one_gone(self, tracker: Tracker, tmp_path: Path) -> None:
        path = tmp_path / "r.json"
        self.add(tracker, book(path, {"slug": "port", "figures": [figure(1), figure(2, "Reef"), figure(3, "Cape")]}))
        book(path, {"slug": "port", "figures": [figure(1), figure(5, "Reef"), figure(4, "Bay")]})
        (found,) = tracker.look().pages
        assert (found.claims, found.changed, found.gone) == (1, 1, 1)
        assert tracker.counts() == {"Source": 1, "Appearance": 1, "Document": 2, "Claim": 4, "ClaimRevision": 2}

    def test_two_pages_without_an_address_are_two_pages(self, tracker: Tracker, tmp_path: Path) -> None:
        path = tmp_path / "r.json"
        first = {"slug": "port", "title": "A", "figures": [figure(1)]}
        self.add(
            tracker, book(path, first, {"title": "B", "figures": [figure(2)]}, {"title": "B", "figures": [figure(3)]})
        )
        before = tracker.counts()
        assert (before["Source"], before["Appearance"], before["Claim"], before["ClaimRevision"]) == (1, 3, 3, 0)
        tracker.look()
        assert tracker.counts() == before
        book(path, first, {"title": "B", "figures": [figure(4)]}, {"title": "B", "figures": [figure(3)]})
        tracker.look()
        assert tracker.counts() == {**before, "Document": 4, "ClaimRevision": 1}

    def test_a_page_taken_out_of_the_file_is_gone(self, tracker: Tracker, tmp_path: Path) -> None:
        path = tmp_path / "r.json"
        pages = [{"slug": "port", "title": "A", "figures": [figure(1)]}, {"title": "B", "figures": [figure(2)]}]
        self.add(tracker, book(path, *pages))
        book(path, pages[0])
        assert tracker.look().gone == 1
        assert sorted(tracker.states().values()) == ["gone", "present"]

    def test_a_page_dated_anew_is_the_same(self, tracker: Tracker, tmp_path: Path) -> None:
        path = tmp_path / "r.json"
        told = {"slug": "port", "title": "A", "figures": [figure(1)]}
        self.add(tracker, book(path, told))
        before = tracker.counts()
        book(path, {**told, "published": "2026-06-21"})
        tracker.look()
        assert tracker.counts() == before


class TestTogether:
    def test_two_looks_at_once_store_once(self, tracker: Tracker, site: Site) -> None:
        site.put("/a", ARTICLE)
        tracker.add(site.put("/feed", feed(("/a", {}))))
        site.put("/a", EDITED)
        site.put("/b", page(STAFF, MORE, SHARE.replace("12%", "7%"), title="另一篇"))
        site.put("/feed", feed(("/a", {"title": "更正"}), ("/b", {})), etag='"2"')
        later = tracker.now + timedelta(days=1)
        with ThreadPoolExecutor(4) as pool:
            looks = list(
                pool.map(lambda _: pipeline.fetch(tracker.database, visit().fetcher, "port", now=later), range(4))
            )
        assert [look.error for look in looks] == [None] * 4
        assert sum(page.is_new for look in looks for page in look.pages) == 2
        assert tracker.counts()["Document"] == 3
        assert tracker.changes() == [("12%", "changed", "15%")]

    def test_two_feeds_with_one_text_at_once_store_it_once(self, tracker: Tracker, site: Site) -> None:
        for name in ("one", "two", "three"):
            site.put(f"/{name}/a", ARTICLE)
            tracker.name(name, site.put(f"/{name}", feed((f"/{name}/a", {}))), publisher=name)
        with ThreadPoolExecutor(3) as pool:
            looks = list(
                pool.map(
                    lambda name: pipeline.fetch(tracker.database, visit().fetcher, name, now=NOW),
                    ("one", "two", "three"),
                )
            )
        assert [look.error for look in looks] == [None] * 3
        counts = tracker.counts()
        assert (counts["Source"], counts["Document"], counts["ClaimRevision"]) == (3, 1, 0)

    def test_a_look_does_not_wait_while_others_work_out_relations(self, tracker: Tracker, site: Site) -> None:
        def left() -> int:
            with tracker.database.session() as session:
                return session.scalar(select(func.count()).select_from(ClaimChange)) or 0

        tracker.name("port", site.put("/a", ARTICLE), "article")
        with tracker.database.session.begin() as other:
            other.execute(select(func.pg_advisory_xact_lock(working.LOCK)))
            assert tracker.look().error is None
            assert left()
        pipeline.relate(tracker.database)
        assert not left()

    @pytest.mark.parametrize(("body", "status"), [(ARTICLE, 200), ("gone", 404)])
    def test_an_older_look_that_ends_later_changes_nothing(
        self, tracker: Tracker, site: Site, monkeypatch: pytest.MonkeyPatch, body: str, status: int
    ) -> None:
        tracker.add(site.put("/a", ARTICLE))
        began, ask = tracker.now, sources.capture
        counts = {}

        def overtaken(draft: SourceDraft, asked: sources.Visit) -> sources.Captured:
            monkeypatch.setattr(sources, "capture", ask)
            site.put("/a", EDITED)
            tracker.now = began + timedelta(hours=2) - timedelta(days=1)  # each look is a day later
            tracker.look()
            counts.update(tracker.counts())
            site.put("/a", body, status=status)
            return ask(draft, asked)

        monkeypatch.setattr(sources, "capture", overtaken)
        look = pipeline.fetch(tracker.database, visit().fetcher, "port", now=began)
        assert (look.pages, look.error) == ((), None)
        assert "begun later" in look.notes[0]
        assert tracker.counts() == counts
        assert tracker.source().consecutive_failures == 0

    @pytest.mark.parametrize("status", [200, 404])
    def test_a_look_after_the_clock_was_put_back_is_kept(self, tracker: Tracker, site: Site, status: int) -> None:
        """Else a source would be looked at again and again, and nothing kept, until the clock has made up for it."""
        tracker.add(site.put("/a", ARTICLE))
        tracker.look()
        back = tracker.now - timedelta(hours=2)
        site.put("/a", EDITED, status=status)
        look = pipeline.fetch(tracker.database, visit().fetcher, "port", now=back)
        assert look.notes == ()
        if status == 200:
            assert tracker.source().last_fetched_at == back
            assert [page.changed + page.gone + page.claims for page in look.pages] != [0]
        else:
            assert tracker.source().consecutive_failures == 1

    def test_a_source_edited_during_a_look_stays_one_source(self, tracker: Tracker, site: Site) -> None:
        tracker.add(site.put("/a", ARTICLE))
        with tracker.database.session() as session:
            source = sources.find(session, "port")
            captured = sources.capture(sources.as_draft(source), visit())
        with tracker.database.session.begin() as session:
            source = sources.find(session, "port")
            upkeep.edit(session, source, {"locator": f"{site.url}/b", "schedule": "1d"})
        with tracker.database.session.begin() as session:
            intake.store(session, captured, intake.read(captured), now=NOW, asked=sources.find(session, "port"))
        assert tracker.counts()["Source"] == 1
        assert tracker.source().locator == f"{site.url}/b"


OLD = """
INSERT INTO source (slug, kind, locator, publisher, url, last_fetched_at) VALUES
  ('one', 'article', '/texts/a.txt', 'One', NULL, '2026-10-01Z'),
  ('two', 'article', '/texts/b.txt', 'Two', 'https://example.com/b', '2026-10-02Z'),
  ('book', 'records', '/texts/r.json', 'Book', NULL, '2026-10-03Z'),
  ('yearbook', 'records', '/texts/r.json', 'Book', 'https://Example.com/y?utm_source=z', '2026-10-03Z'),
  ('import', 'import', 'claims import', 'Import', NULL, '2026-10-04Z'),
  ('manual', 'manual', 'by hand', 'Manual', NULL, NULL);
INSERT INTO document (source_id, content_hash, url, title, published_on, captured_at, text)
SELECT s.id, encode(sha256(convert_to(t.text, 'UTF8')), 'hex'), s.url, t.title, '2026-09-01', t.at::timestamptz, t.text
  FROM (VALUES
    ('one', NULL, '2026-09-02Z', E'Sales rose 12%.\\n'), ('one', NULL, '2026-09-05Z', E'Sales rose 15%.\\n'),
    ('one', NULL, '2026-09-06Z', E'by hand: 3\\n'),
    ('two', NULL, '2026-09-03Z', E'Sales rose 12%.\\n'),
    ('book', 'A', '2026-09-04Z', E'x: 1\\n'), ('book', 'B', '2026-09-04Z', E'x: 2\\n'),
    ('yearbook', NULL, '2026-09-04Z', E'x: 1\\n'),
    ('import', NULL, '2026-09-04Z', E'x: 1\\n'), ('manual', NULL, '2026-09-04Z', E'x: 1\\n')
  ) AS t (slug, title, at, text) JOIN source s USING (slug)
 ORDER BY s.id, t.at, t.title;
INSERT INTO claim (document_id, quote_exact, quote_prefix, quote_suffix, quote_start, quote_end, sentence, kind,
                   comparator, extractor, reading)
SELECT id, left(text, 1), '', '', 0, 1, rtrim(text, E'\\n'), 'level', 'eq',
       CASE WHEN text LIKE 'by hand%' THEN 'me, by hand' ELSE 'rules' END,
       jsonb_build_object('figure', left(text, 1), 'sentence', rtrim(text, E'\\n'))
  FROM document;
"""


PLACED = """
SELECT s.slug, d.text, a.key, d.version, d.is_verbatim, a.document_id = d.id AS stands
  FROM document d JOIN source s ON s.id = d.source_id LEFT JOIN appearance a ON a.id = d.appearance_id
 ORDER BY d.id
"""
HELD = "SELECT c.id, d.content_hash, d.text FROM claim c JOIN document d ON d.id = document_id ORDER BY c.id"


class TestMigration:
    @pytest.fixture
    def old(self, scratch_database: ScratchDatabase) -> Iterator[Any]:
        engine = create_engine(db.session_url(make_url(scratch_database(empty=True))))
        migrations.upgrade(engine, "0002")
        with engine.begin() as connection:
            connection.execute(text(OLD))
        yield engine
        engine.dispose()

    def test_what_was_there_stands_where_it_was_found(self, old: Any) -> None:
        migrations.upgrade(old)
        with old.connect() as connection:
            placed = connection.execute(text(PLACED)).all()
        assert [tuple(row) for row in placed] == [
            ("one", "Sales rose 12%.\n", "/texts/a.txt", 1, True, False),
            ("one", "Sales rose 15%.\n", "/texts/a.txt", 2, True, True),
            ("one", "by hand: 3\n", None, 1, False, None),
            ("two", "Sales rose 12%.\n", "/texts/b.txt", 1, False, True),
            ("book", "x: 1\n", "/texts/r.json#A", 1, False, True),
            ("book", "x: 2\n", "/texts/r.json#B", 1, False, True),
            ("yearbook", "x: 1\n", "https://example.com/y", 1, False, True),
            ("import", "x: 1\n", None, 1, False, None),
            ("manual", "x: 1\n", None, 1, False, None),
        ]

    def test_down_and_up_again_keeps_every_claim(self, old: Any) -> None:
        def held() -> list[Any]:
            with old.connect() as connection:
                return list(connection.execute(text(HELD)))

        before = held()
        migrations.upgrade(old)
        migrations.downgrade(old, "0002")
        assert held() == before
        migrations.upgrade(old)
        assert len(held()) == len(before)

    def test_a_duplicate_from_before_is_looked_at_and_removed_like_any(self, old: Any, tmp_path: Path) -> None:
        migrations.upgrade(old)
        settings = Settings(database_url=old.url.render_as_string(hide_password=False))
        first, second = tmp_path / "a.txt", tmp_path / "b.txt"
        first.write_text("Sales rose 15%.\n", encoding="utf-8")
        second.write_text("Sales rose 12%.\n", encoding="utf-8")
        with db.open_database(settings) as database:
            with database.session.begin() as session:
                sources.find(session, "one").locator = str(first)
                sources.find(session, "two").locator = str(second)
                count = session.scalar(select(func.count(Document.id)))
            for slug in ("one", "two"):
                look = pipeline.fetch(database, None, slug, now=NOW)
                assert [(page.is_new, page.claims) for page in look.pages] == [(False, 0)], look
            with database.session.begin() as session:
                assert session.scalar(select(func.count(Document.id))) == count
                sources.remove(session, sources.find(session, "one"))
            with database.session() as session:
                assert len(sources.captured_from(session, sources.find(session, "two"))) == 1
