"""What a channel is told, at once and in digests: chosen, worded and written down in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker import report
from tracker.channels import hours, outbox, record, troubles
from tracker.messages import choice, wording
from tracker.models import Channel, Source
from tracker.report.content import Filters, Report
from tracker.report.verdict import at_or_above
from tracker.report.wording import plural
from tracker.settings import Settings
from tracker.states import NoticeKind, Severity, Topic

FEW: Final = 5
"""How many claims stand for a flood of them, and for each part of a digest."""


def compose(session: Session, settings: Settings, name: str, *, now: datetime) -> bool:
    """Write the notice of what a channel is to be told now; returns whether there is one.

    Where an earlier one could not be delivered yet, what has happened since waits for the next. Raises InputError where
    there is no such channel.
    """
    channel = record.find(session, name, lock=True)
    if channel.paused_at is not None:
        return False
    if channel.topic is Topic.FLAGS:
        choice.take_in(session, channel, now)
    rest = _rest(channel, settings, now)
    if rest is not None and not (channel.critical_passes and not _is_snoozed(channel, now)):
        if channel.topic is Topic.FLAGS:
            choice.look_again(session, channel, now, rest)
        else:
            channel.look_at = rest
        return False
    if outbox.is_unsent(session, channel):
        return False
    if channel.topic is Topic.ERRORS:
        return _errors(session, settings, channel, now)
    return _flags(session, settings, channel, now, rest)


def _is_snoozed(channel: Channel, now: datetime) -> bool:
    return channel.snoozed_until is not None and channel.snoozed_until > now


def _rest(channel: Channel, settings: Settings, now: datetime) -> datetime | None:
    """When a channel may be told again: the end of its snooze, or of its quiet hours. None where it may be told."""
    if _is_snoozed(channel, now):
        return channel.snoozed_until
    return hours.quiet_end(now, channel.quiet_from, channel.quiet_until, settings.timezone)


def _flags(session: Session, settings: Settings, channel: Channel, now: datetime, rest: datetime | None) -> bool:
    first = choice.first_ready(session, channel, now, is_quiet=rest is not None)
    if first is not None:
        notice = outbox.write(session, channel, NoticeKind.INSTANT, f"flags:{first}", now)
        choice.tell(session, channel, notice.id, now, is_quiet=rest is not None)
        matter = choice.told(session, notice.id, channel.flood, FEW)
        outbox.fill(notice, wording.instant(matter, where(settings)))
    choice.look_again(session, channel, now, rest)
    return first is not None


def _errors(session: Session, settings: Settings, channel: Channel, now: datetime) -> bool:
    channel.look_at = None
    told = troubles.news(session, settings, channel, now)
    if not channel.recoveries and told.cleared:
        troubles.note(session, channel, troubles.News((), told.cleared), now)
        told = troubles.News(told.new, ())
    if not told:
        return False
    names = "|".join([*(name for name, _ in told.new), *told.cleared])
    notice = outbox.write(session, channel, NoticeKind.ERRORS, f"errors:{now.isoformat()}:{names[:100]}", now)
    troubles.note(session, channel, told, now)
    outbox.fill(notice, wording.errors(told.new, told.cleared, channel.flood, FEW, "See `tracker doctor`."))
    return True


def digest(session: Session, settings: Settings, name: str, *, now: datetime) -> bool:
    """Write the digest of a channel where it is due; returns whether it was.

    Raises InputError where there is no such channel.
    """
    channel = record.find(session, name, lock=True)
    if channel.digest is None or channel.paused_at is not None or _is_snoozed(channel, now):
        return False
    zone = settings.timezone
    if hours.digest(channel.digest, zone).next(min(channel.digested_at, now)) > now:
        return False  # another process wrote it and died before it was sent
    until = choice.horizon(session)
    until = max(channel.digest_id, channel.horizon_id if until is None else until)
    notice = outbox.write(session, channel, NoticeKind.DIGEST, f"digest:{channel.digested_at.isoformat()}", now)
    found = _report(session, settings, channel, now)
    told = wording.digest(
        choice.changed(session, channel, until, now, FEW),
        choice.due(session, channel, now, FEW),
        since=channel.digested_at,
        now=now,
        zone=zone,
        standing=_standing(channel, found),
        blind=found.health.blindness,
        where=where(settings),
    )
    outbox.fill(notice, told)
    channel.digest_id, channel.digested_at = until, now
    return True


def _report(session: Session, settings: Settings, channel: Channel, now: datetime) -> Report:
    there = session.scalars(select(Source.slug).where(Source.slug.in_(channel.sources)).order_by(Source.slug)).all()
    severities = at_or_above(channel.severity)
    filters = Filters(kinds=tuple(channel.kinds), severities=tuple(severities), sources=tuple(there))
    return report.build(session, settings=settings, moment=now, filters=filters, worst=0)


def _standing(channel: Channel, found: Report) -> str:
    """How much is open in all; for some metrics only nobody has counted that."""
    if channel.metrics:
        return ""
    counts = found.counts
    told = [f"{counts.severity[each]:,} {each}" for each in Severity if counts.severity[each]]
    flags = f": {plural(counts.total, 'flag')} ({', '.join(told)})" if told else ""
    return f"Open now: {plural(counts.claims, 'claim')} of {found.health.claims:,}{flags}."


def where(settings: Settings) -> str:
    """Where the whole report is."""
    if settings.report_url is not None:
        return f"Report: {settings.report_url}"
    return "Report: `tracker report`; TRACKER_REPORT_URL puts its address here."
