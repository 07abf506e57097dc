"""Claims that name no number are tried once, and again when something about them changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select, update

from tests.conftest import ScratchDatabase
from tracker import checks, claims, db, flags, pipeline, resources, sources, suites
from tracker.drafts import SourceDraft
from tracker.models import Appearance, Claim, ClaimWait, Flag, FlagEvent, Metric, Run, Source
from tracker.settings import Settings
from tracker.states import FlagState

TEXT = """本地超市上线自助结算 2025年10月20日 张三

  甲城超市集团表示，新系统令顾客排队时间缩短30%，每日服务超2万名顾客。

  甲城超市集团表示，新系统将于2025年12月31日前覆盖12家门店，并准备了数款赠品。
"""
FIRST = datetime(2025, 10, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", timezone=ZoneInfo("UTC"))


@pytest.fixture
def database(scratch_database: ScratchDatabase, settings: Settings, tmp_path: Path) -> Iterator[db.Database]:
    """Yield a database with one article, of whose figures one is vague."""
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    with db.open_database(settings.model_copy(update={"database_url": scratch_database()})) as database:
        draft = SourceDraft(locator=str(file), publisher="Evening News", url="https://news.example/1")
        pipeline.capture(database, sources.capture(draft), now=FIRST)
        yield database


def looked_at(swept: pipeline.Sweep) -> int:
    """How many claims the rule on vague words looked at."""
    return next(count.element_count for count in swept.counts if count.reason == "vague")


def vague(database: db.Database) -> Claim:
    with database.session() as session:
        return session.scalars(select(Claim).where(Claim.quote_exact == "数款")).one()


def open_reasons(database: db.Database, moment: datetime, claim_id: int) -> set[str]:
    with database.session() as session:
        return {row.reason for row in flags.listing(session, moment=moment, claim_id=claim_id)}


def test_the_second_sweep_leaves_it_out_and_its_flags_stay(database: db.Database, settings: Settings) -> None:
    first = pipeline.sweep(database, settings, now=FIRST)
    assert (looked_at(first), first.waiting, first.evaluated) == (first.claims, 0, first.claims)
    before = open_reasons(database, FIRST, vague(database).id)
    second = pipeline.sweep(database, settings, now=FIRST + DAY)
    assert (looked_at(second), second.waiting, second.evaluated) == (first.claims - 1, 1, first.claims)
    assert (second.opened, second.closed) == (0, 0)
    assert "vague" in before
    assert open_reasons(database, FIRST + DAY, vague(database).id) == before
    with database.session() as session:
        assert session.scalars(select(Run.waiting).order_by(Run.id)).all() == [0, 1]


def test_an_edit_wakes_it(database: db.Database, settings: Settings) -> None:
    pipeline.sweep(database, settings, now=FIRST)
    with pipeline.transaction(database) as session:
        claim = vague(database)
        claims.edit(session, claim.id, claims.Entry(value="3"), actor="ann", now=FIRST + DAY / 2)
    swept = pipeline.sweep(database, settings, now=FIRST + DAY)
    assert (swept.waiting, swept.closed) == (0, 1)
    assert "vague" not in open_reasons(database, FIRST + DAY, claim.id)


def test_a_link_and_an_unseen_change_wake_it(database: db.Database, settings: Settings) -> None:
    pipeline.sweep(database, settings, now=FIRST)
    with pipeline.transaction(database) as session:
        metric = Metric(slug="gifts", subject="Shop", measure="gifts", unit="count")
        session.add(metric)
        session.flush()
        session.execute(update(Claim).where(Claim.quote_exact == "数款").values(metric_id=metric.id))
    assert pipeline.sweep(database, settings, now=FIRST + DAY).waiting == 0
    assert pipeline.sweep(database, settings, now=FIRST + 2 * DAY).waiting == 1
    with pipeline.transaction(database) as session:
        # No fact about it, but no sweep has seen it since.
        session.execute(update(Claim).where(Claim.quote_exact == "数款").values(quote_prefix="有"))
    assert pipeline.sweep(database, settings, now=FIRST + 3 * DAY).waiting == 0


def test_a_new_suite_wakes_it(database: db.Database, settings: Settings, tmp_path: Path) -> None:
    pipeline.sweep(database, settings, now=FIRST)
    folder = tmp_path / "suites"
    folder.mkdir()
    entry = {
        "type": "expect_column_values_to_be_null",
        "kwargs": {"column": "claim_id"},
        "meta": {"kind": "malformed", "reason": "no_unit", "message": "{figure}", "remedy": "none"},
    }
    (folder / "mine.json").write_text(json.dumps({"name": "mine", "expectations": [entry]}), encoding="utf-8")
    with_mine = settings.model_copy(update={"expectations_dir": folder})
    swept = pipeline.sweep(database, with_mine, now=FIRST + DAY / 24)
    assert (swept.waiting, [count.suite for count in swept.counts]) == (0, ["mine"])
    assert swept.opened == swept.claims
    assert pipeline.sweep(database, with_mine, now=FIRST + DAY).waiting == 1
    without = pipeline.sweep(database, settings, now=FIRST + 2 * DAY)
    assert (without.waiting, without.closed) == (0, without.claims)


def test_all_tries_it_and_the_audit_counts_it(database: db.Database, settings: Settings) -> None:
    pipeline.sweep(database, settings, now=FIRST)
    swept = pipeline.sweep(database, settings, now=FIRST + DAY, everything=True)
    assert (swept.waiting, looked_at(swept)) == (0, swept.claims)
    assert pipeline.sweep(database, settings, now=FIRST + 2 * DAY).waiting == 1
    assert checks.audit(database, suites.load([resources.expectations()]), date(2025, 10, 23)) == []


def test_one_suite_alone_and_other_days_take_every_claim(database: db.Database, settings: Settings) -> None:
    pipeline.sweep(database, settings, now=FIRST)
    alone = pipeline.sweep(database, settings, now=FIRST + DAY, only="verifiability")
    assert (alone.waiting, looked_at(alone)) == (0, alone.claims)
    back = pipeline.sweep(database, settings, now=FIRST + DAY, as_of=FIRST - DAY / 24)
    assert (back.waiting, looked_at(back)) == (0, back.claims)


def test_what_a_look_elsewhere_has_flagged_is_tried_again(database: db.Database, settings: Settings) -> None:
    pipeline.sweep(database, settings, now=FIRST)
    with pipeline.transaction(database) as session:
        assert session.scalar(select(func.count()).select_from(ClaimWait)) == 1
        session.execute(delete(Flag).where(Flag.reason == "vague"))
    pipeline.sweep(database, settings, now=FIRST + DAY, as_of=FIRST - DAY / 24)
    assert pipeline.sweep(database, settings, now=FIRST + 2 * DAY).waiting == 0


def test_a_claim_whose_flag_may_clear_with_time_does_not_wait(database: db.Database, settings: Settings) -> None:
    with pipeline.transaction(database) as session:
        session.execute(update(Source).values(kind="page"))
    late = FIRST + 40 * DAY
    pipeline.sweep(database, settings, now=late)
    with pipeline.transaction(database) as session:
        claim = session.scalars(select(Claim).where(Claim.quote_exact == "数款")).one()
        session.execute(update(Appearance).values(last_seen_at=late))
    assert "unchecked" in open_reasons(database, late, claim.id)
    assert pipeline.sweep(database, settings, now=late + DAY).waiting == 0
    assert "unchecked" not in open_reasons(database, late + DAY, claim.id)
    assert pipeline.sweep(database, settings, now=late + 2 * DAY).waiting == 1


def test_a_snoozed_flag_of_it_comes_back(database: db.Database, settings: Settings) -> None:
    pipeline.sweep(database, settings, now=FIRST)
    with pipeline.transaction(database) as session:
        flag = session.scalars(select(Flag).where(Flag.reason == "vague")).one()
        flags.snooze(session, flag.id, until=FIRST + 2 * DAY, actor="ann", note=None, now=FIRST + DAY / 2)
    assert pipeline.sweep(database, settings, now=FIRST + DAY).waiting == 1
    pipeline.sweep(database, settings, now=FIRST + 3 * DAY)
    with database.session() as session:
        last = select(FlagEvent.state_after).where(FlagEvent.flag_id == flag.id).order_by(FlagEvent.id.desc()).limit(1)
        assert session.scalar(last) is FlagState.OPEN


@pytest.fixture
def queues(database: db.Database) -> int:
    """Link a claim to a metric; return the claim's number."""
    with pipeline.transaction(database) as session:
        metric = Metric(slug="queues", subject="Shop", measure="queues", unit="%", shelf_life_days=365)
        session.add(metric)
        session.flush()
        session.execute(update(Claim).where(Claim.quote_exact == "30%").values(metric_id=metric.id))
        return session.scalars(select(Claim.id).where(Claim.metric_id == metric.id)).one()


