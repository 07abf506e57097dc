"""A sweep in slices finds what an undivided one finds, however it is cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, text

from tests import claimfacts
from tests.conftest import ScratchDatabase
from tracker import checks, crew, db, pipeline, resources, runs, slices, suites, waiting
from tracker.settings import Settings
from tracker.slices import Apart, Found, Slice
from tracker.spread import SpreadError
from tracker.suites import CompiledSuite

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CLAIMS = 3000

T = TypeVar("T")
R = TypeVar("R")

ACROSS = {
    "name": "across",
    "expectations": [
        {
            "type": "unexpected_rows_expectation",
            "severity": severity,
            "kwargs": {"unexpected_rows_query": query},
            "meta": {
                "kind": kind,
                "reason": reason,
                "message": f"{reason}: {{figure}}",
                "remedy": "see",
            },
            "description": "it is compared with others",
        }
        for severity, kind, reason, query in (
            (
                "info",
                "malformed",
                "no_date",
                "SELECT a.claim_id FROM {batch} AS a JOIN (SELECT figure FROM {batch} AS b GROUP BY figure "
                "HAVING count(*) > 1) AS c ON c.figure = a.figure",
            ),
            (
                "warning",
                "implausible",
                "out_of_range",
                "SELECT claim_id FROM {batch} WHERE low > (SELECT avg(low) FROM claim_facts WHERE low < 'NaN')",
            ),
        )
    ],
}
"""Expectations that look at other claims than the one they are tried on."""


@pytest.fixture(scope="module")
def database(_copies: ScratchDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[db.Database]:
    with db.open_database(Settings(database_url=_copies(), data_dir=tmp_path_factory.mktemp("data"))) as database:
        with pipeline.transaction(database) as session:
            claimfacts.fill(session.connection(), CLAIMS)
        yield database


@pytest.fixture(scope="module")
def compiled(
    database: db.Database, cache_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[CompiledSuite]:
    own = tmp_path_factory.mktemp("suites")
    (own / "across.json").write_text(json.dumps(ACROSS), encoding="utf-8")
    catalogue = suites.load([resources.expectations(), own])
    assert catalogue.failures == ()
    made, failures = suites.compile(catalogue.suites, database.url, cache_dir=cache_folder)
    assert failures == []
    return made


def by_threads(database: db.Database, width: int) -> Apart:
    """Slices worked out side by side in this process, one for each of ``width`` threads."""

    own = Settings()
    orders = crew.orders(database, own)

    def every(cut: Sequence[Slice]) -> list[Found]:
        with crew.equipped(own, database), ThreadPoolExecutor(width) as pool:
            return list(pool.map(partial(pipeline.work_out, orders), cut))

    return Apart(lambda: width, every, CLAIMS // (width * 4))


def staged(connection: Connection) -> list[Any]:
    return sorted(map(tuple, connection.execute(text("SELECT * FROM finding"))))


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("leave_waiting", [False, True])
def test_slices_find_and_count_what_an_undivided_sweep_does(
    database: db.Database, compiled: list[CompiledSuite], count: int, leave_waiting: bool
) -> None:
    with database.session() as session:
        connection = session.connection()
        checks.set_clock(connection, DAY)
        if leave_waiting:
            waiting.set_aside(connection, "none", NOW)
            connection.execute(text("UPDATE unverifiable SET waits = claim_id % 3 = 0"))
        expected = checks.stage(connection, compiled, DAY, leave_waiting=leave_waiting)
        whole = staged(connection)
        left_out = waiting.those(connection) if leave_waiting else []
        assert bool(left_out) is leave_waiting
        cut = slices.cut(slices.export(connection), compiled, DAY, count, left_out)
        found = by_threads(database, 2).work(cut)
        assert slices.merge(connection, compiled, found) == expected
        assert staged(connection) == whole
    assert len(whole) > CLAIMS


def test_what_compares_claims_is_tried_on_all_of_them_at_once(compiled: list[CompiledSuite]) -> None:
    cut = slices.cut("s", compiled, DAY, 4)
    assert [part.of for part in cut] == [1, 4, 4, 4, 4]
    assert {condition.expectation.suite for condition in cut[0].conditions} == {"across"}
    tried = sorted({number for part in cut for number in part.numbers})
    assert tried == list(range(sum(len(suite.conditions) for suite in compiled)))


def test_a_claim_that_comes_meanwhile_is_in_no_slice(database: db.Database, compiled: list[CompiledSuite]) -> None:
    with database.session() as session:
        connection = session.connection()
        checks.set_clock(connection, DAY)
        before = checks.stage(connection, compiled, DAY)
        cut = slices.cut(slices.export(connection), compiled, DAY, 2)
        with pipeline.transaction(database) as other:
            added = other.scalar(
                text(
                    "INSERT INTO claim (document_id, quote_exact, quote_prefix, quote_suffix, quote_start, quote_end, "
                    "sentence, kind, comparator, is_hearsay, is_checkable, quote_state, extractor, reading) "
                    "SELECT document_id, 'new', '', '', 0, 3, '', 'level', 'eq', false, true, 'present', 'test', '{}' "
                    "FROM claim LIMIT 1 RETURNING id"
                )
            )
        try:
            counts = slices.merge(connection, compiled, by_threads(database, 2).work(cut))
        finally:
            with pipeline.transaction(database) as other:
                other.execute(text("DELETE FROM claim WHERE id = :id"), {"id": added})
        assert counts == before


def test_a_condition_that_the_database_refuses_fails_alone(
    database: db.Database, compiled: list[CompiledSuite]
) -> None:
    """It shows in the slices; what follows is what follows in an undivided sweep."""
    broken = _with(compiled[0], "1 / (claim_id - claim_id) = 1", "broken")
    with database.session() as session:
        connection = session.connection()
        counts, ran, failures = runs.stage(connection, [*compiled, broken], DAY, apart=by_threads(database, 2))
        assert [failure.name for failure in failures] == ["broken"]
        assert "division by zero" in failures[0].error
        assert len(ran) == len(compiled)
        assert counts == checks.stage(connection, compiled, DAY)


def test_slices_that_are_lost_are_tried_here(database: db.Database, compiled: list[CompiledSuite]) -> None:
    def lose(_cut: Sequence[Slice]) -> list[Found]:
        raise SpreadError("gone")

    with database.session() as session:
        connection = session.connection()
        counts, _, failures = runs.stage(connection, compiled, DAY, apart=Apart(lambda: 2, lose, 100))
        assert failures == []
        assert counts == checks.stage(connection, compiled, DAY)


def test_what_dead_sweeps_left_is_forgotten_and_never_found(
    database: db.Database, compiled: list[CompiledSuite]
) -> None:
    with database.session() as session:
        connection = session.connection()
        by_threads(database, 2).work(slices.cut(slices.export(connection), compiled, DAY, 2))
    assert _left(database) > 0
    with pipeline.transaction(database) as session:
        connection = session.connection()
        counts, _, _ = runs.stage(connection, compiled, DAY, apart=by_threads(database, 2))
        assert counts == checks.stage(connection, compiled, DAY)
    assert _left(database) == 0


def test_too_few_claims_are_not_cut_up(database: db.Database, compiled: list[CompiledSuite]) -> None:
    def nobody() -> int:
        raise AssertionError

    with database.session() as session:
        apart = Apart(nobody, lambda _cut: [], CLAIMS)
        assert slices.stage(session.connection(), compiled, DAY, apart) is None


def _left(database: db.Database) -> int:
    with database.session() as session:
        return session.scalar(text("SELECT count(*) FROM finding_slice")) or 0


def _with(suite: CompiledSuite, condition: str, name: str) -> CompiledSuite:
    first = suite.conditions[0]
    expectation = replace(first.expectation, suite=name)
    return CompiledSuite(
        replace(suite.suite, name=name, path=Path(f"{name}.json"), expectations=(expectation,)),
        (replace(first, expectation=expectation, unexpected_sql=condition, domain_sql=None),),
    )


class Threads:
    """Has work done by threads of this process, as the processes of a cluster would do it."""

    def __init__(self, own: Settings, database: db.Database) -> None:
        self.own, self.database, self.done = own, database, 0

    def width(self) -> int:
        return 2

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> list[R]:
        self.done += len(items)
        with crew.equipped(self.own, self.database), ThreadPoolExecutor(2) as pool:
            return list(pool.map(function, items))

    def close(self) -> None:
        pass


def test_a_sweep_in_slices_leaves_what_an_undivided_one_leaves(
    scratch_database: ScratchDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice, a week apart: flags open, close and wait alike."""
    left = []
    for least in (1_000_000, 100):
        monkeypatch.setattr(slices, "LEAST", least)
        own = Settings(database_url=scratch_database(), data_dir=tmp_path / "data")
        with db.open_database(own) as database:
            with pipeline.transaction(database) as session:
                claimfacts.fill(session.connection(), 600)
            spread = Threads(own, database)
            moment = NOW
            swept = [pipeline.sweep(database, own, now=moment + timedelta(days=days), spread=spread) for days in (0, 7)]
            assert bool(spread.done) is (least == 100)
            left.append((flags_of(database), [(s.opened, s.closed, s.waiting, s.counts) for s in swept]))
    assert left[0] == left[1]
    assert left[0][0]


def flags_of(database: db.Database) -> list[Any]:
    """Every flag and its events, but for the runs' numbers and the moments they were written at."""
    query = text(
        "SELECT f.claim_id, f.suite, f.expectation, f.kind, f.reason, f.severity, f.message, f.remedy, "
        "e.at, e.action, e.state_before, e.state_after, e.facts_hash "
        "FROM flag f JOIN flag_event e ON e.flag_id = f.id ORDER BY f.claim_id, f.suite, f.expectation, e.id"
    )
    with database.session() as session:
        return list(map(tuple, session.execute(query)))
