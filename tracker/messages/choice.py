"""Which flag events a channel is told of, worked out inside the database, however many they are.

An event is taken in once (``notice_event``), waits until it may be told, and is told or passed over. What the reader
knows decides beside what has happened: a flag that reads as open is not told again, one that was never told of is not
told to be over. Events come to light out of their numbers' order, where one transaction takes longer than another:
those above the channel's horizon that are not taken in yet are looked for, and the horizon moves only when no
transaction that may still add an earlier one is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from tracker.channels.record import LAST_EVENT
from tracker.flags import COUNTS
from tracker.models import Channel
from tracker.report.verdict import KINDS, SEVERITIES, at_or_above
from tracker.states import Severity, Topic

_MANY: Final = 10_000
# A number is taken after the lock on the table, and the lock is kept until what has it is there for all to see.
_WRITERS: Final = text("""
SELECT EXISTS (
    SELECT FROM pg_locks l
     WHERE l.relation = 'flag_event'::regclass AND l.mode = 'RowExclusiveLock'
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND l.pid IS DISTINCT FROM pg_backend_pid())
""")

_WITHIN: Final = """
       f.severity = ANY(CAST(:severities AS text[]))
   AND (CAST(:kinds AS text[]) = '{}' OR f.kind = ANY(CAST(:kinds AS text[])))
   AND (CAST(:sources AS text[]) = '{}' OR EXISTS (
            SELECT FROM claim c JOIN document d ON d.id = c.document_id JOIN source s ON s.id = d.source_id
             WHERE c.id = f.claim_id AND s.slug = ANY(CAST(:sources AS text[]))))
   AND (CAST(:metrics AS text[]) = '{}' OR EXISTS (
            SELECT FROM claim c JOIN metric m ON m.id = c.metric_id
             WHERE c.id = f.claim_id AND m.slug = ANY(CAST(:metrics AS text[]))))
"""
"""A flag ``f`` that the channel's filters let through."""

_PRESENT: Final = "NOT EXISTS (SELECT FROM run r WHERE r.id = e.run_id AND NOT r.is_present)"
"""What a look back or ahead found is never told."""

_STANDING: Final = f"""
LATERAL (
    SELECT s.state_after AS state FROM flag_event s
     WHERE s.flag_id = {{flag}} AND s.at <= :now AND {COUNTS.format(event="s")}
     ORDER BY s.at DESC, s.id DESC LIMIT 1
) AS standing
"""

_TAKE: Final = text(f"""
INSERT INTO notice_event (flag_event_id, channel_id, flag_id, is_recovery, telling, at)
SELECT e.id, :channel, e.flag_id, e.state_after <> 'open', 'waiting', :now
  FROM flag_event e JOIN flag f ON f.id = e.flag_id
 WHERE e.id > :horizon AND {_PRESENT}
   AND NOT EXISTS (SELECT FROM notice_event n WHERE n.flag_event_id = e.id AND n.channel_id = :channel)
   AND ((e.state_after = 'open' AND e.state_before IS DISTINCT FROM 'acknowledged' AND {_WITHIN})
        OR (:recoveries AND e.state_after IN ('closed', 'settled') AND EXISTS (
                SELECT FROM notice_event t
                 WHERE t.channel_id = :channel AND t.flag_id = e.flag_id AND t.telling = 'told')))
ON CONFLICT DO NOTHING
""")