def ages(database: db.Database, settings: Settings, moment: datetime, claim_id: int) -> set[str]:
    pipeline.sweep(database, settings, now=moment)
    return open_reasons(database, moment, claim_id) & {"aged", "aging"}


def test_another_shelf_life_flags_anew_the_same_day(database: db.Database, settings: Settings, queues: int) -> None:
    moment = datetime(2025, 10, 25, tzinfo=UTC)
    assert ages(database, settings, moment, queues) == set()
    for hours, (warn, keep), expected in (
        (1, (4, 300), {"aging"}),
        (2, (4, 4), {"aged"}),
        (3, (4, 5), {"aging"}),
        (4, (6, 7), set()),
    ):
        with pipeline.transaction(database) as session:
            session.execute(update(Metric).values(warn_after_days=warn, shelf_life_days=keep))
        assert ages(database, settings, moment + timedelta(hours=hours), queues) == expected


def test_another_calendar_flags_anew_the_same_day(database: db.Database, settings: Settings, queues: int) -> None:
    with pipeline.transaction(database) as session:
        session.execute(update(Metric).values(shelf_life_days=5))  # until Saturday the 25th
    sunday = datetime(2025, 10, 26, tzinfo=UTC)
    for hours, calendar, expected in ((1, None, "aged"), (2, "CN", "aging"), (3, "AE", "aging"), (4, None, "aged")):
        with_calendar = settings.model_copy(update={"calendar": calendar})
        assert ages(database, with_calendar, sunday + timedelta(hours=hours), queues) == {expected}
    assert pipeline.sweep(database, settings, now=sunday + timedelta(hours=5)).counts == ()
