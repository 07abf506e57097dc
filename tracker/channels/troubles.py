"""What the tracker itself cannot do, for channels of errors: jobs that fail, most of the fetches, suites, checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tracker import health
from tracker.models import Channel, ChannelTrouble
from tracker.settings import Settings

# What a source, a channel or a metric that is gone left behind fails no more.
_JOBS: Final = text("""
SELECT j.name, j.failures, (
           SELECT r.note FROM job_run r WHERE r.job = j.name AND r.status = 'failed'
            ORDER BY r.started_at DESC LIMIT 1) AS note
  FROM job j
 WHERE j.failures >= :after AND split_part(j.name, ':', 2) <> :channel
   AND (j.name NOT LIKE 'fetch:%' OR EXISTS (
           SELECT FROM source s
            WHERE s.slug = substr(j.name, 7) AND s.removed_at IS NULL AND s.paused_at IS NULL))
   AND (split_part(j.name, ':', 1) NOT IN ('notify', 'digest') OR EXISTS (
           SELECT FROM channel c WHERE c.name = split_part(j.name, ':', 2) AND c.paused_at IS NULL))
""")
_SUITES: Final = text("""
WITH latest AS (
    SELECT id FROM run WHERE is_present AND status <> 'running' ORDER BY id DESC LIMIT :after
)
SELECT sr.suite, (array_agg(sr.error ORDER BY sr.run_id DESC))[1] AS error
  FROM suite_run sr JOIN latest ON latest.id = sr.run_id
 WHERE sr.status = 'failed'
 GROUP BY sr.suite HAVING count(*) = :after
""")
# Asked every few seconds: the looks of a day are counted only while there is a reason to.
_MAY_BE_BLIND: Final = text("""
SELECT EXISTS (SELECT FROM job WHERE failures > 0 AND name LIKE 'fetch:%')
    OR EXISTS (SELECT FROM channel_trouble WHERE channel_id = :channel_id AND name = :fetches AND cleared_at IS NULL)
""")
_FETCHES: Final = "fetches"
_CHECKS: Final = text("""
SELECT (SELECT max(as_of) FROM run WHERE is_present AND status <> 'running') AS last,
       (SELECT paused_by FROM job WHERE name = 'check' AND paused_at IS NOT NULL) AS paused_by
""")


@dataclass(frozen=True, slots=True)
class News:
    """What a channel of errors is to be told."""

    new: tuple[tuple[str, str], ...]
    """Name of the thing that fails, and why."""
    cleared: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.cleared)


def current(session: Session, settings: Settings, channel: Channel, now: datetime) -> dict[str, str]:
    """Everything that fails now, as often in a row as the channel asks for, with the reason."""
    given = {"after": channel.after, "channel": channel.name}
    found = {f"suite {row.suite}": row.error or "it cannot run" for row in session.execute(_SUITES, given)}
    for row in session.execute(_JOBS, given).all():
        note = row.note or "the log says why"
        if row.name == "check" and found and "did not run" in note:
            continue  # the suites are told by themselves
        times = f" ({row.failures} times in a row)" if row.failures > 1 else ""
        found[f"job {row.name}"] = note + times
    if session.scalar(_MAY_BE_BLIND, {"channel_id": channel.id, "fetches": _FETCHES}):
        blind = health.looks(session, settings, now=now).reason(health.Limits.of(settings))
        if blind is not None:
            found[_FETCHES] = blind
    checks = session.execute(_CHECKS).one()
    if checks.paused_by is not None:
        found["checks"] = f"{checks.paused_by} paused them; `tracker jobs resume check` ends that"
    elif checks.last is not None and now - checks.last > timedelta(hours=settings.sweep_max_age_hours):
        found["checks"] = f"nothing was checked since {checks.last:%Y-%m-%d %H:%M} UTC"
    return found


def news(session: Session, settings: Settings, channel: Channel, now: datetime) -> News:
    """What has changed since the channel was last told."""
    fails = current(session, settings, channel, now)
    known: Mapping[str, ChannelTrouble] = {
        trouble.name: trouble
        for trouble in session.scalars(select(ChannelTrouble).where(ChannelTrouble.channel_id == channel.id))
    }
    since = now - timedelta(minutes=channel.suppress_minutes)
    new = [
        (name, why)
        for name, why in sorted(fails.items())
        if name not in known or (known[name].cleared_at is not None and known[name].told_at <= since)
    ]
    cleared = [name for name, one in sorted(known.items()) if one.cleared_at is None and name not in fails]
    return News(tuple(new), tuple(cleared))


def note(session: Session, channel: Channel, told: News, now: datetime) -> None:
    """Note what the channel is told."""
    for name, why in told.new:
        session.merge(ChannelTrouble(channel_id=channel.id, name=name, told=why, told_at=now, cleared_at=None))
    for name in told.cleared:
        trouble = session.get(ChannelTrouble, (channel.id, name))
        if trouble is not None:
            trouble.cleared_at = now
    session.flush()
