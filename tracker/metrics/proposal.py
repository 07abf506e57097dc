"""New metrics, proposed from claims that have none: those that say the same of what they measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Row, bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from tracker import db, linking, slugs
from tracker.drafts import MetricDraft
from tracker.likeness import Catalogue, Measured, Wording
from tracker.likeness.names import fold
from tracker.values import Kind

MOST: Final = 1_000
"""How many are proposed at a time."""
_SPELLINGS: Final = 12
"""How many spellings of a name become its aliases; the rest is hardly ever written."""
_DIGITS: Final = r"(?<![a-z\d])\d[\d.,]*\s*"
_MONTHS: Final = r"jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
_FIGURES: Final = re.compile(
    rf"""
      (?<![a-z\d])(?:fy|[qh][1-4])\s?'?\d*(?![a-z\d])
    | (?<![a-z])(?:{_MONTHS})(?:[a-z]*uary|ch|il|ust|tember|ober|ember)?(?![a-z])\.?(?=\s*\d|\s*$)
    | [第前]?[一二三四\d][个]?季度? | [上下]半年 | 全年
    | 第?{_DIGITS}(?:年度?|财年|月份?|日|号)+
    | {_DIGITS}(?:%|‰|个百分点|[百千万亿]+|美?元|倍|per\ ?cent(?:age\ points?)?|thousand|million|billion)*
      (?![a-z\d]|-[a-z])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LOOSE: Final = re.compile(
    r"\(\s*\)|（\s*）|^[\s,.:;，。：；、–—-]+|(?:[\s,.:;，。：；、–—-]|\b(?:in|for|during|by|of|at|on))+$"
)
"""What dangles once a figure is left out."""

