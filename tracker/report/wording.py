"""Words for people: dates, counts, how much the last sweep saw, why a flag stands. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from tracker import amounts
from tracker.report.content import FlaggedClaim, Report, ReportedFlag
from tracker.report.excerpt import clean
from tracker.states import FlagState

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def plural(count: int, one: str, many: str | None = None) -> str:
    """Count things.

    >>> plural(1, "claim"), plural(1200, "claim"), plural(2, "suite is", "suites are")
    ('1 claim', '1,200 claims', '2 suites are')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(moment: date | None, missing: str = "no date") -> str:
    """Write a day so that no reader takes the month for the day.

    >>> day(date(2025, 10, 9)), day(None)
    ('9 Oct 2025', 'no date')
    """
    return missing if moment is None else f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def local_day(moment: datetime, zone: tzinfo) -> str:
    """Write the day that ``moment`` falls on in ``zone``."""
    return day(moment.astimezone(zone).date())


def minute(moment: datetime, zone: tzinfo) -> str:
    """Write a moment to the minute, in ``zone``."""
    local = moment.astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M} {local.tzname() or ''}".rstrip()


def ago(age: timedelta) -> str:
    """Say how long ago something was.

    >>> [ago(timedelta(seconds=seconds)) for seconds in (20, 130, 7300, 200_000)]
    ['just now', '2 minutes ago', '2 hours ago', '2 days ago']
    """
    seconds = int(age.total_seconds())
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{plural(seconds // size, name)} ago"
    return "just now"


def moment_line(report: Report) -> str:
    """Say which moment the report tells of."""
    if report.is_past:
        return f"as of {day(report.as_of)}"
    return minute(report.moment, report.zone)


def coverage(report: Report, *, is_kept: bool = False) -> str:
    """Say how much the last sweep saw and when it was; in a report that is kept, not how long ago."""
    health = report.health
    if health.last_run_at is None:
        return f"{plural(health.claims, 'claim')}, none evaluated: no sweep has run yet"
    if report.is_past:
        when = f"as of {local_day(health.last_run_at, report.zone)}"
    elif is_kept or health.age is None:
        when = minute(health.last_run_at, report.zone)
    else:
        when = ago(health.age)
    seen = f"{health.evaluated:,} of {plural(health.claims, 'claim')} evaluated"
    return f"{seen}, {plural(health.suites_run, 'suite')}, {when}"


def unread(report: Report) -> str:
    """Say what could not be read, which no claim is to blame for; empty where everything could, or nobody knows."""
    errors = report.health.check_errors
    if not errors:
        return ""
    kinds = ", ".join(f"{count:,} {spaced(kind)}" for kind, count in errors.items())
    return f"{plural(sum(errors.values()), 'page or source', 'pages and sources')} could not be read: {kinds}"


def headline(report: Report) -> str:
    """Say how many claims are flagged, of how many."""
    counts = report.counts
    flags = plural(counts.total, "open flag")
    where = f" for {report.filters.words}" if report.filters else ""
    return f"{counts.claims:,} of {plural(report.health.claims, 'claim')} flagged{where}: {flags}"


def nothing_flagged(report: Report) -> str:
    """Say that nothing is flagged, and no more than that: of how many claims, and how far that can be trusted."""
    health = report.health
    where = f" for {report.filters.words}" if report.filters else ""
    if health.blindness:
        return f"Nothing is flagged{where}, but that means little: see above."
    if not health.claims:
        return "There are no claims yet. Add an article: `tracker source add FILE --publisher NAME`."
    among = plural(health.evaluated, "claim")
    if health.unevaluated:
        return f"Nothing is flagged{where} among the {among} evaluated; {health.unevaluated:,} await their first check."
    return f"Nothing is flagged{where} among {among}."


def quiet_line(report: Report) -> str:
    """Say what is not shown because somebody put it aside; empty where there is nothing of the kind."""
    parts = [f"{report.counts.quiet[state]:,} {state}" for state in FlagState if report.counts.quiet.get(state)]
    total = sum(report.counts.quiet.values())
    return f"Not shown: {' and '.join(parts)} {'flag' if total == 1 else 'flags'}." if parts else ""


def spaced(word: str) -> str:
    """Turn a code word into words.

    >>> spaced("source_changed")
    'source changed'
    """
    return word.replace("_", " ")


def opening(text: str) -> str:
    """Return text fit to open a sentence.

    >>> opening("as of today")
    'As of today'
    """
    return text[:1].upper() + text[1:]


def since(flag: ReportedFlag, zone: tzinfo) -> str:
    """Say since when a flag stands, and whether somebody is on it."""
    return "; ".join(part for part in (f"since {local_day(flag.opened_at, zone)}", handled(flag)) if part)


def handled(flag: ReportedFlag) -> str:
    """Say whether somebody is on the flag; empty where nobody is."""
    return "acknowledged" if flag.state is FlagState.ACKNOWLEDGED else ""


def flagged_since(claim: FlaggedClaim, zone: tzinfo) -> str | None:
    """Return the day that all the claim's open flags stand since; None where they do not share one."""
    days = {local_day(flag.opened_at, zone) for flag in claim.open_flags}
    return days.pop() if len(days) == 1 else None


def said_by(claim: FlaggedClaim) -> str:
    """Say whose word the figure is, as far as the text tells."""
    if claim.is_hearsay:
        return "hearsay"
    return f"said by {clean(claim.attribution)}" if claim.attribution else "nobody is named as saying it"


def about(claim: FlaggedClaim) -> str:
    """Name what the figure is about: subject · metric."""
    named = [clean(part) for part in (claim.subject, claim.metric) if part]
    return " · ".join(named) or "nothing named"


def reading(claim: FlaggedClaim) -> str:
    """Say in plain words what the figure was read as; empty where that is no number, or no other words."""
    ends = [bound for bound in (claim.low, claim.high) if bound is not None]
    if not ends or any(isinstance(bound, Decimal) and not bound.is_finite() for bound in ends):
        return ""
    words = amounts.in_words(
        claim.low,
        claim.high,
        claim.unit,
        claim.comparator,
        kind=claim.kind,
        rate=claim.rate,
        counted=clean(claim.counted) or None,
    )
    return "" if words == clean(claim.figure) else words
