"""``tracker run`` and ``tracker check``: sweep the claims and say what came of it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from datetime import date
from typing import Annotated, Final, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from tracker import agenda, checks, db, pipeline, report, suites
from tracker.cli.context import Context, console, err_console, opened
from tracker.cli.options import JudgedOn
from tracker.cli.report import FailOn
from tracker.cli.table import counted
from tracker.errors import StorageError
from tracker.report.terminal import DEFAULT_LIMIT
from tracker.settings import load
from tracker.states import Role, Severity

app = typer.Typer(rich_markup_mode=None)

LONGEST_END: Final = 8.5  # seconds from the signal to the end of the process; a machine under load needs the rest


class Progress:
    """Says on standard error what is being done, with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, message: str) -> None:
        err_console.print(Text(f"{time.monotonic() - self._began:5.1f} s  {message}", style="dim"))


@app.command()
def run(
    once: Annotated[bool, typer.Option("--once", help="Do what is due, print the report and end.")] = False,
    role: Annotated[
        Role, typer.Option(help="What this process does: the jobs (worker), the pages (web), or both.")
    ] = Role.ALL,
) -> None:
    """Keep watch: look at sources, check claims and serve the report, until stopped.

    On an empty database the sample is loaded and the flagged-claims report printed first. With --once it is brought up
    to date and the report printed, and that is all: it ends with 0 when the sweep worked, whatever it found.
    """
    progress = Progress()
    settings = load()
    # Importing what compiles suites takes as long as starting a database: side by side where both are needed.
    # The service lives on, so there it is done in a process that does not.
    workshop = None if once else suites.Workshop()
    # Until it keeps watch there is nothing to hand back. As a container's first process it would be deaf otherwise.
    signal.signal(signal.SIGTERM, lambda *_: _leave())
    suites.warm(suites.folders(settings), cache_dir=pipeline.cache_folder(settings), workshop=workshop)
    progress("opening the database")
    with opened(settings, upgrade=True) as context:
        if once or (role is not Role.WEB and pipeline.is_new(context.database)):
            failed = _sweep_and_tell(context, progress, workshop)
            if once:
                raise typer.Exit(report.BLIND if failed else 0)
        _serve(context, role, workshop)
    _leave()  # all is closed; to take apart what is imported would take a machine under load seconds


def _sweep_and_tell(context: Context, progress: Progress, workshop: suites.Workshop | None) -> bool:
    """Bring everything up to date and print the report; returns whether a suite could not run."""
    sample = pipeline.load_sample(context.database, now=context.now)
    if sample:
        progress(f"loaded the sample: {sum(page.claims for page in sample)} claims of {len(sample)} pages")
    with context.spread() as spread:
        swept = pipeline.sweep(
            context.database,
            context.settings,
            now=context.now,
            workshop=workshop,
            spread=spread,
            progress=progress,
        )
    progress("done")
    with context.database.session() as session:
        found = report.build(session, moment=swept.moment, settings=context.settings, worst=DEFAULT_LIMIT)
    report.show(found, console)
    return bool(swept.failures)


def _serve(context: Context, role: Role, workshop: suites.Workshop | None) -> None:
    """Run the service until a signal ends it."""
    from tracker import web
    from tracker.schedule import Service

    stop = threading.Event()
    with context.database.session() as session:
        agenda.planned(session, context.settings, context.now)  # a schedule that cannot be read is told at once
    # However many read the pages, the jobs and the one who leads have connections left.
    with context.fetcher() as fetcher, db.apart(context.database) as apart:
        service = Service(context.database, context.settings, fetcher, role=role, workshop=workshop)
        server = None
        if role is not Role.WORKER:
            process = web.Process(lambda: service.is_leader, lambda: service.running, lambda: service.trouble)
            pages = web.create(apart, context.settings, process)
            server = web.Server(pages, context.settings.host, context.settings.port)
        before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            service.start()
            if server is not None:
                server.start()
            where = f"; the report is at {server.url}" if server is not None else ""
            err_console.print(Text(f"Keeping watch{where}. Stop with Ctrl-C."))
            while not stop.wait(1):
                if service.has_failed:
                    raise StorageError("the service cannot go on; the log says why", permanent=False)
            err_console.print(Text("Stopping: running work may end within seconds."))
        finally:
            last = threading.Timer(LONGEST_END, _leave)  # a database that hangs would keep it for ever
            last.daemon = True
            last.start()
            ended = service.stop()
            if server is not None:
                server.stop()
            for number, handler in before.items():
                signal.signal(number, handler)
            last.cancel()
    if not ended:
        # What still runs can commit nothing; waiting for its threads would take as long as they do.
        _leave()


def _leave() -> NoReturn:
    """End at once. What was under way is lost as by any other end, and done again."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


@app.command()
def check(
    everything: Annotated[bool, typer.Option("--all", help="Run suites that are not due, too.")] = False,
    suite: Annotated[str | None, typer.Option("--suite", metavar="NAME", help="Run this suite alone.")] = None,
    as_of: JudgedOn = None,
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
        with context.spread() as spread:
            swept = pipeline.sweep(
                context.database,
                context.settings,
                now=context.now,
                as_of=moment if as_of and moment != context.now else None,
                everything=everything,
                only=suite,
                spread=spread,
                progress=Progress() if err_console.is_terminal else pipeline.silent,
            )
        _print(swept, context)
        with context.database.session() as session:
            # Not before the sweep: one that waited for another follows that one's moment.
            now = max(context.now, swept.moment)
            found = report.build(session, now=now, moment=swept.moment, settings=context.settings, worst=0)
    raise typer.Exit(report.exit_code(found, fail_on))


def _audit(context: Context, day: date) -> NoReturn:
    """Print where Great Expectations' own run counts differently; exits with 0, or 2 where it does."""
    catalogue = suites.load(suites.folders(context.settings))
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
