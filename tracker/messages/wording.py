"""What the messages say: a subject that tells the most, a line a claim. Plain text, for chat and mail alike. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from tracker.messages.choice import Matter
from tracker.report.excerpt import clean
from tracker.report.verdict import KINDS, SEVERITIES
from tracker.report.wording import day, minute, plural, spaced
from tracker.states import Severity

NAME: Final = "claims-tracker"
_FIGURE: Final = 40
_ABOUT: Final = 60
_WHY: Final = 140

_PHRASES: Final = {
    "contradicted": ("figure contradicted", "figures contradicted"),
    "source_changed": ("figure changed at its source", "figures changed at their sources"),
    "source_lost": ("page gone", "pages gone"),
    "implausible": ("figure implausible", "figures implausible"),
    "malformed": ("figure malformed", "figures malformed"),
    "stale": ("figure stale", "figures stale"),
    "unverifiable": ("figure unverifiable", "figures unverifiable"),
}
_MARKS: Final = {Severity.CRITICAL: "!!", Severity.WARNING: "!", Severity.INFO: "-"}


def short(text: str, length: int) -> str:
    """Cut foreign text to a length, on one line and harmless.

    >>> short("a figure of  many words", 12)
    'a figure of…'
    """
    line = clean(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def kinds(rows: Iterable[Any]) -> str:
    """Say how many claims of which kinds, the worst kind first: ``3 figures contradicted, 1 page gone``."""
    numbers: dict[str, int] = {}
    for row in rows:
        numbers[row.kind] = numbers.get(row.kind, 0) + (row.pages if row.kind == "source_lost" else row.claims)
    known = {kind: place for place, kind in enumerate(KINDS)}
    named = sorted(numbers.items(), key=lambda each: (known.get(each[0], len(known)), each[0]))
    return ", ".join(plural(number, *_phrase(kind)) for kind, number in named)


def _phrase(kind: str) -> tuple[str, str]:
    words = spaced(kind)
    return _PHRASES.get(kind, (f"figure {words}", f"figures {words}"))


def worst(rows: Iterable[Any]) -> Severity | None:
    """The worst severity among counts; None where there are none."""
    return min((Severity(row.severity) for row in rows), key=SEVERITIES.index, default=None)


def line(claim: Any, *, is_recovery: bool = False) -> str:
    """One claim: the figure, what it is about, who says so since when, and why it is told."""
    about = short(" · ".join(part for part in (claim.subject, claim.metric) if part), _ABOUT)
    stated = f"{short(claim.publisher, _FIGURE)}, {day(claim.stated_on, 'undated')}"
    named = f"{short(claim.figure, _FIGURE)}{f' | {about}' if about else ''} | {stated} | claim {claim.claim_id}"
    if is_recovery:
        return f"+ {named}: no longer {spaced(claim.kind)}"
    more = f" (and {plural(claim.flags - 1, 'more flag')})" if claim.flags > 1 else ""
    return f"{_MARKS[Severity(claim.severity)]} {named}: {spaced(claim.kind)}. {short(claim.message, _WHY)}{more}"


def instant(matter: Matter, where: str) -> tuple[str, str, Severity | None]:
    """Subject, body and severity of what is told at once."""
    told = [kinds(matter.new)] if matter.new else []
    if matter.cleared:
        told.append(f"{matter.count_cleared:,} cleared")
    parts = [_section("", matter.new_claims, matter.count_new)]
    if matter.cleared:
        parts.append(_section("Cleared:", matter.cleared_claims, matter.count_cleared, is_recovery=True))
    return f"{NAME}: {'; '.join(told)}", _body(parts, where), worst(matter.new)


def _section(title: str, claims: Sequence[Any], total: int, *, is_recovery: bool = False) -> str:
    lines = [title] if title else []
    lines += [line(claim, is_recovery=is_recovery) for claim in claims]
    if total > len(claims):
        lines.append(f"and {total - len(claims):,} more")
    return "\n".join(lines)


def _body(parts: Iterable[str], where: str) -> str:
    return "\n\n".join(part for part in (*parts, where) if part)


def digest(
    matter: Matter,
    due: tuple[int, Sequence[Any]],
    *,
    since: datetime,
    now: datetime,
    zone: tzinfo,
    standing: str,
    blind: Sequence[str],
    where: str,
) -> tuple[str, str, Severity | None]:
    """Subject, body and severity of a digest. Where the tracker is blind that comes first."""
    counts = (
        (matter.count_new, "new"),
        (matter.count_cleared, "cleared"),
        (due[0], "due soon"),
    )
    told = ", ".join(f"{number:,} {what}" for number, what in counts if number) or "nothing new"
    subject = f"{NAME}: {'BLIND; ' if blind else ''}{told}"
    parts = [f"From {minute(since, zone)} to {minute(now, zone)}."]
    if blind:
        parts.append("\n".join(["The tracker may be blind:", *(f"!! {short(reason, 300)}" for reason in blind)]))
    if matter.new:
        parts.append(_section(f"New: {kinds(matter.new)}", matter.new_claims, matter.count_new))
    if matter.cleared:
        title = f"Cleared: {plural(matter.count_cleared, 'claim')}"
        parts.append(_section(title, matter.cleared_claims, matter.count_cleared, is_recovery=True))
    if due[0]:
        parts.append(_section(f"Due soon: {plural(due[0], 'claim')}", due[1], due[0]))
    if not any(number for number, _ in counts):
        parts.append("Nothing is new, nothing was cleared, and nothing will soon be stale.")
    parts.append(standing)
    return subject, _body(parts, where), Severity.CRITICAL if blind else worst(matter.new)


def errors(
    new: Sequence[tuple[str, str]], cleared: Sequence[str], limit: int, few: int, where: str
) -> tuple[str, str, Severity | None]:
    """Subject, body and severity of what the tracker cannot do, and what it can do again."""
    told = []
    if new:
        told.append(
            f"{short(new[0][0], 60)} {_verb(new[0][0], 'fail')}" if len(new) == 1 else f"{len(new):,} things fail"
        )
    if cleared:
        one = f"{short(cleared[0], 60)} {_verb(cleared[0], 'work')} again"
        told.append(one if len(cleared) == 1 else f"{len(cleared):,} work again")
    shown = new if len(new) <= limit else new[:few]
    lines = [f"!! {short(name, 80)}: {short(why, 300)}" for name, why in shown]
    if len(new) > len(shown):
        lines.append(f"and {len(new) - len(shown):,} more")
    again = cleared if len(cleared) <= limit else cleared[:few]
    back = [f"+ {short(name, 80)}: {_verb(name, 'work')} again" for name in again]
    if len(cleared) > len(again):
        back.append(f"and {len(cleared) - len(again):,} more")
    body = _body(["\n".join(lines), "\n".join(back)], where)
    return f"{NAME}: {'; '.join(told)}", body, Severity.CRITICAL if new else None


def _verb(name: str, verb: str) -> str:
    """The verb as the name of what fails asks for it: ``the checks fail``, ``job fetch:news fails``."""
    return verb if " " not in name else f"{verb}s"
