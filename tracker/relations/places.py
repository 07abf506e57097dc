"""What changed since the last time, and how far that reaches: the claims whose pairs are to be compared again.

``claim_place`` keeps of every claim a digest of all that bears on comparing it (``facts``) and where it stands in its
series (``rank``). A change is felt by the ``NEAREST`` claims on either side of where a claim stood and stands; by
those whose origin leans on its own; by what its origin said shortly before; and, where it is or was the newest figure
of an origin, by all the older ones.
"""

from __future__ import annotations

from typing import Final

MOVED: Final = """
    CREATE TEMP TABLE moved ON COMMIT DROP AS
    WITH now AS MATERIALIZED (SELECT j.id, j.metric_id, j.rank, j.origin_key, md5(j::text) AS facts FROM judged j)
    SELECT p.claim_id AS id, p.metric_id, p.rank, p.told_by, true AS is_old, NULL AS facts
      FROM asked a
      JOIN claim_place p ON p.claim_id = a.id
      LEFT JOIN now n ON n.id = a.id
     WHERE n.id IS NULL OR n.facts <> p.facts
     UNION ALL
    SELECT n.id, n.metric_id, n.rank, n.origin_key, false, n.facts
      FROM now n
      LEFT JOIN claim_place p ON p.claim_id = n.id
     WHERE p.claim_id IS NULL OR n.facts <> p.facts
"""
"""Of the claims asked for, those that are not what they were: where they stood, and where they stand."""

_LEAVE: Final = """
    DELETE FROM claim_place p USING moved m
     WHERE p.claim_id = m.id AND m.is_old AND NOT EXISTS (SELECT FROM judged j WHERE j.id = m.id)
"""

_SETTLE: Final = """
    INSERT INTO claim_place (claim_id, metric_id, rank, line, told_by, facts)
    SELECT j.id, j.metric_id, j.rank, j.line, j.origin_key, m.facts
      FROM judged j
      JOIN moved m ON m.id = j.id AND NOT m.is_old
     ORDER BY j.metric_id, j.rank
    ON CONFLICT (claim_id) DO UPDATE
       SET (metric_id, rank, line, told_by, facts)
           = (EXCLUDED.metric_id, EXCLUDED.rank, EXCLUDED.line, EXCLUDED.told_by, EXCLUDED.facts)
"""

# Series so short, or so much changed, that they are compared as a whole.
_WHOLE: Final = """
    CREATE TEMP TABLE whole ON COMMIT DROP AS
    SELECT m.metric_id
      FROM (SELECT metric_id, count(*) * 2 * :nearest AS felt FROM moved WHERE metric_id IS NOT NULL GROUP BY 1) m
     WHERE (SELECT count(*) FROM (
               SELECT FROM claim_place p WHERE p.metric_id = m.metric_id AND p.rank IS NOT NULL LIMIT m.felt + 1
           ) stated) <= m.felt
"""

_BEFORE: Final = """(
    SELECT claim_id FROM claim_place q WHERE q.metric_id = {of}.metric_id AND q.rank < {of}.rank
     ORDER BY q.rank DESC LIMIT :nearest)"""
_AFTER: Final = """(
    SELECT claim_id FROM claim_place q WHERE q.metric_id = {of}.metric_id AND q.rank > {of}.rank
     ORDER BY q.rank LIMIT :nearest)"""

_AIM: Final = f"""
    CREATE TEMP TABLE aim ON COMMIT DROP AS
    SELECT id FROM moved
     UNION
    SELECT p.claim_id FROM claim_place p JOIN whole USING (metric_id) WHERE p.rank IS NOT NULL
     UNION
    SELECT n.claim_id
      FROM moved m
      CROSS JOIN LATERAL ({_BEFORE.format(of="m")} UNION ALL {_AFTER.format(of="m")}) n
     WHERE m.rank IS NOT NULL AND m.metric_id NOT IN (SELECT metric_id FROM whole)
"""

NEAR: Final = f"""
    CREATE TEMP TABLE near ON COMMIT DROP AS
    WITH reached AS (
        SELECT p.claim_id FROM claim_place p JOIN whole USING (metric_id) WHERE p.rank IS NOT NULL
         UNION
        SELECT n.claim_id
          FROM aim
          JOIN claim_place p ON p.claim_id = aim.id
          CROSS JOIN LATERAL (
              {_BEFORE.format(of="p")} UNION ALL SELECT p.claim_id UNION ALL {_AFTER.format(of="p")}
          ) n
         WHERE p.rank IS NOT NULL AND p.metric_id NOT IN (SELECT metric_id FROM whole)
    )
    SELECT claim_id AS id, p.metric_id, p.rank,
           row_number() OVER (PARTITION BY p.metric_id ORDER BY p.rank) AS place, aim.id IS NOT NULL AS is_aimed
      FROM reached
      JOIN claim_place p USING (claim_id)
      LEFT JOIN aim ON aim.id = p.claim_id
"""
"""The claims to compare with: around a claim of ``aim``, and there alone, places follow one another without a gap."""

PLACED: Final = (
    "CREATE TEMP TABLE placed ON COMMIT DROP AS SELECT j.*, n.place, n.is_aimed FROM near n JOIN judged j USING (id)",
    "CREATE INDEX ON placed (metric_id, place)",
    "ANALYZE placed (id, metric_id, place)",
)
"""The claims near, with all that bears on comparing them."""

SETTLE: Final = (_LEAVE, _SETTLE)
"""Note where the claims stand now."""
AIM: Final = (_WHOLE, _AIM, "ANALYZE aim")
"""Take aim at the claims around where they stood and stand."""

