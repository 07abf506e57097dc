"""How the claims of a series stand to one another: every pair near in time compared, and what differs is written."""

from __future__ import annotations

from typing import Final

from tracker.agreement import BEFORE, YEAR
from tracker.relations.bounds import STAND

# Two claims of a series, the earlier in time first. ``is_near``: they speak of one time, or were stated while
# both kept. Where one is undated they may still agree; where neither names a time, one origin replaces its own figure
# at any distance.
_COMPARED: Final = f"""
    SELECT one, other, stand = 'meets' AS meets, stand = 'disjoint' AND is_certain AS excludes,
           stand = 'compatible' AND is_certain AND is_alike AS exceeds, is_near, is_undated, is_timeless, is_far
      FROM (
        SELECT a.id AS one, b.id AS other, {STAND} AS stand, %s AS is_far,
               a.rate IS NOT DISTINCT FROM b.rate AND a.against IS NOT DISTINCT FROM b.against AS is_certain,
               (a.floor IS NULL AND b.floor IS NULL) OR (a.ceiling IS NULL AND b.ceiling IS NULL) AS is_alike,
               coalesce(CASE
                   WHEN a.is_day THEN true
                   WHEN a.is_timed AND b.is_timed THEN
                       (least(a.ends, b.ends) - greatest(a.begins, b.begins) + 1) * 2
                       >= greatest(a.ends, b.ends) - least(a.begins, b.begins) + 1
                   WHEN a.is_timed THEN b.stated_on BETWEEN a.begins AND a.ends + a.keeps
                   WHEN b.is_timed THEN a.stated_on BETWEEN b.begins AND b.ends + b.keeps
                   ELSE b.stated_on - a.stated_on BETWEEN -least(a.keeps, b.keeps) AND least(a.keeps, b.keeps)
               END, false) AS is_near,
               NOT (a.is_timed AND b.is_timed) AND (a.as_of IS NULL OR b.as_of IS NULL) AS is_undated,
               NOT (a.is_timed OR b.is_timed) AS is_timeless
          FROM %s
         WHERE a.is_comparable AND b.is_comparable AND a.unit = b.unit AND a.is_day = b.is_day
           AND (a.rate IS NULL OR b.rate IS NULL OR a.rate = b.rate)
           AND (NOT (a.is_span AND b.is_span) OR a.against = b.against
                OR ('{BEFORE}' IN (a.against, b.against) AND '{YEAR}' NOT IN (a.against, b.against)))
        OFFSET 0
      ) met
     WHERE (is_near OR is_undated OR is_timeless)
       AND (stand = 'meets' OR (is_certain AND (stand = 'disjoint' OR is_alike)))
"""

COMPARE: Final = "CREATE TEMP TABLE pair ON COMMIT DROP AS" + _COMPARED % (
    "b.place > a.place + :few",
    """placed a CROSS JOIN LATERAL (
              SELECT * FROM placed p
               WHERE p.metric_id = a.metric_id AND p.place > a.place AND p.place <= a.place + :nearest
                 AND (a.is_aimed OR p.is_aimed)
              OFFSET 0
          ) b""",
)

# However long the series: the newest figure of an origin takes the place of all its older ones.
_NEWEST: Final = "INSERT INTO pair" + _COMPARED % (
    "true",
    "far f JOIN judged a ON a.id = f.one JOIN judged b ON b.id = f.other",
)

# Until when somebody stood by a figure: who has said another one since, of a later time or of the same, is not held to
# the older by what others say from then on.
_WORD: Final = """
    CREATE TEMP TABLE word ON COMMIT DROP AS
    WITH said AS (
        SELECT j.id, j.metric_id, j.as_of, t.origin_key, j.unit, j.rate, j.against,
               j.low_end, j.high_end, t.origin_key IS NOT NULL AND j.is_comparable AND j.as_of IS NOT NULL AS is_dated,
               j.low_end >= lag(j.high_end) OVER turns OR j.high_end <= lag(j.low_end) OVER turns AS is_another,
               j.told_on, j.begins, j.ends,
               j.low_end >= lag(j.high_end) OVER tellings OR j.high_end <= lag(j.low_end) OVER tellings AS is_retold
          FROM judged j JOIN (SELECT claim_id, told_by AS origin_key FROM claim_place) t ON t.claim_id = j.id
        WINDOW turns AS (
            PARTITION BY j.metric_id, j.is_comparable, t.origin_key, j.unit, j.rate, j.against, j.as_of IS NULL
                ORDER BY j.as_of, j.low_end, j.high_end),
        tellings AS (
            PARTITION BY j.metric_id, j.is_comparable, t.origin_key, j.unit, j.rate, j.against, j.as_of, j.begins,
                         j.ends
                ORDER BY j.told_on, j.low_end, j.high_end)
    ),
    phased AS (
        SELECT *, count(*) FILTER (WHERE is_another) OVER (
                   PARTITION BY metric_id, is_dated, origin_key, unit, rate, against ORDER BY as_of, low_end, high_end
               ) AS phase,
               count(*) FILTER (WHERE is_retold) OVER (
                   PARTITION BY metric_id, is_dated, origin_key, unit, rate, against, as_of, begins, ends
                       ORDER BY told_on, low_end, high_end
               ) AS telling
          FROM said
    )
    SELECT id, origin_key, CASE WHEN is_dated THEN min(as_of) OVER (
               PARTITION BY metric_id, is_dated, origin_key, unit, rate, against ORDER BY phase
               GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
           ) END AS until,
           CASE WHEN is_dated THEN min(told_on) OVER (
               PARTITION BY metric_id, is_dated, origin_key, unit, rate, against, as_of, begins, ends ORDER BY telling
               GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
           ) END AS revised_on
      FROM phased
"""

