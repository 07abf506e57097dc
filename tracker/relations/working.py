"""Working off the queue: the claims to judge, with all that bears on it, in tables that last for the transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from tracker import addresses, agreement, db, parties
from tracker.relations import origins, pairs, places
from tracker.relations.bounds import BOUNDS, IS_COMPARABLE, RAW
from tracker.relations.origins import IS_OWN

LOCK: Final = 0x72656C61  # one at a time: two that do not see each other's claims would never compare them
NEAREST: Final = 50
"""With how many claims before it in time, and how many after it, a claim is compared."""
FEW: Final = 10
"""How far apart two claims of one and the same origin that agree may stand for it to be told: it says nothing new."""
MANY: Final = 1000
"""From how many changes on the planner is told of them."""
EVERYTHING: Final = 0
"""What stands in the queue for a claim where all of them are to be judged anew."""

_TABLES: Final = (
    "changed", "series", "asked", "voice", "spoken", "site", "about", "held", "judged", "moved", "whole", "aim", "near",
    "placed", "pair", "edge", "turned", "due", "link", "told", "shift", "far", "word", "wanted", "kept",
)  # fmt: skip

_ITSELF: Final = (
    r"^((the|this|its|our) )?(company|firm|group|corporation|club|bank|retailer|carmaker|automaker|airline|chain|brand"
    r"|maker|manufacturer|startup|start-up)(''s|’s)?"
    r"( (itself|spokes\w+|officials?|executives?|chief executive|ceo|management))?$"
    r"|^(该|本|这家)?(公司|集团|企业|品牌|俱乐部|银行|平台)(方面|方|官方|自身)?"
    r"((相关|有关)?(负责人|发言人|人士)|董事长|总裁|首席执行官)?$|^[该本]行$"
)
"""An attribution that names nobody, and means whom the figure is about: the company, 该公司. As SQL quotes it."""

_IS_QUEUED: Final = text("SELECT EXISTS (SELECT FROM claim_change)")
_TAKE: Final = "WITH taken AS (DELETE FROM claim_change RETURNING claim_id, metric_id) INSERT INTO changed TABLE taken"

_SERIES: Final = f"""
    CREATE TEMP TABLE series ON COMMIT DROP AS
    SELECT metric_id FROM changed WHERE metric_id IS NOT NULL
     UNION SELECT c.metric_id FROM claim c JOIN changed g ON g.claim_id = c.id WHERE c.metric_id IS NOT NULL
     UNION SELECT id FROM metric WHERE EXISTS (SELECT FROM changed WHERE claim_id = {EVERYTHING})
"""

_CHANGED: Final = f"""
    SELECT claim_id FROM changed
     UNION SELECT id FROM claim WHERE EXISTS (SELECT FROM changed WHERE claim_id = {EVERYTHING})
     UNION SELECT claim_id FROM claim_place WHERE EXISTS (SELECT FROM changed WHERE claim_id = {EVERYTHING})
"""

# What the words of claims rest on: names, addresses, subjects.
_VOICE: Final = f"""
    INSERT INTO voice
    SELECT c.id, CASE WHEN c.is_hearsay THEN NULL
                      WHEN lower(btrim(c.attribution)) ~ '{_ITSELF}' THEN coalesce(m.subject, c.subject)
                      ELSE nullif(btrim(c.attribution), '')
                 END AS said_by,
           nullif(btrim(s.publisher), '') AS publisher,
           substring(coalesce(d.url, s.url) FROM '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]+)') AS host,
           c.subject, m.subject AS metric_subject,
           CASE WHEN c.kind = 'change' THEN coalesce(c.baseline, m.baseline) ELSE c.baseline END AS baseline,
           s.tier IS NOT DISTINCT FROM 'reference' AS is_reference,
           CASE WHEN s.kind = 'probe' THEN d.captured_at END AS seen_at
      FROM asked
      JOIN claim c USING (id)
      JOIN document d ON d.id = c.document_id
      JOIN source s ON s.id = d.source_id
      LEFT JOIN metric m ON m.id = c.metric_id
