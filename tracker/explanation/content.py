"""What an explanation holds. Frozen; its fields, by their names here, are the object that ``--format json`` prints.

Numbers are exact, days are ``2025-10-21``, moments are in UTC; what is not known is null.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tracker.standing import Raised, Verdict
from tracker.values import Bound, Comparator, Kind, Rate, Tier


@dataclass(frozen=True, slots=True)
class Quote:
    """The figure's words in their context."""

    before: str
    """The text of the document before the figure, its own sentence and a little more."""
    exact: str
    after: str
    start: int
    """Where the figure stands in the document's text (code points), and where it ends."""
    end: int
    sentence: str
    document: int
    title: str | None


@dataclass(frozen=True, slots=True)
class FigureRead:
    """What the words were read as."""

    words: str
    """In plain words: ``up more than 10 %``."""
    low: Bound | None
    """The interval's ends; null where open."""
    high: Bound | None
    unit: str | None
    comparator: Comparator
    precision: Decimal | None
    """The place of the last digit that was stated, in the figure's unit."""
    meets_low: Bound | None
    """Figures from here to there agree with it: hedge and rounding taken into account."""
    meets_high: Bound | None
    kind: Kind
    rate: Rate | None
    counted: str | None
    baseline: str | None
    subject: str | None
    measure: str | None
    is_checkable: bool
    extractor: str
    """What read it, or who entered it."""
    edited_by: str | None
    misquote: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose word the claim rests on."""

    name: str | None
    """None for hearsay."""
    words: str
    """How that is known, in a sentence."""
    is_inferred: bool
    is_self: bool
    """It is the subject's own party."""
    attribution: str | None
    """Who is named as saying it, in the document's words."""
    basis_claim: int | None
    """The claim that the origin was inferred from."""
    independent_of: tuple[str, ...]
    """The other origins of the series that it does not depend on."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A metric that the tracker thought of."""

    metric: str
    score: Decimal
    reason: str
    decision: str | None
    """``accepted`` or ``rejected``; null while nobody has decided."""
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """The metric it belongs to, and why."""

    metric: str | None
    """Its slug."""
    subject: str | None
    measure: str | None
    unit: str | None
    words: str
    """Why it is linked, or why not, in a sentence."""
    by: str | None
    """``tracker``, or the person who decided."""
    score: Decimal | None
    """How sure the tracker was, from 0 to 1."""
    reason: str | None
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another claim of the series that counted."""

    claim: int
    relation: str
    """From this claim to the other: ``agrees with``, ``superseded by``."""
    is_independent: bool
    effect: str
    """What it does to the verdict, or why it does nothing."""
    figure: str
    words: str
    origin: str | None
    publisher: str | None
    tier: Tier
    stated_on: date | None
    url: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A claim of the series that bears on nothing."""

    claim: int
    figure: str
    publisher: str | None
    stated_on: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Dates:
    """The days that bear on it."""

    stated_on: date | None
    published_on: date | None
    captured_on: date
    period_start: date | None
    period_end: date | None
    aged_from: date | None
    shelf_life_days: int | None
    warn_from: date | None
    fresh_until: date | None
    age_days: int | None


@dataclass(frozen=True, slots=True)
class SourceState:
    """Where it stands, and how that place fares."""

    slug: str
    publisher: str | None
    tier: Tier
    kind: str
    url: str | None
    words: str
    """Whether the quote stands there still, in a sentence."""
    quote_state: str
    figure_now: str | None
    changed_on: date | None
    decided_by: str | None
    """Which person said so, where the page left it open."""
    failing_since: date | None
    failures: int
    """Failures that count, each three days after the one before."""
    last_error: str | None
    """Why the last look at the page or its source failed; null where it did not."""
    last_looked_on: date | None


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation, tried on this claim."""

    suite: str
    expectation: str
    kind: str
    reason: str
    severity: str
    expected: str
    """What is expected, in words."""
    applies_to: str | None
    """Which claims it looks at, in words; null for all."""
    result: str
    """``passed``, ``failed``, ``not_applicable``, or ``not_tried`` where its suite cannot run."""
    observed: dict[str, Any]
    """The facts that the rule reads, by the names suites know them by."""
    message: str | None
    """What the flag says, where it failed."""
    remedy: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole reasoning behind the verdict on one claim."""

    claim: int
    as_of: date
    verdict: Verdict
    quote: Quote
    figure: FigureRead
    origin: Origin
    link: Link
    counted: tuple[Other, ...]
    not_counted: tuple[NotCounted, ...]
    """At most 200 of them, the newest."""
    not_counted_total: int
    dates: Dates
    source: SourceState
    expectations: tuple[Expected, ...]
    suites_failed: tuple[str, ...]
    """Why a suite could not be tried, a line each."""
    flags: tuple[Raised, ...]
    would_change: tuple[str, ...]
    """What would change the verdict, a sentence each, the nearest first."""
    checked_at: datetime | None
    """Since when a run knows it as it stands; null where none has looked, and for an earlier day."""
