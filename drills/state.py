"""What the database says by meaning, so that two runs can be held against each other.

Numbers of rows, moments and how often something was tried differ between any two runs; nothing else may.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.engine import URL

from drills.server import administration

State = Mapping[str, Counter[str]]
"""By section, each line and how often it is there."""

_KEYS: Final = (
    """
CREATE TEMP TABLE document_key AS
SELECT d.id, s.slug || '/' || left(d.content_hash, 12) AS key FROM document d JOIN source s ON s.id = d.source_id
""",
    """
CREATE TEMP TABLE claim_key AS
SELECT c.id, k.key || '@' || c.quote_start || '-' || c.quote_end AS key
  FROM claim c JOIN document_key k ON k.id = c.document_id
""",
    """
CREATE TEMP TABLE flag_key AS
SELECT f.id, k.key || ' ' || f.suite || '.' || f.expectation AS key FROM flag f JOIN claim_key k ON k.id = f.claim_id
""",
    "CREATE UNIQUE INDEX ON claim_key (id)",
    "CREATE UNIQUE INDEX ON document_key (id)",
    "CREATE UNIQUE INDEX ON flag_key (id)",
    "ANALYZE claim_key, document_key, flag_key",
)

_MOMENTS: Final = "created_at since updated_at linked_at edited_at evaluated_at captured_at at until"


def _without(row: str, names: str) -> str:
    listed = ", ".join(f"'{name}'" for name in f"id {names} {_MOMENTS}".split())
    return f"to_jsonb({row}) - ARRAY[{listed}]"


_SOURCE: Final = _without("s", "consecutive_failures last_error last_fetched_at paused_at removed_at")
_PAGE: Final = _without(
    "a", "source_id document_id failures counted_at failing_since last_failed_at last_error first_seen_at last_seen_at"
)
_EVENT: Final = _without("e", "flag_id run_id facts_hash")

SECTIONS: Final = {
    "sources": f"""
SELECT s.slug, {_SOURCE}, s.consecutive_failures > 0, s.paused_at IS NULL, s.removed_at IS NULL FROM source s
""",
    "appearances": f"""
SELECT s.slug, a.key, k.key, a.failures > 0, {_PAGE}
  FROM appearance a JOIN source s ON s.id = a.source_id LEFT JOIN document_key k ON k.id = a.document_id
""",
    "documents": f"""
SELECT k.key, a.key, {_without("d", "source_id appearance_id text")}, md5(d.text), r.media_type, md5(r.body)
  FROM document d JOIN document_key k ON k.id = d.id
  LEFT JOIN appearance a ON a.id = d.appearance_id
  LEFT JOIN document_raw r ON r.document_id = d.id
""",
    "claims": f"""
SELECT k.key, m.slug, c.evaluated_at IS NULL, {_without("c", "document_id metric_id")}
  FROM claim c JOIN claim_key k ON k.id = c.id LEFT JOIN metric m ON m.id = c.metric_id
""",
    "edits": f"""
SELECT k.key, {_without("e", "claim_id")} FROM claim_edit e JOIN claim_key k ON k.id = e.claim_id
""",
    "revisions": f"""
SELECT k.key, jsonb_agg(jsonb_build_array(d.key, {_without("v", "claim_id document_id")}) ORDER BY v.at, v.id)
  FROM claim_revision v JOIN claim_key k ON k.id = v.claim_id LEFT JOIN document_key d ON d.id = v.document_id
 GROUP BY k.key
""",
    "metrics": f"""
SELECT {_without("m", "")}, (SELECT array_agg(a.role || ':' || a.name ORDER BY 1) FROM metric_alias a
                              WHERE a.metric_id = m.id)
  FROM metric m
""",
    "parties": f"""
SELECT {_without("p", "parent_id")}, o.slug, (SELECT array_agg(a.name ORDER BY 1) FROM party_alias a
                                               WHERE a.party_id = p.id)
  FROM party p LEFT JOIN party o ON o.id = p.parent_id
""",
    "origins": f"""
SELECT k.key, {_without("o", "claim_id basis_claim_id")}, b.key
  FROM claim_origin o JOIN claim_key k ON k.id = o.claim_id LEFT JOIN claim_key b ON b.id = o.basis_claim_id
""",
    "relations": f"""
SELECT k.key, o.key, {_without("r", "claim_id other_id")}
  FROM claim_relation r JOIN claim_key k ON k.id = r.claim_id JOIN claim_key o ON o.id = r.other_id
""",
    "proposals": f"""
SELECT k.key, m.slug, {_without("p", "claim_id metric_id decided_at")}
  FROM link_proposal p JOIN claim_key k ON k.id = p.claim_id JOIN metric m ON m.id = p.metric_id
