"""The report as one HTML file: nothing fetched, no script, fit for the screen and for paper."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker.report import excerpt, wording
from tracker.report.content import Report, grouped
from tracker.report.verdict import SEVERITIES

EXCERPT_CELLS: Final = 420
"""Longer than most sentences: on a page they are only cut where they run on."""

TEMPLATE: Final = "page.html.j2"


def render(report: Report) -> str:
    """Return the report as an HTML page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clean": excerpt.clean, "spaced": wording.spaced, "day": wording.day}
    return (
        environment.get_template(TEMPLATE).render(
            report=report,
            groups=grouped(report.open_claims),
            kinds=[kind for kind, count in report.counts.kind.items() if count],
            severities=SEVERITIES,
            words=wording,
            texts=excerpt,
            cells=EXCERPT_CELLS,
        )
        + "\n"
    )
