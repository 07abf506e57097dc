"""Metrics and parties by the file: ``sync``, ``import`` and ``export``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer
from rich.text import Text

from tracker import amounts, linking, metrics, parties, pipeline
from tracker.cli import options
from tracker.cli.context import console, opened
from tracker.cli.files import save
from tracker.cli.options import DryRun, Yes
from tracker.cli.table import NONE, clean, counted, show, write
from tracker.errors import InputError, UsageError
from tracker.metrics import sheet
from tracker.metrics import sync as metric_sync
from tracker.metrics.difference import Change, Plan
from tracker.parties import sync as party_sync
from tracker.yamltext import JSON_LINES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="A YAML file of metrics, parties or both, or metrics as JSON lines.")
]
Prune = Annotated[bool, typer.Option("--prune", help="Remove what is of a kind the file lists, and not in it.")]
Output = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="The file to write; standard output without.")
]
SHOWN: Final = 10
"""How many that the file does not name are named."""


class Part(NamedTuple):
    """The half of a file that is about one kind of thing, and what it changes."""

    one: str
    many: str
    entries: tuple[sheet.Entry, ...]
    plan: Callable[..., Plan]
    apply: Callable[..., None]


def sync_metrics(file: File, prune: Prune = False, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Make metrics and parties what a file says, after showing the difference. All of it is done, or nothing.

    The file is the truth for those it names, with what it leaves out; the others stay. Claims that fit are linked.
    """
    _sync(_parts(sheet.read(file)), prune=prune, dry_run=dry_run, yes=yes)


def import_metrics(file: File, dry_run: DryRun = False) -> None:
    """Bring in metrics and parties from a file: new ones, and what it says of those that are there.

    Nothing is taken away: what the file leaves out stays, and names come to those that are known.
    """
    _sync(_parts(sheet.read(file)), prune=False, dry_run=dry_run, yes=True, keep=True)


def export_metrics(output: Output = None) -> None:
    """Write all metrics and parties as YAML, to be kept, edited and given to `tracker metric sync`.

    A file named .jsonl gets the metrics alone, a JSON object a line; it can be imported again, too.
    """
    with opened() as context, context.database.session() as session:
        listed = [entry.metric for entry in metrics.listing(session)]
        if output is not None and output.suffix.lower() in JSON_LINES:
            _write("".join(sheet.rows(listed)), output)
            return
        _write(sheet.written(listed, [entry.party for entry in parties.listing(session)]), output)


def sync_parties(file: File, prune: Prune = False, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Make the parties what a file says, after showing the difference. All of it is done, or nothing.

    The file is the truth for those it names, with what it leaves out; the others stay, and so do all metrics.
    """
    read = sheet.read(file)
    if read.parties is None:
        raise InputError(f"{file}: it has no key parties; write them as a list below it")
    _sync(_parts(sheet.Sheet(None, read.parties)), prune=prune, dry_run=dry_run, yes=yes)


def export_parties(output: Output = None) -> None:
    """Write all parties as YAML, to be kept, edited and given to `tracker party sync`."""
    with opened() as context, context.database.session() as session:
        _write(sheet.written(None, [entry.party for entry in parties.listing(session)]), output)


def _parts(read: sheet.Sheet) -> list[Part]:
    parts = []
    if read.parties is not None:
        parts.append(Part("party", "parties", read.parties, party_sync.plan, party_sync.apply))
    if read.metrics is not None:
        parts.append(Part("metric", "metrics", read.metrics, metric_sync.plan, metric_sync.apply))
    return parts


def _sync(parts: list[Part], *, prune: bool, dry_run: bool, yes: bool, keep: bool = False) -> None:
    with opened() as context:
        with context.database.session() as session:
            plans = [part.plan(session, part.entries, prune=prune, keep=keep) for part in parts]
            for part, plan in zip(parts, plans, strict=True):
                _show(session, part, plan, keep=keep)
        is_empty = all(plan.is_empty for plan in plans)
        if is_empty or dry_run:
            show(console, "Nothing to change." if is_empty else "Nothing was changed.")
            return
        if not yes:
            if not options.is_asked():
                raise UsageError("add --yes to say that you mean it, or --dry-run to look only")
            typer.confirm("Change all that?", abort=True, err=True)
        with pipeline.transaction(context.database) as session:
            for part, plan in zip(parts, plans, strict=True):
                part.apply(session, part.entries, plan, prune=prune, keep=keep)
            linked = linking.link(session)
    done = [
        f"{counted(number, part.one, part.many)} {what}"
        for part, plan in zip(parts, plans, strict=True)
        for number, what in (
            (len(plan.added), "added"),
            (len(plan.changes()), "changed"),
            (len(plan.removed), "removed"),
        )
        if number
    ]
    show(console, f"Done: {', '.join(done)}; {counted(linked, 'claim')} linked.")


def _show(session: Session, part: Part, plan: Plan, *, keep: bool) -> None:
    for slug, fields in plan.added.items():
        name = f"{fields['subject']} · {fields['measure']}" if part.one == "metric" else fields["name"]
        show(console, Text.assemble((f"+ {part.one} {slug}  ", "green"), clean(name)))
    for change in plan.changed:
        show(console, Text.assemble((f"~ {part.one} {change.slug}  ", "yellow"), clean(_difference(change))))
    claims = _linked(session) if part.one == "metric" and plan.removed else {}
    for slug in plan.removed:
        lost = f"  {counted(claims[slug], 'claim')} will be linked to nothing" if claims.get(slug) else ""
        show(console, Text.assemble((f"- {part.one} {slug}", "red"), lost))
    if plan.left and not keep:
        names = ", ".join(plan.left[:SHOWN])
        more = f" and {len(plan.left) - SHOWN} more" if len(plan.left) > SHOWN else ""
        what = counted(len(plan.left), part.one, part.many)
        show(console, clean(f"Not in the file, left alone: {what} ({names}{more})", "dim"))


def _difference(change: Change) -> str:
    if not isinstance(change.old, tuple):
        return f"{change.field}: {_said(change.old)} -> {_said(change.new)}"
    came = [f"+ {name}" for name in change.new if name not in change.old]
    went = [f"- {name}" for name in change.old if name not in change.new]
    return f"{change.field}: {', '.join([*came, *went])}"


def _said(value: Any) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str) else amounts.number_in_words(Decimal(value))


def _linked(session: Session) -> dict[str, int]:
    return {entry.metric.slug: entry.claims for entry in metrics.listing(session)}


def _write(text: str, output: Path | None) -> None:
    if output is None:
        write(text)
    else:
        save([text], output)
        show(console, clean(f"Wrote {output}."))
