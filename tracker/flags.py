"""Flags: the life of a finding, kept as events.

``decide`` says what happens to one flag, purely. ``record`` applies it to a whole sweep inside the database: the
same function fills the table of transitions that the statement joins, so there is one rule and no claim travels
through Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Subquery, bindparam, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from tracker import waiting
from tracker.errors import UsageError
from tracker.jsontext import dumps
from tracker.models import Claim, Document, Flag, FlagEvent, FlagWording, Source
from tracker.states import FlagAction, FlagState, Resolution, Severity

TRACKER = "tracker"
"""The actor of what the sweeps do."""

STATE_AFTER = {
    FlagAction.OPENED: FlagState.OPEN,
    FlagAction.REOPENED: FlagState.OPEN,
    FlagAction.WOKEN: FlagState.OPEN,
    FlagAction.CLOSED: FlagState.CLOSED,
    FlagAction.ACKNOWLEDGED: FlagState.ACKNOWLEDGED,
    FlagAction.SNOOZED: FlagState.SNOOZED,
    FlagAction.SETTLED: FlagState.SETTLED,
}

PERMITTED = {
    FlagAction.ACKNOWLEDGED: {FlagState.OPEN},
    FlagAction.SNOOZED: {FlagState.OPEN, FlagState.ACKNOWLEDGED, FlagState.SNOOZED},
    FlagAction.SETTLED: {FlagState.OPEN, FlagState.ACKNOWLEDGED, FlagState.SNOOZED},
    FlagAction.REOPENED: {FlagState.ACKNOWLEDGED, FlagState.SNOOZED, FlagState.SETTLED},
}
"""From which states a person may do what. A closed flag is the checks' to reopen."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a flag stands: its last event, as far as deciding needs it."""

    state: FlagState
    facts_hash: str | None = None
    """The claim's facts when it was settled."""
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim fails an expectation, with these facts."""

    facts_hash: str


def decide(flag: Standing | None, finding: Finding | None, now: datetime) -> FlagAction | None:
    """What a sweep at ``now`` does to a flag, given what it found; None where nothing is to be written.

    >>> decide(None, Finding("a"), datetime(2025, 1, 1, tzinfo=UTC))
    <FlagAction.OPENED: 'opened'>
    >>> decide(Standing(FlagState.SETTLED, "a"), Finding("a"), datetime(2025, 1, 1, tzinfo=UTC)) is None
    True
    """
    if flag is None:
        return FlagAction.OPENED if finding else None
    match flag.state:
        case FlagState.OPEN | FlagState.ACKNOWLEDGED:
            return None if finding else FlagAction.CLOSED
        case FlagState.SNOOZED:
            if not finding:
                return FlagAction.CLOSED
            over = flag.snoozed_until is None or flag.snoozed_until <= now
            return FlagAction.WOKEN if over else None
        case FlagState.SETTLED:
            if not finding:
                return FlagAction.CLOSED  # what fails after that is news, and nobody has settled it
            return FlagAction.REOPENED if finding.facts_hash != flag.facts_hash else None
        case FlagState.CLOSED:
            return FlagAction.REOPENED if finding else None


def transitions() -> list[dict[str, Any]]:
    """Every row of ``decide`` as data: state, found, changed, expired and what follows, where something does."""
    now = datetime(2000, 1, 2, tzinfo=UTC)
    rows: list[dict[str, Any]] = []
    for state, found, changed, expired in product([None, *FlagState], [False, True], [False, True], [False, True]):
        until = now - timedelta(days=1) if expired else now + timedelta(days=1)
        flag = None if state is None else Standing(state, "settled with", until)
        finding = Finding("now" if changed else "settled with") if found else None
        action = decide(flag, finding, now)
        if action is not None:
            rows.append(
                {"state": state, "found": found, "changed": changed, "expired": expired, "action": action,
                 "state_after": STATE_AFTER[action]}
            )  # fmt: skip
    return rows


def _stands() -> ColumnElement[bool]:
    """Whether an event counts: a forecast, dated after it was written, lapses once something happens before its day."""
    later = aliased(FlagEvent)
    overtaken = exists().where(later.flag_id == FlagEvent.flag_id, later.id > FlagEvent.id, later.at < FlagEvent.at)
    return or_(FlagEvent.at <= FlagEvent.created_at, ~overtaken)


def states(moment: datetime) -> Subquery:
    """Every flag's standing as of ``moment``: its last event by then, one row a flag."""
    return (
        select(
            FlagEvent.flag_id,
            FlagEvent.state_after.label("state"),
            FlagEvent.action,
            FlagEvent.at.label("since"),
            FlagEvent.actor,
            FlagEvent.note,
            FlagEvent.resolution,
            FlagEvent.snoozed_until,
            FlagEvent.facts_hash,
        )
        .ext(distinct_on(FlagEvent.flag_id))
        .where(FlagEvent.at <= moment, _stands())
        .order_by(FlagEvent.flag_id, FlagEvent.at.desc(), FlagEvent.id.desc())
        .subquery("standing")
    )


