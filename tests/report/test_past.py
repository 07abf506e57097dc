"""The report of an earlier day, rebuilt later, is the one that was rendered on that day."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker import claims, db, flags, metrics, pipeline, report, sources
from tracker.drafts import MetricDraft, SourceDraft
from tracker.models import Claim, Flag, FlagWording, Metric, Source
from tracker.report import document
from tracker.settings import Settings
from tracker.states import Resolution
from tracker.values import Tier

ZONE = ZoneInfo("Asia/Shanghai")

FIRST = """渡轮公司的一年 2025年11月1日 林一

  渡轮公司表示，今年运送旅客超过12万人次，比去年增长8.5%。
  据悉，新船票价为40元，优惠持续至2025年11月5日。甲板上还有数张长椅。
"""
LATER = FIRST.replace("8.5%", "9.5%")
OTHER = """港务局的统计 2025年11月4日 周二

  港务局表示，渡轮公司今年运送旅客13万人次，比去年增长8.5%。
"""
NEWER = """渡轮公司再报喜 2025年11月8日 林一

  渡轮公司表示，今年运送旅客超过15万人次，比去年增长11%。
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", timezone=ZONE)


def at(day: int, hour: int) -> datetime:
    return datetime(2025, 11, day, hour, tzinfo=ZONE).astimezone(UTC)


def end_of(day: int) -> datetime:
    return datetime.combine(date(2025, 11, day), time.max, tzinfo=ZONE).astimezone(UTC)


def capture(database: db.Database, folder: Path, name: str, text: str, now: datetime) -> None:
    file = folder / f"{name}.txt"
    file.write_text(text, encoding="utf-8")
    draft = SourceDraft(locator=str(file), publisher=name.title(), slug=name, url=f"https://{name}.example/1")
    pipeline.capture(database, sources.capture(draft), now=now)


def rendered(database: db.Database, moment: datetime, now: datetime) -> dict[str, Any]:
    with database.session() as session:
        found: dict[str, Any] = json.loads(document.render(_build(session, moment, now)))
    del found["generated_at"]
    return found


def flag_of(database: db.Database, figure: str, reason: str) -> int:
    with database.session() as session:
        query = select(Flag.id).join(Claim, Claim.id == Flag.claim_id)
        return session.scalars(query.where(Claim.quote_exact == figure, Flag.reason == reason)).one()


def claim_of(database: db.Database, figure: str) -> int:
    with database.session() as session:
        return session.scalars(select(Claim.id).where(Claim.quote_exact == figure).order_by(Claim.id)).first() or 0


def _build(session: Session, moment: datetime, now: datetime) -> report.Report:
    return report.build(session, settings=Settings(timezone=ZONE), moment=moment, now=now)


def test_each_day_is_rebuilt_as_it_was(database: db.Database, settings: Settings, tmp_path: Path) -> None:
    on_the_day: dict[int, dict[str, Any]] = {}
    with pipeline.transaction(database) as session:
        for measure, unit in (("运送旅客", "count"), ("运送旅客增长", "%")):
            metrics.add(session, MetricDraft(subject="渡轮公司", measure=measure, unit=unit))

    def happen(day: int) -> None:
        match day:
            case 1:
                capture(database, tmp_path, "ferry", FIRST, at(1, 9))
            case 2:
                with pipeline.transaction(database) as session:
                    flag = flag_of(database, "40元", "no_attribution")
                    flags.settle(
                        session, flag, resolution=Resolution.ACCEPTED, actor="ann", note="heard it too", now=at(2, 9)
                    )
            case 3:
                with pipeline.transaction(database) as session:
                    entry = claims.Entry(value="41", unit="CNY", subject="旧船")
                    claims.edit(session, claim_of(database, "40元"), entry, actor="ann", now=at(3, 11))
            case 5:
                capture(database, tmp_path, "harbour", OTHER, at(5, 9))
                (tmp_path / "ferry.txt").write_text(LATER, encoding="utf-8")
                pipeline.fetch(database, None, "ferry", now=at(5, 9))
            case 7:
                with pipeline.transaction(database) as session:
                    entry = claims.Entry(said_by="船长")
                    claims.edit(session, claim_of(database, "数张"), entry, actor="bob", now=at(7, 9))
            case 9:
                capture(database, tmp_path, "ferry-news", NEWER, at(9, 9))

    for day in range(1, 11):
        if day == 3:  # edited after the sweep: unchecked on that day
            pipeline.sweep(database, settings, now=at(day, 10))
            happen(day)
        else:
            happen(day)
            pipeline.sweep(database, settings, now=at(day, 10))
        on_the_day[day] = rendered(database, at(day, 12), at(day, 12))

    later = at(25, 12)
    for day, then in on_the_day.items():
        assert rendered(database, end_of(day), later) == then, f"day {day}"
    assert sorted({then["health"]["claims"] for then in on_the_day.values()}) == [5, 7, 9]
    reasons = {flag["reason"] for then in on_the_day.values() for claim in then["claims"] for flag in claim["flags"]}
    assert {"figure_changed", "no_attribution", "vague"} <= reasons
    verdicts = {claim["verdict"] for then in on_the_day.values() for claim in then["claims"]}
    assert "unchecked" in verdicts
    assert len(verdicts) >= 3


def test_the_day_before_anything_was_captured_is_empty(
    database: db.Database, settings: Settings, tmp_path: Path
) -> None:
    capture(database, tmp_path, "ferry", FIRST, at(5, 9))
    pipeline.sweep(database, settings, now=at(5, 10))
    before = rendered(database, end_of(4), at(6, 9))
    assert (before["health"]["claims"], before["claims"]) == (0, [])


