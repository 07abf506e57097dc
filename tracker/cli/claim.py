"""One claim on the terminal: all there is to know of it, or what an edit changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from tracker import amounts
from tracker.claims import Related, Values
from tracker.cli.table import clean, counted, facts, grid, reader, show, shown
from tracker.jsontext import exact
from tracker.models import Claim, ClaimRevision, Flag, FlagEvent
from tracker.states import RevisionChange
from tracker.values import Bound, Comparator, Kind, Rate

# The fields a person may edit: how they are called here, in a claim, and in what was read first.
FIELDS: Final = (
    ("subject", "subject", "subject"),
    ("metric", "metric_phrase", "metric"),
    ("kind", "kind", "kind"),
    ("comparator", "comparator", "comparator"),
    ("unit", "unit", "unit"),
    ("counted", "counted", "counted"),
    ("per", "rate", "rate"),
    ("period start", "period_start", "period_start"),
    ("period end", "period_end", "period_end"),
    ("against", "baseline", "baseline"),
    ("said by", "attribution", "attribution"),
    ("hearsay", "is_hearsay", "hearsay"),
    ("checkable", "is_checkable", "checkable"),
)


def _checked(claim: Claim, zone: ZoneInfo) -> Text:
    """Since when the checks know the claim as it stands."""
    if claim.evaluated_at is not None:
        return Text("as it stands since ").append_text(shown(claim.evaluated_at, zone))
    return Text("not since it was changed" if claim.edited_at is not None else "not yet", style="dim")


def everything(
    console: Console, claim: Claim, flags: Sequence[Flag], relations: Sequence[Related], zone: ZoneInfo
) -> None:
    """Print all there is to know of a claim."""
    document, source = claim.document, claim.document.source
    show(console, _in_sentence(claim), "")
    show(
        console,
        facts(
            [
                ("claim", str(claim.id)),
                ("says", in_words(claim)),
                ("subject", claim.subject),
                ("metric", claim.metric_phrase),
                ("kind", claim.kind),
                ("period", _period(claim)),
                ("against", claim.baseline),
                ("said by", _speaker(claim)),
                ("origin", _origin(claim)),
                ("stated on", claim.stated_on),
                ("checkable", claim.is_checkable),
                ("linked to", claim.metric.slug if claim.metric else None),
                ("source", f"{source.slug} ({source.publisher or 'no publisher'}, {source.tier})"),
                ("document", f"{document.id}: {document.title or 'no title'}"),
                ("address", document.url or source.url),
                ("captured", document.captured_at),
                ("quote stands", f"at {claim.quote_start} to {claim.quote_end}, {claim.quote_state}"),
                *([("misquotes", claim.misquote)] if claim.misquote else []),
                ("read by", reader(claim.extractor)),
                ("checked", _checked(claim, zone)),
            ],
            zone,
        ),
    )
    if claim.edited_at is not None:
        show(
            console,
            "",
            clean(f"Edited by {claim.edited_by} on {claim.edited_at.astimezone(zone):%Y-%m-%d %H:%M}", "bold"),
        )
        _compare(console, _as_read(claim), _as_stands(claim), ("", "As read", "As it stands"))
    _revisions(console, claim.revisions, zone)
    _flags(console, flags, zone)
    _relations(console, relations)


def changed(console: Console, before: Claim, after: Claim) -> None:
    """Print what an edit changed."""
    one, other = _as_stands(before), _as_stands(after)
    for claim, values in ((before, one), (after, other)):
        values |= {
            "stated on": _plain(claim.stated_on),
            "quote": claim.quote_exact,
            "linked to": claim.metric.slug if claim.metric else None,
        }
    if one == other:
        show(console, f"Claim {after.id} is so already; nothing changed.")
        return
    _compare(console, one, other, ("", "Before", "After"))
    show(console, f"Changed claim {after.id}.")


def in_words(claim: Claim) -> str:
    """The claim's figure in plain words."""
    values = Values.of(claim)
    return amounts.in_words(
        values.low,
        values.high,
        values.unit,
        values.comparator,
        kind=values.kind,
        rate=values.rate,
        counted=values.counted,
    )


def _in_sentence(claim: Claim) -> Text:
    sentence = clean(claim.sentence)
    sentence.highlight_words([clean(claim.quote_exact).plain], style="bold reverse")
    return sentence


def _period(claim: Claim) -> str | None:
    if claim.period_start is None and claim.period_end is None:
        return None
    return f"{claim.period_start or '…'} to {claim.period_end or '…'}"


def _speaker(claim: Claim) -> str:
    if claim.is_hearsay:
        return f"{claim.attribution or 'nobody'}, as hearsay"
    return claim.attribution or f"nobody named ({claim.document.source.publisher or 'the source'} in its own voice)"