"""

_DRAWN: Final = {"asked": "id bigint",
                 "voice": "id bigint, said_by text, publisher text, host text, subject text, metric_subject text, "
                          "baseline text, is_reference boolean, seen_at timestamptz",
                 "spoken": "text text, key text, label text", "site": "text text, domain text",
                 "about": "text text, keys text[]",
                 "held": "text text, against text, is_span boolean"}  # fmt: skip
"""The claims to judge next, and tables of what is made of a text in Python, each text once."""

# OFFSET 0 keeps the planner from writing one expression into the next, many times over.
# Facts in words of ours share no text, but a quote that names its subject is a sentence of the page's own.
# What a figure keeps without a shelf life of its metric is what `claim_facts` gives it; the number of a festival is
# another one every year.
_JUDGED: Final = f"""
    WITH known AS (
        SELECT c.id, c.metric_id, c.document_id, d.appearance_id, d.version, c.unit, c.comparator, c.precision, c.rate,
               c.low, c.high, c.low_date, c.high_date, c.is_hearsay, c.stated_on, c.quote_start, d.content_hash,
               greatest(d.published_on, c.stated_on) AS told_on, t.domain,
               CASE WHEN length(c.quote_exact) > 60 THEN left(c.quote_exact, 59) || '…' ELSE c.quote_exact END AS words,
               translate(lower(CASE
                   WHEN d.is_verbatim THEN c.sentence
                   WHEN strpos(c.quote_exact, c.subject) > 0 THEN c.quote_exact
               END), E' \\t\\r\\n\u00a0\u3000,，.。;；:：!！?？"“”''‘’()（）', '') AS sentence, d.is_verbatim,
               h.against, coalesce(h.is_span, false) AS is_span, coalesce(m.is_cumulative, false) AS is_cumulative,
               CASE WHEN c.low_date IS NULL AND c.high_date IS NULL
                   THEN coalesce(c.period_start, c.period_end) END AS begins,
               CASE WHEN c.low_date IS NULL AND c.high_date IS NULL
                   THEN coalesce(c.period_end, greatest(c.period_start, c.stated_on)) END AS ends,
               c.period_start IS NOT NULL OR c.period_end IS NOT NULL AS has_period,
               coalesce(m.shelf_life_days, CASE
                   WHEN c.kind = 'price' THEN 60
                   WHEN c.kind = 'ordinal' THEN 180
                   WHEN c.rate IN ('hour', 'day', 'week') THEN 90
                   WHEN c.rate = 'month' THEN 180
                   WHEN c.rate = 'quarter' THEN 270
                   WHEN c.rate = 'year' THEN 550
                   ELSE 365
               END)::int AS keeps,
               a.key AS said_key, p.key AS voice_key,
               CASE WHEN NOT c.is_hearsay THEN coalesce(a.key, p.key) END AS origin_key,
               CASE WHEN NOT c.is_hearsay THEN coalesce(a.label, p.label) END AS origin,
               coalesce(b.keys, '{{}}') || coalesce(w.keys, '{{}}') AS subjects,
               c.subject, m.subject AS metric_subject, c.kind, c.is_checkable, v.is_reference, v.seen_at
          FROM voice v
          JOIN claim c USING (id)
          JOIN document d ON d.id = c.document_id
          LEFT JOIN metric m ON m.id = c.metric_id
          LEFT JOIN site t ON t.text = v.host
          LEFT JOIN spoken a ON a.text = v.said_by
          LEFT JOIN spoken p ON p.text = coalesce(v.publisher, t.domain)
          LEFT JOIN about b ON b.text = v.subject
          LEFT JOIN about w ON w.text = v.metric_subject
          LEFT JOIN held h ON h.text = v.baseline
        OFFSET 0
    ),
    timed AS (
        SELECT *, CASE WHEN has_period AND begins IS NOT NULL THEN ends ELSE stated_on END AS as_of,
               has_period AND begins IS NOT NULL AND ends IS NOT NULL AS is_timed,
               CASE WHEN length(sentence) >= 12 AND (NOT is_verbatim OR length(sentence) > length(words) + 4)
                   THEN md5(sentence) END AS text,
               coalesce(lpad(to_char(told_on, 'J'), 8, '0'), '99999999') || content_hash
                   || lpad(quote_start::text, 10, '0') || lpad(id::text, 19, '0') AS turn,
               metric_id IS NOT NULL AND is_checkable AND kind <> 'slogan' AND {IS_COMPARABLE} AS is_comparable,
               {RAW}
          FROM known
        OFFSET 0
    )
    SELECT id, metric_id, CASE WHEN is_comparable THEN
               coalesce(lpad(to_char(as_of, 'J'), 8, '0'), '00000000')
               || turn
           END COLLATE "C" AS rank,
           turn COLLATE "C" AS turn,
           concat_ws(E'\\n', coalesce(unit, ''), coalesce(rate, ''), against) AS line, is_reference, seen_at,
           document_id, appearance_id, version, unit, comparator, rate, against, is_span, is_cumulative,
           is_hearsay, stated_on, told_on, domain, words, text, begins, ends, keeps, said_key, voice_key, origin_key,
           origin, subjects, subject, metric_subject, as_of, is_timed, is_comparable, floor, ceiling, is_day, is_strict,
           {BOUNDS},
           {IS_OWN} AS is_own
      FROM timed
