"""Numerals: what they say, apart from any unit."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.chinese import numbers
from tracker.extract.chinese.numbers import numeral
from tracker.extract.script import fold

_POWERS = ((10**8, "亿"), (10**4, "万"), (10**3, "千"), (10**2, "百"), (10, "十"))
_DIGITS = "零一二三四五六七八九"


def _written(number: int) -> str:
    """Write a whole number in full Chinese numerals (一千零五)."""
    if number < 10:
        return _DIGITS[number]
    for power, word in _POWERS:
        if number >= power:
            head, rest = divmod(number, power)
            gap = "零" if rest and rest < power // 10 else ""
            return _written(head) + word + gap + (_written(rest) if rest else "")
    raise AssertionError(number)


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("0", "0", "1"),
        ("12", "12", "1"),
        ("8.5", "8.5", "0.1"),
        ("007.50", "7.50", "0.01"),
        ("20亿", "2000000000", "1E+8"),
        ("1.5万亿", "1500000000000", "1E+11"),
        ("3万", "30000", "1E+4"),
        ("3 万", "30000", "1E+4"),
        ("2万5千", "25000", "1E+3"),
        ("3亿5000万", "350000000", "1E+4"),
        ("2万3千亿", "2300000000000", "1E+11"),
        ("1,234", "1234", "1"),
        ("1,234,567.8", "1234567.8", "0.1"),
        ("1，234，567", "1234567", "1"),
        ("１２．５", "12.5", "0.1"),
        ("３萬", "30000", "1E+4"),
        ("五", "5", "1"),
        ("十", "10", "10"),
        ("十五", "15", "1"),
        ("二十", "20", "10"),
        ("廿五", "25", "1"),
        ("一百零五", "105", "1"),
        ("一千〇一", "1001", "1"),
        ("两千三百", "2300", "100"),
        ("兩千三百", "2300", "100"),
        ("两百五", "250", "10"),
        ("一万二", "12000", "1000"),
        ("一亿二", "120000000", "1E+7"),
        ("三百万", "3000000", "1E+6"),
        ("十二万三千四百五十六", "123456", "1"),
        ("百万", "1000000", "1E+6"),
        ("千万", "10000000", "1E+7"),
        ("万亿", "1000000000000", "1E+12"),
        ("三点五", "3.5", "0.1"),
        ("三点一四", "3.14", "0.01"),
        ("三点五亿", "350000000", "1E+7"),
        ("二〇二五", "2025", "1"),
    ],
)
def test_one_number(text: str, value: str, precision: str) -> None:
    read = numeral(fold(text), 0)
    assert read is not None
    assert (read.start, read.end) == (0, len(text))
    assert read.low == read.high == Decimal(value)
    assert read.precision == Decimal(precision)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("百分之十二", "12", "%"),
        ("百分之12.5", "12.5", "%"),
        ("百分之百", "100", "%"),
        ("千分之三", "0.3", "%"),
        ("万分之五", "0.05", "%"),
        ("五分之四", "0.8", "x"),
        ("四分之三", "0.75", "x"),
    ],
)
def test_shares(text: str, value: str, unit: str) -> None:
    read = numeral(fold(text), 0)
    assert read is not None
    assert (read.low, read.unit, read.end) == (Decimal(value), unit, len(text))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("三五", "3", "5"),
        ("七八", "7", "8"),
        ("一两", "1", "2"),
        ("二三十", "20", "30"),
        ("三四百万", "3000000", "4000000"),
        ("十七八", "17", "18"),
        ("一百二三十", "120", "130"),
        ("十余", "10", "20"),
        ("10余", "10", "20"),
        ("十几", "10", "20"),
        ("二十几", "20", "30"),
        ("十多亿", "1000000000", "2000000000"),
        ("十几万", "100000", "200000"),
    ],
)
def test_ranges_in_one_word(text: str, low: str, high: str) -> None:
    read = numeral(text, 0)
    assert read is not None
    assert (read.low, read.high, read.end) == (Decimal(low), Decimal(high), len(text))
    assert not read.more


@pytest.mark.parametrize(
    ("text", "low"),
    [("100余", 100), ("100多", 100), ("20余万", 200_000), ("3亿多", 300_000_000), ("百余", 100), ("一千多", 1000)],
)
def test_more_than(text: str, low: int) -> None:
    read = numeral(text, 0)
    assert read is not None
    assert read.low == low
    assert (read.more, read.end) == (True, len(text))


@pytest.mark.parametrize("text", ["百", "千", "万", "亿", "百万", "千万", "万亿", "十亿"])
def test_round_words_are_bare(text: str) -> None:
    read = numeral(text, 0)
    assert read is not None
    assert read.bare


@pytest.mark.parametrize("text", ["十", "一百", "两万", "3万", "十二", "三百万"])
def test_numbers_with_a_digit_are_not_bare(text: str) -> None:
    read = numeral(text, 0)
    assert read is not None
    assert not read.bare


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("500万千瓦时", "500万"),
        ("5千米", "5"),
        ("5千克", "5"),
        ("3百分点", "3"),
        ("100多元化", "100"),
        ("20余额", "20"),
        ("三点钟", "三"),
        ("八点十分", "八"),
        ("12,20家", "12"),
        ("2025，100", "2025"),
        ("5兆瓦", "5"),
    ],
)
def test_where_a_numeral_ends(text: str, said: str) -> None:
    read = numeral(text, 0)
    assert read is not None
    assert text[: read.end] == said


@pytest.mark.parametrize("text", ["", "余", "多", "点", "人", "元", "半", ",5", ".5", "，000"])
def test_no_numeral(text: str) -> None:
    assert numeral(text, 0) is None


@pytest.mark.parametrize("text", ["亿万", "千千", "万千", "9" * 50, "亿" * 50, "一二三" * 40])
def test_numerals_that_name_no_number(text: str) -> None:
    read = numeral(text, 0)
    assert read is not None
    assert read.low is None
    assert read.end == len(text)


@given(st.integers(0, 10**12 - 1))
def test_a_written_number_reads_back(number: int) -> None:
    text = _written(number)
    read = numeral(text, 0)
    assert read is not None
    assert read.low == read.high == number
    assert read.end == len(text)


@given(st.decimals(0, 10**9, places=2), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_digits_with_a_power_read_back(number: Decimal, power: tuple[str, int]) -> None:
    word, size = power
    read = numeral(f"{number:f}{word}", 0)
    assert read is not None
    assert read.low == number * size


@given(st.integers(0, 10**15))
def test_thousands_commas_read_back(number: int) -> None:
    read = numeral(f"{number:,}", 0)
    assert read is not None
    assert read.low == number


@given(st.text(alphabet="零〇一二三四五六七八九十百千万亿两几数余多点分之兆半廿0123456789.,， ", max_size=40))
def test_any_run_of_numeral_words_is_read_or_left(text: str) -> None:
    for start in range(len(text)):
        read = numeral(text, start)
        assert read is None or (start == read.start < read.end <= len(text))


@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_examples() -> None:
    assert doctest.testmod(numbers).failed == 0