def openings(moment: datetime) -> Subquery:
    """When each flag was last opened or reopened as of ``moment``: flag_id, opened_at."""
    return (
        select(FlagEvent.flag_id, func.max(FlagEvent.at).label("opened_at"))
        .where(FlagEvent.at <= moment, _stands(), FlagEvent.action.in_([FlagAction.OPENED, FlagAction.REOPENED]))
        .group_by(FlagEvent.flag_id)
        .subquery("opening")
    )


def wordings(moment: datetime) -> Subquery:
    """What the flags said as of ``moment`` that say something else by now, one row a flag."""
    return (
        select(FlagWording)
        .ext(distinct_on(FlagWording.flag_id))
        .where(FlagWording.until > moment)
        .order_by(FlagWording.flag_id, FlagWording.until, FlagWording.id)
        .subquery("wording")
    )


# Flags that a sweep may touch: those of suites that ran, and, after a full sweep, those of suites that are no more.
_CREATE = text("""
INSERT INTO flag (claim_id, suite, expectation, kind, reason, severity, message, remedy)
SELECT f.claim_id, f.suite, f.expectation, f.kind, f.reason, f.severity, f.message, f.remedy
  FROM finding f
 WHERE NOT EXISTS (
       SELECT FROM flag g
        WHERE g.claim_id = f.claim_id AND g.suite = f.suite AND g.expectation = f.expectation)
 ORDER BY f.claim_id, f.suite, f.expectation
""")

_REWORD = text("""
WITH before AS (
    INSERT INTO flag_wording (flag_id, until, kind, reason, severity, message, remedy)
    SELECT g.id, :moment, g.kind, g.reason, g.severity, g.message, g.remedy
      FROM finding f JOIN flag g USING (claim_id, suite, expectation)
     WHERE (g.message, g.remedy, g.severity, g.kind, g.reason)
           IS DISTINCT FROM (f.message, f.remedy, f.severity, f.kind, f.reason)
)
UPDATE flag g
   SET kind = f.kind, reason = f.reason, severity = f.severity, message = f.message, remedy = f.remedy
  FROM finding f
 WHERE g.claim_id = f.claim_id AND g.suite = f.suite AND g.expectation = f.expectation
   AND (g.message, g.remedy, g.severity, g.kind, g.reason)
       IS DISTINCT FROM (f.message, f.remedy, f.severity, f.kind, f.reason)
""")

# What a look back finds of a flag that was opened later holds until then.
_WORD_EARLIER = text("""
INSERT INTO flag_wording (flag_id, until, kind, reason, severity, message, remedy)
SELECT g.id, first.at, f.kind, f.reason, f.severity, f.message, f.remedy
  FROM finding f
  JOIN flag g USING (claim_id, suite, expectation)
  JOIN (SELECT flag_id, min(at) AS at FROM flag_event GROUP BY flag_id) AS first ON first.flag_id = g.id
 WHERE first.at > :moment AND (g.message, g.remedy, g.severity, g.kind, g.reason)
       IS DISTINCT FROM (f.message, f.remedy, f.severity, f.kind, f.reason)
""")

