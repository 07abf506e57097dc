"""Pages asked for again over weeks of a fake clock: what changes, moves, blocks, vanishes, flaps and comes back."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from tests.conftest import ScratchDatabase
from tests.sources.site import Site, serve, visit
from tracker import claims, db, flags, pipeline, sources
from tracker.claims import Entry
from tracker.drafts import SourceDraft
from tracker.errors import FetchError, FetchReason
from tracker.fetch import Fetcher, Policy
from tracker.models import Appearance, Claim, ClaimRevision, Document, Source
from tracker.rechecks import Outcome
from tracker.rows import Columns
from tracker.rows import read as read_row
from tracker.settings import Settings
from tracker.sources import listed
from tracker.states import Resolution

START = datetime(2026, 8, 3, 9, tzinfo=UTC)
SHARE = "海港货运公司表示，今年前三季度集装箱吞吐量同比增长12%，营业收入达到340亿元。"
STAFF = "公司现有员工300人，分布在五个港口，另有两艘新船正在建造，预计明年春天交付使用。"
MORE = "公司负责人在发布会上介绍了港区的建设情况，并回答了记者提出的问题，会后还参观了新码头。"


def page(*paragraphs: str, title: str = "港口货运再创新高") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta property="article:published_time" content="2026-08-01"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


ARTICLE = page(SHARE, STAFF, MORE)
LOGIN = (
    "<html><head><title>登录</title></head><body><h1>请登录</h1><form><input name=u>"
    "<input type=password></form><p>登录后阅读全文，会员专享12%优惠。</p></body></html>"
)


class Weeks:
    """The pipeline on a database and a site, with a clock that is moved by hand."""

    def __init__(self, database: db.Database, site: Site, settings: Settings) -> None:
        self.database, self.site, self.settings, self.now = database, site, settings, START

    def add(self, locator: str | Path, **fields: Any) -> None:
        draft = SourceDraft(**{"locator": str(locator), "publisher": "海港日报", "slug": "port", **fields})
        captured = sources.capture(draft, visit())
        pipeline.capture(self.database, captured, now=self.now)

    def later(self, days: float = 7, **how: Any) -> pipeline.Revisit:
        """Ask again for what is due, so many days later."""
        self.now += timedelta(days=days)
        self.site.asked.clear()
        fetcher = visit().fetcher
        assert fetcher is not None
        return pipeline.revisit(self.database, fetcher, now=self.now, **{"older_than": timedelta(), **how})

    def outcome(self, days: float = 7) -> Outcome:
        (page,) = self.later(days).pages
        return page.outcome

    def state(self, figure: str) -> str:
        with self.database.session() as session:
            return str(session.scalars(select(Claim.quote_state).where(Claim.quote_exact == figure)).one())

    def page(self) -> Appearance:
        with self.database.session() as session:
            return session.scalars(select(Appearance)).one()

    def count(self, what: type) -> int:
        with self.database.session() as session:
            return len(session.scalars(select(what)).all())

    def flags(self) -> set[str]:
        """Sweep, and say which flags of the source's own are open."""
        pipeline.sweep(self.database, self.settings, now=self.now, only="source")
        query = text("""
            SELECT DISTINCT f.reason FROM flag f
             WHERE (SELECT e.state_after FROM flag_event e WHERE e.flag_id = f.id ORDER BY e.at DESC, e.id DESC LIMIT 1)
                   = 'open'
        """)
        with self.database.session() as session:
            return set(session.scalars(query))


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def weeks(scratch_database: ScratchDatabase, tmp_path: Path, site: Site) -> Iterator[Weeks]:
    settings = Settings(data_dir=tmp_path / "data", timezone=ZoneInfo("UTC"), database_url=scratch_database())
    with db.open_database(settings) as database:
        yield Weeks(database, site, settings)


@pytest.fixture
def port(weeks: Weeks, site: Site) -> Weeks:
    """One article, captured from the site."""
    weeks.add(site.put("/a", ARTICLE))
    return weeks


