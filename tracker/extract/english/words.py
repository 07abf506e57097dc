"""Words: a sentence cut at its blanks, each piece with what it is and what it may do.

A piece keeps the punctuation that is written onto it. What a piece is hangs on its letters alone, so it is worked out
once and remembered.
"""

from __future__ import annotations

from typing import Final

from tracker.extract.english import lexicon as lex
from tracker.extract.english.lists import words_of
from tracker.extract.english.numerals import MULTIPLES, ORDINALS, PARTS, SMALL, Numeral, hyphened, numeral
from tracker.extract.english.units import LEADING, SCALES, SIGNS, UNITS
from tracker.extract.lazy import pattern

LONGEST: Final = 48
"""A longer piece is no word."""
REMEMBERED: Final = 20_000
"""So many pieces are kept."""

_SPACES: Final = pattern(r"[^\s—]+|—")

_LEAD: Final = "“‘\"'([{<*#_|…"
_TRAIL: Final = ".,;:!?)]}>”’\"'*_|…"
_BY_TRAIL: Final = {
    ",": lex.COMMA,
    ";": lex.STOP,
    ":": lex.STOP | lex.COLON,
    "!": lex.STOP,
    "?": lex.STOP,
    ".": lex.STOP,
    "…": lex.STOP,
    "”": lex.CLOSE,
    ")": lex.UNBRACKET,
    "]": lex.UNBRACKET,
    "|": lex.COMMA,
}
ABBREVIATIONS: Final = frozenset(
    words_of(
        """
    mr mrs ms dr prof st sr jr inc ltd co corp plc no nos vs etc approx est dept gov sen rep gen col sgt capt
    lt hon rev fig figs jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k e.u u.n a.m p.m e.g i.e rs
    bros ave blvd mt ft cf al vol pp ca dist ph.d mon tue tues wed thu thur thurs fri sat sun min max sq avg
    yr hr messrs u.s.a d.c b.c a.d i.e op ed
    """
    )
)
_CODES: Final = pattern(r"[qh][1-4]|fy\d{2,4}|[1-4]q(?:\d{2,4})?|[12]h(?:\d{2,4})?|9m|cy\d{2,4}")
_NUMBERISH: Final = frozenset("0123456789")
_MONEYED: Final = frozenset("$€£¥₹₩₽₺฿₫₱₦₪~+-≈<>≤≥±.½¼¾")
_SIGNED: Final = _MONEYED | frozenset("UHANC")
"""What signs of money begin with."""
_CLOSING: Final = frozenset("0123456789bnmk%½¼¾dxy)")
_DASHES: Final = ("", "—", "-", "--")
_NUMBER: Final = lex.NUMERIC | lex.TRIGGER
_VAGUE: Final = frozenset(
    words_of(
        """
    several dozens hundreds thousands millions billions trillions tens scores few couple handful lakhs crores
    """
    )
)
_HALVES: Final = frozenset(words_of("half halved halving halves zero"))


class Word:
    """A piece of a sentence: its word classes, its plain form and where its letters begin and end within it."""

    __slots__ = ("bare", "body", "lead", "number", "reach", "size", "tag", "timely", "trail", "year")

    def __init__(self, piece: str) -> None:
        """Work out what ``piece`` is."""
        self.number: Numeral | None = None
        self.year = False
        """Four digits that may be a year."""
        self.timely = False
        """Digits that may be of a day or a year: without a unit, a sign of money or a power of ten."""
        size = len(piece)
        self.size = size + 1
        """How far behind it the next one begins."""
        self.lead = self.trail = tag = 0
        stem = piece
        if not piece.isalnum():
            body = piece.lstrip(_LEAD)
            stem = body.rstrip(_TRAIL)
            if len(body) < size:
                self.lead = size - len(body)
                tag = _leading(piece[: self.lead])
            if len(stem) < len(body):
                if body[len(stem)] == ")" and "(" in stem and stem[0] in _SIGNED:
                    # $(32.4), the way accounts write a loss
                    stem = body[: len(stem) + 1]
                self.trail = len(body) - len(stem)
                if self.trail:
                    tag |= _trailing(stem, body[len(stem) :])
        self.body = stem
        self.reach = size - self.trail
        """Where its letters end."""
        if size > LONGEST or (len(stem) < 3 and stem in _DASHES):
            self.bare, self.tag = _odd(piece, stem, tag)
            return
        bare = stem.lower()
        if bare[-1] == "s":
            if bare[-2:] == "'s" and len(bare) > 3 and bare not in lex.LEXICON:
                bare = bare[:-2]
                tag |= lex.POSSESSIVE
            elif self.trail and piece[self.reach] == "'":
                tag |= lex.POSSESSIVE
        self.bare = bare
        first = stem[0]
        upper = first.isupper()
        digits = first in _NUMBERISH
        if digits or (
            (stem[-1] in _CLOSING and not stem.isalpha()) if upper else (first in _MONEYED and len(stem) > 1)
        ):
            number = numeral(stem)
            if number is not None:
                self.number = number
                self.year = number.year
                self.timely = not (number.unit or number.money or number.scaled or number.decimal)
                self.tag = tag | _NUMBER
                return
            if digits:
                self.tag = tag | _coded(bare)
                return
        if upper:
            tag |= lex.CAP
        if stem in SIGNS:
            tag |= lex.MONEY
        self.tag = tag | (_KNOWN.get(bare) or _guessed(bare, capital=upper or not stem.islower()))


