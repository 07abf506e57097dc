"""Reading claims out of text: pure functions, no database, no network, no model."""

from __future__ import annotations

from tracker.extract.article import Article, read
from tracker.extract.claims import Claim, claims
from tracker.extract.quantities import Figure, figures

__all__ = ["Article", "Claim", "Figure", "claims", "figures", "read"]
