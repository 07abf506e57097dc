"""What may not be told: passwords and keys, wherever they turn up in a line of text.

Two nets: the places where secrets stand (``://user:…@``, ``?api_key=…``), and the values themselves, as far as they are
known: those of telling environment variables, and those that were read for a source or the database.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, quote_plus, unquote, urlsplit

BLANK: Final = "***"
SHORTEST: Final = 4
"""A shorter value is no secret to speak of, and would blank out half of what is said."""

# What is broken is blanked out rather too far than not far enough; a port is none, nor is the word that stands for one.
_LOGIN: Final = re.compile(r"(?<=://)([^:/@?#\s]*):(?!password@|\d{1,5}(?:[/?#\s]|$))[^\s'\"<>]*@")
_ANY_LOGIN: Final = re.compile(r"(?<=://)([^:/@?#]*):.*@")
_PARAMETER: Final = re.compile(
    r"(?i)\b((?:ssl)?pass(?:word|wd|phrase)?|pwd|(?:client|app)?[_-]?secret|[\w-]*api[_-]?key|"
    r"(?:access|auth|id|refresh|session|private|sas)?[_-]?token|sig|signature|x-amz-(?:signature|credential))="
    r"(?:'[^']*'|\"[^\"]*\"|[^&\s'\"<>]*[^&\s'\"<>:;,.)]|[^&\s'\"<>]*)"
)
_LONG_KEY: Final = re.compile(r"(?i)([?&]key=)[\w-]{20,}")
_BEARER: Final = re.compile(r"(?i)\b((?:bearer|basic)\s+)[\w.~+/-]{8,}=*")
_TELLING: Final = re.compile(
    r"(?i)pass(word|wd|phrase)?(?![a-z])|secret|token|credential|cookie|authorization|(^|_)(api|access|auth)?_?key$|pwd"
)
_PLACE: Final = re.compile(r"(?i)_(file|dir|path|env|store)$|^(old)?pwd$")
"""Names of variables that say where something stands: the folder a shell is in, among them."""
_PLAIN: Final = re.compile(r"(?i)true|false|none|null|always|never|auto|prefer|require|disable|enabled|disabled")
"""Values that are switches: ``TOKENIZERS_PARALLELISM=false`` is no secret."""

_lock = threading.Lock()
_known: dict[str, str] = {}
"""Every known secret as it may be written, with the pattern that finds it."""
_pattern: re.Pattern[str] | None = None


def keep(*values: str | None) -> None:
    """Remember secrets, so that ``mask`` finds them; what is too short to be one is left alone."""
    global _pattern
    written = {form for value in values if value and len(value) >= SHORTEST for form in _forms(value)}
    with _lock:
        if written <= _known.keys():
            return
        _known.update((form, _bounded(form)) for form in written)
        _pattern = re.compile("|".join(_known[form] for form in sorted(_known, key=len, reverse=True)))


def keep_login(address: str | None) -> None:
    """Remember the password of an address, unless it is what the address says openly anyway, as the user's name."""
    if address is None:
        return
    try:
        parts = urlsplit(address)
        told = {unquote(parts.username or ""), parts.hostname or "", parts.path.strip("/")}
        password = unquote(parts.password or "")
    except ValueError:
        return  # not an address: what stands in it is found by its place
    if password not in told:
        keep(password)


def keep_environment(environment: Mapping[str, str]) -> None:
    """Remember what variables hold whose names tell of a secret, and the passwords of addresses in the others."""
    for name, value in environment.items():
        if "://" in value:
            keep_login(value.strip())
        elif _TELLING.search(name) and not (_PLACE.search(name) or _PLAIN.fullmatch(value.strip())):
            keep(value.strip())


def mask(text: str) -> str:
    """Blank out the secrets in a line, or many.

    >>> mask("cannot reach postgresql://ana:hush@db/claims")
    'cannot reach postgresql://ana:***@db/claims'
    >>> mask("http://127.0.0.1:8080/a?api_key=1234 said no to ana@example.com")
    'http://127.0.0.1:8080/a?api_key=*** said no to ana@example.com'
    """
    if (known := _pattern) is not None:
        text = known.sub(BLANK, text)
    if "://" in text:
        text = _LOGIN.sub(rf"\1:{BLANK}@", text)
    return mask_parameters(text)


def mask_address(text: str) -> str:
    """Blank out what may be a password or a key in an address, however broken the address is.

    >>> mask_address("postgresql://ana:hu@sh@db:port/claims")
    'postgresql://ana:***@db:port/claims'
    """
    return mask_parameters(_ANY_LOGIN.sub(rf"\1:{BLANK}@", text))


def mask_parameters(text: str) -> str:
    """Blank out what is given by a telling name: ``password=…``, ``?api_key=…``, ``Bearer …``.

    >>> mask_parameters("https://data.example/v1?city=Rome&api_key=ab12&page=2")
    'https://data.example/v1?city=Rome&api_key=***&page=2'
    """
    if "=" in text:
        text = _PARAMETER.sub(rf"\1={BLANK}", text)
        text = _LONG_KEY.sub(rf"\1{BLANK}", text)
    return _BEARER.sub(rf"\1{BLANK}", text)


def _forms(value: str) -> Iterable[str]:
    """Every way a value may be written: as it is, in an address, in JSON or as Python shows it."""
    yield value
    yield quote(value, safe="")
    yield quote(value)
    yield quote_plus(value)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield repr(value)[1:-1]


def _bounded(form: str) -> str:
    """The pattern of a value that stands by itself: ``rose`` is not found in ``prose``."""
    before = r"(?<!\w)" if re.match(r"\w", form) else ""
    after = r"(?!\w)" if re.search(r"\w$", form) else ""
    return f"{before}{re.escape(form)}{after}"
