"""``tracker suite``: what is checked, in words, and a place to try suites out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from tracker import checks, pipeline, runs, settings, suites
from tracker.cli.context import Context, console, err_console, opened
from tracker.cli.options import JudgedOn, Output
from tracker.cli.table import NONE, Format, clean, counted, facts, grid, lines, show
from tracker.errors import InputError, SuiteError, UsageError

BLIND = 2
SHOWN = 10

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="What is checked: list the suites, show one, test a file."
)


@app.command("list")
def list_suites(
    output: Output = Format.TABLE,
) -> None:
    """List the suites: how many expectations each holds, what became of it last, and when it runs.

    Ends with 2 where a suite cannot be used.
    """
    with opened() as context:
        catalogue = suites.load(suites.folders(context.settings))
        with context.database.session() as session:
            outcomes = checks.latest(session)
            moments = runs.falls_due(session, catalogue.suites, context.zone, now=context.now)
        if output is Format.JSONL:
            lines(_record(suite, outcomes.get(suite.name), moments) for suite in catalogue.suites)
        else:
            _tell(context, catalogue, outcomes, moments)
        _complain(catalogue.failures)
    if catalogue.failures:
        raise typer.Exit(BLIND)


def _tell(
    context: Context,
    catalogue: suites.Catalogue,
    outcomes: Mapping[str, checks.Outcome],
    moments: Mapping[str, datetime],
) -> None:
    table = grid("Suite", "Checks", "Looks for", "Last run", "Runs", numbers=["Checks"])
    table.columns[0].no_wrap = table.columns[3].no_wrap = True
    for suite in catalogue.suites:
        kinds = ", ".join(dict.fromkeys(expectation.kind for expectation in suite.expectations))
        outcome = outcomes.get(suite.name)
        table.add_row(
            clean(suite.name, "bold"),
            str(len(suite.expectations)),
            clean(kinds),
            Text("not yet", style="dim") if outcome is None else _outcome(outcome, context),
            clean(_cadence(context, suite, moments)),
        )
    show(console, table)
    for folder in dict.fromkeys(suite.path.parent for suite in catalogue.suites):
        show(console, Text(f"Files: {folder}", style="dim"))


def _cadence(context: Context, suite: suites.Suite, moments: Mapping[str, datetime]) -> str:
    """How often a suite runs, and when next."""
    if suite.every is None:
        return "on change"
    at = moments.get(suite.name)
    due = at is None or at <= context.now
    return f"{suite.every}, {'now due' if due or at is None else f'next {at.astimezone(context.zone):%m-%d %H:%M}'}"


def _record(suite: suites.Suite, outcome: checks.Outcome | None, moments: Mapping[str, datetime]) -> dict[str, object]:
    return {
        "suite": suite.name,
        "file": str(suite.path),
        "expectations": len(suite.expectations),
        "every": suite.every,
        "next": moments.get(suite.name),
        "last": outcome and outcome.at,
        "findings": outcome and outcome.findings,
        "error": outcome and outcome.error,
    }


def _outcome(outcome: checks.Outcome, context: Context) -> Text:
    moment = outcome.at.astimezone(context.zone).strftime("%m-%d %H:%M")
    if outcome.error is not None:
        return Text(f"{moment}: failed", style="bold red")
    return Text(f"{moment}: {counted(outcome.findings, 'finding')}")


@app.command("show")
def show_suite(name: Annotated[str, typer.Argument(help="The suite's name, as listed.")]) -> None:
    """Show what a suite checks, in words."""
    catalogue = suites.load(suites.folders(settings.load()))
    for failure in catalogue.failures:
        if failure.name == name:
            _complain([failure])
            raise typer.Exit(BLIND)
    found = [suite for suite in catalogue.suites if suite.name == name]
    if not found:
        known = ", ".join(suite.name for suite in catalogue.suites) or NONE
        raise UsageError(f"there is no suite {name!r}; there are {known}")
    (suite,) = found
    show(console, Text(suite.name, style="bold"), clean(suite.path, "dim"), "")
    for expectation in suite.expectations:
        show(console, Text(expectation.key, style="bold"), facts(_words(expectation)), "")


def _words(expectation: suites.Expectation) -> list[tuple[str, object]]:
    return [
        ("  expects", expectation.description),
        ("  of", "every claim" if expectation.applies is None else f"claims where {expectation.applies}"),
        ("  else", f"{expectation.kind}, {expectation.severity}: {suites.KINDS[expectation.kind][expectation.reason]}"),
        ("  says", expectation.message),
        ("  advises", expectation.remedy),
    ]


@app.command("test")
def try_suite(
    file: Annotated[Path, typer.Argument(help="The suite file, which need not be among the suites in use.")],
    as_of: JudgedOn = None,
) -> None:
    """Try a suite file on the stored claims: counts, and ten failing claims an expectation. Opens no flag.

    Ends with 0 where no claim fails, 1 where some do, 3 where the file cannot be used.
    """
    try:
        suite = suites.read(file)
    except SuiteError as error:
        raise InputError(str(error)) from error
    with opened() as context:
        day = context.moment(as_of).astimezone(context.zone).date()
        compiled, failures = suites.compile(
            [suite], context.database.url, cache_dir=pipeline.cache_folder(context.settings) / "tried"
        )
        for failure in failures:
            raise InputError(failure.error)
        try:
            with context.database.session() as session:
                previews = checks.preview(session.connection(), compiled[0], day, SHOWN)
        except SuiteError as error:
            raise InputError(str(error)) from error
    for preview in previews:
        _show_preview(preview)
    failing = sum(preview.count.unexpected_count for preview in previews)
    show(console, f"{counted(failing, 'finding')} as of {day}; no flag was opened.")
    if failing:
        raise typer.Exit(1)


def _show_preview(preview: checks.Preview) -> None:
    count = preview.count
    style = "bold yellow" if count.unexpected_count else "bold green"
    heading = f"{count.expectation}: {count.unexpected_count:,} of {counted(count.element_count, 'claim')} fail"
    show(console, Text(heading, style=style))
    for claim in preview.failing:
        line = Text.assemble(
            (f"  {claim.claim_id}  ", "dim"), clean(claim.figure, "bold"), "  ", clean(claim.subject or NONE), "  ",
            (claim.source, "dim"),
        )  # fmt: skip
        show(console, line, Text(f"      {clean(claim.message)}"))
    if count.unexpected_count > len(preview.failing):
        show(console, Text(f"  … and {count.unexpected_count - len(preview.failing):,} more", style="dim"))
    show(console, "")


def _complain(failures: list[suites.SuiteFailure] | tuple[suites.SuiteFailure, ...]) -> None:
    for failure in failures:
        show(err_console, Text(f"cannot run {failure.error}", style="bold red"))
