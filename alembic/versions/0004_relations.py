"""Claims that know each other: origins, parties, proposed links, what changed since relations were worked out.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-22
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CLAIM_FACTS = """
CREATE VIEW claim_facts AS
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
      JOIN known k ON k.id = r.other_id
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

# Linking is told no time.
NOTE_LINK = """
CREATE FUNCTION note_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.linked_at := clock_timestamp();
    RETURN NEW;
END $$
"""

# What relations rest on has changed: the claims, and the series they are or were in.
QUEUE = """
CREATE FUNCTION queue_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claim_change (claim_id, metric_id) SELECT id, metric_id FROM touched;
    RETURN NULL;
END $$
"""
QUEUE_ONE = """
CREATE FUNCTION queue_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claim_change (claim_id, metric_id) VALUES (NEW.id, NEW.metric_id);
    IF OLD.metric_id IS DISTINCT FROM NEW.metric_id AND OLD.metric_id IS NOT NULL THEN
        INSERT INTO claim_change (claim_id, metric_id) VALUES (NEW.id, OLD.metric_id);
    END IF;
    RETURN NULL;
END $$
"""
QUEUE_DOCUMENT = """
CREATE FUNCTION queue_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claim_change (claim_id, metric_id) SELECT id, metric_id FROM claim WHERE document_id = NEW.id;
    RETURN NULL;
END $$
"""
QUEUE_SOURCE = """
CREATE FUNCTION queue_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claim_change (claim_id, metric_id)
    SELECT c.id, c.metric_id FROM claim c JOIN document d ON d.id = c.document_id WHERE d.source_id = NEW.id;
    RETURN NULL;
END $$
"""
QUEUE_METRIC = """
CREATE FUNCTION queue_metric() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claim_change (claim_id, metric_id) SELECT id, metric_id FROM claim WHERE metric_id = NEW.id;
    RETURN NULL;
END $$
"""
# Whom a name means bears on every claim: 0 stands for all of them, however often the parties change.
QUEUE_ALL = """
CREATE FUNCTION queue_every_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claim_change (claim_id) VALUES (0);
    RETURN NULL;
END $$
"""
CLAIM_COLUMNS = (
    "document_id, metric_id, quote_exact, sentence, subject, kind, low, high, low_date, high_date, unit, comparator, "
    "precision, rate, period_start, period_end, baseline, attribution, is_hearsay, stated_on, is_checkable"
)


