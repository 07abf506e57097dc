"""Flags: what a sweep or a person does to one, and that the database does the same as ``decide``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import flags
from tracker.flags import Finding, Standing, decide
from tracker.states import FlagAction, FlagState

NOW = datetime(2025, 10, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
FOUND = Finding("facts")


@pytest.mark.parametrize(
    ("flag", "finding", "action"),
    [
        (None, FOUND, FlagAction.OPENED),
        (None, None, None),
        (Standing(FlagState.OPEN), FOUND, None),
        (Standing(FlagState.OPEN), None, FlagAction.CLOSED),
        (Standing(FlagState.ACKNOWLEDGED), FOUND, None),
        (Standing(FlagState.ACKNOWLEDGED), None, FlagAction.CLOSED),
        (Standing(FlagState.SNOOZED, snoozed_until=LATER), FOUND, None),
        (Standing(FlagState.SNOOZED, snoozed_until=NOW), FOUND, FlagAction.WOKEN),
        (Standing(FlagState.SNOOZED, snoozed_until=LATER), None, FlagAction.CLOSED),
        (Standing(FlagState.SETTLED, "facts"), FOUND, None),
        (Standing(FlagState.SETTLED, "other facts"), FOUND, FlagAction.REOPENED),
        (Standing(FlagState.SETTLED, "facts"), None, FlagAction.CLOSED),
        (Standing(FlagState.CLOSED), FOUND, FlagAction.REOPENED),
        (Standing(FlagState.CLOSED), None, None),
    ],
)
def test_decide(flag: Standing | None, finding: Finding | None, action: FlagAction | None) -> None:
    assert decide(flag, finding, NOW) is action


@given(
    state=st.sampled_from([None, *FlagState]),
    found=st.booleans(),
    same_facts=st.booleans(),
    until=st.datetimes(timezones=st.just(UTC)),
    now=st.datetimes(timezones=st.just(UTC)),
)
def test_transitions_say_what_decide_says(
    state: FlagState | None, found: bool, same_facts: bool, until: datetime, now: datetime
) -> None:
    flag = None if state is None else Standing(state, "facts", until)
    finding = Finding("facts" if same_facts else "other facts") if found else None
    expired = until <= now
    rows = [
        row["action"]
        for row in flags.transitions()
        if (row["state"], row["found"], row["expired"]) == (state, found, expired)
        and (not found or row["changed"] == (not same_facts))
    ]
    assert set(rows) == ({decide(flag, finding, now)} - {None})


def test_every_transition_stands_once() -> None:
    keys = [(row["state"], row["found"], row["changed"], row["expired"]) for row in flags.transitions()]
    assert len(keys) == len(set(keys))


@given(
    moves=st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from([None, *FlagAction])), max_size=20),
)
def test_a_flag_is_open_only_after_a_finding_and_a_pass_leaves_none_open(
    moves: list[tuple[bool, bool, FlagAction | None]],
) -> None:
    """Whatever people do in between, a passing sweep ends with the flag not open."""
    state: FlagState | None = None
    for found, changed, by_hand in moves:
        if by_hand in flags.PERMITTED and state in flags.PERMITTED[by_hand]:
            state = flags.STATE_AFTER[by_hand]
        flag = None if state is None else Standing(state, "settled with", NOW)
        action = decide(flag, Finding("now" if changed else "settled with") if found else None, NOW)
        state = flags.STATE_AFTER[action] if action else state
        if not found:
            assert state in (None, FlagState.CLOSED, FlagState.SETTLED)
        elif flag is None or flag.state is not FlagState.SETTLED:
            assert state is not FlagState.CLOSED


def test_people_may_not_reopen_what_the_checks_closed() -> None:
    assert FlagState.CLOSED not in set().union(*flags.PERMITTED.values())


def test_every_action_has_a_state_after_it() -> None:
    assert set(flags.STATE_AFTER) == set(FlagAction)
