"""Options that several commands share, and reading what they hold."""

from __future__ import annotations

import sys
from datetime import date

from tracker.errors import UsageError


def day(text: str | None, option: str) -> date | None:
    """Read an ISO day given for ``option``; raises UsageError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{option}: {text!r} is no date; write it as 2025-10-21") from None


def is_asked() -> bool:
    """Whether somebody sits at the terminal who can answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()