# What the reader knows of the flag: whether the last thing told of it was that it is over.
_PASS: Final = text(f"""
UPDATE notice_event n SET telling = 'passed', at = :now
  FROM (SELECT w.flag_event_id, w.flag_id, w.is_recovery, e.action, standing.state,
               (SELECT t.is_recovery FROM notice_event t
                 WHERE t.channel_id = :channel AND t.flag_id = w.flag_id AND t.telling = 'told'
                 ORDER BY t.flag_event_id DESC LIMIT 1) AS reads_as_over,
               w.flag_event_id < max(w.flag_event_id) OVER (PARTITION BY w.flag_id) AS is_overtaken
          FROM notice_event w
          JOIN flag_event e ON e.id = w.flag_event_id
          LEFT JOIN {_STANDING.format(flag="w.flag_id")} ON true
         WHERE w.channel_id = :channel AND w.telling = 'waiting') AS w
 WHERE n.channel_id = :channel AND n.flag_event_id = w.flag_event_id
   AND (w.is_overtaken OR NOT CASE
            WHEN w.is_recovery THEN w.state IN ('closed', 'settled') AND w.reads_as_over IS FALSE
            ELSE w.state = 'open' AND (w.reads_as_over IS NOT FALSE OR w.action = 'woken') END)
""")

_READY: Final = """
  FROM notice_event w
  JOIN flag_event e ON e.id = w.flag_event_id
  JOIN flag f ON f.id = w.flag_id
 WHERE w.channel_id = :channel AND w.telling = 'waiting'
   AND (NOT :is_quiet OR (NOT w.is_recovery AND f.severity = 'critical'))
   AND (w.is_recovery OR :after = 1 OR e.run_id IS NULL OR e.run_id <= (
            SELECT min(run_id) FROM (
                SELECT sr.run_id FROM suite_run sr JOIN run r ON r.id = sr.run_id
                 WHERE sr.suite = f.suite AND sr.status = 'succeeded' AND r.is_present
                 ORDER BY sr.run_id DESC LIMIT :after) AS latest HAVING count(*) = :after))
   AND (w.is_recovery OR NOT EXISTS (
            SELECT FROM notice_event t
             WHERE t.channel_id = :channel AND t.flag_id = w.flag_id AND t.telling = 'told' AND NOT t.is_recovery
               AND t.at > :told_since))
"""
_FIRST_READY: Final = text(f"SELECT min(w.flag_event_id) {_READY}")
_TELL: Final = text(f"""
UPDATE notice_event n SET telling = 'told', notice_id = :notice, at = :now
  FROM (SELECT w.flag_event_id {_READY}) AS ready
 WHERE n.channel_id = :channel AND n.flag_event_id = ready.flag_event_id
""")
_LEFT: Final = text("""
SELECT count(*) AS waiting, min(t.at) AS told_at
  FROM notice_event w
  LEFT JOIN notice_event t ON t.channel_id = w.channel_id AND t.flag_id = w.flag_id AND t.telling = 'told'
       AND NOT t.is_recovery AND t.at > :told_since
 WHERE w.channel_id = :channel AND w.telling = 'waiting'
""")
_LAST_RUN: Final = text("SELECT coalesce(max(id), 0) FROM run WHERE is_present AND status <> 'running'")

_WORST: Final = """
         SELECT DISTINCT ON (f.claim_id) f.claim_id, f.kind, f.reason, f.severity, f.message,
                {is_recovery} AS is_recovery, count(*) OVER (PARTITION BY f.claim_id) AS flags,
                array_position(CAST(:severity_order AS text[]), f.severity) * 100
                    + coalesce(array_position(CAST(:kind_order AS text[]), f.kind), 99) AS rank
           FROM {chosen}
          ORDER BY f.claim_id, is_recovery, rank, f.id
"""
_TOLD: Final = "notice_event w JOIN flag f ON f.id = w.flag_id WHERE w.notice_id = :notice AND w.telling = 'told'"
_CHANGED: Final = f"""
(SELECT e.flag_id, (array_agg(e.state_before ORDER BY e.id))[1] AS before
   FROM flag_event e
  WHERE e.id > :since AND e.id <= :until AND {_PRESENT}
  GROUP BY e.flag_id) AS w
JOIN flag f ON f.id = w.flag_id
JOIN {_STANDING.format(flag="w.flag_id")} ON true
WHERE {_WITHIN} AND NOT (f.kind = 'stale' AND f.reason = 'aging')
  AND CASE WHEN w.before IN ('open', 'acknowledged') THEN standing.state IN ('closed', 'settled')
           ELSE standing.state IN ('open', 'acknowledged') END
"""
_DUE: Final = f"""
flag f JOIN {_STANDING.format(flag="f.id")} ON true
WHERE f.kind = 'stale' AND f.reason = 'aging' AND standing.state IN ('open', 'acknowledged') AND {_WITHIN}
"""


