"""Simplified and traditional: the same words in either script are the same claims."""

from __future__ import annotations

import doctest
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from tracker import resources
from tracker.extract import script
from tracker.extract.claim import Claim
from tracker.extract.claims import claims
from tracker.extract.script import fold

ARTICLES = [
    (resources.sample() / "shops.txt").read_text(encoding="utf-8"),
    *(
        path.read_text(encoding="utf-8")
        for path in sorted((Path(__file__).parents[1] / "gold" / "chinese").glob("*.txt"))
    ),
]
PHRASES = [
    "据了解,该公司后台显示,今年来自海外的订单占比显著提升,达三成五。",
    "“里程”系列首发干衣机,售价为1,999元,面向两万名用户。",
    "着名品牌沿着长江布局,裏程碑项目投资逾12亿元,为历年之最。",
    "台湾8月外销订单年增19.5%,连续7个月成长,约莫600亿美元。",
    "征收关税后,面条、钟表、余额与发丝的价格回升近两成。",
]


def _fields(claim: Claim) -> dict[str, object]:
    values = ((field.name, getattr(claim, field.name)) for field in fields(claim))
    return {name: fold(value) if type(value) is str else value for name, value in values}


@pytest.mark.parametrize("region", ["s2t", "s2tw", "s2hk"])
@pytest.mark.parametrize("text", [*ARTICLES, *PHRASES], ids=lambda text: text[:8])
def test_either_script_makes_the_same_claims(text: str, region: str) -> None:
    # 傢俱 for 家具 is a matter of words, not of script.
    other = OpenCC(region).convert(text).replace("傢俱", "傢具")
    assert [_fields(claim) for claim in claims(other)] == [_fields(claim) for claim in claims(text)]


@pytest.mark.parametrize("text", [*ARTICLES, *PHRASES], ids=lambda text: text[:8])
def test_claims_are_told_in_the_letters_of_the_text(text: str) -> None:
    other = OpenCC("s2t").convert(text)
    for claim in claims(other):
        assert claim.figure == other[claim.start : claim.end]
        assert claim.attribution is None or claim.attribution in other


@given(st.text())
def test_every_letter_keeps_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_what_is_folded_stays(text: str) -> None:
    folded = fold(text).replace('"', "")
    assert fold(folded) == folded


VARIANTS = [
    ("顯著,沿著,著名,著稱", "显著,沿着,著名,著称"),
    ("乾燥,幹部,皇后,後來,裡裏,臺檯颱", "干燥,干部,皇后,后来,里里,台台台"),
    ("衞生,啓動,爲為,瞭解,羣眾", "卫生,启动,为为,了解,群众"),
    ("１２，３４５元；「增長」", "12，345元;“增长”"),
    ("１２，增長", "12,增长"),
    ('他说"好"', "他说“好”"),
]


@pytest.mark.parametrize(("written", "read"), VARIANTS)
def test_variants_are_one(written: str, read: str) -> None:
    assert fold(written) == read


TAIWAN = [
    ("遠山電子第三季營收約莫新台幣98億元,季增6.0%,年增30.3%。", "約莫新台幣98億元", "9800000000", "TWD"),
    ("遠山電子第三季營收約莫新台幣98億元,季增6.0%,月減2.3%。", "2.3%", "-2.3", "%"),
    ("董事會通過買回逾3,000萬股庫藏股。", "逾3,000萬股", "30000000", "count"),
    ("全台月租上看500元。", "上看500元", "None", "TWD"),
    ("旅客量較去年同期成長約莫一成。", "約莫一成", "0.1", "x"),
    ("外資賣超1.2萬張。", "1.2萬張", "12000", "count"),
]


@pytest.mark.parametrize(("text", "figure", "low", "unit"), TAIWAN)
def test_wording_of_taiwan_and_hong_kong_is_read(text: str, figure: str, low: str, unit: str) -> None:
    claim = next(claim for claim in claims(text) if claim.figure == figure)
    assert (str(claim.low), claim.unit) == (low, unit)


def test_documentation_holds() -> None:
    assert doctest.testmod(script).failed == 0
