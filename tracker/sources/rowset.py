"""Rowsets: records of a table, a query or an interface, read as figures and put on the pages they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from typing import Final, TypeAlias

from tracker import addresses, rows
from tracker.drafts import Captured, CapturedPage, Raw, SourceDraft
from tracker.errors import InputError
from tracker.extract import Claim
from tracker.rows import Layout, Row, RowError
from tracker.sources.article import language_of
from tracker.sources.visit import Response, Visit, is_web

LIMIT: Final = 200_000
"""Records of one look beyond which a table is refused."""
SHOWN: Final = 10
"""Faults that are told one by one."""
OPTIONS: Final[Mapping[str, str]] = {
    "columns": 'which column holds which field, as {"subject": "Company", "value": "Revenue", "unit": "=CNY"}; '
    "a constant begins with =, several columns of values are a list, null leaves a field out",
    "dates": "dmy or mdy: which of 03/04/2025 is the day, where a table writes dates so",
}
"""The settings that every source of rows has."""

Record: TypeAlias = tuple[str, Mapping[str, object] | RowError]
"""Where it stands (``line 17``), and its cells by column, or why there are none."""
_Group: TypeAlias = tuple[str | None, str | None, date | None, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rowset:
    """Records on their way in."""

    kind: str
    locator: str
    """As it is stored: a full path, an address without its password."""
    header: Sequence[str]
    records: Iterable[Record]
    notes: tuple[str, ...] = ()
    response: Response | None = None
    """What they were read from, where that is one file or page."""
    limit: int = LIMIT


def capture(draft: SourceDraft, found: Rowset) -> Captured:
    """Read every record; those that cannot be read are told in the notes.

    Raises:
        InputError: there is no record, the columns are not clear, or more than half of the records cannot be read.
    """
    records = iter(found.records)
    sample = list(islice(records, 50))
    if not sample:
        raise InputError(f"{found.locator}: it has no rows, so nothing was stored; check that it is the right one")
    try:
        columns = rows.given(draft.options.get("columns") or {})
        dates = rows.day_order(draft.options.get("dates"))
        readable = [record for _, record in sample if not isinstance(record, RowError)]
        layout = rows.guess(found.header, readable, columns, dates)
    except InputError as error:
        raise InputError(f"{found.locator}: {error}") from None
    groups: dict[_Group, list[Row]] = {}
    faults: list[RowError] = []
    count = 0
    for row in _read(chain(sample, records), layout, found):
        if isinstance(row, RowError):
            faults.append(row)
            continue
        count += 1
        group = (row.publisher, row.url, row.stated_on, row.title, row.language)
        groups.setdefault(group, []).append(row)
    _check(found.locator, count, faults)
    pages = tuple(_page(draft, found, group, members, alone=len(groups) == 1) for group, members in groups.items())
    notes = (f"columns: {layout.describe()}", *layout.notes, *found.notes, *_told(count, faults))
    # A row that cannot be read may be one of a page that seems to be missing.
    return Captured(kind=found.kind, locator=found.locator, pages=pages, is_whole=not faults, notes=notes)


def opened(visit: Visit, locator: str, *, headers: Mapping[str, str] | None = None, accept: str | None) -> Response:
    """Read a file or page of rows; one that has not changed since any page was made of it comes back ``unchanged``."""
    base = page_key(locator)
    last = next((seen for key, seen in visit.seen.items() if key.startswith(f"{base}#")), None)
    known = replace(visit, seen={base: last, **visit.seen}) if last else visit  # with the same ``opened``
    return known.open(locator, headers=headers, accept=accept)


def unchanged(kind: str, locator: str, visit: Visit) -> Captured:
    """Return what a look brings where the server says that all is as it was."""
    base = page_key(locator)
    keys = tuple(key for key in visit.seen if key == base or key.startswith(f"{base}#"))
    return Captured(kind=kind, locator=locator, pages=(), unchanged=keys or (base,))


def page_key(locator: str) -> str:
    """Return what the pages of a locator are known by, before what tells them apart."""
    return addresses.key(locator) if is_web(locator) else locator


def _read(records: Iterable[Record], layout: Layout, found: Rowset) -> Iterator[Row | RowError]:
    for number, (place, record) in enumerate(records):
        if number == found.limit:
            raise InputError(
                f"{found.locator}: more than {found.limit:,} rows, so nothing was stored; part it, or ask for fewer"
            )
        if isinstance(record, RowError):
            yield record
        else:
            yield from layout.read(record, place)


def _check(locator: str, count: int, faults: Sequence[RowError]) -> None:
    if not count and not faults:
        raise InputError(f"{locator}: none of its rows holds a number, so nothing was stored")
    if len(faults) > count:
        first = "; ".join(str(fault) for fault in faults[:3])
        share = f"{len(faults):,} of {count + len(faults):,} figures"
        raise InputError(f"{locator}: {share} cannot be read, so nothing was stored: {first}")


def _told(count: int, faults: Sequence[RowError]) -> Iterator[str]:
    if faults:
        share = f"{len(faults):,} of {count + len(faults):,} figures"
        one = len(faults) == 1
        yield f"{share} {'was' if one else 'were'} left out, as {'it' if one else 'they'} cannot be read"
    yield from (str(fault) for fault in faults[:SHOWN])
    if len(faults) > SHOWN:
        yield f"… and {len(faults) - SHOWN:,} more"


def _page(draft: SourceDraft, found: Rowset, group: _Group, members: list[Row], *, alone: bool) -> CapturedPage:
    publisher, url, stated_on, title, language = group
    claims: list[Claim] = []
    for row in members:
        claims.append(row.fact.claim(claims[-1].sentence_end + 1 if claims else 0))
    text = "".join(f"{claim.sentence}\n" for claim in claims)
    parts = [str(part or "") for part in group]
    key = page_key(found.locator)
    language = language or draft.language or language_of(text[:2_000])
    response = found.response
    return CapturedPage(
        source=replace(
            draft, kind=found.kind, locator=found.locator, publisher=publisher or draft.publisher, language=language
        ),
        text=text,
        url=url or draft.url or (found.locator if is_web(found.locator) else None),
        title=title or draft.title,
        published=stated_on or draft.published,
        language=language,
        claims=tuple(claims),
        key=f"{key}#{'|'.join(parts).rstrip('|')}" if any(parts) else key,
        etag=response.etag if response else None,
        last_modified=response.last_modified if response else None,
        raw=Raw(data=response.data, media_type=response.media_type) if response and alone else None,
    )
