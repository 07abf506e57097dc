"""The clock at the edges. Everything below them is told what time it is."""

from __future__ import annotations

from datetime import UTC, datetime


def present() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)
