"""Who says it: the speakers an article names, and the stretches of text they answer for.

A speaker who opens a section answers for it until another speaks; one brought in by 正如…所说, or a person, answers
for the paragraph; hearsay (据悉) for the rest of its paragraph; a free-standing quotation is its sentence's subject's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container
from typing import Final

from tracker.extract.chinese.cues import cues
from tracker.extract.chinese.families import Families
from tracker.extract.chinese.figure import Figure
from tracker.extract.chinese.mention import Cue
from tracker.extract.chinese.parties import TITLE, is_body
from tracker.extract.chinese.sentences import Paragraph, Sentence
from tracker.extract.chinese.signs import Signs
from tracker.extract.chinese.speakers import Hearer, Speakers
from tracker.extract.chinese.subject import Subjects
from tracker.extract.chinese.words import Lexicon
from tracker.extract.lazy import pattern


class Voice:
    """A stretch of text and who answers for it: a speaker, or nobody in particular where it is ``hearsay``."""

    __slots__ = ("end", "hearsay", "speaker", "start")

    def __init__(self, start: int, end: int, speaker: str | None = None, hearsay: bool = False) -> None:
        """Give the stretch to the speaker."""
        self.start: int = start
        self.end: int = end
        self.speaker: str | None = speaker
        self.hearsay: bool = hearsay


# Words with which the publisher speaks again, whoever spoke before.
_OWN: Final = pattern(
    r"截至(?:记者)?发稿|截至(?:今日|昨日|当日|当天)?[^,。]{0,6}收盘|记者(?:注意到|发现|梳理|走访|观察|查询)|编者按"
)
_HEADLINE: Final = pattern(r"[#\s]*(?P<who>[^:,。“”\s]{2,16}):")
_ITEM: Final = pattern(r"[-*·•●▪■◆—+>]|[(]?[0-9一二三四五六七八九十①-⑩]{1,3}[.、)]")
_QUOTE: Final = pattern(r"“(?P<said>[^“”]*(?:“[^“”]*”[^“”]*)*)”")
LONGEST_SPEECH: Final = 4000
_LEAD: Final = 60
"""A speaker who opens a section is named within this many characters."""
_CONFERENCE: Final = pattern(r"(?:发布会|记者会|通气会|吹风会|例会)上?")
_FAR: Final = 20
"""Places further off are not walked to."""
MIN_SPEECH: Final = 10
"""A quotation shorter than this, or without a pause, is a term rather than speech."""


class _Hearing(Hearer):
    """An article's paragraphs, of which those are heard that somebody asks for."""

    __slots__ = ("_families", "_lexicon", "_opening", "_openings", "_shown", "_sign", "_subjects", "_text")

    def __init__(self, text: str, subjects: Subjects, lexicon: Lexicon, signs: Signs) -> None:
        super().__init__()
        self._text: str = text
        self._subjects: Subjects = subjects
        self._lexicon: Lexicon = lexicon
        self._shown: list[int] = signs.shown
        self._openings: list[int] = signs.openings
        self._families: Families = Families(subjects.names)
        # Where the last paragraph stood among the signs, and its cues among the openings: the next one is near.
        self._sign: int = 0
        self._opening: int = 0

    def hear(self, paragraph: Paragraph, speakers: Speakers) -> None:
        """Tell ``speakers`` who speaks in a paragraph of nobody's section."""
        self.told([], paragraph, speakers, Voice(0, 0), None, first_of_section=False)

    def told(
        self,
        found: list[Voice],
        paragraph: Paragraph,
        speakers: Speakers,
        voice: Voice,
        opener: str | None,
        *,
        first_of_section: bool,
    ) -> tuple[Voice, str | None]:
        """Add the voices of a paragraph to those ``found``.

        ``voice`` is whose word it is at its beginning, ``opener`` whose its section is; returned is what they are at
        its end.
        """
        text, subjects, shown, openings = self._text, self._subjects, self._shown, self._openings
        sign = self._sign = _nearby(shown, self._sign, paragraph.start)
        speakers.here, speakers.spoken_of = False, None
        for number, sentence in enumerate(paragraph.sentences):
            start, end = sentence.start, sentence.end
            while sign < len(shown) and shown[sign] < start:
                sign += 1
            speech = sign < len(shown) and shown[sign] < end
            spoken: list[Cue] = []
            if speech:
                self._opening = _nearby(openings, self._opening, start)
                spoken = cues(text, sentence, openings, self._opening, self._lexicon)
            subject, explicit = subjects.of_sentence(start)
            topic = text[subject.start : subject.end] if subject else ""
            if number == 0 and opener and not spoken and explicit:
                if subject and subject.named and is_body(topic):
                    # In a section told by one body, a paragraph about another body is that body's own word.
                    opener = topic
                    voice = Voice(0, 0, opener)
                elif topic not in opener and opener not in topic and (group := self._families.get(opener)):
                    # What a branch told ends where the talk turns to another product of its group.
                    voice = Voice(0, 0, group)
            at = start
            for cue in spoken:
                speaker = speakers.name(cue, text, topic if explicit or not cue.dropped else "")
                if speaker is None and not cue.hearsay:
                    continue
                if voice.speaker and speaker and TITLE.fullmatch(speaker) and _is_quoted(text, sentence, cue):
                    # One without a name, quoted by one who has a name.
                    continue
                governed = Voice(0, 0, None if cue.hearsay else speaker, cue.hearsay)
                if cue.trailing or cue.closing >= 0:
                    # Named after the words: all of them are the speaker's, back to where the quotation opens.
                    begin = _opening(text, paragraph.start, sentence, cue)
                    _cut(found, begin)
                    at = end if cue.trailing else max(cue.start, cue.closing + 1)
                    _give(found, begin, at, governed)
                else:
                    if cue.start > at:
                        _give(found, at, cue.start, voice)
                    at = max(at, cue.start)
                voice = governed
                speakers.remember(cue, speaker)
                leads = number == 0 and cue.start - sentence.start < _LEAD and not cue.trailing
                # At a press conference a person speaks for a body, and on through the paragraphs.
                if (
                    leads
                    and first_of_section
                    and cue.lasting
                    and speaker
                    and (cue.body or _CONFERENCE.search(text, cue.start, cue.speaker_end + _LEAD))
                ):
                    opener = speaker
                elif opener and speaker and cue.lasting and not cue.anaphor and opener not in speaker:
                    # Another party has spoken: what follows its paragraph is no longer the opener's word.
                    opener = None
            if explicit and not spoken:
                speakers.spoken_of = speakers.spoken_of or topic
            if spoken or voice.speaker or voice.hearsay or not topic:
                own = speech and not spoken and _OWN.search(text, start, end)
                if at < end and not own:
                    _give(found, at, end, voice)
            else:
                _give_quoted(found, text, sentence, topic)
        return voice, opener

    def may_open(self, paragraph: Paragraph) -> bool:
        """Say whether the first sentence of a paragraph may name who answers for the section it begins."""
        first = paragraph.sentences[0]
        sign = _nearby(self._shown, self._sign, first.start)
        return sign < len(self._shown) and self._shown[sign] < first.end


