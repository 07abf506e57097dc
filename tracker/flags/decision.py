"""What happens to a flag, decided purely: by a sweep that finds or does not find, and what people may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Final

from tracker.states import FlagAction, FlagState

STATE_AFTER: Final = {
    FlagAction.OPENED: FlagState.OPEN,
    FlagAction.REOPENED: FlagState.OPEN,
    FlagAction.WOKEN: FlagState.OPEN,
    FlagAction.CLOSED: FlagState.CLOSED,
    FlagAction.ACKNOWLEDGED: FlagState.ACKNOWLEDGED,
    FlagAction.SNOOZED: FlagState.SNOOZED,
    FlagAction.SETTLED: FlagState.SETTLED,
}

PERMITTED: Final = {
    FlagAction.ACKNOWLEDGED: {FlagState.OPEN},
    FlagAction.SNOOZED: {FlagState.OPEN, FlagState.ACKNOWLEDGED, FlagState.SNOOZED},
    FlagAction.SETTLED: {FlagState.OPEN, FlagState.ACKNOWLEDGED, FlagState.SNOOZED},
    FlagAction.REOPENED: {FlagState.ACKNOWLEDGED, FlagState.SNOOZED, FlagState.SETTLED},
}
"""From which states a person may do what. A closed flag is the checks' to reopen."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a flag stands: its last event, as far as deciding needs it."""

    state: FlagState
    facts_hash: str | None = None
    """The claim's facts when it was settled."""
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim fails an expectation, with these facts."""

    facts_hash: str


def decide(flag: Standing | None, finding: Finding | None, now: datetime) -> FlagAction | None:
    """What a sweep at ``now`` does to a flag, given what it found; None where nothing is to be written.

    >>> decide(None, Finding("a"), datetime(2025, 1, 1, tzinfo=UTC))
    <FlagAction.OPENED: 'opened'>
    >>> decide(Standing(FlagState.SETTLED, "a"), Finding("a"), datetime(2025, 1, 1, tzinfo=UTC)) is None
    True
    """
    if flag is None:
        return FlagAction.OPENED if finding else None
    match flag.state:
        case FlagState.OPEN | FlagState.ACKNOWLEDGED:
            return None if finding else FlagAction.CLOSED
        case FlagState.SNOOZED:
            if not finding:
                return FlagAction.CLOSED
            over = flag.snoozed_until is None or flag.snoozed_until <= now
            return FlagAction.WOKEN if over else None
        case FlagState.SETTLED:
            if not finding:
                return FlagAction.CLOSED  # what fails after that is news, and nobody has settled it
            return FlagAction.REOPENED if finding.facts_hash != flag.facts_hash else None
        case FlagState.CLOSED:
            return FlagAction.REOPENED if finding else None


def transitions() -> list[dict[str, Any]]:
    """Every row of ``decide`` as data: state, found, changed, expired and what follows, where something does."""
    now = datetime(2000, 1, 2, tzinfo=UTC)
    rows: list[dict[str, Any]] = []
    for state, found, changed, expired in product([None, *FlagState], [False, True], [False, True], [False, True]):
        until = now - timedelta(days=1) if expired else now + timedelta(days=1)
        flag = None if state is None else Standing(state, "settled with", until)
        finding = Finding("now" if changed else "settled with") if found else None
        action = decide(flag, finding, now)
        if action is not None:
            rows.append(
                {"state": state, "found": found, "changed": changed, "expired": expired, "action": action,
                 "state_after": STATE_AFTER[action]}
            )  # fmt: skip
    return rows
