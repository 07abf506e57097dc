"""What one look at a source asks of the database: ten thousand may be due at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, func, select

from tests.service.conftest import NOW
from tests.sources.site import Site, serve
from tracker import db, fetch, jobs, leadership, pipeline, schedules
from tracker.jobs import Job
from tracker.models import ClaimChange, ClaimOrigin, Leader, Source
from tracker.schedule import work
from tracker.schedule.work import Tools
from tracker.settings import Settings
from tracker.suites import Workshop

EPOCH = 7
HOURLY = schedules.parse("1h", ZoneInfo("UTC"))


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are executed meanwhile, over whichever connection."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(" ".join(statement.split())[:80])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@dataclass
class Desk:
    """Looks at sources as the service does, one at a time; others are planned, unless it is said otherwise."""

    site: Site
    tools: Tools
    now: datetime = NOW
    notes: list[str] = field(default_factory=list)

    def page(self, slug: str, figure: int, etag: str | None = "a", more: str = "") -> None:
        """Publish the page of a source."""
        title = f"{slug}号渡轮通告"
        body = f"<h1>{title}</h1><p>{slug}号渡轮载客{figure}人次。{slug}号公司员工达300人。</p>"
        head = f'<title>{title}</title><meta property="article:published_time" content="2025-03-01T08:00:00+08:00">'
        self.site.put(
            f"/{slug}",
            f"<!doctype html><html><head>{head}</head><body><article>{body}</article>{more}</body></html>",
            etag=etag,
        )

    def look(self, slug: str, *, is_last: bool = False) -> int:
        """Look at a source; returns how many statements that took."""
        self.now += timedelta(hours=1)
        tools = replace(self.tools, now=self.now, looks_follow=lambda: not is_last)
        name = f"{jobs.FETCH}:{slug}"
        with counted() as said:
            with pipeline.transaction(tools.database) as session:
                run_id = jobs.record_start(session, name, self.now, now=self.now, holder="here", epoch=EPOCH)
            self.notes.append(work.do(Job(name, HOURLY), tools))
            with pipeline.transaction(tools.database) as session:
                jobs.record_end(session, run_id or 0, note=self.notes[-1], now=self.now)
        return len(said)

    def count(self, what: type) -> int:
        """How many rows there are."""
        with self.tools.database.session() as session:
            return session.scalar(select(func.count()).select_from(what)) or 0


@pytest.fixture
def desk(own: Settings, database: db.Database) -> Iterator[Desk]:
    with serve() as site:
        host = site.url.removeprefix("http://")
        settings = own.model_copy(update={"allow_hosts": frozenset({host}), "host_interval": 0.0, "obey_robots": False})
        with pipeline.transaction(database) as session:
            session.add(Leader(id=1, epoch=EPOCH, holder="here", since=NOW))
            for slug in ("one", "two", "three"):
                session.add(Source(slug=slug, kind="article", locator=f"{site.url}/{slug}", schedule="1h"))
        with fetch.opened(settings, database.url) as fetcher:
            fenced = leadership.fenced(database, EPOCH)
            desk = Desk(site, Tools(fenced, settings, fetcher, Workshop(), NOW))
            for number, slug in enumerate(("one", "two", "three")):
                desk.page(slug, 100 + number)
            desk.look("one")
            yield desk


def test_a_page_that_is_as_it_was_takes_twelve_statements(desk: Desk) -> None:
    assert desk.look("one") <= 12
    assert desk.notes[-1] == work.NOTHING_NEW


def test_a_page_whose_text_is_as_it_was_takes_fourteen_statements(desk: Desk) -> None:
    desk.page("one", 100, etag="b", more="<!-- an advertisement -->")
    assert desk.look("one") <= 14
    assert desk.notes[-1] == work.NOTHING_NEW


def test_a_page_that_changed_a_little_takes_twenty_four_statements(desk: Desk) -> None:
    desk.page("one", 200, etag="b")
    assert desk.look("one") <= 24
    assert desk.notes[-1] == "1 changed"


def test_a_page_that_is_new_takes_twenty_three_statements(desk: Desk) -> None:
    assert desk.look("two") <= 23
    assert desk.notes[-1] == "2 added"


def test_the_last_of_many_looks_works_out_relations_for_all(desk: Desk) -> None:
    desk.look("two")
    assert desk.count(ClaimChange) > 0
    assert desk.count(ClaimOrigin) == 0
    assert desk.look("three", is_last=True) <= 23 + 96
    assert desk.count(ClaimChange) == 0
    assert desk.count(ClaimOrigin) == 6
