"""It does not matter in which order claims arrive, nor in how many lots."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, aliased

from tests.relations.conftest import DAY, party, stated
from tracker import relations
from tracker.models import Claim, ClaimOrigin, ClaimRelation, Metric
from tracker.values import Comparator

PUBLISHERS = ["Wire", "The Globe", "The Herald", "Island Ferries", "IFC"]

FIGURES = st.fixed_dictionaries(
    {
        "publisher": st.sampled_from(PUBLISHERS),
        "value": st.sampled_from(["20", "20.3", "21", "40"]),
        "how": st.sampled_from([Comparator.EQ, Comparator.EQ, Comparator.GT, Comparator.LE, Comparator.APPROX]),
        "said_by": st.sampled_from([None, None, "Statistics Office", *PUBLISHERS]),
        "on": st.sampled_from([None, *(DAY + timedelta(days=days) for days in (0, 1, 30, 300))]),
        "is_hearsay": st.sampled_from([False, False, False, True]),
        "metric": st.integers(0, 1),
    }
)


def outcome(session: Session) -> tuple[set[Any], set[Any]]:
    """Relations and origins by what the claims say."""
    session.expire_all()
    one, other, basis = aliased(Claim), aliased(Claim), aliased(Claim)
    related = session.execute(
        select(one.sentence, other.sentence, ClaimRelation.relation, ClaimRelation.is_independent, ClaimRelation.note)
        .join(one, one.id == ClaimRelation.claim_id)
        .join(other, other.id == ClaimRelation.other_id)
    )
    origins = session.execute(
        select(Claim.sentence, ClaimOrigin.origin, ClaimOrigin.is_inferred, ClaimOrigin.is_self, basis.sentence)
        .join(ClaimOrigin, ClaimOrigin.claim_id == Claim.id)
        .join(basis, basis.id == ClaimOrigin.basis_claim_id, isouter=True)
    )
    return {tuple(row) for row in related}, {tuple(row) for row in origins}


def arrive(connection: Connection, figures: list[dict[str, Any]], lots: list[int]) -> tuple[set[Any], set[Any]]:
    """Store the figures, work out relations after each lot, and forget all of it again."""
    savepoint = connection.begin_nested()
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        party(session, "Island Ferries", "IFC")
        metrics = [Metric(slug=f"m{n}", subject="Island Ferries", measure="m", unit="count") for n in range(2)]
        session.add_all(metrics)
        for number, figure in enumerate(figures, 1):
            fields = {name: value for name, value in figure.items() if name not in ("publisher", "value")}
            fields["metric"] = metrics[figure["metric"]]
            stated(session, figure["publisher"], figure["value"], **fields, sentence=str(sorted(figure.items())))
            if number in lots:
                relations.relate(session)
        relations.relate(session)
        found = outcome(session)
    savepoint.rollback()
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_and_any_lots_come_to_the_same(connection: Connection, data: st.DataObject) -> None:
    figures = data.draw(st.lists(FIGURES, min_size=2, max_size=9, unique_by=lambda figure: str(sorted(figure.items()))))
    shuffled = data.draw(st.permutations(figures))
    lots = data.draw(st.lists(st.integers(1, len(figures)), max_size=3))
    assert arrive(connection, figures, []) == arrive(connection, shuffled, lots)
