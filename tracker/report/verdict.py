"""What the report says of a claim in one word, and what it says of itself to a shell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from tracker.states import Severity

if TYPE_CHECKING:
    from tracker.report.content import Report

KINDS: Final = (
    "contradicted",
    "source_changed",
    "source_lost",
    "implausible",
    "malformed",
    "stale",
    "unverifiable",
)
"""Kinds of flags, worst first."""

SEVERITIES: Final = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
"""Severities, worst first."""

_KIND_PLACES: Final = {kind: place for place, kind in enumerate(KINDS)}
_SEVERITY_PLACES: Final = {severity: place for place, severity in enumerate(SEVERITIES)}

UNCHECKED: Final = "unchecked"
VERIFIED: Final = "verified"
UNVERIFIED: Final = "unverified"
VERDICTS: Final = (UNCHECKED, *KINDS, VERIFIED, UNVERIFIED)


class ExitCode(IntEnum):
    """What ``tracker report`` and ``tracker check`` end with when they were used rightly."""

    CLEAR = 0
    """Nothing is open at the severity asked for, or above it."""
    FLAGGED = 1
    """Something is."""
    BLIND = 2
    """The report cannot be trusted to have seen everything."""


def rank(kind: str, severity: Severity) -> tuple[int, int]:
    """Return a flag's place among all flags: the lower, the worse. A kind nobody ranked comes last.

    >>> sorted([("stale", Severity.CRITICAL), ("contradicted", Severity.WARNING)], key=lambda flag: rank(*flag))[0][0]
    'stale'
    """
    return _SEVERITY_PLACES[severity], _KIND_PLACES.get(kind, len(KINDS))


def verdict(*, evaluated: bool, open_flags: Iterable[tuple[str, Severity]], corroborating_origins: int) -> str:
    """Return the word for a claim: ``unchecked``, the kind of its worst open flag, ``verified`` or ``unverified``.

    Flags of mere information do not decide. Without another origin that agrees a claim is never ``verified``,
    however clean.

    >>> verdict(evaluated=True, open_flags=[("unverifiable", Severity.INFO)], corroborating_origins=1)
    'verified'
    >>> verdict(evaluated=False, open_flags=[], corroborating_origins=3)
    'unchecked'
    """
    if not evaluated:
        return UNCHECKED
    telling = [flag for flag in open_flags if flag[1] is not Severity.INFO]
    if telling:
        return min(telling, key=lambda flag: rank(*flag))[0]
    return VERIFIED if corroborating_origins > 0 else UNVERIFIED


def at_or_above(severity: Severity) -> Sequence[Severity]:
    """Return the severities that are at least as bad as ``severity``, worst first."""
    return SEVERITIES[: SEVERITIES.index(severity) + 1]


def exit_code(report: Report, fail_on: Severity) -> ExitCode:
    """Return what the command ends with. A blind report is blind whatever it shows: that outweighs its flags."""
    if report.health.blindness:
        return ExitCode.BLIND
    found = any(report.counts.severity[severity] for severity in at_or_above(fail_on))
    return ExitCode.FLAGGED if found else ExitCode.CLEAR
