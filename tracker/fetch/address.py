"""Addresses: what one looks like, and which machines may be asked."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

import httpx
import idna

from tracker.errors import FetchError, FetchReason

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_LONGEST: Final = 8_000
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_USERINFO: Final = re.compile(r"//[^/?#]*@")

# The registries of special addresses, RFC 6890 and its updates. The library's own `is_global` differs from one release
# of Python to the next.
_SPECIAL: Final = tuple(
    (ipaddress.ip_network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier's private"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud provider's internal"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("2001:db8::/32", "documentation"),
        ("2001::/23", "reserved or tunnel"),
        ("2002::/16", "tunnel"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("ff00::/8", "multicast"),
    )
)
_MAPPED: Final = ipaddress.ip_network("::ffff:0:0/96")
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")
_UNICAST: Final = ipaddress.ip_network("2000::/3")


def special(address: IPAddress) -> str | None:
    """Return what kind of machine an address means that is not on the public network, or None for one that is.

    >>> special(ipaddress.ip_address("169.254.169.254"))
    'link-local'
    >>> special(ipaddress.ip_address("::ffff:10.0.0.1"))
    'private'
    """
    if address in _MAPPED or address in _TRANSLATED:
        return special(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    for network, kind in _SPECIAL:
        if address in network:
            return kind
    if address.version == 6 and address not in _UNICAST:
        return "reserved"
    return None


def literal(host: str) -> IPAddress | None:
    """Return the IP address that a host is, or None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


class RefusedAddressError(Exception):
    """A host leads to a machine that may not be asked."""

    def __init__(self, host: str, address: IPAddress, kind: str) -> None:
        way = "is" if str(address) == host.strip("[]") else f"leads to {address},"
        super().__init__(f"{host} {way} a {kind} address")


class Allowed:
    """The machines that may be asked: all on the public network, and exceptions."""

    def __init__(self, exceptions: Iterable[str]) -> None:
        """Take names, IP addresses (IPv6 with or without brackets) and ``host:port``."""
        self._exceptions = {_exception(text) for text in exceptions}

    def check(self, host: str, port: int, addresses: Iterable[IPAddress]) -> None:
        """Raise RefusedAddressError if any of a host's addresses may not be asked: one is enough to be led astray."""
        if self._excepts(host, port):
            return
        for address in addresses:
            kind = special(address)
            if kind is not None and not self._excepts(str(address), port):
                raise RefusedAddressError(host, address, kind)

    def _excepts(self, host: str, port: int) -> bool:
        return (host, None) in self._exceptions or (host, port) in self._exceptions


def _exception(text: str) -> tuple[str, int | None]:
    """Return the host and, where one is given, the port.

    >>> _exception("[::1]:8080"), _exception("::1"), _exception("Intranet")
    (('::1', 8080), ('::1', None), ('intranet', None))
    """
    text = text.strip().lower()
    host, colon, port = text.rpartition(":")
    if colon and port.isascii() and port.isdigit() and (host.endswith("]") or ":" not in host):
        bare, number = host, int(port)
    else:
        bare, number = text, None
    bare = bare.removeprefix("[").removesuffix("]").removesuffix(".")
    address = literal(bare)
    return (str(address) if address is not None else bare, number)


def shown(url: str) -> str:
    """Return an address as a message may carry it: on one line, not endless, without a password."""
    plain = _USERINFO.sub("//", url)
    plain = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in plain)
    return plain if len(plain) <= 300 else f"{plain[:300]}…"


def _bad(url: str, fault: str) -> FetchError:
    return FetchError(f"{shown(url)}: {fault}", reason=FetchReason.BAD_URL)


