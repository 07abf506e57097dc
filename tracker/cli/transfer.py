"""``tracker claims import`` and ``tracker claims export``: claims by the file."""

from __future__ import annotations

import csv
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

import typer
from rich.progress import Progress

from tracker import claims, metrics, pipeline, rows, sources
from tracker.claims import ledger
from tracker.claims.ledger import Form, Ledger, Reading, Reject
from tracker.cli.context import console, err_console, opened
from tracker.cli.files import save
from tracker.cli.options import Unchecked
from tracker.cli.table import clean, counted, show, write
from tracker.errors import InputError, UsageError
from tracker.rows import Row
from tracker.sources.visit import is_web
from tracker.values import Tier

SHOWN: Final = 20
"""How many rejected rows are told one by one."""
INCOMPLETE: Final = 1
NOTHING: Final = 3
STANDARD: Final = "-"
_STEP: Final = 500
"""Rows from one move of the progress bar to the next."""


def import_claims(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV file or one of JSON lines; - for standard input.")],
    form: Annotated[
        Form | None, typer.Option("--format", help="How it is written. [default: by its name, else by its beginning]")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN,…", help="Which column is a field; FIELD==WORDS for all rows. Repeatable."),
    ] = None,
    ignore_unknown: Annotated[
        bool, typer.Option("--ignore-unknown", help="Leave out columns that are no field's.")
    ] = False,
    publisher: Annotated[str | None, typer.Option(help="Who published the rows that do not say.")] = None,
    tier: Annotated[Tier | None, typer.Option(help="How near new publishers stand to what they report.")] = None,
    dates: Annotated[
        str | None, typer.Option(metavar="ORDER", help="What 3/4/2025 means: dmy (3 April) or mdy (4 March).")
    ] = None,
    delimiter: Annotated[str | None, typer.Option(metavar="MARK", help="What parts the cells: ; or tab.")] = None,
    encoding: Annotated[str | None, typer.Option(metavar="CHARSET", help="Its charset, as gb18030.")] = None,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the rows that cannot be used, each with its reason.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count, but store nothing.")] = False,
) -> None:
    """Bring in claims from a file, a row a claim.

    The good rows come in, all at once, and the others are told with line and reason; a row that is there already
    stays as it is. Ends with 0 when every row is in, 1 when rows had to be left out, 3 when nothing could be used.
    """
    if is_web(file):
        raise UsageError(f"{file}: files only are imported; `tracker source add {file}` reads a table on the web")
    name = "standard input" if file == STANDARD else file
    how = Reading(
        form=form,
        delimiter=_delimiter(delimiter),
        encoding=encoding,
        columns=_columns(columns or []),
        publisher=(publisher and publisher.strip()) or None,
        dates=rows.day_order(dates),
        ignore_unknown=ignore_unknown,
    )
    if rejects is not None and file != STANDARD and rejects.resolve() == Path(file).resolve():
        raise UsageError("--rejects: name another file than the one that is read")
    with opened() as context, ExitStack() as stack:
        binary = stack.enter_context(_reading(file))
        book = Ledger(binary, name, Path(file).suffix.lower(), how)
        for note in book.notes:
            show(err_console, clean(f"note: {note}"))
        sieve = Sieve(stack.enter_context(_rejected(rejects, book.header)))
        moving = stack.enter_context(_progress(binary))
        done = pipeline.import_claims(
            context.database, sieve.good(moving(book)), now=context.now, tier=tier, dry_run=dry_run
        )
    _tell(name, done, sieve, rejects, dry_run=dry_run)


def export_claims(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", show_default=False, help="The file to write; standard output without.")
    ] = STANDARD,
    form: Annotated[
        Form | None, typer.Option("--format", help="How to write it. [default: by the file's name, else csv]")
    ] = None,
    source: Annotated[str | None, typer.Option(metavar="SLUG", help="Claims of this source.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Claims that this publisher published.")] = None,
    metric: Annotated[str | None, typer.Option(metavar="SLUG", help="Claims linked to this metric.")] = None,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="In subject, metric, sentence or speaker.")] = None,
    unchecked: Unchecked = False,
) -> None:
    """Write claims as a file that can be imported again, in the order they came in.

    Cells are written as they are: beware of opening claims of strangers in a spreadsheet, which may take a text that
    begins with = for a formula.
    """
    chosen = form or ledger.SUFFIXES.get(Path(file).suffix.lower(), Form.CSV)
    with opened() as context, context.database.session() as session:
        if source is not None:
            sources.find(session, source)
        if metric is not None:
            metrics.find(session, metric)
        records = claims.take_out(
            session, source=source, publisher=publisher, metric=metric, search=search, unchecked=unchecked
        )
        chunks = ledger.render(records, claims.RECORD, chosen)
        if file == STANDARD:
            for chunk in chunks:
                write(chunk)
        else:
            save(chunks, Path(file))


