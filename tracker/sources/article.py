"""Articles: one local file of plain text or Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tracker import extract, texts
from tracker.drafts import Captured, CapturedPage, SourceDraft
from tracker.sources.visit import Original, Visit

_HAN: Final = re.compile(r"[㐀-鿿]")
_HEADING: Final = re.compile(r"^#{1,6}\s+|\s+#+$")


class Article:
    """One text, with title, date and bylines read from its head where the draft gives none."""

    kind: Final = "article"

    options: Final[Mapping[str, str]] = {}

    def accepts(self, original: Original) -> bool:  # noqa: ARG002 - whatever nobody else wants is taken for a text
        """Take whatever no other connector claims."""
        return True

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:  # noqa: ARG002 - files alone
        """Read the file; its claims are still to be read."""
        text = texts.read(draft.locator)
        head = extract.read(text)
        locator = str(Path(draft.locator).absolute())
        language = draft.language or language_of(text)
        source = SourceDraft(
            kind=self.kind,
            locator=locator,
            publisher=draft.publisher,
            url=draft.url,
            tier=draft.tier,
            slug=draft.slug,
            language=language,
        )
        page = CapturedPage(
            source=source,
            text=text,
            url=draft.url,
            title=draft.title or _HEADING.sub("", head.title).strip() or None,
            bylines=head.bylines,
            published=draft.published or head.published,
            language=language,
        )
        return Captured(kind=self.kind, locator=locator, pages=(page,))


def language_of(text: str) -> str:
    """Return the language most of ``text`` is written in, as far as its script shows.

    >>> language_of("广告回报提升12% (ROI)"), language_of("ROI up 12 %")
    ('zh', 'en')
    """
    han = len(_HAN.findall(text))
    # A Chinese character carries about what half an English word does.
    return "zh" if han * 3 > sum(character.isascii() and character.isalpha() for character in text) else "en"
