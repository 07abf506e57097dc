"""What happened to a claim, and what changed between two days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from tests.conftest import ScratchDatabase
from tracker import changes, claims, db, flags, history, pipeline, sources
from tracker.drafts import SourceDraft
from tracker.errors import InputError
from tracker.models import Claim, ClaimRelation, Flag, LinkProposal, Metric
from tracker.settings import Settings
from tracker.states import Resolution

ZONE = ZoneInfo("Asia/Shanghai")

TEXT = """渡轮公司的一年 2025年11月1日 林一

  渡轮公司表示，今年运送旅客超过12万人次，比去年增长8.5%。
  据悉，新船票价为40元，优惠持续至2025年11月5日。甲板上还有数张长椅。
"""


def at(day: int, hour: int) -> datetime:
    return datetime(2025, 11, day, hour, tzinfo=ZONE).astimezone(UTC)


def end_of(day: int) -> datetime:
    return datetime.combine(date(2025, 11, day), time.max, tzinfo=ZONE).astimezone(UTC)


@pytest.fixture
def database(scratch_database: ScratchDatabase, tmp_path: Path) -> Iterator[db.Database]:
    """Yield a database in which two weeks went by."""
    settings = Settings(data_dir=tmp_path / "data", timezone=ZONE)
    file = tmp_path / "ferry.txt"
    file.write_text(TEXT, encoding="utf-8")
    with db.open_database(settings.model_copy(update={"database_url": scratch_database()})) as database:
        draft = SourceDraft(locator=str(file), publisher="Ferry News", slug="ferry", url="https://ferry.example/1")
        pipeline.capture(database, sources.capture(draft), now=at(1, 9))
        pipeline.sweep(database, settings, now=at(2, 10))
        with pipeline.transaction(database) as session:
            hearsay = flag_of(session, "40元", "no_attribution")
            note = "heard it too"
            flags.settle(session, hearsay, resolution=Resolution.ACCEPTED, actor="ann", note=note, now=at(3, 9))
            vague = flag_of(session, "数张", "vague")
            flags.snooze(session, vague, until=at(20, 9), actor="ann", note=None, now=at(3, 9))
        with pipeline.transaction(database) as session:
            entry = claims.Entry(subject="旧船", unit="USD")
            claims.edit(session, claim_of(session, "40元"), entry, actor="bob", now=at(5, 9))
        file.write_text(TEXT.replace("8.5%", "9.5%"), encoding="utf-8")
        pipeline.fetch(database, None, "ferry", now=at(6, 9))
        pipeline.sweep(database, settings, now=at(7, 10))
        with pipeline.transaction(database) as session:
            flags.reopen(session, vague, actor="cy", note="let us see", now=at(8, 9))
        yield database


def claim_of(session: Session, figure: str) -> int:
    return session.scalars(select(Claim.id).where(Claim.quote_exact == figure)).one()


def flag_of(session: Session, figure: str, reason: str) -> int:
    query = select(Flag.id).join(Claim, Claim.id == Flag.claim_id)
    return session.scalars(query.where(Claim.quote_exact == figure, Flag.reason == reason)).one()


def test_the_life_of_a_claim_in_order(database: db.Database) -> None:
    with database.session() as session:
        events = history.of_claim(session, claim_of(session, "40元"), zone=ZONE)
    told = [(event.at.astimezone(ZONE).day, event.what, event.who) for event in events]
    assert told[0] == (1, "stated", "hearsay")
    assert told[1] == (1, "captured", "tracker")
    assert (2, "opened", "tracker") in told
    assert told.index((3, "settled", "ann")) < told.index((5, "edited", "bob")) < told.index((7, "reopened", "tracker"))
    by_what = {event.what: event.detail for event in events}
    assert by_what["captured"] == "from ferry: https://ferry.example/1"
    assert by_what["settled"] == "unverifiable/no_attribution as accepted (heard it too)"
    assert by_what["edited"] == "unit CNY → USD; subject 新船 → 旧船"
    assert events[0].is_day
    with database.session() as session:
        *_, last = history.of_claim(session, claim_of(session, "数张"), zone=ZONE)
    assert (last.what, last.who, last.detail[-12:]) == ("reopened", "cy", "(let us see)")


def test_a_revision_at_the_source_is_told(database: db.Database) -> None:
    with database.session() as session:
        events = history.of_claim(session, claim_of(session, "8.5%"), zone=ZONE)
    (revised,) = [event for event in events if event.what == "revised"]
    assert (revised.at, revised.detail) == (at(6, 9), "its place says “9.5%” now in version 2")


def test_links_and_relations_are_told(database: db.Database) -> None:
    with pipeline.transaction(database) as session:
        metric = Metric(slug="fares", subject="渡轮", measure="票价", unit="CNY")
        session.add(metric)
        session.flush()
        claim = session.get_one(Claim, claim_of(session, "40元"))
        session.add(
            LinkProposal(
                claim_id=claim.id, metric_id=metric.id, score="0.6", reason="alike", decision="accepted",
                decided_by="ann", decided_at=at(9, 9), created_at=at(9, 8),
            )
        )  # fmt: skip
        claim.metric_id, claim.linked_by = metric.id, "ann"
        other = claim_of(session, "8.5%")
        session.add(ClaimRelation(claim_id=other, other_id=claim.id, relation="supersedes", is_independent=False))
    with database.session() as session:
        events = history.of_claim(session, claim_of(session, "40元"), zone=ZONE)
    told = {event.what: (event.who, event.detail) for event in events}
    assert told["proposed"] == ("tracker", "for fares, 0.60: alike")
    assert told["accepted"] == ("ann", "the link to fares")
    assert told["linked"] == ("ann", "to fares")
    assert told["superseded by"][1].startswith(f"claim {other}, “8.5%”, ferry")


def test_earlier_links_and_relations_are_told(database: db.Database) -> None:
    def link(day: int, slug: str, who: str) -> None:
        with pipeline.transaction(database, now=at(day, 9)) as session:
            claim = session.get_one(Claim, claim_of(session, "40元"))
            claim.metric_id = session.scalars(select(Metric.id).where(Metric.slug == slug)).one()
            claim.linked_by = who

    with pipeline.transaction(database, now=at(9, 8)) as session:
        session.add_all(Metric(slug=slug, subject=slug, measure="票价", unit="CNY") for slug in ("fares", "prices"))
        other, claim = claim_of(session, "8.5%"), claim_of(session, "40元")
        session.add(ClaimRelation(claim_id=other, other_id=claim, relation="revises", is_independent=False))
    link(9, "fares", "tracker")
    link(10, "prices", "ann")
    with pipeline.transaction(database, now=at(11, 9)) as session:
        session.delete(session.scalars(select(Metric).where(Metric.slug == "prices")).one())
        session.execute(delete(ClaimRelation))
    with pipeline.transaction(database) as session:
        claims.edit(session, claim, claims.Entry(link="fares"), actor="bob", now=at(12, 9))
    with database.session() as session:
        events = history.of_claim(session, claim, zone=ZONE)
    told = [(event.at.astimezone(ZONE).day, event.what, event.detail) for event in events if event.at > at(9, 0)]
    assert told == [
        (9, "revised by", f"claim {other}"),
        (9, "linked", "to fares"),
        (10, "linked", "to prices"),
        (11, "linked", "to no metric"),
        (11, "no longer revised by", f"claim {other}"),
        (12, "linked", "to fares"),
        (12, "edited", "metric none → fares"),
    ]


def test_a_day_that_is_over_is_told_in_the_words_of_then(database: db.Database) -> None:
    def subjects(is_past: bool) -> set[str | None]:
        with database.session() as session:
            found = changes.between(session, end_of(2), end_of(3), zone=ZONE, is_past=is_past)
            return {each.subject for each in found if each.figure == "40元"}

    assert (subjects(is_past=True), subjects(is_past=False)) == ({"新船"}, {"旧船"})


def test_what_was_linked_and_found_when_it_came_comes_before_what_was_flagged(
    scratch_database: ScratchDatabase, settings: Settings
) -> None:
    with db.open_database(settings.model_copy(update={"database_url": scratch_database()})) as database:
        pipeline.load_sample(database, now=at(1, 9))
        pipeline.sweep(database, settings, now=at(1, 9))
        with database.session() as session:
            number = session.scalars(select(ClaimRelation.claim_id).where(ClaimRelation.relation == "contradicts"))
            events = history.of_claim(session, number.first() or 0, zone=ZONE)
    told = list(dict.fromkeys(event.what for event in events))
    assert told == ["stated", "captured", "linked", "contradicts", "opened"]


def test_there_is_no_history_of_no_claim(database: db.Database) -> None:
    with database.session() as session, pytest.raises(InputError, match="no claim 99"):
        history.of_claim(session, 99, zone=ZONE)


def between(database: db.Database, start: int, end: int) -> set[tuple[str, str, str | None]]:
    with database.session() as session:
        found = changes.between(session, end_of(start), end_of(end))
        assert [changes.ORDER.index(each.change) for each in found] == sorted(
            changes.ORDER.index(each.change) for each in found
        )
        return {(each.change, each.figure, each.reason) for each in found}


def test_what_came_in_and_was_flagged(database: db.Database) -> None:
    assert {change for change, _, _ in between(database, 0 + 1, 2)} == {"became"}
    with database.session() as session:
        earlier = datetime(2025, 10, 31, 12, tzinfo=UTC)
        came = {each.figure for each in changes.between(session, earlier, end_of(1)) if each.change == "came"}
    assert came == {"超过12万人次", "8.5%", "40元", "2025年11月5日", "数张"}


@pytest.mark.parametrize("most", [1, 2, 1000])
def test_the_first_of_each_sort_are_those_of_all(
    database: db.Database, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(changes, "_SOME", 1)
    with database.session() as session:
        every = changes.between(session, end_of(1) - timedelta(days=9), end_of(9))
        groups = changes.first(session, end_of(1) - timedelta(days=9), end_of(9), most)
    assert sum(group.count for group in groups) == len(every) > 3
    for group in groups:
        alike = [e for e in every if e.change == group.change and group.kind in (None, e.kind)]
        assert (group.count, group.first) == (len(alike), alike[:most])


def test_what_was_settled_put_aside_and_opened_again(database: db.Database) -> None:
    assert between(database, 2, 3) == {
        ("settled", "40元", "no_attribution"), ("snoozed", "数张", "vague"),
    }  # fmt: skip
    assert between(database, 7, 8) == {("reopened", "数张", "vague")}
    assert ("became", "40元", "no_attribution") in between(database, 1, 8)


def test_what_was_edited_revised_and_became_stale(database: db.Database) -> None:
    week = between(database, 3, 7)
    assert {("edited", "40元", None), ("revised", "8.5%", None), ("reopened", "40元", "no_attribution")} <= week
    assert ("became", "8.5%", "figure_changed") in week


def test_what_cleared(database: db.Database) -> None:
    with pipeline.transaction(database) as session:
        gone = flag_of(session, "数张", "vague")
        session.execute(
            text(
                "INSERT INTO flag_event (flag_id, at, action, state_before, state_after, actor) "
                "VALUES (:flag, :at, 'closed', 'snoozed', 'closed', 'tracker')"
            ),
            {"flag": gone, "at": at(9, 9)},
        )
    assert between(database, 8, 9) == {("cleared", "数张", "vague")}


def test_nothing_changes_in_a_day_without_events(database: db.Database) -> None:
    assert between(database, 9, 12) == set()