@dataclass
class Sieve:
    """Lets the good rows of a file through and keeps account of the others."""

    file: TextIO | None
    """Where the others are written."""
    rows: int = 0
    rejected: int = 0
    _writer: Any = field(init=False)

    def __post_init__(self) -> None:
        self._writer = csv.writer(self.file, lineterminator="\n") if self.file else None

    def good(self, read: Iterable[Row | Reject]) -> Iterator[Row]:
        """Give the good rows; tell the first of the others as they come."""
        for row in read:
            if isinstance(row, Row):
                self.rows += 1
                yield row
                continue
            self.rejected += 1
            if self.rejected <= SHOWN:
                show(err_console, clean(f"line {row.line}: {row.reason}"))
            if self._writer is not None:
                self._writer.writerow((row.line, row.reason, *row.raw))


def _tell(name: str, done: claims.Imported, sieve: Sieve, rejects: Path | None, *, dry_run: bool) -> None:
    """Say in words, and with the exit code, what came of it."""
    if sieve.rejected > SHOWN:
        show(err_console, f"… and {counted(sieve.rejected - SHOWN, 'row')} more that cannot be used")
    if sieve.rejected:
        where = f": see {rejects}" if rejects else "; --rejects FILE keeps them"
        show(err_console, clean(f"{counted(sieve.rejected, 'row')} left out{where}"))
    if not sieve.rows:
        why = "no row can be used" if sieve.rejected else "it holds no row; check that it is the right one"
        raise InputError(f"{name}: nothing came in: {why}")
    also = [f"{counted(done.known, 'row')} {'was' if done.known == 1 else 'were'} there already"] if done.known else []
    if done.repeated:
        also.append(f"{counted(done.repeated, 'row')} repeated in the file")
    if done.added:
        said = "would be added" if dry_run else "added"
        what = f"{counted(done.added, 'claim')} {said}, {done.linked:,} linked to a metric"
        if done.sources:
            what += f", {counted(done.sources, 'new source')}"
        show(console, "; ".join([what, *also]))
    else:
        show(console, f"nothing new: {', '.join(also)}")
    if sieve.rejected:
        raise typer.Exit(INCOMPLETE)


@contextmanager
def _reading(file: str) -> Iterator[Any]:
    if file == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        if Path(file).is_dir():
            raise InputError(f"{file} is a folder: name one file in it")
        binary = Path(file).open("rb", buffering=0)  # noqa: SIM115 - closed below
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    with binary:
        yield binary


@contextmanager
def _rejected(path: Path | None, header: tuple[str, ...]) -> Iterator[TextIO | None]:
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"--rejects: cannot write {path}: {error.strerror or error}") from error
    with file:
        csv.writer(file, lineterminator="\n").writerow(("line", "reason", *header))
        yield file


@contextmanager
def _progress(binary: Any) -> Iterator[Callable[[Iterable[Row | Reject]], Iterator[Row | Reject]]]:
    """Show on a terminal how far a file is read, and that its rows are being stored then."""
    if not err_console.is_terminal:
        yield iter
        return
    with Progress(console=err_console, transient=True) as progress:
        task = progress.add_task("reading", total=_size(binary))

        def moving(read: Iterable[Row | Reject]) -> Iterator[Row | Reject]:
            for count, row in enumerate(read):
                if count % _STEP == 0:
                    progress.update(task, completed=binary.tell() if _size(binary) else 0)
                yield row
            progress.update(task, description="storing", total=None)

        yield moving


def _size(binary: Any) -> int | None:
    """How many bytes there are to read, where that is known."""
    try:
        status = os.fstat(binary.fileno())
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _delimiter(text: str | None) -> str | None:
    if text is None:
        return None
    mark = {"tab": "\t", "\\t": "\t"}.get(text.lower(), text)
    if len(mark) != 1 or mark in '"\r\n' or mark.isalnum():
        raise UsageError(f"--delimiter: {text!r} parts no cells; give one mark, as ';', or tab")
    return mark


def _columns(texts: list[str]) -> dict[str, str]:
    """Read ``subject=Company,unit==CNY``; a comma within a column's name stays."""
    found: dict[str, str] = {}
    for part in (part for text in texts for part in re.split(r",(?=\s*[A-Za-z_-]+\s*=)", text)):
        name, mark, column = (piece.strip() for piece in part.partition("="))
        name = name.lower().replace("-", "_")
        if not mark or not column.lstrip("="):
            raise UsageError(f"--columns: {part.strip()!r}: write FIELD=COLUMN, as subject=Company or unit==CNY")
        if name not in rows.FIELDS:
            raise UsageError(f"--columns: there is no field {name!r}; the fields are {', '.join(rows.FIELDS)}")
        if name in found:
            raise UsageError(f"--columns: {name} is given twice")
        found[name] = column
    return found
