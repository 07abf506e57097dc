"""The kinds of flags and their reasons: what an expectation's ``meta`` may name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "malformed": {
        "no_date": "no date at all: it cannot be told when it was stated",
        "no_source": "neither a publisher nor an address: nobody can look it up",
        "no_unit": "a number of nothing: its unit could not be read",
        "future_date": "dated after the day it was captured",
        "not_a_number": "a number that is not one",
    },
    "implausible": {
        "out_of_range": "outside the plausible range of its metric",
        "share_over_100": "a share of more than the whole",
        "wrong_unit": "in another unit than its metric",
    },
    "stale": {
        "aged": "past the shelf life of such a figure",
        "aging": "soon past it",
        "ended": "the period it speaks of is over",
        "superseded": "the same origin has said a newer figure",
        "unchecked": "the tracker itself has not looked at the source for too long",
    },
    "unverifiable": {
        "vague": "no number to hold anybody to",
        "no_baseline": "a change against nothing",
        "no_attribution": "nobody says it, or it is hearsay",
        "self_reported": "only the party that gains from it says so",
        "unlinked": "tied to no metric yet, so there is nothing to compare it with",
    },
    "contradicted": {
        "other_origin": "another origin's figure for the same metric and period does not meet it",
        "same_origin": "the same origin contradicts itself",
    },
    "source_changed": {
        "quote_gone": "the quote is gone from the page",
        "figure_changed": "the page now says another figure: its publisher has revised it",
        "unclear": "something like it stands on the page: a person is to say whether it is the same",
        "misquoted": "the claim does not say what the text it quotes says",
    },
    "source_lost": {
        "unreachable": "the page failed three times, three days apart",
    },
}
"""Kind → reason → its meaning. A kind says what is wrong with a claim, a reason says how."""