"""


def is_queued(session: Session) -> bool:
    """Whether anything is queued."""
    session.flush()
    return bool(session.connection().scalar(_IS_QUEUED))


def relate(session: Session, *, waits: bool = True) -> int:
    """Work out again the origins and the relations that what is queued bears on; returns how many series those were.

    Call it last in a transaction: it waits for another that does the same, so that neither misses the other's claims.
    Where it ``waits`` for nobody, it then does nothing: what is queued is left to whoever is next, many at once.
    """
    if not is_queued(session):
        return 0
    connection = session.connection()
    if waits:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    elif not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}):
        return 0
    run = connection.execution_options(no_parameters=True).exec_driver_sql
    run("SET LOCAL jit = off")
    run("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{table}" for table in _TABLES))
    run("CREATE TEMP TABLE changed (claim_id bigint, metric_id bigint) ON COMMIT DROP")
    run(_TAKE)
    run(_SERIES)
    run("SET LOCAL work_mem = '64MB'")
    names = parties.names(session)

    def judge(wanted: str) -> None:
        """Judge the claims that a query names."""
        _judge(connection, names, wanted)

    _lay(connection)
    judge(_CHANGED)
    run(places.MOVED)
    run("ANALYZE moved")
    count = connection.scalar(text("SELECT count(*) FROM moved")) or 0
    if count:
        _run(connection, *places.SETTLE)
        if count >= MANY:
            run("ANALYZE claim_place")
        _run(connection, *places.AIM)
        _compare(connection, judge)
        _run(connection, *origins.LEAN)
        judge("SELECT id FROM link")
        if _run(connection, places.SHIFT, *origins.TELL, *places.SPREAD):
            run("ANALYZE aim")
            _compare(connection, judge)
        judge(places.TIES)
        _run(connection, places.FAR)
        judge("SELECT one FROM far UNION SELECT other FROM far")
        _run(connection, *pairs.STATEMENTS)
        if count >= MANY:
            run("ANALYZE claim_relation")
    return connection.scalar(text("SELECT count(*) FROM series")) or 0


def _run(connection: Connection, *statements: str) -> int:
    """Execute; returns how many rows the last statement was about."""
    plain = connection.execution_options(no_parameters=True)
    count = 0
    for statement in statements:
        count = plain.exec_driver_sql(statement.replace(":nearest", str(NEAREST)).replace(":few", str(FEW))).rowcount
    return count


def _compare(connection: Connection, judge: Callable[[str], None]) -> None:
    """Compare the claims of ``aim`` with those around them."""
    _run(connection, "DROP TABLE IF EXISTS pg_temp.near, pg_temp.placed, pg_temp.pair", places.NEAR, "ANALYZE near")
    judge("SELECT id FROM near")
    _run(connection, *places.PLACED, pairs.COMPARE, "ANALYZE pair")


def _lay(connection: Connection) -> None:
    """Lay out the tables that ``_judge`` fills, ``judged`` with the columns that its query has."""
    for table, columns in _DRAWN.items():
        connection.execute(text(f"CREATE TEMP TABLE {table} ({columns}) ON COMMIT DROP"))
    _run(connection, f"CREATE TEMP TABLE judged ON COMMIT DROP AS {_JUDGED} LIMIT 0",
         "CREATE UNIQUE INDEX ON judged (id)")  # fmt: skip


def _judge(connection: Connection, names: parties.Names, wanted: str) -> None:
    _run(connection, "TRUNCATE " + ", ".join(f"pg_temp.{table}" for table in _DRAWN))
    found = f"INSERT INTO asked SELECT * FROM ({wanted}) AS ids (id) WHERE id NOT IN (SELECT id FROM judged)"
    if not _run(connection, found):
        return
    _run(connection, "ANALYZE asked", _VOICE, "ANALYZE voice")
    _draw(connection, names)
    _run(connection, f"INSERT INTO judged {_JUDGED}", "ANALYZE judged (id, metric_id)")


def _draw(connection: Connection, names: parties.Names) -> None:
    """Make of the texts of ``voice`` what only Python can: each text once, however many claims share it."""
    hosts = _distinct(connection, "host")
    domains = {host: addresses.registrable(host) or None for host in hosts}
    _fill(connection, "site", ("text", "domain"), domains.items())
    named = {*_distinct(connection, "said_by"), *_distinct(connection, "publisher"), *filter(None, domains.values())}
    resolved = [(name, names.resolve(name)) for name in named]
    spoken = [(name, whom.key, whom.label) for name, whom in resolved if whom is not None]
    _fill(connection, "spoken", ("text", "key", "label"), spoken)
    subjects = {*_distinct(connection, "subject"), *_distinct(connection, "metric_subject")}
    about = [(subject, sorted(names.parties_in(subject))) for subject in subjects]
    _fill(connection, "about", ("text", "keys"), about)
    held = [(words, agreement.against(words)) for words in _distinct(connection, "baseline")]
    _fill(connection, "held", ("text", "against", "is_span"), [(*each, agreement.is_span(each[1])) for each in held])


def _distinct(connection: Connection, column: str) -> list[str]:
    found = connection.execute(text(f"SELECT DISTINCT {column} FROM voice WHERE {column} IS NOT NULL"))
    return list(found.scalars())


def _fill(connection: Connection, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    db.copy_rows(connection, table, columns, rows)
    connection.execute(text(f"ANALYZE {table}"))
