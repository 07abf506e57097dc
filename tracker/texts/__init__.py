"""Local text files, read with one clear line for what is no readable text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.errors import InputError
from tracker.texts import kinds

if TYPE_CHECKING:
    from tracker.texts.charset import Decoded

LIMIT: Final = 20_000_000
"""Bytes beyond which a file is taken for a mistake: a thousand times a long article."""


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
    """Decode a text by what it says of its charset, or by what makes sense of it; ``name`` is what the error calls it.

    Raises:
        InputError: it is too large, binary, empty, or makes no sense in any charset.
    """
    demand_size(data, name)
    kinds.refuse(data, name)
    return decoded(data, name).text


def demand_size(data: bytes, name: str) -> None:
    """Refuse what is larger than ``LIMIT``."""
    if len(data) > LIMIT:
        raise InputError(f"{name} is larger than {LIMIT // 1_000_000} MB: no article is; split it")


def decoded(data: bytes, name: str, *, header: str | None = None, html: bool = False) -> Decoded:
    """Decode a text, keeping which charset it was in and what is odd about that; its line ends are ``\\n``.

    ``header`` is the charset that the server names; with ``html``, the one that the page names is heard too. Raises
    InputError for what is empty, or makes no sense in any charset.
    """
    from tracker.texts import charset  # its patterns take a while to compile, and not all who import this read

    found = charset.decode(data, header=header, html=html)
    if found is None:
        raise InputError(_fault(data, name))
    text = found.text.lstrip("\ufeff")
    if not text.strip():
        raise InputError(f"{name} is empty: there is nothing to read; check that it is the right one")
    return replace(found, text=text.replace("\r\n", "\n").replace("\r", "\n"))


def _fault(data: bytes, name: str) -> str:
    """Say why bytes are no text."""
    if b"\0" in data:
        return f"{name} is binary, not text: check that it is the right file, or save it as text in UTF-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = f"line {line}: not UTF-8 (byte 0x{data[error.start]:02x})"
        return f"{name}, {place}, and no other charset makes sense of it; save it as UTF-8"
    return f"{name} is UTF-8 but makes no sense: it was read in a wrong charset before it was saved; fetch it again"
