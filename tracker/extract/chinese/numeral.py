"""A numeral: what was read of one number's digits and powers, its unit and hedges aside."""

from __future__ import annotations

from decimal import Decimal


class Numeral:
    """A numeral as it stands in a folded text."""

    __slots__ = (
        "arabic",
        "bare",
        "end",
        "grouped",
        "high",
        "low",
        "more",
        "positional",
        "precision",
        "rough",
        "scale",
        "start",
        "tidy",
        "unit",
    )

    def __init__(
        self,
        start: int,
        end: int,
        low: Decimal | None,
        high: Decimal | None,
        precision: Decimal,
        scale: int = 1,
        *,
        more: bool = False,
        bare: bool = False,
        arabic: bool = False,
        grouped: bool = False,
        positional: bool = False,
        unit: str | None = None,
        rough: bool = False,
        tidy: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.low = low
        """The number, or the lower bound of what the words span; None where they name no number (数, 几, 亿万)."""
        self.high = high
        self.precision = precision
        """Place of the last stated digit."""
        self.scale = scale
        """The 万 or 亿 that the numeral ends with: what a range's first number borrows (5至8万)."""
        self.more = more
        """余 or 多 stands in it: more than the number."""
        self.bare = bare
        """Only powers of ten, no digit (百, 千万): a round word rather than a count."""
        self.arabic = arabic
        """Starts with Arabic digits."""
        self.grouped = grouped
        """Thousands are set apart by commas, so it cannot be a year or a code."""
        self.positional = positional
        """Chinese digits in a row without powers (二〇二五, 八五折)."""
        self.unit = unit
        """``%`` or ``x`` where the numeral fixes it (百分之十二, 三分之一)."""
        self.rough = rough
        """来 stands in it: about so many (二十来块)."""
        self.tidy = tidy
        """Its numbers are known to be as people write them (:func:`tracker.extract.chinese.amounts.tidy`)."""

    @property
    def exact(self) -> bool:
        """Whether one number is named."""
        return self.low is not None and (self.low is self.high or self.low == self.high)

    def placed(self, start: int, end: int) -> Numeral:
        """Return the same numeral standing elsewhere."""
        return Numeral(
            start,
            end,
            self.low,
            self.high,
            self.precision,
            self.scale,
            more=self.more,
            bare=self.bare,
            arabic=self.arabic,
            grouped=self.grouped,
            positional=self.positional,
            unit=self.unit,
            rough=self.rough,
            tidy=self.tidy,
        )
