"""How fast claims are checked: the shipped suites, beside Great Expectations' own counting and beside plain SQL.

All read the same claims of a throw-away database. The machine's speed moves all of them alike, so the ratios are what
to compare from day to day. The number of claims can be given: ``python -m bench.checks 1000000``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from bench.scratch import scratch
from tests import claimfacts
from tracker import checks, resources, suites

CLAIMS = 200_000
DAY = date(2026, 11, 22)

# What somebody would write who has these rules only, and needs neither messages nor suites.
PLAIN = {
    "no_date": "stated_on IS NULL",
    "no_source": "url IS NULL AND publisher IS NULL",
    "no_unit": "is_checkable AND unit IS NULL",
    "aged": "age_days > shelf_life_days",
    "ended": "is_ended AND kind NOT IN ('date', 'ordinal', 'slogan')",
    "superseded": "newer_claim_id IS NOT NULL",
    "unchecked": "days_unchecked > 30 AND source_kind NOT IN ('article', 'records')",
    "future_date": "stated_on > captured_on + 1",
    "not_a_number": "NOT is_number AND kind <> 'slogan'",
    "out_of_range": (
        "is_checkable AND unit = metric_unit AND (low > metric_max OR comparator = 'gt' AND low = metric_max)"
    ),
    "below_range": (
        "is_checkable AND unit = metric_unit AND (high < metric_min OR comparator = 'lt' AND high = metric_min)"
    ),
    "share_over_100": (
        "is_checkable AND kind = 'ratio' AND unit = '%' AND (low > 100 OR comparator = 'gt' AND low = 100)"
    ),
    "wrong_unit": "is_checkable AND unit <> metric_unit",
    "vague": "is_vague",
    "no_baseline": "kind = 'change' AND NOT is_vague AND baseline IS NULL",
    "no_attribution": "attribution IS NULL AND NOT is_hearsay",
    "hearsay": "is_hearsay",
    "self_reported": "is_checkable AND corroborating_origins = 0 AND is_self_reported",
    "unlinked": "is_checkable AND metric IS NULL",
}


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def plain(engine: Engine, *, store: bool) -> dict[str, int]:
    """Count every rule by hand in one scan, or store the failing claims of all of them in one scan and count those."""
    with engine.connect().execution_options(no_parameters=True) as connection:
        checks.set_clock(connection, DAY)
        if not store:
            counts = ", ".join(f'count(*) FILTER (WHERE {rule}) AS "{name}"' for name, rule in PLAIN.items())
            return dict(connection.exec_driver_sql(f"SELECT {counts} FROM claim_facts").one()._mapping)
        names = ", ".join(f"CASE WHEN {rule} THEN '{name}' END" for name, rule in PLAIN.items())
        connection.exec_driver_sql(
            "CREATE TEMP TABLE failing ON COMMIT DROP AS SELECT claim_id, name FROM "
            f"(SELECT claim_id, array_remove(ARRAY[{names}], NULL) AS names FROM claim_facts OFFSET 0) AS claim "
            "CROSS JOIN LATERAL unnest(names) AS name"
        )
        found = connection.exec_driver_sql("SELECT name, count(*) FROM failing GROUP BY name")
        return dict.fromkeys(PLAIN, 0) | dict(map(tuple, found))


def measure(engine: Engine, folder: Path, claims: int) -> None:
    """Measure and print."""
    catalogue = suites.load([resources.expectations()])
    importing = suites.warm()
    print(f"loading {claims:,} claims: {seconds(lambda: fill(engine, claims)):.1f} s", flush=True)
    waited = seconds(importing.join) if importing else 0.0
    print(f"import of Great Expectations, beyond the loading: {waited:.1f} s")
    first = seconds(lambda: suites.compile(catalogue.suites, engine.url, cache_dir=folder))
    again = seconds(lambda: suites.compile(catalogue.suites, engine.url, cache_dir=folder))
    print(f"compiling the suites: {first:.2f} s, from the cache {again:.3f} s", flush=True)
    compiled, failures = suites.compile(catalogue.suites, engine.url, cache_dir=folder)
    assert not failures

    counted: dict[str, dict[str, int]] = {}

    def stage() -> None:
        with engine.connect() as connection:
            counts = checks.stage(connection, compiled, DAY)
            counted["stage"] = {count.expectation.partition("/")[2]: count.unexpected_count for count in counts}

    def validate() -> None:
        counted["gx"] = {
            found.expectation.partition("/")[2]: found.unexpected_count
            for suite in catalogue.suites
            for found in suites.validate(suite, engine.url, as_of=DAY)
        }

    def by_hand(name: str, *, store: bool) -> Callable[[], None]:
        return lambda: counted.update({name: plain(engine, store=store)})

    rows = {
        "plain SQL, counts only": seconds(by_hand("counts", store=False)),
        "plain SQL, claim and rule stored": seconds(by_hand("stored", store=True)),
        "tracker, findings with messages": seconds(stage),
        "Great Expectations, counts only": seconds(validate),
    }
    base = rows["plain SQL, claim and rule stored"]
    found = sum(counted["stage"].values())
    print(f"{len(PLAIN)} rules on {claims:,} claims, {found:,} findings")
    for name, took in rows.items():
        print(f"  {name:34} {took:7.2f} s  {took / base:5.1f} times plain SQL  {took / claims * 1e6:6.1f} µs a claim")
    for name, counts in counted.items():
        different = {rule for rule in PLAIN if counts[rule] != counted["stage"][rule]}
        if different:
            sys.exit(f"{name} counts otherwise than the tracker: {', '.join(sorted(different))}")


def fill(engine: Engine, claims: int) -> None:
    """Put claims into the empty database."""
    with engine.begin() as connection:
        claimfacts.fill(connection, claims)


def main() -> None:
    """Measure on a database of its own."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    with scratch() as (database, folder):
        measure(database.engine, folder / "cache", claims)


if __name__ == "__main__":
    main()
