"""``tracker extract``: read the claims of texts and print them. Needs no database."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Final

import typer

from tracker import extract, texts
from tracker.cli import one_line
from tracker.cli.options import Output, day
from tracker.cli.preview import figures
from tracker.cli.table import Format, Terminal, clean, counted, lines, show
from tracker.errors import InputError, TrackerError, UsageError
from tracker.extract.claims import as_record

UNREAD: Final = 3
"""What the command ends with where a file could not be read."""
PLAIN: Final = (".txt", ".text", ".md", ".markdown")
"""Endings of files that are text as they stand; others are read as the kind of file that they are."""
CHUNK: Final = 8
"""How many files a process reads at a time."""

app = typer.Typer(rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Read:
    """One file, read; or why it could not be."""

    file: str
    title: str | None = None
    published: date | None = None
    claims: tuple[extract.Claim, ...] = ()
    notes: tuple[str, ...] = ()
    error: str | None = None


@app.command("extract")
def extract_claims(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Texts, Markdown, HTML, PDF or Word files; - for standard input."),
    ],
    output: Output = Format.TABLE,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="When they were published, where they do not say: 2025-10-21."),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=0, max=256, help="How many processes read at a time; 0 for one a processor core.")
    ] = 1,
) -> None:
    """Print every claim that texts make: the figure, what it is about, who says so. Nothing is stored.

    A file that cannot be read is said on standard error and the others are read; the command then ends with 3.
    """
    for file in files:
        if file.lower().startswith(("http://", "https://")):
            raise UsageError(f"{file}: files only are read here; `tracker source test {file}` fetches and shows it")
    given = day(published, "--published")
    console = Terminal(highlight=False)
    failed = False
    with closing(_readings(files, given, jobs)) as readings:
        for number, read in enumerate(readings):
            if read.error is not None:
                typer.echo(f"error: {one_line(read.error)}", err=True)
                failed = True
                continue
            _remark(read)
            if output is Format.JSONL:
                lines({"file": read.file} | as_record(claim) for claim in read.claims)
            else:
                _show(console, read, is_one_of_many=len(files) > 1, is_first=number == 0)
    if failed:
        raise typer.Exit(UNREAD)


def _readings(files: Sequence[str], given: date | None, jobs: int) -> Generator[Read, None, None]:
    """Read files in their order, in as many processes as are asked for and of use."""
    workers = min(jobs or len(os.sched_getaffinity(0)), -(-len(files) // CHUNK))
    if workers <= 1:
        yield from (_read(file, given) for file in files)
        return
    # What comes on standard input is read here: the processes have no terminal.
    named = [file for file in files if file != "-"]
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_leave_interrupts)
    try:
        read = pool.map(partial(_read, given=given), named, chunksize=CHUNK)
        yield from (_read(file, given) if file == "-" else next(read) for file in files)
    except BrokenProcessPool:
        raise TrackerError("a process that was reading died, perhaps for lack of memory; use fewer --jobs") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that gives out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read(file: str, given: date | None) -> Read:
    try:
        if file == "-":
            return _of_text(file, texts.decode(sys.stdin.buffer.read(texts.LIMIT + 1), "standard input"), given)
        if Path(file).suffix.lower() in PLAIN:
            return _of_text(file, texts.read(file), given)
        from tracker import sources  # with the database's library, which plain text does not wait for

        captured = sources.capture(sources.SourceDraft(locator=file, kind="article", published=given))
    except InputError as error:
        return Read(file, error=str(error))
    (page,) = captured.pages
    return Read(file, page.title, page.published, tuple(extract.claims(page.text, page.published)), captured.notes)


def _of_text(file: str, text: str, given: date | None) -> Read:
    head = extract.read(text)
    published = given or head.published
    return Read(file, head.title, published, tuple(extract.claims(text, published)))


def _remark(read: Read) -> None:
    for note in read.notes:
        typer.echo(f"note: {one_line(note)}", err=True)
    if read.published is None:
        typer.echo(
            f"note: {one_line(_name(read.file))} carries no date; give one with --published 2025-10-21. "
            "Without it, claims have no date and 'last year' no meaning.",
            err=True,
        )


def _show(console: Terminal, read: Read, *, is_one_of_many: bool, is_first: bool) -> None:
    if is_one_of_many:
        show(console, *([] if is_first else [""]), clean(_name(read.file), "bold underline"))
    show(console, clean(read.title or _name(read.file), "bold"))
    show(console, f"{read.published or 'no date'}, {counted(len(read.claims), 'claim')}")
    if read.claims:
        show(console, figures(read.claims))


def _name(file: str) -> str:
    return "standard input" if file == "-" else file
