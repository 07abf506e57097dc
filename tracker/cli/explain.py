"""``tracker explain``: the whole reasoning behind the verdict on one claim, for people or for programs."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Final

import typer

from tracker import explanation, pipeline, suites
from tracker.cli.context import Context, console, opened
from tracker.cli.options import AsOf
from tracker.cli.reasoning import Page
from tracker.cli.table import write
from tracker.explanation import Explanation
from tracker.jsontext import dumps

WIDEST: Final = 100

app = typer.Typer(rich_markup_mode=None)


class Format(StrEnum):
    """How an explanation is printed."""

    TEXT = "text"
    JSON = "json"


@app.command("explain")
def explain(
    claim_id: Annotated[int, typer.Argument(metavar="CLAIM", min=1, max=2**63 - 1, help="The claim's number.")],
    as_of: AsOf = None,
    output: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.TEXT,
) -> None:
    """Explain the verdict on a claim: what it says, whose word it is, what counted, what was expected and observed."""
    with opened() as context:
        found = _read(context, claim_id, as_of)
        if output is Format.JSON:
            write(dumps(asdict(found), indent=2) + "\n")
            return
        page = Page(found, min(console.width, WIDEST), context.zone, is_styled=console.color_system is not None)
        for line in page.render():
            console.print(line, soft_wrap=True)


def _read(context: Context, claim_id: int, as_of: str | None) -> Explanation:
    catalogue = suites.load(suites.folders(context.settings))
    compiled, failures = suites.compile(
        catalogue.suites, context.database.url, cache_dir=pipeline.cache_folder(context.settings)
    )
    moment = context.moment(as_of)
    with context.database.session() as session:
        # One view of the database throughout: a sweep that ends meanwhile must not part the flags from the facts.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return explanation.explain(
            session,
            claim_id,
            moment=moment,
            zone=context.zone,
            is_past=moment < context.now,
            compiled=compiled,
            failures=(*catalogue.failures, *failures),
        )