class TestWords:
    def test_what_is_as_it_was_is_still_there(self, port: Weeks) -> None:
        before = port.count(Document), port.count(ClaimRevision)
        assert port.outcome() is Outcome.PRESENT
        assert (port.count(Document), port.count(ClaimRevision)) == before
        assert port.page().last_seen_at == port.now

    def test_a_page_that_the_server_calls_the_same_is_not_sent(self, weeks: Weeks, site: Site) -> None:
        weeks.add(site.put("/a", ARTICLE, etag='"1"'))
        assert weeks.outcome() is Outcome.PRESENT
        assert site.headers[-1]["If-None-Match"] == '"1"'

    def test_a_figure_that_moved_or_was_reworded_is_present(self, port: Weeks, site: Site) -> None:
        site.put("/a", page(MORE, SHARE, STAFF.replace("公司现有员工300人", "另据介绍，公司现有员工300人")))
        (seen,) = port.later().pages
        assert (seen.outcome, seen.claims, seen.moved > 0) == (Outcome.MOVED, (), True)
        assert {port.state("300人"), port.state("12%")} == {"present"}
        assert port.flags() == set()

    def test_another_number_is_told_with_the_old_one(self, port: Weeks, site: Site) -> None:
        site.put("/a", ARTICLE.replace("12%", "15%"))
        (seen,) = port.later().pages
        assert seen.outcome is Outcome.CHANGED
        assert [(one.figure, one.change, one.figure_now) for one in seen.claims] == [("12%", "changed", "15%")]
        assert port.flags() == {"figure_changed"}
        site.put("/a", ARTICLE)
        port.later()
        assert port.flags() == set()

    def test_a_number_that_comes_back_in_other_words_stands_again(self, port: Weeks, site: Site) -> None:
        told = []
        for words in ("公司现有员工310人", "另据介绍，公司现有员工300人", "公司现有员工310人"):
            site.put("/a", ARTICLE.replace("公司现有员工300人", words))
            port.later()
            told.append((port.state("300人"), port.flags()))
        assert told == [("changed", {"figure_changed"}), ("present", set()), ("changed", {"figure_changed"})]

    def test_a_sentence_taken_out_is_gone(self, port: Weeks, site: Site) -> None:
        site.put("/a", page(SHARE, MORE))
        (seen,) = port.later().pages
        assert seen.outcome is Outcome.GONE
        assert port.flags() == {"quote_gone"}

    def test_like_words_with_another_subject_are_for_a_person_to_say(self, port: Weeks, site: Site) -> None:
        site.put("/a", ARTICLE.replace("公司现有员工300人", "全体船队的船员，今年春天共计300人"))
        (seen,) = port.later().pages
        assert [one.change for one in seen.claims] == ["unclear"]
        assert port.flags() == {"unclear"}
        count = port.count(ClaimRevision)
        port.later()
        assert port.count(ClaimRevision) == count

    @pytest.mark.parametrize(("is_it", "state", "added"), [(True, "present", 0), (False, "gone", 1)])
    def test_a_person_says_which_it_is(self, port: Weeks, site: Site, is_it: bool, state: str, added: int) -> None:
        before = port.count(Claim)
        site.put("/a", ARTICLE.replace("公司现有员工300人", "全体船队的船员，今年春天共计300人"))
        port.later()
        with port.database.session.begin() as session:
            (found,) = claims.unclear(session)
            claims.decide(session, found.id, is_it=is_it, actor="ann", now=port.now)
        with port.database.session() as session:
            assert claims.find(session, found.id).quote_state == state
            assert claims.unclear(session) == []
        assert port.count(Claim) == before + added
        port.later()
        site.put("/a", ARTICLE.replace("公司现有员工300人", "全体船队的船员，今年春天共计300人").replace(MORE, ""))
        port.later()
        with port.database.session() as session:
            assert claims.find(session, found.id).quote_state == state


