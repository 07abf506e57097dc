"""Linking: which claims belong to which metric, so that figures about the same thing meet.

Claims of one wording are judged once. What is like one metric is linked to it, with score and reason; what is less
like, or like two, is proposed to a person. What a person has said stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger, Boolean

from tracker import db
from tracker.likeness import Catalogue, Measured, Wording
from tracker.models import Claim, Metric, MetricAlias
from tracker.values import Kind, Rate

LINKER: Final = "tracker"
"""Who linked a claim, where no person did."""

_FORGET: Final = text("DROP TABLE IF EXISTS pg_temp.worded, pg_temp.likened")
_WORDED: Final = text("""
CREATE TEMP TABLE worded ON COMMIT DROP AS
SELECT c.id AS claim_id, c.metric_id, c.subject, c.metric_phrase, c.unit, c.kind, c.rate, c.counted, c.baseline,
       r.rejected,
       c.is_checkable AND c.subject IS NOT NULL AND c.metric_phrase IS NOT NULL AND c.unit IS NOT NULL AS is_linkable,
       dense_rank() OVER (
           ORDER BY c.subject COLLATE "C", c.metric_phrase COLLATE "C", c.unit COLLATE "C", c.kind COLLATE "C",
                    c.rate COLLATE "C", c.counted COLLATE "C", c.baseline COLLATE "C", r.rejected, c.is_checkable
       ) AS wording
  FROM claim c
  LEFT JOIN (
      SELECT claim_id, array_agg(metric_id ORDER BY metric_id) AS rejected
        FROM link_proposal WHERE decision = 'rejected' GROUP BY claim_id
  ) r ON r.claim_id = c.id
 WHERE CASE WHEN c.metric_id IS NULL THEN c.linked_by IS NULL OR c.linked_by = :linker
            ELSE :relink AND c.linked_by = :linker END
   AND (CAST(:document_id AS bigint) IS NULL OR c.document_id = :document_id)
   AND (CAST(:claim_id AS bigint) IS NULL OR c.id = :claim_id)
   AND (CAST(:since AS bigint) IS NULL OR c.id >= :since)
""").bindparams(
    *(bindparam(name, type_=BigInteger) for name in ("document_id", "claim_id", "since")),
    bindparam("relink", type_=Boolean),
)
_WORDINGS: Final = text("""
SELECT DISTINCT ON (wording) wording, subject, metric_phrase, unit, kind, rate, counted, baseline, rejected
  FROM worded WHERE is_linkable ORDER BY wording
""")
_LIKENED: Final = text("""
CREATE TEMP TABLE likened (
    wording bigint NOT NULL, metric_id bigint NOT NULL, score numeric NOT NULL, reason text NOT NULL,
    is_link boolean NOT NULL
) ON COMMIT DROP
""")
_LINK: Final = text("""
UPDATE claim c
   SET metric_id = l.metric_id, linked_by = :linker, link_score = l.score, link_reason = l.reason
  FROM worded w JOIN likened l ON l.wording = w.wording AND l.is_link
 WHERE c.id = w.claim_id AND c.metric_id IS DISTINCT FROM l.metric_id
""")
_UNLINK: Final = text("""
UPDATE claim c
   SET metric_id = NULL, link_score = NULL, link_reason = NULL
  FROM worded w
 WHERE c.id = w.claim_id AND w.metric_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM likened l WHERE l.wording = w.wording AND l.is_link)
""")
_WITHDRAW: Final = text("""
DELETE FROM link_proposal p
 USING worded w
 WHERE p.claim_id = w.claim_id AND p.decision IS NULL
   AND NOT EXISTS (
       SELECT FROM likened l WHERE l.wording = w.wording AND l.metric_id = p.metric_id AND NOT l.is_link
   )
""")
_PROPOSE: Final = text("""
INSERT INTO link_proposal AS p (claim_id, metric_id, score, reason)
SELECT w.claim_id, l.metric_id, l.score, l.reason
  FROM worded w JOIN likened l ON l.wording = w.wording AND NOT l.is_link
    ON CONFLICT (claim_id, metric_id) DO UPDATE SET score = excluded.score, reason = excluded.reason
 WHERE p.decision IS NULL AND (p.score, p.reason) IS DISTINCT FROM (excluded.score, excluded.reason)
""")


def link(
    session: Session,
    *,
    document_id: int | None = None,
    claim_id: int | None = None,
    since: int | None = None,
    relink: bool = False,
) -> int:
    """Link the claims that have no metric yet to the one they are like, and propose others; returns how many it linked.

    ``document_id`` or ``claim_id`` keeps it to the claims of one document, or to one claim; ``since`` to the claim of
    this number and those that came after it. With ``relink`` what the tracker has linked before is judged anew by the
    catalogue as it is now, and may lose its metric.
    """
    session.flush()
    connection = session.connection()
    among = {"document_id": document_id, "claim_id": claim_id, "since": since, "relink": relink, "linker": LINKER}
    connection.execute(_FORGET)
    connection.execute(_WORDED, among)
    connection.execute(text("ANALYZE worded"))
    connection.execute(_LIKENED)
    wordings = connection.execute(_WORDINGS).all()
    found = _judged(wordings, catalogue(session, {row.unit for row in wordings}))
    db.copy_rows(connection, "likened", ("wording", "metric_id", "score", "reason", "is_link"), found)
    linked = _store(connection, relink=relink)
    for loaded in list(session.identity_map.values()):
        if isinstance(loaded, Claim):
            session.expire(loaded)
    return linked


def catalogue(session: Session, units: set[str]) -> Catalogue:
    """Return the metrics in these units, ready to be found."""
    metrics = session.execute(
        select(Metric.id, Metric.subject, Metric.measure, Metric.unit, Metric.kind, Metric.baseline)
        .where(Metric.unit.in_(units))
        .order_by(Metric.id)
    ).all()
    names: dict[tuple[int, str], list[str]] = {}
    for metric_id, role, name in session.execute(
        select(MetricAlias.metric_id, MetricAlias.role, MetricAlias.name)
        .join(Metric, Metric.id == MetricAlias.metric_id)
        .where(Metric.unit.in_(units))
        .order_by(MetricAlias.id)
    ):
        names.setdefault((metric_id, role), []).append(name)
    return Catalogue(
        (
            row.id,
            Measured(
                subjects=(row.subject, *names.get((row.id, "subject"), ())),
                measures=(row.measure, *names.get((row.id, "measure"), ())),
                unit=row.unit,
                kind=row.kind,
                baseline=row.baseline,
            ),
        )
        for row in metrics
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


def _judged(wordings: Any, metrics: Catalogue) -> Iterator[tuple[int, int, float, str, bool]]:
    for row in wordings:
        choice = metrics.choose(wording(row), row.rejected or ())
        if choice.link is not None:
            yield row.wording, choice.link.metric, choice.link.likeness.score, choice.link.likeness.reason, True
        for one in choice.proposals:
            yield row.wording, one.metric, one.likeness.score, one.likeness.reason, False


def _store(connection: Connection, *, relink: bool) -> int:
    connection.execute(text("ANALYZE likened"))
    if relink:
        connection.execute(_UNLINK)
    linked = connection.execute(_LINK, {"linker": LINKER}).rowcount
    connection.execute(_WITHDRAW)
    connection.execute(_PROPOSE)
    connection.execute(_FORGET)
    return linked
