"""Checks: one pass over generated claims, held to Great Expectations' own counts; the findings and their messages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from tests import claimfacts
from tracker import checks, db, resources, suites
from tracker.errors import SuiteError

DAY = date(2026, 11, 22)
CLAIMS = 4000
META = {"kind": "malformed", "reason": "no_unit", "message": "“{figure}”", "remedy": "none"}


@pytest.fixture(scope="module")
def filled(_copies: Callable[..., str]) -> Iterator[Engine]:
    """Yield an engine on a database of some thousands of generated claims."""
    engine = create_engine(db.session_url(make_url(_copies())))
    with engine.begin() as connection:
        claimfacts.fill(connection, CLAIMS)
    yield engine
    engine.dispose()


@pytest.fixture
def claims(filled: Engine) -> Iterator[Connection]:
    """Yield a connection to the generated claims, rolled back after the test."""
    with filled.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def suite(folder: Path, *entries: tuple[str, dict[str, Any]], meta: dict[str, str] | None = None) -> suites.Suite:
    """Write a suite of these types and arguments, and read it."""
    expectations = [
        {"type": kind, "kwargs": kwargs, "id": f"{number}", "meta": meta or META}
        for number, (kind, kwargs) in enumerate(entries)
    ]
    path = folder / "mine.json"
    path.write_text(json.dumps({"name": "mine", "expectations": expectations}, ensure_ascii=False), encoding="utf-8")
    return suites.read(path)


def compiled(engine: Engine, *wanted: suites.Suite) -> list[suites.CompiledSuite]:
    done, failures = suites.compile(wanted, engine.url, cache_dir=None)
    assert failures == []
    return done


def comparison(column: str, operator: str, parameter: object) -> dict[str, Any]:
    return {"type": "comparison", "column": {"name": column}, "operator": operator, "parameter": parameter}


def missing(column: str, is_null: bool = True) -> dict[str, Any]:
    return {"type": "nullity", "column": {"name": column}, "is_null": is_null}


def both(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"type": "and", "conditions": list(conditions)}


def either(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"type": "or", "conditions": list(conditions)}


def agree(engine: Engine, wanted: suites.Suite, as_of: date = DAY) -> list[checks.Count]:
    """Check that the pass and Great Expectations count the same, and return the counts."""
    with engine.connect() as connection:
        counts = checks.stage(connection, compiled(engine, wanted), as_of)
        connection.rollback()
    theirs = suites.validate(wanted, engine.url, as_of=as_of)
    for expectation, ours, other in zip(wanted.expectations, counts, theirs, strict=True):
        assert other.error is None, expectation
        assert (other.unexpected_count, other.element_count or ours.element_count) == (
            ours.unexpected_count,
            ours.element_count,
        ), expectation
    return counts


EVERY_FORM: list[tuple[str, dict[str, Any]]] = [
    (
        "expect_column_values_to_not_be_null",
        {"column": "unit", "row_condition": comparison("is_checkable", "==", True)},
    ),
    ("expect_column_values_to_not_be_null", {"column": "metric", "mostly": 1}),
    ("expect_column_values_to_be_null", {"column": "newer_claim_id"}),
    ("expect_column_values_to_be_null", {"column": "baseline", "row_condition": comparison("kind", "!=", "change")}),
    ("expect_column_values_to_be_in_set", {"column": "unit", "value_set": ["%", "it's", "back\\slash: 100%"]}),
    ("expect_column_values_to_be_in_set", {"column": "is_ended", "value_set": [False]}),
    ("expect_column_values_to_be_in_set", {"column": "source_failures", "value_set": [0, 1]}),
    ("expect_column_values_to_be_in_set", {"column": "low", "value_set": [1.0, 33.5, 100.0]}),
    (
        "expect_column_values_to_not_be_in_set",
        {
            "column": "comparator",
            "value_set": ["vague", "order"],
            "row_condition": both(missing("low", False), comparison("kind", "NOT_IN", ["slogan", "date"])),
        },
    ),
    ("expect_column_values_to_be_between", {"column": "age_days", "max_value": 365}),
    (
        "expect_column_values_to_be_between",
        {"column": "age_days", "min_value": 30, "max_value": 365, "strict_max": True},
    ),
    ("expect_column_values_to_be_between", {"column": "low", "min_value": 0.1, "max_value": 333.3333}),
    ("expect_column_values_to_be_between", {"column": "low", "min_value": 33, "strict_min": True}),
    (
        "expect_column_values_to_be_between",
        {"column": "stated_on", "min_value": "2025-01-01", "max_value": "2026-06-30"},
    ),
    ("expect_column_values_to_be_between", {"column": "period_end", "min_value": "2026-01-01", "strict_min": True}),
    ("expect_column_value_lengths_to_be_between", {"column": "figure", "min_value": 2, "max_value": 4}),
    ("expect_column_value_lengths_to_be_between", {"column": "figure", "max_value": 4, "strict_max": True}),
    ("expect_column_value_lengths_to_equal", {"column": "figure", "value": 5}),
    ("expect_column_values_to_match_regex", {"column": "figure", "regex": "^(约|up )?\\d{2,3}$"}),
    ("expect_column_values_to_not_match_regex", {"column": "title", "regex": "100%.*: \\d+ \\\\"}),
    ("expect_column_values_to_match_regex_list", {"column": "figure", "regex_list": ["^约", "^up"]}),
    ("expect_column_values_to_match_regex_list", {"column": "figure", "regex_list": ["^1", "9$"], "match_on": "all"}),
    ("expect_column_values_to_not_match_regex_list", {"column": "figure", "regex_list": ["^约", "5$"]}),
    ("expect_column_values_to_match_like_pattern", {"column": "figure", "like_pattern": "%5_"}),
    (
        "expect_column_values_to_not_match_like_pattern",
        {"column": "figure", "like_pattern": "100!% of%", "escape": "!"},
    ),
    ("expect_column_values_to_match_like_pattern_list", {"column": "figure", "like_pattern_list": ["约%", "%7"]}),
    ("expect_column_values_to_not_match_like_pattern_list", {"column": "figure", "like_pattern_list": ["约%", "%7"]}),
    (
        "expect_column_pair_values_a_to_be_greater_than_b",
        {
            "column_A": "shelf_life_days",
            "column_B": "age_days",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
    ),
    (
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": "high", "column_B": "low", "row_condition": comparison("kind", "==", "level")},
    ),
    (
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": "high", "column_B": "low", "ignore_row_if": "neither"},
    ),
    ("expect_column_pair_values_to_be_equal", {"column_A": "unit", "column_B": "metric_unit"}),
    (
        "expect_column_pair_values_to_be_equal",
        {
            "column_A": "unit",
            "column_B": "metric_unit",
            "ignore_row_if": "either_value_is_missing",
            "row_condition": either(
                comparison("kind", "==", "ratio"), both(missing("rate"), comparison("low", ">", 50))
            ),
        },
    ),
    ("expect_column_pair_values_to_be_equal", {"column_A": "low", "column_B": "high", "ignore_row_if": "neither"}),
    (
        "expect_column_pair_values_to_be_in_set",
        {"column_A": "kind", "column_B": "unit", "value_pairs_set": [["change", "%"], ["level", "it's"]]},
    ),
    ("expect_multicolumn_sum_to_equal", {"column_list": ["low", "high"], "sum_total": 100}),
    (
        "expect_multicolumn_sum_to_equal",
        {"column_list": ["corroborating_origins", "contradicting_origins", "self_contradictions"], "sum_total": 0},
    ),
    ("expect_multicolumn_values_to_be_equal", {"column_list": ["low", "high", "metric_min"]}),
    (
        "expect_multicolumn_values_to_be_equal",
        {"column_list": ["unit", "metric_unit"], "ignore_row_if": "any_value_is_missing"},
    ),
    (
        "expect_select_column_values_to_be_unique_within_record",
        {"column_list": ["subject", "attribution", "origin"], "ignore_row_if": "never"},
    ),
    (
        "expect_select_column_values_to_be_unique_within_record",
        {
            "column_list": ["low", "high"],
            "row_condition": 'col("unit") == "count"',
            "condition_parser": "great_expectations",
        },
    ),
    (
        "expect_column_values_to_not_be_null",
        {"column": "baseline", "row_condition": 'col("low") >= 12.5', "condition_parser": "great_expectations"},
    ),
    (
        "unexpected_rows_expectation",
        {"unexpected_rows_query": "SELECT * FROM {batch} WHERE attribution IS NULL OR is_hearsay"},
    ),
    (
        "unexpected_rows_expectation",
        {"unexpected_rows_query": "SELECT claim_id FROM {batch} WHERE figure ~ '^\\d{{3}}$'"},
    ),
    ("unexpected_rows_expectation", {"unexpected_rows_query": "SELECT * FROM {batch} WHERE figure LIKE '100%% of%'"}),
    (
        "unexpected_rows_expectation",
        {
            "unexpected_rows_query": "SELECT claim_id FROM (SELECT claim_id, count(*) OVER (PARTITION BY figure) AS n "
            "FROM {batch}) AS counted WHERE n > 1"
        },
    ),
    (
        "unexpected_rows_expectation",
        {"unexpected_rows_query": "SELECT a.* FROM {batch} a JOIN metric m ON slug = metric WHERE a.unit <> m.unit"},
    ),
    (
        "unexpected_rows_expectation",
        {"unexpected_rows_query": "SELECT * FROM {batch} WHERE unit = '%' ORDER BY claim_id LIMIT 7"},
    ),
]
"""Every supported type, with and without row conditions in each dialect, and values that are hard to write in SQL."""


def test_every_form_counts_as_great_expectations_does(filled: Engine, tmp_path: Path) -> None:
    wanted = suite(tmp_path, *EVERY_FORM)
    assert {expectation.type for expectation in wanted.expectations} == set(suites.SUPPORTED)
    counts = agree(filled, wanted)
    # A comparison proves nothing where nothing fails, or everything does.
    assert sum(0 < count.unexpected_count < count.element_count for count in counts) > len(counts) * 0.8
    assert len({count.element_count for count in counts}) > 5


def test_the_shipped_suites_count_as_great_expectations_does(filled: Engine) -> None:
    catalogue = suites.load([resources.expectations()])
    for day in (DAY, date(2026, 1, 1)):
        for wanted in catalogue.suites:
            agree(filled, wanted, day)


COLUMNS = st.sampled_from(["low", "high", "age_days", "corroborating_origins", "metric_min", "shelf_life_days"])
TEXTS = st.sampled_from(["unit", "kind", "subject", "attribution", "figure", "title", "metric_unit"])
WORDS = st.sampled_from(
    ["%", "count", "change", "level", "Subject 7", "x", "it's", "100%", "\\", ":a", '"', "约", "%(b)s"]
)
NUMBERS = st.one_of(st.integers(-5, 700), st.decimals(-5, 700, places=3).map(float), st.just(2**40))
CONDITIONS = st.recursive(
    st.one_of(
        st.builds(missing, st.one_of(COLUMNS, TEXTS), st.booleans()),
        st.builds(comparison, COLUMNS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), NUMBERS),
        st.builds(comparison, TEXTS, st.sampled_from(["==", "!=", "<", ">="]), WORDS),
        st.builds(comparison, TEXTS, st.sampled_from(["IN", "NOT_IN"]), st.lists(WORDS, min_size=1, max_size=4)),
        st.builds(comparison, COLUMNS, st.sampled_from(["IN", "NOT_IN"]), st.lists(st.integers(0, 9), min_size=1)),
    ),
    lambda inner: st.builds(lambda parts: both(*parts), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=4,
)
DOMAINS = st.one_of(
    st.just({}),
    st.builds(lambda condition: {"row_condition": condition}, CONDITIONS),
    st.builds(lambda a, b: {"row_condition": either(a, b)}, CONDITIONS, CONDITIONS),
)
PAIR_MISSING = st.sampled_from(["both_values_are_missing", "either_value_is_missing", "neither"])
LIST_MISSING = st.sampled_from(["all_values_are_missing", "any_value_is_missing", "never"])
TYPES = st.one_of(
    st.tuples(
        st.just("expect_column_values_to_be_between"),
        st.fixed_dictionaries(
            {"column": COLUMNS, "min_value": st.integers(-5, 300), "max_value": st.integers(301, 700)},
            optional={"strict_min": st.booleans(), "strict_max": st.booleans()},
        ),
    ),
    st.tuples(
        st.sampled_from(["expect_column_values_to_be_in_set", "expect_column_values_to_not_be_in_set"]),
        st.fixed_dictionaries({"column": TEXTS, "value_set": st.lists(WORDS, min_size=1, max_size=5)}),
    ),
    st.tuples(
        st.sampled_from(["expect_column_values_to_be_null", "expect_column_values_to_not_be_null"]),
        st.fixed_dictionaries({"column": st.one_of(COLUMNS, TEXTS)}),
    ),
    st.tuples(
        st.just("expect_column_pair_values_a_to_be_greater_than_b"),
        st.fixed_dictionaries(
            {"column_A": COLUMNS, "column_B": COLUMNS},
            optional={"or_equal": st.booleans(), "ignore_row_if": PAIR_MISSING},
        ),
    ),
    st.tuples(
        st.just("expect_column_pair_values_to_be_equal"),
        st.fixed_dictionaries({"column_A": TEXTS, "column_B": TEXTS}, optional={"ignore_row_if": PAIR_MISSING}),
    ),
    st.tuples(
        st.sampled_from(
            ["expect_multicolumn_values_to_be_equal", "expect_select_column_values_to_be_unique_within_record"]
        ),
        st.fixed_dictionaries(
            {"column_list": st.lists(COLUMNS, min_size=2, max_size=3, unique=True)},
            optional={"ignore_row_if": LIST_MISSING},
        ),
    ),
    st.tuples(
        st.just("expect_column_value_lengths_to_be_between"),
        st.fixed_dictionaries({"column": TEXTS, "min_value": st.integers(0, 9)}),
    ),
)
EXPECTATIONS = st.builds(lambda chosen, domain: (chosen[0], {**chosen[1], **domain}), TYPES, DOMAINS).filter(
    lambda entry: not ("row_condition" in entry[1] and entry[1].get("ignore_row_if") in ("neither", "never"))
)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(entries=st.lists(EXPECTATIONS, min_size=12, max_size=12))
def test_generated_suites_count_as_great_expectations_does(
    filled: Engine, tmp_path: Path, entries: list[tuple[str, dict[str, Any]]]
) -> None:
    agree(filled, suite(tmp_path, *entries))


# Findings


def test_every_failing_claim_is_a_finding(claims: Connection, filled: Engine, tmp_path: Path) -> None:
    wanted = suite(tmp_path, ("expect_column_values_to_be_null", {"column": "claim_id"}))
    (count,) = checks.stage(claims, compiled(filled, wanted), DAY)
    known = claims.scalar(text("SELECT count(*) FROM claim_facts"))
    assert (count.element_count, count.unexpected_count) == (known, known)
    assert known is not None
    assert known > CLAIMS * 0.9
    found = claims.execute(text("SELECT count(*), count(DISTINCT claim_id) FROM finding")).one()
    assert tuple(found) == (known, known)


def test_more_expectations_than_bits(claims: Connection, filled: Engine, tmp_path: Path) -> None:
    entries = [
        ("expect_column_values_to_be_between", {"column": "age_days", "max_value": limit}) for limit in range(0, 780, 6)
    ]
    counts = checks.stage(claims, compiled(filled, suite(tmp_path, *entries)), DAY)
    failing = [count.unexpected_count for count in counts]
    assert failing == sorted(failing, reverse=True)
    assert len(set(failing)) > 100


def test_a_message_says_the_claims_columns_in_words(claims: Connection, filled: Engine, tmp_path: Path) -> None:
    message = (
        "It's 100% {{{figure}}} \\ :low — {low}|{high}|{stated_on}|{is_hearsay}|{is_ended}|{baseline}|{claim_id}|"
        "{age_days}|%(x)s"
    )
    wanted = suite(
        tmp_path,
        ("expect_column_values_to_be_null", {"column": "claim_id"}),
        meta={**META, "message": message, "remedy": "'%"},
    )
    checks.stage(claims, compiled(filled, wanted), DAY)
    rows = claims.execute(text("SELECT * FROM finding JOIN claim_facts USING (claim_id, facts_hash)")).all()
    assert len(rows) > 3000

    def number(value: Decimal | None) -> str:
        if value is None or not value.is_finite():
            return "none" if value is None else "NaN"
        return f"{value.normalize():f}"

    def word(value: bool | None) -> str:
        return "none" if value is None else ("yes" if value else "no")

    for row in rows:
        assert row.message == (
            f"It's 100% {{{row.figure}}} \\ :low — {number(row.low)}|{number(row.high)}|{row.stated_on or 'none'}|"
            f"{word(row.is_hearsay)}|{word(row.is_ended)}|{row.baseline or 'none'}|{row.claim_id}|"
            f"{'none' if row.age_days is None else row.age_days}|%(x)s"
        )
        assert row.remedy == "'%"


def test_a_claim_that_a_query_returns_twice_fails_once(claims: Connection, filled: Engine, tmp_path: Path) -> None:
    query = "SELECT claim_id FROM {batch} WHERE unit = '%' UNION ALL SELECT claim_id FROM {batch} WHERE low > 5"
    (count,) = checks.stage(
        claims,
        compiled(filled, suite(tmp_path, ("unexpected_rows_expectation", {"unexpected_rows_query": query}))),
        DAY,
    )
    failing = claims.scalar(text("SELECT count(*) FROM claim_facts WHERE unit = '%' OR low > 5"))
    assert count.unexpected_count == failing
    assert claims.scalar(text("SELECT count(*) FROM finding")) == failing


def test_a_query_cannot_find_what_is_no_claim_of_the_day(claims: Connection, filled: Engine, tmp_path: Path) -> None:
    query = "SELECT -1 AS claim_id FROM {batch} UNION SELECT NULL"
    (count,) = checks.stage(
        claims,
        compiled(filled, suite(tmp_path, ("unexpected_rows_expectation", {"unexpected_rows_query": query}))),
        DAY,
    )
    assert count.unexpected_count == 0


def test_the_day_decides(claims: Connection, filled: Engine, tmp_path: Path) -> None:
    wanted = compiled(
        filled, suite(tmp_path, ("expect_column_values_to_be_between", {"column": "age_days", "max_value": 100}))
    )
    (early,) = checks.stage(claims, wanted, date(2025, 1, 1))
    (late,) = checks.stage(claims, wanted, DAY)
    assert early.element_count < late.element_count
    assert early.unexpected_count < late.unexpected_count


def test_nothing_stored_and_nothing_to_check_are_both_fine(
    connection: Connection, engine: Engine, tmp_path: Path
) -> None:
    assert checks.stage(connection, [], DAY) == []
    assert connection.scalar(text("SELECT count(*) FROM finding")) == 0
    wanted = compiled(engine, suite(tmp_path, ("expect_column_values_to_not_be_null", {"column": "unit"})))
    connection.execute(text("DELETE FROM source"))
    (count,) = checks.stage(connection, wanted, DAY)
    assert (count.element_count, count.unexpected_count) == (0, 0)


def test_the_table_of_findings_goes_with_the_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        checks.stage(connection, [], DAY)
        connection.commit()
        assert connection.scalar(text("SELECT to_regclass('pg_temp.finding')")) is None
        assert connection.scalar(text("SELECT nullif(current_setting('tracker.as_of', true), '')")) is None


# Trying a suite


def test_a_preview_shows_the_first_failing_claims(claims: Connection, filled: Engine, tmp_path: Path) -> None:
    wanted = suite(
        tmp_path,
        ("expect_column_values_to_be_null", {"column": "unit"}),
        ("expect_column_values_to_not_be_null", {"column": "claim_id"}),
    )
    first, second = checks.preview(claims, compiled(filled, wanted)[0], DAY, limit=3)
    assert first.count.unexpected_count > 3
    assert len(first.failing) == 3
    assert [claim.claim_id for claim in first.failing] == sorted(claim.claim_id for claim in first.failing)
    assert first.failing[0].message == f"“{first.failing[0].figure}”"
    assert (second.count.unexpected_count, second.failing) == (0, ())


def test_a_condition_that_fails_on_a_claim_is_told(claims: Connection, filled: Engine, tmp_path: Path) -> None:
    query = "SELECT * FROM {batch} WHERE 1 / (claim_id - claim_id) > 1"
    wanted = compiled(filled, suite(tmp_path, ("unexpected_rows_expectation", {"unexpected_rows_query": query})))
    with pytest.raises(DBAPIError), claims.begin_nested():
        checks.stage(claims, wanted, DAY)
    with pytest.raises(SuiteError, match=r"^mine.json: the database cannot check it: division by zero$"):
        checks.preview(claims, wanted[0], DAY)
