"""Slices: the findings of a sweep worked out side by side, each on a connection of its own, as of one moment.

The sweep exports what it sees, each slice sees the same, and leaves its findings in a table from which the sweep takes
over those of the tries that were reported to it. A slice that was cut off leaves nothing that anybody would take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, func, select, text

from tracker import checks, waiting
from tracker.errors import TrackerError
from tracker.models import FINDING_SLICE, Claim
from tracker.spread import parts
from tracker.suites import CompiledSuite, Condition
from tracker.suites.facts import RELATION

LEAST: Final = 20_000
"""Claims that are worth a slice of their own."""

_ACROSS: Final = re.compile(r"\b(?:SELECT|TABLE|VALUES)\b", re.IGNORECASE)
_COLUMNS: Final = "claim_id, suite, expectation, kind, reason, severity, message, remedy, facts_hash"


class SliceError(TrackerError):
    """The database refused a slice: a condition on some claim, or what came of it."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Some conditions on every so many-eth claim."""

    snapshot: str
    """What the sweep sees, as the server knows it."""
    day: date
    numbers: tuple[int, ...]
    """Which of the sweep's conditions these are."""
    conditions: tuple[Condition, ...]
    number: int
    of: int
    left_out: tuple[int, ...]
    """Claims of this slice that wait."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a slice."""

    attempt: UUID
    numbers: tuple[int, ...]
    looked_at: tuple[int, ...]
    """By condition, how many claims of the slice it looked at."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Hands for slices."""

    width: Callable[[], int]
    work: Callable[[Sequence[Slice]], list[Found]]
    """Has every slice worked out."""
    least: int
    """Claims that are worth a slice."""


def stage(
    connection: Connection, compiled: Sequence[CompiledSuite], day: date, apart: Apart, *, leave_waiting: bool = False
) -> list[checks.Count] | None:
    """Do in slices what ``checks.stage`` does at once; None where it is too little to be cut up.

    To be called outside of any savepoint: the server exports nothing from one.

    Raises:
        SpreadError: the slices could not be worked out, or were lost.
        SliceError: the database refuses a condition on some claim.
    """
    claims = connection.scalar(select(func.count(Claim.id))) or 0
    if claims < 2 * apart.least or not any(suite.conditions for suite in compiled):
        return None
    count = parts(apart.width(), claims, apart.least)
    if count == 1:
        return None
    left_out = waiting.those(connection) if leave_waiting else []
    found = apart.work(cut(export(connection), compiled, day, count, left_out))
    return merge(connection, compiled, found)


def export(connection: Connection) -> str:
    """Let others see what this transaction sees now, for as long as it lasts."""
    return str(connection.scalar(text("SELECT pg_export_snapshot()")))


def cut(
    snapshot: str,
    compiled: Sequence[CompiledSuite],
    day: date,
    count: int,
    left_out: Sequence[int] = (),
) -> list[Slice]:
    """Cut a sweep into ``count`` slices, and one more for the conditions that compare claims with one another.

    Those are tried on all claims at once: each slice would have to go through everything.
    """
    numbered = list(enumerate(condition for suite in compiled for condition in suite.conditions))
    across = [pair for pair in numbered if _ACROSS.search(f"{pair[1].unexpected_sql} {pair[1].domain_sql or ''}")]
    alone = [pair for pair in numbered if pair not in across]
    cuts = [(across, 0, 1)] if across else []
    cuts += [(alone, number, count) for number in range(count)] if alone else []
    return [
        Slice(
            snapshot=snapshot,
            day=day,
            numbers=tuple(number for number, _ in pairs),
            conditions=tuple(condition for _, condition in pairs),
            number=number,
            of=of,
            left_out=tuple(claim_id for claim_id in left_out if claim_id % of == number),
        )
        for pairs, number, of in cuts
    ]


def work_out(connection: Connection, part: Slice) -> Found:
    """Try a slice's conditions and leave its findings, in a transaction that is REPEATABLE READ and has just begun.

    Raises:
        sqlalchemy.exc.DBAPIError: the database cannot evaluate a condition on some claim, or the sweep is over.
    """
    checks.execute(connection, f"SET TRANSACTION SNAPSHOT '{part.snapshot}'")
    checks.set_clock(connection, part.day)
    relation = f"{RELATION} WHERE {RELATION}.claim_id % {part.of} = {part.number}"
    if part.left_out:
        relation += f" AND NOT {waiting.WAITS.format(claim_id=f'{RELATION}.claim_id')}"
        waiting.tell(connection, part.left_out)
    attempt = uuid4()
    findings = checks.findings_sql(part.conditions, relation)
    checks.execute(
        connection,
        f"INSERT INTO finding_slice (attempt, {_COLUMNS}) SELECT '{attempt}', found.* FROM ({findings}) AS found",
    )
    looked_at = checks.looked_at(connection, part.conditions, relation)
    return Found(attempt, part.numbers, tuple(looked_at))


def merge(connection: Connection, compiled: Sequence[CompiledSuite], found: Sequence[Found]) -> list[checks.Count]:
    """Put the findings of all slices where ``checks.stage`` would have put them, and count as it does."""
    attempts = ", ".join(f"'{one.attempt}'" for one in found)
    checks.execute(connection, "DROP TABLE IF EXISTS pg_temp.finding")
    checks.execute(
        connection,
        f"CREATE TEMP TABLE finding ON COMMIT DROP AS SELECT {_COLUMNS} FROM finding_slice "
        f"WHERE attempt IN ({attempts})",
    )
    conditions = [condition for suite in compiled for condition in suite.conditions]
    looked_at = [0] * len(conditions)
    for one in found:
        for number, claims in zip(one.numbers, one.looked_at, strict=True):
            looked_at[number] += claims
    return checks.count(connection, conditions, looked_at)


def clear(connection: Connection) -> None:
    """Forget what slices have left: those of sweeps that died, too. No other sweep may be under way."""
    connection.execute(delete(FINDING_SLICE))