_DECIDE = """
WITH transition AS (
    SELECT * FROM jsonb_to_recordset(CAST(:transitions AS jsonb))
        AS t(state text, found boolean, changed boolean, expired boolean, action text, state_after text)
),
standing AS (
    SELECT DISTINCT ON (e.flag_id) e.flag_id, e.state_after AS state, e.facts_hash, e.snoozed_until
      FROM flag_event e
     WHERE e.at <= :moment
       AND (e.at <= e.created_at OR NOT EXISTS (
               SELECT FROM flag_event n WHERE n.flag_id = e.flag_id AND n.id > e.id AND n.at < e.at))
     ORDER BY e.flag_id, e.at DESC, e.id DESC
),
candidate AS (
    SELECT g.id AS flag_id, s.state, f.claim_id IS NOT NULL AS found, f.facts_hash,
           f.facts_hash IS DISTINCT FROM s.facts_hash AS changed,
           coalesce(s.snoozed_until <= :moment, true) AS expired,
           g.suite <> ALL(CAST(:present AS text[])) AS withdrawn
      FROM flag g
      LEFT JOIN standing s ON s.flag_id = g.id
      LEFT JOIN finding f ON f.claim_id = g.claim_id AND f.suite = g.suite AND f.expectation = g.expectation
     WHERE (g.suite = ANY(CAST(:evaluated AS text[]))
            OR (:complete AND g.suite <> ALL(CAST(:present AS text[]))))
       AND {looked_at}
       -- What was found then stands: a look back only adds what nobody had looked for.
       AND (s.flag_id IS NULL OR NOT EXISTS (
               SELECT FROM flag_event n WHERE n.flag_id = g.id AND n.at > :moment AND n.at <= n.created_at))
),
event AS (
    INSERT INTO flag_event (flag_id, at, action, state_before, state_after, facts_hash, actor, note, run_id)
    SELECT c.flag_id, :moment, t.action, c.state, t.state_after, c.facts_hash, :actor,
           CASE WHEN c.withdrawn THEN 'its suite is no longer there' END, :run_id
      FROM candidate c
      JOIN transition t
        ON t.state IS NOT DISTINCT FROM c.state
       AND t.found = c.found AND t.changed = c.changed AND t.expired = c.expired
     -- Nothing has passed where a suite is merely away.
     WHERE NOT (c.withdrawn AND c.state = 'settled')
    RETURNING action
)
SELECT action, count(*) FROM event GROUP BY action
"""
_DECIDE_ALL = text(_DECIDE.format(looked_at="true"))
_DECIDE_BUT_WAITING = text(_DECIDE.format(looked_at=f"NOT {waiting.WAITS.format(claim_id='g.claim_id')}"))


@dataclass(frozen=True, slots=True)
class Changes:
    """How many flags a sweep opened (or opened again) and closed."""

    opened: int
    closed: int


def record(
    connection: Connection,
    *,
    run_id: int,
    moment: datetime,
    evaluated: Sequence[str],
    present: Sequence[str],
    complete: bool,
    reword: bool,
    leave_waiting: bool = False,
) -> Changes:
    """Turn the staged findings (table ``finding``) into flags and events.

    ``evaluated`` names the suites that ran: only their flags are touched. ``present`` names every suite there is,
    broken ones too; a ``complete`` sweep closes the flags of suites that are gone. With ``reword``, what a flag says is
    brought up to date, and what it said before is kept; a look back or ahead must not change today's messages. With
    ``leave_waiting``, the flags of claims that wait (``waiting.set_aside``) stay as they are.
    """
    connection.execute(text("ANALYZE finding"))
    # The tables fill in this very transaction, so the planner's counts of them mean nothing: a nested loop over what
    # it takes for an empty table is quadratic.
    connection.execute(text("SET LOCAL enable_nestloop = off"))
    connection.execute(_CREATE)
    connection.execute(_REWORD if reword else _WORD_EARLIER, {"moment": moment})
    rows = connection.execute(
        _DECIDE_BUT_WAITING if leave_waiting else _DECIDE_ALL,
        {
            "transitions": dumps(transitions()),
            "moment": moment,
            "evaluated": list(evaluated),
            "present": list(present),
            "complete": complete,
            "actor": TRACKER,
            "run_id": run_id,
        },
    ).all()
    connection.execute(text("SET LOCAL enable_nestloop TO DEFAULT"))
    counts = {FlagAction(action): count for action, count in rows}
    return Changes(
        opened=counts.get(FlagAction.OPENED, 0) + counts.get(FlagAction.REOPENED, 0),
        closed=counts.get(FlagAction.CLOSED, 0),
    )


_FACTS_HASH = text("SELECT facts_hash FROM claim_facts WHERE claim_id = :claim_id").bindparams(bindparam("claim_id"))