def _origin(claim: Claim) -> str | None:
    """Whose word the claim rests on in the end, and what tells so where that is another claim."""
    found = claim.origin
    if found is None:
        return None
    if found.origin is None:
        return "nobody's word"
    told = ""
    if found.basis_claim_id is not None:
        told = f", {'inferred' if found.is_inferred else 'as quoted'} from claim {found.basis_claim_id}"
    return f"{found.origin}{told}{' (a party to it)' if found.is_self else ''}"


def _as_stands(claim: Claim) -> dict[str, str | None]:
    values = Values.of(claim)
    interval = {"low": _plain(values.low), "high": _plain(values.high)}
    return interval | {name: _plain(getattr(claim, column)) for name, column, _ in FIELDS}


def _as_read(claim: Claim) -> dict[str, str | None]:
    reading = claim.reading
    interval = {end: _number(reading.get(end)) for end in ("low", "high")}
    return interval | {name: _plain(reading.get(field)) for name, _, field in FIELDS}


def _number(text: str | None) -> str | None:
    return _plain(_bound(text))


def _is_day(text: str) -> bool:
    return text.count("-") == 2


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{exact(value):,}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _compare(
    console: Console, one: dict[str, str | None], other: dict[str, str | None], heads: tuple[str, str, str]
) -> None:
    table = grid(*heads)
    for name in one:
        if one[name] != other[name]:
            table.add_row(name, shown(one[name]), shown(other[name]))
    show(console, table if table.row_count else "Its values are as they were read.")


def _revisions(console: Console, revisions: Sequence[ClaimRevision], zone: ZoneInfo) -> None:
    if not revisions:
        return
    show(console, "", Text("At its source since", style="bold"))
    for revision in revisions:
        version = f" (version {revision.document.version})" if revision.document else ""
        show(console, clean(f"On {revision.at.astimezone(zone):%Y-%m-%d} {_became(revision)}{version}."))


def _became(revision: ClaimRevision) -> str:
    """What the page said in the claim's place at a later look, in words."""
    if revision.change is RevisionChange.GONE:
        return "it was gone from the page"
    if revision.change is RevisionChange.RETURNED or revision.reading is None:
        return "it stood on the page as captured"
    said = f"the page said “{revision.reading['figure']}” in its place: {_read_in_words(revision.reading)}"
    return f"{said}, which may or may not be it" if revision.change is RevisionChange.UNCLEAR else said


def _read_in_words(reading: Mapping[str, Any]) -> str:
    low, high = (_bound(reading.get(end)) for end in ("low", "high"))
    return amounts.in_words(
        low,
        high,
        reading.get("unit"),
        Comparator(reading["comparator"]),
        kind=Kind(reading["kind"]),
        rate=Rate(reading["rate"]) if reading.get("rate") else None,
        counted=reading.get("counted"),
    )


def _bound(text: str | None) -> Bound | None:
    if text is None:
        return None
    return date.fromisoformat(text) if _is_day(text) else Decimal(text)


def _flags(console: Console, flags: Sequence[Flag], zone: ZoneInfo) -> None:
    if not flags:
        return
    show(console, "", Text(counted(len(flags), "flag"), style="bold"))
    for flag in flags:
        head = f"{flag.id}  {flag.severity}  {flag.kind}/{flag.reason}"
        show(console, clean(head, "bold"), clean(flag.message), clean(f"To clear it: {flag.remedy}", "dim"))
        table = grid("When", "What", "By", "Note")
        for event in flag.events:
            when = f"{event.at.astimezone(zone):%Y-%m-%d %H:%M}"
            table.add_row(when, clean(_event(event, zone)), clean(event.actor), shown(event.note))
        show(console, table)


def _event(event: FlagEvent, zone: ZoneInfo) -> str:
    if event.resolution is not None:
        return f"{event.action} as {event.resolution}"
    if event.snoozed_until is not None:
        return f"{event.action} until {event.snoozed_until.astimezone(zone):%Y-%m-%d}"
    return str(event.action)


def _relations(console: Console, relations: Sequence[Related]) -> None:
    if not relations:
        return
    table = grid("How", "Claim", "Figure", "Publisher", "Stated on", "Note", numbers=["Claim"])
    for other in relations:
        table.add_row(
            clean(f"{other.relation}{', independently' if other.is_independent else ''}"),
            str(other.claim_id),
            clean(other.figure),
            shown(other.publisher or other.source),
            shown(other.stated_on),
            shown(_why(other)),
        )
    show(console, "", Text("Relations", style="bold"), table)


def _why(other: Related) -> str | None:
    """What the note says beside the two figures, which are shown."""
    _, _, told = (other.note or "").partition(" against ")
    return told.removeprefix(other.figure).lstrip(":, ") or None
