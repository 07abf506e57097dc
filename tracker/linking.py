"""Linking: which claims belong to which metric, so that figures about the same thing meet.

Exact linking: a claim joins a metric when one metric alone fits it, by name, unit and kind. What fits two is left for
a person to decide, and what a person has linked is left alone.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from tracker.models import Claim

LINKER: Final = "tracker"
"""Who linked a claim, where no person did."""

# A name counts where it stands as a whole: "roi" is not in "heroic". Only letters and digits of the Latin script have
# such borders; Chinese is written without. Names are compared once with each subject and each measure there is, however
# many claims share them.
_LINK: Final = text(r"""
WITH named AS (
    SELECT id AS metric_id, 'subject' AS role, lower(subject) AS name FROM metric
    UNION SELECT id, 'measure', lower(measure) FROM metric
    UNION SELECT metric_id, role, lower(name) FROM metric_alias
),
name AS MATERIALIZED (
    SELECT metric_id, role, name,
           CASE WHEN name ~ '^[a-z0-9]' THEN '(?<![a-z0-9])' ELSE '' END
           || regexp_replace(name, '([][\\.^$*+?(){}|-])', '\\\1', 'g')
           || CASE WHEN name ~ '[a-z0-9]$' THEN '(?![a-z0-9])' ELSE '' END AS pattern
      FROM named
),
unlinked AS (
    SELECT id, lower(subject) AS subject, lower(metric_phrase) AS measure, unit, kind
      FROM claim
     WHERE metric_id IS NULL AND (linked_by IS NULL OR linked_by = :linker)
       AND subject IS NOT NULL AND metric_phrase IS NOT NULL AND unit IS NOT NULL
       AND (CAST(:document_id AS bigint) IS NULL OR document_id = :document_id)
       AND (CAST(:claim_id AS bigint) IS NULL OR id = :claim_id)
       AND (CAST(:since AS bigint) IS NULL OR id >= :since)
),
wording AS MATERIALIZED (
    SELECT DISTINCT subject, measure, unit, kind FROM unlinked
),
about AS MATERIALIZED (
    SELECT DISTINCT w.subject, n.metric_id
      FROM (SELECT DISTINCT subject FROM wording) w
      JOIN name n ON n.role = 'subject'
       AND CASE WHEN strpos(w.subject, n.name) > 0 THEN w.subject ~ n.pattern ELSE false END
),
measured AS MATERIALIZED (
    SELECT DISTINCT w.measure, n.metric_id
      FROM (SELECT DISTINCT measure FROM wording) w
      JOIN name n ON n.role = 'measure'
       AND CASE WHEN strpos(w.measure, n.name) > 0 THEN w.measure ~ n.pattern ELSE false END
),
fitting AS (
    SELECT w.subject, w.measure, w.unit, w.kind, min(m.id) AS metric_id
      FROM wording w
      JOIN about USING (subject)
      JOIN measured USING (measure, metric_id)
      JOIN metric m ON m.id = metric_id AND m.unit = w.unit AND (m.kind IS NULL OR m.kind = w.kind)
     GROUP BY w.subject, w.measure, w.unit, w.kind
    HAVING count(*) = 1
)
UPDATE claim c
   SET metric_id = f.metric_id, linked_by = :linker
  FROM unlinked u
  JOIN fitting f ON (f.subject, f.measure, f.unit, f.kind) = (u.subject, u.measure, u.unit, u.kind)
 WHERE c.id = u.id AND c.metric_id IS NULL
""").bindparams(*(bindparam(name, type_=BigInteger) for name in ("document_id", "claim_id", "since")))


def link(
    session: Session, *, document_id: int | None = None, claim_id: int | None = None, since: int | None = None
) -> int:
    """Link the claims that have no metric yet and that one metric alone fits; returns how many that were.

    ``document_id`` or ``claim_id`` keeps it to the claims of one document, or to one claim; ``since`` to the claim of
    this number and those that came after it.
    """
    session.flush()
    among = {"document_id": document_id, "claim_id": claim_id, "since": since}
    done = session.connection().execute(_LINK, {**among, "linker": LINKER})
    for loaded in list(session.identity_map.values()):
        if isinstance(loaded, Claim):
            session.expire(loaded)
    return done.rowcount
