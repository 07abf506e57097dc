"""JSON text with exact decimals: the sole place that knows the library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import simplejson


def exact(value: Decimal) -> Decimal | int:
    """The same number without exponent or trailing zeros: what a person would write."""
    if not value.is_finite():
        return value
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return Decimal(digits) if "." in digits else int(digits)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def dumps(value: Any, *, indent: int | None = None) -> str:
    """Render ``value`` as JSON: Decimals as exact numbers, dates and moments in ISO 8601, text unescaped."""
    return str(simplejson.dumps(_plain(value), use_decimal=True, ensure_ascii=False, indent=indent, ignore_nan=True))
