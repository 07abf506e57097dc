"""Local text files, read with one clear line for what is no readable text."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from tracker.errors import InputError

LIMIT: Final = 20_000_000
"""Bytes beyond which a file is taken for a mistake: a thousand times a long article."""

# Beginnings of files that people take for articles, each with its name.
_MAGIC: Final = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def read(locator: str) -> str:
    """Return the text of a local file, its line ends as ``\\n``; raises InputError for what is no readable text."""
    return decode(content(locator), locator)


def content(locator: str) -> bytes:
    """Return what a local file holds, up to a byte more than ``LIMIT``; raises InputError where it cannot be read."""
    path = Path(locator)
    try:
        if path.is_dir():
            raise InputError(f"{locator} is a folder: name one file in it")
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except FileNotFoundError:
        raise InputError(f"{locator}: there is no such file; check the path") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{locator} cannot be read: {reason}") from error


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8, with or without a byte order mark; ``name`` is what the error calls it."""
    if len(data) > LIMIT:
        raise InputError(f"{name} is larger than {LIMIT // 1_000_000} MB: no article is; split it")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"{name} is {what}, not text: save it as plain text or Markdown in UTF-8")
    if data.startswith(_WIDE):
        raise InputError(f"{name} is UTF-16 or UTF-32 text: save it as UTF-8")
    if b"\0" in data:
        raise InputError(f"{name} is binary, not text: save it as plain text or Markdown in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}, line {line}: not UTF-8 (byte 0x{data[error.start]:02x}); save it as UTF-8") from None
    if not text.strip():
        raise InputError(f"{name} is empty: there is nothing to read")
    return text.replace("\r\n", "\n").replace("\r", "\n")
