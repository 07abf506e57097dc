"""Checks: every claim against every compiled suite, inside the database.

No claim travels through Python: one statement tests all conditions of all suites on each row of ``claim_facts`` and
keeps what fails, with its message written out.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker import suites, waiting
from tracker.db import Database
from tracker.errors import SuiteError
from tracker.models import ExpectationCount, Run, SuiteRun
from tracker.states import Severity, SuiteStatus
from tracker.suites import Catalogue, CompiledSuite, Condition, Expectation
from tracker.suites.facts import FACTS, RELATION

NOTHING: Final = "none"
"""What a message says where a claim's column has no value."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many claims one expectation looked at, and how many of them failed it."""

    suite: str
    expectation: str
    """The expectation's key."""
    kind: str
    reason: str
    severity: Severity
    element_count: int
    unexpected_count: int


@dataclass(frozen=True, slots=True)
class Failing:
    """A claim that fails an expectation, as shown to whoever tries a suite."""

    claim_id: int
    figure: str
    subject: str | None
    source: str
    message: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What one expectation finds among the stored claims."""

    expectation: Expectation
    count: Count
    failing: tuple[Failing, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where Great Expectations' own validation and the tracker's pass do not agree."""

    suite: str
    expectation: str
    reason: str
    """One line: what each of them counted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a suite when it last ran."""

    at: datetime
    findings: int
    error: str | None


def set_clock(connection: Connection, as_of: date) -> None:
    """Judge claims as on this day, until the transaction ends."""
    connection.execute(text("SELECT set_config('tracker.as_of', :day, true)"), {"day": as_of.isoformat()})


def stage(
    connection: Connection, compiled: Sequence[CompiledSuite], as_of: date, *, leave_waiting: bool = False
) -> list[Count]:
    """Put every finding of these suites on this day into the temporary table ``finding``, and count.

    The table (claim_id, suite, expectation, kind, reason, severity, message, remedy, facts_hash) is made anew and
    lasts until the transaction ends. With ``leave_waiting``, claims that wait (``waiting.set_aside``) are neither
    looked at nor counted.

    Raises:
        sqlalchemy.exc.DBAPIError: the database cannot evaluate a condition on some claim.
    """
    set_clock(connection, as_of)
    conditions = [condition for suite in compiled for condition in suite.conditions]
    execute(connection, "DROP TABLE IF EXISTS pg_temp.finding")
    relation = _without_waiting() if leave_waiting else RELATION
    execute(connection, f"CREATE TEMP TABLE finding ON COMMIT DROP AS\n{findings_sql(conditions, relation)}")
    return count(connection, conditions, looked_at(connection, conditions, relation))


def count(connection: Connection, conditions: Sequence[Condition], looked_at: Sequence[int]) -> list[Count]:
    """Count the staged findings by expectation, beside how many claims each ``looked_at``."""
    failing = execute(connection, "SELECT suite, expectation, count(*) FROM finding GROUP BY suite, expectation")
    unexpected = {(suite, key): number for suite, key, number in failing}
    return [
        _count(
            condition.expectation, number, unexpected.get((condition.expectation.suite, condition.expectation.key), 0)
        )
        for condition, number in zip(conditions, looked_at, strict=True)
    ]


def preview(connection: Connection, compiled: CompiledSuite, as_of: date, limit: int = 10) -> list[Preview]:
    """Try a suite on the stored claims: per expectation the counts and the first ``limit`` failing claims.

    Raises:
        SuiteError: the database cannot evaluate a condition on some claim.
    """
    try:
        counts = stage(connection, [compiled], as_of)
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise SuiteError(f"the database cannot check it: {reason}", file=compiled.suite.path.name) from error
    shown = execute(
        connection,
        f"""
        SELECT expectation, claim_id, figure, subject, source, message
          FROM (SELECT *, row_number() OVER (PARTITION BY expectation ORDER BY claim_id) AS place FROM finding) AS found
          JOIN {RELATION} USING (claim_id)
         WHERE place <= {int(limit)}
         ORDER BY claim_id
        """,
    ).all()
    return [
        Preview(
            condition.expectation,
            count,
            tuple(Failing(*row[1:]) for row in shown if row.expectation == condition.expectation.key),
        )
        for condition, count in zip(compiled.conditions, counts, strict=True)
    ]


def audit(database: Database, catalogue: Catalogue, as_of: date) -> list[Difference]:
    """Run the suites by Great Expectations' own validation and compare every count with the tracker's pass."""
    compiled, failures = suites.compile(catalogue.suites, database.url, cache_dir=None)
    differences = [Difference(failure.name, "", failure.error) for failure in (*catalogue.failures, *failures)]
    with database.session() as session:
        counts = {(c.suite, c.expectation): c for c in stage(session.connection(), compiled, as_of)}
    for suite in (item.suite for item in compiled):
        for theirs in suites.validate(suite, database.url, as_of=as_of):
            ours = counts[suite.name, theirs.expectation]
            reason = _disagreement(ours, theirs)
            if reason is not None:
                differences.append(Difference(suite.name, theirs.expectation, reason))
    return differences