_APART: Final = """
    CASE WHEN a.stated_on = b.stated_on THEN ', stated on one day'
         WHEN a.stated_on <> b.stated_on THEN ', stated ' || CASE abs(b.stated_on - a.stated_on)
             WHEN 1 THEN 'a day'
             ELSE to_char(abs(b.stated_on - a.stated_on), 'FM999,999,999') || ' days' END || ' apart'
         ELSE ''
    END
"""

# ``a`` is the claim of the row to be written: for what is not said of both, the later one.
_WANTED: Final = f"""
    CREATE TEMP TABLE wanted ON COMMIT DROP AS
    WITH compared AS (
        SELECT p.*, v.origin_key = w.origin_key AS is_same,
               coalesce(v.origin_key <> w.origin_key AND a.voice_key <> b.voice_key AND a.document_id <> b.document_id
                        AND (a.text = b.text) IS NOT TRUE AND (a.domain = b.domain) IS NOT TRUE, false)
                   AS is_independent,
               a.document_id = b.document_id AS is_one_document, a.turn < b.turn AS is_told_after,
               coalesce(a.text = b.text AND a.document_id <> b.document_id, false) AS is_one_text,
               b.as_of > a.as_of AS is_newer,
               -- A probe has a figure of the moment: of one day's the last counts.
               coalesce(a.as_of = b.as_of AND a.seen_at <> b.seen_at, false) AS is_seen_again,
               b.seen_at > a.seen_at AS is_seen_after,
               (a.is_timed AND b.is_timed AND (a.begins, a.ends) = (b.begins, b.ends))
                   OR (a.as_of = b.as_of AND NOT (a.is_timed AND b.is_timed)) AS is_one_time,
               a.told_on <> b.told_on OR (a.appearance_id = b.appearance_id AND a.version <> b.version)
                   AS is_told_again,
               CASE WHEN a.appearance_id = b.appearance_id AND a.version <> b.version THEN a.version < b.version
                    ELSE a.told_on < b.told_on END AS is_revised_by_other,
               (a.is_cumulative AND b.as_of > a.as_of AND b.low_end >= a.high_end)
                   OR (v.until > a.as_of AND v.until <= b.as_of)
                   OR (w.until > b.as_of AND w.until <= a.as_of)
                   OR (v.revised_on > a.told_on AND v.revised_on <= b.told_on)
                   OR (w.revised_on > b.told_on AND w.revised_on <= a.told_on) AS is_outgrown,
               -- What a probe finds on a day may differ from what holds of a month.
               coalesce((a.seen_at IS NOT NULL AND b.begins < b.ends) OR (b.seen_at IS NOT NULL AND a.begins < a.ends),
                        false) AS is_moment_of_span,
               -- What came together in nine months is more than in six: others may differ there.
               NOT (a.is_timed AND b.is_timed)
                   OR (least(a.ends, b.ends) - greatest(a.begins, b.begins) + 1) * 10
                      >= (greatest(a.ends, b.ends) - least(a.begins, b.begins) + 1) * 9 AS is_one_span
          FROM pair p
          JOIN judged a ON a.id = p.one JOIN word v ON v.id = p.one
          JOIN judged b ON b.id = p.other JOIN word w ON w.id = p.other
    ),
    standing AS (
        SELECT one, other, is_independent,
               CASE WHEN meets THEN CASE
                       WHEN is_one_text THEN 'repeats'
                       WHEN NOT is_one_document AND NOT (is_far AND is_same IS TRUE)
                            AND (is_near OR is_undated OR (is_timeless AND is_same)) THEN 'agrees'
                   END
                   WHEN is_moment_of_span THEN NULL
                   WHEN is_same AND NOT is_undated AND (is_near OR is_timeless) THEN CASE
                       WHEN is_seen_again THEN 'supersedes'
                       WHEN exceeds THEN CASE WHEN is_newer THEN 'supersedes' END
                       WHEN is_one_time THEN CASE WHEN is_told_again THEN 'revises' ELSE 'contradicts' END
                       WHEN is_newer THEN 'supersedes'
                   END
                   WHEN is_same IS NOT TRUE AND excludes AND is_near AND NOT is_undated AND is_outgrown IS NOT TRUE
                        AND is_one_span THEN 'contradicts'
               END AS relation,
               CASE WHEN is_one_text AND meets THEN is_told_after
                    WHEN is_same AND is_seen_again THEN is_seen_after OR meets
                    WHEN is_same AND excludes AND is_one_time THEN is_revised_by_other
                    ELSE true
               END AS is_other_later
          FROM compared
    ),
    directed AS (
        SELECT CASE WHEN is_other_later THEN other ELSE one END AS claim_id,
               CASE WHEN is_other_later THEN one ELSE other END AS other_id, relation, is_independent
          FROM standing WHERE relation IS NOT NULL
         UNION ALL
        SELECT CASE WHEN is_other_later THEN one ELSE other END, CASE WHEN is_other_later THEN other ELSE one END,
               relation, is_independent
          FROM standing WHERE relation IN ('agrees', 'contradicts')
    )
    SELECT d.*, a.words || ' against ' || b.words || CASE
               WHEN relation = 'repeats' THEN ', in the same words'
               WHEN relation <> 'agrees' THEN ''
               WHEN a.floor IS NOT DISTINCT FROM b.floor AND a.ceiling IS NOT DISTINCT FROM b.ceiling
                    AND a.comparator = b.comparator THEN ': the same figure'
               WHEN a.comparator <> b.comparator AND 'eq' NOT IN (a.comparator, b.comparator)
                   THEN ': the figures meet, the wording differs'
               ELSE ': they meet'
           END || {_APART} AS note
      FROM directed d JOIN judged a ON a.id = d.claim_id JOIN judged b ON b.id = d.other_id
"""

