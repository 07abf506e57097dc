"""claim_facts: the relation that suites read, a row per claim; and triggers that notice changes.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-22
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WATCHED = ("source", "document", "metric")

# A claim is known on a day when it was stated by then. One without a date is known always, and one that is dated
# later than it was captured, which cannot be, from its capture on.
#
# The day is a session setting (tracker.as_of, an ISO date) and today's date without one: Great Expectations can only
# be pointed at a relation, not hand it a parameter. The clock is materialized so that it is read once, not per row.
CLAIM_FACTS = """
CREATE VIEW claim_facts AS
WITH clock AS MATERIALIZED (
    SELECT coalesce(nullif(current_setting('tracker.as_of', true), '')::date, current_date) AS today
),
known AS NOT MATERIALIZED (
    SELECT c.id, c.stated_on, CASE WHEN NOT c.is_hearsay THEN coalesce(c.attribution, s.publisher, d.url) END AS origin
      FROM clock
      CROSS JOIN claim c
      JOIN document d ON d.id = c.document_id
      JOIN source s ON s.id = d.source_id
     WHERE c.stated_on IS NULL OR c.stated_on <= clock.today
        OR (d.captured_at AT TIME ZONE 'UTC')::date < least(c.stated_on, clock.today + 1)
),
others AS (
    SELECT r.claim_id,
           count(DISTINCT k.origin) FILTER (WHERE r.relation = 'agrees' AND r.is_independent) AS corroborating,
           count(DISTINCT k.origin) FILTER (WHERE r.relation = 'contradicts' AND r.is_independent) AS contradicting,
           count(k.origin) FILTER (WHERE r.relation = 'contradicts' AND NOT r.is_independent) AS self_contradictions
      FROM claim_relation r JOIN known k ON k.id = r.other_id
     GROUP BY r.claim_id
),
newer AS (
    SELECT DISTINCT ON (r.other_id) r.other_id AS claim_id, r.claim_id AS newer_claim_id
      FROM claim_relation r JOIN known k ON k.id = r.claim_id
     WHERE r.relation IN ('supersedes', 'revises')
     ORDER BY r.other_id, k.stated_on DESC NULLS LAST, r.claim_id DESC
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
           CASE WHEN NOT c.is_hearsay THEN coalesce(c.attribution, s.publisher) END AS origin,
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
           coalesce(o.corroborating, 0) AS corroborating_origins,
           coalesce(o.contradicting, 0) AS contradicting_origins,
           coalesce(o.self_contradictions, 0) AS self_contradictions,
           n.newer_claim_id, c.quote_state,
           s.consecutive_failures AS source_failures,
           (coalesce(s.last_fetched_at, d.captured_at) AT TIME ZONE 'UTC')::date AS last_looked_on
      FROM clock
      CROSS JOIN claim c
      JOIN document d ON d.id = c.document_id
      JOIN source s ON s.id = d.source_id
      LEFT JOIN metric m ON m.id = c.metric_id
      LEFT JOIN others o ON o.claim_id = c.id
      LEFT JOIN newer n ON n.claim_id = c.id
)
SELECT b.*,
       b.as_of - b.stated_on AS age_days,
       b.stated_on + b.shelf_life_days::int AS fresh_until,
       b.period_end < b.as_of AND (b.stated_on IS NULL OR b.period_end >= b.stated_on) AS is_ended,
       b.origin IS NOT NULL AND (
           mentions(b.subject, b.origin) OR mentions(b.origin, b.subject)
           OR mentions(b.metric_subject, b.origin) OR mentions(b.origin, b.metric_subject)
       ) AS is_self_reported,
       b.as_of - b.last_looked_on AS days_unchecked,
       md5(jsonb_build_array(
           b.figure, b.subject, b.metric_phrase, b.kind, trim_scale(b.low), trim_scale(b.high), b.low_date, b.high_date,
           b.unit, b.comparator, b.counted, b.rate, b.period_start, b.period_end, b.baseline, b.attribution,
           b.is_hearsay, b.is_checkable, b.stated_on, b.published_on, b.publisher, b.url, b.tier,
           b.metric, b.metric_subject, b.metric_unit, trim_scale(b.metric_min), trim_scale(b.metric_max),
           b.shelf_life_days, b.corroborating_origins, b.contradicting_origins, b.self_contradictions,
           b.newer_claim_id, b.quote_state
       )::text) AS facts_hash
  FROM base b
 WHERE b.stated_on IS NULL OR b.stated_on <= b.as_of OR b.captured_on < least(b.stated_on, b.as_of + 1)
"""

# Whether one name contains another: as a whole word where it is written in letters with spaces between words.
MENTIONS = r"""
CREATE FUNCTION mentions(whole text, name text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN coalesce(name, '') = '' OR strpos(lower(whole), lower(name)) = 0 THEN false
        ELSE lower(whole) ~ (
            CASE WHEN lower(name) ~ '^[a-z0-9]' THEN '(?<![a-z0-9])' ELSE '' END
            || regexp_replace(lower(name), '([][\\.^$*+?(){}|-])', '\\\1', 'g')
            || CASE WHEN lower(name) ~ '[a-z0-9]$' THEN '(?![a-z0-9])' ELSE '' END)
    END
$$
"""

TOUCH = """
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$
"""

# A changed claim has not been looked at yet, whoever changed it and by whatever means.
TOUCH_CLAIM = """
CREATE FUNCTION touch_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    NEW.evaluated_at := NULL;
    RETURN NEW;
END $$
"""

# A claim that loses a relation stands differently from before.
TOUCH_RELATED = """
CREATE FUNCTION touch_related() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE claim SET updated_at = clock_timestamp()
     WHERE id IN (SELECT claim_id FROM gone UNION SELECT other_id FROM gone);
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(MENTIONS)
    op.execute(TOUCH)
    op.execute(TOUCH_RELATED)
    op.execute(TOUCH_CLAIM)
    for table in WATCHED:
        op.execute(
            f"CREATE TRIGGER {table}_touched BEFORE UPDATE ON {table} FOR EACH ROW "
            "WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_updated_at()"
        )
    op.execute(
        "CREATE TRIGGER claim_touched BEFORE UPDATE ON claim FOR EACH ROW "
        "WHEN (OLD.evaluated_at IS NOT DISTINCT FROM NEW.evaluated_at AND OLD.* IS DISTINCT FROM NEW.*) "
        "EXECUTE FUNCTION touch_claim()"
    )
    op.execute(
        "CREATE TRIGGER claim_relation_gone AFTER DELETE ON claim_relation REFERENCING OLD TABLE AS gone "
        "FOR EACH STATEMENT EXECUTE FUNCTION touch_related()"
    )
    op.execute(CLAIM_FACTS)


def downgrade() -> None:
    op.execute("DROP VIEW claim_facts")
    op.execute("DROP TRIGGER claim_relation_gone ON claim_relation")
    op.execute("DROP TRIGGER claim_touched ON claim")
    for table in WATCHED:
        op.execute(f"DROP TRIGGER {table}_touched ON {table}")
    op.execute("DROP FUNCTION mentions(text, text)")
    op.execute("DROP FUNCTION touch_related()")
    op.execute("DROP FUNCTION touch_claim()")
    op.execute("DROP FUNCTION touch_updated_at()")
