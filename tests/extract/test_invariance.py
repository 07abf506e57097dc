"""What may not matter: white space, line ends, the width of letters and of lines, and how a number is written."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from time import process_time
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import resources
from tracker.extract.chinese.layout import breaks
from tracker.extract.claim import Claim
from tracker.extract.claims import claims, figures
from tracker.extract.script import fold

GOLD = Path(__file__).parents[1] / "gold" / "chinese"
ARTICLES = [
    re.sub(r"\n\s*", "\n\n", path.read_text(encoding="utf-8").strip())
    for path in (Path(str(resources.sample())) / "shops.txt", *(GOLD / f"{name}.txt" for name in ("s1", "s2", "t2")))
]
PLACED = {"start", "end", "sentence_start", "sentence_end", "figure", "sentence"}


def _said(found: list[Claim]) -> list[dict[str, object]]:
    """What claims say, places aside, as the rules spell it."""
    return [
        {
            field.name: fold(value) if type(value := getattr(claim, field.name)) is str else value
            for field in fields(claim)
            if field.name not in PLACED
        }
        for claim in found
    ]


def _placed(text: str) -> list[Claim]:
    found = claims(text)
    assert all(claim.figure == text[claim.start : claim.end] for claim in found)
    assert all(claim.sentence == text[claim.sentence_start : claim.sentence_end] for claim in found)
    return found


@settings(max_examples=30, deadline=None)
@given(text=st.sampled_from(ARTICLES), data=st.data())
def test_blanks_at_stops_and_digits_say_nothing(text: str, data: st.DataObject) -> None:
    head, gap, body = text.partition("\n\n")
    body = body.replace("\n\n", "\n\n\n")
    places = [
        m.start() for m in re.finditer(r"(?<=[一-鿿])(?=[0-9])|(?<=[0-9%])(?=[一-鿿])|(?<=[，。；、])(?=[一-鿿])", body)
    ]
    chosen = sorted(data.draw(st.sets(st.sampled_from(places), max_size=40)), reverse=True)
    spaced = body
    for at in chosen:
        spaced = f"{spaced[:at]} {spaced[at:]}"
    assert _said(_placed(head + gap + spaced)) == _said(claims(text))


@pytest.mark.parametrize("end", ["\r\n", "\n\n", "\r\n\r\n", "\n \n", " \n"])
@pytest.mark.parametrize("text", ARTICLES, ids=lambda text: text[:6])
def test_line_ends_say_nothing(text: str, end: str) -> None:
    assert _said(_placed(text.replace("\n", end))) == _said(claims(text))


@pytest.mark.parametrize("text", ARTICLES, ids=lambda text: text[:6])
def test_the_width_of_letters_says_nothing(text: str) -> None:
    head, gap, body = text.partition("\n\n")
    wide = body.translate({code: code + 0xFEE0 for code in map(ord, "0123456789%")})
    assert _said(_placed(head + gap + wide)) == _said(claims(text))


def _wrapped(text: str, width: int) -> str:
    """Break lines as a printer does: no number is cut, no stop begins a line."""
    breakable = r"(?<![A-Za-z0-9.,+~－-])(?=[^\n，。；、：！？”）」》%．.,])"
    return re.sub(rf"(?=[^\n]{{{width}}})([^\n]{{{width - 4},{width}}}?){breakable}", "\\1\n", text)


@settings(max_examples=30, deadline=None)
@given(text=st.sampled_from(ARTICLES), width=st.integers(24, 48))
def test_hard_wrapped_text_is_read_as_written(text: str, width: int) -> None:
    head, gap, body = text.partition("\n\n")
    wrapped = head + gap + _wrapped(body, width)
    assert wrapped.count("\n") > text.count("\n")
    assert _said(_placed(wrapped)) == _said(claims(text))


UNWRAPPED = [
    "远山汽车发布三季报\n营收12亿元，同比增长5%。\n净利润3亿元。\n",
    "面向未来\n从流量到智能\n远山汽车销量达3万辆。",
    "产品\t销量\n飞鸟手机\t3万台\n小鹿手表\t5万块\n",
    "- 远山汽车销量达三万辆以上的城市\n- 远山汽车门店数超过百家的城市\n- 远山汽车市占率最高的五个城市\n",
]


@pytest.mark.parametrize("text", UNWRAPPED)
def test_lines_of_their_own_stay(text: str) -> None:
    assert breaks(text) == []


DIGITS = "零一二三四五六七八九"


def _spoken(number: int) -> str:
    """Write a whole number in Chinese."""
    for power, name in ((10**8, "亿"), (10**4, "万")):
        if number >= power:
            high, rest = divmod(number, power)
            zero = "零" if 0 < rest < power // 10 else ""
            return _spoken(high) + name + zero + (_spoken(rest) if rest else "")
    words = ""
    gap = False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
        gap = not digit
    return words


def _scaled(number: int, power: int, name: str) -> str:
    return f"{(Decimal(number) / power).normalize():f}{name}"


STYLES: dict[str, Callable[[int], str]] = {
    "digits": str,
    "grouped": lambda n: f"{n:,}",
    "full-width": lambda n: str(n).translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}),
    "万": lambda n: _scaled(n, 10**4, "万"),
    "萬": lambda n: _scaled(n, 10**4, "萬"),
    "亿": lambda n: _scaled(n, 10**8, "亿"),
    "spoken": _spoken,
    "spoken, traditional": lambda n: _spoken(n).translate(str.maketrans("亿万", "億萬")),
    "亿 and 万": lambda n: f"{n // 10**8}亿{n // 10**4 % 10**4}万" if n % 10**4 == 0 and n > 10**8 else str(n),
}


@settings(deadline=None)
@given(number=st.integers(11, 10**11 - 1), style=st.sampled_from(sorted(STYLES)))
def test_a_number_is_itself_however_it_is_written(number: int, style: str) -> None:
    (claim,) = claims(f"远山钢铁去年的产量为{STYLES[style](number)}吨。")
    assert (claim.low, claim.high, claim.unit) == (Decimal(number), Decimal(number), "t")


HOSTILE = [
    "9",
    "零",
    "万",
    "百分之",
    "（",
    "“",
    "一",
    "%",
    "、",
    "1,",
    "1.",
    "1，",
    "，",
    "月",
    "“1",
    "（1",
    "据",
    "说",
    "：",
    "1\n",
    "著",
    "半",
    "上",
    "年增",
    "\u3000",
    "\ud83d",
    '"',
]


def _steps(text: str) -> int:
    """Count the calls that reading a text takes."""
    steps = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        claims(text)
    finally:
        sys.setprofile(None)
    return steps


def test_many_commas_between_digits_are_folded_in_linear_time() -> None:
    def seconds(times: int) -> float:
        text = "1，" * times + "1"
        began = process_time()
        assert fold(text) == text
        return process_time() - began

    # No call is counted where letters are copied: ten times the text takes ten times as long, not a hundred times.
    assert seconds(100_000) <= 30 * seconds(10_000) + 0.5


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_takes_twice_the_steps(piece: str) -> None:
    once, twice = (_steps("远山汽车销量" + piece * times) for times in (1500, 3000))
    assert twice <= 2.5 * once + 1000


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="".join({*"".join(HOSTILE), *"远山汽车销量达超约亿元家增长降%3。；\n\t ()\"'"}), max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    _placed(text)


def test_half_a_character_keeps_nothing_around_it_from_being_read() -> None:
    text = "远山汽车9月销量增长12%。\ud83d\n利润下降3%\udc00。"
    found = [(claim.figure, claim.metric) for claim in _placed(text)]
    assert found == [("12%", "销量"), ("3%", "利润")]
    assert [figure.text for figure in figures(text) if figure.unit == "%"] == ["12%", "3%"]
