"""What is remembered of claims and their pages: rows as they were, and who decided.

A migration after this one that changes a column of a table in ``tracker_past`` calls ``drop_past()`` before and
``build_past()`` after it.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-22
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Whoever writes says when, where it is told; else it is now.
MOMENT: Final = "coalesce((nullif(current_setting('tracker.now', true), ''))::timestamptz, now())"
THE_MOMENT: Final = f"""
CREATE FUNCTION the_moment() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT {MOMENT}
$$
"""
LOOKED_AT: Final = """
CREATE FUNCTION looked_at() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('tracker.known_by', true), '')::timestamptz, 'infinity')
$$
"""
NOTE_LINK: Final = """
CREATE OR REPLACE FUNCTION note_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.linked_at := {moment};
    RETURN NEW;
END $$
"""

# Of a row that changes, the columns that do; of one that goes, all of it. Nobody has seen what a document or a relation
# said in the moment it came in.
KEEP: Final = """
CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at timestamptz := the_moment();
    was jsonb := to_jsonb(OLD);
    becomes jsonb;
    came timestamptz;
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'claim' THEN SELECT d.captured_at INTO came FROM document d WHERE d.id = OLD.document_id;
        WHEN 'document' THEN came := OLD.captured_at;
        WHEN 'claim_relation', 'claim_origin' THEN came := OLD.since;
        WHEN 'link_proposal' THEN came := OLD.created_at;
        ELSE came := NULL;
    END CASE;
    IF came >= at THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        becomes := to_jsonb(NEW);
        SELECT jsonb_object_agg(key, value) INTO was
          FROM jsonb_each(was) WHERE value IS DISTINCT FROM becomes -> key AND key <> ALL (coalesce(TG_ARGV, '{}'));
    END IF;
    IF was IS NOT NULL THEN
        INSERT INTO row_version (relation, row_id, part, until, told)
        VALUES (TG_TABLE_NAME,
                (to_jsonb(OLD) ->> CASE TG_TABLE_NAME WHEN 'claim_origin' THEN 'claim_id'
                                                      WHEN 'link_proposal' THEN 'claim_id' ELSE 'id' END)::bigint,
                CASE TG_TABLE_NAME WHEN 'link_proposal' THEN (to_jsonb(OLD) ->> 'metric_id')::bigint ELSE 0 END,
                at, was);
    END IF;
    RETURN NULL;
END $$
"""
KEEP_RELATIONS: Final = """
CREATE FUNCTION keep_relations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_version (relation, row_id, part, until, told)
    SELECT 'claim_relation', id, 0, the_moment(), to_jsonb(gone) FROM gone WHERE since < the_moment();
    RETURN NULL;
END $$
"""
# A day of rest counts from when the calendar has it: until then there was none.
KEEP_DAYS: Final = """
CREATE FUNCTION keep_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_version (relation, row_id, part, until, told)
    VALUES ('rest_day', coalesce(OLD.day, NEW.day) - DATE '1970-01-01', 0, the_moment(), to_jsonb(OLD));
    RETURN NULL;