SHIFT: Final = """
    CREATE TEMP TABLE shift ON COMMIT DROP AS
    SELECT id, metric_id, rank, told_by FROM moved WHERE is_old
"""
"""Of whom an origin said something else than before: where they stood or stand, and in whose word."""

_SHIFTED: Final = """
    INSERT INTO shift
    SELECT p.claim_id, p.metric_id, p.rank, p.told_by FROM claim_place p
     WHERE p.claim_id IN (SELECT id FROM shift UNION SELECT id FROM moved)
"""

# Until when an origin stood by a figure bears on what is near that figure alone. Where its newest figure is another
# one than before, both the newest and the one that was count.
_SPREAD: Final = """
    WITH said AS (
        SELECT DISTINCT metric_id, told_by, rank, left(rank, 8) AS day FROM shift
         WHERE rank IS NOT NULL AND told_by IS NOT NULL AND metric_id NOT IN (SELECT metric_id FROM whole)
    ),
    earlier AS (
        SELECT q.claim_id
          FROM said s
          JOIN claim_place q ON q.metric_id = s.metric_id AND q.told_by = s.told_by AND q.rank < s.day || 'x'
           AND q.rank >= coalesce((
                   SELECT n.rank FROM claim_place n WHERE n.metric_id = s.metric_id AND n.rank < s.day
                    ORDER BY n.rank DESC OFFSET :nearest - 1 LIMIT 1), '')
    ),
    latest AS (
        SELECT metric_id, told_by, max(rank) AS rank FROM said GROUP BY 1, 2
    ),
    line AS (
        SELECT DISTINCT q.metric_id, q.told_by, q.line, l.rank AS shifted
          FROM latest l JOIN claim_place q USING (metric_id, told_by) WHERE q.rank IS NOT NULL
    ),
    newest AS (
        SELECT n.claim_id, r.claim_id AS former
          FROM line l
          CROSS JOIN LATERAL (
              SELECT claim_id, rank FROM claim_place q
               WHERE (q.metric_id, q.told_by, q.line) = (l.metric_id, l.told_by, l.line) AND q.rank >= '00000001'
               ORDER BY q.rank DESC LIMIT 1
          ) n
          LEFT JOIN LATERAL (
              SELECT claim_id FROM claim_place q
               WHERE (q.metric_id, q.told_by, q.line) = (l.metric_id, l.told_by, l.line) AND q.rank >= '00000001'
                 AND q.claim_id NOT IN (SELECT id FROM shift)
               ORDER BY q.rank DESC LIMIT 1
          ) r ON true
         WHERE l.shifted >= n.rank
    )
    INSERT INTO aim
    SELECT claim_id FROM (
        SELECT id AS claim_id FROM shift
         UNION SELECT claim_id FROM earlier
         UNION SELECT claim_id FROM newest
         UNION SELECT former FROM newest WHERE former IS NOT NULL
    ) felt
     WHERE claim_id NOT IN (SELECT id FROM aim)
"""

SPREAD: Final = (_SHIFTED, _SPREAD)
"""Take aim at those, too, that a change of somebody's word reaches. The last says how many more there are."""

TIES: Final = """
    SELECT q.claim_id
      FROM (SELECT DISTINCT metric_id, left(rank, 8) AS day FROM near
             WHERE metric_id NOT IN (SELECT metric_id FROM whole)) d
      JOIN claim_place q ON q.metric_id = d.metric_id AND q.rank >= d.day AND q.rank < d.day || 'x'
     WHERE d.day > '00000000'
"""
"""The claims of each day that ``near`` reaches: what an origin said that day tells until when it stood by a figure."""

# However long the series: the newest figure of an origin takes the place of all its older ones.
FAR: Final = """
    CREATE TEMP TABLE far ON COMMIT DROP AS
    WITH line AS (
        SELECT DISTINCT p.metric_id, p.told_by, p.line
          FROM aim JOIN claim_place p ON p.claim_id = aim.id
         WHERE p.told_by IS NOT NULL AND p.rank >= '00000001'
           AND p.metric_id IN (SELECT metric_id FROM near WHERE place > :nearest)
    ),
    newest AS (
        SELECT l.*, n.claim_id, EXISTS (SELECT FROM aim WHERE aim.id = n.claim_id) AS is_aimed,
               (SELECT q.rank FROM claim_place q WHERE q.metric_id = l.metric_id AND q.rank < n.rank
                 ORDER BY q.rank DESC OFFSET :nearest - 1 LIMIT 1) AS rank
          FROM line l
          CROSS JOIN LATERAL (
              SELECT claim_id, rank FROM claim_place q
               WHERE (q.metric_id, q.told_by, q.line) = (l.metric_id, l.told_by, l.line) AND q.rank >= '00000001'
               ORDER BY q.rank DESC LIMIT 1
          ) n
    )
    SELECT q.claim_id AS one, n.claim_id AS other
      FROM newest n
      JOIN claim_place q
        ON (q.metric_id, q.told_by, q.line) = (n.metric_id, n.told_by, n.line) AND q.rank < n.rank
     WHERE n.is_aimed
     UNION ALL
    SELECT q.claim_id, n.claim_id
      FROM newest n
      JOIN claim_place q
        ON (q.metric_id, q.told_by, q.line) = (n.metric_id, n.told_by, n.line) AND q.rank < n.rank
      JOIN aim ON aim.id = q.claim_id
     WHERE NOT n.is_aimed
"""
"""The newest figure of an origin, and its older ones that are not near to it."""
