"""Expectations tried on one claim: the same SQL conditions as in a sweep, with the facts that each of them read."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker.checks import NOTHING
from tracker.explanation.content import Expected
from tracker.jsontext import exact
from tracker.standing import Facts
from tracker.suites import CompiledSuite, Expectation, SuiteFailure
from tracker.suites.domain import check
from tracker.suites.facts import FACTS, RELATION

PASSED, FAILED, NOT_APPLICABLE, NOT_TRIED = "passed", "failed", "not_applicable", "not_tried"
_ORDER: Final = (FAILED, NOT_TRIED, PASSED, NOT_APPLICABLE)
_COLUMNS: Final = ("column", "column_A", "column_B")


def tried(
    session: Session, compiled: Sequence[CompiledSuite], known: Facts
) -> tuple[list[Expected], list[SuiteFailure]]:
    """Try every expectation on the claim with these facts: what failed first. Suites the database refuses come apart.

    The day of ``claim_facts`` is to be set before.
    """
    told: list[Expected] = []
    failures: list[SuiteFailure] = []
    for suite in compiled:
        savepoint = session.begin_nested()
        try:
            results = list(_results(session, suite, int(known["claim_id"])))
        except DBAPIError as error:
            savepoint.rollback()
            reason = str(error.orig).partition("\n")[0]
            failures.append(SuiteFailure(suite.suite.name, suite.suite.path, f"{suite.suite.path.name}: {reason}"))
            results = [NOT_TRIED] * len(suite.conditions)
        told += [_told(each.expectation, result, known) for each, result in zip(suite.conditions, results, strict=True)]
    return sorted(told, key=lambda each: _ORDER.index(each.result)), failures


def _results(session: Session, suite: CompiledSuite, claim_id: int) -> Iterator[str]:
    if not suite.conditions:
        return
    failing = ", ".join(f"({condition.unexpected_sql}) IS TRUE" for condition in suite.conditions)
    within = ", ".join(f"({condition.domain_sql or 'true'}) IS TRUE" for condition in suite.conditions)
    statement = f"SELECT ARRAY[{failing}], ARRAY[{within}] FROM {RELATION} WHERE claim_id = {claim_id}"
    row = session.connection().exec_driver_sql(statement, execution_options={"no_parameters": True}).one()
    for has_failed, is_within in zip(*row, strict=True):
        yield FAILED if has_failed else PASSED if is_within else NOT_APPLICABLE


def _told(expectation: Expectation, result: str, known: Facts) -> Expected:
    has_failed = result == FAILED
    return Expected(
        suite=expectation.suite,
        expectation=expectation.key,
        kind=expectation.kind,
        reason=expectation.reason,
        severity=str(expectation.severity),
        expected=expectation.description,
        applies_to=expectation.applies,
        result=result,
        observed={name: known[name] for name in observed(expectation)},
        message=message(expectation.message, known) if has_failed else None,
        remedy=expectation.remedy if has_failed else None,
    )


def observed(expectation: Expectation) -> list[str]:
    """The columns of ``claim_facts`` that a rule reads, those it is about before those that say whom it looks at."""
    kwargs = expectation.kwargs
    named = [kwargs[name] for name in _COLUMNS if name in kwargs]
    named += kwargs.get("column_list", [])
    if (query := kwargs.get("unexpected_rows_query")) is not None:
        words = set(re.findall(r"\w+", str(query)))
        named += [name for name in FACTS if name in words and name != "claim_id"]
    if expectation.row_condition is not None:
        parser = kwargs.get("condition_parser")
        named += [column for _, column in check(expectation.row_condition, parser)]
    return [name for name in dict.fromkeys(named) if name in FACTS]


def message(template: str, known: Facts) -> str:
    """Fill in a message's columns from the claim's facts, as a sweep writes them."""
    worded: Mapping[str, str] = {
        field: _worded(known[field]) for _, field, _, _ in string.Formatter().parse(template) if field is not None
    }
    return template.format(**worded)


def _worded(value: Any) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case Decimal():
            number = exact(value)
            return format(number, "f") if isinstance(number, Decimal) else str(number)
    return str(value)
