"""``tracker report``: the flagged claims, for people and for machines."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from tracker.cli.context import Context, console, err_console, opened
from tracker.cli.options import AsOf
from tracker.cli.table import write
from tracker.errors import UsageError
from tracker.report import Filters, Report, build, exit_code, show
from tracker.report.terminal import DEFAULT_LIMIT
from tracker.report.verdict import KINDS
from tracker.states import Severity

app = typer.Typer(rich_markup_mode=None)


class Format(StrEnum):
    """How a report is rendered."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    HTML = "html"


SUFFIXES: Final = {
    ".txt": Format.TABLE,
    ".json": Format.JSON,
    ".csv": Format.CSV,
    ".md": Format.MD,
    ".markdown": Format.MD,
    ".html": Format.HTML,
    ".htm": Format.HTML,
}
"""What the name of an output file says of its format."""

STANDARD_OUTPUT: Final = Path("-")

FailOn = Annotated[Severity, typer.Option("--fail-on", help="Exit with 1 when a flag this bad, or worse, is open.")]


@app.command()
def report(
    form: Annotated[
        Format | None, typer.Option("--format", help="How to render it. [default: by --output's name, else table]")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(metavar="KIND", help=f"Only flags of this kind: {', '.join(KINDS)}. Repeatable.")
    ] = None,
    severity: Annotated[
        list[Severity] | None,
        typer.Option(metavar="SEVERITY", help=f"Only flags of this severity: {', '.join(Severity)}. Repeatable."),
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(metavar="SOURCE", help="Only claims of this source. Repeatable.")
    ] = None,
    as_of: AsOf = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of the terminal.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            min=0,
            metavar="N",
            help=f"Only the N worst claims, 0 for all. [default: {DEFAULT_LIMIT} in a table]",
        ),
    ] = None,
    fail_on: FailOn = Severity.CRITICAL,
) -> None:
    """Show the flagged claims, worst first, with what would clear them.

    Ends with 0 when nothing is open at --fail-on or above, 1 when something is, 2 when the report is blind: a suite
    failed, nothing was evaluated, the last sweep is late, most looks at sources fail, or the service has died.
    """
    chosen = form or _implied(output)
    filters = Filters(kinds=_kinds(kind), severities=tuple(severity or ()), sources=tuple(source or ()))
    worst = DEFAULT_LIMIT if limit is None and chosen is Format.TABLE else limit or None
    with opened() as context:
        found = _read(context, as_of, filters, worst)
    if output is not None and output != STANDARD_OUTPUT:
        _deliver(found, chosen, output)
    elif chosen is Format.TABLE:
        show(found, console)
    else:
        write(render(found, chosen))
    if chosen is not Format.TABLE or output is not None:
        for reason in found.health.blindness:
            err_console.print(Text(f"blind: {reason}"), style="bold red", soft_wrap=True)
    raise typer.Exit(exit_code(found, fail_on))


def render(found: Report, form: Format) -> str:
    """Return the report as text of a format. Each renderer is imported when it is wanted."""
    match form:
        case Format.JSON:
            from tracker.report import document

            return document.render(found)
        case Format.CSV:
            from tracker.report import spreadsheet

            return spreadsheet.render(found)
        case Format.MD:
            from tracker.report import markdown

            return markdown.render(found)
        case Format.HTML:
            from tracker.report import page

            return page.render(found)
        case Format.TABLE:
            from tracker.report import terminal

            return terminal.render(found)


def _implied(output: Path | None) -> Format:
    if output is None or output == STANDARD_OUTPUT:
        return Format.TABLE
    if output.is_dir():
        raise UsageError(f"--output: {output} is a folder: name a file in it")
    try:
        return SUFFIXES[output.suffix.lower()]
    except KeyError:
        known = ", ".join(SUFFIXES)
        raise UsageError(
            f"--output: {output.name!r} does not say which format: end it in {known}, or give --format"
        ) from None


def _kinds(given: list[str] | None) -> tuple[str, ...]:
    for kind in given or ():
        if kind not in KINDS:
            raise UsageError(f"--kind: {kind!r} is no kind of flag; there are {', '.join(KINDS)}")
    return tuple(given or ())


def _read(context: Context, as_of: str | None, filters: Filters, worst: int | None) -> Report:
    with context.database.session() as session:
        # One view of the database throughout: a sweep that ends meanwhile must not part the counts from the claims.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return build(
            session,
            now=context.now,
            moment=context.moment(as_of),
            settings=context.settings,
            filters=filters,
            worst=worst,
        )


def _deliver(found: Report, form: Format, output: Path) -> None:
    from tracker.report import delivery, wording

    # Spreadsheets take a CSV file for the local code page unless it opens with a mark.
    delivery.write(render(found, form), output, encoding="utf-8-sig" if form is Format.CSV else "utf-8")
    told = wording.headline(found) if found.counts.total else wording.nothing_flagged(found)
    console.print(Text(f"Wrote {output}. {told}"), soft_wrap=True)
