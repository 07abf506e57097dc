"""Tables: CSV, TSV, XLSX, Parquet and JSON lines, in a file or at a web address, read row by row as figures."""

from __future__ import annotations

from tracker.sources.table.connector import Table
from tracker.sources.table.form import Form, Sheet
from tracker.sources.table.sheet import opened

__all__ = ["Form", "Sheet", "Table", "opened"]
