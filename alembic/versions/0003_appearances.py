"""Sources that are looked at again: where texts appear, their versions, raw bytes, and what became of claims.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tracker import addresses

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# As in 0002, but a claim's source was looked at, and failed, where its own text stands: a feed that answers says
# nothing of a page that is gone.
CLAIM_FACTS = """
CREATE OR REPLACE VIEW claim_facts AS
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
           coalesce(a.failures, s.consecutive_failures) AS source_failures,
           (coalesce(a.last_seen_at, s.last_fetched_at, d.captured_at) AT TIME ZONE 'UTC')::date AS last_looked_on
      FROM clock
      CROSS JOIN claim c
      JOIN document d ON d.id = c.document_id
      JOIN source s ON s.id = d.source_id
      LEFT JOIN appearance a ON a.id = d.appearance_id
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

CLAIM_FACTS_BEFORE = """
CREATE OR REPLACE VIEW claim_facts AS
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

# What was entered by hand is in words of ours, and stands nowhere.
BY_HAND = """
EXISTS (SELECT FROM claim c
         WHERE c.document_id = d.id AND c.extractor LIKE '%, by hand' AND d.text = c.sentence || E'\\n')
"""
# What is there already was seen when its source last was. An article is known by its file; of a file of records, each
# page by its address, else by its title or date.
KEY = """
CASE WHEN s.kind = 'article' THEN s.locator
     ELSE coalesce(d.url, rtrim(s.locator || '#' || coalesce(d.title, d.published_on::text, ''), '#')) END
"""
APPEARANCES = f"""
INSERT INTO appearance (source_id, key, url, first_seen_at, last_seen_at)
SELECT s.id, {KEY}, max(coalesce(d.url, s.url)), min(d.captured_at), greatest(s.last_fetched_at, max(d.captured_at))
  FROM document d JOIN source s ON s.id = d.source_id
 WHERE s.kind IN ('article', 'records') AND NOT {BY_HAND}
 GROUP BY s.id, {KEY}
"""
VERSIONS = f"""
UPDATE document d
   SET appearance_id = v.appearance_id, version = v.version
  FROM (SELECT d.id, a.id AS appearance_id,
               row_number() OVER (PARTITION BY a.id ORDER BY d.captured_at, d.id) AS version
          FROM document d
          JOIN source s ON s.id = d.source_id
          JOIN appearance a ON a.source_id = s.id AND a.key = {KEY}
         WHERE NOT {BY_HAND}) v
 WHERE v.id = d.id
"""
CURRENT = """
UPDATE appearance a
   SET document_id = (SELECT d.id FROM document d WHERE d.appearance_id = a.id ORDER BY d.version DESC LIMIT 1)
"""
# A text that two sources were given stays with both, as it was; the first is the one found again by its hash.
VERBATIM = f"""
UPDATE document d
   SET is_verbatim = true
  FROM (SELECT DISTINCT ON (d.content_hash) d.id
          FROM document d JOIN source s ON s.id = d.source_id
         WHERE s.kind = 'article' AND NOT {BY_HAND}
         ORDER BY d.content_hash, d.id) first
 WHERE first.id = d.id
"""
# Facts in words of ours are told apart by where and when they were stated as well; an import does so already.
TOLD = "d.text || E'\\x1f' || coalesce(d.published_on::text, '') || E'\\x1f' || coalesce(d.url, '')"
FACTS = f"""
UPDATE document d
   SET content_hash = encode(sha256(convert_to({TOLD}, 'UTF8')), 'hex')
  FROM source s
 WHERE s.id = d.source_id AND s.kind <> 'import' AND (s.kind <> 'article' OR {BY_HAND})
"""
# Those that would be the same again keep their hashes, but one.
TEXTS = f"""
UPDATE document d
   SET content_hash = plain.hash
  FROM (SELECT DISTINCT ON (source_id, hash) id, source_id, hash
          FROM (SELECT d.id, d.source_id, encode(sha256(convert_to(d.text, 'UTF8')), 'hex') AS hash
                  FROM document d
                 WHERE d.content_hash = encode(sha256(convert_to({TOLD}, 'UTF8')), 'hex')) told
         ORDER BY source_id, hash, id) plain
 WHERE plain.id = d.id
   AND NOT EXISTS (SELECT FROM document o WHERE o.source_id = plain.source_id AND o.content_hash = plain.hash)
"""


def upgrade() -> None:
    op.add_column(
        "source",
        sa.Column("options", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("source", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "appearance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("guid", sa.Text(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("failures", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_appearance_failures_not_negative")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_appearance_document_id_document"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_appearance_source_id_source"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_appearance_source_id_key")),
    )
    op.create_index(op.f("ix_appearance_document_id"), "appearance", ["document_id"], unique=False)
    op.add_column("document", sa.Column("appearance_id", sa.BigInteger(), nullable=True))
    op.add_column("document", sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False))
    op.add_column("document", sa.Column("is_verbatim", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("document", sa.Column("review", postgresql.JSONB(), nullable=True))
    op.create_index(op.f("ix_document_appearance_id"), "document", ["appearance_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_document_appearance_id_appearance"),
        "document",
        "appearance",
        ["appearance_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_check_constraint(op.f("ck_document_version_counts"), "document", "version >= 1")
    op.create_table(
        "document_raw",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_raw_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_raw")),
    )
    op.create_index(op.f("ix_document_raw_captured_at"), "document_raw", ["captured_at"], unique=False)
    op.create_table(
        "claim_revision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("reading", postgresql.JSONB(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("change IN ('changed', 'gone', 'returned')", name=op.f("ck_claim_revision_change_known")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_revision_claim_id_claim"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_claim_revision_document_id_document"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_revision")),
    )
    op.create_index("ix_claim_revision_claim_id_at", "claim_revision", ["claim_id", "at"], unique=False)
    op.create_index(op.f("ix_claim_revision_document_id"), "claim_revision", ["document_id"], unique=False)
    for statement in (APPEARANCES, VERSIONS, CURRENT, VERBATIM, FACTS):
        op.execute(statement)
    if not op.get_context().as_sql:
        _put_addresses_into_one_form(op.get_bind())
    # PostgreSQL will not build an index on a table that it still has to check foreign keys of.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.create_index(
        "uq_document_verbatim_hash",
        "document",
        ["content_hash"],
        unique=True,
        postgresql_where=sa.text("is_verbatim"),
    )
    op.execute(CLAIM_FACTS)


def _put_addresses_into_one_form(bind: sa.Connection) -> None:
    """Know pages by the keys that a look at them will give them."""
    for id_, key in bind.execute(sa.text("SELECT id, key FROM appearance WHERE key ~* '^https?://'")).all():
        if addresses.key(key) != key:
            bind.execute(
                sa.text("UPDATE appearance SET key = :key WHERE id = :id"), {"key": addresses.key(key), "id": id_}
            )


def downgrade() -> None:
    op.execute(CLAIM_FACTS_BEFORE)
    op.execute(TEXTS)
    op.drop_table("claim_revision")
    op.drop_table("document_raw")
    op.drop_index("uq_document_verbatim_hash", table_name="document")
    op.drop_constraint(op.f("ck_document_version_counts"), "document", type_="check")
    op.drop_constraint(op.f("fk_document_appearance_id_appearance"), "document", type_="foreignkey")
    op.drop_index(op.f("ix_document_appearance_id"), table_name="document")
    for column in ("review", "is_verbatim", "version", "appearance_id"):
        op.drop_column("document", column)
    op.drop_table("appearance")
    op.drop_column("source", "removed_at")
    op.drop_column("source", "options")
