"""Charsets: what bytes say of themselves is believed as far as it makes sense; mojibake never comes in unsaid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import texts
from tracker.errors import InputError
from tracker.texts import charset

SIMPLE = "据海港货运公告，今年前三季度销量同比增长12.5%，营业收入达到340亿元，较上年同期增加。"
FULL = "根據海港貨運公告，今年前三季銷量較去年同期成長12.5%，營業收入達到340億元，創下歷史新高。"
HONG_KONG = "佢哋話今年賣咗1.2萬張飛，比舊年多咗三成，嘅確係好多，大家都覺得開心。"
JAPANESE = "会社の発表によると、今年の売上高は前年同期比12.5%増の340億円となり、過去最高を更新した。"
FRENCH = "Le café coûte 5 €, en hausse de 12 % — soit “à peu près” l’été dernier; Müller naïve."

CASES = [
    *((SIMPLE, name) for name in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be")),
    *((SIMPLE, name) for name in ("utf-32", "utf-32-le", "utf-32-be")),
    *((FULL, name) for name in ("utf-8", "big5", "big5hkscs", "gb18030", "utf-16")),
    *((HONG_KONG, name) for name in ("utf-8", "big5hkscs")),
    *((JAPANESE, name) for name in ("utf-8", "shift_jis", "cp932", "euc_jp")),
    *((FRENCH, name) for name in ("utf-8", "cp1252", "utf-16-le")),
]


class TestDecode:
    @pytest.mark.parametrize(("text", "name"), CASES)
    @pytest.mark.parametrize("header", [None, "utf-8", "iso-8859-1", "windows-1252", "big5", "shift_jis", "nonsense"])
    def test_a_wrong_or_missing_header_does_no_harm(self, text: str, name: str, header: str | None) -> None:
        found = charset.decode(text.encode(name), header=header)
        assert found is not None
        assert found.text == text

    @pytest.mark.parametrize(("text", "name"), CASES)
    def test_a_right_header_is_believed_without_a_word(self, text: str, name: str) -> None:
        found = charset.decode(text.encode(name), header=name)
        assert found == charset.Decoded(text, found.charset if found else "")

    @pytest.mark.parametrize(("text", "name"), [case for case in CASES if not case[1].startswith(("utf-16", "utf-32"))])
    @pytest.mark.parametrize("meta", ["utf-8", "gb2312", "iso-8859-1"])
    def test_a_page_may_name_the_wrong_one(self, text: str, name: str, meta: str) -> None:
        if meta == "gb2312" and name == "euc_jp":
            pytest.skip("EUC-JP that calls itself GB2312 makes sense as that")
        page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={meta}"></head>{text}</html>'
        found = charset.decode(page.encode(name), html=True)
        assert found is not None
        assert found.text == page

    def test_the_server_goes_before_the_page(self) -> None:
        page = f'<meta charset="big5">{SIMPLE}'.encode("gbk")
        found = charset.decode(page, header="gbk", html=True)
        assert found is not None
        assert (found.text[-5:], found.note) == (SIMPLE[-5:], None)

    def test_a_wrong_name_is_told(self) -> None:
        found = charset.decode(SIMPLE.encode("gbk"), header="ISO-8859-1")
        assert found is not None
        assert found.note == "the server says ISO-8859-1, but the text is gb18030"

    def test_a_guess_is_told(self) -> None:
        found = charset.decode(FULL.encode("big5"))
        assert found is not None
        assert found.note == "no charset is named and it is not UTF-8: read as big5hkscs"

    def test_a_few_broken_bytes_are_told(self) -> None:
        data = (SIMPLE * 40).encode("gbk")
        found = charset.decode(data[:500] + b"\xff" + data[500:], header="gbk")
        assert found is not None
        assert "broken" in (found.note or "")
        assert "增长12.5%" in found.text

    @pytest.mark.parametrize(
        "data",
        [
            bytes(range(256)) * 4,
            "第一行\n".encode() + b"\xb0",
            SIMPLE.encode().decode("cp1252", "replace").encode(),
            SIMPLE.encode("gbk").decode("latin-1").encode(),
            SIMPLE.encode().decode("gbk", "replace").encode(),
            "今年销量增长".encode().decode("cp1252", "ignore").encode(),
            b"12\x0034",
        ],
    )
    def test_what_makes_no_sense_is_none(self, data: bytes) -> None:
        assert charset.decode(data) is None

    @pytest.mark.parametrize(
        ("text", "name"),
        [("今年12万", "gbk"), ("增长三成", "gbk"), ("café", "cp1252"), ("£5m", "cp1252"), ("产品", "gbk")],
    )
    def test_a_few_words_are_enough(self, text: str, name: str) -> None:
        found = charset.decode(text.encode(name))
        assert found is not None
        assert found.text == text

    @given(
        st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1),
        st.sampled_from(["utf-8", "gbk", "big5"]),
    )
    def test_ascii_is_itself(self, text: str, name: str) -> None:
        found = charset.decode(text.encode(), header=name)
        assert found is not None
        assert found.text == text

    @pytest.mark.parametrize(
        "text",
        [
            "Продажи выросли на 12,5%.",
            "ارتفعت المبيعات",
            "ยอดขายเพิ่มขึ้น 12%",
            "Doanh số tăng 12%",
            "판매가 12% 늘었다",
            "Ψ 🙂 ☃ ≤ 5",
            "«\u00a0été\u00a0» “blasé”—naïve…",
            "Nestlé™ 5°",
        ],
    )
    def test_any_script_is_text_in_utf_8(self, text: str) -> None:
        found = charset.decode(text.encode())
        assert found == charset.Decoded(text, "utf-8")

    @given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "gbk", "utf-16", "idna", "zlib"]))
    def test_no_bytes_raise(self, data: bytes, name: str | None) -> None:
        charset.decode(data, header=name, html=True)


class TestTexts:
    @pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_a_plain_text_is_read_in_its_charset(self, name: str) -> None:
        assert texts.decode(f"一行\r\n{SIMPLE}\r".encode(name), "a.txt") == f"一行\n{SIMPLE}\n"

    def test_mojibake_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"^a\.txt is UTF-8 but makes no sense"):
            texts.decode(SIMPLE.encode("gbk").decode("latin-1").encode(), "a.txt")
