"""Who says it: speakers, reported speakers, quotations that go on, and hearsay."""

from __future__ import annotations

import pytest

from tracker.extract import claims

SAID = [
    ("Halden said sales rose 5%.", "Halden"),
    ("Sales rose 5%, Halden said on Tuesday.", "Halden"),
    ("According to the Fisheries Board, stocks are at 86% of their former size.", "Fisheries Board"),
    ("Stocks are at 86% of their size, according to the pollster Metris.", "pollster Metris"),
    ("“We added 1.2 million customers,” said Mara Lind, chief executive of Quillon.", "Mara Lind"),
    ("Tomas Wiel said the auditor had told the board that £18m was missing.", "the auditor"),
    ("A spokesman for Tidewell Water said it had fixed 87% of its leaks.", "Tidewell Water"),
    ("Analysts polled by Nordfax had expected growth of 1.9%.", "Analysts polled by Nordfax"),
    ("“It is good,” Ana Roe said. “We sold 300 boats.”", "Ana Roe"),
    ("Output was 300 tonnes.", None),
]


@pytest.mark.parametrize(("text", "speaker"), SAID)
def test_speaker(text: str, speaker: str | None) -> None:
    assert {c.attribution for c in claims(text)} == {speaker}


@pytest.mark.parametrize(
    "text",
    [
        "The studio reportedly spent $45 million on the series.",
        "It is understood that sixteen bidders have asked for the documents.",
        "The buyer is ready to pay $2.1bn, two people familiar with the talks said.",
        "A person briefed on the plan said the cuts would save at least $150 million.",
    ],
)
def test_hearsay_names_nobody(text: str) -> None:
    assert [(c.attribution, c.hearsay) for c in claims(text)] == [(None, True)]


def test_a_speaker_answers_for_no_other_sentence_outside_his_quotation() -> None:
    found = claims("Halden said sales rose 5%. The plant makes 300 tonnes.")
    assert [c.attribution for c in found] == ["Halden", None]
