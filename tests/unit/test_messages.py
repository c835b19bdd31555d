"""Kafka records: what is accepted, what is refused and with which rule (B2)."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messages import records as r
from shared.messages import topics
from shared.messages.codec import BadRecord, decode, encode
from shared.messages.signing import sign, verifies

READING: dict[str, Any] = {
    "type": "meter_reading",
    "id": str(uuid.UUID(int=1)),
    "at": "2026-05-01T10:00:00.000Z",
    "session_id": "s",
    "seq": 1,
    "power_w": 1,
    "energy_wh": 1,
    "amount": "0.00",
}


def test_a_record_survives_the_wire_and_unknown_fields_are_ignored() -> None:
    """Wire contract 4."""
    record = decode(topics.CP_EVENTS, json.dumps(READING | {"new_field": [1]}).encode())
    assert isinstance(record, r.MeterReading)
    assert decode(topics.CP_EVENTS, encode(record)) == record


@pytest.mark.parametrize("name", list(READING))
def test_a_missing_field_is_named_in_the_rule(name: str) -> None:
    body = {key: value for key, value in READING.items() if key != name}
    with pytest.raises(BadRecord, match="type" if name == "type" else name):
        decode(topics.CP_EVENTS, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seq", 0), ("seq", "1"), ("seq", 1.5), ("seq", None), ("power_w", 1.5), ("energy_wh", 10**15),
        ("amount", 1), ("amount", "1"), ("amount", "1,00"),
        ("id", "x"), ("at", "yesterday"), ("at", "2026-02-30T10:00:00Z"),
        ("at", "2026-01-01T10:00:00Z\n"), ("session_id", ""),
        ("type", "authorise"), ("type", "nothing"),
    ],
)  # fmt: skip
def test_a_wrong_type_or_value_is_refused(name: str, value: object) -> None:
    with pytest.raises(BadRecord):
        decode(topics.CP_EVENTS, json.dumps(READING | {name: value}).encode())


@given(st.sampled_from([topics.REQUESTS, topics.CP_EVENTS, topics.NOTICES]), st.binary(max_size=200))
def test_any_bytes_are_a_record_or_a_bad_record(topic: str, value: bytes) -> None:
    try:
        decode(topic, value)
    except BadRecord as error:
        assert str(error)


def test_deep_nesting_is_a_bad_record_and_no_crash() -> None:
    with pytest.raises(BadRecord):
        decode(topics.REQUESTS, b'{"a":' * 100_000)


@given(st.binary(max_size=80), st.text(max_size=8))
def test_signatures_are_those_of_the_contract_and_hold_for_one_key_topic_and_value(
    value: bytes, key: str
) -> None:
    """Wire contract 4 and 6."""
    mine, other = b"k" * 32, b"o" * 32
    signature = sign(mine, topics.COMMANDS, key, value)
    expected = hmac.new(mine, b"ev.commands|" + key.encode() + b"|" + value, hashlib.sha256).hexdigest()
    assert signature == expected.encode()
    assert verifies((other, mine), topics.COMMANDS, key, value, signature)
    assert not verifies((other,), topics.COMMANDS, key, value, signature)
    assert not verifies((mine,), topics.CP_EVENTS, key, value, signature)
    assert not verifies((mine,), topics.COMMANDS, key, value + b" ", signature)
    assert not verifies((mine,), topics.COMMANDS, key, value, None)
