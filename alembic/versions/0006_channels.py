"""Channels: who is told what, and what was told.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("sources", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("metrics", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("instant", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("after", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("critical_passes", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("suppress_minutes", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("flood", sa.BigInteger(), server_default=sa.text("10"), nullable=False),
        sa.Column("recoveries", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_by", sa.Text(), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("horizon_id", sa.BigInteger(), nullable=False),
        sa.Column("digest_id", sa.BigInteger(), nullable=False),
        sa.Column("digested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_run_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("instant IN ('critical', 'warning', 'info')", name=op.f("ck_channel_instant_known")),
        sa.CheckConstraint("name ~ '^[a-z0-9][a-z0-9-]*$'", name=op.f("ck_channel_name_form")),
        sa.CheckConstraint("severity IN ('critical', 'warning', 'info')", name=op.f("ck_channel_severity_known")),
        sa.CheckConstraint("topic IN ('flags', 'errors')", name=op.f("ck_channel_topic_known")),
        sa.CheckConstraint('"after" BETWEEN 1 AND 100', name=op.f("ck_channel_after_sensible")),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL)", name=op.f("ck_channel_quiet_from_and_until")
        ),
        sa.CheckConstraint("flood >= 1", name=op.f("ck_channel_flood_counts")),
        sa.CheckConstraint("suppress_minutes >= 0", name=op.f("ck_channel_suppress_minutes_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("name", name=op.f("uq_channel_name")),
    )
    op.create_table(
        "channel_trouble",
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_channel_trouble_channel_id_channel"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel_id", "name", name=op.f("pk_channel_trouble")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('instant', 'digest', 'errors')", name=op.f("ck_notice_kind_known")),
        sa.CheckConstraint("severity IN ('critical', 'warning', 'info')", name=op.f("ck_notice_severity_known")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_notice_attempts_not_negative")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_notice_channel_id_channel"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("channel_id", "key", name=op.f("uq_notice_channel_id_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_notice_uid")),
    )
    op.create_index(
        "ix_notice_unsent", "notice", ["channel_id"], unique=False, postgresql_where=sa.text("sent_at IS NULL")
    )
    op.create_table(
        "notice_event",
        sa.Column("flag_event_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("flag_id", sa.BigInteger(), nullable=False),
        sa.Column("is_recovery", sa.Boolean(), nullable=False),
        sa.Column("telling", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("telling IN ('waiting', 'told', 'passed')", name=op.f("ck_notice_event_telling_known")),
        sa.ForeignKeyConstraint(
            ["flag_event_id"],
            ["flag_event.id"],
            name=op.f("fk_notice_event_flag_event_id_flag_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("flag_event_id", "channel_id", name=op.f("pk_notice_event")),
    )
    op.create_index(op.f("ix_notice_event_notice_id"), "notice_event", ["notice_id"], unique=False)
    op.create_index(
        "ix_notice_event_told",
        "notice_event",
        ["channel_id", "flag_id", "flag_event_id"],
        unique=False,
        postgresql_where=sa.text("telling = 'told'"),
    )
    op.create_index(
        "ix_notice_event_waiting",
        "notice_event",
        ["channel_id", "flag_id"],
        unique=False,
        postgresql_where=sa.text("telling = 'waiting'"),
    )


def downgrade() -> None:
    for table in ("notice_event", "notice", "channel_trouble", "channel"):
        op.drop_table(table)