def _disagreement(ours: Count, theirs: suites.Validated) -> str | None:
    if theirs.error is not None:
        return f"Great Expectations could not check it: {theirs.error}"
    if theirs.unexpected_count != ours.unexpected_count:
        return (
            f"Great Expectations counts {theirs.unexpected_count} failing, the tracker {ours.unexpected_count} of "
            f"{ours.element_count} claims"
            + ("; a query that returns a claim twice needs SELECT DISTINCT" if theirs.element_count is None else "")
        )
    if theirs.element_count is not None and theirs.element_count != ours.element_count:
        return f"Great Expectations looked at {theirs.element_count} claims, the tracker at {ours.element_count}"
    return None


def latest(session: Session) -> dict[str, Outcome]:
    """Return what became of each suite when it last ran."""
    found = (
        select(func.coalesce(func.sum(ExpectationCount.unexpected_count), 0))
        .where(ExpectationCount.run_id == SuiteRun.run_id, ExpectationCount.suite == SuiteRun.suite)
        .scalar_subquery()
    )
    last = (
        select(SuiteRun.suite, Run.started_at, found, SuiteRun.error)
        .join(Run, Run.id == SuiteRun.run_id)
        .where(SuiteRun.status != SuiteStatus.NOT_DUE)
        .ext(distinct_on(SuiteRun.suite))
        .order_by(SuiteRun.suite, Run.id.desc())
    )
    return {suite: Outcome(at, int(findings), error) for suite, at, findings, error in session.execute(last)}


def _without_waiting() -> str:
    return f"{RELATION} WHERE NOT {waiting.WAITS.format(claim_id=f'{RELATION}.claim_id')}"


def findings_sql(conditions: Sequence[Condition], relation: str = RELATION) -> str:
    """Return the query for every finding of these conditions: one scan, each condition tried once on each claim.

    ``relation`` is what stands after FROM.
    """
    columns = {"claim_id", "facts_hash"}.union(*(_columns(condition.expectation.message) for condition in conditions))
    numbered = list(enumerate(conditions, start=1))
    failing = "".join(f",\nCASE WHEN {condition.unexpected_sql} THEN {number} END" for number, condition in numbered)
    rules = "".join(f",\n({number}, {_rule(condition.expectation)})" for number, condition in numbered)
    messages = "".join(f"\nWHEN {number} THEN {_message(c.expectation.message)}" for number, c in numbered)
    # OFFSET 0 keeps the planner from merging the two levels and trying a condition more than once.
    return f"""
        SELECT claim.claim_id, rule.suite, rule.expectation, rule.kind, rule.reason, rule.severity,
               CASE failing.number WHEN 0 THEN ''{messages} END AS message, rule.remedy, claim.facts_hash
          FROM (SELECT {", ".join(sorted(columns))}, array_remove(ARRAY[NULL::int{failing}], NULL) AS failing
                  FROM {relation} OFFSET 0) AS claim
          CROSS JOIN LATERAL unnest(claim.failing) AS failing (number)
          JOIN (VALUES (0, '', '', '', '', '', ''){rules})
               AS rule (number, suite, expectation, kind, reason, severity, remedy)
            ON rule.number = failing.number
    """


def _rule(expectation: Expectation) -> str:
    return ", ".join(
        _quoted(word)
        for word in (
            expectation.suite, expectation.key, expectation.kind, expectation.reason, str(expectation.severity),
            expectation.remedy,
        )
    )  # fmt: skip


def _columns(template: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}


def _message(template: str) -> str:
    """Return the SQL of a message: its text, with the claim's columns put into words."""
    parts: list[str] = []
    for literal, field, _, _ in string.Formatter().parse(template):
        if literal:
            parts.append(_quoted(literal))
        if field is not None:
            parts.append(f"coalesce({_worded(field)}, {_quoted(NOTHING)})")
    return " || ".join(parts)


def _worded(column: str) -> str:
    match FACTS[column].type:
        case "text":
            return f"claim.{column}"
        case "boolean":
            return f"CASE claim.{column} WHEN true THEN 'yes' WHEN false THEN 'no' END"
        case "date":
            return f"to_char(claim.{column}, 'YYYY-MM-DD')"
        case "numeric":
            return f"trim_scale(claim.{column})::text"
    return f"claim.{column}::text"


def _quoted(value: str) -> str:
    """Return a text as an SQL literal; backslashes are plain characters (standard_conforming_strings)."""
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def looked_at(connection: Connection, conditions: Sequence[Condition], relation: str) -> list[int]:
    """Count the claims each expectation looks at, those with the same domain once."""
    domains = list(dict.fromkeys(condition.domain_sql or "true" for condition in conditions))
    if not domains:
        return []
    counts = ", ".join(f"count(*) FILTER (WHERE {domain})" for domain in domains)
    numbers = dict(zip(domains, execute(connection, f"SELECT {counts} FROM {relation}").one(), strict=True))
    return [numbers[condition.domain_sql or "true"] for condition in conditions]


def _count(expectation: Expectation, element_count: int, unexpected_count: int) -> Count:
    return Count(
        suite=expectation.suite,
        expectation=expectation.key,
        kind=expectation.kind,
        reason=expectation.reason,
        severity=expectation.severity,
        element_count=element_count,
        unexpected_count=unexpected_count,
    )


def execute(connection: Connection, statement: str) -> Any:
    """Execute SQL text as it stands: percent signs and colons in it mean nothing to the driver."""
    return connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
