"""Claims of one metric, put into the database by hand, each with its source and document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from tracker.models import Claim, ClaimOrigin, ClaimRelation, Document, Flag, FlagEvent, Metric, Source
from tracker.states import FlagAction, FlagState, Relation, Severity
from tracker.values import UNIT_DATE, Bound, Comparator, Kind, Tier

CAPTURED = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Ledger:
    """A metric's series in the making."""

    session: Session
    unit: str = "count"
    metric: Metric = field(init=False)

    def __post_init__(self) -> None:
        self.metric = Metric(
            slug="passengers", subject="Ferry Ltd", measure="passengers", unit=self.unit, shelf_life_days=400
        )
        self.session.add(self.metric)
        self.session.flush()

    def state(
        self,
        value: Bound | str | int | None,
        publisher: str = "Island Post",
        *,
        tier: Tier = Tier.PRESS,
        on: date | None = date(2026, 3, 1),
        is_linked: bool = True,
        url: str | None = None,
        captured_at: datetime = CAPTURED,
        **fields: Any,
    ) -> Claim:
        """State a figure; ``fields`` are columns of the claim."""
        number = self.session.query(Claim).count()
        bound = Decimal(value) if isinstance(value, (str, int)) else value
        words = f"{bound:,}" if isinstance(bound, Decimal) else str(bound)
        text = f"Ferry Ltd carried {words} passengers, said entry {number}."
        start = text.index(words)
        ends = ("low_date", "high_date") if isinstance(bound, date) else ("low", "high")
        source = self.session.query(Source).filter_by(publisher=publisher, tier=tier).first() or Source(
            slug=f"source-{number}", kind="article", locator="x", publisher=publisher, tier=tier, url=url
        )
        document = Document(
            source=source,
            content_hash=hashlib.sha256(text.encode()).hexdigest(),
            url=url,
            title="A year of ferries",
            published_on=on,
            captured_at=captured_at,
            text=text,
        )
        given: dict[str, Any] = {
            ends[0]: bound,
            ends[1]: bound,
            "quote_exact": words,
            "quote_prefix": text[:start],
            "quote_suffix": text[start + len(words) :],
            "quote_start": start,
            "quote_end": start + len(words),
            "sentence": text,
            "subject": "Ferry Ltd",
            "metric_phrase": "passengers",
            "kind": Kind.DATE if isinstance(bound, date) else Kind.LEVEL,
            "unit": UNIT_DATE if isinstance(bound, date) else self.unit,
            "comparator": Comparator.EQ,
            "stated_on": on,
            "extractor": "test",
            "reading": {},
        }
        claim = Claim(
            document=document,
            metric=self.metric if is_linked else None,
            **{"linked_by": "tracker" if is_linked else None} | given | fields,
        )
        self.session.add(claim)
        self.session.flush()
        return claim

    def originate(self, claim: Claim, origin: str, **fields: Any) -> None:
        """Say whose word a claim is."""
        self.session.add(ClaimOrigin(claim_id=claim.id, origin=origin, origin_key=f"name:{origin.lower()}", **fields))
        self.session.flush()

    def relate(
        self, one: Claim, relation: Relation, other: Claim, *, is_independent: bool = True, note: str | None = None
    ) -> None:
        """Say how two claims stand; what holds both ways is stored both ways."""
        pairs = [(one, other)]
        if relation in (Relation.AGREES, Relation.CONTRADICTS):
            pairs.append((other, one))
        for a, b in pairs:
            self.session.add(
                ClaimRelation(claim_id=a.id, other_id=b.id, relation=relation, is_independent=is_independent, note=note)
            )
        self.session.flush()

    def flag(
        self, claim: Claim, kind: str, reason: str, message: str, *, severity: Severity = Severity.WARNING,
        state: FlagState = FlagState.OPEN, **fields: Any,
    ) -> Flag:  # fmt: skip
        """Raise a flag, and leave it in a state."""
        flag = Flag(
            claim_id=claim.id,
            suite="by-hand",
            expectation=f"{kind}/{reason}",
            kind=kind,
            reason=reason,
            severity=severity,
            message=message,
            remedy="Mend it",
        )
        actions = {
            FlagState.OPEN: FlagAction.OPENED,
            FlagState.SNOOZED: FlagAction.SNOOZED,
            FlagState.SETTLED: FlagAction.SETTLED,
        }
        self.session.add(flag)
        self.session.flush()
        self.session.add(
            FlagEvent(
                flag_id=flag.id,
                at=CAPTURED,
                action=actions[state],
                state_before=None,
                state_after=state,
                actor="tester",
                facts_hash="x",
                **fields,
            )
        )
        self.session.flush()
        return flag

    def evaluate(self) -> None:
        """Let every claim count as looked at by a sweep."""
        self.session.query(Claim).update({Claim.evaluated_at: CAPTURED})
        self.session.flush()
        self.session.expire_all()
