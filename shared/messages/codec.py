"""Bytes to records and back, with the rule that a bad record broke (B2)."""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from shared.messages import records as r
from shared.messages.topics import kind_of
from shared.runtime.clock import from_wire

_ENCODER = msgspec.json.Encoder()
_BY_KIND: dict[str, Any] = {
    "requests": r.RequestRecord,
    "commands": r.CommandRecord,
    "cp-events": r.CpEventRecord,
    "notices": r.NoticeRecord,
    "network": r.CpStatus,
    "heartbeat": r.CentralAlive,
}
KEY_BYTES = 128
"""Longest key of a record (wire contract 7)."""
_YEARS = range(2000, 2101)
_TIMES: dict[type, tuple[str, ...]] = {
    kind: tuple(name for name in kind.__struct_fields__ if name == "at" or name.endswith(("_at", "_since")))
    for kind in get_args(r.AnyRecord)
}
_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(record) for kind, record in _BY_KIND.items()
}


class BadRecord(ValueError):
    """A record that breaks the contract. Its text says which rule, in words for the panel and the log."""


def encode(record: r.Record) -> bytes:
    """The record as one JSON object, ``type`` first."""
    return _ENCODER.encode(record)


def decode(topic: str, value: bytes, key: bytes | None = None) -> r.AnyRecord:
    """The record of ``topic`` in ``value``. Raises :class:`BadRecord` with the rule that it breaks."""
    if key is not None and len(key) > KEY_BYTES:
        raise BadRecord(f"the key has {len(key)} bytes, more than {KEY_BYTES}")
    try:
        record: r.AnyRecord = _DECODERS[kind_of(topic)].decode(value)
    except msgspec.ValidationError as error:
        raise BadRecord(f"fields: {error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"no JSON: {error}") from None
    _check_times(record)
    return record


def _check_times(record: r.AnyRecord) -> None:
    for name in _TIMES[type(record)]:
        text = getattr(record, name)
        try:
            if text is not None and from_wire(text).year not in _YEARS:
                raise ValueError(f"{text!r} is not in the years {_YEARS[0]} to {_YEARS[-1]}")
        except ValueError as error:
            raise BadRecord(f"fields: {error} - at `$.{name}`") from None
