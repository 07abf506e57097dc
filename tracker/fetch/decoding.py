"""Bodies: unpacked piece by piece and counted on the way, so that a bomb stops early."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

ACCEPTED: Final = "gzip, deflate"

_PIECE: Final = 64 * 1024
_MOST_CODINGS: Final = 2
_MOST_MEMBERS: Final = 1_000
_GZIP: Final = frozenset({"gzip", "x-gzip"})
_GZIP_MAGIC: Final = b"\x1f\x8b"


class OversizeError(Exception):
    """A body is longer than it may be, packed or at any stage of unpacking."""


class CodingError(Exception):
    """A body cannot be unpacked."""


def unpack(packed: Iterable[bytes], content_encoding: str | None, *, limit: int) -> Iterator[bytes]:
    """Yield the body in pieces of 64 KiB or less.

    Raise OversizeError after ``limit`` bytes, and CodingError for an encoding that was not offered, for more than two
    of them on top of each other, and for broken or unfinished data.
    """
    codings = [name for name in re.split(r"[\s,]+", (content_encoding or "").lower()) if name not in {"", "identity"}]
    if len(codings) > _MOST_CODINGS:
        raise CodingError(f"it is packed {len(codings)} times")
    pieces = _counted(packed, limit)
    for coding in reversed(codings):
        if coding not in _GZIP and coding != "deflate":
            raise CodingError(f"it is packed with {coding[:40]!r}, which was not offered")
        pieces = _counted(_inflate(pieces, gzip=coding in _GZIP), limit)
    return pieces


def _counted(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            excess = size - limit
            if len(piece) > excess:
                yield piece[:-excess]
            raise OversizeError
        yield piece


def _inflate(pieces: Iterator[bytes], *, gzip: bool) -> Iterator[bytes]:
    inflater = None
    members = 0
    rest = b""
    for piece in pieces:
        rest += piece
        while len(rest) > 1 or inflater is not None:
            if inflater is None:
                if members and not (gzip and rest.startswith(_GZIP_MAGIC)):
                    rest = b""  # some servers pad what they have packed
                    break
                inflater = zlib.decompressobj(_window(rest, gzip=gzip))
                members += 1
                if members > _MOST_MEMBERS:
                    raise CodingError("it is packed in too many parts")
            try:
                out = inflater.decompress(rest, _PIECE)
            except zlib.error as error:
                raise CodingError(f"it is not what its Content-Encoding says ({error})") from error
            rest = inflater.unconsumed_tail
            if out:
                yield out
            if inflater.eof:
                rest, inflater = inflater.unused_data, None
            elif not rest and len(out) < _PIECE:
                break
    if inflater is not None or (rest and not members):
        raise CodingError("it breaks off in the middle")


def _window(start: bytes, *, gzip: bool) -> int:
    """Return zlib's word for the format; servers that say deflate send it with zlib's header or without."""
    if gzip:
        return zlib.MAX_WBITS | 16
    zlib_header = start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS
