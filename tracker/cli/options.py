"""Options that several commands share, and reading what they hold."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from tracker.cli.table import Format
from tracker.errors import InputError, UsageError

Output = Annotated[Format, typer.Option("--format", help="For people or for programs.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the difference, and change nothing.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="As it stood at the end of this day, as 2025-10-21.")
]
JudgedOn = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Judge as on this day, as 2025-10-21.")]
Unchecked = Annotated[bool, typer.Option("--unchecked", help="Claims that no run has looked at yet.")]
Every = Annotated[
    str | None,
    typer.Option("--every", metavar="WHEN", help="How often to look: 30m, 6h, 1d, or a cron line: '0 6 * * *'."),
]
Zone = Annotated[
    str | None,
    typer.Option("--timezone", metavar="ZONE", help="The zone of its dates and its cron line, as Asia/Shanghai."),
]
Setting = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="NAME=VALUE", help="A setting of its kind; the value may be JSON. Repeatable."),
]
KindOption = Annotated[
    str | None, typer.Option("--kind", help="How to read it: article, feed, table, … ; guessed by default.")
]
Columns = Annotated[
    str | None,
    typer.Option(metavar="FIELD=COLUMN,…", help="For a table, what its columns hold: subject=Company,value=Revenue."),
]


def day(text: str | None, option: str) -> date | None:
    """Read an ISO day given for ``option``; raises UsageError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{option}: {text!r} is no date; write it as 2025-10-21") from None


def is_asked() -> bool:
    """Whether somebody sits at the terminal who can answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def line(text: str | None, option: str) -> str | None:
    """Read a line of text given for ``option``, without the white space around it; raises UsageError."""
    if text is None:
        return None
    if not (stripped := text.strip()) or not stripped.isprintable():
        raise UsageError(f"{option}: give a line of text")
    return stripped


def zone(name: str | None) -> str | None:
    """Check the name of a time zone given on the command line."""
    if name is None:
        return None
    from tracker import schedules  # its library costs a while to import

    try:
        return schedules.zone_named(name.strip()).key
    except InputError as error:
        raise UsageError(f"--timezone: {error}") from None


def schedule(text: str | None, timezone: str | None, user: ZoneInfo) -> str | None:
    """Check a schedule given on the command line."""
    if text is None:
        return None
    from tracker import schedules

    try:
        return schedules.parse(text, schedules.zone_named(timezone) if timezone else user).text
    except InputError as error:
        raise UsageError(f"--every: {error}") from None


def settings(given: Sequence[str] | None, columns: str | None = None) -> dict[str, Any]:
    """Read settings of a kind: NAME=VALUE, where the value may be JSON, and a mapping of columns."""
    found: dict[str, Any] = {}
    for setting in given or ():
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--option: write {setting!r} as NAME=VALUE, as --option limit=20")
        try:
            found[name.strip()] = json.loads(value, parse_constant=_refuse)
        except (ValueError, RecursionError):
            found[name.strip()] = value
        if not _is_kept(found):
            raise UsageError(f"--option: {name.strip()} holds a character that cannot be kept")
    if columns is not None:
        found["columns"] = _mapping(columns)
    return found


def _is_kept(value: object) -> bool:
    """Whether JSON holds neither a zero character nor half of a pair, which no database takes."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in json.dumps(value)


def _mapping(columns: str) -> dict[str, str | list[str]]:
    """Read which column holds which field; a field named more than once has several columns."""
    mapped: dict[str, list[str]] = {}
    for pair in columns.split(","):
        field, _, column = (part.strip() for part in pair.partition("="))
        if not field or not column:
            raise UsageError("--columns: write it as FIELD=COLUMN,FIELD=COLUMN, as subject=Company,value=Revenue")
        mapped.setdefault(field, []).append(column)
    return {field: named[0] if len(named) == 1 else named for field, named in mapped.items()}


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