def voices(
    text: str,
    paragraphs: list[Paragraph],
    subjects: Subjects,
    lexicon: Lexicon,
    signs: Signs,
    wanted: Container[int] | None = None,
) -> list[Voice]:
    """Tell who answers for which stretches of a folded text, in order; what stands between is the publisher's alone.

    ``lexicon`` knows its words, ``signs`` where somebody may speak. ``wanted`` holds where the paragraphs begin whose
    voices are asked for, all where it is None: the others are read only as far as who speaks there is meant later.
    """
    found: list[Voice] = []
    opener: str | None = None
    section = -1
    hearing = _Hearing(text, subjects, lexicon, signs)
    shown = signs.shown
    sign = 0
    speakers = Speakers(hearing)
    unread = False
    voice = Voice(0, 0)
    listing = False
    for paragraph in paragraphs:
        start, end = paragraph.start, paragraph.end
        asked = wanted is None or start in wanted
        if paragraph.heading:
            # 某某局:明年… in a headline: the body before the colon says what follows it.
            teller = _HEADLINE.match(text, start, end) if asked else None
            if teller and is_body(teller["who"]):
                found.append(Voice(start, end, teller["who"]))
            continue
        first_of_section = paragraph.section != section
        if first_of_section:
            section, opener = paragraph.section, None
        # The items of a list are said by whoever announces it.
        listing = listing and _ITEM.match(text, start) is not None
        announces = text[end - 1] == ":"
        if not (asked or listing or announces or opener or (first_of_section and hearing.may_open(paragraph))):
            # Nothing of it reaches further but who speaks: he may be meant later.
            while sign < len(shown) and shown[sign] < start:
                sign += 1
            if sign < len(shown) and shown[sign] < end:
                speakers = Speakers(hearing, speakers, paragraph)
                unread = True
            continue
        if unread:
            speakers = Speakers(hearing, speakers)
            unread = False
        voice = voice if listing else Voice(0, 0, opener)
        listing = listing or announces
        voice, opener = hearing.told(found, paragraph, speakers, voice, opener, first_of_section=first_of_section)
    return found