class TestFailures:
    def test_three_failures_three_days_apart_and_a_page_is_lost(self, port: Weeks, site: Site) -> None:
        site.put("/a", "gone", status=404)
        counts = []
        for days in (7, 1, 1, 1, 1, 3, 3):
            (seen,) = port.later(days).pages
            assert (seen.outcome, seen.failure) == (Outcome.FAILED, FetchReason.GONE)
            counts.append(seen.counted)
            assert port.flags() == ({"unreachable"} if seen.counted >= 3 else set())
        assert counts == [1, 1, 1, 2, 2, 3, 4]
        known = port.page()
        assert (known.failure, known.failures, known.failing_since) == ("gone", 7, START + timedelta(days=7))
        assert (known.last_seen_at, known.last_failed_at) == (START, port.now)
        assert {port.state("12%"), port.state("300人")} == {"present"}

    def test_what_comes_back_is_well_again(self, port: Weeks, site: Site) -> None:
        site.put("/a", "gone", status=410)
        for _ in range(3):
            port.later()
        assert port.flags() == {"unreachable"}
        site.put("/a", ARTICLE.replace("12%", "15%"))
        assert port.outcome() is Outcome.CHANGED
        assert port.flags() == {"figure_changed"}
        known = port.page()
        assert (known.counted_failures, known.counted_at, known.failures, known.failing_since) == (0, None, 0, None)
        assert (known.failure, known.last_error, known.last_failed_at) == (None, None, None)

    def test_a_loss_that_was_settled_is_told_anew_when_the_page_is_lost_again(self, port: Weeks, site: Site) -> None:
        def weeks_without(count: int) -> set[str]:
            site.put("/a", "gone", status=404)
            for _ in range(count):
                port.later()
            return port.flags()

        assert weeks_without(3) == {"unreachable"}
        with port.database.session.begin() as session:
            for flag in flags.listing(session, moment=port.now):
                flags.settle(session, flag.id, resolution=Resolution.ACCEPTED, actor="ann", note=None, now=port.now)
        assert weeks_without(2) == set()
        site.put("/a", ARTICLE)
        port.later()
        assert port.flags() == set()
        assert weeks_without(2) == set()
        assert weeks_without(1) == {"unreachable"}

    def test_a_page_that_flaps_is_never_lost(self, port: Weeks, site: Site) -> None:
        for week in range(8):
            site.put("/a", *(("broken", "text/html") if week % 3 else (ARTICLE,)), status=500 if week % 3 else 200)
            (seen,) = port.later().pages
            assert seen.counted == week % 3
            assert port.flags() == set()

    @pytest.mark.parametrize(
        ("body", "status", "failure", "outcome"),
        [
            ("no", 401, FetchReason.BLOCKED, Outcome.BLOCKED),
            ("no", 403, FetchReason.BLOCKED, Outcome.BLOCKED),
            ("slow down", 429, FetchReason.BLOCKED, Outcome.BLOCKED),
            ("not here", 451, FetchReason.BLOCKED, Outcome.BLOCKED),
            (LOGIN, 200, FetchReason.BLOCKED, Outcome.BLOCKED),
            ("slow", 408, FetchReason.TIMEOUT, Outcome.FAILED),
        ],
    )
    def test_blocked_and_timed_out_never_count(
        self, port: Weeks, site: Site, body: str, status: int, failure: FetchReason, outcome: Outcome
    ) -> None:
        site.put("/a", body, status=status)
        for _ in range(5):
            (seen,) = port.later().pages
            assert (seen.outcome, seen.failure, seen.counted) == (outcome, failure, 0)
        assert port.flags() == set()
        assert port.page().last_seen_at == START

    @pytest.mark.parametrize(
        ("body", "status", "failure"),
        [
            ("broken", 502, FetchReason.SERVER),
            ("", 200, FetchReason.EMPTY),
            (page(MORE, MORE, MORE), 200, FetchReason.UNREADABLE),
            (
                "<html><head><title>404</title></head><body><h1>页面不存在</h1></body></html>",
                200,
                FetchReason.UNREADABLE,
            ),
        ],
    )
    def test_whatever_tells_of_a_lost_page_counts(
        self, port: Weeks, site: Site, body: str, status: int, failure: FetchReason
    ) -> None:
        site.put("/a", body, status=status)
        assert [port.later().pages[0].counted for _ in range(3)] == [1, 2, 3]
        assert (port.page().failure, port.page().failures, port.count(ClaimRevision)) == (failure, 3, 0)
        assert port.flags() == {"unreachable"}

    def test_a_server_that_is_no_more_counts(self, port: Weeks, site: Site) -> None:
        with port.database.session.begin() as session:
            source = sources.find(session, "port")
            source.locator = source.locator.replace(site.url, "http://127.0.0.1:9")
        assert [port.later().pages[0].counted for _ in range(3)] == [1, 2, 3]
        assert port.page().failure == FetchReason.UNREACHABLE

    @pytest.mark.parametrize("is_online", [False, True])
    def test_no_way_to_a_host_counts_only_where_another_site_answers(
        self, port: Weeks, site: Site, monkeypatch: pytest.MonkeyPatch, is_online: bool
    ) -> None:
        """Nine days without a network must not make every page a lost one."""
        site.put("/b", page(SHARE, title="另一篇").replace("12%", "14%"))
        port.add(f"{site.url}/b", slug="other", publisher="别家报")
        real = listed.capture

        def offline(draft: SourceDraft, *rest: Any) -> Any:
            if draft.locator.endswith("/a") or not is_online:
                raise FetchError("no address is known for it", reason=FetchReason.OUT_OF_REACH)
            return real(draft, *rest)

        monkeypatch.setattr(listed, "capture", offline)
        for _ in range(4):
            port.later(3)
        with port.database.session() as session:
            query = select(Appearance).join(Appearance.source).where(Source.slug == "port")
            lost = session.scalars(query).one()
        assert (lost.failure, lost.failures) == ("out_of_reach", 4)
        assert lost.counted_failures == (4 if is_online else 0)
        assert port.flags() == ({"unreachable"} if is_online else set())

    def test_a_page_that_fails_as_nobody_expected_does_not_keep_the_others_waiting(
        self, port: Weeks, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        port.add(site.put("/b", ARTICLE.replace("12%", "14%")), slug="other", publisher="别家报")
        real = listed.capture

        def broken(draft: SourceDraft, *rest: Any) -> Any:
            if draft.locator.endswith("/a"):
                raise RuntimeError("a fault of ours")
            return real(draft, *rest)

        monkeypatch.setattr(listed, "capture", broken)
        assert [seen.outcome for seen in port.later(limit=2).pages] == [Outcome.FAILED, Outcome.PRESENT]
        assert "a fault of ours" in caplog.text
        assert "the log says why" in (port.later(limit=1).pages[0].error or "")

    def test_a_clock_that_was_put_back_keeps_no_page_waiting(self, port: Weeks, site: Site) -> None:
        port.later(300)
        site.put("/a", ARTICLE.replace("12%", "15%"))
        (seen,) = port.later(-300, older_than=timedelta(days=7)).pages
        assert seen.outcome is Outcome.CHANGED
        assert port.later(1, older_than=timedelta(days=7)).pages == ()

    def test_one_that_never_answers_has_timed_out(self, port: Weeks) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            with port.database.session.begin() as session:
                sources.find(session, "port").locator = f"http://127.0.0.1:{silent.getsockname()[1]}/a"
            policy = Policy(
                user_agent="t",
                allow_hosts=frozenset({"127.0.0.1"}),
                obey_robots=False,
                per_host_interval=0,
                attempts=1,
                read_timeout=0.1,
            )
            port.now += timedelta(days=7)
            with Fetcher(policy) as fetcher:
                (seen,) = pipeline.revisit(port.database, fetcher, now=port.now).pages
        assert (seen.outcome, seen.failure, seen.counted) == (Outcome.FAILED, FetchReason.TIMEOUT, 0)

    def test_failures_of_looks_and_rechecks_count_together(self, port: Weeks, site: Site) -> None:
        site.put("/a", "gone", status=404)
        port.later()
        port.now += timedelta(days=4)
        pipeline.fetch(port.database, visit().fetcher, "port", now=port.now)
        port.later()
        assert port.page().counted_failures == 3
        assert port.flags() == {"unreachable"}

    def test_a_look_that_began_earlier_changes_nothing(self, port: Weeks, site: Site) -> None:
        site.put("/a", ARTICLE.replace("12%", "15%"))
        port.later()
        port.now -= timedelta(hours=5)
        site.put("/a", "gone", status=404)
        assert port.later(0, older_than=timedelta(days=-30)).pages == ()
        assert port.page().counted_failures == 0


class TestDue:
    def test_a_page_is_asked_once_it_is_due(self, port: Weeks, site: Site) -> None:
        week = timedelta(days=7)
        assert port.later(6, older_than=week).pages == ()
        assert site.asked == []
        assert len(port.later(1, older_than=week).pages) == 1
        assert port.later(6, older_than=week).pages == ()

    def test_the_most_overdue_come_first_and_no_more_than_wanted(self, weeks: Weeks, site: Site) -> None:
        for place in range(3):
            path = f"/{place}"
            weeks.add(site.put(path, page(SHARE.replace("12%", f"{place + 2}%"), MORE, STAFF)), slug=f"port-{place}")
            weeks.now += timedelta(days=1)
        found = weeks.later(limit=2)
        assert ([seen.source for seen in found.pages], found.left) == (["port-0", "port-1"], 1)
        assert [seen.source for seen in weeks.later(0.5, limit=1).pages] == ["port-2"]

    def test_an_entry_that_left_its_feed_is_asked_for_and_the_feed_is_not(self, weeks: Weeks, site: Site) -> None:
        site.put("/a", ARTICLE)
        items = f"<item><title>港口</title><link>{site.url}/a</link></item>"
        rss = "<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>{}</channel></rss>"
        weeks.add(site.put("/feed", rss.format(items)), kind="feed")
        site.put("/feed", "gone", status=404)
        site.put("/a", ARTICLE.replace("12%", "15%"))
        pipeline.fetch(weeks.database, visit().fetcher, "port", now=weeks.now)
        (seen,) = weeks.later().pages
        assert (site.asked, seen.outcome) == (["/a"], Outcome.CHANGED)
        with weeks.database.session() as session:
            source = sources.find(session, "port")
            assert (source.last_fetched_at, source.failure, source.consecutive_failures) == (START, "gone", 1)
            assert session.scalars(select(Document.version).order_by(Document.id)).all() == [1, 2]

    def test_paused_and_removed_sources_are_left_alone(self, port: Weeks) -> None:
        with port.database.session.begin() as session:
            sources.find(session, "port").paused_at = START
        assert port.later().pages == ()
        assert len(port.later(source="port").pages) == 1
        with port.database.session.begin() as session:
            sources.find(session, "port").removed_at = START
        assert port.later(source="port").pages == ()

    def test_no_transaction_is_open_while_a_page_is_fetched(self, port: Weeks) -> None:
        waiting = []

        class Watching(Fetcher):
            def get(self, url: str, **how: Any) -> Any:
                query = text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
                )
                with port.database.session() as session:
                    waiting.append(session.scalar(query))
                return super().get(url, **how)

        port.now += timedelta(days=7)
        with Watching(Policy(user_agent="t", allow_hosts=frozenset({"127.0.0.1"}), obey_robots=False)) as fetcher:
            pipeline.revisit(port.database, fetcher, now=port.now)
        assert waiting == [0]


