"""How fast relations are worked out: origins and pairs of every series, beside a bare join of each series with itself.

The number of claims and of series can be given: ``python -m bench.relations 100000 5000``; one long series:
``python -m bench.relations 10000 1``. Without, both are measured. The changes are to one claim: its day, in the middle
of its series, and one more claim, in the middle and as the newest.
"""

from __future__ import annotations

import sys
import time

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.scratch import scratch
from tracker import relations

SIZES = ((100_000, 5_000), (10_000, 1))

FILL = """
INSERT INTO source (slug, kind, locator, publisher, url)
SELECT 'source-' || i, 'page', 'locator ' || i, 'Publisher ' || i, 'https://p' || i || '.com/'
  FROM generate_series(1, 500) AS i;
INSERT INTO metric (slug, subject, measure, unit, shelf_life_days)
SELECT 'metric-' || i, 'Subject ' || i, 'measure ' || i, 'count', 180 FROM generate_series(1, {series}) AS i;
INSERT INTO party (slug, name) SELECT 'party-' || i, 'Subject ' || i FROM generate_series(1, 500) AS i;
INSERT INTO document (source_id, content_hash, url, published_on, captured_at, text, is_verbatim)
SELECT s.id, md5(i::text) || md5((i + 1)::text), s.url || i, date '2026-11-01' - i % 700, '2026-11-01 08:00+00', 'x',
       true
  FROM generate_series(1, {claims} / 5) AS i JOIN source s ON s.slug = 'source-' || 1 + i % 500;
INSERT INTO claim (document_id, metric_id, quote_exact, quote_prefix, quote_suffix, quote_start, quote_end, sentence,
                   subject, metric_phrase, kind, low, high, unit, comparator, rate, attribution, is_hearsay, stated_on,
                   extractor, reading)
SELECT d.id, m.id, (90 + i * 7 % 40)::text, '', '', i, i + 1, 'In sentence ' || i % 60000 || ' somebody says so again.',
       m.subject, m.measure, 'level', 90 + i * 7 % 40, CASE WHEN i % 4 > 0 THEN 90 + i * 7 % 40 END, 'count',
       CASE WHEN i % 4 > 0 THEN 'eq' ELSE 'gt' END, CASE WHEN i % 10 = 0 THEN 'day' END,
       CASE i % 3 WHEN 0 THEN m.subject WHEN 1 THEN 'Publisher ' || 1 + i % 500 END, i % 20 = 0, d.published_on,
       'bench', '{{}}'
  FROM generate_series(1, {claims}) AS i
  JOIN document d ON d.content_hash = md5((1 + i % ({claims} / 5))::text) || md5((2 + i % ({claims} / 5))::text)
  JOIN metric m ON m.slug = 'metric-' || 1 + abs(hashint8(i)) % {series};
ANALYZE
"""

EDIT = """
UPDATE claim SET stated_on = stated_on + 1
 WHERE id = (SELECT id FROM claim WHERE metric_id = (SELECT min(id) FROM metric) AND rate IS NULL
              ORDER BY stated_on, id OFFSET 2 LIMIT 1)
"""
ANOTHER = """
INSERT INTO claim (document_id, metric_id, quote_exact, quote_prefix, quote_suffix, quote_start, quote_end, sentence,
                   subject, metric_phrase, kind, low, high, unit, comparator, attribution, stated_on, extractor,
                   reading)
SELECT document_id, metric_id, '131', '', '', quote_end + {apart}, quote_end + {apart} + 1, 'Another sentence says so.',
       subject, metric_phrase, kind, 131, 131, unit, 'eq', attribution, {day}, 'bench', '{{}}'
  FROM claim WHERE metric_id = (SELECT min(id) FROM metric) AND attribution = subject ORDER BY id LIMIT 1
"""

BARE = """
CREATE TEMP TABLE bare ON COMMIT DROP AS
WITH placed AS (
    SELECT id, metric_id, low, high, row_number() OVER (PARTITION BY metric_id ORDER BY stated_on, id) AS place
      FROM claim
)
SELECT a.id AS one, b.id AS other, a.low <= b.high AND b.low <= a.high AS meets
  FROM placed a JOIN placed b
    ON b.metric_id = a.metric_id AND b.place > a.place AND b.place <= a.place + {nearest}
"""


def measure(session: Session, claims: int, series: int) -> None:
    """Measure and print."""
    connection = session.connection()
    plain = connection.execution_options(no_parameters=True)
    for statement in FILL.format(claims=claims, series=series).split(";\n"):
        plain.exec_driver_sql(statement)
    began = time.perf_counter()
    plain.exec_driver_sql(BARE.format(nearest=relations.NEAREST))
    bare = time.perf_counter() - began
    pairs = session.scalar(text("SELECT count(*) FROM bare"))
    print(f"{claims:,} claims in {series:,} series, {pairs:,} pairs near in time", flush=True)
    print(f"  bare join                     {bare:7.2f} s")
    took = {}
    for name, change in (
        ("everything, the first time", "SELECT"),
        ("everything again, unchanged", "INSERT INTO claim_change (claim_id) VALUES (0)"),
        ("one claim edited", EDIT),
        ("one claim added, amid others", ANOTHER.format(day="date '2025-11-16'", apart=1_000_000)),
        ("one claim added, the newest", ANOTHER.format(day="date '2026-11-20'", apart=2_000_000)),
    ):
        plain.exec_driver_sql(change)
        began = time.perf_counter()
        relations.relate(session)
        took[name] = time.perf_counter() - began
        print(f"  {name:28}  {took[name]:7.2f} s  {took[name] / bare:5.1f} times the bare join", flush=True)
    found = session.execute(text("SELECT relation, count(*) FROM claim_relation GROUP BY 1 ORDER BY 1"))
    print("  " + ", ".join(f"{count:,} {relation}" for relation, count in found))


def main() -> None:
    """Measure on a database of its own."""
    given = [int(argument) for argument in sys.argv[1:3]]
    for claims, series in [(given[0], given[1])] if len(given) == 2 else SIZES:
        _measure_alone(claims, series)


def _measure_alone(claims: int, series: int) -> None:
    with scratch() as (database, _), Session(database.engine) as session:
        measure(session, claims, series)


if __name__ == "__main__":
    main()
