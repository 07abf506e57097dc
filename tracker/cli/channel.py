"""``tracker channel``: who is told what, and when."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any
from uuid import uuid4

import typer

from tracker import channels, notify, pipeline
from tracker.channels import hours
from tracker.cli.context import Context, actor, console, opened
from tracker.cli.options import day
from tracker.cli.table import Format, clean, counted, facts, grid, lines, show, shown
from tracker.errors import InputError, UsageError
from tracker.models import Channel
from tracker.states import Severity, Topic

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who is told: add, edit, list, show, test, pause, resume, snooze, remove.",
)

NEVER = "never"
NONE = "none"
SHOWN = 5

Name = Annotated[str, typer.Argument(metavar="NAME", help="The channel's name, as newsdesk.")]
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


@app.command()
def add(
    name: Name,
    address: Annotated[
        str,
        typer.Argument(
            metavar="ADDRESS",
            help="Where to, as mailto://… or slack://…; ${VARIABLE} or ${file:PATH} in it is filled in when sending.",
        ),
    ],
    topic: Annotated[
        Topic, typer.Option(help="What it is told of: flags, or errors of the tracker itself.")
    ] = Topic.FLAGS,
    kind: Kinds = None,
    severity: Least = None,
    source: Sources = None,
    metric: Metrics = None,
    instant: Instant = None,
    digest: Digest = None,
    after: After = None,
    quiet: Quiet = None,
    critical_passes: Passes = None,
    suppress: Suppress = None,
    flood: Flood = None,
    recoveries: Recoveries = None,
) -> None:
    """Set up a channel: from now on it is told at once of critical flags, and of what else is asked for.

    Nothing is sent yet: `tracker channel test NAME` does.
    """
    given = _values(
        kind, severity, source, metric, instant, digest, after, quiet, critical_passes, suppress, flood, recoveries
    )
    values = {"topic": topic, "severity": Severity.WARNING, "instant": Severity.CRITICAL} | given
    if "severity" not in given and values["instant"] is Severity.INFO:
        values["severity"] = Severity.INFO
    with opened() as context, pipeline.transaction(context.database) as session:
        channel = channels.add(session, name, address.strip(), now=context.now, zone=context.zone, **values)
        address, missing = channel.address, notify.lacking(channel.address)
    told = f"{name} is told of {topic} from now on, at {notify.mask(address)}."
    show(console, clean(told), f"`tracker channel test {name}` sends a message to try it.")
    for secret in missing:
        show(console, clean(f"{secret} is not set here: it has to be where the service runs.", "yellow"))


@app.command()
def edit(
    name: Name,
    address: Annotated[str | None, typer.Option(help="Another address.")] = None,
    kind: Kinds = None,
    severity: Least = None,
    source: Sources = None,
    metric: Metrics = None,
    instant: Instant = None,
    digest: Digest = None,
    after: After = None,
    quiet: Quiet = None,
    critical_passes: Passes = None,
    suppress: Suppress = None,
    flood: Flood = None,
    recoveries: Recoveries = None,
) -> None:
    """Change a channel; what is not named stays. `--kind none` takes that filter away."""
    values = _values(
        kind, severity, source, metric, instant, digest, after, quiet, critical_passes, suppress, flood, recoveries
    )
    if address is not None:
        values["address"] = address.strip()
    if not values:
        raise UsageError("say what to change, as --instant warning")
    with opened() as context, pipeline.transaction(context.database) as session:
        channel = channels.edit(session, name, zone=context.zone, **values)
        table = facts(_facts(channel, context), context.zone)
    show(console, table)


@app.command("list")
def list_channels(
    output: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.TABLE,
) -> None:
    """List the channels: where they lead, what they are told, and how they fare."""
    with opened() as context, context.database.session() as session:
        listed = channels.listing(session)
        if output is Format.JSONL:
            lines(_record(one, context.now) for one in listed)
            return
        if not listed:
            show(console, "Nobody is told anything yet. Add a channel: `tracker channel add NAME ADDRESS`.")
            return
        table = grid("Channel", "Where", "Told", "Sent", "State", numbers=["Sent"])
        for one in listed:
            table.add_row(
                clean(one.channel.name, "bold"),
                clean(notify.mask(one.channel.address)),
                clean(_told(one.channel)),
                f"{one.sent:,}",
                clean(_state(one, context.now), "bold red" if one.error else ""),
            )
        show(console, table)


@app.command("show")
def show_channel(name: Name) -> None:
    """Show one channel with all it was set to, and the last messages it was sent."""
    with opened() as context, context.database.session() as session:
        channel = channels.find(session, name)
        (one,) = [each for each in channels.listing(session) if each.channel.id == channel.id]
        show(console, facts([*_facts(channel, context), ("state", _state(one, context.now))], context.zone))
        sent = channels.sent(session, name, limit=SHOWN)
        if sent:
            table = grid("Written", "Sent", "Message")
            for notice in sent:
                table.add_row(
                    shown(notice.created_at, context.zone),
                    shown(notice.sent_at, context.zone) if not notice.error else clean(notice.error, "red"),
                    clean(notice.subject),
                )
            show(console, "", table)


@app.command()
def test(name: Name) -> None:
    """Send one message to a channel now, to see that it arrives, whatever its hours."""
    with opened() as context, context.database.session() as session:
        address = channels.find(session, name).address
    body = f"This is a test of the channel {name}. Nothing is wrong."
    notify.send(address, notify.Message("claims-tracker: a test", body, uuid4().hex))
    show(console, clean(f"{notify.mask(address)} took the message."))


@app.command()
def pause(name: Name) -> None:
    """Tell a channel nothing until it is resumed; what happens meanwhile it is never told."""
    with opened() as context, pipeline.transaction(context.database) as session:
        channels.pause(session, name, actor=actor(), now=context.now)
    show(console, f"{name} is told nothing until `tracker channel resume {name}`.")


@app.command()
def resume(name: Name) -> None:
    """Tell a paused or snoozed channel again, of what happens from now on."""
    with opened() as context, pipeline.transaction(context.database) as session:
        channels.resume(session, name, now=context.now)
    show(console, f"{name} is told again.")


@app.command()
def snooze(
    name: Name,
    length: Annotated[str | None, typer.Option("--for", metavar="TIME", help="For how long: 90m, 8h, 3d.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Until this day begins, as 2026-01-31.")] = None,
) -> None:
    """Tell a channel nothing for a while; what still stands then is told in one message."""
    if (until is None) == (length is None):
        raise UsageError("say how long: --for 8h, or --until 2026-01-31")
    end = day(until, "--until")
    span = _option("--for", hours.length, length)
    with opened() as context, pipeline.transaction(context.database) as session:
        moment = datetime.combine(end, time.min, tzinfo=context.zone) if end is not None else context.now + span
        channels.snooze(session, name, until=moment, now=context.now)
    show(console, f"{name} is told nothing until {moment.astimezone(context.zone):%Y-%m-%d %H:%M}.")


@app.command()
def remove(name: Name) -> None:
    """Forget a channel, and what it was told."""
    with opened() as context, pipeline.transaction(context.database) as session:
        unsent = channels.remove(session, name)
    lost = f" {counted(unsent, 'message')} had not been delivered." if unsent else ""
    show(console, f"{name} is gone.{lost}")


def _values(
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
    """What was given on the command line, by the field it sets."""
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
        both = (None, None) if quiet.lower() == NONE else _option("--quiet", hours.quiet, quiet)
        found["quiet_from"], found["quiet_until"] = both
    if suppress is not None:
        span = _option("--suppress", hours.length, "0" if suppress.lower() == NONE else suppress)
        found["suppress_minutes"] = int(span.total_seconds()) // 60
    return found


def _severity(text: str) -> Severity:
    try:
        return Severity(text.lower())
    except ValueError:
        raise UsageError(f"--instant: {text!r} is none of {', '.join(Severity)} and {NEVER}") from None


def _option(option: str, read: Any, text: str | None) -> Any:
    try:
        return None if text is None else read(text)
    except InputError as error:
        raise UsageError(f"{option}: {error}") from None


def _told(channel: Channel) -> str:
    if channel.topic is Topic.ERRORS:
        return "errors, at once"
    parts = [
        f"{channel.instant} at once" if channel.instant else "",
        f"digest {channel.digest}" if channel.digest else "",
    ]
    return ", ".join(part for part in parts if part)


def _state(one: channels.Listed, now: datetime) -> str:
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


def _facts(channel: Channel, context: Context) -> list[tuple[str, object]]:
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


def _record(one: channels.Listed, now: datetime) -> dict[str, Any]:
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
        "state": _state(one, now),
    }