END $$
"""

WATCHED: Final = {
    "claim": (
        "metric_id, linked_by, link_score, link_reason, quote_exact, quote_prefix, quote_suffix, quote_start, "
        "quote_end, quote_state, misquote, sentence, subject, metric_phrase, kind, low, high, low_date, high_date, "
        "unit, comparator, precision, counted, rate, period_start, period_end, baseline, attribution, is_hearsay, "
        "stated_on, is_checkable, extractor, reading, edited_at, edited_by, updated_at",
        "OLD.* IS DISTINCT FROM NEW.*",
        ("updated_at", "linked_at"),
    ),
    "document": (
        "source_id, appearance_id, version, url, title, bylines, language, published_on, review",
        "OLD.* IS DISTINCT FROM NEW.*",
        ("updated_at",),
    ),
    "source": (
        "slug, kind, locator, publisher, url, tier, language, timezone, consecutive_failures, failure, last_error, "
        "last_fetched_at, removed_at",
        "(OLD.slug, OLD.kind, OLD.locator, OLD.publisher, OLD.url, OLD.tier, OLD.language, OLD.timezone, "
        "OLD.consecutive_failures, OLD.failure, OLD.last_error, OLD.removed_at, "
        "(OLD.last_fetched_at AT TIME ZONE 'UTC')::date) IS DISTINCT FROM (NEW.slug, NEW.kind, NEW.locator, "
        "NEW.publisher, NEW.url, NEW.tier, NEW.language, NEW.timezone, NEW.consecutive_failures, NEW.failure, "
        "NEW.last_error, NEW.removed_at, (NEW.last_fetched_at AT TIME ZONE 'UTC')::date)",
        ("updated_at", "options", "schedule", "paused_at"),
    ),
    "appearance": (
        "url, document_id, failures, counted_failures, counted_at, failing_since, last_failed_at, failure, last_error, "
        "last_seen_at",
        # That a page was looked at is known to the day.
        "(OLD.url, OLD.document_id, OLD.failures, OLD.counted_failures, OLD.counted_at, OLD.failing_since, "
        "OLD.last_failed_at, OLD.failure, OLD.last_error, "
        "(OLD.last_seen_at AT TIME ZONE 'UTC')::date) IS DISTINCT FROM (NEW.url, NEW.document_id, NEW.failures, "
        "NEW.counted_failures, NEW.counted_at, NEW.failing_since, NEW.last_failed_at, NEW.failure, NEW.last_error, "
        "(NEW.last_seen_at AT TIME ZONE 'UTC')::date)",
        ("guid", "mark", "etag", "last_modified"),
    ),
    "metric": (
        "slug, subject, measure, unit, kind, shelf_life_days, warn_after_days, plausible_low, plausible_high, "
        "is_cumulative, baseline, note",
        "OLD.* IS DISTINCT FROM NEW.*",
        ("updated_at",),
    ),
    "claim_origin": ("origin, origin_key, is_inferred, is_self, basis_claim_id", "OLD.* IS DISTINCT FROM NEW.*", ()),
    "claim_relation": ("relation, is_independent, note", "OLD.* IS DISTINCT FROM NEW.*", ()),
    "link_proposal": ("score, reason, decision, decided_by, decided_at", "OLD.* IS DISTINCT FROM NEW.*", ()),
}
"""Per table the columns whose changes are kept, when that is, and what else is left out of what is kept."""
KEPT_WHEN_GONE: Final = ("metric", "link_proposal")

DROP_PAST: Final = """
CREATE FUNCTION drop_past() RETURNS void LANGUAGE sql AS $$
    DROP SCHEMA IF EXISTS tracker_past CASCADE
$$
"""
# Every table in it has the name and the columns of the one it shows, so that a query for that reads this where the
# search path says so. ``%1$s`` is the table's columns, ``%2$s`` those of the row as it was.
BUILD_PAST: Final = """
CREATE FUNCTION build_past() RETURNS void LANGUAGE plpgsql AS $past$
DECLARE
    one record;
    plain text;
    told text;
    was text;
    facts text;
    path text := current_setting('search_path');