def _nearby(places: list[int], near: int, at: int) -> int:
    """Return the number of the first place that is not before ``at``, looked for from the number ``near`` on."""
    for _ in range(_FAR):
        if near < len(places) and places[near] < at:
            near += 1
        elif near and places[near - 1] >= at:
            near -= 1
        else:
            return near
    return bisect_left(places, at)


def answering(voices: list[Voice], figures: list[Figure]) -> list[Voice | None]:
    """Return who answers for each figure; both stand in the order of the text."""
    found: list[Voice | None] = []
    at = -1
    for figure in figures:
        start = figure.start
        while at + 1 < len(voices) and voices[at + 1].start <= start:
            at += 1
        found.append(voices[at] if at >= 0 and start < voices[at].end else None)
    return found


def _give(found: list[Voice], start: int, end: int, voice: Voice) -> None:
    """Give a stretch to whose voice it is, if it is anybody's."""
    if voice.speaker is not None or voice.hearsay:
        found.append(Voice(start, end, voice.speaker, voice.hearsay))


def _is_quoted(text: str, sentence: Sentence, cue: Cue) -> bool:
    """Say whether a cue stands inside a quotation that opens before it in its sentence."""
    words = text[sentence.start : cue.speaker_start]
    return words.count("“") > words.count("”")


def _give_quoted(found: list[Voice], text: str, sentence: Sentence, topic: str) -> None:
    """Give the free-standing quotations of a sentence without a speaker to its subject."""
    at, end = sentence.start, sentence.end
    while (at := text.find("“", at, end)) >= 0:
        # It stands free at the head of the sentence, or behind a pause.
        before = at
        while before > sentence.start and text[before - 1].isspace():
            before -= 1
        free = before == 0 or text[before - 1] in ",:;。"
        quote = _QUOTE.match(text, at, end) if free else None
        if quote is None:
            at += 1
            continue
        at = quote.end()
        said = quote["said"]
        if len(said) >= MIN_SPEECH and "," in said:
            found.append(Voice(quote.start("said"), at, topic))


def _cut(found: list[Voice], opening: int) -> None:
    """Take back what was given away from ``opening`` on."""
    while found and found[-1].start >= opening:
        found.pop()
    if found and found[-1].end > opening:
        found[-1].end = opening


def _opening(text: str, start: int, sentence: Sentence, cue: Cue) -> int:
    """Return where the words begin that a speaker named after them has said."""
    if cue.closing < 0:
        return sentence.start
    depth = 0
    for at in range(cue.closing, max(start, cue.closing - LONGEST_SPEECH) - 1, -1):
        depth += (text[at] == "”") - (text[at] == "“")
        if depth == 0:
            # Words led by a colon were given to their speaker already, unless they are in this very sentence.
            led = at < sentence.start and text[start:at].rstrip().endswith((":", ","))
            return sentence.start if led else at
    return sentence.start
