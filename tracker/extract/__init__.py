"""Reading claims out of text: pure functions, no database, no network, no model."""

from __future__ import annotations

from tracker.extract.article import Article, read
from tracker.extract.chinese.quantities import Figure
from tracker.extract.claims import Claim, claims, figures

__all__ = ["Article", "Claim", "Figure", "claims", "figures", "read"]
