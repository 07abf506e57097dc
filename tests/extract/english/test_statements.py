"""Statements that go on: whom pronouns, offices and documents mean, and where a speaker falls silent."""

from __future__ import annotations

import pytest

from tracker.extract import claims


def _speakers(text: str) -> list[str | None]:
    return [claim.attribution for claim in claims(text)]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Ana Roe, head of Delvane, said sales rose 5%. Costs are down 3%.",
            ["Ana Roe", "Ana Roe"],
        ),
        (
            "Delvane sells 40 models, according to Delvane. Its shops earn $5m a year.",
            ["Delvane", "Delvane"],
        ),
        (
            "A study by the Lisse Institute found that 40% of towns shrink. The study also found that rents fell 5%.",
            ["Lisse Institute", "Lisse Institute"],
        ),
        (
            "Transport minister Tomas Reis met drivers. The minister said fares would rise 5%.",
            ["Tomas Reis"],
        ),
        (
            "Opposition leader Mara Lind called it a stunt. “We owe $2 billion,” she said.",
            ["Mara Lind"],
        ),
        (
            "The survey found:\n- 62% of firms plan to hire\n- prices are to rise 3%",
            ["The survey", "The survey"],
        ),
        (
            "“Sales rose 5%,” said Ana Roe.\n\n“Costs fell 3%.”",
            ["Ana Roe", "Ana Roe"],
        ),
    ],
)
def test_a_statement_goes_on(text: str, speakers: list[str]) -> None:
    assert _speakers(text) == speakers


@pytest.mark.parametrize(
    "text",
    [
        "Ana Roe, head of Delvane, said little.\n\nThe plant makes 300 tonnes.",
        "“It is a good year,” Ana Roe said. The plant makes 300 tonnes.",
        "Repairs, expected to take three years, are late.",
        "Some 54% of pupils say they walk.",
        "Lower bills explain about half of the slowdown.",
        "Sales rose 5%, according to our latest survey.",
    ],
)
def test_nobody_is_made_to_speak(text: str) -> None:
    assert set(_speakers(text)) == {None}


def test_an_aside_belongs_to_its_speaker() -> None:
    text = "Delvane, which opened in May, said its plant had made 300 tonnes."
    assert _speakers(text) == ["Delvane"]


def test_a_name_in_an_aside_is_the_speaker() -> None:
    text = "Its head of people, Petra Olsen, told us that it hired 340 drivers."
    assert _speakers(text) == ["Petra Olsen"]


def test_a_source_outranks_those_who_expect() -> None:
    text = "Traders see a 48% chance of a cut, according to Nordfax data."
    assert _speakers(text) == ["Nordfax"]


def test_a_title_tells_he_from_she() -> None:
    text = "Owen Strand, an analyst, met Ms Drury. He said sales rose 5%. She said they fell 3%."
    assert _speakers(text) == ["Owen Strand", "Ms Drury"]