BEGIN
    IF NOT has_database_privilege(current_database(), 'CREATE') THEN
        RAISE insufficient_privilege USING MESSAGE = format(
            'the database user %I may make no schema, and earlier days are read from one: '
            'GRANT CREATE ON DATABASE %I TO %I', current_user, current_database(), current_user);
    END IF;
    PERFORM drop_past();
    CREATE SCHEMA tracker_past;
    FOR one IN
        SELECT * FROM (VALUES
            ('claim', 'c.id', 'id', 'true'),
            ('document', 'c.id', 'id', 'true'),
            ('source', 'c.id', 'id', 'true'),
            ('appearance', 'c.id', 'id', 'true'),
            ('metric', 'c.id', 'id', 'true'),
            ('claim_origin', 'c.claim_id', 'claim_id',
             'r.since <= looked_at() OR r.created_at <= (SELECT max(started_at) FROM public.run
               WHERE NOT is_present AND as_of <= looked_at())'),
            ('claim_relation', 'c.id', 'id',
             'r.since <= looked_at() OR r.created_at <= (SELECT max(started_at) FROM public.run
               WHERE NOT is_present AND as_of <= looked_at())'),
            ('link_proposal', 'c.claim_id', 'claim_id',
             'r.created_at <= looked_at() OR EXISTS (SELECT FROM public.claim g JOIN public.document d
               ON d.id = g.document_id WHERE g.id = r.claim_id AND d.captured_at > looked_at())')
        ) AS watched (name, key, own, known)
    LOOP
        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
               string_agg('r.' || quote_ident(attname), ', ' ORDER BY attnum)
          INTO plain, told
          FROM pg_attribute
         WHERE attrelid = ('public.' || one.name)::regclass AND attnum > 0 AND NOT attisdropped;
        was := format(
            '(SELECT v.row_id, v.part, jsonb_object_agg(e.key, e.value ORDER BY v.until DESC, v.id DESC) AS told
                FROM public.row_version v CROSS JOIN LATERAL jsonb_each(v.told) e
               WHERE v.relation = %L AND v.until > looked_at() GROUP BY v.row_id, v.part)', one.name);
        EXECUTE format(
            'CREATE VIEW tracker_past.%1$I AS
             SELECT %2$s FROM public.%1$I r
              WHERE NOT EXISTS (SELECT FROM public.row_version v
                                 WHERE v.relation = %3$L AND v.row_id = r.%4$I AND v.part = %5$s
                                   AND v.until > looked_at())
                AND (%6$s)
              UNION ALL
             SELECT %7$s FROM %8$s p
               JOIN public.%1$I c ON %9$s = p.row_id AND p.part = %10$s
              CROSS JOIN LATERAL jsonb_populate_record(c, p.told) r
              WHERE %6$s
              UNION ALL
             SELECT %7$s FROM %8$s p
              CROSS JOIN LATERAL jsonb_populate_record(NULL::public.%1$I, p.told) r
              WHERE p.told ? %11$L AND (%6$s)
                AND NOT EXISTS (SELECT FROM public.%1$I c WHERE %9$s = p.row_id AND p.part = %10$s)',
            one.name, told, one.name, one.own,
            CASE one.name WHEN 'link_proposal' THEN 'r.metric_id' ELSE '0' END, one.known, told, was, one.key,
            CASE one.name WHEN 'link_proposal' THEN 'c.metric_id' ELSE '0' END, one.own);
    END LOOP;
    CREATE VIEW tracker_past.rest_day AS
    SELECT r.day, r.working_day FROM public.rest_day r
     WHERE NOT EXISTS (SELECT FROM public.row_version v
                        WHERE v.relation = 'rest_day' AND v.row_id = r.day - DATE '1970-01-01'
                          AND v.until > public.looked_at())
     UNION ALL
    SELECT r.day, r.working_day
      FROM (SELECT DISTINCT ON (row_id) told FROM public.row_version
             WHERE relation = 'rest_day' AND until > public.looked_at() ORDER BY row_id, until, id) v
     CROSS JOIN LATERAL jsonb_populate_record(NULL::public.rest_day, v.told) r
     WHERE v.told IS NOT NULL;
    PERFORM set_config('search_path', 'public', true);
    facts := pg_get_viewdef('public.claim_facts'::regclass);
    PERFORM set_config('search_path', 'tracker_past, public', true);
    EXECUTE 'CREATE VIEW tracker_past.claim_facts AS ' || facts;
    PERFORM set_config('search_path', path, true);
