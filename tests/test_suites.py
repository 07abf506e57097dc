"""Suites: what a file may hold, what is refused and with which words, compiling and its cache."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, make_url, text

from tracker import resources, suites
from tracker.states import Severity
from tracker.suites import cache, domain
from tracker.suites.facts import FACTS
from tracker.suites.vocabulary import REFUSED, SUPPORTED, TABLE_TYPES

NOT_NULL = "expect_column_values_to_not_be_null"
IN_SET = "expect_column_values_to_be_in_set"
PAIR = "expect_column_pair_values_to_be_in_set"
QUERY = "unexpected_rows_expectation"

Change = Callable[[dict[str, Any]], object]


def expectation(type: str = NOT_NULL, **kwargs: Any) -> dict[str, Any]:  # noqa: A002  it is the key's name
    return {
        "type": type,
        "kwargs": kwargs or {"column": "unit"},
        "severity": "warning",
        "meta": {"kind": "malformed", "reason": "no_unit", "message": "It says {figure}.", "remedy": "Say a unit."},
    }


def comparison(column: str = "kind", operator: str = "==", parameter: object = "change") -> dict[str, Any]:
    return {"type": "comparison", "column": {"name": column}, "operator": operator, "parameter": parameter}


def written(folder: Path, *expectations: dict[str, Any], name: str = "mine") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"name": name, "expectations": expectations}), encoding="utf-8")
    return path


def failure(path: Path) -> str:
    catalogue = suites.load([path.parent])
    assert not catalogue.suites
    (found,) = catalogue.failures
    assert (found.name, found.path) == (path.stem, path)
    assert "\n" not in found.error
    return found.error


# Reading


def test_the_shipped_suites_are_all_sound() -> None:
    catalogue = suites.load([resources.expectations()])
    assert catalogue.failures == ()
    assert {
        suite.name: [(e.kind, e.reason, str(e.severity)) for e in suite.expectations] for suite in catalogue.suites
    } == {
        "completeness": [
            ("malformed", "no_date", "critical"),
            ("malformed", "no_source", "critical"),
            ("malformed", "no_unit", "critical"),
        ],
        "consistency": [
            ("contradicted", "other_origin", "critical"),
            ("contradicted", "same_origin", "warning"),
        ],
        "freshness": [
            ("stale", "aged", "warning"),
            ("stale", "aging", "info"),
            ("stale", "ended", "warning"),
            ("stale", "superseded", "warning"),
            ("stale", "unchecked", "warning"),
        ],
        "source": [
            ("source_changed", "figure_changed", "critical"),
            ("source_changed", "quote_gone", "warning"),
            ("source_changed", "unclear", "warning"),
            ("source_changed", "misquoted", "critical"),
            ("source_lost", "unreachable", "critical"),
        ],
        "validity": [
            ("malformed", "future_date", "critical"),
            ("malformed", "not_a_number", "critical"),
            ("implausible", "out_of_range", "critical"),
            ("implausible", "out_of_range", "critical"),
            ("implausible", "share_over_100", "critical"),
            ("implausible", "wrong_unit", "critical"),
        ],
        "verifiability": [
            ("unverifiable", "vague", "warning"),
            ("unverifiable", "no_baseline", "warning"),
            ("unverifiable", "no_attribution", "warning"),
            ("unverifiable", "no_attribution", "warning"),
            ("unverifiable", "self_reported", "info"),
            ("unverifiable", "unlinked", "info"),
        ],
    }


def test_an_expectation_says_what_it_checks_in_words(tmp_path: Path) -> None:
    entry = expectation(
        "expect_column_values_to_be_between",
        column="low",
        min_value=0,
        strict_min=True,
        max_value=100,
        row_condition={
            "type": "and",
            "conditions": [
                comparison("kind", "IN", ["ratio", "change"]),
                {"type": "nullity", "column": {"name": "metric"}, "is_null": False},
            ],
        },
    )
    (found,) = suites.read(written(tmp_path, entry)).expectations
    assert found.description == "low is more than 0 and at most 100"
    assert found.applies == "kind is one of “ratio” or “change” and metric is known"
    assert (found.key, found.severity, found.suite) == ("malformed/no_unit", Severity.WARNING, "mine")


def test_its_own_description_and_id_win(tmp_path: Path) -> None:
    (found,) = suites.read(
        written(tmp_path, {**expectation(), "id": "units", "description": "all has units"})
    ).expectations
    assert (found.key, found.description) == ("units", "all has units")


def test_severity_is_critical_unless_given_as_in_great_expectations(tmp_path: Path) -> None:
    entry = expectation()
    del entry["severity"]
    assert suites.read(written(tmp_path, entry)).expectations[0].severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("condition", "parser", "words"),
    [
        ('col("kind") == "change"', "great_expectations", "kind is “change”"),
        ("col(\"kind\")!='change'", "great_expectations__experimental__", "kind is not “change”"),
        ('col("low") >= -1.5e3', "great_expectations", "low is at least -1.5e3"),
        ('col("unit").notnull()', "great_expectations", "unit is known"),
        (comparison("is_vague", "==", False), None, "is_vague is no"),
        ({"type": "nullity", "column": {"name": "unit"}, "is_null": True}, None, "unit is missing"),
        (
            {
                "type": "or",
                "conditions": [comparison(), {"type": "and", "conditions": [comparison("unit", "==", "%")]}],
            },
            None,
            "kind is “change” or (unit is “%”)",
        ),
    ],
)
def test_row_conditions_are_read_in_each_form(tmp_path: Path, condition: Any, parser: str | None, words: str) -> None:
    kwargs = {"column": "unit", "row_condition": condition} | ({"condition_parser": parser} if parser else {})
    (found,) = suites.read(written(tmp_path, expectation(**kwargs))).expectations
    assert found.applies == words
    assert found.row_condition == condition


# Refusing


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda e: e.update(type="expect_column_values_to_be_good"),
            "[0].type: 'expect_column_values_to_be_good' is no",
        ),
        (lambda e: e.update(type="expect_column_values_to_be_nul"), "did you mean 'expect_column_values_to_be_null'?"),
        (lambda e: e.pop("type"), "[0].type: missing"),
        (
            lambda e: e.update(type="expect_table_row_count_to_equal"),
            "[0].type: expect_table_row_count_to_equal cannot",
        ),
        (lambda e: e.update(type="expect_column_mean_to_be_between"), "judges the table as a whole"),
        (lambda e: e.update(type="expect_column_values_to_be_unique"), "compares claims with one another"),
        (lambda e: e.update(type="expect_column_values_to_not_be_outliers"), "over all claims"),
        (lambda e: e.update(type="expect_column_values_to_match_strftime_format"), "inside a database"),
        (lambda e: e.update(colour="red"), "expectations[0].colour: 'colour' is no key"),
        (lambda e: e.update(rendered_content=[{"x": 1}]), "expectations[0].rendered_content: "),
        (
            lambda e: e.update(severity="bad"),
            "expectations[0].severity: 'bad' is no severity: use one of critical, info",
        ),
        (lambda e: e.update(id=" "), "expectations[0].id: "),
        (lambda e: e.pop("kwargs"), "expectations[0].kwargs: missing"),
        (lambda e: e["kwargs"].update(col="x"), "expectations[0].kwargs.col: 'col' is no key"),
        (
            lambda e: e["kwargs"].update(column="units"),
            "[0].kwargs.column: 'units' is no column of claim_facts: did you mean",
        ),
        (lambda e: e["kwargs"].update(column=["unit"]), "expectations[0].kwargs.column: "),
        (lambda e: e["kwargs"].pop("column"), "expectations[0].kwargs.column: missing"),
        (lambda e: e["kwargs"].update(mostly=0.9), "expectations[0].kwargs.mostly: a share of claims"),
        (lambda e: e["kwargs"].update(result_format="COMPLETE"), "expectations[0].kwargs.result_format: "),
        (
            lambda e: e["kwargs"].update(condition_parser="pandas", row_condition="unit > 1"),
            "row_condition: condition_parser",
        ),
        (lambda e: e["kwargs"].update(row_condition='col("kind") == "x"'), 'text needs "condition_parser"'),
        (
            lambda e: e["kwargs"].update(
                row_condition='col("kind") == "x" and col("low") > 1', condition_parser="great_expectations"
            ),
            "expectations[0].kwargs.row_condition: cannot read",
        ),
        (
            lambda e: e["kwargs"].update(row_condition='col("kinds") == "x"', condition_parser="great_expectations"),
            "'kinds' is no column",
        ),
        (lambda e: e["kwargs"].update(row_condition=comparison("kinds")), "row_condition.column.name: 'kinds' is no"),
        (lambda e: e["kwargs"].update(row_condition={**comparison(), "not": 1}), "row_condition.not: unknown key"),
        (
            lambda e: e["kwargs"].update(row_condition={"type": "pass_through"}),
            "row_condition.type: 'pass_through' is no",
        ),
        (
            lambda e: e["kwargs"].update(row_condition=comparison("kind", "~")),
            "row_condition.operator: '~' is no operator",
        ),
        (lambda e: e["kwargs"].update(row_condition=comparison("low", "IN", [1, 2.5])), "row_condition.parameter: "),
        (lambda e: e["kwargs"].update(row_condition=comparison("low", "==", None)), "for missing values use nullity"),
        (
            lambda e: e["kwargs"].update(
                row_condition={"type": "and", "conditions": [{"type": "or", "conditions": [comparison()]}]}
            ),
            "row_condition.conditions[0]: Great Expectations reads",
        ),
        (lambda e: e["kwargs"].update(row_condition={"type": "and", "conditions": []}), "row_condition.conditions: "),
        (lambda e: e.pop("meta"), "expectations[0].meta: missing"),
        (lambda e: e["meta"].update(owner="me"), "expectations[0].meta.owner: 'owner' is no key"),
        (
            lambda e: e["meta"].update(kind="odd"),
            "expectations[0].meta.kind: 'odd' is no kind: use one of contradicted",
        ),
        (lambda e: e["meta"].update(reason="aged"), "expectations[0].meta.reason: 'aged' is no reason of malformed"),
        (lambda e: e["meta"].pop("remedy"), "expectations[0].meta.remedy: missing"),
        (lambda e: e["meta"].update(message="{figures}"), "expectations[0].meta.message: 'figures' is no column"),
        (lambda e: e["meta"].update(message="{figure!r}"), "only the name of a column"),
        (lambda e: e["meta"].update(message="{low:.2f}"), "only the name of a column"),
        (lambda e: e["meta"].update(message="{}"), "only the name of a column"),
        (lambda e: e["meta"].update(remedy="{figure"), "expectations[0].meta.remedy: "),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(tmp_path: Path, change: Change, words: str) -> None:
    entry = expectation()
    change(entry)
    error = failure(written(tmp_path, entry))
    assert error.startswith("mine.json: expectations[0]")
    assert words in error


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (expectation(IN_SET, column="kind", value_set=[]), "kwargs.value_set: missing"),
        (expectation(IN_SET, column="kind", value_set=["a", None]), "kwargs.value_set: expected texts"),
        (expectation(IN_SET, column="low", value_set=[1, 2.5]), "kwargs.value_set: expected values of one type"),
        (expectation(IN_SET, column="low", value_set={"$PARAMETER": "x"}), "kwargs.value_set: expected a value"),
        (expectation("expect_column_values_to_be_between", column="low"), "kwargs: expected min_value"),
        (
            expectation("expect_column_values_to_be_between", column="low", max_value=1, strict_max="yes"),
            ".strict_max: ",
        ),
        (expectation(PAIR, column_A="kind", column_B="unit", value_pairs_set=[["a"]]), "value_pairs_set[0]: "),
        (expectation("expect_multicolumn_values_to_be_equal", column_list=["low"]), "column_list: expected two"),
        (expectation("expect_multicolumn_values_to_be_equal", column_list=["low", "hi"]), "column_list[1]: 'hi' is no"),
        (
            expectation(
                "expect_column_pair_values_to_be_equal", column_A="low", column_B="high", ignore_row_if="never"
            ),
            "ignore_row_if: 'never' is no choice",
        ),
        (
            expectation(
                "expect_column_pair_values_to_be_equal",
                column_A="low",
                column_B="high",
                ignore_row_if="neither",
                row_condition=comparison(),
            ),
            "ignore_row_if: Great Expectations fails on it beside a row_condition",
        ),
        (
            expectation("expect_column_values_to_match_regex_list", column="unit", regex_list=["a"], match_on="none"),
            "match_on: 'none' is no choice",
        ),
        (expectation(QUERY, unexpected_rows_query="SELECT * FROM claim_facts"), "it does not read {batch}"),
        (expectation(QUERY, unexpected_rows_query="SELECT * FROM {batch} WHERE figure ~ 'x{3}'"), "{3} is unknown"),
        (expectation(QUERY, unexpected_rows_query="SELECT * FROM {batch} WHERE figure ~ 'x}'"), "write a brace"),
        (
            expectation(QUERY, unexpected_rows_query="SELECT * FROM {batch}", row_condition=comparison()),
            "row_condition: is not for this type",
        ),
    ],
)
def test_arguments_that_would_check_less_than_meant_are_refused(
    tmp_path: Path, entry: dict[str, Any], words: str
) -> None:
    assert words in failure(written(tmp_path, entry))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"name": "mine",\n "expectations": [}', "mine.json: line 2, column 19: is not JSON: expecting value"),
        (b"", "mine.json: line 1, column 1: is not JSON"),
        (b'{"name": "\xff"}', "mine.json: is not in UTF-8 (byte 11)"),
        (b"[]", "mine.json: expected a suite"),
        (b'{"name": "mine", "name": "mine"}', "the key 'name' is there twice"),
        (b'{"name": "mine", "expectations": [NaN]}', "NaN is no number"),
        (b'{"name": "mine", "expectations": []}', "mine.json: expectations: expected a list of one"),
        (b'{"name": "mine"}', "mine.json: expectations: expected a list of one"),
        (b'{"name": "mine", "expectations": [1]}', "mine.json: expectations[0]: expected an object"),
        (b'{"name": "yours", "expectations": []}', "mine.json: name: expected 'mine', the name of its file"),
        (b'{"name": "mine", "colour": 1}', "mine.json: colour: 'colour' is no key"),
        (b'{"name": "mine", "meta": {"owner": 1}}', "mine.json: meta.owner: 'owner' is no key"),
        (b'{"name": "mine", "suite_parameters": {"a": 1}}', "mine.json: suite_parameters: "),
        (b"[" * 100_000, "mine.json: is nested too deeply"),
    ],
)
def test_files_that_are_no_suites_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(content)
    assert failure(path).startswith(words) or words in failure(path)


def test_two_expectations_of_one_key_are_refused(tmp_path: Path) -> None:
    error = failure(written(tmp_path, expectation(), expectation()))
    assert error == "mine.json: expectations[1]: 'malformed/no_unit' is there 2 times: give each an id of its own"


def test_two_suites_of_one_name_are_refused_and_the_others_load(tmp_path: Path) -> None:
    written(tmp_path / "a", expectation())
    second = written(tmp_path / "b", expectation())
    written(tmp_path / "b", expectation(), name="other")
    catalogue = suites.load([tmp_path / "a", tmp_path / "b"])
    assert [suite.name for suite in catalogue.suites] == ["other"]
    (found,) = catalogue.failures
    assert (found.name, found.path) == ("mine", second)
    assert "is two suites" in found.error


def test_a_folder_given_twice_is_read_once(tmp_path: Path) -> None:
    written(tmp_path / "suites", expectation())
    catalogue = suites.load([tmp_path / "suites", tmp_path / "suites" / ".." / "suites"])
    assert (len(catalogue.suites), catalogue.failures) == (1, ())


def test_a_broken_file_leaves_the_others_and_an_unreadable_folder_is_told(tmp_path: Path) -> None:
    written(tmp_path, expectation(), name="sound")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a suite", encoding="utf-8")
    catalogue = suites.load([tmp_path, tmp_path / "gone"])
    assert [suite.name for suite in catalogue.suites] == ["sound"]
    assert [failure.name for failure in catalogue.failures] == ["broken", "gone"]


# Great Expectations


def test_the_vocabulary_covers_great_expectations() -> None:
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.registry import (
        get_expectation_impl,
        list_registered_expectation_implementations,
    )

    everything = set(list_registered_expectation_implementations())
    assert everything >= SUPPORTED.keys() | REFUSED.keys()
    rest = everything - SUPPORTED.keys() - REFUSED.keys()
    assert [name for name in sorted(rest) if not name.startswith(TABLE_TYPES)] == []
    general = {*Expectation.__fields__, "batch_id", "mostly", "row_condition", "condition_parser"}
    for name, known in SUPPORTED.items():
        fields = get_expectation_impl(name).__fields__
        assert set(known.arguments) == fields.keys() - general, name
        assert known.conditional == ("row_condition" in fields), name


def test_row_condition_operators_are_great_expectations_own() -> None:
    from great_expectations.expectations.row_conditions import Operator

    assert set(domain.OPERATORS) == {operator.value for operator in Operator}


def compiled(engine: Engine, path: Path, folder: Path | None = None) -> tuple[list[suites.CompiledSuite], list[str]]:
    catalogue = suites.load([path.parent])
    assert catalogue.failures == ()
    done, failures = suites.compile(catalogue.suites, engine.url, cache_dir=folder)
    return done, [failure.error for failure in failures]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            expectation("expect_column_values_to_be_between", column="stated_on", min_value="soon"),
            "mine.json: expectations[0].kwargs.min_value: ",
        ),
        (
            expectation(IN_SET, column="stated_on", value_set=["2025-01-01"]),
            "the database refuses it: operator does not",
        ),
        (expectation("expect_column_values_to_match_regex", column="figure", regex="(x"), "invalid regular expression"),
        (
            expectation(column="unit", row_condition=comparison("stated_on", ">", "2025-01-01")),
            "Great Expectations refuses it: operator does not exist: date > character varying",
        ),
        (
            expectation(QUERY, unexpected_rows_query="SELECT * FROM {batch} WHERE nope > 1"),
            'column "nope" does not exist',
        ),
        (expectation(QUERY, unexpected_rows_query="SELECT figure FROM {batch}"), "it does not return claim_id"),
        (expectation(QUERY, unexpected_rows_query="SELECT * FROM {batch}) AS x; DROP TABLE claim; --"), "syntax error"),
        (
            expectation(QUERY, unexpected_rows_query="SELECT * FROM {batch}; DROP TABLE claim CASCADE"),
            "cannot insert multiple commands",
        ),
        (expectation(QUERY, unexpected_rows_query="DELETE FROM claim USING {batch}"), "expected one query"),
        (
            expectation(
                QUERY,
                unexpected_rows_query="WITH gone AS (DELETE FROM claim RETURNING id AS claim_id) "
                "SELECT gone.claim_id FROM gone, {batch}",
            ),
            "WITH clause containing a data-modifying statement",
        ),
        (expectation(QUERY, unexpected_rows_query="SELECT * FROM {batch} WHERE figure = ' :x'"), "write \\:x"),
        (expectation(QUERY, unexpected_rows_query="SELECT * FROM {batch} WHERE figure > 1"), "operator does not exist"),
    ],
)
def test_what_the_database_would_refuse_is_refused_before_a_run(
    engine: Engine, tmp_path: Path, entry: dict[str, Any], words: str
) -> None:
    done, failures = compiled(engine, written(tmp_path, entry))
    assert done == []
    assert words in failures[0]
    assert failures[0].startswith("mine.json: expectations[0].kwargs")
    assert "\n" not in failures[0]
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT to_regclass('claim') IS NOT NULL"))


def test_a_suite_that_cannot_be_compiled_leaves_the_others(engine: Engine, tmp_path: Path) -> None:
    written(tmp_path, expectation(IN_SET, column="stated_on", value_set=["x"]), name="bad")
    done, failures = compiled(engine, written(tmp_path, expectation(), name="good"))
    assert [item.suite.name for item in done] == ["good"]
    assert len(failures) == 1


def test_a_query_that_is_only_a_condition_becomes_one(engine: Engine, tmp_path: Path) -> None:
    queries = {
        "plain": "select * from {batch} where unit = '%' -- per cent",
        "counted": "SELECT claim_id FROM (SELECT claim_id, count(*) OVER (PARTITION BY figure) AS n FROM {batch}) AS c "
        "WHERE n > 1",
        "ordered": "SELECT * FROM {batch} WHERE unit = '%' ORDER BY claim_id LIMIT 5",
        "braces": "SELECT * FROM {batch} WHERE figure ~ '^x{{2}}$' AND sentence LIKE '100%' AND title = 'a\\:b'",
    }
    entries = [{**expectation(QUERY, unexpected_rows_query=query), "id": key} for key, query in queries.items()]
    done, failures = compiled(engine, written(tmp_path, *entries))
    assert failures == []
    found = {condition.expectation.key: condition.unexpected_sql for condition in done[0].conditions}
    assert found["plain"].splitlines()[0] == "(unit = '%' -- per cent"
    assert found["counted"].startswith("claim_id IN (")
    assert found["ordered"].startswith("claim_id IN (")
    assert found["braces"] == "(figure ~ '^x{2}$' AND sentence LIKE '100%' AND title = 'a:b'\n)"


# The cache


def test_compiled_suites_are_kept_and_made_anew_when_damaged(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, folder = written(tmp_path / "suites", expectation()), tmp_path / "cache"
    first, _ = compiled(engine, path, folder)
    (kept,) = folder.iterdir()
    for damage in (b"", b"{}", b"[]", b"\xff", kept.read_bytes().replace(b"unit", b"figure")):
        sound = kept.read_bytes()
        kept.write_bytes(damage)
        with caplog.at_level(logging.WARNING, "tracker"):
            assert compiled(engine, path, folder)[0] == first
        assert "is made anew" in caplog.text
        assert kept.read_bytes() == sound
        caplog.clear()


def test_a_changed_suite_replaces_its_compiled_form(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    compiled(engine, written(tmp_path / "suites", expectation(), name="mine-too"), folder)
    compiled(engine, written(tmp_path / "suites", expectation()), folder)
    before = set(folder.iterdir())
    compiled(engine, written(tmp_path / "suites", expectation(column="figure")), folder)
    after = set(folder.iterdir())
    assert len(before) == len(after) == 2
    assert len(before & after) == 1


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    done, failures = compiled(engine, written(tmp_path / "suites", expectation()), tmp_path / "cache")
    assert (len(done), failures) == (1, [])
    assert "could not be kept" in caplog.text


def test_what_is_kept_needs_no_great_expectations(engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "suites", expectation())
    compiled(engine, path, tmp_path / "cache")
    program = (
        "import sys; from pathlib import Path; from tracker import suites\n"
        f"folder, kept = Path({str(path.parent)!r}), Path({str(tmp_path / 'cache')!r})\n"
        "url = 'postgresql+psycopg://nobody@nowhere/x'\n"
        "done, failures = suites.compile(suites.load([folder]).suites, url, cache_dir=kept)\n"
        "assert suites.warm([folder], cache_dir=kept) is None\n"
        "assert len(done) == 1 and not failures and 'great_expectations' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_cache_key_knows_what_it_depends_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite = suites.read(written(tmp_path, expectation()))
    before = cache.key(suite)
    monkeypatch.setattr(cache, "_version", lambda name: f"{name} 99")
    assert cache.key(suite) != before


def test_great_expectations_is_kept_from_sending_and_from_talking(engine: Engine, tmp_path: Path) -> None:
    path = written(
        tmp_path, expectation(row_condition='col("kind") == "x"', condition_parser="great_expectations", column="unit")
    )
    program = (
        "from pathlib import Path; from tracker import suites\n"
        "suites.warm().join()\n"
        f"done, failures = suites.compile(suites.load([Path({str(path.parent)!r})]).suites, "
        f"{engine.url.render_as_string(hide_password=False)!r}, cache_dir=None)\n"
        "assert len(done) == 1, failures\n"
        "import os; assert os.environ['GX_ANALYTICS_ENABLED'] == 'false'\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GX_")}
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", program], check=True, timeout=120, capture_output=True, env=environment
    )
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_process_that_compiled_leaves_nothing_behind_and_says_nothing(engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path, expectation())
    program = (
        "from pathlib import Path; from tracker import suites\n"
        "if __name__ == '__main__':\n"
        f"    mine = suites.load([Path({str(path.parent)!r})]).suites\n"
        f"    url = {engine.url.render_as_string(hide_password=False)!r}\n"
        "    done, failures = suites.Workshop().compile(mine, url)\n"
        "    assert len(done) == 1, failures\n"
    )
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "program.py")]
    done = subprocess.run(command, check=True, timeout=120, capture_output=True)
    assert (done.stdout, done.stderr) == (b"", b"")


# The relation


def test_the_columns_known_to_suites_are_those_of_the_view(engine: Engine) -> None:
    with engine.connect() as connection:
        columns = connection.execute(
            text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'claim_facts'")
        )
        assert dict(map(tuple, columns)) == {name: fact.type for name, fact in FACTS.items()}


def test_an_address_without_a_host_will_do(engine: Engine, tmp_path: Path) -> None:
    url = make_url(engine.url)
    if "host" not in url.query:
        pytest.skip("the server is not reached through a socket")
    done, _ = suites.compile([suites.read(written(tmp_path, expectation()))], url.set(host=None), cache_dir=None)
    assert len(done) == 1
