"""Characters that no database keeps: zero, and halves of pairs. JSON can spell them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from tracker.drafts import Captured, CapturedPage, Missed, SourceDraft

_UNKEPT: Final = re.compile("[\0\ud800-\udfff]")
_WHOLE: Final = ("claims", "raw", "options")
"""Fields that are checked where they come from."""


def kept(captured: Captured) -> Captured:
    """Return what was captured with a mark in place of each such character, so that every quote stays in its place."""
    return replace(
        captured,
        pages=tuple(map(mended, captured.pages)),
        missed=tuple(map(mended, captured.missed)),
        notes=mended(captured.notes),
    )


def mended(value: Any) -> Any:
    """Return JSON, or a page's fields, with a mark in place of each such character."""
    if isinstance(value, str):
        return _UNKEPT.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return list(map(mended, value))
    if isinstance(value, tuple):
        return tuple(map(mended, value))
    if isinstance(value, Mapping):
        return {mended(name): mended(item) for name, item in value.items()}
    if isinstance(value, (CapturedPage, SourceDraft, Missed)):
        old = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _WHOLE}
        new = {name: marked for name, item in old.items() if (marked := mended(item)) != item}
        return replace(value, **new) if new else value
    return value
