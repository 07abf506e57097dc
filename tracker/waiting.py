"""Claims that wait: they name no number, so there is nothing to try again until a fact about them changes.

A present-day sweep that has tried such a claim notes its facts and the suites; while neither changes, later sweeps
leave it out, and its flags stay as they are. A claim with a flag that time alone may clear does not wait.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

from tracker.states import FlagState
from tracker.suites import Suite

WAITS: Final = "EXISTS (SELECT FROM unverifiable u WHERE u.waits AND u.claim_id = {claim_id})"
"""Whether a claim is left out of a sweep, once ``set_aside`` has told which are."""

# What may open or close a flag of theirs otherwise than by the facts of the claim itself comes along.
_SET_ASIDE: Final = text("""
CREATE TEMP TABLE unverifiable ON COMMIT DROP AS
SELECT claim_id, md5(jsonb_build_array(facts_hash, source_failures, misquote)::text) AS facts, false AS waits
  FROM claim_facts WHERE is_vague OR kind = 'slogan'
""")
_WAIT: Final = text("""
UPDATE unverifiable u SET waits = true
  FROM claim_wait w, claim c
 WHERE w.claim_id = u.claim_id AND w.facts_hash = u.facts AND w.suites_hash = :suites_hash
   AND c.id = u.claim_id AND c.evaluated_at IS NOT NULL
   AND u.claim_id NOT IN (
       SELECT g.claim_id FROM flag_event e JOIN flag g ON g.id = e.flag_id
        WHERE e.snoozed_until <= :moment
          AND NOT EXISTS (SELECT FROM flag_event n WHERE n.flag_id = e.flag_id AND n.id > e.id))
""")

_TELL: Final = text("""
CREATE TEMP TABLE unverifiable ON COMMIT DROP AS
SELECT claim_id, true AS waits FROM unnest(CAST(:claim_ids AS bigint[])) AS claim_id
""")

_TIMELESS: Final = ("malformed", "implausible", "unverifiable")
"""Kinds of flags that nothing but the facts of a claim opens and closes."""

_FORGET: Final = text("""
DELETE FROM claim_wait w WHERE NOT EXISTS (SELECT FROM unverifiable u WHERE u.claim_id = w.claim_id)
""")
_NOTE: Final = text("""
INSERT INTO claim_wait (claim_id, facts_hash, suites_hash)
SELECT u.claim_id, u.facts, :suites_hash
  FROM unverifiable u
 WHERE NOT u.waits AND NOT EXISTS (
       SELECT FROM flag g
         JOIN LATERAL (
              SELECT e.state_after FROM flag_event e
               WHERE e.flag_id = g.id AND e.at <= :moment ORDER BY e.at DESC, e.id DESC LIMIT 1) AS last ON true
        WHERE g.claim_id = u.claim_id AND g.kind <> ALL(CAST(:timeless AS text[]))
          AND last.state_after = ANY(CAST(:standing AS text[])))
    ON CONFLICT (claim_id) DO UPDATE SET facts_hash = excluded.facts_hash, suites_hash = excluded.suites_hash
""")
_WAKE: Final = text("""
DELETE FROM claim_wait w USING flag g, flag_event e
 WHERE g.claim_id = w.claim_id AND e.flag_id = g.id AND e.run_id = :run_id
""")


def suites_hash(suites: Iterable[Suite]) -> str:
    """Hash a set of suites: another when one comes, goes or says something else."""
    told = sorted(f"{suite.name} {suite.content_hash}" for suite in suites)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def set_aside(connection: Connection, suites_hash: str, moment: datetime) -> int:
    """Find the claims that wait at ``moment`` for these suites to change; returns how many there are.

    They are in the temporary table ``unverifiable`` until the transaction ends. The day of ``claim_facts`` is to be
    set before, and no claim yet marked as evaluated: one that no sweep has looked at does not wait.
    """
    connection.execute(_SET_ASIDE)
    connection.execute(text("ANALYZE unverifiable"))
    waiting = connection.execute(_WAIT, {"suites_hash": suites_hash, "moment": moment}).rowcount
    connection.execute(text("ANALYZE unverifiable"))
    return waiting


def those(connection: Connection) -> list[int]:
    """Return the claims that wait, once ``set_aside`` has told which are."""
    return list(connection.scalars(text("SELECT claim_id FROM unverifiable WHERE waits")))


def tell(connection: Connection, claim_ids: Sequence[int]) -> None:
    """Let these claims wait in a transaction that has not found them itself."""
    connection.execute(_TELL, {"claim_ids": list(claim_ids)})
    connection.execute(text("ANALYZE unverifiable"))


def note(connection: Connection, suites_hash: str, moment: datetime) -> None:
    """Let the claims wait from now on that this sweep has tried with all suites, its flags recorded."""
    connection.execute(_FORGET)
    standing = [str(state) for state in FlagState if state is not FlagState.CLOSED]
    connection.execute(
        _NOTE,
        {"suites_hash": suites_hash, "moment": moment, "timeless": list(_TIMELESS), "standing": standing},
    )
    connection.execute(text("ANALYZE claim_wait"))


def wake(connection: Connection, run_id: int) -> None:
    """Let the claims wait no longer whose flags a look back or ahead has touched."""
    connection.execute(_WAKE, {"run_id": run_id})