def _counts(chosen: str, is_recovery: str) -> str:
    worst = _WORST.format(chosen=chosen, is_recovery=is_recovery)
    return f"""
SELECT worst.is_recovery, worst.kind, worst.severity, count(*) AS claims, count(DISTINCT c.document_id) AS pages
  FROM ({worst}) AS worst JOIN claim c ON c.id = worst.claim_id
 GROUP BY worst.is_recovery, worst.kind, worst.severity
"""


def _lines(chosen: str, is_recovery: str, order: str) -> str:
    worst = _WORST.format(chosen=chosen, is_recovery=is_recovery)
    return f"""
SELECT worst.*, c.quote_exact AS figure, coalesce(c.subject, m.subject) AS subject,
       coalesce(c.metric_phrase, m.measure) AS metric, coalesce(s.publisher, s.slug) AS publisher, c.stated_on
  FROM (SELECT * FROM ({worst}) AS worst WHERE is_recovery = :is_recovery ORDER BY {order} LIMIT :limit) AS worst
  JOIN claim c ON c.id = worst.claim_id
  JOIN document d ON d.id = c.document_id
  JOIN source s ON s.id = d.source_id
  LEFT JOIN metric m ON m.id = c.metric_id
 ORDER BY {order}
"""


_BY_RANK: Final = "worst.rank, worst.claim_id DESC"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a message is about: how many claims of each kind, and the worst of them."""

    new: Sequence[Row[Any]]
    """kind, severity, claims, pages: one row each."""
    cleared: Sequence[Row[Any]]
    new_claims: Sequence[Row[Any]]
    """The worst first; as many as were asked for."""
    cleared_claims: Sequence[Row[Any]]

    @property
    def count_new(self) -> int:
        return sum(row.claims for row in self.new)

    @property
    def count_cleared(self) -> int:
        return sum(row.claims for row in self.cleared)


def horizon(session: Session) -> int | None:
    """Up to which number every flag event is there to be seen; None while a transaction may still add one before."""
    last = session.scalar(LAST_EVENT)
    return None if session.scalar(_WRITERS) else last


def _filters(channel: Channel, least: Severity) -> dict[str, Any]:
    severities = [each for each in at_or_above(least) if each in at_or_above(channel.severity)]
    return {
        "severities": [str(each) for each in severities],
        "kinds": channel.kinds,
        "sources": channel.sources,
        "metrics": channel.metrics,
    }


def take_in(session: Session, channel: Channel, now: datetime) -> None:
    """Have the events that a channel may be told of wait, and drop those that are over or known by now."""
    decided = horizon(session)
    if channel.topic is Topic.FLAGS and channel.instant is not None:
        given = {"channel": channel.id, "now": now}
        wanted = {"horizon": channel.horizon_id, "recoveries": channel.recoveries}
        is_many = (session.scalar(LAST_EVENT) or 0) - channel.horizon_id > _MANY
        if is_many:  # the planner takes the table that fills for an empty one, and would read it again for each event
            session.execute(text("SET LOCAL enable_nestloop = off"))
        session.execute(_TAKE, given | wanted | _filters(channel, channel.instant))
        if is_many:
            session.execute(text("SET LOCAL enable_nestloop TO DEFAULT"))
            session.execute(text("ANALYZE notice_event"))
        session.execute(_PASS, given)
    if decided is not None:
        channel.horizon_id = max(channel.horizon_id, decided)


def _when(channel: Channel, now: datetime, *, is_quiet: bool) -> dict[str, Any]:
    return {
        "channel": channel.id,
        "is_quiet": is_quiet,
        "after": channel.after,
        "told_since": now - timedelta(minutes=channel.suppress_minutes),
    }


def first_ready(session: Session, channel: Channel, now: datetime, *, is_quiet: bool) -> int | None:
    """The first of the events that may be told now; None where none may. In quiet hours those that may be told then."""
    found: int | None = session.scalar(_FIRST_READY, _when(channel, now, is_quiet=is_quiet))
    return found


def tell(session: Session, channel: Channel, notice_id: int, now: datetime, *, is_quiet: bool) -> None:
    """Mark everything that may be told now as told by a notice."""
    session.execute(_TELL, _when(channel, now, is_quiet=is_quiet) | {"notice": notice_id, "now": now})


def look_again(session: Session, channel: Channel, now: datetime, not_before: datetime | None) -> None:
    """Note when what waits still may be told: at ``not_before``, when its interval is over, or after more runs."""
    given = {"channel": channel.id, "told_since": now - timedelta(minutes=channel.suppress_minutes)}
    left = session.execute(_LEFT, given).one()
    channel.look_at = channel.looked_run_id = None
    if left.waiting:
        over = left.told_at + timedelta(minutes=channel.suppress_minutes) if left.told_at else None
        moments = [moment for moment in (not_before, over) if moment is not None and moment > now]
        channel.look_at = min(moments, default=None)
        if channel.after > 1:
            channel.looked_run_id = session.scalar(_LAST_RUN)


_ORDER: Final = {"severity_order": [str(each) for each in SEVERITIES], "kind_order": list(KINDS)}


def told(session: Session, notice_id: int, limit: int, few: int) -> Matter:
    """What a notice tells of: every claim up to ``limit``, of more the worst ``few``."""
    return _matter(session, _TOLD, "w.is_recovery", _ORDER | {"notice": notice_id}, limit, few)


def changed(session: Session, channel: Channel, until: int, now: datetime, few: int) -> Matter:
    """What a digest tells of: the flags that stand and did not, and the other way round, since the last one."""
    given = _ORDER | _filters(channel, channel.severity) | {"since": channel.digest_id, "until": until, "now": now}
    was_up = "coalesce(w.before IN ('open', 'acknowledged'), false)"
    return _matter(session, _CHANGED, was_up, given, few, few)


def _matter(session: Session, chosen: str, is_recovery: str, given: dict[str, Any], limit: int, few: int) -> Matter:
    counts = session.execute(text(_counts(chosen, is_recovery)), given).all()
    sides: dict[bool, list[Row[Any]]] = {False: [], True: []}
    for row in counts:
        sides[row.is_recovery].append(row)
    lines = text(_lines(chosen, is_recovery, _BY_RANK))
    claims: dict[bool, Sequence[Row[Any]]] = {}
    for side, rows in sides.items():
        total = sum(row.claims for row in rows)
        wanted = total if total <= limit else few
        claims[side] = session.execute(lines, given | {"is_recovery": side, "limit": wanted}).all() if rows else ()
    return Matter(sides[False], sides[True], claims[False], claims[True])


def due(session: Session, channel: Channel, now: datetime, few: int) -> tuple[int, Sequence[Row[Any]]]:
    """How many claims will soon be stale, and a few of them."""
    if channel.kinds and "stale" not in channel.kinds:
        return 0, ()
    given = _ORDER | _filters(channel, Severity.INFO) | {"now": now}
    given["severities"] = [str(each) for each in SEVERITIES]  # the warning in advance is mere information
    number = sum(row.claims for row in session.execute(text(_counts(_DUE, "false")), given))
    lines = text(_lines(_DUE, "false", "worst.message, worst.claim_id"))
    return number, session.execute(lines, given | {"is_recovery": False, "limit": few}).all() if number else ()
