"""What a report holds, whichever way it is rendered. Frozen; made by ``query``, or by hand in tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Final

from tracker.health.content import Health
from tracker.report.verdict import KINDS, SEVERITIES, rank
from tracker.states import FlagState, Severity
from tracker.values import Bound, Comparator, Kind, Rate

OPEN_STATES: Final = (FlagState.OPEN, FlagState.ACKNOWLEDGED)
"""States in which a flag counts; an acknowledged flag is shown as such, and still stands."""


@dataclass(frozen=True, slots=True)
class ReportedFlag:
    """One flag of a claim, in the state it had at the report's moment."""

    id: int
    kind: str
    reason: str
    severity: Severity
    message: str
    remedy: str
    state: FlagState
    opened_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def rank(self) -> tuple[int, int, str, int]:
        return (*rank(self.kind, self.severity), self.reason, self.id)


@dataclass(frozen=True, slots=True)
class FlaggedClaim:
    """A claim with the flags that the report is about, worst first, and the evidence to judge it by."""

    id: int
    document_id: int
    source: str
    """The source's slug."""
    publisher: str | None
    title: str | None
    url: str | None
    language: str | None
    published_on: date | None
    stated_on: date | None
    sentence: str
    figure: str
    """The figure's words, as the document has them."""
    prefix: str
    suffix: str
    position: int
    """Where the figure stands in its document."""
    subject: str | None
    metric: str | None
    """What is measured, in the claim's words or else the catalogue's."""
    kind: Kind
    low: Bound | None
    high: Bound | None
    unit: str | None
    comparator: Comparator
    counted: str | None
    rate: Rate | None
    attribution: str | None
    is_hearsay: bool
    origin: str | None
    verdict: str
    flags: tuple[ReportedFlag, ...]

    @property
    def open_flags(self) -> tuple[ReportedFlag, ...]:
        return tuple(flag for flag in self.flags if flag.is_open)

    @property
    def worst(self) -> ReportedFlag:
        """The flag that decides the claim's place: an open one where there is one."""
        return min(self.flags, key=lambda flag: (not flag.is_open, flag.rank))

    @property
    def rank(self) -> tuple[bool, int, int, str, int, int, int]:
        worst = self.worst
        severity, kind = rank(worst.kind, worst.severity)
        return (not worst.is_open, severity, kind, self.source, self.document_id, self.position, self.id)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many flags are open, by kind and severity, and how many are quiet."""

    cells: Mapping[tuple[str, Severity], int] = field(default_factory=dict)
    claims: int = 0
    """Claims with at least one open flag."""
    quiet: Mapping[FlagState, int] = field(default_factory=dict)
    """Flags that are snoozed or settled."""

    @property
    def kind(self) -> dict[str, int]:
        """Open flags by kind, worst first; every known kind is there."""
        return {
            kind: sum(count for (other, _), count in self.cells.items() if other == kind)
            for kind in (*KINDS, *sorted({kind for kind, _ in self.cells} - set(KINDS)))
        }

    @property
    def severity(self) -> dict[Severity, int]:
        """Open flags by severity, worst first; every severity is there."""
        return {
            severity: sum(count for (_, other), count in self.cells.items() if other is severity)
            for severity in SEVERITIES
        }

    @property
    def total(self) -> int:
        return sum(self.cells.values())


@dataclass(frozen=True, slots=True)
class Filters:
    """What a report is narrowed to; empty: everything."""

    kinds: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.severities or self.sources)

    @property
    def words(self) -> str:
        """The filters as options of the command.

        >>> Filters(kinds=("stale",), sources=("new-express",)).words
        '--kind stale --source new-express'
        """
        options = (("--kind", self.kinds), ("--severity", self.severities), ("--source", self.sources))
        return " ".join(f"{option} {value}" for option, values in options for value in values)


@dataclass(frozen=True, slots=True)
class Report:
    """The flagged claims as of a moment."""

    generated_at: datetime
    moment: datetime
    """The moment it tells of; the present one unless an earlier day was asked for."""
    zone: tzinfo
    """Where its days begin and end."""
    health: Health
    counts: Counts
    claims: tuple[FlaggedClaim, ...]
    """Worst first. A report for the terminal may hold fewer than are counted."""
    filters: Filters = Filters()

    @property
    def as_of(self) -> date:
        return self.moment.astimezone(self.zone).date()

    @property
    def is_past(self) -> bool:
        return self.moment < self.generated_at

    @property
    def open_claims(self) -> tuple[FlaggedClaim, ...]:
        return tuple(claim for claim in self.claims if claim.worst.is_open)


@dataclass(frozen=True, slots=True)
class Group:
    """The flagged claims of one document."""

    claims: tuple[FlaggedClaim, ...]

    @property
    def head(self) -> FlaggedClaim:
        """Any claim of the group tells of the document they share."""
        return self.claims[0]


def grouped(claims: Iterable[FlaggedClaim]) -> list[Group]:
    """Gather claims by document: the document with the worst claim comes first, and so do the worst claims in it."""
    documents: dict[int, list[FlaggedClaim]] = {}
    for claim in sorted(claims, key=lambda claim: claim.rank):
        documents.setdefault(claim.document_id, []).append(claim)
    return [Group(tuple(members)) for members in documents.values()]
