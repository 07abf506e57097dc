"""Web addresses: told apart from one another whatever they carry along to track their readers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

_TRACKING: Final = frozenset({"spm", "scm", "cmpid", "smid", "ncid", "isappinstalled", "wfr", "share_token"})
"""Parameters that say where a reader came from, beside those that courlan knows."""
_SHARED: Final = {"from": ("timeline", "singlemessage", "groupmessage")}
"""Parameters that do so with these values only."""


def key(url: str) -> str:
    """Return what tells one page from another: the address without fragment and tracking parameters.

    >>> key("HTTPS://News.example/a?utm_source=x&spm=1.2&id=7#top")
    'https://news.example/a?id=7'
    """
    from courlan import normalize_url  # slow to load, and only the web needs it

    try:
        parts = urlsplit(normalize_url(url, strict=False) or url)
        query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=False)
    except ValueError:
        return url
    kept = [(name, value) for name, value in query if name not in _TRACKING and value not in _SHARED.get(name, ())]
    if len(kept) != len(query):
        parts = parts._replace(query=urlencode(kept))
    return urlunsplit(parts._replace(path=parts.path or "/", fragment=""))


def host(url: str | None) -> str:
    """Return an address's host, the same with ``www.`` and without; empty where there is none."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def registrable(address: str | None) -> str:
    """Return what somebody registered of an address's or a host's name; the host itself where nobody can tell.

    >>> registrable("https://eu.news.example.co.uk/a"), registrable("eu.36kr.com"), registrable("http://127.0.0.1:8080/")
    ('example.co.uk', '36kr.com', '127.0.0.1')
    >>> registrable("https://m.xn--fsqu00a.xn--55qx5d.cn/")
    '例子.公司.cn'
    """
    name = _written(host(address if "://" in (address or "") else f"//{address or ''}"))
    return _suffixes()(name).top_domain_under_public_suffix or name


def _written(name: str) -> str:
    """Return a host's name in letters: ``xn--…`` and what it stands for are one."""
    if "xn--" not in name:
        return name
    try:
        return name.encode().decode("idna")
    except UnicodeError:
        return name


@cache
def _suffixes() -> TLDExtract:
    """The list of public suffixes that comes with the library: nothing is fetched, nothing kept."""
    from tldextract import TLDExtract  # slow to load, and only relations need it

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