def cited(weeks: Weeks, url: str, **row: str) -> None:
    """Bring in one row that names a page, as an import does."""
    told = {
        "subject": "海港货运公司",
        "metric": "集装箱吞吐量",
        "value": "12%",
        "kind": "change",
        "url": url,
        "publisher": "账本",
    }
    told |= row
    heading = Columns(fields={name: name for name in told})
    pipeline.import_claims(weeks.database, [read_row(told, heading, "line 2")], now=weeks.now)


class TestCitations:
    @pytest.fixture
    def ledger(self, weeks: Weeks, site: Site) -> Weeks:
        """A claim that was imported, and the page it quotes."""
        cited(weeks, site.put("/a", ARTICLE), quote="吞吐量同比增长12%")
        return weeks

    def state_of(self, weeks: Weeks) -> tuple[str, str | None]:
        with weeks.database.session() as session:
            claim = session.scalars(select(Claim)).one()
            return str(claim.quote_state), claim.misquote

    def test_a_quote_that_stands_there_brings_no_other_claims(self, ledger: Weeks) -> None:
        (seen,) = ledger.later().pages
        assert (seen.outcome, [one.change for one in seen.claims]) == (Outcome.PRESENT, ["returned"])
        assert (ledger.count(Claim), ledger.count(Document), self.state_of(ledger)) == (1, 1, ("present", None))
        count = ledger.count(ClaimRevision)
        assert ledger.outcome() is Outcome.PRESENT
        assert ledger.count(ClaimRevision) == count

    def test_a_quote_that_never_stood_there_is_a_misquote(self, weeks: Weeks, site: Site) -> None:
        cited(weeks, site.put("/a", ARTICLE, etag='"1"'), quote="吞吐量同比增长19%", value="19%")
        (seen,) = weeks.later().pages
        assert seen.outcome is Outcome.MISQUOTED
        assert self.state_of(weeks) == ("present", "the page does not say “吞吐量同比增长19%”")
        assert weeks.flags() == {"misquoted"}

    def test_a_number_that_its_own_quote_does_not_name_is_a_misquote_until_it_is_put_right(
        self, weeks: Weeks, site: Site
    ) -> None:
        cited(weeks, site.put("/a", ARTICLE, etag='"1"'), quote="吞吐量同比增长12%", value="15%")
        weeks.later()
        assert self.state_of(weeks) == ("present", "the page says “12%” (up 12 %), the claim up 15 %")
        assert weeks.flags() == {"misquoted"}
        with weeks.database.session.begin() as session:
            claim = session.scalars(select(Claim)).one()
            claims.edit(session, claim.id, Entry(value="12%"), actor="ann", now=weeks.now + timedelta(hours=1))
        assert weeks.outcome() is Outcome.PRESENT
        assert self.state_of(weeks) == ("present", None)
        assert weeks.flags() == set()

    def test_a_figure_that_stood_there_and_is_another_now_was_revised_by_its_publisher(
        self, ledger: Weeks, site: Site
    ) -> None:
        ledger.later()
        site.put("/a", ARTICLE.replace("12%", "15%"))
        assert ledger.outcome() in (Outcome.CHANGED, Outcome.UNCLEAR)
        assert self.state_of(ledger)[1] is None
        assert ledger.flags() <= {"figure_changed", "unclear"}

    def test_a_quote_that_stood_there_and_does_not_any_more_is_gone(self, ledger: Weeks, site: Site) -> None:
        ledger.later()
        site.put("/a", page(MORE, STAFF))
        assert ledger.outcome() is Outcome.GONE
        site.put("/a", ARTICLE)
        ledger.later()
        assert self.state_of(ledger) == ("present", None)

    def test_of_facts_without_a_quote_only_the_page_is_asked_for(self, weeks: Weeks, site: Site) -> None:
        cited(weeks, site.put("/a", page(MORE, STAFF)))
        assert weeks.outcome() is Outcome.PRESENT
        assert self.state_of(weeks) == ("present", None)
        site.put("/a", "gone", status=404)
        assert [weeks.later().pages[0].counted for _ in range(3)] == [1, 2, 3]
        assert weeks.flags() == {"unreachable"}

    def test_a_page_that_is_no_article_is_there_all_the_same(self, weeks: Weeks, site: Site) -> None:
        cited(weeks, site.put("/a", "<html><body><script src=x></script></body></html>"))
        assert weeks.outcome() is Outcome.PRESENT

    def test_reading_a_file_again_says_nothing_of_the_pages_it_names(
        self, weeks: Weeks, site: Site, tmp_path: Path
    ) -> None:
        site.put("/a", "gone", status=404)
        book = tmp_path / "book.json"
        told = {"publisher": "年鉴", "published": "2026-08-01", "url": f"{site.url}/a", "slug": "port"}
        figures = [{"subject": "x", "metric": "y", "value": 1}]
        book.write_text(json.dumps({"version": 1, "pages": [{**told, "figures": figures}]}), encoding="utf-8")
        weeks.add(book, publisher=None, slug=None)
        for _ in range(3):
            weeks.later()
            pipeline.fetch(weeks.database, None, "port", now=weeks.now)
        assert weeks.page().counted_failures == 3
        book.unlink()
        weeks.now += timedelta(days=1)
        assert pipeline.fetch(weeks.database, None, "port", now=weeks.now).error is not None
        assert weeks.page().failures == 4


