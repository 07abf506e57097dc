"""The whole story on a database of its own: from a text to flags, over days."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tracker import db, flags, pipeline, resources, sources
from tracker.drafts import SourceDraft
from tracker.errors import UsageError
from tracker.models import Claim, Flag, FlagEvent, Run, SuiteRun
from tracker.settings import Settings
from tracker.states import FlagState, RunStatus, SuiteStatus

TEXT = """本地超市上线自助结算 2025年10月20日 张三

  甲城超市集团表示，新系统令顾客排队时间缩短30%，每日服务超2万名顾客。

  据悉，超市还将在今年“双11”推出9.9元起的优惠，并准备了数款赠品。
"""

GOLD = Path(os.environ.get("TRACKER_TEST_GOLD", Path(__file__).parents[2] / "shared" / "gold"))
ARTICLE = GOLD / "double11-2025.txt"
FIGURES = GOLD / "double11-2025.jsonl"

THE_DAY_AFTER = datetime(2025, 10, 21, 12, tzinfo=UTC)
A_YEAR_LATER = datetime(2026, 11, 22, 12, tzinfo=UTC)

needs_the_article = pytest.mark.skipif(not ARTICLE.exists(), reason=f"the article is not at {ARTICLE}")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", timezone=ZoneInfo("UTC"))


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def add(database: db.Database, file: Path, now: datetime = THE_DAY_AFTER) -> pipeline.Captured:
    draft = SourceDraft(locator=str(file), publisher="Evening News", url="https://news.example/1")
    return pipeline.capture(database, sources.capture(draft), now=now)[0]


def flagged(database: db.Database, moment: datetime) -> set[tuple[str, str]]:
    """Figure and kind/reason of every open flag as of a moment."""
    standing = flags.states(moment)
    query = (
        select(Claim.quote_exact, Flag.kind + "/" + Flag.reason)
        .join(Flag, Flag.claim_id == Claim.id)
        .join(standing, standing.c.flag_id == Flag.id)
        .where(standing.c.state == FlagState.OPEN)
    )
    with database.session() as session:
        return {(figure, reason) for figure, reason in session.execute(query)}


def test_a_text_becomes_claims_and_flags(database: db.Database, settings: Settings, article: Path) -> None:
    captured = add(database, article)
    assert (captured.is_new, captured.claims) == (True, 4)
    swept = pipeline.sweep(database, settings, now=THE_DAY_AFTER)
    assert (swept.status, swept.claims, swept.evaluated) == (RunStatus.SUCCEEDED, 4, 4)
    found = flagged(database, THE_DAY_AFTER)
    assert {("数款", "unverifiable/vague"), ("30%", "unverifiable/no_baseline")} <= found
    assert ("9.9元起", "unverifiable/no_attribution") in found
    assert ("超2万名", "unverifiable/no_attribution") not in found


def test_the_same_text_again_brings_nothing(database: db.Database, article: Path) -> None:
    add(database, article)
    again = add(database, article)
    assert (again.is_new, again.claims) == (False, 0)


def test_a_claim_is_unchecked_until_a_run_looks_at_it(database: db.Database, settings: Settings, article: Path) -> None:
    add(database, article)
    unlooked = select(func.count()).where(Claim.evaluated_at.is_(None))
    with database.session() as session:
        assert session.scalar(unlooked) == 4
    pipeline.sweep(database, settings, now=THE_DAY_AFTER)
    with pipeline.transaction(database) as session:
        assert session.scalar(unlooked) == 0
        session.scalars(select(Claim).limit(1)).one().baseline = "last year"
    with database.session() as session:
        assert session.scalar(unlooked) == 1


def test_a_second_sweep_of_the_day_has_nothing_due_and_opens_nothing(
    database: db.Database, settings: Settings, article: Path
) -> None:
    add(database, article)
    pipeline.sweep(database, settings, now=THE_DAY_AFTER)
    with database.session() as session:
        events = session.scalar(select(func.count()).select_from(FlagEvent))
    again = pipeline.sweep(database, settings, now=THE_DAY_AFTER + timedelta(hours=1))
    shipped = len(list(resources.expectations().glob("*.json")))
    assert (len(again.not_due), again.status, again.evaluated) == (shipped, RunStatus.SUCCEEDED, 4)
    forced = pipeline.sweep(database, settings, now=THE_DAY_AFTER + timedelta(hours=2), everything=True)
    assert (forced.not_due, forced.opened, forced.closed) == ((), 0, 0)
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(FlagEvent)) == events


def test_an_edited_claim_makes_the_suites_due_and_closes_its_flag(
    database: db.Database, settings: Settings, article: Path
) -> None:
    add(database, article)
    pipeline.sweep(database, settings, now=THE_DAY_AFTER)
    with pipeline.transaction(database) as session:
        session.scalars(select(Claim).where(Claim.quote_exact == "30%")).one().baseline = "the old tills"
    later = THE_DAY_AFTER + timedelta(hours=1)
    assert pipeline.sweep(database, settings, now=later).closed == 1
    assert ("30%", "unverifiable/no_baseline") not in flagged(database, later)
    assert ("30%", "unverifiable/no_baseline") in flagged(database, THE_DAY_AFTER)


def test_one_suite_alone_leaves_the_flags_of_others(database: db.Database, settings: Settings, article: Path) -> None:
    add(database, article)
    swept = pipeline.sweep(database, settings, now=THE_DAY_AFTER, only="completeness")
    assert {count.suite for count in swept.counts} == {"completeness"}
    with pytest.raises(UsageError, match="no suite 'nonsense'"):
        pipeline.sweep(database, settings, now=THE_DAY_AFTER, only="nonsense")


def test_a_look_ahead_does_not_stand_in_for_that_days_own_sweep(
    database: db.Database, settings: Settings, article: Path
) -> None:
    add(database, article)
    ahead = THE_DAY_AFTER + timedelta(days=65)
    pipeline.sweep(database, settings, now=THE_DAY_AFTER)
    pipeline.sweep(database, settings, now=THE_DAY_AFTER, as_of=ahead)
    assert ("9.9元起", "stale/aged") in flagged(database, ahead)
    assert pipeline.sweep(database, settings, now=ahead - timedelta(hours=3)).not_due == ()
    assert ("9.9元起", "stale/aged") in flagged(database, ahead - timedelta(hours=3))


def test_a_sweep_that_waited_for_another_follows_it(database: db.Database, settings: Settings, article: Path) -> None:
    add(database, article)
    pipeline.sweep(database, settings, now=THE_DAY_AFTER)
    with pipeline.transaction(database) as session:
        session.scalars(select(Claim).where(Claim.quote_exact == "30%")).one().baseline = "the old tills"
    began_before = pipeline.sweep(database, settings, now=THE_DAY_AFTER - timedelta(seconds=4))
    assert (began_before.moment, began_before.closed) == (THE_DAY_AFTER, 1)
    assert ("30%", "unverifiable/no_baseline") not in flagged(database, THE_DAY_AFTER)


def test_one_suite_alone_leaves_a_claim_unchecked(database: db.Database, settings: Settings, article: Path) -> None:
    add(database, article)
    pipeline.sweep(database, settings, now=THE_DAY_AFTER, only="freshness")
    with database.session() as session:
        assert session.scalar(select(func.count()).where(Claim.evaluated_at.is_not(None))) == 0
        assert session.scalar(select(Run.evaluated)) == 0


def test_flags_outlast_a_folder_of_suites_that_cannot_be_read(
    database: db.Database, settings: Settings, article: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "suites"
    folder.mkdir()
    mine = (resources.expectations() / "verifiability.json").read_text(encoding="utf-8")
    (folder / "mine.json").write_text(mine.replace('"verifiability"', '"mine"'), encoding="utf-8")
    with_mine = settings.model_copy(update={"expectations_dir": folder})
    add(database, article)
    pipeline.sweep(database, with_mine, now=THE_DAY_AFTER)
    folder.rename(tmp_path / "elsewhere")
    later = THE_DAY_AFTER + timedelta(days=1)
    assert pipeline.sweep(database, with_mine, now=later).status is RunStatus.PARTIAL
    with database.session() as session:
        standing = flags.states(later)
        still_open = (
            select(func.count())
            .select_from(Flag)
            .join(standing, standing.c.flag_id == Flag.id)
            .where(Flag.suite == "mine", standing.c.state == FlagState.OPEN)
        )
        assert session.scalar(still_open)


def test_a_broken_suite_is_reported_and_the_others_run(
    database: db.Database, settings: Settings, article: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text('{"name": "broken", ', encoding="utf-8")
    add(database, article)
    with_broken = settings.model_copy(update={"expectations_dir": tmp_path})
    swept = pipeline.sweep(database, with_broken, now=THE_DAY_AFTER)
    assert swept.status is RunStatus.PARTIAL
    assert [failure.name for failure in swept.failures] == ["broken"]
    assert "broken.json" in swept.failures[0].error
    assert ("数款", "unverifiable/vague") in flagged(database, THE_DAY_AFTER)
    with database.session() as session:
        failed = select(SuiteRun.suite).where(SuiteRun.status == SuiteStatus.FAILED)
        assert session.scalars(failed).all() == ["broken"]


def test_a_rule_that_the_database_refuses_at_run_time_stops_its_suite_alone(
    database: db.Database, settings: Settings, article: Path, tmp_path: Path
) -> None:
    rule = {
        "type": "unexpected_rows_expectation",
        "kwargs": {"unexpected_rows_query": "SELECT * FROM {batch} WHERE 1 / (low - low) > 0"},
        "severity": "warning",
        "meta": {"kind": "implausible", "reason": "out_of_range", "message": "odd", "remedy": "mend it"},
    }
    (tmp_path / "mine.json").write_text(json.dumps({"name": "mine", "expectations": [rule]}), encoding="utf-8")
    add(database, article)
    swept = pipeline.sweep(database, settings.model_copy(update={"expectations_dir": tmp_path}), now=THE_DAY_AFTER)
    assert [failure.name for failure in swept.failures] == ["mine"]
    assert "division by zero" in swept.failures[0].error
    assert ("数款", "unverifiable/vague") in flagged(database, THE_DAY_AFTER)


def test_ten_thousand_failing_claims_are_ten_thousand_flags(
    database: db.Database, settings: Settings, tmp_path: Path
) -> None:
    lines = "\n\n".join(f"  第{number}家公司表示，其产品令效率提升{number}%。" for number in range(2, 10_002))
    file = tmp_path / "many.txt"
    file.write_text(f"报告 2025年10月20日 张三\n\n{lines}\n", encoding="utf-8")
    assert add(database, file).claims >= 10_000
    swept = pipeline.sweep(database, settings, now=THE_DAY_AFTER)
    with database.session() as session:
        stored = session.scalar(select(func.count()).where(Flag.reason == "no_baseline"))
    assert stored == 10_000
    assert [c.unexpected_count for c in swept.counts if c.reason == "no_baseline"] == [10_000]


def test_every_run_is_kept_with_its_moment_and_counts(database: db.Database, settings: Settings, article: Path) -> None:
    add(database, article)
    pipeline.sweep(database, settings, now=THE_DAY_AFTER)
    pipeline.sweep(database, settings, now=A_YEAR_LATER)
    with database.session() as session:
        runs = session.scalars(select(Run).order_by(Run.id)).all()
        assert [run.as_of for run in runs] == [THE_DAY_AFTER, A_YEAR_LATER]
        assert all(len(run.counts) >= 10 for run in runs)


def test_the_sample_comes_in_where_the_database_is_empty_and_only_there(
    database: db.Database, settings: Settings
) -> None:
    pages = pipeline.load_sample(database, now=A_YEAR_LATER)
    assert sum(page.claims for page in pages) > 60
    assert pipeline.load_sample(database, now=A_YEAR_LATER) == []
    assert pipeline.sweep(database, settings, now=A_YEAR_LATER).status is RunStatus.SUCCEEDED


# The real article, as of two days


@pytest.fixture
def real(database: db.Database, settings: Settings) -> db.Database:
    draft = SourceDraft(locator=str(ARTICLE), publisher="New Express")
    pipeline.capture(database, sources.capture(draft), now=THE_DAY_AFTER)
    for moment in (THE_DAY_AFTER, A_YEAR_LATER):
        assert pipeline.sweep(database, settings, now=moment).status is RunStatus.SUCCEEDED
    return database


def spans(database: db.Database, moment: datetime, reason: str) -> list[tuple[int, int]]:
    standing = flags.states(moment)
    query = (
        select(Claim.quote_start, Claim.quote_end)
        .join(Flag, Flag.claim_id == Claim.id)
        .join(standing, standing.c.flag_id == Flag.id)
        .where(standing.c.state == FlagState.OPEN, Flag.kind + "/" + Flag.reason == reason)
        .order_by(Claim.quote_start)
    )
    with database.session() as session:
        return [(start, end) for start, end in session.execute(query)]


def figures(database: db.Database, moment: datetime, reason: str) -> list[str]:
    text = ARTICLE.read_text(encoding="utf-8")
    return [text[start:end] for start, end in spans(database, moment, reason)]


@needs_the_article
def test_the_article_as_of_the_day_after(real: db.Database) -> None:
    assert figures(real, THE_DAY_AFTER, "unverifiable/vague") == ["数张", "亿万"]
    changes = ["达12%", "逾10%", "近20%", "28%以上", "37%", "超30%"]
    assert figures(real, THE_DAY_AFTER, "unverifiable/no_baseline") == changes
    assert not figures(real, THE_DAY_AFTER, "stale/ended")
    assert not figures(real, THE_DAY_AFTER, "stale/aged")


@needs_the_article
def test_the_articles_claims_that_nobody_stands_for_are_those_of_the_list(real: db.Database) -> None:
    listed = [json.loads(line) for line in FIGURES.read_text(encoding="utf-8").splitlines() if line]
    nobody = {(row["start"], row["end"]) for row in listed if row["attribution"] in (None, "据悉")}
    found = spans(real, THE_DAY_AFTER, "unverifiable/no_attribution")
    assert len(found) == len(nobody)
    assert all(any(start < end2 and start2 < end for start2, end2 in nobody) for start, end in found)


@needs_the_article
def test_the_article_a_year_later(real: db.Database) -> None:
    assert "10月下旬持续至12月底" in figures(real, A_YEAR_LATER, "stale/ended")
    stale = set(figures(real, A_YEAR_LATER, "stale/ended")) | set(figures(real, A_YEAR_LATER, "stale/aged"))
    rates = {"约2亿张", "500万条", "高达2000万元人民币"}
    offers = {"超千元", "180元", "9.9元", "199元起", "8折", "8.5折"}
    assert rates | offers <= stale
