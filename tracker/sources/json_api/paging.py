"""Paging: from an interface's first page to its last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from tracker.drafts import SourceDraft
from tracker.errors import InputError
from tracker.sources import choices, rowset
from tracker.sources.json_api.credentials import headers
from tracker.sources.json_api.paths import Path, keys
from tracker.sources.table.lines import loads
from tracker.sources.visit import Response, Visit, is_web

PAGES: Final = 50
"""Pages that are read at most unless a source says otherwise."""
_ACCEPT: Final = "application/json, */*;q=0.5"
Items: TypeAlias = list[Any]
"""The records of one page."""


class Reading:
    """Pages on their way in."""

    def __init__(self, draft: SourceDraft, visit: Visit) -> None:
        self.visit = visit
        self.url = draft.locator
        self.headers = headers(draft)
        self.records = _path(draft, "records")
        self.next, self.cursor = _path(draft, "next"), _path(draft, "cursor")
        self.cursor_param = _word(draft, "cursor_param")
        self.page_param = _word(draft, "page_param")
        self.number = _number(draft, "page_start", 1)
        self.step = choices.count(draft, "page_size", 1)
        self.most = choices.count(draft, "max_pages", PAGES)
        self.opened: list[Response] = []
        self.notes: list[str] = []
        ways = [name for name in ("next", "cursor", "page_param") if draft.options.get(name)]
        if len(ways) > 1:
            raise InputError(f"{self.url}: the settings {' and '.join(ways)} exclude each other: choose one")
        if (self.cursor is None) != (self.cursor_param is None):
            raise InputError(f"{self.url}: the settings cursor and cursor_param go together: give both")
        self.several = bool(ways)

    def pages(self) -> Iterator[Items | None]:
        """Yield the records of each page; None where the one page there is has not changed."""
        url = _with(self.url, self.page_param, self.number) if self.page_param else self.url
        asked: set[str] = set()
        last: list[Items] = []
        while url not in asked:
            if len(asked) == self.most:
                self.notes.append(f"stopped after {self.most} pages, and there are more: see the setting max_pages")
                return
            asked.add(url)
            response = self.open(url)
            if response.unchanged:
                yield None
                return
            value = self.value(response, url)
            items = self.items(value, url)
            if asked != {url} and (not items or items in last):
                return
            last = [*last[:1], items]  # the first and the one before: some begin anew, some repeat the last
            yield items
            if (following := self.following(value, response.url or url)) is None:
                return
            url = following

    def open(self, url: str) -> Response:
        own = self.headers if _origin(url) == _origin(self.url) else None
        if own:
            self.visit.opened.pop(url, None)  # looked at without them while its kind was guessed
        if self.several:
            response = self.visit.open(url, headers=own, accept=_ACCEPT, fresh=True)
        else:
            response = rowset.opened(self.visit, url, headers=own, accept=_ACCEPT)
        self.opened.append(response)
        return response

    def value(self, response: Response, url: str) -> Any:
        try:
            return loads(response.data)
        except ValueError as error:
            what = "a web page" if response.media_type == "text/html" else str(error)
            message = f"{url} is no JSON: {what}; check the address, or try again later"
            raise InputError(message, permanent=False) from None

    def items(self, value: Any, url: str) -> Items:
        if self.records is None:
            found = lists(value)
            if len(found) == 1:
                return found[0]
            if isinstance(value, list):
                return value
            what = "several lists" if found else "no list"
            raise InputError(
                f"{url}: {what} of records in it; it is {keys(value)}: say which with the setting records, as $.data"
            )
        found = self.records.find(value)
        if not found:
            raise InputError(f"{url}: records: there is no {self.records.written} in it; it is {keys(value)}")
        if len(found) == 1 and isinstance(found[0], list):
            return found[0]
        if len(found) == 1 and found[0] is None:
            return []
        return found

    def following(self, value: Any, url: str) -> str | None:
        """Return the next page's address, None where there is none."""
        if self.next is not None:
            target = next(iter(self.next.find(value)), None)
            if not target:
                return None
            if not isinstance(target, str) or not is_web(found := urljoin(url, target.strip())):
                raise InputError(f"{url}: next: {str(target)[:80]!r} is no web address")
            return found
        if self.cursor is not None and self.cursor_param is not None:
            mark = next(iter(self.cursor.find(value)), None)
            if mark is None or mark == "" or mark is False or isinstance(mark, (list, Mapping)):
                return None
            return _with(self.url, self.cursor_param, mark)
        if self.page_param is not None:
            self.number += self.step
            return _with(self.url, self.page_param, self.number)
        return None


def lists(value: Any) -> list[Items]:
    """The lists of objects in an answer: itself, or what it holds one level down."""
    candidates = [value] if isinstance(value, list) else list(value.values()) if isinstance(value, Mapping) else []
    return [one for one in candidates if isinstance(one, list) and one and all(isinstance(o, Mapping) for o in one)]


def _path(draft: SourceDraft, name: str) -> Path | None:
    value = _word(draft, name)
    if value is None:
        return None
    try:
        return Path.of(value, name)
    except InputError as error:
        raise InputError(f"{draft.locator}: {error}") from None


def _word(draft: SourceDraft, name: str) -> str | None:
    value = draft.options.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InputError(f"{draft.locator}: setting {name}: {value!r} is no text")
    return value


def _number(draft: SourceDraft, name: str, default: int) -> int:
    value = draft.options.get(name, default)
    if str(value).strip() == "0":
        return 0
    return choices.count(draft, name, default)


def _with(url: str, name: str, value: object) -> str:
    parts = urlsplit(url)
    query = [(key, held) for key, held in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return parts._replace(query=urlencode([*query, (name, str(value))])).geturl()


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme.lower())
