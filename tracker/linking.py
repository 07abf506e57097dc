"""Linking: which claims belong to which metric, so that figures about the same thing meet.

Claims of one wording are judged once. What is like one metric is linked to it, with score and reason; what is less
like, or like two, is proposed to a person. What a person has said stays.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ARRAY, Connection, Row, ScalarSelect, Text, TextClause, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from tracker.likeness import Catalogue, Choice, Found, Measured, Wording
from tracker.models import Claim, Metric, MetricAlias
from tracker.values import Kind, Rate

LINKER: Final = "tracker"
"""Who linked a claim, where no person did."""

_WORDED: Final = """
SELECT c.subject, c.metric_phrase, c.unit, c.kind, c.rate, c.counted, c.baseline, r.rejected,
       c.is_checkable AND c.subject IS NOT NULL AND c.metric_phrase IS NOT NULL AND c.unit IS NOT NULL AS is_linkable,
       bool_or(c.metric_id IS NOT NULL) AS is_linked, array_agg(c.id) AS claims
  FROM claim c
  LEFT JOIN {rejected} r ON r.claim_id = c.id
 WHERE {among}
 GROUP BY c.subject, c.metric_phrase, c.unit, c.kind, c.rate, c.counted, c.baseline, r.rejected, c.is_checkable
"""
_REJECTED: Final = """(
      SELECT claim_id, array_agg(metric_id ORDER BY metric_id) AS rejected
        FROM link_proposal WHERE decision = 'rejected'{own} GROUP BY claim_id
  )"""
_FREE: Final = "(c.metric_id IS NULL AND (c.linked_by IS NULL OR c.linked_by = :linker))"
_OURS: Final = "(c.linked_by = :linker OR (c.metric_id IS NULL AND c.linked_by IS NULL))"
_NARROW: Final = {
    "document_id": "c.document_id = :document_id",
    "claim_id": "c.id = :claim_id",
    "since": "c.id >= :since",
}

# What was found travels as arrays, each wording once however many claims share it.
_CLAIMS: Final = "unnest(CAST(:claims AS bigint[]), CAST(:worded AS bigint[])) AS w (claim_id, wording)"
_LIKENED: Final = (
    "unnest(CAST(:wordings AS bigint[]), CAST(:metrics AS bigint[]), CAST(:scores AS numeric[]), "
    "CAST(:reasons AS text[])) AS l (wording, metric_id, score, reason)"
)
_LINK: Final = text(f"""
UPDATE claim c
   SET metric_id = l.metric_id, linked_by = :linker, link_score = l.score, link_reason = l.reason
  FROM {_CLAIMS} JOIN {_LIKENED} USING (wording)
 WHERE c.id = w.claim_id AND c.metric_id IS DISTINCT FROM l.metric_id
""")
_UNLINK: Final = text("""
UPDATE claim c
   SET metric_id = NULL, link_score = NULL, link_reason = NULL
 WHERE c.id = ANY (CAST(:claims AS bigint[])) AND c.metric_id IS NOT NULL
""")
_WITHDRAW: Final = text(f"""
DELETE FROM link_proposal p
 USING {_CLAIMS}
 WHERE p.claim_id = w.claim_id AND p.decision IS NULL
   AND NOT EXISTS (SELECT FROM {_LIKENED} WHERE l.wording = w.wording AND l.metric_id = p.metric_id)
""")
_PROPOSE: Final = text(f"""
INSERT INTO link_proposal AS p (claim_id, metric_id, score, reason)
SELECT w.claim_id, l.metric_id, l.score, l.reason
  FROM {_CLAIMS} JOIN {_LIKENED} USING (wording)
    ON CONFLICT (claim_id, metric_id) DO UPDATE SET score = excluded.score, reason = excluded.reason
 WHERE p.decision IS NULL AND (p.score, p.reason) IS DISTINCT FROM (excluded.score, excluded.reason)
""")


def _aliases(role: str) -> ScalarSelect[Any]:
    """The other names of a metric's subject or measure."""
    names = func.array_agg(aggregate_order_by(MetricAlias.name, MetricAlias.id))
    return select(names).where(MetricAlias.metric_id == Metric.id, MetricAlias.role == role).scalar_subquery()


_METRICS: Final = (
    select(
        Metric.id,
        Metric.subject,
        Metric.measure,
        Metric.unit,
        Metric.kind,
        Metric.baseline,
        _aliases("subject"),
        _aliases("measure"),
    )
    .where(Metric.unit == func.any(bindparam("units", type_=ARRAY(Text))))
    .order_by(Metric.id)
)


class _Worded(NamedTuple):
    """Claims of one wording, and what it is like."""

    row: Row[Any]
    choice: Choice | None
    """None where such claims belong to no metric."""


