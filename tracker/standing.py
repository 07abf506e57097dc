"""How claims stand as of a moment: their facts, their flags, the verdict on each and why. Read, never written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from sqlalchemy import ARRAY, BigInteger, bindparam, column, func, select, table
from sqlalchemy.orm import Session

from tracker import amounts, flags, health
from tracker.models import Claim, Document, Flag
from tracker.report.content import OPEN_STATES
from tracker.report.verdict import UNCHECKED, VERIFIED, rank, verdict
from tracker.states import FlagState, Resolution, Severity
from tracker.suites.facts import FACTS, RELATION
from tracker.values import Bound, Comparator, Kind, Rate

Facts: TypeAlias = Mapping[str, Any]
"""A row of ``claim_facts``, by column."""

_FACTS: Final = table(RELATION, *(column(name) for name in FACTS))


@dataclass(frozen=True, slots=True)
class Raised:
    """One flag of a claim and where it stood at the moment."""

    id: int
    suite: str
    expectation: str
    kind: str
    reason: str
    severity: Severity
    message: str
    remedy: str
    state: FlagState
    since: datetime
    actor: str
    note: str | None
    resolution: Resolution | None
    snoozed_until: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it counts: open, or acknowledged and so still standing."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a claim in one word, and why in a sentence."""

    word: str
    why: str


def facts(session: Session, ids: Collection[int]) -> dict[int, Facts]:
    """The facts of claims by number, as of the moment looked at; those not known by then are left out."""
    # Asked by number: joined, the relation is read as a whole.
    wanted = bindparam("ids", list(ids), type_=ARRAY(BigInteger))
    rows = session.execute(select(_FACTS).where(_FACTS.c.claim_id == func.any(wanted))).mappings()
    return {row["claim_id"]: dict(row) for row in rows}


def raised(session: Session, ids: Collection[int], moment: datetime) -> dict[int, list[Raised]]:
    """The flags that claims had by ``moment``, in whatever state and as they were worded then, worst first."""
    state, worded = flags.states(moment).c, flags.wordings(moment).c
    numbers = session.scalars(select(Flag.id).where(Flag.claim_id == func.any(list(ids)))).all()
    wanted = bindparam("flag_ids", numbers, type_=ARRAY(BigInteger))
    stood = {row.flag_id: row for row in session.execute(select(*state).where(state.flag_id == func.any(wanted)))}
    earlier = {row.flag_id: row for row in session.execute(select(*worded).where(worded.flag_id == func.any(wanted)))}
    told: dict[int, list[Raised]] = {}
    for flag in session.scalars(select(Flag).where(Flag.id == func.any(list(stood)))):
        row, said = stood[flag.id], earlier.get(flag.id, flag)
        told.setdefault(flag.claim_id, []).append(
            Raised(
                flag.id,
                flag.suite,
                flag.expectation,
                said.kind,
                said.reason,
                Severity(said.severity),
                said.message,
                said.remedy,
                row.state,
                row.since,
                row.actor,
                row.note,
                row.resolution,
                row.snoozed_until,
            )
        )
    for each in told.values():
        each.sort(key=lambda flag: (rank(flag.kind, flag.severity), flag.reason, flag.id))
    return told


def evaluated(session: Session, ids: Collection[int], moment: datetime, *, is_past: bool) -> set[int]:
    """Those of the claims that a sweep had looked at by ``moment`` since they came or were changed."""
    unseen = health.is_unseen(moment, is_past=is_past)
    query = select(Claim.id).join(Document, Document.id == Claim.document_id).where(Claim.id == func.any(list(ids)))
    return set(session.scalars(query.where(~unseen)))


def in_words(known: Facts) -> str:
    """What a claim's figure means in plain words; as quoted where it is no number."""
    low, high = bounds(known)
    if any(isinstance(end, Decimal) and not end.is_finite() for end in (low, high)):
        return str(known["figure"])
    return amounts.in_words(
        low,
        high,
        known["unit"],
        Comparator(known["comparator"]),
        kind=Kind(known["kind"]),
        rate=Rate(known["rate"]) if known["rate"] else None,
        counted=known["counted"],
    )


def bounds(known: Facts) -> tuple[Bound | None, Bound | None]:
    """The ends of a claim's interval, numbers or days."""
    low = known["low"] if known["low_date"] is None else known["low_date"]
    high = known["high"] if known["high_date"] is None else known["high_date"]
    return low, high


def judge(known: Facts, flagged: Sequence[Raised], *, is_evaluated: bool) -> Verdict:
    """The verdict on a claim, as the report has it, and the reason for it."""
    standing = [flag for flag in flagged if flag.is_open]
    word = verdict(
        evaluated=is_evaluated,
        open_flags=[(flag.kind, flag.severity) for flag in standing],
        corroborating_origins=known["corroborating_origins"] or 0,
    )
    if word == UNCHECKED:
        return Verdict(word, "no sweep has looked at it since it came or was changed")
    if word == VERIFIED:
        return Verdict(word, f"an independent origin agrees: {known['corroborated_by']}")
    for flag in standing:
        if flag.kind == word and flag.severity is not Severity.INFO:
            return Verdict(word, flag.message)
    return Verdict(word, "nothing is wrong with it, and no independent origin agrees")