def _odd(piece: str, stem: str, tag: int) -> tuple[str, int]:
    """Return the plain form and the classes of a dash, of marks alone and of what is too long for a word."""
    if not stem:
        return "", tag | (lex.COMMA if "—" in piece or "|" in piece else 0)
    return ("-", tag | lex.COMMA) if stem in _DASHES else (stem[:LONGEST], tag)


def _leading(lead: str) -> int:
    """Return the classes of a word that the marks before it make."""
    tag = lex.OPEN if "“" in lead else 0
    return tag | lex.BRACKET if "(" in lead or "[" in lead else tag


def _coded(bare: str) -> int:
    """Return the classes of what begins with a digit and is no number: 3rd, 1H25, 5G."""
    if bare[-2:] in ("st", "nd", "rd", "th") and bare[:-2].isdigit():
        return lex.QUANTUM | lex.TRIGGER
    return lex.CODE | lex.TRIGGER if _CODES.fullmatch(bare) else lex.NAME


def _trailing(stem: str, trail: str) -> int:
    """Return the classes of a word that the marks behind it make."""
    if trail[0] == "." and (stem.lower() in ABBREVIATIONS or (len(stem) == 1 and stem.isupper())):
        trail = trail[1:]
    tag = 0
    for mark in trail:
        tag |= _BY_TRAIL.get(mark, 0)
    return tag


def _known() -> dict[str, int]:
    """Return the classes of every word of a list."""
    table = dict(lex.LEXICON)
    for word in SMALL:
        table[word] = table.get(word, 0) | lex.COUNTING
    for word in SCALES:
        if len(word) > 1 and word not in SMALL:
            table[word] = table.get(word, 0) | lex.SCALE
    for word in (*MULTIPLES, *PARTS, *_VAGUE, *_HALVES, "dozen"):
        table[word] = table.get(word, 0) | lex.QUANTUM
    for word in (*UNITS, *LEADING):
        table[word] = table.get(word, 0) | lex.UNIT
    for word, tag in table.items():
        if word[-1] == "s" and "-" not in word:
            table[word] |= lex.PLURAL
        if tag & lex.TRIGGERS:
            table[word] |= lex.TRIGGER
    return table


_KNOWN: Final = _known()


def _guessed(bare: str, *, capital: bool) -> int:
    """Return the classes of a word that no list has."""
    if bare.endswith("fold") and (bare[:-4] in SMALL or bare[:-4] == "hundred"):
        return lex.QUANTUM | lex.TRIGGER
    if (bare[-1] in "1234567890" or bare[0] in "qhf") and _CODES.fullmatch(bare):
        return lex.CODE | lex.TRIGGER
    if "-" in bare:
        tag = _compound(bare)
        if tag:
            return tag | lex.TRIGGER if tag & lex.TRIGGERS else tag
    if capital:
        return lex.NAME
    if bare.endswith("ed") and len(bare) > 4:
        return lex.PARTICIPLE | lex.PAST | lex.ADJ
    if bare.endswith("ing") and len(bare) > 5:
        return lex.GERUND
    if bare.endswith("ly") and len(bare) > 4:
        return lex.ADV
    if bare[-1] == "s" and not bare.endswith(("ss", "us", "is")):
        return lex.PLURAL
    return 0


_SPANS: Final = frozenset(("quarter", "half", "month", "year", "week"))


def _compound(bare: str) -> int:
    """Say what a word tied by hyphens is."""
    if hyphened(bare) is not None:
        return lex.COUNTING
    first, _, rest = bare.partition("-")
    if first in SMALL and rest in PARTS and rest not in ("half", "second"):
        return lex.QUANTUM
    if first in SMALL and rest == "fold":
        return lex.QUANTUM
    if (first in SMALL or first in ("half", "multi")) and rest:
        head = rest.partition("-")[0]
        if (
            first in SMALL
            and SMALL[first] > 0
            and head in UNITS
            and UNITS[head].sort in ("time", "measure")
            and "old" not in rest
        ):
            return lex.COUNTING | lex.ADJ
        return lex.ADJ
    if first in ORDINALS and rest in _SPANS:
        return lex.SPAN | lex.ADJ
    if bare.endswith(
        (
            "-ed",
            "based",
            "owned",
            "listed",
            "led",
            "backed",
            "funded",
            "year",
            "on-year",
            "made",
            "run",
            "wide",
            "grade",
            "old",
        )
    ):
        return lex.ADJ
    last = rest.rpartition("-")[2]
    return lex.LEXICON.get(last, 0) & (lex.MEASURE | lex.BODY | lex.ROLE | lex.RISE | lex.FALL) or (
        lex.ADJ if last.endswith("ed") else 0
    )


class _Memory(dict[str, Word]):
    """The pieces seen lately."""

    def __missing__(self, piece: str) -> Word:
        word = Word(piece)
        if len(piece) <= LONGEST:
            if len(self) >= REMEMBERED:
                # What is still in use comes back soon.
                self.clear()
            self[piece] = word
        return word


_word: Final = _Memory().__getitem__


def cut(span: str, start: int = 0) -> tuple[list[Word], list[int]]:
    """Cut ``span``, which begins at ``start``, into words and say where each begins; a dash is a word of its own.

    Where single blanks part the words the places are left out: the sizes tell them.
    """
    if not ("  " in span or "\n" in span or "—" in span or "\t" in span or span[0] == " " or span[-1] == " "):
        return list(map(_word, span.split(" "))), []
    found = list(_SPACES.finditer(span))
    return [_word(m[0]) for m in found], [start + m.start() for m in found]
