"""Likeness: whether a claim's own words name what a metric measures. Pure, and the same for whoever asks."""

from __future__ import annotations

from tracker.likeness.catalogue import Catalogue, Choice, Found
from tracker.likeness.comparison import LINK, MARGIN, PROPOSE, Likeness, Measured, Wording, score

__all__ = ["LINK", "MARGIN", "PROPOSE", "Catalogue", "Choice", "Found", "Likeness", "Measured", "Wording", "score"]
