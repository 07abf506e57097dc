"""Patterns compiled when they are first used: the grammar is large, and whoever imports it may read nothing."""

from __future__ import annotations

import re
from typing import Any, Final, cast

_METHODS: Final = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


class _Lazy:
    """Stands for a pattern; from the first use on its methods are the pattern's own."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._source)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern(source: str) -> re.Pattern[str]:
    """Return the pattern of ``source``, which compiles at its first use.

    >>> pattern("[0-9]+").findall("1 and 22")
    ['1', '22']
    """
    return cast("re.Pattern[str]", _Lazy(source))
