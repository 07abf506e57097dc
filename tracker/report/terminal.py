"""The report in a terminal: counts on top, then the flagged claims, worst first, by document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import groupby
from operator import attrgetter
from typing import Final

from rich import box
from rich.cells import cell_len, get_character_cell_size
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tracker.report import excerpt, wording
from tracker.report.content import FlaggedClaim, Group, Report, ReportedFlag, grouped
from tracker.report.verdict import SEVERITIES
from tracker.states import Severity

DEFAULT_LIMIT: Final = 50
"""How many claims a terminal shows unless asked for more."""

WIDEST: Final = 120
"""Lines longer than this are hard to read, however wide the window is."""

FILE_WIDTH: Final = 100

MANY: Final = 8
"""So many claims fill a screen, and the counts on top scroll away."""

STYLES: Final = {Severity.CRITICAL: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
MARKS: Final = {Severity.CRITICAL: "✗", Severity.WARNING: "!", Severity.INFO: "·"}

WORD_WIDTH: Final = max(map(len, SEVERITIES)) + 1

_NEVER_FIRST: Final = frozenset("，。、；：！？」』）》〉】〕”’%％…·,.;:!?)]}»")
_NEVER_LAST: Final = frozenset("「『（《〈【〔“‘([{«")


def wrap(text: Text, width: int) -> list[Text]:
    """Break text into lines of at most ``width`` cells: at spaces, and between wide characters where their
    punctuation allows."""
    plain = text.plain
    breaks: list[int] = []
    start = used = 0
    chance = 0
    for index, character in enumerate(plain):
        size = get_character_cell_size(character)
        if index > start and _may_break(plain, index):
            chance = index
        if used + size > width and character != " ":
            at = chance if chance > start else index
            breaks.append(at)
            used = cell_len(plain[at:index])
            start = at
        used += size
    lines = text.divide(breaks) if breaks else [text]
    for line in lines:
        line.rstrip()
    return list(lines)


def _may_break(plain: str, index: int) -> bool:
    before, after = plain[index - 1], plain[index]
    if before == " ":
        return True
    wide = get_character_cell_size(before) == 2 or get_character_cell_size(after) == 2
    return wide and after not in _NEVER_FIRST and before not in _NEVER_LAST and after != " "


class Page:
    """Lines for one terminal, as wide as it is and no wider than reads well."""

    def __init__(self, report: Report, *, width: int, is_styled: bool, is_kept: bool = False) -> None:
        self.report = report
        self.is_kept = is_kept
        self.width = max(min(width, WIDEST), 40)
        self.is_styled = is_styled

    def lines(self, text: Text, *, indent: int = 0, hanging: int | None = None) -> Iterator[Text]:
        """Wrap text, its first line indented by ``indent``, those after it by ``hanging``."""
        hanging = indent if hanging is None else hanging
        first, *rest = wrap(text, self.width - hanging) or [text]
        yield Text(" " * indent).append_text(first)
        for line in rest:
            yield Text(" " * hanging).append_text(line)

    def render(self) -> Iterator[RenderableType]:
        """Yield the whole report."""
        yield from self.top()
        yield from self.health()
        yield from self.body()
        yield from self.bottom()

    def top(self) -> Iterator[RenderableType]:
        """Yield the title and the counts."""
        counts = self.report.counts
        title = Text.assemble(("Flagged claims", "bold"), (f"  {wording.moment_line(self.report)}", "dim"))
        if self.report.filters:
            title.append(f"  {self.report.filters.words}", style="dim")
        yield from self.lines(title)
        yield Text("")
        if not counts.total:
            return
        yield from self.lines(Text(wording.headline(self.report), style="bold"), indent=2)
        yield Text("")
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        table.add_column("kind", style="bold", min_width=14)
        for severity in SEVERITIES:
            table.add_column(severity.value, justify="right", min_width=8)
        kinds = [kind for kind, count in counts.kind.items() if count]
        for kind in kinds:
            cells = [counts.cells.get((kind, severity), 0) for severity in SEVERITIES]
            table.add_row(wording.spaced(kind), *map(_count, cells, SEVERITIES))
        if len(kinds) > 1:
            table.add_row(
                "all", *(_count(counts.severity[severity], severity) for severity in SEVERITIES), style="bold"
            )
        yield Padding(table, (0, 0, 0, 2), expand=False)
        yield Text("")

    def health(self) -> Iterator[RenderableType]:
        """Yield how much the last sweep saw; loudly what it did not."""
        health = self.report.health
        yield from self.lines(
            Text(f"Last sweep: {wording.coverage(self.report, is_kept=self.is_kept)}."), indent=2, hanging=4
        )
        for reason in health.blindness:
            line = Text.assemble((" BLIND ", "bold white on red"), " ", (excerpt.clean(reason), "bold red"))
            yield from self.lines(line, indent=2, hanging=10)
        if health.unevaluated and health.evaluated:
            waiting = wording.plural(health.unevaluated, "claim awaits its", "claims await their")
            yield from self.lines(Text(f"! {waiting} first check: run `tracker check`.", style="yellow"), indent=2)
        if unread := wording.unread(self.report):
            told = f"! {unread}; `tracker errors` lists them."
            yield from self.lines(Text(told, style="yellow"), indent=2, hanging=4)

    def body(self) -> Iterator[RenderableType]:
        """Yield the claims by document."""
        claims = self.report.open_claims
        if not claims:
            yield Text("")
            text = Text(wording.nothing_flagged(self.report), style="" if self.report.health.blindness else "bold")
            yield from self.lines(text, indent=2)
            yield Text("")
        else:
            legend = Text.assemble(("→", "bold green"), (" what would clear a flag", "dim"))
            yield from self.lines(legend, indent=2)
            yield Text("")
        for group in grouped(claims):
            yield from self.group(group)

    def bottom(self) -> Iterator[RenderableType]:
        """Yield once more what scrolled out of sight, then what is not shown, and how to see it."""
        if len(self.report.open_claims) >= MANY:
            yield from self.lines(Text(f"{wording.headline(self.report)}.", style="bold"))
            for reason in self.report.health.blindness:
                yield from self.lines(Text(f"BLIND {excerpt.clean(reason)}", style="bold red"), hanging=6)
        more = self.report.counts.claims - len(self.report.open_claims)
        if more > 0:
            shown = wording.plural(len(self.report.open_claims), "claim is", "claims are")
            told = f"Only the worst {shown} shown; for the other {more:,}:"
            yield from self.lines(Text(f"{told} `tracker report --limit 0`, or `tracker report --output report.html`."))
        quiet = wording.quiet_line(self.report)
        if quiet:
            yield from self.lines(Text(quiet, style="dim"))

    def group(self, group: Group) -> Iterator[RenderableType]:
        """Yield one document and its claims."""
        head = group.head
        dated = f"published {wording.day(head.published_on)}" if head.published_on else "no date"
        publisher = Text.assemble(
            (excerpt.clean(head.publisher) or head.source, "bold"),
            (f"  {dated}, {self.members(group)}", "dim"),
        )
        yield Text("─" * self.width, style="dim")
        yield from self.lines(publisher)
        if head.title:
            yield from self.lines(Text(excerpt.clean(head.title)))
        if head.url:
            yield Text(excerpt.clean(head.url), style="dim underline" if self.is_styled else "")
        yield Text("")
        for claim in group.claims:
            yield from self.claim(claim)
            yield Text("")

    def members(self, group: Group) -> str:
        """Say how many claims of a document are shown, which are all that are flagged unless some are left out."""
        is_whole = len(self.report.open_claims) == self.report.counts.claims
        one = "flagged claim" if is_whole else "flagged claim shown"
        return wording.plural(len(group.claims), one, one.replace("claim", "claims"))

    def claim(self, claim: FlaggedClaim) -> Iterator[RenderableType]:
        """Yield one claim: its figure in its sentence, then why it is flagged."""
        severity = claim.worst.severity
        ident = f"#{claim.id}"
        room = self.width - len(ident) - 4
        figure = excerpt.head(excerpt.clean(claim.figure), room // 2)
        about = excerpt.head(wording.about(claim), room - cell_len(figure) - 2)
        heading = Text.assemble((f"{MARKS[severity]} ", STYLES[severity]), (figure, "bold"), "  ", about)
        heading.append(" " * max(self.width - cell_len(heading.plain) - len(ident), 2)).append(ident, style="dim")
        yield heading
        yield from self.lines(self.quote(claim), indent=2)
        words = [wording.said_by(claim)]
        if claim.stated_on != claim.published_on:
            words.append(f"stated {wording.day(claim.stated_on)}")
        reading = wording.reading(claim)
        if reading:
            words.append(f"read as {reading}")
        shared = wording.flagged_since(claim, self.report.zone)
        if shared:
            words.append(f"flagged {shared}")
        yield from self.lines(Text(" · ".join(map(_unbroken, words)), style="dim"), indent=2)
        telling = [flag for flag in claim.open_flags if flag.severity is severity or flag.severity is not Severity.INFO]
        for flag in telling:
            standing = wording.handled(flag) if shared else wording.since(flag, self.report.zone)
            yield from self.flag(flag, standing)
        yield from self.minor([flag for flag in claim.open_flags if flag not in telling])

    def quote(self, claim: FlaggedClaim) -> Text:
        """Return the sentence, shortened around the figure, which stands out with and without colours."""
        passage = excerpt.around(claim, (self.width - 2) * 2 - 4)
        text = Text(passage.before)
        figure = passage.figure if self.is_styled else f"«{passage.figure}»"
        return text.append(figure, style="bold underline").append(passage.after)

    def flag(self, flag: ReportedFlag, standing: str) -> Iterator[Text]:
        """Yield one reason: what is wrong, since when where that is not said above, and what would clear it."""
        text = Text.assemble((f"{flag.severity:<{WORD_WIDTH}}", STYLES[flag.severity]))
        text.append(f"{wording.spaced(flag.kind)}: ").append(excerpt.clean(flag.message))
        if standing:
            text.append(f" ({_unbroken(standing)})", style="dim")
        if flag.remedy:
            text.append(" →\N{NO-BREAK SPACE}", style="bold green").append(excerpt.clean(flag.remedy))
        yield from self.lines(text, indent=2, hanging=2 + WORD_WIDTH)

    def minor(self, flags: Sequence[ReportedFlag]) -> Iterator[Text]:
        """Yield what else is to be known of a claim that has worse to it: by name only, in one line."""
        for severity, alike in groupby(flags, key=attrgetter("severity")):
            names = ", ".join(f"{wording.spaced(flag.kind)} ({wording.spaced(flag.reason)})" for flag in alike)
            text = Text.assemble((f"{severity:<{WORD_WIDTH}}", STYLES[severity]), ("also ", "dim"), (names, "dim"))
            yield from self.lines(text, indent=2, hanging=2 + WORD_WIDTH)


def _unbroken(words: str) -> str:
    """Hold short words together at the end of a line."""
    return words.replace(" ", "\N{NO-BREAK SPACE}") if cell_len(words) < 30 else words


def _count(count: int, severity: Severity) -> Text:
    return Text(f"{count:,}", style=STYLES[severity]) if count else Text("·", style="dim")


def show(report: Report, console: Console, *, is_kept: bool = False) -> None:
    """Print the report; one that is kept must not say how long ago things were."""
    page = Page(report, width=console.width, is_styled=console.color_system is not None, is_kept=is_kept)
    for part in page.render():
        console.print(part, soft_wrap=isinstance(part, Text), highlight=False)


def render(report: Report) -> str:
    """Return the report as plain text."""
    file = StringIO()
    show(report, Console(file=file, width=FILE_WIDTH, color_system=None, force_terminal=False), is_kept=True)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"
