"""``tracker metric check``: a metric's series as a table and a plot, claims beside evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Final

import typer
from rich.cells import cell_len
from rich.text import Text

from tracker import series
from tracker.cli import plot
from tracker.cli.context import console, err_console, opened
from tracker.cli.options import AsOf, Output
from tracker.cli.plot import Mark
from tracker.cli.table import NONE, Format, clean, counted, lines, show
from tracker.report.excerpt import head
from tracker.report.terminal import wrap
from tracker.report.verdict import VERDICTS, VERIFIED
from tracker.series import Point, Series
from tracker.values import UNIT_DATE

SCREEN: Final = 50
"""How many figures the table shows unless told otherwise: the newest."""
WIDEST: Final = 100
CLAIM, EVIDENCE, WRONG = "●", "◆", "✗"
STYLES: Final = {VERIFIED: "green", "contradicted": "bold red", "unchecked": "dim", "unverified": ""}
_GAP: Final = "  "


def check(
    slug: Annotated[str, typer.Argument(metavar="METRIC", help="The metric's short name.")],
    as_of: AsOf = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"Only so many in the table, the newest; {SCREEN} by default.")
    ] = None,
    no_plot: Annotated[bool, typer.Option("--no-plot", help="The table alone.")] = False,
    output: Output = Format.TABLE,
) -> None:
    """Show every figure of a metric, claims beside evidence, with the verdict on each and why, and a plot over time."""
    with opened() as context, context.database.session() as session:
        moment = context.moment(as_of)
        found = series.read(session, slug, moment=moment, zone=context.zone, is_past=moment < context.now)
    if output is Format.JSONL:
        lines(_record(found, point) for point in found.points)
        return
    width = min(console.width, WIDEST)
    show(console, *_top(found, width))
    if not found.points:
        show(err_console, "note: `tracker claims list` shows claims, `tracker metric probe` adds evidence")
        return
    if not no_plot:
        _plot(found, width)
    dated = [point for point in found.points if point.day is not None]
    newest = [*reversed(dated), *(point for point in found.points if point.day is None)][: limit or SCREEN]
    for line in _table(newest, width):
        console.print(line, soft_wrap=True)
    more = len(found.points) - len(newest)
    if more > 0:
        show(console, "", f"The newest {len(newest)} of {len(found.points):,}; --limit {len(found.points)} shows all.")


def _top(found: Series, width: int) -> Iterator[Text]:
    yield from wrap(
        Text.assemble(
            (found.metric, "bold"), _GAP, clean(f"{found.subject} · {found.measure}, {found.unit}"),
            (f"{_GAP}as of {found.as_of}", "dim"),
        ),
        width,
    )  # fmt: skip
    if not found.points:
        yield Text("No figure is linked to it yet.")
        return
    evidence = sum(point.is_evidence for point in found.points)
    counts = found.verdicts
    words = [f"{counts[word]} {word.replace('_', ' ')}" for word in _ordered(counts)]
    origins = f"{found.origins:,} {'origin' if found.origins == 1 else 'origins'}"
    said = f"{counted(len(found.points) - evidence, 'claim')}, {evidence:,} of evidence, {origins}: {', '.join(words)}"
    yield from wrap(Text(said), width)


def _ordered(words: Iterable[str]) -> list[str]:
    known = [VERIFIED, *(word for word in VERDICTS if word != VERIFIED)]
    return sorted(words, key=lambda word: (known.index(word) if word in known else len(known), word))


def _plot(found: Series, width: int) -> None:
    days = found.unit == UNIT_DATE
    shown = [
        point
        for point in found.points
        if point.is_drawable and point.unit == found.unit and days == isinstance(point.low or point.high, date)
    ]
    left_out = len(found.points) - len(shown)
    drawn = plot.plot([_mark(point) for point in shown], width=width)
    console.print()
    for line in drawn:
        console.print(line, soft_wrap=True)
    legend = f"{CLAIM} claim  {EVIDENCE} evidence  {WRONG} contradicted"
    if any(point.low is None or point.high is None for point in shown):
        legend += f"  {plot.UP}{plot.DOWN} open end"
    if drawn:
        console.print(Text(f"   {legend}", style="dim"), soft_wrap=True)
    if left_out:
        why = f"without a day, a number or the unit {found.unit}"
        verb = "is" if left_out == 1 else "are"
        show(console, *wrap(Text(f"{counted(left_out, 'figure')} {verb} not drawn: {why}.", style="dim"), width))


def _mark(point: Point) -> Mark:
    assert point.day is not None, "it was asked for"
    if point.verdict.word == "contradicted":
        glyph, rank = WRONG, 3
    else:
        glyph, rank = (EVIDENCE, 2) if point.is_evidence else (CLAIM, 1)
    style = STYLES.get(point.verdict.word, "yellow")
    return Mark(point.day, point.low, point.high, glyph, "cyan" if point.is_evidence and rank == 2 else style, rank)


def _table(points: Sequence[Point], width: int) -> Iterator[Text]:
    """Yield a row a figure, below it where it stands and why the verdict is what it is."""
    ident = max(len(str(point.claim_id)) for point in points) + 2
    heads = (" " * (ident - 2) + "ID", "When", "Figure", "Whose word", "Verdict")
    rows = [(f"{point.claim_id:>{ident}}", _when(point), clean(point.words).plain, _origin(point)) for point in points]
    last = max(len(point.verdict.word) for point in points)
    whens = max(cell_len(row[1]) for row in (*rows, heads))
    room = max(width - ident - whens - last - 4 * len(_GAP), 20)
    figures = min(max(cell_len(row[2]) for row in (*rows, heads)), room * 3 // 5)
    sizes = (ident, whens, figures, room - figures)
    yield Text("")
    yield _row(heads, sizes, Text(heads[-1]), "bold")
    yield Text(f"{'─' * width}", style="dim")
    for point, row in zip(points, rows, strict=True):
        word = point.verdict.word
        line = _row(row, sizes, Text(word.replace("_", " "), style=STYLES.get(word, "yellow")), "")
        line.stylize("bold", ident, ident + len(_GAP) + whens + len(_GAP) + figures)
        yield line
        for text in _details(point):
            indent = " " * (ident + len(_GAP))
            for part in wrap(text, width - len(indent)):
                yield Text(indent).append_text(part)


def _row(cells: Sequence[str], sizes: Sequence[int], last: Text, style: str) -> Text:
    line = Text(style=style)
    for cell, size in zip(cells, sizes, strict=False):
        fitting = head(cell, size)
        line.append(fitting + " " * (size - cell_len(fitting)) + _GAP)
    return line.append_text(last)


def _when(point: Point) -> str:
    start, end = point.period_start, point.period_end
    if start is None or end is None:
        return f"from {start}" if start else f"until {end}" if end else str(point.day or NONE)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    return str(start) if start == end else f"{start} to {end}"


def _origin(point: Point) -> str:
    if point.origin is None:
        return "hearsay"
    return f"{clean(point.origin).plain} (inferred)" if point.is_inferred else clean(point.origin).plain


def _details(point: Point) -> Iterator[Text]:
    mark = EVIDENCE if point.is_evidence else CLAIM
    where = f"{mark} {point.tier}, {clean(point.publisher or point.source).plain}"
    if point.stated_on:
        where += f", {point.stated_on}"
    if ties := _ties(point):
        where += f"; {ties}"
    yield Text(where, style="dim")
    yield Text(clean(point.verdict.why).plain, style="dim")


def _ties(point: Point, most: int = 4) -> str:
    """Say how a figure stands to the others, and which of those speak with the same voice."""
    told: dict[tuple[str, bool], list[str]] = {}
    for tie in point.relations:
        is_same_voice = not tie.is_independent and tie.words in ("agrees with", "contradicts")
        told.setdefault((tie.words, is_same_voice), []).append(f"#{tie.claim_id}")
    parts = []
    for (words, is_same_voice), others in told.items():
        more = f" and {len(others) - most} more" if len(others) > most else ""
        parts.append(f"{words} {', '.join(others[:most])}{more}{' (not independent)' if is_same_voice else ''}")
    return "; ".join(parts)


def _record(found: Series, point: Point) -> dict[str, Any]:
    """One figure for programs: the metric, the figure, whose word it is, its relations, the verdict and why."""
    told = asdict(point)
    verdict = told.pop("verdict")
    relations = [
        {"relation": tie.words, "claim": tie.claim_id, "independent": tie.is_independent} for tie in point.relations
    ]
    return {
        "metric": found.metric,
        "as_of": found.as_of,
        "claim": told.pop("claim_id"),
        **told,
        "relations": relations,
        "evidence": point.is_evidence,
        "verdict": verdict["word"],
        "why": verdict["why"],
    }
