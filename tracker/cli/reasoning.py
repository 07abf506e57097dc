"""An explanation as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.text import Text

from tracker import amounts
from tracker.cli.table import NONE, clean, counted, reader
from tracker.explanation import Dates, Expected, Explanation, FigureRead
from tracker.report.terminal import STYLES as SEVERITIES
from tracker.report.terminal import wrap
from tracker.report.verdict import VERIFIED
from tracker.values import Bound

LABEL: Final = 16
"""Cells of the names on the left."""
FIRST: Final = 12
"""How many other claims are told one by one; ``--format json`` has more."""
MARKS: Final = {
    "failed": ("✗", "bold red"),
    "not_tried": ("?", "bold red"),
    "passed": ("✓", "green"),
    "not_applicable": ("·", "dim"),
}
STYLES: Final = {VERIFIED: "bold green", "unverified": "bold", "unchecked": "bold", "contradicted": "bold red"}


class Page:
    """The sections of an explanation, wrapped to ``width`` cells; without colours the figure stands in marks."""

    def __init__(self, found: Explanation, width: int, zone: ZoneInfo, *, is_styled: bool) -> None:
        self.found = found
        self.width = width
        self.zone = zone
        self.is_styled = is_styled

    def render(self) -> Iterator[Text]:
        """Yield the whole explanation, line by line."""
        yield from self.top()
        yield from self.section("What it says", self.figure())
        yield from self.section("Whose word, on what", self.word())
        yield from self.others()
        yield from self.section("Dates", self.pairs(_dates(self.found.dates)))
        yield from self.section("At its source", self.source())
        yield from self.section(_tally(self.found.expectations), self.expectations())
        yield from self.section("Flags", self.flags())
        yield from self.section("What would change it", self.outlook())

    def lines(self, text: Text | str, indent: int = 2, hanging: int | None = None) -> Iterator[Text]:
        hanging = indent if hanging is None else hanging
        first, *rest = wrap(text if isinstance(text, Text) else Text(text), self.width - hanging) or [Text()]
        yield Text(" " * indent).append_text(first)
        for line in rest:
            yield Text(" " * hanging).append_text(line)

    def section(self, title: str, body: Iterable[Text]) -> Iterator[Text]:
        told = list(body)
        if told:
            yield Text()
            yield Text(title, style="bold")
            yield from told

    def pairs(self, told: Iterable[tuple[str, Text | str | None]]) -> Iterator[Text]:
        for name, value in told:
            if value is not None and str(value):
                told_in = value if isinstance(value, Text) else clean(value)
                for number, line in enumerate(wrap(told_in, self.width - LABEL - 2)):
                    yield Text.assemble("  ", (f"{name if number == 0 else '':<{LABEL}}", "dim"), line)

    def top(self) -> Iterator[Text]:
        found, word = self.found, self.found.verdict.word
        head = Text.assemble(
            (f"Claim {found.claim}: ", "bold"), (word.replace("_", " "), STYLES.get(word, "bold yellow")),
            (f"  as of {found.as_of}", "dim"),
        )  # fmt: skip
        yield from self.lines(head, 0)
        yield from self.lines(clean(found.verdict.why))
        yield Text()
        quote = found.quote
        before = clean(quote.before).plain + (" " if quote.before[-1:].isspace() else "")
        after = (" " if quote.after[:1].isspace() else "") + clean(quote.after).plain
        figure = clean(quote.exact).plain if self.is_styled else f"«{clean(quote.exact).plain}»"
        lead = "… " if quote.start > len(quote.before) else ""
        yield from self.lines(Text.assemble(lead, before, (figure, "bold underline"), after))
        where = ", ".join(clean(part).plain for part in (quote.title, found.source.publisher, found.source.url) if part)
        yield from self.lines(Text(where or found.source.slug, style="dim"))

    def figure(self) -> Iterator[Text]:
        read = self.found.figure
        about = " · ".join(part for part in (read.subject, read.measure) if part)
        yield from self.pairs(
            [
                ("read as", Text.assemble((clean(read.words).plain, "bold"), f"  ({read.kind}, {read.comparator})")),
                ("about", about or "nothing named"),
                ("interval", _interval(read)),
                ("against", read.baseline),
                ("read by", reader(read.extractor) + (f", edited by {read.edited_by}" if read.edited_by else "")),
                ("misquote", read.misquote),
                ("checkable", None if read.is_checkable else "no: it claims nothing that can be checked"),
            ]
        )

    def word(self) -> Iterator[Text]:
        origin, link = self.found.origin, self.found.link
        name = f"{link.metric}: {link.subject} · {link.measure}, {link.unit}" if link.metric else "none"
        score = f" (score {link.score.normalize():f})" if link.score is not None else ""
        yield from self.pairs(
            [
                ("origin", Text(clean(origin.name).plain if origin.name else "none", style="bold")),
                ("why", origin.words),
                ("independent of", ", ".join(origin.independent_of)),
                ("metric", Text(clean(name).plain, style="bold")),
                ("why", link.words + score),
            ]
        )
        for each in link.proposals:
            decision = f"{each.decision} by {each.decided_by}" if each.decision else "undecided"
            yield from self.pairs([("proposed", f"{each.metric}, score {each.score:f}, {decision}: {each.reason}")])

    def others(self) -> Iterator[Text]:
        found = self.found
        yield from self.section(f"What counted: {counted(len(found.counted), 'claim')} of its series", self.related())
        if found.not_counted:
            title = f"What did not count: {counted(found.not_counted_total, 'claim')} of its series"
            yield from self.section(title, self.unrelated())

    def related(self) -> Iterator[Text]:
        if not self.found.counted:
            yield from self.lines(Text("none", style="dim"))
        for other in self.found.counted[:FIRST]:
            apart = (
                "" if other.is_independent or other.relation not in ("agrees with", "contradicts") else ", not apart"
            )
            head = Text.assemble(
                (f"{other.relation}{apart} ", "bold"), f"claim {other.claim}, “{clean(other.figure).plain}”, ",
                f"{clean(other.publisher or NONE).plain} ({other.tier}), {other.stated_on or 'no date'}",
            )  # fmt: skip
            yield from self.lines(head, 2, 4)
            whose = "" if other.origin in (None, other.publisher) else f"; the word of {clean(other.origin).plain}"
            note = f"; {clean(other.note).plain}" if other.note else ""
            yield from self.lines(Text(f"{other.effect}{whose}{note}", style="dim"), 4)
        yield from self.more(len(self.found.counted))

    def unrelated(self) -> Iterator[Text]:
        for other in self.found.not_counted[:FIRST]:
            who = ", ".join(str(part) for part in (other.publisher, other.stated_on) if part)
            yield from self.lines(clean(f"claim {other.claim}, “{other.figure}”, {who}: {other.why}", "dim"), 2, 4)
        yield from self.more(self.found.not_counted_total)

    def more(self, total: int) -> Iterator[Text]:
        if total > FIRST:
            yield from self.lines(Text(f"… and {total - FIRST:,} more; --format json has them", style="dim"))

    def source(self) -> Iterator[Text]:
        source = self.found.source
        failing = None
        if source.failing_since:
            failing = f"since {source.failing_since}, {counted(source.failures, 'failure')} that count"
        yield from self.pairs(
            [
                ("source", f"{source.slug} ({source.publisher or 'no publisher'}, {source.tier}, {source.kind})"),
                ("quote", source.words),
                ("failing", failing),
                ("last error", source.last_error),
                ("looked at", str(source.last_looked_on) if source.last_looked_on else "never"),
            ]
        )

    def expectations(self) -> Iterator[Text]:
        skipped = []
        for each in self.found.expectations:
            mark, style = MARKS[each.result]
            name = f"{each.kind}/{each.reason}"
            if each.result == "not_applicable":
                skipped.append(name)
                continue
            severity = "" if each.result == "passed" else f" ({each.severity})"
            head = Text.assemble((f"{mark} ", style), (f"{name}{severity}", "bold"), ": expected that ")
            head.append(clean(each.expected).plain).append(f"; observed {_observed(each.observed)}", style="dim")
            yield from self.lines(head, 2, 4)
        if skipped:
            mark, style = MARKS["not_applicable"]
            yield from self.lines(Text(f"{mark} not for such a claim: {', '.join(skipped)}", style=style), 2, 4)
        for failure in self.found.suites_failed:
            yield from self.lines(Text.assemble(("? ", "bold red"), f"not tried: {clean(failure).plain}"), 2, 4)

    def flags(self) -> Iterator[Text]:
        if not self.found.flags:
            yield from self.lines(Text("none", style="dim"))
        for flag in self.found.flags:
            state = f"{flag.state}{f' as {flag.resolution}' if flag.resolution else ''}"
            since = f"{flag.since.astimezone(self.zone):%Y-%m-%d}"
            style = SEVERITIES[flag.severity] if flag.is_open else "dim"
            head = Text.assemble(
                (f"{flag.id}  {flag.kind}/{flag.reason}", style), f"  {flag.severity}, {state} {since}"
            )
            yield from self.lines(head, 2, 4)
            yield from self.lines(clean(flag.message, "" if flag.is_open else "dim"), 4)
            if flag.note:
                yield from self.lines(clean(f"{flag.actor}: {flag.note}", "dim"), 4)

    def outlook(self) -> Iterator[Text]:
        for sentence in self.found.would_change:
            yield from self.lines(Text.assemble(("→ ", "bold green"), clean(sentence)), 2, 4)


def _interval(read: FigureRead) -> str:
    low, high = read.low, read.high
    if low is None and high is None:
        return "none: its words name no number"
    parts = [f"from {_number(low)} to {_number(high)}" if low != high else _number(low)]
    if read.precision is not None:
        parts.append(f"stated to {_number(read.precision)}")
    if read.meets_low is not None or read.meets_high is not None:
        parts.append(f"figures from {_number(read.meets_low)} to {_number(read.meets_high)} agree with it")
    return "; ".join(parts)


def _number(bound: Bound | None) -> str:
    if bound is None:
        return "…"
    if isinstance(bound, date):
        return bound.isoformat()
    return amounts.number_in_words(bound) if bound.is_finite() else str(bound)


def _dates(dates: Dates) -> list[tuple[str, str | None]]:
    period = None
    if dates.period_start or dates.period_end:
        period = f"{dates.period_start or '…'} to {dates.period_end or '…'}"
    keeps = "it does not age"
    if dates.shelf_life_days is not None:
        since = f", from {dates.aged_from}" if dates.aged_from else ""
        keeps = f"{counted(dates.shelf_life_days, 'day')}{since}"
    fresh = None
    if dates.fresh_until:
        fresh = f"until {dates.fresh_until}" + (f", warned of from {dates.warn_from}" if dates.warn_from else "")
    age = f" ({counted(dates.age_days, 'day')} ago)" if dates.age_days else ""
    return [
        ("stated", f"{dates.stated_on}{age}" if dates.stated_on else "no date"),
        ("published", str(dates.published_on) if dates.published_on else None),
        ("captured", str(dates.captured_on)),
        ("period", period),
        ("keeps", keeps),
        ("fresh", fresh),
    ]


def _tally(expectations: Iterable[Expected]) -> str:
    results = [each.result for each in expectations]
    words = {"failed": "failed", "not_tried": "not tried", "passed": "passed", "not_applicable": "not for it"}
    told = [f"{results.count(result)} {said}" for result, said in words.items() if result in results]
    return f"Expectations: {', '.join(told) or 'none'}"


def _observed(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_value(value)}" for name, value in facts.items()) or "nothing"


def _value(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case Decimal() | date():
            return _number(value)
    words = clean(value).plain
    return words if cell_len(words) <= 40 else f"{words[:39]}…"
