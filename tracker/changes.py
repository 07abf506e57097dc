"""What changed between two moments: flags that came, cleared or were settled, figures revised, claims that came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from tracker import claims, flags, past
from tracker.models import Claim, ClaimEdit, ClaimRevision, Document, Flag, Metric, Source
from tracker.states import FlagState, RevisionChange

STANDING: Final = (FlagState.OPEN, FlagState.ACKNOWLEDGED)

ORDER: Final = (
    "became", "reopened", "cleared", "settled", "snoozed", "revised", "gone", "unclear", "returned", "edited", "came",
)  # fmt: skip
"""The kinds of change, those that ask for somebody first."""

_SOME: Final = 1000
"""Rows that are read, and changes that are kept, before the next are: there may be hundreds of thousands."""

_REVISIONS: Final = {
    RevisionChange.CHANGED: "revised",
    RevisionChange.GONE: "gone",
    RevisionChange.UNCLEAR: "unclear",
    RevisionChange.RETURNED: "returned",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change; of a flag, how it stands at the end against the beginning, whatever lay between."""

    change: str
    """One of ``ORDER``: ``became`` stale, say; a claim that ``came`` in."""
    kind: str | None
    """The flag's kind, where it is about a flag."""
    reason: str | None
    severity: str | None
    flag: int | None
    claim: int
    figure: str
    subject: str | None
    metric: str | None
    source: str
    at: datetime
    who: str | None
    detail: str
    """The flag's message; how it was settled and why; the figure that stands there now; which fields were edited."""


def between(
    session: Session, start: datetime, end: datetime, *, zone: tzinfo = UTC, is_past: bool = False
) -> list[Change]:
    """Return what changed after ``start`` and until ``end``, in the order of ``ORDER``, then by kind and claim.

    Claims read as they did at the ``end``, where that is past.
    """
    with past.looking(session, end, zone, is_past=is_past):
        return _between(session, start, end)


@dataclass(slots=True)
class Group:
    """Changes of one sort: how many there are, and the first of them, in the order of ``between``."""

    change: str
    kind: str | None
    """The flag's kind, of what became flagged; else None."""
    count: int = 0
    first: list[Change] = field(default_factory=list)


def first(
    session: Session, start: datetime, end: datetime, most: int, *, zone: tzinfo = UTC, is_past: bool = False
) -> list[Group]:
    """Return the first ``most`` changes of each sort and how many there are; the others are never held all at once."""
    groups: dict[tuple[str, str | None], Group] = {}
    with past.looking(session, end, zone, is_past=is_past):
        for change in _every(session, start, end):
            kind = change.kind if change.change == "became" else None
            group = groups.setdefault((change.change, kind), Group(change.change, kind))
            group.count += 1
            group.first.append(change)
            if len(group.first) > 2 * most + _SOME:
                group.first = sorted(group.first, key=_place)[:most]
    for group in groups.values():
        group.first = sorted(group.first, key=_place)[:most]
    return sorted(groups.values(), key=lambda group: (ORDER.index(group.change), group.kind or ""))


def _between(session: Session, start: datetime, end: datetime) -> list[Change]:
    return sorted(_every(session, start, end), key=_place)


def _every(session: Session, start: datetime, end: datetime) -> Iterator[Change]:
    for read in (_flags, _revisions, _edits, _captures):
        yield from read(session, start, end)


def _place(change: Change) -> tuple[int, str, int, datetime]:
    return ORDER.index(change.change), change.kind or "", change.claim, change.at


def _about(query: Select[Any]) -> Select[Any]:
    """Add what every change tells of its claim."""
    return query.add_columns(
        Claim.id.label("claim"),
        Claim.quote_exact.label("figure"),
        func.coalesce(Claim.subject, Metric.subject).label("subject"),
        func.coalesce(Claim.metric_phrase, Metric.measure).label("metric"),
        Source.slug.label("source"),
    )


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        _about(query)
        .join(Document, Document.id == Claim.document_id)
        .join(Source, Source.id == Document.source_id)
        .join(Metric, Metric.id == Claim.metric_id, isouter=True)
    )


def _rows(session: Session, query: Select[Any]) -> Iterator[Row[Any]]:
    return iter(session.execute(query, execution_options={"yield_per": _SOME}))