def check_url(url: str) -> str:
    """Return an address in its normal form, or raise FetchError (``bad_url``; ``refused_address`` for a zone).

    The scheme and the host are in lower case, the host in ASCII and, where it is an IPv4 address in disguise, in plain
    numbers; there is no fragment and no default port. Blanks around the address are dropped.

    >>> check_url("HTTPS://Bücher.example:443/a b".replace(" ", "%20"))
    'https://xn--bcher-kva.example/a%20b'
    >>> check_url("http://0x7f.1")
    'http://127.0.0.1/'
    """
    text = url.strip(" \t\r\n")
    if not text:
        raise _bad("(no address)", "write an address that begins with https://")
    if len(text) > _LONGEST:
        raise _bad(text, f"the address is longer than {_LONGEST:,} characters; give a shorter one")
    if any(char.isspace() or not char.isprintable() for char in text):
        raise _bad(text, "the address contains a blank or a control character; write %20 for a blank")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _bad(text, "this is not an address; check the host and the port") from None
    if parts.scheme not in {"http", "https"}:
        raise _bad(text, "only http and https are read; write an address that begins with https://")
    if "@" in parts.netloc:
        raise _bad(text, "the address carries a user name or a password; leave them out, they would be stored")
    if "\\" in text:
        raise _bad(text, "the address contains a backslash; write / or %5C")
    if not parts.hostname:
        raise _bad(text, "the address names no host; write one after ://")
    if port == 0:
        raise _bad(text, "port 0 cannot be asked; leave the port out or correct it")
    host = _host(text, parts.netloc)
    netloc = f"[{host}]" if ":" in host else host
    if port is not None:
        netloc = f"{netloc}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    try:
        normal = httpx.URL(f"{parts.scheme}://{netloc}{parts.path or '/'}{query}")
        _ = normal.host  # read as Unicode, which not everything that begins with xn-- can be
    except (httpx.InvalidURL, UnicodeError):
        raise _bad(text, "this is not an address; check its spelling") from None
    return str(normal)


def _host(url: str, netloc: str) -> str:
    """Return the host in lower-case ASCII, an IP address in its usual form and without brackets."""
    if netloc.startswith("["):
        inner, _, after = netloc[1:].partition("]")
        if after and not after.startswith(":"):
            raise _bad(url, "there is something between the host and the port; check the brackets")
        if "%" in inner:
            raise FetchError(
                f"{shown(url)}: an address with a zone is a link-local one, which the tracker does not read;"
                " give a public address",
                reason=FetchReason.REFUSED_ADDRESS,
            )
        address = literal(inner)
        if address is None or address.version != 6:
            raise _bad(url, "the host in brackets is not an IPv6 address; correct it")
        return str(address)
    host = netloc.rpartition(":")[0] if ":" in netloc else netloc
    host = host.lower()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise _bad(url, "the host is not a name of the Internet; check its spelling") from None
    host = host.removesuffix(".")
    labels = host.split(".")
    if _is_number(labels[-1]):
        plain = _ipv4(labels)
        if plain is None:
            raise _bad(url, "the host is not an IPv4 address; write four numbers from 0 to 255")
        return str(plain)
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _bad(url, "the host is not a name of the Internet; check its spelling")
    return host


def _is_number(label: str) -> bool:
    return re.fullmatch(r"\d+|0x[0-9a-f]*", label) is not None


def _ipv4(labels: list[str]) -> ipaddress.IPv4Address | None:
    """Read an IPv4 address as browsers and C libraries do: up to four parts, decimal, octal or hexadecimal.

    >>> _ipv4(["0177", "1"])
    IPv4Address('127.0.0.1')
    """
    if len(labels) > 4:
        return None
    numbers = []
    for label in labels:
        if not _is_number(label):
            return None
        base, digits = (16, label[2:] or "0") if label.startswith("0x") else (8 if label.startswith("0") else 10, label)
        try:
            numbers.append(int(digits, base))
        except ValueError:
            return None
    *leading, last = numbers
    if any(number > 255 for number in leading) or last >= 256 ** (5 - len(numbers)):
        return None
    value = last + sum(number << (8 * (3 - place)) for place, number in enumerate(leading))
    return ipaddress.IPv4Address(value)