_FORGET: Final = text("DROP TABLE IF EXISTS pg_temp.spare, pg_temp.spelled")
# What waits for a person to choose among metrics is none of these, nor what a person said has no metric. A wording is
# one line for each publisher, however many claims it has.
_SPARE: Final = text("""
CREATE TEMP TABLE spare ON COMMIT DROP AS
SELECT c.subject, c.metric_phrase AS measure, c.unit, c.kind, coalesce(s.publisher, s.slug) AS publisher,
       count(*) AS claims, min(c.id) AS example
  FROM claim c
  JOIN document d ON d.id = c.document_id
  JOIN source s ON s.id = d.source_id
 WHERE c.metric_id IS NULL AND (c.linked_by IS NULL OR c.linked_by = :linker)
   AND c.is_checkable AND c.subject IS NOT NULL AND c.metric_phrase IS NOT NULL AND c.unit IS NOT NULL
   AND NOT EXISTS (SELECT FROM link_proposal p WHERE p.claim_id = c.id AND p.decision IS NULL)
 GROUP BY c.subject, c.metric_phrase, c.unit, c.kind, coalesce(s.publisher, s.slug)
""")
_SPELLED: Final = text("CREATE TEMP TABLE spelled (role text, name text, key bigint) ON COMMIT DROP")
_NAMES: Final = text("""
SELECT 'subject' AS role, subject AS name FROM spare GROUP BY subject
UNION ALL SELECT 'measure', measure FROM spare GROUP BY measure
""")
_CLUSTERS: Final = text("""
WITH alike AS MATERIALIZED (
    SELECT s.key AS subject_key, m.key AS measure_key, a.*
      FROM spare a
      JOIN spelled s ON s.role = 'subject' AND s.name = a.subject
      JOIN spelled m ON m.role = 'measure' AND m.name = a.measure
),
cluster AS MATERIALIZED (
    SELECT subject_key, measure_key, unit, kind, sum(claims)::bigint AS claims, count(*) AS publishers,
           min(example) AS example
      FROM (SELECT subject_key, measure_key, unit, kind, publisher, sum(claims) AS claims, min(example) AS example
              FROM alike GROUP BY subject_key, measure_key, unit, kind, publisher) published
     GROUP BY subject_key, measure_key, unit, kind
    HAVING sum(claims) >= :least
     ORDER BY claims DESC, publishers DESC, example
     LIMIT :most
),
spelling AS (
    SELECT subject_key, measure_key, unit, kind, subject, measure, sum(a.claims) AS times
      FROM cluster JOIN alike a USING (subject_key, measure_key, unit, kind)
     GROUP BY subject_key, measure_key, unit, kind, subject, measure
)
SELECT k.unit, k.kind, k.claims, k.publishers, k.example, c.quote_exact, c.sentence,
       array_agg(w.subject ORDER BY w.times DESC, w.subject COLLATE "C", w.measure COLLATE "C") AS subjects,
       array_agg(w.measure ORDER BY w.times DESC, w.measure COLLATE "C", w.subject COLLATE "C") AS measures
  FROM cluster k
  JOIN spelling w USING (subject_key, measure_key, unit, kind)
  JOIN claim c ON c.id = k.example
 GROUP BY k.subject_key, k.measure_key, k.unit, k.kind, k.claims, k.publishers, k.example, c.quote_exact, c.sentence
 ORDER BY k.claims DESC, k.publishers DESC, k.example
""").bindparams(*(bindparam(name, type_=BigInteger) for name in ("least", "most")))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A metric that claims without one would make."""

    draft: MetricDraft
    """With its slug, and the other spellings as aliases."""
    claims: int
    publishers: int
    example: int
    """The number of the first of the claims."""
    figure: str
    sentence: str


def propose(session: Session, *, least: int = 2, most: int = MOST) -> list[Proposal]:
    """Propose metrics for the claims that have none: those of ``least`` claims or more, most claims first.

    Claims belong together where they agree in subject, measure, unit and kind; scripts, widths and cases are one, and
    figures and dates within a measure say nothing. What a metric of the catalogue covers is not proposed.
    """
    session.flush()
    connection = session.connection()
    connection.execute(_FORGET)
    connection.execute(_SPARE, {"linker": linking.LINKER})
    connection.execute(_SPELLED)
    names = connection.execute(_NAMES).all()
    keys: dict[str, int] = {}
    found = (
        (role, name, keys.setdefault(fold(name) if role == "subject" else measure_key(name), len(keys)))
        for role, name in names
    )
    db.copy_rows(connection, "spelled", ("role", "name", "key"), found)
    connection.execute(text("ANALYZE spare"))
    connection.execute(text("ANALYZE spelled"))
    clusters = connection.execute(_CLUSTERS, {"least": least, "most": MOST}).all()
    connection.execute(_FORGET)
    return list(_uncovered(session, clusters, most))


def measure_key(measure: str) -> str:
    """Return a measure's words as they are compared: folded, without figures and dates.

    >>> measure_key("2025年9月營收"), measure_key("营收同比增长12.5%"), measure_key("5G用户")
    ('营收', '营收同比增长', '5g用户')
    """
    folded = fold(measure)
    return bare(folded) or folded


def bare(measure: str) -> str:
    """Return a measure without figures and dates, else as it is written."""
    left = _FIGURES.sub(" ", measure)
    return measure if left == measure else " ".join(_LOOSE.sub("", left).split())


def _uncovered(session: Session, clusters: Sequence[Row[Any]], most: int) -> Iterator[Proposal]:
    known = linking.catalogue(session, {row.unit for row in clusters})
    taken = set(session.execute(text("SELECT slug FROM metric")).scalars())
    number = 0
    for row in clusters:
        if number == most:
            return
        draft = _draft(row)
        wording = Wording(subject=draft.subject, measure=draft.measure, unit=draft.unit, kind=Kind(row.kind))
        if known.choose(wording).link is not None:
            continue
        slug = slugs.free(slugs.make(f"{draft.subject} {draft.measure}") or "metric", taken)
        taken.add(slug)
        number += 1
        yield Proposal(
            draft=replace(draft, slug=slug),
            claims=row.claims,
            publishers=row.publishers,
            example=row.example,
            figure=row.quote_exact,
            sentence=row.sentence,
        )


def _draft(row: Row[Any]) -> MetricDraft:
    subjects = _spellings(row.subjects)
    written = _spellings(row.measures)
    measures = _spellings([bare(measure) or measure for measure in written])
    kind = Kind(row.kind)
    own = Catalogue([(0, Measured(subjects=tuple(subjects), measures=tuple(measures), unit=row.unit, kind=kind))])
    # What would not find the metric without its figures and dates is an alias with them.
    also = [
        measure
        for measure in written
        if own.choose(Wording(subject=subjects[0], measure=measure, unit=row.unit, kind=kind)).link is None
    ]
    return MetricDraft(
        subject=subjects[0],
        measure=measures[0],
        unit=row.unit,
        kind=kind,
        subject_aliases=tuple(subjects[1:]),
        measure_aliases=tuple([*measures[1:], *also][:_SPELLINGS]),
    )


def _spellings(names: list[str]) -> list[str]:
    """Names without those that differ in case alone, the most frequent first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(" ".join(name.split()).lower(), " ".join(name.split()))
    return list(found.values())[: _SPELLINGS + 1]
