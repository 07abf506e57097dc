"""Names as they are compared: one script, one width, one case, single blanks."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

from tracker.extract import script


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Return ``text`` as names are compared: simplified characters, compatible forms made one, no case, single blanks.

    >>> fold("  阿里巴巴 ＡＩ競價\\n機制 ")
    '阿里巴巴 ai竞价 机制'
    """
    # Folding case may take a letter apart again, hence the second round.
    folded = script.fold(normalize("NFKC", text)).casefold()
    return " ".join(normalize("NFKC", folded).split())
