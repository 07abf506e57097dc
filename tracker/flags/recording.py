"""What a sweep does to the flags: its findings become flags and events, inside the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

from tracker import waiting
from tracker.flags.decision import transitions
from tracker.flags.timeline import COUNTS
from tracker.jsontext import dumps
from tracker.states import FlagAction

TRACKER: Final = "tracker"
"""The actor of what the sweeps do."""

_CREATE: Final = text("""
INSERT INTO flag (claim_id, suite, expectation, kind, reason, severity, message, remedy)
SELECT f.claim_id, f.suite, f.expectation, f.kind, f.reason, f.severity, f.message, f.remedy
  FROM finding f
 WHERE NOT EXISTS (
       SELECT FROM flag g
        WHERE g.claim_id = f.claim_id AND g.suite = f.suite AND g.expectation = f.expectation)
 ORDER BY f.claim_id, f.suite, f.expectation
""")

_REWORD: Final = text("""
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
_WORD_EARLIER: Final = text("""
INSERT INTO flag_wording (flag_id, until, kind, reason, severity, message, remedy)
SELECT g.id, first.at, f.kind, f.reason, f.severity, f.message, f.remedy
  FROM finding f
  JOIN flag g USING (claim_id, suite, expectation)
  JOIN (SELECT flag_id, min(at) AS at FROM flag_event GROUP BY flag_id) AS first ON first.flag_id = g.id
 WHERE first.at > :moment AND (g.message, g.remedy, g.severity, g.kind, g.reason)
       IS DISTINCT FROM (f.message, f.remedy, f.severity, f.kind, f.reason)
""")

_DECIDE: Final = """
WITH transition AS (
    SELECT * FROM jsonb_to_recordset(CAST(:transitions AS jsonb))
        AS t(state text, found boolean, changed boolean, expired boolean, action text, state_after text)
),
standing AS (
    SELECT DISTINCT ON (e.flag_id) e.flag_id, e.state_after AS state, e.facts_hash, e.snoozed_until
      FROM flag_event e
     WHERE e.at <= :moment AND {counts}
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
     -- Flags of suites that ran and, after a full sweep, those of suites that are no more.
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
_COUNTS: Final = COUNTS.format(event="e")
_NO_WAIT: Final = f"NOT {waiting.WAITS.format(claim_id='g.claim_id')}"
_DECIDE_ALL: Final = text(_DECIDE.format(counts=_COUNTS, looked_at="true"))
_DECIDE_BUT_WAITING: Final = text(_DECIDE.format(counts=_COUNTS, looked_at=_NO_WAIT))


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
