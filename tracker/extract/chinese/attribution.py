"""Who says it: the speakers an article names, and the stretches of text they answer for.

A speaker who opens a section answers for it until another speaks; one brought in by 正如…所说, or a person, answers
for the paragraph; hearsay (据悉) for the rest of its paragraph; a free-standing quotation is its sentence's subject's.
"""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.cues import cues
from tracker.extract.chinese.families import Families
from tracker.extract.chinese.figure import Figure
from tracker.extract.chinese.mention import Cue
from tracker.extract.chinese.parties import TITLE, is_body, is_office
from tracker.extract.chinese.sentences import Paragraph, Sentence
from tracker.extract.chinese.signs import Signs
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
_LONGEST_OFFICE: Final = 4
_CONFERENCE: Final = pattern(r"(?:发布会|记者会|通气会|吹风会|例会)上?")
MIN_SPEECH: Final = 10
"""A quotation shorter than this, or without a pause, is a term rather than speech."""


class _Speakers:
    """Whom the pronouns of an article may mean: 他, 该负责人, 公司."""

    __slots__ = ("body", "here", "named", "person", "spoken_of")

    def __init__(self) -> None:
        self.person: str | None = None
        self.body: str | None = None
        self.here: bool = False
        """A speaker was named in this paragraph."""
        self.spoken_of: str | None = None
        """Whom this paragraph is about."""
        self.named: dict[str, None] = {}
        """All who were named, in order."""

    def name(self, cue: Cue, text: str, topic: str) -> str | None:
        """Return whom a cue of the folded text names."""
        if cue.dropped:
            return topic if is_body(topic) else None
        called = text[cue.speaker_start : cue.speaker_end].strip()
        if is_office(called):
            # 局长, 发言人, 协会 alone: the last one of that office or kind.
            office = called.removeprefix("该")
            known = next((name for name in reversed(self.named) if office in name), None)
            if known and is_body(office):
                return known[: known.find(office) + len(office)]
            if known or not cue.anaphor:
                return known or self._led_by(office) or called
        if not cue.anaphor:
            return called or None
        # 负责人 whom nobody named stays that; 他 is whom it is about.
        unknown = called if TITLE.search(called) else topic
        if cue.body:
            return self.body or (topic if is_body(topic) else None) or self.person
        # A person who has not spoken here yet is the one the paragraph is about (小张是…,他说).
        return (None if self.here else self.spoken_of) or self.person or unknown or None

    def _led_by(self, office: str) -> str | None:
        """Return the body that was last named of those which an office without a name may head (署长 of 某某署)."""
        kind = office.removeprefix("副")[:-1]
        led = kind and office.endswith("长") and kind in "局署厅部院所会厂校社"
        return next((name for name in reversed(self.named) if led and name.endswith(kind)), None)

    def remember(self, cue: Cue, speaker: str | None) -> None:
        self.person = speaker or self.person
        self.here = self.here or speaker is not None
        if speaker and cue.body:
            self.body = speaker
        if speaker and len(speaker) > _LONGEST_OFFICE:
            self.named.pop(speaker, None)
            self.named[speaker] = None


def voices(text: str, paragraphs: list[Paragraph], subjects: Subjects, lexicon: Lexicon, signs: Signs) -> list[Voice]:
    """Tell who answers for which stretches of a folded text, in order; what stands between is the publisher's alone.

    ``lexicon`` knows its words, ``signs`` where somebody may speak.
    """
    found: list[Voice] = []
    opener: str | None = None
    section = -1
    speakers = _Speakers()
    families = Families(subjects.names)
    shown, openings = signs.shown, signs.openings
    sign = opening = 0
    voice = Voice(0, 0)
    listing = False
    for paragraph in paragraphs:
        if paragraph.heading:
            # 某某局:明年… in a headline: the body before the colon says what follows it.
            teller = _HEADLINE.match(text, paragraph.start, paragraph.end)
            if teller and is_body(teller["who"]):
                found.append(Voice(paragraph.start, paragraph.end, teller["who"]))
            continue
        first_of_section = paragraph.section != section
        if first_of_section:
            section, opener = paragraph.section, None
        speakers.here, speakers.spoken_of = False, None
        # The items of a list are said by whoever announces it.
        listing = listing and _ITEM.match(text, paragraph.start) is not None
        voice = voice if listing else Voice(0, 0, opener)
        listing = listing or text[paragraph.end - 1] == ":"
        for number, sentence in enumerate(paragraph.sentences):
            start, end = sentence.start, sentence.end
            while sign < len(shown) and shown[sign] < start:
                sign += 1
            speech = sign < len(shown) and shown[sign] < end
            spoken: list[Cue] = []
            if speech:
                while opening < len(openings) and openings[opening] < start:
                    opening += 1
                first = opening
                while opening < len(openings) and openings[opening] < end:
                    opening += 1
                spoken = cues(text, sentence, openings[first:opening], lexicon)
            subject, explicit = subjects.of_sentence(start)
            topic = text[subject.start : subject.end] if subject else ""
            if number == 0 and opener and not spoken and explicit:
                if subject and subject.named and is_body(topic):
                    # In a section told by one body, a paragraph about another body is that body's own word.
                    opener = topic
                    voice = Voice(0, 0, opener)
                elif topic not in opener and opener not in topic and (group := families.get(opener)):
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
    return found


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
