"""Headers with secrets: these stand in environment variables, never in what is stored or said."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Final

from tracker import secrecy
from tracker.drafts import SourceDraft
from tracker.errors import InputError

_VARIABLE: Final = re.compile(r"\$\{(\w+)\}|^env:(\w+)$")
_SECRET: Final = re.compile(r"authorization|cookie|token|secret|key|password|session", re.IGNORECASE)


def headers(draft: SourceDraft) -> dict[str, str]:
    """Return the headers that the setting names, filled in; raises InputError where a variable is not set."""
    given = draft.options.get("headers") or {}
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, Mapping) or not all(isinstance(value, str) for value in given.values()):
        raise InputError(
            f'{draft.locator}: headers: expected a mapping, as {{"Authorization": "Bearer ${{MY_TOKEN}}"}}'
        )
    return {str(name): _filled(str(name), value, draft.locator) for name, value in given.items()}


def _filled(name: str, value: str, url: str) -> str:
    """Put environment variables into a header's value."""
    if not _VARIABLE.search(value) and _SECRET.search(name):
        raise InputError(
            f"{url}: headers: {name} would be stored as it is: put it into an environment variable and write "
            "env:ITS_NAME"
        )

    def variable(found: re.Match[str]) -> str:
        wanted = found[1] or found[2]
        if not (held := os.environ.get(wanted)):
            raise InputError(f"{url}: headers: {name}: the environment variable {wanted} is not set")
        secrecy.keep(held)
        return held

    return _VARIABLE.sub(variable, value)
