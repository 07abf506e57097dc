"""What a channel is told, and when: the options of ``tracker channel`` that say so, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar

import typer

from tracker import channels, notify
from tracker.channels import hours
from tracker.cli.context import Context
from tracker.cli.table import counted
from tracker.errors import InputError, UsageError
from tracker.models import Channel
from tracker.states import Severity, Topic

T = TypeVar("T")

NEVER: Final = "never"
NONE: Final = "none"

Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Only flags of this kind; repeatable.")]
Least = Annotated[Severity | None, typer.Option("--severity", help="Only flags that are so severe, or more.")]
Sources = Annotated[list[str] | None, typer.Option("--source", metavar="SLUG", help="Only this source's; repeatable.")]
Metrics = Annotated[list[str] | None, typer.Option("--metric", metavar="SLUG", help="Only this metric's; repeatable.")]
Instant = Annotated[
    str | None,
    typer.Option(metavar="SEVERITY", help="Tell at once what is so severe, or more; `never` for digests only."),
]
Digest = Annotated[
    str | None, typer.Option(metavar="WHEN", help="daily, weekly, 12h, or a cron line: '30 7 * * 1-5'; `none`.")
]
After = Annotated[
    int | None, typer.Option(min=1, max=100, help="Tell what has failed in so many runs of its suite, or in a row.")
]
Quiet = Annotated[str | None, typer.Option(metavar="HOURS", help="Tell nothing at once then: 22:00-07:00; `none`.")]
Passes = Annotated[
    bool | None, typer.Option("--critical-passes/--critical-waits", help="Whether critical flags are told then, too.")
]
Suppress = Annotated[
    str | None, typer.Option(metavar="TIME", help="Do not tell the same flag again within 24h, 7d; `0` always tells.")
]
Flood = Annotated[int | None, typer.Option(min=1, max=200, help="Of more claims than so many, tell the worst few.")]
Recoveries = Annotated[bool | None, typer.Option("--recoveries/--no-recoveries", help="Tell what has cleared, too.")]


def values(
    kind: list[str] | None,
    severity: Severity | None,
    source: list[str] | None,
    metric: list[str] | None,
    instant: str | None,
    digest: str | None,
    after: int | None,
    quiet: str | None,
    critical_passes: bool | None,
    suppress: str | None,
    flood: int | None,
    recoveries: bool | None,
) -> dict[str, Any]:
    """What was given on the command line, by the field it sets; raises UsageError."""
    lists = {"kinds": kind, "sources": source, "metrics": metric}
    found: dict[str, Any] = {field: [] if each == [NONE] else each for field, each in lists.items() if each}
    plain = {
        "severity": severity,
        "after": after,
        "critical_passes": critical_passes,
        "flood": flood,
        "recoveries": recoveries,
    }
    found |= {field: value for field, value in plain.items() if value is not None}
    if instant is not None:
        found["instant"] = None if instant.lower() in (NEVER, NONE) else _severity(instant)
    if digest is not None:
        found["digest"] = None if digest.lower() in (NEVER, NONE) else " ".join(digest.split())
    if quiet is not None:
        both = (None, None) if quiet.lower() == NONE else read("--quiet", hours.quiet, quiet)
        found["quiet_from"], found["quiet_until"] = both
    if suppress is not None:
        span = read("--suppress", hours.length, "0" if suppress.lower() == NONE else suppress)
        found["suppress_minutes"] = int(span.total_seconds()) // 60
    return found


def _severity(text: str) -> Severity:
    try:
        return Severity(text.lower())
    except ValueError:
        raise UsageError(f"--instant: {text!r} is none of {', '.join(Severity)} and {NEVER}") from None


def read(option: str, reader: Callable[[str], T], text: str) -> T:
    """Read what was given for ``option``; raises UsageError where ``reader`` raises InputError."""
    try:
        return reader(text)
    except InputError as error:
        raise UsageError(f"{option}: {error}") from None


def told(channel: Channel) -> str:
    """Say in a few words what a channel is told."""
    if channel.topic is Topic.ERRORS:
        return "errors, at once"
    parts = [
        f"{channel.instant} at once" if channel.instant else "",
        f"digest {channel.digest}" if channel.digest else "",
    ]
    return ", ".join(part for part in parts if part)


def state(one: channels.Listed, now: datetime) -> str:
    """Say in a few words how a channel fares."""
    channel = one.channel
    if channel.paused_at is not None:
        return f"paused by {channel.paused_by}"
    if one.error:
        return f"failing, {counted(one.attempts, 'time')}: {one.error}"
    if channel.snoozed_until is not None and channel.snoozed_until > now:
        return "snoozed"
    if missing := notify.lacking(channel.address):
        return f"{', '.join(missing)} not set here"
    return f"{counted(one.waiting, 'message')} to be sent" if one.waiting else "well"


def _quiet(channel: Channel) -> str | None:
    if channel.quiet_from is None:
        return None
    return f"{channel.quiet_from:%H:%M}-{channel.quiet_until:%H:%M}"


def facts(channel: Channel, context: Context) -> list[tuple[str, object]]:
    """All that a channel was set to, for people."""
    named = {"kinds": channel.kinds, "sources": channel.sources, "metrics": channel.metrics}
    passes = ", critical ones pass" if channel.critical_passes else ""
    snoozed = channel.snoozed_until if channel.snoozed_until and channel.snoozed_until > context.now else None
    found: list[tuple[str, object]] = [
        ("channel", channel.name),
        ("where", notify.mask(channel.address)),
        ("told of", str(channel.topic)),
        ("after", counted(channel.after, "run") if channel.topic is Topic.FLAGS else counted(channel.after, "failure")),
        ("quiet hours", f"{quiet}{passes}" if (quiet := _quiet(channel)) else "none"),
        ("not again within", counted(channel.suppress_minutes, "minute") if channel.suppress_minutes else "any time"),
        ("one by one up to", counted(channel.flood, "claim")),
        ("recoveries", channel.recoveries),
        *([("snoozed until", snoozed)] if snoozed else []),
        ("since", channel.created_at),
    ]
    if channel.topic is Topic.FLAGS:
        filters = [(field, ", ".join(names) or "all") for field, names in named.items()]
        least = [("severity", f"{channel.severity} or worse")]
        when = [("at once", f"{channel.instant} or worse" if channel.instant else NEVER), ("digest", channel.digest)]
        found[3:3] = [*filters, *least, *when]
    return found


def record(one: channels.Listed, now: datetime) -> dict[str, Any]:
    """All that a channel was set to, and how it fares, for programs."""
    channel = one.channel
    return {
        "channel": channel.name,
        "address": notify.mask(channel.address),
        "topic": channel.topic,
        "kinds": channel.kinds,
        "severity": channel.severity,
        "sources": channel.sources,
        "metrics": channel.metrics,
        "instant": channel.instant,
        "digest": channel.digest,
        "after": channel.after,
        "quiet": _quiet(channel),
        "critical_passes": channel.critical_passes,
        "suppress_minutes": channel.suppress_minutes,
        "flood": channel.flood,
        "recoveries": channel.recoveries,
        "paused_at": channel.paused_at,
        "snoozed_until": channel.snoozed_until,
        "sent": one.sent,
        "last_sent_at": one.last_sent_at,
        "waiting": one.waiting,
        "error": one.error,
        "state": state(one, now),
    }
