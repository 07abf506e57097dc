"""``tracker flag``: look at flags, and say what is to become of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Annotated, Any

import typer
from rich.text import Text

from tracker import flags, pipeline, sources
from tracker.cli.context import Context, actor, console, days_from, opened
from tracker.cli.options import Output, day
from tracker.cli.table import NONE, Format, clean, counted, grid, lines, show
from tracker.errors import UsageError
from tracker.models import FlagEvent
from tracker.states import FlagState, Resolution, Severity
from tracker.suites.kinds import KINDS

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Flags: list, acknowledge, snooze, settle, reopen.")

STYLES = {Severity.CRITICAL: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
WAITING = (FlagState.OPEN, FlagState.ACKNOWLEDGED)
EVERY = "all"

Ids = Annotated[list[int], typer.Argument(metavar="ID", min=1, max=2**63 - 1, help="Flags by number, several at once.")]
Note = Annotated[str | None, typer.Option(help="Why, for whoever reads the flag's history.")]


@app.command("list")
def list_flags(
    state: Annotated[
        list[str] | None,
        typer.Option(metavar="STATE", help="open, acknowledged, snoozed, settled, closed or all; repeatable."),
    ] = None,
    kind: Annotated[str | None, typer.Option(help="A kind of flag, as stale or unverifiable.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="How much it matters.")] = None,
    source: Annotated[str | None, typer.Option(metavar="SLUG", help="Flags of this source's claims.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    output: Output = Format.TABLE,
) -> None:
    """List flags, worst first: those that are open or acknowledged, unless --state says otherwise."""
    if kind is not None and kind not in KINDS:
        raise UsageError(f"--kind: there is no kind of flag named {kind!r}; known are {', '.join(KINDS)}")
    wanted = _states(state)
    with opened() as context, context.database.session() as session:
        if source is not None:
            sources.find(session, source)
        found = flags.listing(
            session,
            moment=context.now,
            in_states=wanted,
            kind=kind,
            severity=severity,
            source=source,
            limit=limit,
        )
        if output is Format.JSONL:
            lines(dict(row._mapping) for row in found)  # the public name for a row's columns
            return
        if not found:
            show(
                console, f"No flag is {' or '.join(wanted)}." if set(wanted) != set(FlagState) else "There is no flag."
            )
            return
        table = grid("ID", "Why", "Claim", "State", numbers=["ID"])
        for row in found:
            table.add_row(str(row.id), _why(row), _claim(row), _state(row, context))
        show(console, table, counted(len(found), "flag"))


@app.command()
def ack(ids: Ids, note: Note = None) -> None:
    """Say that somebody has seen these flags and is on them."""
    _change(ids, "acknowledged", flags.acknowledge, note=note)


@app.command()
def snooze(
    ids: Ids,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The day they come back on: 2026-01-31.")] = None,
    days: Annotated[int | None, typer.Option(metavar="N", help="In how many days they come back.")] = None,
    note: Note = None,
) -> None:
    """Put these flags aside until a day to come."""
    if (until is None) == (days is None):
        raise UsageError("say until when: --until 2026-01-31, or --days 30")
    back = day(until, "--until")

    def moment(context: Context) -> datetime:
        if back is not None:
            return datetime.combine(back, time.min, tzinfo=context.zone)
        try:
            return days_from(context.now, days or 0)
        except OverflowError:
            raise UsageError("--days: that is too far away") from None

    _change(ids, "snoozed", flags.snooze, note=note, until=moment)


@app.command()
def settle(
    ids: Ids,
    resolution: Annotated[Resolution, typer.Option("--as", help="How it was settled.")],
    note: Note = None,
) -> None:
    """Settle these flags: they stay so until their claims' facts change."""
    _change(ids, f"settled as {resolution}", flags.settle, note=note, resolution=resolution)


@app.command()
def reopen(ids: Ids, note: Note = None) -> None:
    """Take back an acknowledgement, a snooze or a settlement."""
    _change(ids, "open again", flags.reopen, note=note)


def _change(ids: list[int], done: str, change: Callable[..., FlagEvent], *, note: str | None, **values: Any) -> None:
    """Do one thing to several flags: to all of them or, where one cannot take it, to none."""
    numbers = list(dict.fromkeys(ids))
    with opened() as context:
        settled = {name: value(context) if callable(value) else value for name, value in values.items()}
        with pipeline.transaction(context.database) as session:
            for number in numbers:
                change(session, number, actor=actor(), note=note, now=context.now, **settled)
    listed = ", ".join(str(number) for number in numbers)
    show(console, f"{'Flag' if len(numbers) == 1 else 'Flags'} {listed}: {done}.")


def _states(named: list[str] | None) -> tuple[FlagState, ...]:
    if not named:
        return WAITING
    if EVERY in named:
        return tuple(FlagState)
    try:
        return tuple(dict.fromkeys(FlagState(name.strip().lower()) for name in named))
    except ValueError:
        known = ", ".join([*FlagState, EVERY])
        raise UsageError(f"--state: {', '.join(named)} is no state of a flag; known are {known}") from None


def _why(row: Any) -> Text:
    return Text.assemble((f"{row.kind}/{row.reason}", STYLES[Severity(row.severity)]), "\n", clean(row.message))


def _claim(row: Any) -> Text:
    about = " · ".join(part for part in (row.subject, row.metric_phrase) if part) or NONE
    return Text.assemble(clean(row.figure, "bold"), "\n", clean(about), "\n", clean(row.source, "dim"))


def _state(row: Any, context: Context) -> Text:
    until = row.snoozed_until if row.state == FlagState.SNOOZED else None
    detail = until and f"until {until.astimezone(context.zone):%Y-%m-%d}"
    since = f"{row.since.astimezone(context.zone):%Y-%m-%d}"
    return Text.assemble(str(row.state), "\n", (detail or str(row.resolution or since), "dim"))
