"""Parquet: the sole place that knows the library. Bounded before anything is unpacked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tracker.errors import InputError
from tracker.sources.rowset import Record
from tracker.sources.table.form import Form, Sheet

if TYPE_CHECKING:
    import polars

_COLUMNS: Final = 1_000
_CELL: Final = 100_000
"""Bytes of a text beyond which a cell is taken for a mistake."""


def read(data: bytes, form: Form) -> Sheet:
    """Read a Parquet file's columns of plain values; nested ones are left out and noted."""
    import polars as pl

    try:
        scan = pl.scan_parquet(io.BytesIO(data))
        schema = scan.collect_schema()
        if len(schema) > _COLUMNS:
            raise InputError(f"{form.name}: {len(schema):,} columns: a table of figures has fewer")
        nested = [name for name, kind in schema.items() if kind.is_nested() or kind in (pl.Binary, pl.Object)]
        kept = [name for name in schema.names() if name not in nested]
        count = scan.select(pl.len()).collect().item()
        if count > form.limit:
            raise InputError(f"{form.name}: {count:,} rows, more than {form.limit:,}: split it")
        longest = scan.select(pl.col(name).str.len_bytes().max() for name in kept if schema[name] == pl.String)
        if schema and any((length or 0) > _CELL for length in longest.collect().row(0) if count):
            raise InputError(f"{form.name}: a cell holds more than {_CELL:,} bytes: a table of figures has none such")
        # The shortest text that reads back as the same single-precision number; as a double it would show its error.
        singles = pl.col(pl.Float32).cast(pl.String)
        frame = scan.select(kept).with_columns(singles).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"{form.name} is no Parquet file, or a broken one ({reason}): save it again") from None
    notes = [f"columns left out, as they hold more than one value: {', '.join(nested)}"] if nested else []
    return Sheet(kept, _records(frame), tuple(notes))


def _records(frame: polars.DataFrame) -> Iterator[Record]:
    for number, record in enumerate(frame.iter_rows(named=True), 1):
        yield f"row {number}", record
