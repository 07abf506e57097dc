"""claim_facts: a figure that its own source has taken back counts neither for other claims nor against them.

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-23
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CLAIM_FACTS = """
CREATE OR REPLACE VIEW claim_facts AS
WITH setting AS MATERIALIZED (
    SELECT coalesce(nullif(current_setting('tracker.as_of', true), '')::date, current_date) AS today,
           nullif(current_setting('tracker.known_by', true), '')::timestamptz AS known_by
),
clock AS MATERIALIZED (
    -- What a look back has judged counts as known at its moment, whenever it was captured.
    SELECT today, known_by,
           (SELECT max(r.started_at) FROM run r WHERE NOT r.is_present AND r.as_of <= s.known_by) AS looked_back_at
      FROM setting s
),
known AS NOT MATERIALIZED (
    SELECT c.id, c.stated_on,
           -- Whether its source still says so, and our record with it. Of a day looked back at, revisions tell.
           c.misquote IS NULL AND CASE
               WHEN clock.known_by IS NULL THEN c.quote_state NOT IN ('changed', 'gone')
               ELSE coalesce((SELECT v.change NOT IN ('changed', 'gone') FROM claim_revision v
                               WHERE v.claim_id = c.id AND v.at <= clock.known_by
                               ORDER BY v.at DESC, v.id DESC LIMIT 1), true)
           END AS is_said,
           CASE WHEN NOT c.is_hearsay THEN coalesce(o.origin_key, c.attribution, s.publisher, d.url) END AS origin_key,
           'claim ' || c.id || ', “' || c.quote_exact || '”' || coalesce(', ' || s.publisher, '')
               || coalesce(', ' || c.stated_on, '') AS described
      FROM clock
      CROSS JOIN claim c
      JOIN document d ON d.id = c.document_id
      JOIN source s ON s.id = d.source_id
      LEFT JOIN claim_origin o ON o.claim_id = c.id
     WHERE (c.stated_on IS NULL OR c.stated_on <= clock.today
            OR (d.captured_at AT TIME ZONE 'UTC')::date < least(c.stated_on, clock.today + 1))
       AND (clock.known_by IS NULL OR d.captured_at <= clock.known_by OR c.created_at <= clock.looked_back_at)
),
corrected AS (
    SELECT DISTINCT r.other_id AS id
      FROM claim_relation r JOIN known k ON k.id = r.claim_id
     WHERE r.relation = 'revises' AND k.is_said
),
-- A figure that its own source has taken back since counts neither for another nor against it.
others AS (
    SELECT r.claim_id,
           count(DISTINCT k.origin_key) FILTER (WHERE r.relation = 'agrees' AND r.is_independent) AS corroborating,
           count(DISTINCT k.origin_key) FILTER (WHERE r.relation = 'contradicts' AND r.is_other) AS contradicting,
           count(k.origin_key) FILTER (WHERE r.relation = 'contradicts' AND NOT r.is_other) AS self_contradictions,
           (array_agg(k.described ORDER BY k.stated_on DESC NULLS LAST, k.id)
               FILTER (WHERE r.relation = 'agrees' AND r.is_independent))[1] AS corroborated_by,
           (array_agg(k.described ORDER BY k.stated_on DESC NULLS LAST, k.id)
               FILTER (WHERE r.relation = 'contradicts' AND r.is_other AND k.origin_key IS NOT NULL))[1]
               AS contradicted_by,
           (array_agg(k.described ORDER BY k.stated_on DESC NULLS LAST, k.id)
               FILTER (WHERE r.relation = 'contradicts' AND NOT r.is_other))[1] AS self_contradicted_by
      FROM (SELECT r.claim_id, r.other_id, r.relation, r.is_independent,
                   m.origin_key IS DISTINCT FROM o.origin_key OR m.origin_key IS NULL AS is_other
              FROM claim_relation r
              LEFT JOIN claim_origin m ON m.claim_id = r.claim_id
              LEFT JOIN claim_origin o ON o.claim_id = r.other_id) r
      JOIN known k ON k.id = r.other_id AND k.is_said
     WHERE NOT EXISTS (SELECT FROM corrected t WHERE t.id = r.other_id)
     GROUP BY r.claim_id
),
newer AS (
    SELECT DISTINCT ON (r.other_id) r.other_id AS claim_id, r.claim_id AS newer_claim_id, k.described AS newer_claim
      FROM claim_relation r JOIN known k ON k.id = r.claim_id
     WHERE r.relation IN ('supersedes', 'revises')
     ORDER BY r.other_id, k.stated_on DESC NULLS LAST, r.claim_id DESC
),
revised AS (
    SELECT DISTINCT ON (v.claim_id) v.claim_id, v.change, v.reading ->> 'figure' AS figure,
           (v.at AT TIME ZONE 'UTC')::date AS changed_on
      FROM clock
      JOIN claim_revision v
        -- Without a moment, as long as it is that day anywhere on earth.
        ON CASE WHEN clock.known_by IS NULL
                THEN v.at < ((clock.today + 1)::timestamp + interval '12 hours') AT TIME ZONE 'UTC'
                ELSE v.at <= clock.known_by END
     ORDER BY v.claim_id, v.at DESC, v.id DESC
),
base AS (
    SELECT clock.today AS as_of,
           c.id AS claim_id, d.id AS document_id, s.id AS source_id, m.id AS metric_id,
           s.slug AS source, s.kind AS source_kind, s.tier, s.publisher, coalesce(d.url, s.url) AS url, d.title,
           c.subject, c.metric_phrase, c.quote_exact AS figure, c.sentence,
           c.kind, c.low, c.high, c.low_date, c.high_date, c.unit, c.comparator, c.counted, c.rate,
           coalesce(c.period_start, CASE WHEN c.kind = 'period' THEN c.low_date END) AS period_start,
           coalesce(c.period_end, CASE WHEN c.kind = 'period' THEN c.high_date END) AS period_end,
           c.baseline, c.attribution, c.is_hearsay,
           CASE WHEN NOT c.is_hearsay THEN coalesce(g.origin, c.attribution, s.publisher) END AS origin,
           NOT c.is_hearsay AND coalesce(g.is_inferred, false) AS is_origin_inferred,
           CASE WHEN NOT c.is_hearsay THEN g.is_self END AS is_own_party,
           c.is_checkable, c.comparator = 'vague' AS is_vague,
           c.comparator = 'vague'
               OR c.low_date IS NOT NULL OR c.high_date IS NOT NULL
               OR (coalesce(c.low, c.high) IS NOT NULL
                   AND coalesce(c.low, 0) NOT IN ('NaN', 'Infinity', '-Infinity')
                   AND coalesce(c.high, 0) NOT IN ('NaN', 'Infinity', '-Infinity')) AS is_number,
           c.stated_on, d.published_on, (d.captured_at AT TIME ZONE 'UTC')::date AS captured_on,
           m.slug AS metric, m.subject AS metric_subject, m.unit AS metric_unit,
           m.plausible_low AS metric_min, m.plausible_high AS metric_max,
           CASE
               WHEN c.comparator = 'vague' OR c.kind IN ('period', 'date', 'ordinal', 'slogan') THEN NULL
               WHEN m.shelf_life_days IS NOT NULL THEN m.shelf_life_days
               WHEN c.kind = 'price' THEN 60
               WHEN c.rate IN ('hour', 'day', 'week') THEN 90
               WHEN c.rate = 'month' THEN 180
               WHEN c.rate = 'quarter' THEN 270
               WHEN c.rate = 'year' THEN 550
               ELSE 365
           END AS shelf_life_days,
           m.warn_after_days,
           coalesce(o.corroborating, 0) AS corroborating_origins,
           coalesce(o.contradicting, 0) AS contradicting_origins,
           coalesce(o.self_contradictions, 0) AS self_contradictions,
           o.corroborated_by, o.contradicted_by, o.self_contradicted_by,
           n.newer_claim_id, n.newer_claim,
           CASE v.change WHEN 'changed' THEN 'changed' WHEN 'gone' THEN 'gone' WHEN 'unclear' THEN 'unclear'
               ELSE 'present' END AS quote_state,
           CASE WHEN v.change IN ('changed', 'unclear') THEN v.figure END AS figure_now,
           CASE WHEN v.change IN ('changed', 'gone', 'unclear') THEN v.changed_on END AS changed_on,
           c.misquote,
           -- They are days apart: so many may have been counted by then, of those that are counted now.
           CASE WHEN (a.failing_since AT TIME ZONE 'UTC')::date <= clock.today THEN least(
               a.counted_failures, 1 + (clock.today - (a.failing_since AT TIME ZONE 'UTC')::date) / 3
           ) ELSE 0 END AS source_failures,
           CASE WHEN a.counted_failures > 0 AND (a.failing_since AT TIME ZONE 'UTC')::date <= clock.today
               THEN (a.failing_since AT TIME ZONE 'UTC')::date END AS failing_since,
           (coalesce(a.last_seen_at, s.last_fetched_at, d.captured_at) AT TIME ZONE 'UTC')::date AS last_looked_on
      FROM clock
      CROSS JOIN claim c
      JOIN document d ON d.id = c.document_id
      JOIN source s ON s.id = d.source_id
      LEFT JOIN appearance a ON a.id = d.appearance_id
      LEFT JOIN metric m ON m.id = c.metric_id
      LEFT JOIN claim_origin g ON g.claim_id = c.id
           AND (clock.known_by IS NULL OR g.basis_claim_id IS NULL
                OR EXISTS (SELECT FROM known k WHERE k.id = g.basis_claim_id))
      LEFT JOIN others o ON o.claim_id = c.id
      LEFT JOIN newer n ON n.claim_id = c.id
      LEFT JOIN revised v ON v.claim_id = c.id
     WHERE clock.known_by IS NULL OR d.captured_at <= clock.known_by OR c.created_at <= clock.looked_back_at
),
aging AS (
    -- A figure of a time that was over ages from its end, any other from the day it was stated; and none is stale
    -- while its own time still runs.
    SELECT b.*, least(b.period_end, b.stated_on) AS aged_from,
           greatest(least(b.period_end, b.stated_on) + b.shelf_life_days::int,
                    CASE WHEN b.shelf_life_days IS NOT NULL THEN b.period_end END) AS spoils_on,
           coalesce(b.shelf_life_days - b.warn_after_days, greatest(b.shelf_life_days / 10, 1))::int AS warned_days
      FROM base b
)
SELECT b.as_of, b.claim_id, b.document_id, b.source_id, b.metric_id, b.source, b.source_kind, b.tier, b.publisher,
       b.url, b.title, b.subject, b.metric_phrase, b.figure, b.sentence, b.kind, b.low, b.high, b.low_date, b.high_date,
       b.unit, b.comparator, b.counted, b.rate, b.period_start, b.period_end, b.baseline, b.attribution, b.is_hearsay,
       b.origin, b.is_origin_inferred, b.is_checkable, b.is_vague, b.is_number, b.stated_on, b.published_on,
       b.captured_on, b.metric, b.metric_subject, b.metric_unit, b.metric_min, b.metric_max, b.shelf_life_days,
       b.warn_after_days, b.corroborating_origins, b.contradicting_origins, b.self_contradictions,
       b.corroborated_by, b.contradicted_by, b.self_contradicted_by, b.newer_claim_id, b.newer_claim,
       b.quote_state, b.figure_now, b.changed_on, b.misquote, b.source_failures, b.failing_since, b.last_looked_on,
       b.as_of - b.stated_on AS age_days,
       b.aged_from,
       coalesce(w.working_day, b.spoils_on - b.warned_days) AS warn_from,
       coalesce(f.working_day, b.spoils_on) AS fresh_until,
       b.period_end < b.as_of AND (b.stated_on IS NULL OR b.period_end >= b.stated_on) AS is_ended,
       coalesce(b.is_own_party, false) OR (b.origin IS NOT NULL AND (
           mentions(b.subject, b.origin) OR mentions(b.origin, b.subject)
           OR mentions(b.metric_subject, b.origin) OR mentions(b.origin, b.metric_subject)
       )) AS is_self_reported,
       b.as_of - b.last_looked_on AS days_unchecked,
       md5(jsonb_build_array(
           b.figure, b.subject, b.metric_phrase, b.kind, trim_scale(b.low), trim_scale(b.high), b.low_date, b.high_date,
           b.unit, b.comparator, b.counted, b.rate, b.period_start, b.period_end, b.baseline, b.attribution,
           b.is_hearsay, b.is_checkable, b.stated_on, b.published_on, b.publisher, b.url, b.tier,
           b.metric, b.metric_subject, b.metric_unit, trim_scale(b.metric_min), trim_scale(b.metric_max),
           b.shelf_life_days, b.corroborating_origins, b.contradicting_origins, b.self_contradictions,
           b.newer_claim_id, b.quote_state
       )::text || coalesce(b.figure_now, '') || coalesce(b.misquote, '')) AS facts_hash
  FROM aging b
  LEFT JOIN rest_day w ON w.day = b.spoils_on - b.warned_days
  LEFT JOIN rest_day f ON f.day = b.spoils_on
 WHERE b.stated_on IS NULL OR b.stated_on <= b.as_of OR b.captured_on < least(b.stated_on, b.as_of + 1)
"""


def upgrade() -> None:
    op.execute(CLAIM_FACTS)
    op.execute("SELECT build_past()")


def downgrade() -> None:
    op.execute(_before())
    op.execute("SELECT build_past()")


def _before() -> str:
    """The view as the revision that last spelled it did."""
    path = Path(__file__).with_name("0004_relations.py")
    spec = importlib.util.spec_from_file_location("revision_0004", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.CLAIM_FACTS).replace("CREATE VIEW", "CREATE OR REPLACE VIEW")
