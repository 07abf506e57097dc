"""Sides: what was read of the words before and behind a figure."""

from __future__ import annotations


class Left:
    """The words before a figure: the noun phrase measured, the verb that governs it, how it changes."""

    __slots__ = (
        "behind",
        "change",
        "changed",
        "comparative",
        "governed",
        "linked",
        "measured",
        "noun",
        "outdone",
        "reached",
        "verb",
    )

    def __init__(self, linked: bool) -> None:
        """Begin with nothing read; ``linked``: the words begin with 和 or 、 behind another figure."""
        self.noun: str = ""
        self.verb: str = ""
        self.change: int = 0
        """1 where the words tell of a rise, -1 of a fall."""
        self.reached: bool = False
        """A change verb with 至 or 到: what follows is where it ends, no difference."""
        self.comparative: bool = False
        self.measured: bool = False
        """The noun is a known measure (销量, 点击率)."""
        self.linked: bool = linked
        """The verb of the figure before governs this one too."""
        self.outdone: bool = False
        self.changed: str = ""
        """The word of change itself."""
        self.governed: bool = False
        """That word stands before the noun (增加岗位12万个), not between it and the figure."""
        self.behind: bool = False
        """The verb stands behind the noun (旅客消费5000元)."""


class Right:
    """The words behind a figure: the noun phrase it counts, or the predicate that follows it."""

    __slots__ = ("noun", "predicate")

    def __init__(self, noun: str, predicate: str) -> None:
        """Take what was read."""
        self.noun: str = noun
        self.predicate: str = predicate
