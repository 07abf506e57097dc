"""Whose word a claim rests on in the end: from who is named, over whom those quote, to who said it first."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 32  # links of a chain of quotes

IS_OWN: Final = """
    CASE WHEN origin_key = ANY (subjects) THEN true
         WHEN origin_key LIKE 'name:%' THEN coalesce(
             mentions(subject, origin) OR mentions(metric_subject, origin)
             OR mentions(origin, subject) OR mentions(origin, metric_subject), false)
         ELSE false
    END
"""
"""Whether an origin is a party to the subject: one that the catalogue finds named there, else one that is named."""

# What tells a claim's origin, where another claim does: the one that its speaker published, or the one in which the
# subject's own party says what this one says in nobody's name.
_EDGE: Final = """
    CREATE TEMP TABLE edge ON COMMIT DROP AS
    WITH both_ways AS (
        SELECT one AS id, other AS basis FROM pair WHERE meets AND (is_near OR is_undated)
         UNION ALL SELECT other, one FROM pair WHERE meets AND (is_near OR is_undated)
    ),
    fitting AS (
        SELECT a.id, b.id AS basis, a.said_key IS NULL AS is_inferred,
               b.said_key IS NOT NULL AND b.said_key IS DISTINCT FROM b.voice_key AS is_attributed, b.turn
          FROM both_ways w
          JOIN judged a ON a.id = w.id
          JOIN judged b ON b.id = w.basis
         WHERE NOT a.is_hearsay AND NOT b.is_hearsay
           AND CASE WHEN a.said_key IS NOT NULL
                   THEN b.voice_key = a.said_key AND a.voice_key IS DISTINCT FROM a.said_key
                        AND a.document_id <> b.document_id
                   ELSE b.is_own AND NOT a.is_own
                        -- A work of reference speaks for itself, whatever others have said.
                        AND NOT EXISTS (SELECT FROM document d JOIN source s ON s.id = d.source_id
                                         WHERE d.id = a.document_id AND s.tier = 'reference')
               END
    )
    SELECT DISTINCT ON (id) id, basis, is_inferred FROM fitting ORDER BY id, is_attributed DESC, turn
"""

# Where papers quote each other in a circle, nobody said it first: all of them count as one, whoever that is.
_TOLD: Final = f"""
    CREATE TEMP TABLE told ON COMMIT DROP AS
    WITH RECURSIVE walk (id, at, way, is_inferred, is_round) AS (
        SELECT id, basis, ARRAY[id], is_inferred, false FROM edge
         UNION ALL
        SELECT w.id, e.basis, w.way || w.at, w.is_inferred OR e.is_inferred, e.basis = ANY (w.way || w.at)
          FROM walk w JOIN edge e ON e.id = w.at
         WHERE NOT w.is_round AND cardinality(w.way) < {_LONGEST}
    ),
    ended AS (
        SELECT DISTINCT ON (id) id, at, way, is_inferred, is_round FROM walk ORDER BY id, cardinality(way) DESC
    ),
    last AS (
        SELECT e.id, e.is_inferred, j.origin_key, j.origin FROM ended e JOIN judged j ON j.id = e.at
         WHERE NOT e.is_round
         UNION ALL
        SELECT e.id, e.is_inferred, r.origin_key, r.origin
          FROM ended e
          CROSS JOIN LATERAL (
              SELECT j.origin_key, j.origin FROM judged j
               WHERE j.id = ANY (e.way[array_position(e.way, e.at):]) ORDER BY j.origin_key, j.origin LIMIT 1
          ) r
         WHERE e.is_round
    ),
    found AS (
        SELECT l.*, e.basis AS basis_claim_id, j.subjects, j.subject, j.metric_subject
          FROM last l
          JOIN judged j USING (id)
          JOIN edge e USING (id)
         WHERE l.is_inferred OR l.origin_key IS DISTINCT FROM j.origin_key
    )
    SELECT id, origin, origin_key, is_inferred, basis_claim_id, {IS_OWN} AS is_self FROM found
     UNION ALL
    SELECT id, origin, origin_key, false, NULL, is_own FROM judged WHERE id NOT IN (SELECT id FROM found)
"""

_STORE: Final = """
    WITH changed AS (
        INSERT INTO claim_origin AS o (claim_id, origin, origin_key, is_inferred, is_self, basis_claim_id)
        SELECT id, origin, origin_key, is_inferred, is_self, basis_claim_id FROM told t
         WHERE NOT EXISTS (
            SELECT FROM claim_origin s WHERE s.claim_id = t.id
               AND (s.origin, s.origin_key, s.is_inferred, s.is_self, s.basis_claim_id)
                   IS NOT DISTINCT FROM (t.origin, t.origin_key, t.is_inferred, t.is_self, t.basis_claim_id))
        ON CONFLICT (claim_id) DO UPDATE
           SET (origin, origin_key, is_inferred, is_self, basis_claim_id)
               = (EXCLUDED.origin, EXCLUDED.origin_key, EXCLUDED.is_inferred, EXCLUDED.is_self, EXCLUDED.basis_claim_id)
        RETURNING claim_id
    )
    UPDATE claim SET updated_at = clock_timestamp()
     WHERE id IN (SELECT claim_id FROM changed) AND evaluated_at IS NOT NULL
"""

STATEMENTS: Final = (_EDGE, "ANALYZE edge", _TOLD, "CREATE UNIQUE INDEX ON told (id)", "ANALYZE told", _STORE)
"""From the pairs that meet to the origin of every claim that is judged."""