def _change(
    session: Session, flag_id: int, action: FlagAction, *, actor: str, note: str | None, now: datetime, **values: Any
) -> FlagEvent:
    flag = session.scalar(select(Flag).where(Flag.id == flag_id).with_for_update())
    if flag is None:
        raise UsageError(f"there is no flag {flag_id}; `tracker flag list` shows them")
    standing = states(now)
    state = session.scalar(select(standing.c.state).where(standing.c.flag_id == flag_id))
    if state not in PERMITTED[action]:
        allowed = ", ".join(sorted(PERMITTED[action]))
        raise UsageError(f"flag {flag_id} is {state or 'not open yet'}: only a flag that is {allowed} can be {action}")
    event = FlagEvent(
        flag_id=flag_id,
        at=now,
        action=action,
        state_before=state,
        state_after=STATE_AFTER[action],
        facts_hash=session.scalar(_FACTS_HASH, {"claim_id": flag.claim_id}),
        actor=actor,
        note=note,
        **values,
    )
    session.add(event)
    session.flush()
    return event


def acknowledge(session: Session, flag_id: int, *, actor: str, note: str | None, now: datetime) -> FlagEvent:
    """Somebody has seen the flag and is on it. Raises UsageError where it is not open."""
    return _change(session, flag_id, FlagAction.ACKNOWLEDGED, actor=actor, note=note, now=now)


def snooze(
    session: Session, flag_id: int, *, until: datetime, actor: str, note: str | None, now: datetime
) -> FlagEvent:
    """Put the flag aside until a moment to come. Raises UsageError where that is past or the flag is done with."""
    if until <= now:
        raise UsageError(f"{until:%Y-%m-%d %H:%M} is not in the future: snooze until a later day")
    return _change(session, flag_id, FlagAction.SNOOZED, actor=actor, note=note, now=now, snoozed_until=until)


def settle(
    session: Session, flag_id: int, *, resolution: Resolution, actor: str, note: str | None, now: datetime
) -> FlagEvent:
    """Settle the flag: it stays settled until the claim's facts change, or the check passes.

    Raises UsageError where it is done with.
    """
    return _change(session, flag_id, FlagAction.SETTLED, actor=actor, note=note, now=now, resolution=resolution)


def reopen(session: Session, flag_id: int, *, actor: str, note: str | None, now: datetime) -> FlagEvent:
    """Take back an acknowledgement, a snooze or a settlement. Raises UsageError for open and closed flags."""
    return _change(session, flag_id, FlagAction.REOPENED, actor=actor, note=note, now=now)


def listing(
    session: Session,
    *,
    moment: datetime,
    in_states: Iterable[FlagState] = (FlagState.OPEN, FlagState.ACKNOWLEDGED),
    kind: str | None = None,
    severity: Severity | None = None,
    source: str | None = None,
    claim_id: int | None = None,
    limit: int | None = None,
) -> Sequence[Row[Any]]:
    """Flags with their standing as of ``moment``, worst first: the flag's columns, its state and since when."""
    standing, opening = states(moment), openings(moment)
    worst_first = func.array_position([str(severity) for severity in Severity], Flag.severity)
    query: Select[Any] = (
        select(
            Flag.id,
            Flag.claim_id,
            Flag.suite,
            Flag.expectation,
            Flag.kind,
            Flag.reason,
            Flag.severity,
            Flag.message,
            Flag.remedy,
            standing.c.state,
            standing.c.since,
            standing.c.actor,
            standing.c.note,
            standing.c.resolution,
            standing.c.snoozed_until,
            opening.c.opened_at,
            Source.slug.label("source"),
            Claim.subject,
            Claim.metric_phrase,
            Claim.quote_exact.label("figure"),
        )
        .join(standing, standing.c.flag_id == Flag.id)
        .join(opening, opening.c.flag_id == Flag.id, isouter=True)
        .join(Claim, Claim.id == Flag.claim_id)
        .join(Document, Document.id == Claim.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(standing.c.state.in_(list(in_states)))
        .order_by(worst_first, Flag.kind, Flag.id)
        .limit(limit)
    )
    if kind is not None:
        query = query.where(Flag.kind == kind)
    if severity is not None:
        query = query.where(Flag.severity == severity)
    if source is not None:
        query = query.where(Source.slug == source)
    if claim_id is not None:
        query = query.where(Flag.claim_id == claim_id)
    return session.execute(query).all()
