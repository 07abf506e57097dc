"""What holds of any English text: numbers read back, blanks change nothing, no input raises, time grows with length."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.extract import claims, figures
from tracker.extract.english.numerals import SMALL

NUMBERS = st.integers(min_value=2, max_value=10**9).filter(lambda n: not 1900 <= n <= 2099)
PLACES = st.integers(min_value=0, max_value=4)
SCALES = {
    "": 1,
    " thousand": 10**3,
    " million": 10**6,
    "bn": 10**9,
    "m": 10**6,
    " crore": 10**7,
    " lakh": 10**5,
    " trillion": 10**12,
}
ONES = [word for word in SMALL if SMALL[word] < 20]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(n: int) -> str:
    """Write a number in words."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if n >= size:
            rest = n % size
            return f"{spell(n // size)} {name}" + (f" {'and ' if rest < 100 else ''}{spell(rest)}" if rest else "")
    if n >= 100:
        return f"{ONES[n // 100]} hundred" + (f" and {spell(n % 100)}" if n % 100 else "")
    if n >= 20:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    return ONES[n]


@given(NUMBERS, PLACES, st.sampled_from(sorted(SCALES)), st.booleans())
def test_money_reads_back(number: int, places: int, scale: str, grouped: bool) -> None:
    value = Decimal(number).scaleb(-places)
    said = f"{value:,f}" if grouped else f"{value:f}"
    (figure,) = figures(f"The fund holds ${said}{scale} in cash.")
    assert figure.low == figure.high == value * SCALES[scale]
    assert figure.unit == "USD"


@given(st.integers(min_value=2, max_value=10**12))
def test_words_read_back(number: int) -> None:
    (figure,) = figures(f"The fund holds {spell(number)} dollars in cash.")
    assert figure.low == figure.high == number


@given(NUMBERS, PLACES)
def test_shares_read_back(number: int, places: int) -> None:
    value = Decimal(number).scaleb(-places)
    (figure,) = figures(f"Prices rose {value:f}% in May.")
    assert (figure.low, figure.unit) == (value, "%")


TEXT = (
    "Orbis Paper said on Tuesday that revenue rose 12.5% to $5.2bn, while 3,000 people left. "
    "“We sold 40 mills,” Ana Roe said."
)


@given(st.lists(st.sampled_from([" ", "  ", "\n", " \n ", "\t "[1:]]), min_size=30, max_size=30))
def test_blanks_change_nothing_but_places(blanks: list[str]) -> None:
    pieces = TEXT.split(" ")
    text = pieces[0] + "".join(blank + piece for blank, piece in zip(blanks, pieces[1:], strict=False))
    text += " ".join(["", *pieces[len(blanks) + 1 :]])
    plain = [(c.low, c.high, c.unit, c.kind) for c in claims(TEXT)]
    assert [(c.low, c.high, c.unit, c.kind) for c in claims(text)] == plain
    assert all(text[c.start : c.end] == c.figure for c in claims(text))


PIECES = st.sampled_from(
    [
        "the",
        "a",
        "of",
        "to",
        "from",
        "by",
        "in",
        "than",
        "more",
        "least",
        "5",
        "12%",
        "$3",
        "bn",
        "million",
        "one",
        "two",
        "half",
        "third",
        "quarter",
        "May",
        "2024",
        "Q3",
        "“",
        "”",
        '"',
        "'",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        ";",
        ":",
        "—",
        "-",
        "–",
        "said",
        "rose",
        "fell",
        "according",
        "reportedly",
        "it",
        "its",
        "which",
        "and",
        "\n",
        "\t",
        "|",
        "¥",
        "£",
        "1,000",
        "3-1",
        "double",
        "several",
        "year",
        "ago",
        "½",
        "+44",
        "°C",
        "#",
        "*",
        "é",
        "İ",
        "ß",
    ]
)


@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=300)
def test_any_words_are_read_and_spans_are_exact(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    for claim in claims(text, date(2025, 10, 20)):
        assert text[claim.start : claim.end] == claim.figure
        assert claim.sentence_start <= claim.start < claim.end <= claim.sentence_end


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(text[c.start : c.end] == c.figure for c in claims(text))


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "(",
        "“",
        '"',
        "million ",
        "one ",
        "more than ",
        "5% ",
        "$",
        "a ",
        "said ",
        "| 1 ",
        "1\n",
        ", ",
        "2024 ",
        "half of ",
        "-",
        "from 1 to ",
    ],
)
def test_long_runs_are_read(piece: str) -> None:
    claims(piece * (60_000 // len(piece)))
