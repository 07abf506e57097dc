"""What a source's settings say, checked."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.drafts import SourceDraft
from tracker.errors import InputError


def zone(draft: SourceDraft) -> tzinfo:
    """Return the zone a source's dates are read in, UTC where it names none; raises InputError for no zone."""
    try:
        return ZoneInfo(draft.timezone) if draft.timezone else UTC
    except (ZoneInfoNotFoundError, ValueError):
        raise InputError(
            f"{draft.locator}: there is no timezone {draft.timezone!r}; write it as Asia/Shanghai"
        ) from None


def count(draft: SourceDraft, name: str, default: int) -> int:
    """Return a setting that is a whole number from 1 up; raises InputError naming it."""
    value = draft.options.get(name, default)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InputError(f"{draft.locator}: setting {name}: {value!r} is no whole number from 1 up")
    return value


def switch(draft: SourceDraft, name: str) -> bool:
    """Return a setting that is on or off, off where it is not given; raises InputError naming it."""
    value = draft.options.get(name, False)
    if isinstance(value, bool):
        return value
    known = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
    if (said := known.get(str(value).strip().lower())) is None:
        raise InputError(f"{draft.locator}: setting {name}: {value!r} is neither yes nor no")
    return said


def expression(draft: SourceDraft, name: str) -> re.Pattern[str] | None:
    """Return a setting that is a regular expression, None where it is not given; raises InputError naming it."""
    value = draft.options.get(name)
    if value is None:
        return None
    try:
        return re.compile(str(value))
    except re.error as error:
        raise InputError(f"{draft.locator}: setting {name}: {value!r} is no regular expression: {error}") from None
