"""Memory: what the figures of a sentence leave to those that come after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.chinese.metric import phrase
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, UNIT_PERCENT, Kind

if TYPE_CHECKING:
    from tracker.extract.chinese.quantities import Figure
    from tracker.extract.chinese.sides import Left, Right
    from tracker.extract.chinese.topic import Topic

Lead = tuple[str | None, str | None]
Span = tuple[str, int, int]
"""A noun, and where the figure it belongs to stands."""
NO_LEAD: Final[Lead] = (None, None)
_SHARES: Final = (UNIT_PERCENT, UNIT_MULTIPLE)
_LEVEL: Final = Kind.LEVEL
_CHANGE: Final = Kind.CHANGE
_RATIO: Final = Kind.RATIO


class Memory:
    """What the earlier figures of a sentence leave to the later ones."""

    __slots__ = (
        "among",
        "baseline",
        "change",
        "changed",
        "clause",
        "end",
        "first",
        "last",
        "lead",
        "metric",
        "reached",
        "sentence",
        "subject",
        "unit",
        "verb",
        "words",
    )

    def __init__(self, sentence: int = -1, lead: Lead = NO_LEAD) -> None:
        """Begin the sentence at an offset, with the ``lead`` of the one before if it goes on with that."""
        self.sentence: int = sentence
        self.clause: int = -1
        self.metric: str | None = lead[0]
        self.unit: str | None = None
        self.subject: str | None = None
        self.verb: str = ""
        self.baseline: str | None = lead[1]
        self.change: int = 0
        """How the words before the last figure told of a change, as ``Left`` has it."""
        self.reached: bool = False
        self.changed: str = ""
        self.end: int = 0
        self.among: Span | None = None
        """What the last count of the sentence counted, and where that figure stands."""
        self.lead: Lead = NO_LEAD
        """Metric and baseline of the sentence's first change."""
        self.first: int = 0
        """Where the sentence stands in the text as it came, and its words there."""
        self.last: int = 0
        self.words: str = ""

    def measure(
        self,
        figure: Figure,
        left: Left,
        right: Right,
        kind: Kind,
        own: Topic | None,
        own_words: str | None,
        *,
        compared: bool,
        led: bool,
    ) -> str:
        """Return what a figure measures, in the folded text's words.

        ``own`` is its clause's subject, ``own_words`` its words if they stand before it; ``compared``: its words say
        against what it is held; ``led``: 达 or 为 stands before it.
        """
        earlier = self.metric
        if own is not None and own_words is not None and not own.named and earlier is not None:
            # 延迟降低30%: a thing without a name that changes is itself the measure, whatever was measured before.
            sole = kind is _CHANGE
            if kind is _RATIO:
                reaches = led or figure.text[0] == "达"
                sole = compared or left.change != 0 or not (reaches and self.unit in _SHARES)
            if sole:
                earlier = None
        bare = not (left.noun or left.verb) and self.unit == figure.unit != UNIT_COUNT
        # 北部最低9度,南部12度: what was measured there is measured here.
        return phrase(figure, left, right, kind, None if bare and kind is _LEVEL else own_words, earlier)
