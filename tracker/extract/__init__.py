"""Reading claims out of text: pure functions, no database, no network, no model.

In a checkout the rules may stand compiled in ``build/rules``, where `make` puts them if it finds a C compiler. They are
taken from there as long as they were made of the very source that stands here.
"""

from __future__ import annotations

from pathlib import Path
from types import FunctionType
from typing import Final

_HERE: Final = Path(__file__).parent
_BUILT: Final = _HERE.parents[1] / "build" / "rules" / "tracker" / "extract"


def _is_of_this_source(built: Path) -> bool:
    """Say whether the rules compiled in a folder are those that stand here."""
    if not built.is_dir():
        return False
    try:
        return all((built / path.relative_to(_HERE)).read_bytes() == path.read_bytes() for path in _HERE.rglob("*.py"))
    except OSError:
        return False


if _is_of_this_source(_BUILT):
    __path__.insert(0, str(_BUILT))

from tracker.extract.article import Article, read  # noqa: E402
from tracker.extract.chinese.quantities import Figure  # noqa: E402
from tracker.extract.claims import Claim, claims, figures  # noqa: E402

__all__ = ["COMPILED", "Article", "Claim", "Figure", "claims", "figures", "read"]

COMPILED: Final = not isinstance(claims, FunctionType)
"""Whether the rules are compiled: the same claims, read a few times as fast as by plain Python."""
