"""The foreign peers' own frames and signatures, against values worked out by hand from the document."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from tests.foreign import wire


def test_lrc_is_the_xor_of_data_alone() -> None:
    assert wire.framed(b"OK") == b"\x02OK\x03" + bytes([ord("O") ^ ord("K")])


def test_fields_are_percent_encoded_so_that_no_control_byte_occurs_in_data() -> None:
    packed = wire.packed("REGISTER", "CP1", "Calle #5, 100%\x03", "", "ñ")
    assert packed == "REGISTER#CP1#Calle %235, 100%25%03##ñ".encode()
    assert wire.unpacked(packed) == ["REGISTER", "CP1", "Calle #5, 100%\x03", "", "ñ"]


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_a_parser_takes_bytes_split_or_joined_anywhere(size: int) -> None:
    stream = bytes([wire.ACK]) + wire.framed(b"OK") + bytes([wire.EOT]) + wire.framed(b"") + bytes([wire.ENQ])
    parser = wire.Parser()
    tokens = [token for at in range(0, len(stream), size) for token in parser.feed(stream[at : at + size])]
    ok, empty = wire.Frame(b"OK", True), wire.Frame(b"", True)
    assert tokens == [wire.ACK, ok, wire.EOT, empty, wire.ENQ]


def test_an_lrc_may_be_a_control_byte_and_a_wrong_one_is_seen() -> None:
    data = b"AB"  # LRC 0x03, ETX itself
    assert wire.Parser().feed(wire.framed(data)) == [wire.Frame(data, True)]
    assert wire.Parser().feed(b"\x02AB\x03\x07") == [wire.Frame(data, False)]


def test_proof_and_session_key_are_keyed_by_the_secrets_bytes() -> None:
    secret, nonce = "ab" * 32, "cd" * 16
    expected = hmac.new(b"\xab" * 32, b"auth|CP1|" + nonce.encode(), hashlib.sha256).hexdigest()
    assert wire.proof(secret, "CP1", nonce) == expected
    key = hmac.new(b"\xab" * 32, b"session|CP1|" + nonce.encode(), hashlib.sha256).digest()
    assert wire.session_key(secret, "CP1", nonce) == key


def test_a_signature_covers_topic_key_and_value_in_lower_case_hex() -> None:
    expected = hmac.new(b"k", b'ev.cp-events|CP1|{"a": 1}', hashlib.sha256).hexdigest().encode()
    assert wire.signature(b"k", "ev.cp-events", "CP1", b'{"a": 1}') == expected


def test_an_amount_is_rounded_half_up_to_the_cent() -> None:
    assert wire.money(250, "0.50") == "0.13"  # 0.125
    assert wire.money(11463, "0.54") == "6.19"
    assert wire.money(0, "0.54") == "0.00"
