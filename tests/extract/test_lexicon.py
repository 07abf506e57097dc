"""The known words of a text: any stretch of it reads as if it stood alone, and no cue stands where no sign does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.chinese.cues import CUE, cues
from tracker.extract.chinese.digits import plain
from tracker.extract.chinese.numbers import numeral
from tracker.extract.chinese.sentences import paragraphs
from tracker.extract.chinese.sights import Sights
from tracker.extract.chinese.spelling import Spelling
from tracker.extract.chinese.traps import coded
from tracker.extract.chinese.words import Lexicon, tag
from tracker.extract.script import fold, folding

GOLD = Path(__file__).parents[1] / "gold" / "chinese"
PIECES = """
    营收 增长 会 可 要 正 以 “双11” “ ” 《 》 大会 投资 达到 至少 委员 某某 的 , 。 12 a 同比 有望 将 不 能 源 公司
"""
WORDS = st.lists(st.sampled_from([*PIECES.split(), " ", "\n"]), max_size=30).map("".join)


@given(WORDS, st.data())
def test_a_stretch_reads_as_if_it_stood_alone(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert Lexicon(text).within(start, end) == tag(text, start, end)


@given(WORDS, st.data())
def test_words_are_the_same_wherever_they_are_looked_for(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
    lexicon = Lexicon(text, stretches)
    assert lexicon.words[:-1] == [word for start, end in stretches for word in tag(text, start, end)]
    for start, end in data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=4)):
        assert lexicon.within(start, end) == tag(text, start, end)


@given(WORDS, st.data())
def test_words_taken_out_part_those_around_them(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    begin = data.draw(st.integers(start, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    left = data.draw(st.integers(start, end))
    right = data.draw(st.integers(left, end))
    blank = {*range(start, begin), *range(left, right)}
    gapped = "".join("\x00" if at in blank else text[at] for at in range(start, end))
    gaps = [(left, right)] if left < right else []
    assert Lexicon(text).apart(gapped, start, begin, gaps) == tag(gapped, 0, len(gapped))


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.txt")), ids=lambda path: path.stem)
def test_a_cue_stands_only_in_a_sentence_with_a_sign(path: Path) -> None:
    text = fold(path.read_text(encoding="utf-8"))
    lexicon = Lexicon(text)
    shown = Sights(text).beginnings.signs.shown
    for paragraph in paragraphs(text):
        for sentence in paragraph.sentences:
            if cues(text, sentence, list(range(sentence.start, sentence.end)), 0, lexicon):
                assert any(sentence.start <= at < sentence.end for at in shown)


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.txt")), ids=lambda path: path.stem)
def test_a_cue_begins_only_where_an_opening_does(path: Path) -> None:
    text = fold(path.read_text(encoding="utf-8"))
    assert {found.start() for found in CUE.finditer(text)} <= set(Sights(text).beginnings.signs.openings)


@given(st.text("0123456789.,，:/万亿千多余 元%年分之", max_size=20))
def test_a_plain_number_is_the_numeral_that_it_is_at_length(text: str) -> None:
    found = plain(text, 0)
    if found is not None:
        whole = numeral(text, 0)
        assert whole is not None
        said = ("end", "low", "high", "precision", "scale", "more", "arabic", "grouped", "bare", "unit")
        assert [getattr(found, name) for name in said] == [getattr(whole, name) for name in said]
        assert coded(text, 0) is None


@pytest.mark.parametrize(
    ("phrase", "spelled"), [("营收增长", "營收增長"), ("营收增", "營收增"), ("增长营", "增長營"), ("GDP", "GDP")]
)
def test_a_phrase_is_given_back_as_the_text_spells_it(phrase: str, spelled: str) -> None:
    text = "營收增長，GDP"
    folded, letters = folding(text)
    assert Spelling(text, folded, letters.values()).phrase(phrase, 2, 4) == spelled
