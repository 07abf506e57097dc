"""How fast claims come in and go out by the file, beside a bare COPY of the same cells into one table without indexes.

The machine's speed moves both alike, so the ratios are what to compare from day to day. The number of rows can be
given: ``python -m bench.transfer 1000000``.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bench.scratch import scratch
from tracker import claims, db, metrics, pipeline
from tracker.claims import ledger
from tracker.claims.ledger import Form, Ledger, Reading
from tracker.drafts import MetricDraft
from tracker.rows import Row

ROWS = 100_000
METRICS = 50
NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEADER = (
    "subject", "metric", "value", "unit", "comparator", "said_by", "stated_on", "period_start", "period_end",
    "publisher", "url", "quote",
)  # fmt: skip


def write(path: Path, count: int) -> None:
    """Write a file as an archive of some newspapers would be."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n in range(count):
            day = date(2023, 1, 1) + timedelta(days=n % 1000)
            number = f"{n % 5000}.{n % 10}"
            writer.writerow(
                (
                    f"Company {n % 997}", f"measure {n % 53} of the year", number, ("CNY", "%", "count")[n % 3],
                    ("eq", "gt", "approx")[n % 3], f"Company {n % 997}", day, day.replace(day=1), day,
                    f"Paper {n % 40}", f"https://example.org/{n}", f"some {number}" if n % 2 else "",
                )
            )  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(database: db.Database, path: Path, count: int) -> None:
    """Measure and print."""

    def bare() -> None:
        with database.engine.connect() as connection, path.open(encoding="utf-8", newline="") as file:
            connection.execute(text(f"CREATE TEMP TABLE bare ({', '.join(f'{name} text' for name in HEADER)})"))
            db.copy_rows(connection, "bare", HEADER, csv.reader(file))

    def bring_in() -> claims.Imported:
        with path.open("rb", buffering=0) as file:
            rows = (row for row in Ledger(file, path.name, ".csv", Reading()) if isinstance(row, Row))
            return pipeline.import_claims(database, rows, now=NOW)

    def take_out(form: Form) -> None:
        with database.session() as session, (path.parent / "out").open("w", encoding="utf-8") as file:
            file.writelines(ledger.render(claims.take_out(session), claims.RECORD, form))

    with pipeline.transaction(database) as session:
        for n in range(METRICS):
            metrics.ensure(session, MetricDraft(subject=f"Company {n}", measure=f"measure {n}", unit="CNY"))
    done: list[claims.Imported] = []
    took = {
        "bare COPY": seconds(bare),
        "import": seconds(lambda: done.append(bring_in())),
        "import again": seconds(lambda: done.append(bring_in())),
        "export as CSV": seconds(lambda: take_out(Form.CSV)),
        "export as JSON lines": seconds(lambda: take_out(Form.JSONL)),
    }
    assert (done[0].added, done[1].added, done[1].known) == (count, 0, count)
    print(f"{count:,} rows, {METRICS} metrics, {done[0].linked:,} claims linked")
    for name, span in took.items():
        ratio = span / took["bare COPY"]
        print(f"  {name:22} {span:7.2f} s  {ratio:5.1f} times the COPY  {count / span:9,.0f} rows a second")


def main() -> None:
    """Measure on a database of its own."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with scratch() as (database, folder):
        write(folder / "claims.csv", count)
        measure(database, folder / "claims.csv", count)


if __name__ == "__main__":
    main()
