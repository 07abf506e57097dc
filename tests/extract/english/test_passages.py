"""Texts in two languages: each passage is read in its own, at its own place."""

from __future__ import annotations

import pytest

from tracker.extract import claims, figures, passages

CHINESE = "某公司2025年营收12亿元,同比增长5%。"
ENGLISH = "Orbis Paper said its sales rose 7% to $40m."


@pytest.mark.parametrize(
    "text", [f"{CHINESE}\n{ENGLISH}\n", f"{ENGLISH}\n\n{CHINESE}", f"{CHINESE}\n{ENGLISH}\n{CHINESE}"]
)
def test_offsets_are_those_of_the_whole_text(text: str) -> None:
    found = claims(text)
    assert [text[c.start : c.end] for c in found] == [c.figure for c in found]
    assert {"12亿元", "5%", "7%", "$40m"} <= {c.figure for c in found}
    assert [c.start for c in found] == sorted(c.start for c in found)
    assert all(text[c.sentence_start : c.sentence_end] == c.sentence for c in found)
    assert [f.text for f in figures(text)] == [c.figure for c in found]


def test_a_passage_reads_as_it_does_alone() -> None:
    alone = [(c.figure, c.subject, c.metric, c.attribution) for c in claims(ENGLISH)]
    mixed = [(c.figure, c.subject, c.metric, c.attribution) for c in claims(f"{CHINESE}\n{ENGLISH}\n")]
    assert mixed[-len(alone) :] == alone


@pytest.mark.parametrize("text", ["", "12%", "AI与iPhone 17 Pro Max的销量增长5%。", CHINESE])
def test_latin_names_make_no_english_passage(text: str) -> None:
    assert passages.english(text) in (None, [])


@pytest.mark.parametrize("piece", ["a", "a-", "a.", "a’", "a b ", "a,", "a中", "a a "])
def test_long_runs_of_letters_are_read(piece: str) -> None:
    passages.english("中" + piece * (60_000 // len(piece)))