def _change(row: Row[Any], change: str, at: datetime, who: str | None, detail: str, **flag: Any) -> Change:
    told = {"kind": None, "reason": None, "severity": None, "flag": None, **flag}
    return Change(
        change=change,
        claim=row.claim,
        figure=row.figure,
        subject=row.subject,
        metric=row.metric,
        source=row.source,
        at=at,
        who=who,
        detail=detail,
        **told,
    )


def _flags(session: Session, start: datetime, end: datetime) -> Iterator[Change]:
    before, after = flags.states(start).alias("before"), flags.states(end).alias("after")
    worded = flags.wordings(end).c
    query = (
        select(
            Flag.id,
            func.coalesce(worded.kind, Flag.kind).label("kind"),
            func.coalesce(worded.reason, Flag.reason).label("reason"),
            func.coalesce(worded.severity, Flag.severity).label("severity"),
            func.coalesce(worded.message, Flag.message).label("message"),
            before.c.state.label("before"),
            after.c.state,
            after.c.since,
            after.c.actor,
            after.c.note,
            after.c.resolution,
            after.c.snoozed_until,
        )
        .join(after, after.c.flag_id == Flag.id)
        .join(before, before.c.flag_id == Flag.id, isouter=True)
        .join(worded.flag_id.table, worded.flag_id == Flag.id, isouter=True)
        .join(Claim, Claim.id == Flag.claim_id)
        .where(before.c.state.is_distinct_from(after.c.state))
    )
    for row in _rows(session, _joined(query)):
        change = _told(row.before, row.state)
        if change is None:
            continue
        detail = row.message
        if row.resolution is not None and change == "settled":
            detail = f"{row.resolution}: {row.note}" if row.note else str(row.resolution)
        elif change == "snoozed":
            detail = f"until {row.snoozed_until:%Y-%m-%d}" + (f": {row.note}" if row.note else "")
        flag = {"kind": row.kind, "reason": row.reason, "severity": str(row.severity), "flag": row.id}
        yield _change(row, change, row.since, row.actor, detail, **flag)


def _told(before: FlagState | None, after: FlagState) -> str | None:
    """Name a flag's change of state; None for one that matters to nobody.

    >>> _told(None, FlagState.OPEN), _told(FlagState.SETTLED, FlagState.OPEN), _told(None, FlagState.CLOSED)
    ('became', 'reopened', None)
    """
    if after in STANDING:
        if before in STANDING:
            return None
        return "became" if before in (None, FlagState.CLOSED) else "reopened"
    if after is FlagState.CLOSED:
        return None if before is None else "cleared"
    return str(after)


def _revisions(session: Session, start: datetime, end: datetime) -> Iterator[Change]:
    query = (
        select(ClaimRevision.change, ClaimRevision.at, ClaimRevision.actor)
        .add_columns(ClaimRevision.reading["figure"].astext.label("now"))
        .join(Claim, Claim.id == ClaimRevision.claim_id)
        .where(ClaimRevision.at > start, ClaimRevision.at <= end)
    )
    for row in _rows(session, _joined(query)):
        detail = f"now “{row.now}”" if row.now else ""
        yield _change(row, _REVISIONS[row.change], row.at, row.actor, detail)


def _edits(session: Session, start: datetime, end: datetime) -> Iterator[Change]:
    query = (
        select(ClaimEdit.at, ClaimEdit.actor, ClaimEdit.after)
        .join(Claim, Claim.id == ClaimEdit.claim_id)
        .where(ClaimEdit.at > start, ClaimEdit.at <= end)
    )
    for row in _rows(session, _joined(query)):
        fields = [*claims.without_link(row.after), *(["metric"] if "metric_id" in row.after else [])]
        names = ", ".join(name.replace("_", " ") for name in fields)
        yield _change(row, "edited", row.at, row.actor, names)


def _captures(session: Session, start: datetime, end: datetime) -> Iterator[Change]:
    query = select(Document.captured_at).select_from(Claim)
    came = _joined(query).where(Document.captured_at > start, Document.captured_at <= end)
    for row in _rows(session, came):
        yield _change(row, "came", row.captured_at, None, "")
