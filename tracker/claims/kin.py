"""How claims stand to one another, and stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import Claim, ClaimRelation, Document, RowVersion, Source


@dataclass(frozen=True, slots=True)
class Related:
    """How another claim stands to one."""

    relation: str
    """As a phrase from the one to the other: ``agrees with``, ``superseded by``."""
    claim_id: int
    source: str
    figure: str
    stated_on: date | None
    is_independent: bool
    note: str | None
    publisher: str | None
    since: datetime
    """When the tracker first noted it."""


_FORWARD = {
    "agrees": "agrees with",
    "contradicts": "contradicts",
    "supersedes": "supersedes",
    "revises": "revises",
    "repeats": "repeats",
}
_BACKWARD = {
    "agrees": "agrees with",
    "contradicts": "contradicted by",
    "supersedes": "superseded by",
    "revises": "revised by",
    "repeats": "repeated by",
}


def related(session: Session, claim_id: int) -> list[Related]:
    """The claims that stand in some relation to a claim, either way, each pair once a relation."""
    found: dict[tuple[str, int], Related] = {}
    ways = (
        (ClaimRelation.claim_id, ClaimRelation.other_id, _FORWARD),
        (ClaimRelation.other_id, ClaimRelation.claim_id, _BACKWARD),
    )
    for one, other, words in ways:
        rows = session.execute(
            select(
                ClaimRelation.relation,
                other,
                Source.slug,
                Claim.quote_exact,
                Claim.stated_on,
                ClaimRelation.is_independent,
                ClaimRelation.note,
                Source.publisher,
                ClaimRelation.since,
            )
            .join(Claim, Claim.id == other)
            .join(Document, Document.id == Claim.document_id)
            .join(Source, Source.id == Document.source_id)
            .where(one == claim_id)
            .order_by(ClaimRelation.id)
        )
        for relation, *rest in rows.all():
            entry = Related(words[relation], *cast("list[Any]", rest))
            found.setdefault((_plain(entry.relation), entry.claim_id), entry)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Former:
    """How another claim stood to one, and does no longer."""

    relation: str
    claim_id: int
    note: str | None
    since: datetime
    until: datetime


def formerly_related(session: Session, claim_id: int) -> list[Former]:
    """The claims that stood in some relation to a claim and no longer do, each pair once a relation."""
    known = {(_plain(each.relation), each.claim_id) for each in related(session, claim_id)}
    told = RowVersion.told
    found: dict[tuple[str, int], Former] = {}
    # What the claim itself was compared by comes last, and stands.
    for one, other, words in (("other_id", "claim_id", _BACKWARD), ("claim_id", "other_id", _FORWARD)):
        # The whole row is kept of one that goes only.
        rows = session.execute(
            select(told, RowVersion.until)
            .where(RowVersion.relation == ClaimRelation.__tablename__, told.contains({one: claim_id}))
            .order_by(RowVersion.until, RowVersion.id)
        )
        for row, until in rows:
            relation, number = words[row["relation"]], row[other]
            at = (_plain(relation), number)
            if at not in known:
                since = datetime.fromisoformat(row["since"])
                first = found[at].since if at in found else since
                found[at] = Former(at[0], number, row["note"], min(first, since), until)
    return list(found.values())


def _plain(relation: str) -> str:
    """Who contradicts whom is all one."""
    return "contradicts" if relation == _BACKWARD["contradicts"] else relation
