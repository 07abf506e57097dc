"""The connector of interfaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from tracker import rows
from tracker.drafts import Captured, SourceDraft
from tracker.errors import InputError
from tracker.rows import RowError
from tracker.sources import rowset
from tracker.sources.json_api.paging import PAGES, Items, Reading, lists
from tracker.sources.json_api.paths import Path, keys
from tracker.sources.rowset import Record, Rowset
from tracker.sources.table.lines import flat, header_of, loads
from tracker.sources.visit import WEB, Original, Visit, is_web

_SAMPLE: Final = 50
_OWN_MEDIA: Final = ("application/json", "text/json")


class JsonApi:
    """An interface that answers in JSON: each record a claim, or several where several columns hold numbers."""

    kind: Final = "json_api"

    options: Final[Mapping[str, str]] = {
        "columns": 'where in a record each field stands, as {"subject": "$.company.name", "unit": "=CNY"}; '
        "guessed from the names if not given",
        "dates": rowset.OPTIONS["dates"],
        "records": "where the list of records stands, as $.data.items; found if there is but one",
        "headers": 'what is sent along, as {"Authorization": "Bearer ${MY_TOKEN}"} or {"X-Key": "env:MY_KEY"}: '
        "secrets come from environment variables",
        "next": "where the next page's address stands, as $.links.next",
        "cursor": "where the mark of the next page stands, as $.meta.cursor; needs cursor_param",
        "cursor_param": "the parameter of the address that takes the mark of cursor",
        "page_param": "the parameter of the address that counts pages or records",
        "page_start": "what page_param begins with; 1 if not given",
        "page_size": "by how much page_param grows; 1 if not given: give the size of a page where it counts records",
        "max_pages": f"how many pages are read at most; {PAGES} if not given",
    }

    def accepts(self, original: Original) -> bool:
        """Take what is served as JSON, and what holds a list of objects whatever it is served as."""
        if original.scheme not in WEB:
            return False
        response = original.response()
        if response.media_type in _OWN_MEDIA:
            return True
        if response.data.lstrip()[:1] not in (b"[", b"{"):
            return False
        try:
            return lists(loads(response.data)) != []
        except (ValueError, InputError):
            return False

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:
        """Read page after page; every claim comes ready. A page that fails fails the whole: half would be a lie."""
        if not is_web(draft.locator):
            raise InputError(f"{draft.locator}: an interface has a web address, as https://example.com/api/figures")
        reading = Reading(draft, visit)
        pages = reading.pages()
        first = next(pages)
        if first is None:
            return rowset.unchanged(self.kind, draft.locator, visit)
        columns = _columns(draft)
        records = _records(chain((first,), pages), columns, several=reading.several)
        if columns is None:
            header = header_of(flat(item) for item in first[:_SAMPLE] if isinstance(item, Mapping))
        else:
            _check(columns, first, draft.locator)
            header = list(columns.paths)
        found = Rowset(
            kind=self.kind,
            locator=draft.locator,
            header=header,
            records=records,
            response=None if reading.several else reading.opened[0],
        )
        given = draft.options if columns is None else {**draft.options, "columns": columns.given}
        captured = rowset.capture(replace(draft, options=given), found)
        # The sources keep the settings as they were given, and the notes of the pages come once these are read.
        pages_ = tuple(replace(page, source=replace(page.source, options=draft.options)) for page in captured.pages)
        is_whole = captured.is_whole and not reading.notes
        return replace(captured, pages=pages_, is_whole=is_whole, notes=(*captured.notes, *reading.notes))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a record each field stands."""

    paths: Mapping[str, Path]
    """By the name a column gets."""
    given: Mapping[str, str | list[str] | None]
    """Fields to the names of columns."""


def _columns(draft: SourceDraft) -> _Columns | None:
    if not (option := draft.options.get("columns")):
        return None
    try:
        fields = rows.given(option)
        paths: dict[str, Path] = {}
        given: dict[str, str | list[str] | None] = {}
        for field, column in fields.items():
            if column is None or (isinstance(column, str) and (not column or column.startswith("="))):
                given[field] = column if column is None or isinstance(column, str) else None
                continue
            found = [Path.of(one, f"columns: {field}") for one in ([column] if isinstance(column, str) else column)]
            paths |= {path.label: path for path in found}
            given[field] = found[0].label if isinstance(column, str) else [path.label for path in found]
    except InputError as error:
        raise InputError(f"{draft.locator}: {error}") from None
    return _Columns(paths, given)


def _check(columns: _Columns, items: Items, url: str) -> None:
    """Refuse a path that leads nowhere in all of the first records."""
    sample = items[:_SAMPLE]
    if not sample:
        return
    for path in columns.paths.values():
        if not any(path.find(item) for item in sample):
            raise InputError(
                f"{url}: columns: there is no {path.written} in its records; the first is {keys(sample[0])}"
            )


def _records(pages: Iterator[Items | None], columns: _Columns | None, *, several: bool) -> Iterator[Record]:
    for number, items in enumerate(pages, 1):
        for count, item in enumerate(items or (), 1):
            place = f"page {number}, record {count}" if several else f"record {count}"
            if not isinstance(item, Mapping):
                yield place, RowError(place, "", "no JSON object")
            elif columns is None:
                yield place, flat(item)
            else:
                yield place, {name: _cell(path.find(item)) for name, path in columns.paths.items()}


def _cell(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else found or None