def link(
    session: Session,
    *,
    document_id: int | None = None,
    claim_id: int | None = None,
    since: int | None = None,
    relink: bool = False,
) -> int:
    """Link the claims that have no metric yet to the one they are like, and propose others; returns how many it linked.

    ``document_id`` or ``claim_id`` keeps it to the claims of one document, or to one claim; ``since`` to those that are
    new, from the one of this number on. With ``relink`` what the tracker has linked before is judged anew by the
    catalogue as it is now, and may lose its metric.
    """
    session.flush()
    connection = session.connection()
    given = {"document_id": document_id, "claim_id": claim_id, "since": since}
    narrow = {name: value for name, value in given.items() if value is not None}
    rows = connection.execute(_query(frozenset(narrow), relink=relink), {**narrow, "linker": LINKER}).all()
    if not rows:
        return 0
    units = {row.unit for row in rows if row.is_linkable}
    metrics = catalogue(session, units) if units else Catalogue(())
    worded = [
        _Worded(row, metrics.choose(wording(row), row.rejected or ()) if row.is_linkable else None) for row in rows
    ]
    linked = _store(connection, worded, are_new=since is not None)
    for loaded in list(session.identity_map.values()):
        if isinstance(loaded, Claim):
            session.expire(loaded)
    return linked


@lru_cache(maxsize=16)
def _query(narrow: frozenset[str], *, relink: bool) -> TextClause:
    """The wordings to judge, among the claims that are meant."""
    # Of a few claims only theirs are looked up; of all, what was rejected is read once.
    rejected = _REJECTED.format(own=" AND claim_id = c.id" if narrow else "")
    among = " AND ".join([_OURS if relink else _FREE, *(_NARROW[name] for name in sorted(narrow))])
    return text(_WORDED.format(rejected=f"LATERAL {rejected}" if narrow else rejected, among=among))


def _store(connection: Connection, worded: Sequence[_Worded], *, are_new: bool) -> int:
    links = [(number, one.choice.link) for number, one in enumerate(worded) if one.choice and one.choice.link]
    proposals = [(number, found) for number, one in enumerate(worded) if one.choice for found in one.choice.proposals]
    kept = {number for number, _ in links}
    unlike = (one.row for number, one in enumerate(worded) if number not in kept)
    lost = [claim for row in unlike if row.is_linked for claim in row.claims]
    if lost:
        connection.execute(_UNLINK, {"claims": lost})
    linked = connection.execute(_LINK, {**_arrays(worded, links), "linker": LINKER}).rowcount if links else 0
    if not are_new:  # nobody was asked about those yet
        connection.execute(_WITHDRAW, _arrays(worded, proposals, everything=True))
    if proposals:
        connection.execute(_PROPOSE, _arrays(worded, proposals))
    return linked


def _arrays(
    worded: Sequence[_Worded], likened: Sequence[tuple[int, Found]], *, everything: bool = False
) -> dict[str, list[Any]]:
    """What some wordings are like, and the claims of those wordings, or of ``everything`` that was judged."""
    numbers = range(len(worded)) if everything else sorted({number for number, _ in likened})
    pairs = [(claim, number) for number in numbers for claim in worded[number].row.claims]
    return {
        "claims": [claim for claim, _ in pairs],
        "worded": [number for _, number in pairs],
        "wordings": [number for number, _ in likened],
        "metrics": [found.metric for _, found in likened],
        "scores": [found.likeness.score for _, found in likened],
        "reasons": [found.likeness.reason for _, found in likened],
    }


def catalogue(session: Session, units: Collection[str]) -> Catalogue:
    """Return the metrics in these units, ready to be found."""
    found = session.execute(_METRICS, {"units": sorted(units)})
    return _indexed(tuple((*row[:-2], tuple(row[-2] or ()), tuple(row[-1] or ())) for row in found))


@lru_cache(maxsize=4)  # to index a thousand metrics takes longer than all else that a look at a page does
def _indexed(metrics: tuple[tuple[Any, ...], ...]) -> Catalogue:
    return Catalogue(
        (
            metric_id,
            Measured(
                subjects=(subject, *subjects), measures=(measure, *measures), unit=unit, kind=kind, baseline=baseline
            ),
        )
        for metric_id, subject, measure, unit, kind, baseline, subjects, measures in metrics
    )


def wording(row: Any) -> Wording:
    """Return what a claim, or a row with a claim's columns, says it is about."""
    return Wording(
        subject=row.subject,
        measure=row.metric_phrase,
        unit=row.unit,
        kind=Kind(row.kind),
        rate=row.rate and Rate(row.rate),
        counted=row.counted,
        baseline=row.baseline,
    )