_KEPT: Final = """
    CREATE TEMP TABLE kept ON COMMIT DROP AS
    SELECT r.id, r.claim_id, r.other_id, r.relation, r.is_independent, r.note
      FROM claim_relation r JOIN aim ON aim.id = r.claim_id
     UNION ALL
    SELECT r.id, r.claim_id, r.other_id, r.relation, r.is_independent, r.note
      FROM claim_relation r JOIN aim ON aim.id = r.other_id
     WHERE NOT EXISTS (SELECT FROM aim o WHERE o.id = r.claim_id)
"""

_FORGET: Final = """
    DELETE FROM claim_relation
     WHERE id IN (
        SELECT h.id FROM kept h LEFT JOIN wanted w USING (claim_id, other_id, relation) WHERE w.claim_id IS NULL)
"""

_CHANGE: Final = """
    WITH changed AS (
        UPDATE claim_relation r SET is_independent = w.is_independent, note = w.note
          FROM kept h JOIN wanted w USING (claim_id, other_id, relation)
         WHERE r.id = h.id AND (h.is_independent, h.note) IS DISTINCT FROM (w.is_independent, w.note)
        RETURNING r.claim_id
    )
    UPDATE claim SET updated_at = clock_timestamp() WHERE id IN (SELECT claim_id FROM changed)
"""

_ADD: Final = """
    INSERT INTO claim_relation (claim_id, other_id, relation, is_independent, note)
    SELECT claim_id, other_id, relation, is_independent, note FROM wanted w
     WHERE NOT EXISTS (SELECT FROM kept h
                        WHERE (h.claim_id, h.other_id, h.relation) = (w.claim_id, w.other_id, w.relation))
     ORDER BY claim_id, other_id
"""

STATEMENTS: Final = (
    _WORD, "CREATE UNIQUE INDEX ON word (id)", "ANALYZE word", _NEWEST, "ANALYZE pair", _WANTED, "ANALYZE wanted",
    _KEPT, "ANALYZE kept", _FORGET, _CHANGE, _ADD,
)  # fmt: skip
"""From the pairs and the origins to what is stored of every pair with an end in ``aim``."""
