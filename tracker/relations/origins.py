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
          JOIN aim USING (id)
          JOIN judged a ON a.id = w.id
          JOIN judged b ON b.id = w.basis
         WHERE NOT a.is_hearsay AND NOT b.is_hearsay
           AND CASE WHEN a.said_key IS NOT NULL
                   THEN b.voice_key = a.said_key AND a.voice_key IS DISTINCT FROM a.said_key
                        AND a.document_id <> b.document_id
                   -- A work of reference speaks for itself, whatever others have said.
                   ELSE b.is_own AND NOT a.is_own AND NOT a.is_reference
               END
    )
    SELECT DISTINCT ON (id) id, basis, is_inferred FROM fitting ORDER BY id, is_attributed DESC, turn
"""

_TURN: Final = """
    WITH changed AS (
        UPDATE claim_place p SET basis_id = f.basis, is_inferred = f.is_inferred
          FROM (SELECT aim.id, e.basis, coalesce(e.is_inferred, false) AS is_inferred
                  FROM aim LEFT JOIN edge e USING (id)) f
         WHERE p.claim_id = f.id AND (p.basis_id, p.is_inferred) IS DISTINCT FROM (f.basis, f.is_inferred)
        RETURNING p.claim_id
    )
    INSERT INTO turned SELECT claim_id FROM changed
"""

# Whose origin may be another one now: those that changed, that lean on another claim, and all that lean on them.
_DUE: Final = """
    CREATE TEMP TABLE due ON COMMIT DROP AS
    WITH RECURSIVE leaning (id) AS (
        SELECT id FROM moved UNION SELECT id FROM turned
         UNION
        SELECT p.claim_id FROM leaning l JOIN claim_place p ON p.basis_id = l.id
    )
    SELECT id FROM leaning
"""

_LINK: Final = """
    CREATE TEMP TABLE link ON COMMIT DROP AS
    WITH RECURSIVE chain (id) AS (
        SELECT id FROM due
         UNION
        SELECT p.basis_id FROM chain c JOIN claim_place p ON p.claim_id = c.id WHERE p.basis_id IS NOT NULL
    )
    SELECT c.id, p.basis_id AS basis, p.is_inferred FROM chain c JOIN claim_place p ON p.claim_id = c.id
"""

# Where papers quote each other in a circle, nobody said it first: all of them count as one, whoever that is.
_TOLD: Final = f"""
    CREATE TEMP TABLE told ON COMMIT DROP AS
    WITH RECURSIVE walk (id, at, way, is_inferred, is_round) AS (
        SELECT id, basis, ARRAY[id], is_inferred, false FROM link WHERE basis IS NOT NULL
         UNION ALL
        SELECT w.id, e.basis, w.way || w.at, w.is_inferred OR e.is_inferred, e.basis = ANY (w.way || w.at)
          FROM walk w JOIN link e ON e.id = w.at AND e.basis IS NOT NULL
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
          JOIN link e USING (id)
         WHERE l.is_inferred OR l.origin_key IS DISTINCT FROM j.origin_key
    )
    SELECT id, origin, origin_key, is_inferred, basis_claim_id, {IS_OWN} AS is_self FROM found JOIN due USING (id)
     UNION ALL
    SELECT id, origin, origin_key, false, NULL, is_own FROM judged JOIN due USING (id)
     WHERE id NOT IN (SELECT id FROM found)
"""

_STORE: Final = """
    WITH changed AS (
        INSERT INTO claim_origin AS o (claim_id, origin, origin_key, is_inferred, is_self, basis_claim_id)
        SELECT t.id, t.origin, t.origin_key, t.is_inferred, t.is_self, t.basis_claim_id
          FROM told t
          LEFT JOIN claim_origin s ON s.claim_id = t.id
         WHERE s.claim_id IS NULL
            OR (s.origin, s.origin_key, s.is_inferred, s.is_self, s.basis_claim_id)
               IS DISTINCT FROM (t.origin, t.origin_key, t.is_inferred, t.is_self, t.basis_claim_id)
        ON CONFLICT (claim_id) DO UPDATE
           SET (origin, origin_key, is_inferred, is_self, basis_claim_id)
               = (EXCLUDED.origin, EXCLUDED.origin_key, EXCLUDED.is_inferred, EXCLUDED.is_self, EXCLUDED.basis_claim_id)
        RETURNING claim_id
    )
    UPDATE claim SET updated_at = clock_timestamp()
     WHERE id IN (SELECT claim_id FROM changed) AND evaluated_at IS NOT NULL
"""

_SHIFT: Final = """
    INSERT INTO shift
    SELECT p.claim_id, p.metric_id, p.rank, p.told_by FROM claim_place p JOIN told t ON t.id = p.claim_id
     WHERE p.told_by IS DISTINCT FROM t.origin_key
"""

_SET: Final = """
    UPDATE claim_place p SET told_by = t.origin_key FROM told t
     WHERE p.claim_id = t.id AND p.told_by IS DISTINCT FROM t.origin_key
"""

LEAN: Final = (
    _EDGE, "CREATE TEMP TABLE turned (id bigint) ON COMMIT DROP", _TURN, _DUE, _LINK, "ANALYZE due", "ANALYZE link",
)  # fmt: skip
"""From the pairs that meet to what tells each claim's origin, and whose origin is to be told again (``due``)."""
TELL: Final = (_TOLD, "CREATE UNIQUE INDEX ON told (id)", "ANALYZE told", _STORE, _SHIFT, _SET)
"""From those links to the origins, what is stored of them, and whose figures are another's now (``shift``)."""
