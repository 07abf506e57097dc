"""Generated claims: thousands of rows that differ in every column a suite may ask about."""

from __future__ import annotations

from sqlalchemy import Connection

_SOURCES = """
INSERT INTO source (slug, kind, locator, publisher, url, tier, last_fetched_at, consecutive_failures)
SELECT 'source-' || i, (array['article', 'records', 'feed', 'page'])[1 + i % 4], 'locator ' || i,
       CASE WHEN i % 5 <> 0 THEN 'Publisher ' || i END,
       CASE WHEN i % 3 <> 0 THEN 'https://example.org/' || i END,
       (array['primary', 'reference', 'press', 'social'])[1 + i % 4],
       timestamptz '2026-11-20 12:00+00' - i * interval '3 days', i % 4
  FROM generate_series(1, 40) AS i
"""

_METRICS = """
INSERT INTO metric (slug, subject, measure, unit, shelf_life_days, plausible_low, plausible_high)
SELECT 'metric-' || i, 'Subject ' || i, 'measure ' || i, (array['%', 'count', 'USD'])[1 + i % 3],
       CASE WHEN i % 4 <> 0 THEN 30 + i * 7 END, CASE WHEN i % 3 <> 1 THEN 10 END, CASE WHEN i % 3 = 0 THEN 500.5 END
  FROM generate_series(1, 50) AS i
"""

_DOCUMENTS = """
INSERT INTO document (source_id, content_hash, url, title, published_on, captured_at, text)
SELECT s.id, md5(i::text) || md5((i + 1)::text), CASE WHEN i % 4 <> 0 THEN 'https://example.org/d/' || i END,
       CASE WHEN i % 6 <> 0 THEN 'It''s 100% title: ' || i || ' \\ "quoted"' END, date '2026-11-01' - i,
       timestamptz '2026-11-01 08:00+00', 'text'
  FROM generate_series(1, 120) AS i JOIN source s ON s.slug = 'source-' || 1 + i % 40
"""

# The random numbers are seeded: every run of the tests sees the same claims.
_CLAIMS = """
INSERT INTO claim (document_id, metric_id, quote_exact, quote_prefix, quote_suffix, quote_start, quote_end, sentence,
                   subject, metric_phrase, kind, low, high, low_date, high_date, unit, comparator, counted, rate,
                   period_start, period_end, baseline, attribution, is_hearsay, stated_on, is_checkable, quote_state,
                   extractor, reading)
SELECT d.id, m.id, (array['约', 'up ', '', '100%% of '])[1 + floor(random() * 4)::int] || i % 700, '', '', i, i + 1,
       'sentence ' || i, CASE WHEN random() < 0.9 THEN 'Subject ' || i % 90 END,
       CASE WHEN random() < 0.8 THEN 'measure ' || i % 70 END,
       (array['level', 'change', 'ratio', 'price', 'period', 'date', 'ordinal', 'slogan'])[1 + i * 7 % 8],
       CASE WHEN dated THEN NULL WHEN i % 97 = 0 THEN 'NaN'::numeric WHEN random() < 0.85 THEN base / 3.0 END,
       CASE WHEN dated OR i % 97 = 0 THEN NULL WHEN random() < 0.85 THEN base / 3.0 + i % 3 END,
       CASE WHEN dated THEN date '2026-01-01' - i % 400 END, CASE WHEN dated THEN date '2026-01-01' - i % 400 + 9 END,
       CASE WHEN random() < 0.9 THEN (array['%', 'count', 'USD', 'x', 'pp'])[1 + floor(random() * 5)::int] END,
       (array['eq', 'approx', 'gt', 'ge', 'lt', 'le', 'range', 'order', 'vague'])[1 + floor(random() * 9)::int],
       CASE WHEN random() < 0.3 THEN '条' END,
       CASE WHEN random() < 0.4 THEN (array['day', 'month', 'year'])[1 + i % 3] END,
       CASE WHEN period THEN stated - i % 60 END, CASE WHEN period THEN stated - i % 60 + 90 END,
       CASE WHEN random() < 0.5 THEN 'last year' END, CASE WHEN random() < 0.6 THEN 'Subject ' || i % 90 END,
       random() < 0.1, CASE WHEN random() < 0.92 THEN stated END, random() < 0.8,
       (array['present', 'changed', 'gone'])[1 + floor(random() * 3)::int], 'test', '{}'
  FROM (SELECT i, floor(random() * 2000) AS base, random() < 0.1 AS dated, random() < 0.3 AS period,
               date '2026-11-10' - floor(random() * 900)::int AS stated
          FROM generate_series(1, {claims}) AS i OFFSET 0) AS given
  JOIN document d ON d.content_hash = md5((1 + i % 120)::text) || md5((2 + i % 120)::text)
  LEFT JOIN metric m ON m.slug = 'metric-' || 1 + i % 75
"""

_SOURCE = (
    """
INSERT INTO appearance (source_id, key, url, first_seen_at, last_seen_at, failures, counted_failures, failing_since)
SELECT source_id, id::text, url, captured_at, captured_at, id % 7, id % 5,
       CASE WHEN id % 7 + id % 5 > 0 THEN timestamptz '2026-11-03 08:00+00' END
  FROM document
""",
    "UPDATE document d SET appearance_id = a.id FROM appearance a WHERE a.key = d.id::text",
    """
INSERT INTO claim_revision (claim_id, at, change, reading)
SELECT id, timestamptz '2026-11-10 08:00+00' + id % 20 * interval '1 day',
       (array['changed', 'gone', 'returned', 'unclear'])[1 + id % 4],
       CASE WHEN id % 4 <> 1 THEN jsonb_build_object('figure', quote_exact || '!') END
  FROM claim WHERE id % 3 = 0
""",
    "UPDATE claim SET misquote = 'the text says otherwise' WHERE id % 11 = 0",
)

_RELATIONS = """
INSERT INTO claim_relation (claim_id, other_id, relation, is_independent)
SELECT a.id, b.id, (array['agrees', 'contradicts', 'supersedes', 'repeats'])[1 + a.id % 4], a.id % 3 <> 0
  FROM claim a JOIN claim b ON b.id = a.id + 7 WHERE a.id % 5 = 0
"""


def fill(connection: Connection, claims: int) -> None:
    """Put so many claims into an empty database, the same ones every time."""
    plain = connection.execution_options(no_parameters=True)
    plain.exec_driver_sql("SELECT setseed(0.5)")
    plain.exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
    claims_made = _CLAIMS.replace("{claims}", str(int(claims)))
    for statement in (_SOURCES, _METRICS, _DOCUMENTS, claims_made, *_SOURCE, _RELATIONS):
        plain.exec_driver_sql(statement.replace("%%", "%"))
    for table in ("source", "metric", "document", "claim", "claim_relation"):
        plain.exec_driver_sql(f"ANALYZE {table}")
