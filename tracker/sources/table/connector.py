"""The connector of tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tracker.drafts import Captured, SourceDraft
from tracker.sources import choices, rowset
from tracker.sources.rowset import Rowset
from tracker.sources.table.form import Form
from tracker.sources.table.sheet import MEDIA_TYPES, SUFFIXES, opened
from tracker.sources.visit import WEB, Original, Visit, is_web

_ACCEPT: Final = "text/csv, text/tab-separated-values, application/x-ndjson, */*;q=0.8"


class Table:
    """A table of figures: each row a claim, or each cell of a row where several columns hold numbers."""

    kind: Final = "table"

    options: Final[Mapping[str, str]] = {
        **rowset.OPTIONS,
        "sheet": "which sheet of a workbook, by its name or its number; the first if not given",
        "delimiter": "what parts the cells of a line: , ; | or tab; found if not given",
        "header": "the line or row that holds the columns' names; found if not given",
    }

    def accepts(self, original: Original) -> bool:
        """Take what is named or served as a table."""
        if original.scheme and original.scheme not in WEB:
            return False
        if original.suffix in SUFFIXES:
            return True
        return original.scheme in WEB and original.response().media_type in MEDIA_TYPES

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:
        """Read the rows; every claim comes ready."""
        web = is_web(draft.locator)
        locator = draft.locator if web else str(Path(draft.locator).absolute())
        response = rowset.opened(visit, draft.locator, accept=_ACCEPT)
        if response.unchanged:
            return rowset.unchanged(self.kind, locator, visit)
        sheet, delimiter = draft.options.get("sheet"), draft.options.get("delimiter")
        form = Form(
            name=draft.locator,
            sheet=None if sheet is None else str(sheet),
            delimiter=None if delimiter is None else str(delimiter),
            header=choices.count(draft, "header", 1) if "header" in draft.options else None,
            charset=response.charset,
        )
        suffix = Original(response.url or draft.locator, visit).suffix
        table = opened(response.data, form, suffix=suffix, media_type=response.media_type)
        found = Rowset(
            kind=self.kind,
            locator=locator,
            header=table.header,
            records=table.records,
            notes=table.notes,
            response=response,
        )
        return rowset.capture(draft, found)
