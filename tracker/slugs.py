"""Slugs: the short names that people type for sources and metrics."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

from slugify import slugify

from tracker.errors import InputError

LENGTH: Final = 40
_FORM: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


def make(name: str) -> str:
    """Turn a name in any script into a slug; empty where nothing of it can be spelled.

    >>> make("36Kr, 北京")
    '36kr-bei-jing'
    """
    return slugify(name, max_length=LENGTH, word_boundary=True)


def check(slug: str, place: str) -> None:
    """Refuse what is no slug; ``place`` names the option or field that holds it."""
    if not _FORM.fullmatch(slug):
        raise InputError(f"{place}: {slug!r} is no slug; use small letters, digits and hyphens, as china-daily")


def free(wanted: str, taken: Iterable[str]) -> str:
    """Return ``wanted``, or with the first number from 2 on that is not taken.

    >>> free("daily", ["daily", "daily-2"])
    'daily-3'
    """
    used = set(taken)
    number, slug = 1, wanted
    while slug in used:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def unknown(what: str, slug: str, known: Iterable[str], command: str) -> str:
    """Word the error for a slug that does not exist: the nearest one that does, and where they are listed."""
    near = difflib.get_close_matches(slug, list(known), n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"there is no {what} called {slug!r}: {hint}`{command}` shows them"
