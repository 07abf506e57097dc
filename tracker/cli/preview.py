"""What a capture brings or would bring, as people see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table
from rich.text import Text

from tracker import amounts
from tracker.cli.table import Terminal, clean, counted, grid, show, shown, speaker
from tracker.drafts import Captured, Missed
from tracker.extract import Claim

if TYPE_CHECKING:
    from tracker.intake import Read

FIRST: Final = 10
"""How many documents, claims or failures are shown of many."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, read."""

    source: str | None
    title: str | None
    published: date | None
    claims: tuple[Claim, ...]


def pages_of(captured: Captured, read: Read) -> list[Page]:
    """What people see of the pages that were read."""
    place = captured.locator if "://" in captured.locator else Path(captured.locator).name
    return [
        Page(page.source.publisher, page.title or page.url or place, page.published, readings)
        for page, readings in read
    ]


def brings(console: Terminal, captured: Captured, pages: Sequence[Page]) -> None:
    """Print what would come in: the documents, or the claims of a single one."""
    total = sum(len(page.claims) for page in pages)
    publishers = [name for name in dict.fromkeys(page.source for page in pages) if name]
    by = f" by {', '.join(publishers[:3])}" + (f" and {len(publishers) - 3} more" if len(publishers) > 3 else "")
    head = f"{counted(len(pages), 'document')}, {counted(total, 'claim')}, read as {captured.kind}"
    show(console, clean(head + (by if publishers else "")))
    if len(pages) == 1:
        (page,) = pages
        show(console, clean(page.title or captured.locator, "bold"), clean(page.published or "no date"))
        show(console, figures(page.claims[:FIRST]))
        more(console, total, "claim")
    elif pages:
        is_mixed = len(publishers) > 1
        table = grid("Document", *(["Publisher"] if is_mixed else []), "Published", "Claims", numbers=["Claims"])
        for page in pages[:FIRST]:
            by_whom = [shown(page.source)] if is_mixed else []
            table.add_row(shown(page.title), *by_whom, shown(page.published), str(len(page.claims)))
        show(console, table)
        more(console, len(pages), "document")


def odd(captured: Captured, pages: Sequence[Page]) -> list[str]:
    """What is odd of pages that were read."""
    dates = [page.published for page in pages if page.claims]
    return oddities(captured, dates, sum(not page.claims for page in pages))


def figures(claims: Iterable[Claim]) -> Table:
    """A table of claims as read."""
    table = grid("Figure", "Meaning", "About", "Said by")
    for claim in claims:
        table.add_row(
            clean(claim.figure, "bold"), meaning(claim), about(claim), speaker(claim.attribution, claim.hearsay)
        )
    return table


def meaning(claim: Claim) -> Text:
    """A claim's figure in plain words, dim where it cannot be checked."""
    words = in_words(claim)
    return clean(words if claim.checkable else f"{words}, not checkable", "" if claim.checkable else "dim")


def in_words(claim: Any) -> str:
    """The figure of a claim, read or listed, in plain words."""
    return amounts.in_words(
        claim.low, claim.high, claim.unit, claim.comparator, kind=claim.kind, rate=claim.rate, counted=claim.counted
    )


def about(claim: Any) -> Text:
    """What a claim, read or listed, is about."""
    return shown(" · ".join(dict.fromkeys(part for part in (claim.subject, claim.metric) if part)))


def more(console: Terminal, total: int, what: str, hint: str = "") -> None:
    """Say how many there are beyond those shown."""
    if total > FIRST:
        show(console, clean(f"… and {counted(total - FIRST, f'more {what}')}{hint}"))


def oddities(captured: Captured, dates: Sequence[date | None], bare: int) -> list[str]:
    """What a person should know of it, a line each: ``dates`` are those of its documents, ``bare`` state no figure."""
    said = list(captured.notes)
    undated = dates.count(None)
    if undated == len(dates) == 1:
        said.append(
            "it carries no date, so its claims will be flagged malformed/no_date; "
            "give one with --published 2025-10-21, or with `tracker claims edit ID --stated-on 2025-10-21`"
        )
    elif undated:
        said.append(
            f"{undated} of {len(dates)} documents carry no date: their claims will be flagged malformed/no_date"
        )
    if any(page.source.publisher is None for page in captured.pages):
        said.append("nobody is named as its publisher; say who published it with --publisher")
    if bare:
        said.append(f"{bare} of {counted(len(captured.pages), 'page')} state no figure")
    return said + misses(captured.missed)


def misses(missed: Sequence[Missed]) -> list[str]:
    """The pages that could not be read, a line each, those beyond the first few counted."""
    said = [f"missed: {page.reason}{again(page.permanent)}" for page in missed[:FIRST]]
    if len(missed) > FIRST:
        said.append(f"… and {counted(len(missed) - FIRST, 'more page')} missed")
    return said


def again(permanent: bool) -> str:
    """Say whether trying again helps, for the end of an error."""
    return "" if permanent else " (trying again may help)"


def note(console: Terminal, lines: Iterable[str]) -> None:
    """Print what is odd."""
    for line in lines:
        show(console, clean(f"note: {line}"))
