"""Tables and lines for terminals of any width, safe for foreign text: never markup, no control characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tracker import jsontext, secrecy

NONE: Final = "–"
"""What stands where there is nothing to show."""


class Terminal(Console):
    """A console that leaves it to the command line what a reader who stops reading means."""

    def on_broken_pipe(self) -> None:
        """Pass the error on; the library would end with 1, which says that a flag is open."""
        raise BrokenPipeError


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSONL = "jsonl"


def clean(value: object, style: str = "") -> Text:
    """Return foreign text as one printable line: no control characters, markup or direction marks, and no secrets."""
    line = "".join(character if character.isprintable() else " " for character in secrecy.mask(str(value)))
    return Text(" ".join(line.split()), style=style)


def shown(value: object, zone: ZoneInfo | None = None) -> Text:
    """Return any value as people read it; what is missing as a dash."""
    if value is None or value == "":
        return Text(NONE, style="dim")
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, datetime):
        return Text(value.astimezone(zone).strftime("%Y-%m-%d %H:%M") if zone else value.date().isoformat())
    return Text(value.isoformat()) if isinstance(value, date) else clean(value)


def grid(*columns: str, numbers: Iterable[str] = ()) -> Table:
    """Return an empty table with these headings; those in ``numbers`` are set to the right."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    right = set(numbers)
    for column in columns:
        table.add_column(
            column,
            justify="right" if column in right else "left",
            overflow="fold",
            no_wrap=column in right,
        )
    return table


def speaker(attribution: str | None, hearsay: bool) -> Text:
    """Return whose word a figure is, for a column of a table."""
    return clean("hearsay", "dim") if hearsay and attribution is None else shown(attribution)


def facts(pairs: Iterable[tuple[str, object]], zone: ZoneInfo | None = None) -> Table:
    """Return what is known of one thing, a line a fact."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        table.add_row(name, value if isinstance(value, Text) else shown(value, zone))
    return table


def write(text: str) -> None:
    """Put text on standard output as it is, in UTF-8."""
    try:
        typer.echo(text.encode("utf-8"), nl=False)
    except BrokenPipeError:
        # Without its number the library takes it for no broken pipe, for which it would end with 1 as the console does.
        raise BrokenPipeError from None


def lines(records: Iterable[Mapping[str, Any]]) -> None:
    """Print records for programs, a JSON object a line."""
    for record in records:
        write(secrecy.mask(jsontext.dumps(record)) + "\n")


def counted(number: int, one: str, many: str | None = None) -> str:
    """Put a number and what it counts together.

    >>> counted(1, "claim"), counted(2, "claim")
    ('1 claim', '2 claims')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def indented(text: Text, by: int = 2) -> Padding:
    """Set text in from the left, the lines that it is wrapped into as well."""
    return Padding(text, (0, 0, 0, by), expand=False)


def reader(extractor: str) -> str:
    """Say who read a claim: the tracker's rules have nothing but a version.

    >>> reader("2"), reader("ana, by hand")
    ('rules, version 2', 'ana, by hand')
    """
    return f"rules, version {extractor}" if extractor.isdecimal() else extractor


def about(address: str, error: str) -> str:
    """Say what failed at an address that stands beside it already.

    >>> about("http://a.example", "http://a.example: the answer is 404")
    'the answer is 404'
    """
    return error.removeprefix(f"{address}: ")


def show(console: Console, *parts: Table | Text | Padding | str) -> None:
    """Print parts one below the other; a plain string is a line of our own words."""
    for part in parts:
        console.print(Text(part) if isinstance(part, str) else part)
