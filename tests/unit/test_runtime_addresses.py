"""``host:port`` as users write it (acceptance section 1), each mistake with a remedy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.addresses import Address, AddressError, parse_address, parse_port

NAMES = st.from_regex(r"[a-z]([a-z0-9_]{0,5}(-[a-z0-9]{1,3})?)(\.[a-z][a-z0-9]{0,5}){0,3}", fullmatch=True)
HOSTS = st.one_of(NAMES, st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str))


@given(HOSTS, st.integers(1, 65535))
def test_what_is_written_is_read_back(host: str, port: int) -> None:
    address = Address(host, port)
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.168.1.10:9092", Address("192.168.1.10", 9092)),
        ("kafka:1", Address("kafka", 1)),
        (" central.example.org:65535 ", Address("central.example.org", 65535)),
        ("host.docker.internal.:7000", Address("host.docker.internal.", 7000)),
        ("kafka_1:9092", Address("kafka_1", 9092)),
        ("españa.es:80", Address("españa.es", 80)),
        ("[::1]:7000", Address("::1", 7000)),
        ("[fe80::1%eth0]:7000", Address("fe80::1%eth0", 7000)),
    ],
)
def test_ipv4_ipv6_and_names_are_addresses(text: str, expected: Address) -> None:
    assert parse_address(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x", "The address 'x' has no port; write it as host:port, for example 192.168.1.10:9092."),
        ("x:", "has no port"),
        ("[::1]", "has no port"),
        ("[::1]:", "has no port"),
        ("[::1]7000", "has no port"),
        ("", "has no port"),
        (":7000", "has no host"),
        ("::1:7000", "write IPv6 in brackets"),
        ("[::1:7000", "lacks the bracket"),
        ("[10.0.0.1]:7000", "is not an IPv6 address"),
        ("[]:7000", "has no host"),
        ("300.1.1.1:7000", "is not an IPv4 address"),
        ("10.0.1:7000", "is not an IPv4 address"),
        ("http://kafka:9092", "is a URL; write it as host:port, without 'http://'"),
        ("two words:7000", "is not the name of a computer"),
        ("a,b:7000", "is not the name of a computer"),
        ("-a:7000", "is not the name of a computer"),
        ("a..b:7000", "is not the name of a computer"),
        ("x" * 64 + ":7000", "is not the name of a computer"),
        ("x:0", "'0' is not a port; write a whole number from 1 to 65535."),
        ("x:65536", "is not a port"),
        ("x:-1", "is not a port"),
        ("x:7000.5", "is not a port"),
        ("x:\u0667", "is not a port"),
        ("x: 7", "is not a port"),
        ("x:" + "9" * 5000, "is not a port"),
    ],
)
def test_B4_a_wrong_address_is_answered_by_what_to_write(text: str, why: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_port_zero_only_where_it_is_allowed() -> None:
    assert parse_address("localhost:0", allow_zero=True).port == 0
    assert parse_port("0", allow_zero=True) == 0
    with pytest.raises(AddressError, match="from 0 to 65535"):
        parse_port("-1", allow_zero=True)


@given(st.text(max_size=60))
def test_no_text_raises_anything_but_a_sentence(text: str) -> None:
    sentence, address = "", None
    try:
        address = parse_address(text)
    except AddressError as error:
        sentence = str(error)
    assert sentence.endswith(".") if address is None else parse_address(str(address)) == address
