"""What a suite is once it has been read: values that the rest of the tracker passes around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tracker import schedules
from tracker.states import Severity


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that is expected of claims, and what to say of a claim that fails it."""

    suite: str
    key: str
    """Its own ``id`` in the file, else kind and reason: what ties its flags to it from run to run."""
    type: str
    """Great Expectations' name for what is expected."""
    kwargs: Mapping[str, Any]
    """As in the file, without the row condition."""
    row_condition: Any | None
    """Which claims it looks at, as in the file; all where none is given."""
    kind: str
    reason: str
    severity: Severity
    message: str
    """For people, with ``{columns}`` to be filled in from the claim's row."""
    remedy: str
    description: str
    """What is checked, in words."""
    applies: str | None
    """Which claims it looks at, in words; None: all of them."""
    place: str
    """Where in the file it stands: ``expectations[2]``."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A file of expectations."""

    name: str
    path: Path
    content_hash: str
    """SHA-256 of the file."""
    expectations: tuple[Expectation, ...]
    every: str | None = None
    """How often it runs, as ``1d`` or a cron line; None: whenever there may be something new."""

    def falls_due(self, last: datetime, zone: ZoneInfo) -> datetime | None:
        """The moment it runs again at, once it ran at ``last``; None where its file names no cadence."""
        return schedules.parse(self.every, zone).next(last) if self.every is not None else None


@dataclass(frozen=True, slots=True)
class SuiteFailure:
    """A suite that cannot run."""

    name: str
    path: Path
    error: str
    """One line: the file, the place in it, what is wrong there and what to do."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every suite that was found, and what stands in the way of those that could not be read."""

    suites: tuple[Suite, ...]
    failures: tuple[SuiteFailure, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """An expectation as SQL text over the columns of ``claim_facts``."""

    expectation: Expectation
    unexpected_sql: str
    """True for the claims that fail: in its domain, and not as expected."""
    domain_sql: str | None
    """True for the claims it looks at; None: all of them."""


@dataclass(frozen=True, slots=True)
class CompiledSuite:
    """A suite that is ready to run."""

    suite: Suite
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Validated:
    """What Great Expectations itself counts for an expectation."""

    expectation: str
    """The expectation's key."""
    element_count: int | None
    """None where Great Expectations does not count what it looked at: for queries."""
    unexpected_count: int
    error: str | None
