"""Whether a text makes sense: how far its characters are those of writing, and not of a wrong charset."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

_SAMPLE: Final = 20_000
"""Characters outside ASCII beyond which more of them change no judgement."""
TOLERATED: Final = 0.002
"""The share of broken characters up to which a declared charset is still believed."""

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BEYOND: Final = re.compile(r"[^\x00-\x7f]+")
_TAIL: Final = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_ODD_TAIL: Final = "\u0080-\u009f¡-§¨¬¯´-¶¸¼-¿€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜š›œžŸ"
"""Of these, the ones that do not stand after an accented letter in French either."""
_TWICE: Final = re.compile(
    f"[ÃÂ][{_TAIL}]|â€|ï¿½|ï»¿|锟斤|[ÐÑ][\u0080-\u00bf]|[à-ï](?:[{_ODD_TAIL}][{_TAIL}]|[{_TAIL}][{_ODD_TAIL}])"
)
"""What UTF-8 looks like when it was read as something else once before."""
_LATIN: Final = re.compile("[\u00a0-\u024f\u1e00-\u1eff]+")
_LETTERS: Final = re.compile("[\u0370-\u03ff\u0400-\u052f]+")
_COMMON_SIGNS: Final = re.compile(
    "[\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u214f\u2150-\u218f\u2190-\u21ff\u2200-\u22ff\u2460-\u24ff"
    "\u2500-\u27bf\u3000-\u301f\u3040-\u30ff\uff01-\uff5e\uffe0-\uffe6\u00a0-\u00ff\u200b-\u200f\ufeff\ufe30-\ufe4f"
    "\u02c6-\u02dc\u2070-\u209f\U0001f000-\U0001faff\u2600-\u26ff\u00b0-\u00b7\u2028-\u202f\ufe0f\u3300-\u33ff"
    "\u3200-\u32ff]"
)
_FREQUENT: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
    "几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权"
    "收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集"
    "温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支"
    "般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属"
    "圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮"
    "的是這個們來時為國會發說產過後對學經現實開點還業從關與間樣種數務據報車長應將見電話車東風書給萬無總當機處隊導戰萬億續區買賣"
    "の、は。にをたがでてとしれさいるすなもかこうそりあんっょ年月日時分人一大本中長出三同政事自行社見上合立生前的地業方新定目気金"
)


def plausibility(text: str) -> float:
    """How far a text reads like writing, from 0 to 1, by its characters outside ASCII.

    >>> plausibility("今年销量") > 0.9, plausibility("ä»Šå¹´é”€é‡")
    (True, 0.0)
    """
    if len(CONTROL.findall(text)) > len(text) * TOLERATED:
        return 0.0
    runs = list(_runs(text))
    total = sum(map(len, runs))
    if total == 0:
        return 1.0
    good = 0.0
    twice = len(_TWICE.findall(text))
    for run in runs:
        good += _worth(run)
    return max(0.0, min(1.0, (good - 3 * twice) / total))


def _runs(text: str) -> Iterator[str]:
    seen = 0
    for run in _BEYOND.finditer(text):
        yield run[0]
        seen += len(run[0])
        if seen > _SAMPLE:
            return


def _worth(run: str) -> float:
    """Count what is frequent in a run of characters outside ASCII."""
    if _LATIN.fullmatch(run):
        # Words have one accent here and there; a wrong charset leaves chains of them.
        return len(run) if len(run) <= 2 else 0.0
    if _LETTERS.fullmatch(run):
        return len(run) if run[1:].islower() or run.isupper() or len(run) == 1 else 0.2 * len(run)
    worth = 0.0
    for character in run:
        if "一" <= character <= "鿿":
            worth += _han(character)
        elif "가" <= character <= "힣" or "Ѐ" <= character <= "ԯ":
            worth += 1 if len(run) > 1 else 0.5
        elif _COMMON_SIGNS.match(character):
            worth += 0.3 if _LATIN.match(character) and len(run) > 2 else 1
        elif unicodedata.category(character)[0] in "LMN" and not "\uff61" <= character <= "\uff9f":
            worth += 0.4
        # Anything else counts for nothing: private use, unassigned, broken, half-width katakana.
    return worth


@cache
def _han(character: str) -> float:
    """How ordinary a Chinese character is, by where the national charsets list it."""
    if character in _FREQUENT:
        return 1.0
    for charset, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("shift_jis", 0x88, 0x97)):
        try:
            lead = character.encode(charset)[0]
        except UnicodeEncodeError:
            continue
        if first <= lead <= last:
            return 0.95
    return 0.3 if _listed(character) else 0.1


def _listed(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _frequency(text: str) -> float:
    """The share of the very frequent among the Chinese and Japanese characters: what tells GBK from Big5."""
    han = [character for run in _runs(text) for character in run if "぀" <= character <= "鿿"]
    return len([character for character in han if character in _FREQUENT]) / len(han) if han else 0.5


def ordinary(text: str) -> float:
    return round(plausibility(text) + 0.6 * min(_frequency(text), 0.5), 2)
