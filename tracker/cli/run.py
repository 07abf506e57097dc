"""``tracker run`` and ``tracker check``: sweep the claims and say what came of it."""

from __future__ import annotations

import time
from datetime import date
from typing import Annotated, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from tracker import checks, pipeline, report, suites
from tracker.cli.context import Context, console, err_console, opened
from tracker.cli.report import FailOn
from tracker.cli.table import counted
from tracker.errors import UsageError
from tracker.report.terminal import DEFAULT_LIMIT
from tracker.settings import load
from tracker.states import Severity

app = typer.Typer(rich_markup_mode=None)

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Judge as on this day, as 2025-10-21.")]


class Progress:
    """Says on standard error what is being done, with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, message: str) -> None:
        err_console.print(Text(f"{time.monotonic() - self._began:5.1f} s  {message}", style="dim"))


@app.command()
def run(
    once: Annotated[bool, typer.Option("--once", help="Do what is due, print the report and end.")] = False,
) -> None:
    """Bring everything up to date and print the flagged-claims report.

    On an empty database the sample is loaded first. Ends with 0 when the sweep worked, whatever it found.
    """
    if not once:
        raise UsageError("the background service is not part of this version: use `tracker run --once`")
    progress = Progress()
    settings = load()
    # Importing what compiles suites takes as long as starting a database: side by side where both are needed.
    suites.warm(pipeline.suite_folders(settings), cache_dir=pipeline.cache_folder(settings))
    progress("opening the database")
    with opened(settings, upgrade=True) as context:
        sample = pipeline.load_sample(context.database, now=context.now)
        if sample:
            progress(f"loaded the sample: {sum(page.claims for page in sample)} claims of {len(sample)} pages")
        swept = pipeline.sweep(context.database, context.settings, now=context.now, progress=progress)
        progress("done")
        with context.database.session() as session:
            found = report.build(session, moment=swept.moment, zone=context.zone, worst=DEFAULT_LIMIT)
        report.show(found, console)
    if swept.failures:
        raise typer.Exit(report.BLIND)


@app.command()
def check(
    everything: Annotated[bool, typer.Option("--all", help="Run suites that are not due, too.")] = False,
    suite: Annotated[str | None, typer.Option("--suite", metavar="NAME", help="Run this suite alone.")] = None,
    as_of: AsOf = None,
    audit: Annotated[
        bool, typer.Option("--audit", help="Compare every count with Great Expectations' own run. Opens no flag.")
    ] = False,
    fail_on: FailOn = Severity.CRITICAL,
) -> None:
    """Check the claims against the suites that are due, open flags and close them.

    Ends with 0 when nothing is open at --fail-on or above, 1 when something is, 2 when the tracker is blind.
    """
    with opened() as context:
        moment = context.moment(as_of)
        if audit:
            pipeline.keep_calendar(context.database, context.settings, now=context.now)
            _audit(context, moment.astimezone(context.zone).date())
        swept = pipeline.sweep(
            context.database,
            context.settings,
            now=context.now,
            as_of=moment if as_of and moment != context.now else None,
            everything=everything,
            only=suite,
            progress=Progress() if err_console.is_terminal else pipeline.silent,
        )
        _print(swept, context)
        with context.database.session() as session:
            # Not before the sweep: one that waited for another follows that one's moment.
            now = max(context.now, swept.moment)
            found = report.build(session, now=now, moment=swept.moment, zone=context.zone, worst=0)
    raise typer.Exit(report.exit_code(found, fail_on))


def _audit(context: Context, day: date) -> NoReturn:
    """Print where Great Expectations' own run counts differently; exits with 0, or 2 where it does."""
    catalogue = suites.load(pipeline.suite_folders(context.settings))
    differences = checks.audit(context.database, catalogue, day)
    for difference in differences:
        place = f"{difference.suite} {difference.expectation}".strip()
        err_console.print(Text(f"{place}: {difference.reason}", style="bold red"))
    if not differences:
        expectations = sum(len(suite.expectations) for suite in catalogue.suites)
        console.print(
            Text(f"Great Expectations counts the same: {len(catalogue.suites)} suites, {expectations} expectations.")
        )
    raise typer.Exit(report.BLIND if differences else 0)


def _print(swept: pipeline.Sweep, context: Context) -> None:
    """Show what each expectation found in this run, and what that changed."""
    tried = f"Checked {swept.evaluated - swept.waiting:,} of {swept.claims:,} claims"
    console.print(Text(f"{tried} as of {swept.moment.astimezone(context.zone):%F}"))
    if swept.waiting:
        waits = counted(swept.waiting, "claim waits: it names", "claims wait: they name")
        console.print(Text(f"{waits} no number, and nothing has changed (--all tries all)", style="dim"))
    if swept.counts:
        table = Table(box=None, pad_edge=False)
        for heading in ("suite", "expectation", "severity"):
            table.add_column(heading)
        table.add_column("looked at", justify="right")
        table.add_column("failing", justify="right")
        for count in swept.counts:
            table.add_row(
                count.suite,
                count.expectation,
                str(count.severity),
                f"{count.element_count:,}",
                Text(f"{count.unexpected_count:,}", style="bold" if count.unexpected_count else "dim"),
            )
        console.print(table)
    if swept.not_due:
        console.print(Text(f"Not due: {', '.join(swept.not_due)} (nothing has changed; --all runs them anyway)"))
    for failure in swept.failures:
        err_console.print(Text(f"suite {failure.name} did not run: {failure.error}", style="bold red"))
    console.print(Text(f"{swept.opened:,} flags opened, {swept.closed:,} closed. `tracker report` shows them."))