""",
    "waiting": "SELECT k.key FROM claim_wait w JOIN claim_key k ON k.id = w.claim_id",
    "flags": f"SELECT k.key, {_without('f', 'claim_id')} FROM flag f JOIN flag_key k ON k.id = f.id",
    "events": f"""
SELECT k.key, jsonb_agg({_EVENT} ORDER BY e.at, e.id)
  FROM flag_event e JOIN flag_key k ON k.id = e.flag_id GROUP BY k.key
""",
    "wordings": f"""
SELECT k.key, jsonb_agg({_without("w", "flag_id")} ORDER BY w.until, w.id)
  FROM flag_wording w JOIN flag_key k ON k.id = w.flag_id GROUP BY k.key
""",
    # A run that was done again finds nothing due any more: the counts are those of the last run that counted.
    "counts": """
SELECT DISTINCT ON (c.suite, c.expectation) c.suite, c.expectation, c.element_count, c.unexpected_count
  FROM expectation_count c JOIN run r ON r.id = c.run_id WHERE r.is_present
 ORDER BY c.suite, c.expectation, c.run_id DESC
""",
    "last run": "SELECT status, claims, evaluated, waiting, error FROM run WHERE is_present ORDER BY id DESC LIMIT 1",
    "changes left": "SELECT count(*) FROM claim_change",
}

# What may be in no database, whatever was done to it.
FAULTS: Final = {
    "an event that does not follow from the one before": """
SELECT k.key, e.state_before, e.before FROM flag_key k JOIN (
    SELECT flag_id, state_before, lag(state_after) OVER (PARTITION BY flag_id ORDER BY at, id) AS before FROM flag_event
) AS e ON e.flag_id = k.id
 WHERE e.state_before IS DISTINCT FROM e.before
""",
    "a flag that no event opened": """
SELECT k.key FROM flag_key k WHERE NOT EXISTS (SELECT FROM flag_event e WHERE e.flag_id = k.id)
""",
    "a run of a job that never ended": "SELECT job, started_at::text FROM job_run WHERE status = 'running'",
    "a run of the checks that never ended": "SELECT id FROM run WHERE status = 'running' OR finished_at IS NULL",
    "a document without its claims": """
SELECT k.key FROM document_key k WHERE NOT EXISTS (SELECT FROM claim c WHERE c.document_id = k.id)
   AND NOT EXISTS (SELECT FROM claim_revision v WHERE v.document_id = k.id)
   AND NOT EXISTS (SELECT FROM appearance a WHERE a.document_id = k.id)
""",
}


def read(url: URL, days: Iterable[str] = ()) -> State:
    """Read the state of a database. ``days`` are those the run took place on: messages may name them."""
    with administration(url) as connection:
        for statement in _KEYS:
            connection.execute(text(statement))
        names = {str(number): key for number, key in connection.execute(text("SELECT id, key FROM claim_key"))}
        masks = re.compile("|".join(map(re.escape, days)) or r"(?!)")

        def line(row: Iterable[Any]) -> str:
            written = json.dumps(list(row), ensure_ascii=False, sort_keys=True, default=str)
            written = re.sub(r"\bclaim (\d+)\b", lambda found: f"claim {names.get(found[1], found[1])}", written)
            return masks.sub("today", written)

        state = {
            name: Counter(line(row) for row in connection.execute(text(query))) for name, query in SECTIONS.items()
        }
        faults = Counter(
            f"{name}: {line(row)}" for name, query in FAULTS.items() for row in connection.execute(text(query))
        )
        return {**state, "faults": faults}


def differences(undisturbed: State, disturbed: State, limit: int = 5) -> list[str]:
    """Say where two states differ, some lines a section, and what may be in no state; none where all is well."""
    told = []
    for section in undisturbed:
        lost, more = undisturbed[section] - disturbed[section], disturbed[section] - undisturbed[section]
        told += [f"{section}: missing {number} x {line}" for line, number in sorted(lost.items())[:limit]]
        told += [f"{section}: too much {number} x {line}" for line, number in sorted(more.items())[:limit]]
        if (left := len(lost) + len(more) - 2 * limit) > 0:
            told.append(f"{section}: and about {left} more")
    told += [f"fault: {line}" for line in disturbed.get("faults", Counter())][:limit]
    return told


def sizes(state: State) -> str:
    """How much there is, in a line."""
    shown = ("documents", "claims", "revisions", "relations", "flags", "events")
    events = sum(line.count('"action"') for line in state["events"].elements())
    return ", ".join(
        f"{events if name == 'events' else state[name].total():,} {'flag events' if name == 'events' else name}"
        for name in shown
    )
