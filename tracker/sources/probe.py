"""Probes: a metric's figure as of today, fetched by a query or from an interface, as one claim of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from tracker.amounts import Amount
from tracker.drafts import Captured, CapturedPage, SourceDraft
from tracker.errors import InputError
from tracker.facts import Fact
from tracker.rows import cells
from tracker.rows.scales import Scale
from tracker.sources import choices, rowset, sql
from tracker.sources.json_api.credentials import headers
from tracker.sources.json_api.paths import Path, keys
from tracker.sources.table.lines import loads
from tracker.sources.visit import Original, Visit, is_web
from tracker.values import UNIT_DATE, Comparator, Kind

_ACCEPT: Final = "application/json, */*;q=0.5"
_OF_METRIC: Final = ("metric", "subject", "measure", "unit")


@dataclass(frozen=True, slots=True)
class _Target:
    """The metric that a probe asks for, as it is called in the catalogue."""

    slug: str
    subject: str
    measure: str
    unit: str
    kind: Kind
    scale: Decimal


class Probe:
    """A query or an address that tells one number: what a metric stands at today.

    Each day's figure is a statement of its own, and so is another figure later on that day; the same one again is not.
    """

    kind: Final = "probe"

    options: Final[Mapping[str, str]] = {
        "metric": "the metric it tells a figure of, by its short name",
        "subject": "the metric's subject, as the catalogue has it; this and the next three follow the metric",
        "measure": "the metric's measure",
        "unit": "the metric's unit",
        "kind": "the metric's kind of figure; level if it takes any",
        "query": "for a database: the SELECT that returns one row with one number",
        "path": "for an interface: where the number stands, as $.data.passengers",
        "scale": "what the number is multiplied by, as 1000 where it is told in thousands; 1 if not given",
        "headers": "what is sent along, as those of json_api",
        "password_env": sql.Sql.options["password_env"],
        "timeout": sql.Sql.options["timeout"],
    }

    def accepts(self, original: Original) -> bool:  # noqa: ARG002 - nothing tells a probe from a table or an interface
        """Take nothing by itself: a probe belongs to a metric, which no address names."""
        return False

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:
        """Fetch today's figure, today being the day in the source's zone."""
        target = _target(draft)
        today = visit.now.astimezone(choices.zone(draft)).date()
        ask = _from_interface if is_web(draft.locator) else _from_database
        locator, came, notes = ask(draft, visit, target.slug)
        amount = _amount(came, target, locator)
        page = _page(replace(draft, kind=self.kind, locator=locator), target, amount, today, visit)
        return Captured(kind=self.kind, locator=locator, pages=(page,), notes=notes)


def _target(draft: SourceDraft) -> _Target:
    missing = [name for name in _OF_METRIC if not draft.options.get(name)]
    if missing:
        raise InputError(
            f"{draft.locator}: a probe belongs to a metric, and the setting {missing[0]} is missing: add it with "
            "`tracker metric probe`"
        )
    said = str(draft.options.get("kind") or Kind.LEVEL)
    if said not in tuple(Kind):
        raise InputError(f"{draft.locator}: setting kind: {said!r} is none of {', '.join(Kind)}")
    slug, subject, measure, unit = (str(draft.options[name]) for name in _OF_METRIC)
    return _Target(slug, subject, measure, unit, Kind(said), _scale(draft))


def _scale(draft: SourceDraft) -> Decimal:
    given = draft.options.get("scale", 1)
    try:
        scale = Decimal(str(given))
    except InvalidOperation:
        scale = Decimal(0)
    if not scale.is_finite() or scale <= 0:
        raise InputError(f"{draft.locator}: setting scale: {given!r} is no number above 0")
    return scale


_Came: TypeAlias = tuple[str, Any, tuple[str, ...]]
"""The address as it is stored, what came from it, and what is odd about it."""


def _from_database(draft: SourceDraft, _visit: Visit, slug: str) -> _Came:
    _refuse(draft, "path", "is for interfaces: give the setting query")
    found = sql.first_rows(draft, 2)
    if len(found.header) != 1:
        raise _unfit(found.locator, slug, f"{len(found.header)} columns")
    if len(found.rows) != 1:
        raise _unfit(found.locator, slug, "more than one row" if found.rows else "no row")
    return found.locator, found.rows[0][0], found.notes


def _from_interface(draft: SourceDraft, visit: Visit, slug: str) -> _Came:
    url = draft.locator
    _refuse(draft, "query", "is for databases: give the setting path")
    written = draft.options.get("path")
    if not isinstance(written, str) or not written.strip():
        raise InputError(f"{url}: it needs the setting path, as $.data.passengers")
    try:
        path = Path.of(written, "path")
    except InputError as error:
        raise InputError(f"{url}: {error}") from None
    response = visit.open(url, headers=headers(draft), accept=_ACCEPT, fresh=True)
    try:
        value = loads(response.data)
    except ValueError as error:
        what = "a web page" if response.media_type == "text/html" else str(error)
        message = f"{url} is no JSON: {what}; check the address, or try again later"
        raise InputError(message, permanent=False) from None
    found = path.find(value)
    if not found:
        raise _unfit(url, slug, f"nothing at {path.written} in {keys(value)}")
    if len(found) > 1:
        raise _unfit(url, slug, f"{len(found)} values at {path.written}")
    return url, found[0], ()


def _refuse(draft: SourceDraft, name: str, reason: str) -> None:
    if draft.options.get(name):
        raise InputError(f"{draft.locator}: the setting {name} {reason}")


def _amount(came: Any, target: _Target, locator: str) -> Amount:
    """Read what came as one finite number in the metric's unit, or as a day where that is its unit."""
    try:
        # A binary fraction has no digits of its own: it is read as the shortest decimal that stands for it.
        number = cells.number(came)
    except ValueError:
        raise _unfit(locator, target.slug, _shown(came)) from None
    if number is None:
        raise _unfit(locator, target.slug, _shown(came))
    amount = number.amount
    if amount.value is None or amount.low != amount.high or amount.rate is not None:
        raise _unfit(locator, target.slug, _shown(came))
    unit = amount.unit or target.unit
    if unit != target.unit or isinstance(amount.value, date) != (unit == UNIT_DATE):
        raise _unfit(locator, target.slug, f"{_shown(came)} in {unit}", f" in {target.unit}")
    if isinstance(amount.value, date):
        return amount
    return cells.scaled(amount, Scale(target.unit, target.scale))


