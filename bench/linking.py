"""How fast claims are linked to metrics, beside a bare SQL join of the same claims on equal names.

The names are made up, in Chinese and in English, and claims word them as texts do: with verbs, legal forms, other words
for the same, and mostly about something the catalogue does not have. The number of claims and of metrics can be given:
``python -m bench.linking 100000 5000``.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from bench.scratch import scratch
from tracker import db, linking, pipeline

CLAIMS = 100_000
METRICS = 5_000
NOW = datetime(2026, 11, 22, tzinfo=UTC)
HAN = "星澜华屿鼎禾澄江海岚云陵临浦蔚蓝北岭青禾途安远航瑞丰德信嘉盛天和宏达金穗博雅新元广源利民"
TRADES = ("科技", "食品", "生物", "化工", "汽车", "能源", "物流", "银行", "传媒", "医药")
SYLLABLES = "lar vel mor ska tin bra ox wen dal ric ham ost fen kel nor ul".split()  # noqa: SIM905 - short so
MEASURES = (
    ("营业收入", "revenue", "CNY", "level"),
    ("净利润", "net profit", "CNY", "level"),
    ("毛利率", "gross margin", "%", "ratio"),
    ("营业收入", "revenue", "%", "change"),
    ("员工", "employees", "count", "level"),
    ("日活跃用户", "daily active users", "count", "level"),
    ("研发费用", "R&D expenses", "CNY", "level"),
    ("出口额", "exports", "%", "change"),
    ("门店", "stores", "count", "level"),
    ("交付量", "deliveries", "count", "level"),
)
OTHERS = (
    ("销售费用", "selling expenses", "CNY", "level"), ("扣非净利润", "adjusted net profit", "CNY", "level"),
    ("净利率", "net margin", "%", "ratio"), ("海外收入", "overseas revenue", "%", "change"),
    ("付费用户", "paying users", "count", "level"), ("月活跃用户", "monthly active users", "count", "level"),
    ("投诉", "complaints", "count", "level"), ("订单", "orders", "%", "change"), ("库存", "inventory", "CNY", "level"),
)  # fmt: skip
BEFORE = ("实现", "录得", "", "", "上半年", "全年", "预计", "单季")
BEFORE_EN = ("reported", "posted", "", "", "quarterly", "full-year", "expects", "record")
AROUND = ("{}", "{}", "{}集团", "{}股份有限公司", "上市公司{}", "“{}”", "{}物流", "{}旗下公司", "{}今年")
AROUND_EN = ("{}", "{}", "{} plc", "{} Group", "retailer {}", "{}'s", "{} Cloud", "rival {}", "{} shares")


class Entry(NamedTuple):
    """A metric as its columns."""

    id: int
    han: str
    latin: str
    measure: tuple[str, str, str, str]


def entries(count: int, dice: random.Random) -> list[Entry]:
    """Make up a catalogue: companies of several measures each."""
    found = []
    companies = -(-count // len(MEASURES))
    for number in range(companies):
        han = "".join(dice.sample(HAN, 2)) + TRADES[number % len(TRADES)]
        latin = (
            "".join(dice.choices(SYLLABLES, k=3)).title()
            + f" {dice.choice(('Foods', 'Energy', 'Motors', 'Media', ''))}"
        )
        found += [Entry(number * len(MEASURES) + at + 1, han, latin.strip(), one) for at, one in enumerate(MEASURES)]
    return found[:count]


def wordings(count: int, catalogue: list[Entry], dice: random.Random) -> Iterator[tuple[Any, ...]]:
    """Word claims about the catalogue's companies, and about as many others."""
    for _ in range(count):
        entry = dice.choice(catalogue)
        measure = dice.choice((entry.measure, dice.choice(OTHERS)))
        han, latin = entry.han, entry.latin
        if dice.random() < 0.5:
            han = "".join(dice.sample(HAN, 3)) + dice.choice(TRADES)
            latin = "".join(dice.choices(SYLLABLES, k=4)).title()
        if dice.random() < 0.5:
            yield dice.choice(AROUND).format(han), dice.choice(BEFORE) + measure[0], measure[2], measure[3]
        else:
            words = f"{dice.choice(BEFORE_EN)} {measure[1]}".strip()
            yield dice.choice(AROUND_EN).format(latin), words, measure[2], measure[3]


