"""The other claims of a claim's series: those that counted and how, those that did not and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tracker import addresses, agreement, standing
from tracker.agreement import Figure, Stand
from tracker.explanation.content import NotCounted, Other
from tracker.models import Claim, ClaimOrigin, ClaimRelation, Document
from tracker.standing import Facts
from tracker.states import QuoteState, Relation
from tracker.values import Tier

MOST: Final = 200
"""Claims without a relation that are told of; a series may have thousands."""

_FORWARD: Final = {
    Relation.AGREES: "agrees with",
    Relation.CONTRADICTS: "contradicts",
    Relation.SUPERSEDES: "supersedes",
    Relation.REVISES: "revises",
    Relation.REPEATS: "repeats",
}
_BACKWARD: Final = _FORWARD | {
    Relation.SUPERSEDES: "superseded by",
    Relation.REVISES: "revised by",
    Relation.REPEATS: "repeated by",
}
_EFFECTS: Final = {
    "agrees with": "it counts for it: another origin says the same",
    "contradicts": "it counts against it: both cannot be true",
    "superseded by": "its origin has said a newer figure: it is stale",
    "revised by": "its origin has corrected it: it is stale",
    "supersedes": "it is the newer figure of the two",
    "revises": "it corrects the other",
    "repeats": "it is the same words again: no second voice",
    "repeated by": "it is the same words again: no second voice",
}
_RANK: Final = tuple(_EFFECTS)
_COUNTING: Final = ("agrees with", "contradicts")
_ONE_ORIGIN: Final = "both rest on"


class Around(NamedTuple):
    """What of its series bears on a claim."""

    counted: tuple[Other, ...]
    not_counted: tuple[NotCounted, ...]
    not_counted_total: int
    basis: int | None
    """The claim that its origin was inferred from."""


class _Relation(NamedTuple):
    words: str
    other: int
    is_independent: bool
    note: str | None


def read(session: Session, claim: Claim, known: Facts) -> Around:
    """Read the neighbours of a claim; the moment is to be set before."""
    origin = session.get(ClaimOrigin, claim.id)
    relations = list(_relations(session, claim.id))
    series: list[int] = []
    if claim.metric_id is not None:
        series = list(
            session.scalars(
                select(Claim.id)
                .where(Claim.metric_id == claim.metric_id, Claim.id != claim.id)
                .order_by(Claim.stated_on.desc().nulls_last(), Claim.id.desc())
            )
        )
    related = {relation.other for relation in relations}
    alone = [number for number in series if number not in related]
    facts = standing.facts(session, [*related, *alone[:MOST]])
    keys = _keys(session, [claim.id, *related])
    texts = _texts(session, [claim.id, *related])
    corrected = _corrected(session, facts)
    counted = [
        _other(
            relation,
            facts[relation.other],
            _dependence(claim.id, known, facts[relation.other], keys, texts),
            _taken_back(facts[relation.other], corrected),
        )
        for relation in relations
        if relation.other in facts
    ]
    counted.sort(key=lambda each: (_RANK.index(each.relation), not each.is_independent, each.claim))
    figures = _figures(session, [claim.id, *alone[:MOST]])
    rest = [
        NotCounted(
            number,
            facts[number]["figure"],
            facts[number]["publisher"],
            facts[number]["stated_on"],
            _why_not(known, facts[number], figures),
        )
        for number in alone[:MOST]
        if number in facts
    ]
    unknown = len(alone[:MOST]) - len(rest)
    return Around(tuple(counted), tuple(rest), len(alone) - unknown, origin.basis_claim_id if origin else None)


def _relations(session: Session, claim_id: int) -> Iterator[_Relation]:
    """Yield how the claim stands to others, each pair once a relation."""
    either = or_(ClaimRelation.claim_id == claim_id, ClaimRelation.other_id == claim_id)
    seen: set[tuple[str, int]] = set()
    # What is stored from this claim's side comes first: it is told in its own words.
    order = (ClaimRelation.claim_id != claim_id, ClaimRelation.id)
    for row in session.scalars(select(ClaimRelation).where(either).order_by(*order)):
        forward = row.claim_id == claim_id
        words = (_FORWARD if forward else _BACKWARD)[row.relation]
        other = row.other_id if forward else row.claim_id
        if (words, other) not in seen:
            seen.add((words, other))
            yield _Relation(words, other, row.is_independent, row.note)


def _corrected(session: Session, facts: Mapping[int, Facts]) -> dict[int, int]:
    """The claims that their own origin has put another figure in the place of since, and which claim does."""
    rows = session.execute(
        select(ClaimRelation.other_id, ClaimRelation.claim_id)
        .where(ClaimRelation.relation == Relation.REVISES, ClaimRelation.other_id == func.any(list(facts)))
        .order_by(ClaimRelation.id)
    ).all()
    newer = standing.facts(session, [row.claim_id for row in rows])
    said = {number for number, known in newer.items() if _taken_back(known, {}) is None}
    return {row.other_id: row.claim_id for row in rows if row.claim_id in said}


def _taken_back(known: Facts, corrected: Mapping[int, int]) -> str | None:
    """Say why a claim counts neither for another nor against it, whatever it says; as ``claim_facts`` counts."""
    if known["misquote"] is not None:
        return "it misquotes its own text"
    if known["quote_state"] == QuoteState.CHANGED:
        return f"its page says “{known['figure_now']}” by now"
    if known["quote_state"] == QuoteState.GONE:
        return "it is gone from its page"
    if (newer := corrected.get(int(known["claim_id"]))) is not None:
        return f"its origin has corrected it: claim {newer}"
    return None


def _keys(session: Session, ids: list[int]) -> dict[int, str | None]:
    rows = session.execute(
        select(ClaimOrigin.claim_id, ClaimOrigin.origin_key).where(ClaimOrigin.claim_id == func.any(ids))
    )
    return {row.claim_id: row.origin_key for row in rows}


def _texts(session: Session, ids: list[int]) -> dict[int, str]:
    """The hash of the text that each claim stands in."""
    rows = session.execute(
        select(Claim.id, Document.content_hash)
        .join(Document, Document.id == Claim.document_id)
        .where(Claim.id == func.any(ids))
    )
    return {row.id: row.content_hash for row in rows}


def _figures(session: Session, ids: list[int]) -> dict[int, Figure]:
    """What of each claim bears on its agreement with another."""
    rows = session.scalars(select(Claim).where(Claim.id == func.any(ids)))
    return {
        row.id: Figure(
            row.low if row.low_date is None else row.low_date,
            row.high if row.high_date is None else row.high_date,
            row.unit,
            row.comparator,
            row.precision,
            row.rate,
            row.baseline,
        )
        for row in rows
    }


def _other(relation: _Relation, known: Facts, dependence: str, taken_back: str | None) -> Other:
    effect = _EFFECTS[relation.words]
    if taken_back is not None and relation.words in _COUNTING:
        effect = f"it does not count: {taken_back}"
    elif not relation.is_independent and relation.words == "agrees with":
        effect = f"the same voice ({dependence}): it adds nothing"
    elif not relation.is_independent and relation.words == "contradicts":
        effect = _against(known, dependence)
    return Other(
        claim=relation.other,
        relation=relation.words,
        is_independent=relation.is_independent,
        effect=effect,
        figure=known["figure"],
        words=standing.in_words(known),
        origin=known["origin"],
        publisher=known["publisher"],
        tier=Tier(known["tier"]),
        stated_on=known["stated_on"],
        url=known["url"],
        note=relation.note,
    )


def _against(other: Facts, dependence: str) -> str:
    """Say what a claim that is not independent does, where it contradicts."""
    if other["is_hearsay"]:
        return "hearsay: nobody answers for it, so it does not count against it"
    if dependence.startswith(_ONE_ORIGIN):
        return f"the same voice ({dependence}): its origin contradicts itself"
    return f"it counts against it: both cannot be true ({dependence})"


def _dependence(claim_id: int, one: Facts, other: Facts, keys: dict[int, str | None], texts: dict[int, str]) -> str:
    """Say what two claims that are not independent share."""
    number = int(other["claim_id"])
    if one["is_hearsay"] or other["is_hearsay"]:
        return "hearsay is independent of nothing"
    key = keys.get(claim_id) or one["origin"]
    if key is not None and key == (keys.get(number) or other["origin"]):
        return f"{_ONE_ORIGIN} {one['origin']}"
    if texts.get(claim_id) == texts.get(number):
        return "they stand in the same text"
    site = addresses.registrable(one["url"]) if one["url"] else ""
    if site and other["url"] and site == addresses.registrable(other["url"]):
        return f"both stand on {site}"
    return "they share an origin, a text or a site"


def _why_not(one: Facts, other: Facts, figures: dict[int, Figure]) -> str:
    """Say why a claim of the series bears on nothing."""
    if other["is_hearsay"]:
        return "hearsay"
    if other["is_vague"] or not other["is_checkable"]:
        return "it names nothing that can be checked"
    mine, theirs = figures.get(int(one["claim_id"])), figures.get(int(other["claim_id"]))
    if other["unit"] != one["unit"]:
        return f"another unit: {other['unit'] or 'none'}"
    times = [_time(each) for each in (one, other)]
    if times[0] and times[1] and not agreement.overlap(times[0], times[1]):
        return f"it speaks of another time: {times[1][0]} to {times[1][1]}"
    how = agreement.stand(mine, theirs) if mine and theirs else None
    if how is None:
        return "it is counted otherwise: per another span, or against something else"
    if how is Stand.COMPATIBLE:
        return "both may be true, and neither says the same as the other"
    return "it is not known to speak of the same time"


def _time(known: Facts) -> tuple[date, date] | None:
    start, end = known["period_start"], known["period_end"]
    return (start, end) if start is not None and end is not None else None