def _unfit(locator: str, slug: str, came: str, unit: str = "") -> InputError:
    return InputError(f"{locator}: the probe of {slug} wants one number{unit}, and got {came}; correct what it asks")


def _shown(came: Any) -> str:
    if came is None:
        return "no value"
    if isinstance(came, (Mapping, Sequence)) and not isinstance(came, (str, bytes)):
        return keys(came)
    return repr(came)[:60] if isinstance(came, (str, bytes)) else str(came)[:60]


def _page(draft: SourceDraft, target: _Target, amount: Amount, today: date, visit: Visit) -> CapturedPage:
    fact = Fact(
        low=amount.value,
        high=amount.value,
        comparator=Comparator.EQ,
        kind=target.kind,
        subject=target.subject,
        metric=target.measure,
        unit=target.unit,
        precision=amount.precision,
    )
    claim = fact.claim()
    key, time = _key(visit, f"{rowset.page_key(draft.locator)}#{target.slug}|{today}|", claim.figure)
    again = f"On that day it stood there again, time {time}.\n" if time > 1 else ""
    return CapturedPage(
        source=draft,
        text=f"{claim.sentence}\n{again}",
        url=draft.locator if is_web(draft.locator) else None,
        title=f"{target.subject} · {target.measure}",
        published=today,
        language=draft.language,
        claims=(claim,),
        key=key,
        metric=target.slug,
    )


def _key(visit: Visit, of_today: str, figure: str) -> tuple[str, int]:
    """The key of a figure among those ``of_today``, and how often the metric has come to stand at it that day.

    Where the last figure was the same, the key is that one's.
    """
    seen = {key: page.at for key, page in visit.seen.items() if key.startswith(of_today) and page.at is not None}
    same = [key for key in seen if key.removeprefix(of_today).partition("|")[0] == figure]
    last = max(seen, key=lambda key: seen[key], default=None)
    time = len(same) if last in same else len(same) + 1
    return f"{of_today}{figure}" + (f"|{time}" if time > 1 else ""), time
