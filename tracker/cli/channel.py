"""``tracker channel``: who is told what, and when."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Final
from uuid import uuid4

import typer

from tracker import channels, notify, pipeline
from tracker.channels import hours
from tracker.cli import subscription
from tracker.cli.context import actor, console, opened
from tracker.cli.options import Output, day
from tracker.cli.subscription import (
    After,
    Digest,
    Flood,
    Instant,
    Kinds,
    Least,
    Metrics,
    Passes,
    Quiet,
    Recoveries,
    Sources,
    Suppress,
)
from tracker.cli.table import Format, clean, counted, facts, grid, lines, show, shown
from tracker.errors import UsageError
from tracker.states import Severity, Topic

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who is told: add, edit, list, show, test, pause, resume, snooze, remove.",
)

SHOWN: Final = 5
"""So many of the last messages are shown."""

Name = Annotated[str, typer.Argument(metavar="NAME", help="The channel's name, as newsdesk.")]


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
    given = subscription.values(
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
    values = subscription.values(
        kind, severity, source, metric, instant, digest, after, quiet, critical_passes, suppress, flood, recoveries
    )
    if address is not None:
        values["address"] = address.strip()
    if not values:
        raise UsageError("say what to change, as --instant warning")
    with opened() as context, pipeline.transaction(context.database) as session:
        channel = channels.edit(session, name, zone=context.zone, **values)
        table = facts(subscription.facts(channel, context), context.zone)
    show(console, table)


@app.command("list")
def list_channels(
    output: Output = Format.TABLE,
) -> None:
    """List the channels: where they lead, what they are told, and how they fare."""
    with opened() as context, context.database.session() as session:
        listed = channels.listing(session)
        if output is Format.JSONL:
            lines(subscription.record(one, context.now) for one in listed)
            return
        if not listed:
            show(console, "Nobody is told anything yet. Add a channel: `tracker channel add NAME ADDRESS`.")
            return
        table = grid("Channel", "Where", "Told", "Sent", "State", numbers=["Sent"])
        for one in listed:
            table.add_row(
                clean(one.channel.name, "bold"),
                clean(notify.mask(one.channel.address)),
                clean(subscription.told(one.channel)),
                f"{one.sent:,}",
                clean(subscription.state(one, context.now), "bold red" if one.error else ""),
            )
        show(console, table)


@app.command("show")
def show_channel(name: Name) -> None:
    """Show one channel with all it was set to, and the last messages it was sent."""
    with opened() as context, context.database.session() as session:
        channel = channels.find(session, name)
        (one,) = [each for each in channels.listing(session) if each.channel.id == channel.id]
        show(
            console,
            facts(
                [*subscription.facts(channel, context), ("state", subscription.state(one, context.now))], context.zone
            ),
        )
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
    span = subscription.read("--for", hours.length, "0" if length is None else length)
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
