"""Edges: what a letter may be at the ends of the words beside a figure, and the noun between them."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.words import OPENING, Tag, word_at
from tracker.extract.lazy import pattern

LONGEST: Final = 20
"""A metric phrase is for people to read: longer ones are cut at the head noun's side."""
EDGES: Final = " :　“”‘’、,的之了着过和与及或以/·\x00"
NOUN_STOP: Final = pattern(r"[”》“,。;:!?()\[\]【】…—\n|/]")
_GAP: Final = pattern(r"\s{2,}")
# What a letter may be at the ends of the words beside a figure: one look instead of many.
MARKED: Final = table(
    EDGES,
    "时后前",
    "".join(OPENING),
    # Characters between a noun and its figure, where they are not the end of a longer word.
    "的了达约近超共仅就也报",
    # What an adjective that compares ends with, and what 人民币 and 折合 do.
    "出了高低多少快慢大小长短贵宜强弱重轻",
    "币元合",
    " 的“",
    "、和与及或至到",
)
EDGE: Final = 1
MOMENT: Final = 2
OPENS: Final = 4
LINK: Final = 8
COMPARES: Final = 16
PRICED: Final = 32
BLANK: Final = 64
LISTS: Final = 128
_OPENER: Final = Tag.OPENER
_MEASURE: Final = Tag.MEASURE


def noun_of(text: str, begin: int, end: int) -> tuple[str, int]:
    """Narrow a noun phrase to what a reader needs: without marks at its ends, and after 的 where it is long."""
    marked = 0
    while begin < end:
        marked = classes_at(MARKED, text, begin)
        if not marked & EDGE and not (marked & MOMENT and end - begin > 4):
            break
        begin += 1
    while end > begin and classes_at(MARKED, text, end - 1) & EDGE:
        end -= 1
    if begin >= end:
        return "", begin
    while marked & OPENS:
        word = word_at(text, begin, end)
        if word is None:
            break
        after, bits = word
        if not bits & _OPENER or after - begin < 2 or bits & _MEASURE:
            break
        begin = after
        if begin >= end:
            return "", begin
        marked = classes_at(MARKED, text, begin)
    noun = text[begin:end]
    plain = noun.isalnum()
    if not plain:
        stop = begin
        for mark in NOUN_STOP.finditer(text, begin, end):
            stop = mark.end()
        begin = stop if stop < end else begin
    of = text.rfind("的", begin, end)
    if of >= begin and end - of > 2:
        begin = of + 1
    if end - begin > LONGEST:
        begin = end - LONGEST
    if end - begin < len(noun):
        noun = text[begin:end]
    if not plain and "  " in noun:
        noun = _GAP.sub("", noun)
    return noun, begin
