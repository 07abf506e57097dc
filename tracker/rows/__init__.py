"""Rows: figures that come as records of a table, each cell a field of a claim. No file, no database."""

from __future__ import annotations

from tracker.rows.layout import Given, Layout, day_order, given, guess
from tracker.rows.reading import FIELDS, Columns, Row, RowError, read

__all__ = ["FIELDS", "Columns", "Given", "Layout", "Row", "RowError", "day_order", "given", "guess", "read"]