END $past$
"""

# What was corrected before rows were kept; a claim had been looked at by then where a run had ended.
EARLIER_EDITS: Final = """
INSERT INTO row_version (relation, row_id, part, until, told)
SELECT 'claim', e.claim_id, 0, e.at,
       e.before || coalesce((
           SELECT jsonb_build_object('evaluated_at', min(r.as_of)) FROM run r
            WHERE r.is_present AND r.as_of >= d.captured_at AND r.as_of < e.at HAVING count(*) > 0), '{}')
  FROM claim_edit e JOIN claim c ON c.id = e.claim_id JOIN document d ON d.id = c.document_id
 ORDER BY e.at, e.id
"""


def upgrade() -> None:
    op.create_table(
        "row_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_version")),
    )
    op.create_index("ix_row_version_relation_row_id_until", "row_version", ["relation", "row_id", "until"])
    op.create_index("ix_row_version_relation_until", "row_version", ["relation", "until"])
    op.execute(THE_MOMENT)
    op.execute(LOOKED_AT)
    op.execute(NOTE_LINK.format(moment="the_moment()"))
    for table in ("claim_origin", "claim_relation"):
        op.add_column(
            table,
            sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text(MOMENT), nullable=False),
        )
    op.add_column(
        "claim_origin",
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    # When an origin was worked out was not noted so far; the claims are as old as their documents.
    op.execute(
        "UPDATE claim_origin o SET since = d.captured_at, created_at = c.created_at "
        "FROM claim c JOIN document d ON d.id = c.document_id WHERE c.id = o.claim_id"
    )
    op.execute("UPDATE claim_relation SET since = created_at")
    op.alter_column("link_proposal", "created_at", server_default=sa.text(MOMENT))
    op.add_column("claim_revision", sa.Column("actor", sa.Text(), nullable=True))
    for function in (KEEP, KEEP_RELATIONS, KEEP_DAYS, DROP_PAST, BUILD_PAST):
        op.execute(function)
    for table, (columns, changed, left_out) in WATCHED.items():
        excluded = ", ".join(f"'{name}'" for name in left_out)
        op.execute(
            f"CREATE TRIGGER {table}_kept AFTER UPDATE OF {columns} ON {table} FOR EACH ROW WHEN ({changed}) "
            f"EXECUTE FUNCTION keep_row({excluded})"
        )
    for table in KEPT_WHEN_GONE:
        op.execute(f"CREATE TRIGGER {table}_kept_gone AFTER DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_row()")
    op.execute(
        "CREATE TRIGGER claim_relation_kept_gone AFTER DELETE ON claim_relation REFERENCING OLD TABLE AS gone "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_relations()"
    )
    op.execute(
        "CREATE TRIGGER rest_day_kept AFTER INSERT OR UPDATE OR DELETE ON rest_day FOR EACH ROW "
        "EXECUTE FUNCTION keep_day()"
    )
    op.execute(EARLIER_EDITS)
    op.execute("SELECT build_past()")


def downgrade() -> None:
    op.execute("SELECT drop_past()")
    op.execute("DROP TRIGGER rest_day_kept ON rest_day")
    op.execute("DROP TRIGGER claim_relation_kept_gone ON claim_relation")
    for table in KEPT_WHEN_GONE:
        op.execute(f"DROP TRIGGER {table}_kept_gone ON {table}")
    for table in WATCHED:
        op.execute(f"DROP TRIGGER {table}_kept ON {table}")
    for function in ("build_past", "drop_past", "keep_day", "keep_relations", "keep_row"):
        op.execute(f"DROP FUNCTION {function}()")
    op.drop_column("claim_revision", "actor")
    op.alter_column("link_proposal", "created_at", server_default=sa.text("now()"))
    op.drop_column("claim_origin", "created_at")
    for table in ("claim_relation", "claim_origin"):
        op.drop_column(table, "since")
    op.execute(NOTE_LINK.format(moment="clock_timestamp()"))
    op.execute("DROP FUNCTION looked_at()")
    op.execute("DROP FUNCTION the_moment()")
    op.drop_table("row_version")
