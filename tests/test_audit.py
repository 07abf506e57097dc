"""The audit: Great Expectations' own validation beside the tracker's pass, and every difference in words."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import sessionmaker

from tests import claimfacts
from tests.conftest import ScratchDatabase
from tracker import checks, db, resources, suites

DAY = date(2026, 11, 22)


@pytest.fixture
def database(scratch_database: ScratchDatabase) -> Iterator[db.Database]:
    """Yield a database of some hundred generated claims."""
    engine = create_engine(db.session_url(make_url(scratch_database())))
    with engine.begin() as connection:
        claimfacts.fill(connection, 400)
    yield db.Database(engine, sessionmaker(engine))
    engine.dispose()


def catalogue(folder: Path, kind: str, kwargs: dict[str, Any]) -> suites.Catalogue:
    meta = {"kind": "malformed", "reason": "no_unit", "message": "{figure}", "remedy": "none"}
    entry = {"type": kind, "kwargs": kwargs, "meta": meta}
    (folder / "mine.json").write_text(json.dumps({"name": "mine", "expectations": [entry]}), encoding="utf-8")
    return suites.load([folder])


def test_the_shipped_suites_agree(database: db.Database) -> None:
    assert checks.audit(database, suites.load([resources.expectations()]), DAY) == []


def test_a_wrong_condition_is_found(database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = catalogue(tmp_path, "expect_column_values_to_not_be_null", {"column": "unit"})
    compile_soundly = suites.compile

    def falsify(sql: str | None, domain: str | None) -> None:
        def compile_wrongly(*arguments: Any, **options: Any) -> Any:
            (item,), failures = compile_soundly(*arguments, **options)
            (condition,) = item.conditions
            wrong = dataclasses.replace(
                condition, unexpected_sql=sql or condition.unexpected_sql, domain_sql=domain or condition.domain_sql
            )
            return [dataclasses.replace(item, conditions=(wrong,))], failures

        monkeypatch.setattr(suites, "compile", compile_wrongly)

    falsify("unit IS NOT NULL", None)
    (found,) = checks.audit(database, wanted, DAY)
    assert (found.suite, found.expectation) == ("mine", "malformed/no_unit")
    assert found.reason.startswith("Great Expectations counts ")
    falsify(None, "unit = '%'")
    (found,) = checks.audit(database, wanted, DAY)
    assert found.reason.startswith("Great Expectations looked at ")


def test_a_query_that_returns_claims_twice_is_told(database: db.Database, tmp_path: Path) -> None:
    query = "SELECT claim_id FROM {batch} UNION ALL SELECT claim_id FROM {batch}"
    (found,) = checks.audit(
        database, catalogue(tmp_path, "unexpected_rows_expectation", {"unexpected_rows_query": query}), DAY
    )
    assert found.reason.endswith("a query that returns a claim twice needs SELECT DISTINCT")


def test_a_suite_that_cannot_be_used_is_a_difference(database: db.Database, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    wanted = catalogue(tmp_path, "expect_column_values_to_be_in_set", {"column": "stated_on", "value_set": ["x"]})
    assert [(found.suite, found.reason.partition(":")[0]) for found in checks.audit(database, wanted, DAY)] == [
        ("broken", "broken.json"),
        ("mine", "mine.json"),
    ]


def test_what_great_expectations_cannot_check_is_told(
    database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = catalogue(tmp_path, "expect_column_values_to_not_be_null", {"column": "unit"})
    validate = suites.validate

    def validate_elsewhere(suite: suites.Suite, *arguments: Any, **options: Any) -> Any:
        entry = dataclasses.replace(suite.expectations[0], kwargs={"column": "nowhere"})
        return validate(dataclasses.replace(suite, expectations=(entry,)), *arguments, **options)

    monkeypatch.setattr(suites, "validate", validate_elsewhere)
    (found,) = checks.audit(database, wanted, DAY)
    assert found.reason.startswith("Great Expectations could not check it: ")
    assert "nowhere" in found.reason
