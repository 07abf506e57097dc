"""The columns of ``claim_facts``: what a suite can ask about a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

RELATION: Final = "claim_facts"


class Fact(NamedTuple):
    """One column of the relation."""

    type: str
    """Its PostgreSQL type."""
    meaning: str


FACTS: Final[Mapping[str, Fact]] = {
    "as_of": Fact("date", "the day the claims are judged at"),
    "claim_id": Fact("bigint", "the claim"),
    "document_id": Fact("bigint", "the document that states it"),
    "source_id": Fact("bigint", "the source the document came from"),
    "metric_id": Fact("bigint", "the metric it is linked to; none while unlinked"),
    "source": Fact("text", "the source's short name"),
    "source_kind": Fact("text", "the connector the source is read with"),
    "tier": Fact("text", "how near the source stands: `primary`, `reference`, `press`, `social`"),
    "publisher": Fact("text", "who publishes the source"),
    "url": Fact("text", "the document's address, else the source's"),
    "title": Fact("text", "the document's title"),
    "subject": Fact("text", "what the figure is about"),
    "metric_phrase": Fact("text", "what is measured, in the document's words"),
    "figure": Fact("text", "the figure as quoted"),
    "sentence": Fact("text", "the sentence it stands in"),
    "kind": Fact("text", "`level`, `change`, `ratio`, `price`, `period`, `date`, `ordinal`, `slogan`"),
    "low": Fact("numeric", "lower end of the figure's interval; none where it is open or no number"),
    "high": Fact("numeric", "upper end of the figure's interval; none where it is open or no number"),
    "low_date": Fact("date", "first day, where the figure is a date or a period"),
    "high_date": Fact("date", "last day, where the figure is a date or a period"),
    "unit": Fact("text", "`%`, `pp`, `x`, `count`, `date`, a currency, a unit of time, …"),
    "comparator": Fact("text", "`eq`, `approx`, `gt`, `ge`, `lt`, `le`, `range`, `order`, `vague`"),
    "counted": Fact("text", "what is counted, where the unit is `count`"),
    "rate": Fact("text", "the span it is counted per: `hour`, `day`, `week`, `month`, `quarter`, `year`"),
    "period_start": Fact("date", "first day of the time the figure speaks of"),
    "period_end": Fact("date", "last day of the time the figure speaks of"),
    "baseline": Fact("text", "what a change is measured against"),
    "attribution": Fact("text", "who is named as saying it"),
    "is_hearsay": Fact("boolean", "said to be said by somebody who is not named"),
    "origin": Fact("text", "whose word it rests on in the end: the attribution, else the publisher; none for hearsay"),
    "is_origin_inferred": Fact("boolean", "nobody is named, but the subject's own party gave the figure elsewhere"),
    "is_checkable": Fact("boolean", "whether there is a number to hold anybody to"),
    "is_vague": Fact("boolean", "whether its words name no number"),
    "is_number": Fact("boolean", "whether it has the finite number or the date that its words promise"),
    "stated_on": Fact("date", "the day it was stated"),
    "published_on": Fact("date", "the day the document was published"),
    "captured_on": Fact("date", "the day the tracker captured the document (UTC)"),
    "metric": Fact("text", "short name of the metric it is linked to"),
    "metric_subject": Fact("text", "the metric's subject"),
    "metric_unit": Fact("text", "the metric's unit"),
    "metric_min": Fact("numeric", "lower end of the metric's plausible range"),
    "metric_max": Fact("numeric", "upper end of the metric's plausible range"),
    "shelf_life_days": Fact("bigint", "how many days such a figure keeps; none for what does not age"),
    "warn_after_days": Fact("bigint", "after how many days its metric wants a warning; none for the default"),
    "corroborating_origins": Fact("bigint", "how many independent origins agree with it, and still say so"),
    "contradicting_origins": Fact("bigint", "how many other origins contradict it, and still say so"),
    "self_contradictions": Fact("bigint", "how many claims of its own origin contradict it"),
    "corroborated_by": Fact("text", "an independent claim that agrees: number, figure, publisher, date"),
    "contradicted_by": Fact("text", "a claim of another origin that does not: number, figure, publisher, date"),
    "self_contradicted_by": Fact("text", "a claim of its own origin that does not agree"),
    "newer_claim_id": Fact("bigint", "the claim of the same origin that supersedes it"),
    "newer_claim": Fact("text", "that claim: number, figure, publisher, date"),
    "quote_state": Fact("text", "`present`, `changed`, `gone`, `unclear`: whether the quote stands at its source"),
    "figure_now": Fact("text", "the figure that stands in its place now, where it changed"),
    "changed_on": Fact("date", "the day the tracker saw that the quote had changed or was gone (UTC)"),
    "misquote": Fact("text", "how the claim differs from the text it was captured from, where it does"),
    "source_failures": Fact("bigint", "how often the page failed, each time at least three days after the one before"),
    "failing_since": Fact("date", "the day its page failed first (UTC); none while it can be read"),
    "last_looked_on": Fact("date", "the day the tracker last looked at the source (UTC)"),
    "age_days": Fact("integer", "days since it was stated"),
    "aged_from": Fact(
        "date", "what it ages from: the day it was stated, or the end of the period it speaks of where that came first"
    ),
    "warn_from": Fact("date", "from this day it is said that it will soon be stale"),
    "fresh_until": Fact(
        "date",
        "the last day it is fresh: its shelf life later, though not before its period is over; never a day of rest",
    ),
    "is_ended": Fact("boolean", "its period was not over when it was stated, and is over now; none without a period"),
    "is_self_reported": Fact("boolean", "whether its origin is its own subject: by name, or as a party"),
    "days_unchecked": Fact("integer", "days since the tracker last looked at the source"),
    "facts_hash": Fact("text", "changes when the claim's facts change, but not as it merely ages"),
}