def fill(connection: Connection, claims: int, metrics: int) -> None:
    """Store catalogue and claims."""
    dice = random.Random(4)
    catalogue = entries(metrics, dice)
    db.copy_rows(
        connection,
        "metric",
        ("id", "slug", "subject", "measure", "unit", "kind"),
        ((one.id, f"m{one.id}", one.han, one.measure[0], *one.measure[2:]) for one in catalogue),
    )
    names = (
        (one.id, role, name)
        for one in catalogue
        for role, name in (("subject", one.latin), ("measure", one.measure[1]), ("measure", f"{one.measure[0]}合计"))
    )
    db.copy_rows(connection, "metric_alias", ("metric_id", "role", "name"), names)
    connection.execute(text("INSERT INTO source (slug, kind, locator) VALUES ('bench', 'manual', 'bench')"))
    connection.execute(
        text("""
            INSERT INTO document (source_id, content_hash, text, captured_at)
            SELECT id, repeat('0', 64), '', :now FROM source
        """),
        {"now": NOW},
    )
    document = connection.scalar(text("SELECT id FROM document"))
    columns = (
        "document_id", "quote_exact", "quote_prefix", "quote_suffix", "quote_start", "quote_end", "sentence", "subject",
        "metric_phrase", "unit", "kind", "low", "high", "comparator", "extractor", "reading",
    )  # fmt: skip
    rows = (
        (document, "1", "", "", at, at + 1, "", *one, 1, 1, "eq", "bench", "{}")
        for at, one in enumerate(wordings(claims, catalogue, dice))
    )
    db.copy_rows(connection, "claim", columns, rows)
    connection.execute(text("ANALYZE"))


BARE = text("""
CREATE TEMP TABLE bare AS
WITH named AS (
    SELECT id, 'subject' AS role, lower(subject) AS name FROM metric
    UNION SELECT id, 'measure', lower(measure) FROM metric
    UNION SELECT metric_id, role, lower(name) FROM metric_alias
)
SELECT c.id AS claim_id, m.id AS metric_id
  FROM claim c
  JOIN named s ON s.role = 'subject' AND s.name = lower(c.subject)
  JOIN named n ON n.role = 'measure' AND n.name = lower(c.metric_phrase) AND n.id = s.id
  JOIN metric m ON m.id = s.id AND m.unit = c.unit AND m.kind = c.kind
""")
"""Who links by equal names alone."""


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(database: db.Database, claims: int, metrics: int) -> None:
    """Measure and print."""
    with pipeline.transaction(database) as session:
        fill(session.connection(), claims, metrics)
    with pipeline.transaction(database) as session:
        connection = session.connection()
        count = "SELECT count(*) FROM (SELECT DISTINCT subject, metric_phrase, unit, kind FROM claim) AS wording"
        distinct = connection.scalar(text(count))
        bare = seconds(lambda: connection.execute(BARE))
        exact = connection.scalar(text("SELECT count(*) FROM bare"))
        found: list[int] = []
        took = seconds(lambda: found.append(linking.link(session)))
        proposed = connection.scalar(text("SELECT count(DISTINCT claim_id) FROM link_proposal"))
    with pipeline.transaction(database) as session:
        again = seconds(lambda: found.append(linking.link(session)))
    with pipeline.transaction(database) as session:
        anew = seconds(lambda: found.append(linking.link(session, relink=True)))
    print(f"{claims:,} claims of {distinct:,} wordings, {metrics:,} metrics")
    print(f"  join on equal names {bare:6.2f} s, {exact:,} claims")
    print(
        f"  linked              {took:6.2f} s, {found[0]:,} claims, {proposed:,} more proposed;"
        f" {took / bare:.0f} times the join"
    )
    print(f"  what is left, again {again:6.2f} s, {found[1]:,} claims")
    print(f"  all anew            {anew:6.2f} s, {found[2]:,} claims")


def main() -> None:
    """Measure on a database of its own."""
    given = [int(number) for number in sys.argv[1:3]]
    claims, metrics = (*given, *(CLAIMS, METRICS)[len(given) :])
    with scratch() as (database, _):
        measure(database, claims, metrics)


if __name__ == "__main__":
    main()
