"""Claims to be related: stated by a publisher, at an address, of one metric."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.amounts import interval
from tracker.models import Claim, ClaimOrigin, ClaimRelation, Document, Metric, Party, PartyAlias, Source
from tracker.states import Relation
from tracker.values import Comparator, Kind

DAY = date(2025, 10, 20)


class State(Protocol):
    """States a figure and returns the claim."""

    def __call__(self, publisher: str | None, value: str, /, **fields: Any) -> Claim: ...


@pytest.fixture
def metric(session: Session) -> Metric:
    metric = Metric(slug="merchants", subject="Island Ferries", measure="passengers", unit="count", shelf_life_days=180)
    session.add(metric)
    session.flush()
    return metric


@pytest.fixture
def state(session: Session, metric: Metric) -> State:
    def state(publisher: str | None, value: str, /, **fields: Any) -> Claim:
        return stated(session, publisher, value, **{"metric": metric} | fields)

    return state


def stated(
    session: Session,
    publisher: str | None,
    value: str,
    *,
    how: Comparator = Comparator.EQ,
    said_by: str | None = None,
    on: date | None = DAY,
    published: date | None = None,
    url: str | None = None,
    text: str | None = None,
    **fields: Any,
) -> Claim:
    """Store one figure in a document of its own; its publisher's address is made of its name."""
    # Records tell where they are kept, which is another place each time.
    told = sorted(f"{name} {getattr(field, 'slug', field)}" for name, field in fields.items() if name != "document")
    words = text or f"{publisher} {url} {value} {how} {said_by} {on} {told}"
    name = hashlib.sha256(f"{publisher} {url}".encode()).hexdigest()[:12]
    source = session.scalar(select(Source).where(Source.slug == name))
    address = url or (f"https://{publisher.lower().replace(' ', '-')}.com/" if publisher else None)
    if source is None:
        source = Source(slug=name, kind="page", locator=name, publisher=publisher, url=address)
    document = fields.pop("document", None) or Document(
        source=source,
        content_hash=hashlib.sha256(f"{name} {words}".encode()).hexdigest(),
        is_verbatim=text is not None,
        url=address,
        published_on=published or on,
        captured_at=datetime.fromisoformat("2025-11-01T00:00:00+00:00"),
        text=words,
    )
    low, high = interval(Decimal(value), how)
    given: dict[str, Any] = {
        "subject": "the ferries", "metric_phrase": "passengers", "kind": Kind.LEVEL, "unit": "count", "low": low,
        "high": high, "comparator": how, "quote_exact": value, "quote_prefix": "", "quote_suffix": "",
        "quote_start": 0, "quote_end": len(value), "sentence": text or words, "attribution": said_by, "stated_on": on,
        "extractor": "test", "reading": {},
    }  # fmt: skip
    claim = Claim(document=document, **given | fields)
    session.add(claim)
    session.flush()
    return claim


def party(session: Session, name: str, *aliases: str, parent: Party | None = None) -> Party:
    """Store a party with its other names."""
    slug = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
    made = Party(slug=slug, name=name, parent=parent, aliases=[PartyAlias(name=alias) for alias in aliases])
    session.add(made)
    session.flush()
    return made


def between(session: Session, one: Claim, other: Claim) -> tuple[str, bool] | None:
    """How ``one`` stands to ``other``, and whether independently; None where in no way."""
    found = session.execute(
        select(ClaimRelation.relation, ClaimRelation.is_independent).where(
            ClaimRelation.claim_id == one.id, ClaimRelation.other_id == other.id
        )
    ).all()
    assert len(found) <= 1
    return (Relation(found[0][0]).value, found[0][1]) if found else None


def origin(session: Session, claim: Claim) -> tuple[str | None, bool, bool, int | None]:
    """The origin of ``claim``: name, whether inferred, whether the subject's own party, and the claim it is from."""
    session.expire_all()
    found = session.get_one(ClaimOrigin, claim.id)
    return found.origin, found.is_inferred, found.is_self, found.basis_claim_id