def upgrade() -> None:
    op.execute("DROP VIEW claim_facts")
    op.add_column("metric", sa.Column("warn_after_days", sa.BigInteger(), nullable=True))
    op.add_column("metric", sa.Column("is_cumulative", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("metric", sa.Column("baseline", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_metric_warning_before_stale"),
        "metric",
        "warn_after_days >= 1 AND (shelf_life_days IS NULL OR warn_after_days <= shelf_life_days)",
    )
    op.add_column("claim", sa.Column("link_score", sa.Numeric(), nullable=True))
    op.add_column("claim", sa.Column("link_reason", sa.Text(), nullable=True))
    op.add_column("claim", sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("claim", sa.Column("misquote", sa.Text(), nullable=True))
    op.add_column("run", sa.Column("waiting", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column(
        "appearance", sa.Column("counted_failures", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("appearance", sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("appearance", sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("appearance", sa.Column("failure", sa.Text(), nullable=True))
    op.add_column("source", sa.Column("failure", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_appearance_counted_failures_not_negative"), "appearance", "counted_failures >= 0"
    )
    _known("claim", "quote_state", ("present", "changed", "gone", "unclear"))
    _known("claim_revision", "change", ("changed", "gone", "returned", "unclear"))
    op.create_table(
        "link_proposal",
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("metric_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Numeric(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("decision IN ('accepted', 'rejected')", name=op.f("ck_link_proposal_decision_known")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_link_proposal_decided_at_a_moment")
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_link_proposal_claim_id_claim"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["metric.id"], name=op.f("fk_link_proposal_metric_id_metric"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", "metric_id", name=op.f("pk_link_proposal")),
    )
    op.create_index(op.f("ix_link_proposal_metric_id"), "link_proposal", ["metric_id"], unique=False)
    op.create_table(
        "party",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name=op.f("ck_party_slug_form")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_party_parent_another")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["party.id"], name=op.f("fk_party_parent_id_party"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("slug", name=op.f("uq_party_slug")),
    )
    op.create_index(op.f("ix_party_parent_id"), "party", ["parent_id"], unique=False)
    op.create_table(
        "party_alias",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_alias_party_id_party"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_alias")),
        sa.UniqueConstraint("party_id", "name", name=op.f("uq_party_alias_party_id_name")),
    )
    op.create_table(
        "claim_origin",
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("origin_key", sa.Text(), nullable=True),
        sa.Column("is_inferred", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_self", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("basis_claim_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_origin_claim_id_claim"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["basis_claim_id"], ["claim.id"], name=op.f("fk_claim_origin_basis_claim_id_claim"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_claim_origin")),
    )
    op.create_index(op.f("ix_claim_origin_basis_claim_id"), "claim_origin", ["basis_claim_id"], unique=False)
    op.create_table(
        "claim_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("metric_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_change")),
    )
    op.create_table(
        "claim_place",
        sa.Column("claim_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("metric_id", sa.BigInteger(), nullable=True),
        sa.Column("rank", sa.Text(collation="C"), nullable=True),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("told_by", sa.Text(), nullable=True),
        sa.Column("basis_id", sa.BigInteger(), nullable=True),
        sa.Column("is_inferred", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_claim_place")),
    )
    op.create_index("ix_claim_place_metric_id_rank", "claim_place", ["metric_id", "rank"], unique=False)
    op.create_index(
        "ix_claim_place_metric_id_told_by_line_rank",
        "claim_place",
        ["metric_id", "told_by", "line", "rank"],
        unique=False,
    )
    op.create_index(op.f("ix_claim_place_basis_id"), "claim_place", ["basis_id"], unique=False)
    op.create_table(
        "claim_wait",
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("facts_hash", sa.Text(), nullable=False),
        sa.Column("suites_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_wait_claim_id_claim"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_claim_wait")),
    )
    op.create_table(
        "claim_edit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_edit_claim_id_claim"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_edit")),
    )
    op.create_index("ix_claim_edit_claim_id_at", "claim_edit", ["claim_id", "at"], unique=False)
    op.create_index(op.f("ix_claim_edit_at"), "claim_edit", ["at"], unique=False)
    op.create_table(
        "flag_wording",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("flag_id", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.CheckConstraint("severity IN ('critical', 'warning', 'info')", name=op.f("ck_flag_wording_severity_known")),
        sa.ForeignKeyConstraint(
            ["flag_id"], ["flag.id"], name=op.f("fk_flag_wording_flag_id_flag"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_wording")),
    )
    op.create_index("ix_flag_wording_flag_id_until", "flag_wording", ["flag_id", "until"], unique=False)
    op.create_table(
        "calendar",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("first_year", sa.BigInteger(), nullable=False),
        sa.Column("last_year", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_calendar")),
    )
    op.create_table(
        "rest_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working_day", sa.Date(), nullable=False),
        sa.CheckConstraint("working_day > day", name=op.f("ck_rest_day_working_day_later")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_rest_day")),
    )
    for function in (NOTE_LINK, QUEUE, QUEUE_ONE, QUEUE_DOCUMENT, QUEUE_SOURCE, QUEUE_METRIC, QUEUE_ALL):
        op.execute(function)
    op.execute(
        "CREATE TRIGGER claim_linked BEFORE UPDATE OF metric_id, linked_by ON claim FOR EACH ROW "
        "WHEN ((OLD.metric_id, OLD.linked_by) IS DISTINCT FROM (NEW.metric_id, NEW.linked_by)) "
        "EXECUTE FUNCTION note_link()"
    )
    op.execute(
        "CREATE TRIGGER claim_queued_new AFTER INSERT ON claim REFERENCING NEW TABLE AS touched "
        "FOR EACH STATEMENT EXECUTE FUNCTION queue_claims()"
    )
    op.execute(
        "CREATE TRIGGER claim_queued_gone AFTER DELETE ON claim REFERENCING OLD TABLE AS touched "
        "FOR EACH STATEMENT EXECUTE FUNCTION queue_claims()"
    )
    op.execute(
        f"CREATE TRIGGER claim_queued AFTER UPDATE OF {CLAIM_COLUMNS} ON claim FOR EACH ROW "
        "WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION queue_claim()"
    )
    op.execute(
        "CREATE TRIGGER document_queued AFTER UPDATE OF source_id, url, text, published_on ON document FOR EACH ROW "
        "WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION queue_document()"
    )
    op.execute(
        "CREATE TRIGGER source_queued AFTER UPDATE OF publisher, url, tier ON source FOR EACH ROW "
        "WHEN ((OLD.publisher, OLD.url, OLD.tier) IS DISTINCT FROM (NEW.publisher, NEW.url, NEW.tier)) "
        "EXECUTE FUNCTION queue_source()"
    )
    op.execute(
        "CREATE TRIGGER metric_queued AFTER UPDATE OF subject, unit, kind, shelf_life_days, is_cumulative, baseline "
        "ON metric FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION queue_metric()"
    )
    op.execute(
        "CREATE TRIGGER party_touched BEFORE UPDATE ON party FOR EACH ROW "
        "WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_updated_at()"
    )
    for table in ("party", "party_alias"):
        op.execute(
            f"CREATE TRIGGER {table}_queued AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION queue_every_claim()"
        )
    op.execute("INSERT INTO claim_change (claim_id, metric_id) SELECT id, metric_id FROM claim")
    op.execute(CLAIM_FACTS)


def downgrade() -> None:
    op.execute("DROP VIEW claim_facts")
    for table in ("party_alias", "party"):
        op.execute(f"DROP TRIGGER {table}_queued ON {table}")
    op.execute("DROP TRIGGER metric_queued ON metric")
    op.execute("DROP TRIGGER source_queued ON source")
    op.execute("DROP TRIGGER document_queued ON document")
    for trigger in ("claim_linked", "claim_queued", "claim_queued_gone", "claim_queued_new"):
        op.execute(f"DROP TRIGGER {trigger} ON claim")
    op.execute("DROP FUNCTION note_link()")
    for function in ("claims", "claim", "document", "source", "metric", "every_claim"):
        op.execute(f"DROP FUNCTION queue_{function}()")
    for table in ("rest_day", "calendar", "flag_wording", "claim_edit", "claim_wait"):
        op.drop_table(table)
    for table in ("claim_place", "claim_change", "claim_origin", "party_alias", "party", "link_proposal"):
        op.drop_table(table)
    op.execute("DELETE FROM claim_revision WHERE change = 'unclear'")
    op.execute("UPDATE claim SET quote_state = 'changed' WHERE quote_state = 'unclear'")
    _known("claim_revision", "change", ("changed", "gone", "returned"))
    _known("claim", "quote_state", ("present", "changed", "gone"))
    op.drop_column("source", "failure")
    op.drop_constraint(op.f("ck_appearance_counted_failures_not_negative"), "appearance", type_="check")
    for column in ("failure", "last_failed_at", "counted_at", "counted_failures"):
        op.drop_column("appearance", column)
    op.drop_column("run", "waiting")
    for column in ("misquote", "linked_at", "link_reason", "link_score"):
        op.drop_column("claim", column)
    op.drop_constraint(op.f("ck_metric_warning_before_stale"), "metric", type_="check")
    for column in ("baseline", "is_cumulative", "warn_after_days"):
        op.drop_column("metric", column)
    op.execute(_before())


def _known(table: str, column: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(op.f(f"ck_{table}_{column}_known"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{column}_known"), table, f"{column} IN ({listed})")


def _before() -> str:
    """The view as the revision before this one spells it."""
    path = Path(__file__).with_name("0003_appearances.py")
    spec = importlib.util.spec_from_file_location("revision_0003", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.CLAIM_FACTS).replace("CREATE OR REPLACE VIEW", "CREATE VIEW")
