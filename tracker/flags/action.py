"""What people do with a flag: acknowledge it, put it aside, settle it, take that back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tracker.errors import UsageError
from tracker.flags.decision import PERMITTED, STATE_AFTER
from tracker.flags.timeline import states
from tracker.models import Flag, FlagEvent
from tracker.states import FlagAction, Resolution

_FACTS_HASH: Final = text("SELECT facts_hash FROM claim_facts WHERE claim_id = :claim_id")


def _change(
    session: Session, flag_id: int, action: FlagAction, *, actor: str, note: str | None, now: datetime, **values: Any
) -> FlagEvent:
    flag = session.scalar(select(Flag).where(Flag.id == flag_id).with_for_update())
    if flag is None:
        raise UsageError(f"there is no flag {flag_id}; `tracker flag list` shows them")
    standing = states(now)
    state = session.scalar(select(standing.c.state).where(standing.c.flag_id == flag_id))
    if state not in PERMITTED[action]:
        allowed = ", ".join(sorted(PERMITTED[action]))
        raise UsageError(f"flag {flag_id} is {state or 'not open yet'}: only a flag that is {allowed} can be {action}")
    event = FlagEvent(
        flag_id=flag_id,
        at=now,
        action=action,
        state_before=state,
        state_after=STATE_AFTER[action],
        facts_hash=session.scalar(_FACTS_HASH, {"claim_id": flag.claim_id}),
        actor=actor,
        note=note,
        **values,
    )
    session.add(event)
    session.flush()
    return event


def acknowledge(session: Session, flag_id: int, *, actor: str, note: str | None, now: datetime) -> FlagEvent:
    """Somebody has seen the flag and is on it. Raises UsageError where it is not open."""
    return _change(session, flag_id, FlagAction.ACKNOWLEDGED, actor=actor, note=note, now=now)


def snooze(
    session: Session, flag_id: int, *, until: datetime, actor: str, note: str | None, now: datetime
) -> FlagEvent:
    """Put the flag aside until a moment to come. Raises UsageError where that is past or the flag is done with."""
    if until <= now:
        raise UsageError(f"{until:%Y-%m-%d %H:%M} is not in the future: snooze until a later day")
    return _change(session, flag_id, FlagAction.SNOOZED, actor=actor, note=note, now=now, snoozed_until=until)


def settle(
    session: Session, flag_id: int, *, resolution: Resolution, actor: str, note: str | None, now: datetime
) -> FlagEvent:
    """Settle the flag: it stays settled until the claim's facts change, or the check passes.

    Raises UsageError where it is done with.
    """
    return _change(session, flag_id, FlagAction.SETTLED, actor=actor, note=note, now=now, resolution=resolution)


def reopen(session: Session, flag_id: int, *, actor: str, note: str | None, now: datetime) -> FlagEvent:
    """Take back an acknowledgement, a snooze or a settlement. Raises UsageError for open and closed flags."""
    return _change(session, flag_id, FlagAction.REOPENED, actor=actor, note=note, now=now)
