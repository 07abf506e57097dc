"""What an address looks like, and which machines are closed."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import FetchError, FetchReason
from tracker.fetch import check_url
from tracker.fetch.address import Allowed, RefusedAddressError, special

CLOSED = """
    0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.0.1 168.63.129.16 169.254.169.254
    172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255
    198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::10.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::10.0.0.1
    64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1
    2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1
    ff02::1
"""
OPEN = """
    1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.17.0.1 198.20.0.1 223.255.255.1
    2001:4860:4860::8888 2606:4700::1111 2a00::1 2400:cb00::1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8
"""


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("https://Example.COM", "https://example.com/"),
        ("  https://example.com/a \n", "https://example.com/a"),
        ("http://example.com:80/a?b=1#c", "http://example.com/a?b=1"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://example.com./a/../b", "https://example.com/b"),
        ("https://例え.example/統計?q=中", "https://xn--r8jz45g.example/%E7%B5%B1%E8%A8%88?q=%E4%B8%AD"),
        ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
        ("https://under_score.example/", "https://under_score.example/"),
        ("http://[2001:4860:4860:0::8888]:81/x", "http://[2001:4860:4860::8888]:81/x"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f000001/", "http://127.0.0.1/"),
        ("http://0177.0.0.1/", "http://127.0.0.1/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("http://１２７。0。0。1/", "http://127.0.0.1/"),
    ],
)
def test_an_address_has_one_normal_form(written: str, normal: str) -> None:
    assert check_url(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        " \n",
        "example.com/page",
        "//example.com/page",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://exa mple.com/",
        "https://example.com/a b",
        "https://example.com/\r\nHost: evil.example",
        "https://example.com/\x00",
        "https://example.com\\@evil.example/",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://example.com:8o/",
        "https://exa%6dple.com/",
        "https://-a.example/",
        "https://xn--a.example/",
        "https://a..example/",
        f"https://{'a' * 64}.example/",
        "https://1.2.3.4.5/",
        "https://256.1.1.1/",
        "https://08.1.1.1/",
        "https://[::1/",
        "https://[127.0.0.1]/",
        "https://[v1.x]/",
        f"https://example.com/{'a' * 8000}",
    ],
)
def test_what_is_no_address_is_refused_and_the_message_says_what_to_do(written: str) -> None:
    with pytest.raises(FetchError) as caught:
        check_url(written)
    assert caught.value.reason is FetchReason.BAD_URL
    assert caught.value.permanent
    assert "\n" not in str(caught.value)
    assert ";" in str(caught.value) or "write" in str(caught.value)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(FetchError, match="leave them out") as caught:
        check_url("https://me:secret@example.com/a")
    assert "secret" not in str(caught.value)
    assert "https://example.com/a" in str(caught.value)


def test_an_address_with_a_zone_is_a_refused_one() -> None:
    with pytest.raises(FetchError) as caught:
        check_url("http://[fe80::1%25eth0]/")
    assert caught.value.reason is FetchReason.REFUSED_ADDRESS


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_normal_form_is_stable(host: str, rest: str) -> None:
    try:
        normal = check_url(f"https://{host}/{rest}")
    except FetchError:
        return
    assert check_url(normal) == normal


@pytest.mark.parametrize(
    "address",
    CLOSED.split(),
)
def test_machines_off_the_public_network_are_special(address: str) -> None:
    assert special(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    OPEN.split(),
)
def test_machines_on_the_public_network_are_not(address: str) -> None:
    assert special(ipaddress.ip_address(address)) is None


@given(st.ip_addresses())
def test_what_python_takes_for_private_is_never_let_through(address: ipaddress.IPv4Address) -> None:
    if special(address) is None and address.version == 4:
        assert address.is_global
        assert not address.is_multicast


@pytest.mark.parametrize(
    ("exception", "host", "port", "allowed"),
    [
        ("10.0.0.1", "10.0.0.1", 80, True),
        ("10.0.0.1", "intranet", 80, True),
        ("10.0.0.1:81", "10.0.0.1", 80, False),
        ("10.0.0.1:80", "10.0.0.1", 80, True),
        ("Intranet.", "intranet", 8080, True),
        ("intranet:80", "intranet", 8080, False),
        ("other", "intranet", 80, False),
    ],
)
def test_exceptions_are_names_addresses_and_ports(exception: str, host: str, port: int, allowed: bool) -> None:
    addresses = [ipaddress.ip_address("10.0.0.1")]
    if allowed:
        Allowed({exception}).check(host, port, addresses)
        return
    with pytest.raises(RefusedAddressError):
        Allowed({exception}).check(host, port, addresses)


@pytest.mark.parametrize("exception", ["::1", "[::1]", "[::1]:80", "0:0:0:0:0:0:0:1"])
def test_an_exception_may_be_an_ipv6_address(exception: str) -> None:
    Allowed({exception}).check("::1", 80, [ipaddress.ip_address("::1")])
