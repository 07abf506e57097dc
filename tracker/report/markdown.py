"""The report as Markdown, for an issue, a wiki or a message: a table a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tracker.report import excerpt, wording
from tracker.report.content import FlaggedClaim, Group, Report, grouped
from tracker.report.verdict import SEVERITIES

EXCERPT_CELLS: Final = 240


def escape(text: str | None) -> str:
    """Return text that Markdown shows as it is, in a table cell too.

    >>> escape("a|b\\n*c* <d> [e](f)")
    'a\\\\|b \\\\*c\\\\* &lt;d&gt; \\\\[e\\\\](f)'
    """
    text = excerpt.clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#~$!])", r"\\\1", text)


def _link(text: str, url: str | None) -> str:
    address = excerpt.web_address(url)
    if address is None:
        return text
    safe = re.sub(r"[\s<>()|\\]", lambda match: f"%{ord(match.group()):02X}", address)
    return f"[{text}]({safe})"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def render(report: Report) -> str:
    """Return the report as Markdown text."""
    return "\n".join(_lines(report)).rstrip("\n") + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# Flagged claims, {escape(wording.moment_line(report))}"
    yield ""
    if report.counts.total:
        yield f"**{escape(wording.headline(report))}.** Last sweep: {escape(wording.coverage(report, is_kept=True))}."
    else:
        yield f"Last sweep: {escape(wording.coverage(report, is_kept=True))}."
    yield ""
    for reason in report.health.blindness:
        yield f"> **Blind:** {escape(reason)}"
        yield ""
    if unread := wording.unread(report):
        yield f"{escape(unread)}; `tracker errors` lists them."
        yield ""
    if report.counts.total:
        yield from _counts(report)
    else:
        yield escape(wording.nothing_flagged(report))
        yield ""
    for group in grouped(report.open_claims):
        yield from _group(group, report)
    quiet = wording.quiet_line(report)
    if quiet:
        yield escape(quiet)


def _counts(report: Report) -> Iterator[str]:
    counts = report.counts
    yield _row(["kind", *SEVERITIES])
    yield "| --- | ---: | ---: | ---: |"
    for kind, count in counts.kind.items():
        if count:
            yield _row([wording.spaced(kind), *(f"{counts.cells.get((kind, each), 0):,}" for each in SEVERITIES)])
    yield ""


def _group(group: Group, report: Report) -> Iterator[str]:
    head = group.head
    publisher = escape(head.publisher or head.source)
    title = _link(escape(head.title or head.url), head.url)
    yield f"## {publisher}, {wording.day(head.published_on)}"
    yield ""
    if title:
        yield title
        yield ""
    yield _row(["figure", "about", "in its sentence", "why it is flagged, and what would clear it"])
    yield "| --- | --- | --- | --- |"
    yield from (_claim(claim, report) for claim in group.claims)
    yield ""


def _claim(claim: FlaggedClaim, report: Report) -> str:
    passage = excerpt.around(claim, EXCERPT_CELLS)
    # A tag, for ** beside wide characters and per cent signs is no emphasis to Markdown.
    sentence = f"{escape_edge(passage.before)}<b>{escape(passage.figure)}</b>{escape_edge(passage.after)}"
    reasons = [
        f"**{flag.severity}** {wording.spaced(flag.kind)}: {escape(flag.message)} "
        f"({wording.since(flag, report.zone)})" + (f"<br>→ {escape(flag.remedy)}" if flag.remedy else "")
        for flag in claim.open_flags
    ]
    reading = wording.reading(claim)
    figure = f"**{escape(claim.figure)}**" + (f"<br>{escape(reading)}" if reading else "")
    about = f"{escape(wording.about(claim))}<br>{escape(wording.said_by(claim))}<br>claim {claim.id}"
    return _row([figure, about, sentence, "<br>".join(reasons)])


def escape_edge(text: str) -> str:
    """Escape text that stands beside the figure, and keep the space between."""
    left, right = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{left}{escape(text)}{right}" if text.strip(" ") else text