def test_a_day_ends_in_the_users_zone(database: db.Database, settings: Settings, tmp_path: Path) -> None:
    half_past_eleven = datetime(2025, 11, 5, 23, 30, tzinfo=ZONE).astimezone(UTC)
    capture(database, tmp_path, "ferry", FIRST, half_past_eleven)
    pipeline.sweep(database, settings, now=half_past_eleven)
    assert rendered(database, end_of(5), at(9, 9))["health"]["claims"] == 5
    assert rendered(database, end_of(4), at(9, 9))["health"]["claims"] == 0


def test_a_look_back_makes_later_claims_known_then(database: db.Database, settings: Settings, tmp_path: Path) -> None:
    capture(database, tmp_path, "ferry", FIRST, at(9, 9))
    now = at(9, 10)
    assert rendered(database, end_of(2), now)["claims"] == []
    pipeline.sweep(database, settings, now=now, as_of=end_of(2))
    then = rendered(database, end_of(2), now)
    assert (then["health"]["claims"], then["health"]["evaluated"]) == (5, 5)
    assert len(then["claims"]) == 5
    assert "unchecked" not in {claim["verdict"] for claim in then["claims"]}
    assert rendered(database, end_of(1), now)["claims"] == []
    capture(database, tmp_path, "harbour", OTHER, at(9, 11))
    assert rendered(database, end_of(2), at(9, 12)) == then


def test_a_flag_says_what_it_said_then(database: db.Database, settings: Settings, tmp_path: Path) -> None:
    capture(database, tmp_path, "ferry", FIRST, at(1, 9))

    def sweep(day: int, words: str, as_of: int | None = None) -> None:
        entry = {
            "type": "expect_column_values_to_be_in_set",
            "kwargs": {"column": "figure", "value_set": ["40元"]},
            "severity": "info",
            "meta": {"kind": "malformed", "reason": "no_unit", "message": words, "remedy": "none"},
        }
        folder = tmp_path / "suites"
        folder.mkdir(exist_ok=True)
        (folder / "mine.json").write_text(json.dumps({"name": "mine", "expectations": [entry]}), encoding="utf-8")
        with_mine = settings.model_copy(update={"expectations_dir": folder})
        pipeline.sweep(database, with_mine, now=at(day, 10), as_of=end_of(as_of) if as_of else None)

    def words(day: int) -> set[str]:
        found = rendered(database, end_of(day), at(25, 9))
        told = {flag["message"] for claim in found["claims"] for flag in claim["flags"] if flag["reason"] == "no_unit"}
        return {message for message in told if message.endswith("words")}

    sweep(3, "third words")
    sweep(5, "fifth words")
    sweep(7, "seventh words")
    sweep(9, "earlier words", as_of=1)
    assert [words(day) for day in (1, 2, 3, 4, 5, 6, 7, 20)] == [
        {"earlier words"}, {"earlier words"}, {"third words"}, {"third words"}, {"fifth words"}, {"fifth words"},
        {"seventh words"}, {"seventh words"},
    ]  # fmt: skip
    with database.session() as session:
        assert {wording.until for wording in session.scalars(select(FlagWording))} == {
            at(3, 10), at(5, 10), at(7, 10),
        }  # fmt: skip


def test_what_is_edited_after_a_day_leaves_that_day_as_it_was(
    database: db.Database, settings: Settings, tmp_path: Path
) -> None:
    """Claims, links, metrics, publishers, misquotes and looks: each is changed on a day of its own."""
    with pipeline.transaction(database, now=at(1, 8)) as session:
        for measure, unit in (("运送旅客", "count"), ("运送旅客增长", "%")):
            metrics.add(session, MetricDraft(subject="渡轮公司", measure=measure, unit=unit))
    capture(database, tmp_path, "ferry", FIRST, at(1, 9))
    capture(database, tmp_path, "harbour", OTHER, at(1, 9))

    def change(day: int) -> None:
        with pipeline.transaction(database, now=at(day, 9)) as session:
            ferry = session.scalars(select(Source).where(Source.locator.endswith("ferry.txt"))).one()
            metric = session.scalars(select(Metric).where(Metric.unit == "%")).one()
            claim = session.get_one(Claim, claim_of(database, "8.5%"))
            match day:
                case 2:
                    ferry.publisher = "Island Gazette"
                case 3:
                    metric.measure, metric.shelf_life_days = "乘客增长率", 2
                case 4:
                    claim.metric_id, claim.linked_by = None, "ann"
                case 5:
                    claim.misquote = "the text says otherwise"
                case 6:
                    ferry.tier, ferry.slug = Tier.SOCIAL, "gazette"
                case 7:
                    ferry.failure, ferry.last_error = "blocked", "blocked"
                case 8:
                    session.delete(metric)

    on_the_day: dict[int, dict[str, Any]] = {}
    for day in range(1, 10):
        if day > 1:
            if day < 9:
                change(day)
            pipeline.sweep(database, settings, now=at(day, 10))
        else:
            pipeline.sweep(database, settings, now=at(day, 10))
        on_the_day[day] = rendered(database, at(day, 12), at(day, 12))
    assert len({json.dumps(told, sort_keys=True) for told in on_the_day.values()}) >= 7
    for day, then in on_the_day.items():
        assert rendered(database, at(day, 12), at(25, 12)) == then, f"day {day}"
