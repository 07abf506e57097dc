"""What would change the verdict on a claim, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from tracker.explanation.content import Dates, Link, Other
from tracker.report.verdict import UNCHECKED, UNVERIFIED, VERIFIED
from tracker.standing import Raised, Verdict
from tracker.states import FlagState, Severity

_DONE: Final = (FlagState.SETTLED, FlagState.SNOOZED)


def would_change(
    verdict: Verdict,
    flags: Sequence[Raised],
    counted: Sequence[Other],
    link: Link,
    dates: Dates,
    as_of: date,
    *,
    is_checkable: bool,
) -> Iterator[str]:
    """Yield what would make the verdict another one, the nearest first."""
    if verdict.word == UNCHECKED:
        yield "A sweep has to look at it: `tracker check`."
    telling = [flag for flag in flags if flag.is_open and flag.severity is not Severity.INFO]
    yield from dict.fromkeys(f"{_name(flag)}: {_sentence(flag.remedy)}" for flag in telling if flag.remedy)
    agreeing = [each for each in counted if each.relation == "agrees with" and each.is_independent]
    if not agreeing:
        yield from _lacking(telling, link, is_checkable=is_checkable)
    elif verdict.word == VERIFIED and len(agreeing) == 1:
        yield f"It is verified by claim {agreeing[0].claim} alone: without that it would be unverified."
    yield from _ageing(verdict, dates, as_of)
    if verdict.word in (VERIFIED, UNVERIFIED) and link.metric is not None:
        yield "An independent origin whose figure does not meet it would make it contradicted."
    for flag in flags:
        if flag.state in _DONE:
            until = f"{flag.snoozed_until:%Y-%m-%d}" if flag.snoozed_until else "its facts change"
            yield f"Flag {flag.id} ({_name(flag)}) is {flag.state} until {until}."


def _lacking(telling: Sequence[Raised], link: Link, *, is_checkable: bool) -> Iterator[str]:
    if not is_checkable:
        yield "It claims nothing that can be checked, so that nothing can verify it."
        return
    if link.metric is None:
        yield "Linked to a metric, it could be held against what others say: `tracker metric list`."
    then = "would make it verified" if not telling else "would make it verified, once nothing else is open"
    yield f"An independent origin that agrees {then}."


def _ageing(verdict: Verdict, dates: Dates, as_of: date) -> Iterator[str]:
    if verdict.word == "stale":
        return
    if dates.fresh_until is not None and dates.fresh_until >= as_of:
        warned = ""
        if dates.warn_from is not None and as_of < dates.warn_from <= dates.fresh_until:
            warned = f", with a warning from {dates.warn_from}"
        yield f"It becomes stale after {dates.fresh_until}{warned}, unless a newer figure comes."
    if dates.period_end is not None and dates.period_end >= as_of:
        yield f"Its period ends on {dates.period_end}."


def _name(flag: Raised) -> str:
    return f"{flag.kind}/{flag.reason}"


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?", "。")) else f"{words}."