class TestEdits:
    def test_an_edit_that_the_text_does_not_bear_out_is_a_misquote(self, port: Weeks) -> None:
        with port.database.session.begin() as session:
            claim = session.scalars(select(Claim).where(Claim.quote_exact == "12%")).one()
            claims.edit(session, claim.id, Entry(value="15%"), actor="ann", now=port.now)
            assert claim.misquote == "the text says “12%” (up 12 %), the claim up 15 %"
        assert port.flags() == {"misquoted"}
        with port.database.session.begin() as session:
            claims.edit(session, claim.id, Entry(value="12%"), actor="ann", now=port.now)
        assert port.flags() == set()

    def test_an_edit_of_other_words_is_none(self, port: Weeks) -> None:
        with port.database.session.begin() as session:
            claim = session.scalars(select(Claim).where(Claim.quote_exact == "12%")).one()
            claims.edit(session, claim.id, Entry(subject="the port"), actor="ann", now=port.now)
            assert claim.misquote is None

    def test_a_claim_entered_for_words_that_say_otherwise_is_a_misquote(self, port: Weeks) -> None:
        with port.database.session.begin() as session:
            source = sources.find(session, "port")
            entry = Entry(subject="公司", metric="员工", value="400", unit="count", quote="公司现有员工300人")
            claim = claims.add(session, source, entry, url=None, actor="ann", now=port.now)
            assert claim.misquote is not None
            assert claim.misquote.startswith("the text says “300人”")
