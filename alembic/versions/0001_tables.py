"""The tables: sources, documents, claims, metrics, relations, runs, flags and their events.

Revision ID: 0001
Revises:
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "metric",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("shelf_life_days", sa.BigInteger(), nullable=True),
        sa.Column("plausible_low", sa.Numeric(), nullable=True),
        sa.Column("plausible_high", sa.Numeric(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('level', 'change', 'ratio', 'price', 'period', 'date', 'ordinal', 'slogan')",
            name=op.f("ck_metric_kind_known"),
        ),
        sa.CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name=op.f("ck_metric_slug_form")),
        sa.CheckConstraint("plausible_low <= plausible_high", name=op.f("ck_metric_plausible_range_ordered")),
        sa.CheckConstraint("shelf_life_days BETWEEN 1 AND 36525", name=op.f("ck_metric_shelf_life_sensible")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric")),
        sa.UniqueConstraint("slug", name=op.f("uq_metric_slug")),
    )
    op.create_index(op.f("ix_metric_updated_at"), "metric", ["updated_at"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claims", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("evaluated", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("opened", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("closed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('running', 'succeeded', 'partial', 'failed')", name=op.f("ck_run_status_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index("ix_run_as_of_id", "run", ["as_of", "id"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), server_default="press", nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("schedule", sa.Text(), nullable=True),
        sa.Column("consecutive_failures", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("last_fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name=op.f("ck_source_slug_form")),
        sa.CheckConstraint("tier IN ('primary', 'reference', 'press', 'social')", name=op.f("ck_source_tier_known")),
        sa.CheckConstraint("consecutive_failures >= 0", name=op.f("ck_source_consecutive_failures_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("slug", name=op.f("uq_source_slug")),
    )
    op.create_index(op.f("ix_source_updated_at"), "source", ["updated_at"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("bylines", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("content_hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_document_content_hash_form")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_document_source_id_source"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("source_id", "content_hash", name=op.f("uq_document_source_id_content_hash")),
    )
    op.create_index(op.f("ix_document_updated_at"), "document", ["updated_at"], unique=False)
    op.create_table(
        "expectation_count",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("expectation", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("element_count", sa.BigInteger(), nullable=False),
        sa.Column("unexpected_count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "severity IN ('critical', 'warning', 'info')", name=op.f("ck_expectation_count_severity_known")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_expectation_count_run_id_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "suite", "expectation", name=op.f("pk_expectation_count")),
    )
    op.create_table(
        "metric_alias",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("metric_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('subject', 'measure')", name=op.f("ck_metric_alias_role_known")),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["metric.id"], name=op.f("fk_metric_alias_metric_id_metric"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_alias")),
        sa.UniqueConstraint("metric_id", "role", "name", name=op.f("uq_metric_alias_metric_id_role_name")),
    )
    op.create_index(op.f("ix_metric_alias_role_name"), "metric_alias", ["role", "name"], unique=False)
    op.create_table(
        "suite_run",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('succeeded', 'failed', 'not_due')", name=op.f("ck_suite_run_status_known")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_suite_run_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "suite", name=op.f("pk_suite_run")),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("metric_id", sa.BigInteger(), nullable=True),
        sa.Column("linked_by", sa.Text(), nullable=True),
        sa.Column("quote_exact", sa.Text(), nullable=False),
        sa.Column("quote_prefix", sa.Text(), nullable=False),
        sa.Column("quote_suffix", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.BigInteger(), nullable=False),
        sa.Column("quote_end", sa.BigInteger(), nullable=False),
        sa.Column("quote_state", sa.Text(), server_default="present", nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("metric_phrase", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("low", sa.Numeric(), nullable=True),
        sa.Column("high", sa.Numeric(), nullable=True),
        sa.Column("low_date", sa.Date(), nullable=True),
        sa.Column("high_date", sa.Date(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("comparator", sa.Text(), nullable=False),
        sa.Column("precision", sa.Numeric(), nullable=True),
        sa.Column("counted", sa.Text(), nullable=True),
        sa.Column("rate", sa.Text(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("baseline", sa.Text(), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("is_hearsay", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("is_checkable", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("reading", postgresql.JSONB(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=True),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "comparator IN ('eq', 'approx', 'gt', 'ge', 'lt', 'le', 'range', 'order', 'vague')",
            name=op.f("ck_claim_comparator_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('level', 'change', 'ratio', 'price', 'period', 'date', 'ordinal', 'slogan')",
            name=op.f("ck_claim_kind_known"),
        ),
        sa.CheckConstraint("quote_state IN ('present', 'changed', 'gone')", name=op.f("ck_claim_quote_state_known")),
        sa.CheckConstraint(
            "rate IN ('hour', 'day', 'week', 'month', 'quarter', 'year')", name=op.f("ck_claim_rate_known")
        ),
        sa.CheckConstraint(
            "(low IS NULL AND high IS NULL) OR (low_date IS NULL AND high_date IS NULL)",
            name=op.f("ck_claim_number_or_date"),
        ),
        sa.CheckConstraint("0 <= quote_start AND quote_start < quote_end", name=op.f("ck_claim_quote_span_ordered")),
        sa.CheckConstraint("low <= high", name=op.f("ck_claim_interval_ordered")),
        sa.CheckConstraint("low_date <= high_date", name=op.f("ck_claim_date_interval_ordered")),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_claim_period_ordered")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_claim_document_id_document"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["metric.id"], name=op.f("fk_claim_metric_id_metric"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint(
            "document_id", "quote_start", "quote_end", name=op.f("uq_claim_document_id_quote_start_quote_end")
        ),
    )
    op.create_index(op.f("ix_claim_metric_id"), "claim", ["metric_id"], unique=False)
    op.create_index(
        "ix_claim_unevaluated", "claim", ["id"], unique=False, postgresql_where=sa.text("evaluated_at IS NULL")
    )
    op.create_index(op.f("ix_claim_updated_at"), "claim", ["updated_at"], unique=False)
    op.create_table(
        "claim_relation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("is_independent", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "relation IN ('agrees', 'contradicts', 'supersedes', 'revises', 'repeats')",
            name=op.f("ck_claim_relation_relation_known"),
        ),
        sa.CheckConstraint("claim_id <> other_id", name=op.f("ck_claim_relation_two_claims")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_relation_claim_id_claim"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["claim.id"], name=op.f("fk_claim_relation_other_id_claim"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_relation")),
        sa.UniqueConstraint(
            "claim_id", "other_id", "relation", name=op.f("uq_claim_relation_claim_id_other_id_relation")
        ),
    )
    op.create_index(op.f("ix_claim_relation_created_at"), "claim_relation", ["created_at"], unique=False)
    op.create_index(op.f("ix_claim_relation_other_id"), "claim_relation", ["other_id"], unique=False)
    op.create_table(
        "flag",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("expectation", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("severity IN ('critical', 'warning', 'info')", name=op.f("ck_flag_severity_known")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_flag_claim_id_claim"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("claim_id", "suite", "expectation", name=op.f("uq_flag_claim_id_suite_expectation")),
    )
    op.create_index("ix_flag_suite_expectation", "flag", ["suite", "expectation"], unique=False)
    op.create_table(
        "flag_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("flag_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=True),
        sa.Column("state_after", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("facts_hash", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(action = 'settled') = (resolution IS NOT NULL)", name=op.f("ck_flag_event_settled_with_resolution")
        ),
        sa.CheckConstraint(
            "(action = 'snoozed') = (snoozed_until IS NOT NULL)", name=op.f("ck_flag_event_snoozed_until_a_moment")
        ),
        sa.CheckConstraint(
            "action IN ('opened', 'closed', 'reopened', 'woken', 'acknowledged', 'snoozed', 'settled')",
            name=op.f("ck_flag_event_action_known"),
        ),
        sa.CheckConstraint(
            "resolution IN ('fixed', 'false_positive', 'accepted', 'duplicate', 'out_of_scope')",
            name=op.f("ck_flag_event_resolution_known"),
        ),
        sa.CheckConstraint(
            "state_after IN ('open', 'acknowledged', 'snoozed', 'settled', 'closed')",
            name=op.f("ck_flag_event_state_after_known"),
        ),
        sa.CheckConstraint(
            "state_before IN ('open', 'acknowledged', 'snoozed', 'settled', 'closed')",
            name=op.f("ck_flag_event_state_before_known"),
        ),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_flag_event_flag_id_flag"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_flag_event_run_id_run"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_event")),
    )
    op.create_index(
        "ix_flag_event_flag_id_at_id",
        "flag_event",
        ["flag_id", sa.literal_column("at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(op.f("ix_flag_event_run_id"), "flag_event", ["run_id"], unique=False)
    op.create_index(
        "ix_flag_event_snoozed_until",
        "flag_event",
        ["snoozed_until"],
        unique=False,
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_flag_event_snoozed_until", table_name="flag_event", postgresql_where=sa.text("snoozed_until IS NOT NULL")
    )
    op.drop_index(op.f("ix_flag_event_run_id"), table_name="flag_event")
    op.drop_index("ix_flag_event_flag_id_at_id", table_name="flag_event")
    op.drop_table("flag_event")
    op.drop_index("ix_flag_suite_expectation", table_name="flag")
    op.drop_table("flag")
    op.drop_index(op.f("ix_claim_relation_other_id"), table_name="claim_relation")
    op.drop_index(op.f("ix_claim_relation_created_at"), table_name="claim_relation")
    op.drop_table("claim_relation")
    op.drop_index(op.f("ix_claim_updated_at"), table_name="claim")
    op.drop_index("ix_claim_unevaluated", table_name="claim", postgresql_where=sa.text("evaluated_at IS NULL"))
    op.drop_index(op.f("ix_claim_metric_id"), table_name="claim")
    op.drop_table("claim")
    op.drop_table("suite_run")
    op.drop_index(op.f("ix_metric_alias_role_name"), table_name="metric_alias")
    op.drop_table("metric_alias")
    op.drop_table("expectation_count")
    op.drop_index(op.f("ix_document_updated_at"), table_name="document")
    op.drop_table("document")
    op.drop_index(op.f("ix_source_updated_at"), table_name="source")
    op.drop_table("source")
    op.drop_index("ix_run_as_of_id", table_name="run")
    op.drop_table("run")
    op.drop_index(op.f("ix_metric_updated_at"), table_name="metric")
    op.drop_table("metric")
