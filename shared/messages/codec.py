"""Bytes to records and back, with the rule that a bad record broke (B2)."""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec

from shared.messages import records as r
from shared.messages.topics import kind_of
from shared.runtime.clock import from_wire
from shared.runtime.text import shown, translate

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
_LACKING = re.compile(r"Object missing required field `([^`]*)`")
_WRONG = re.compile(
    r"(?:Expected (?P<wanted>.*?)(?:, got (?P<got>.*?))?|Invalid (?:enum )?value (?P<value>.*?))"
    r"(?: - at `[$]\.(?P<name>.*)`)?",
    re.DOTALL,
)
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
        rule = translate("Rule", "the key has {count} bytes, more than {most}")
        raise BadRecord(rule.format(count=len(key), most=KEY_BYTES))
    try:
        record: r.AnyRecord = _DECODERS[kind_of(topic)].decode(value)
    except msgspec.ValidationError as error:
        raise BadRecord(_rule_of(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRecord(translate("Rule", "it is no JSON that can be read")) from None
    _check_times(record)
    return record


def _check_times(record: r.AnyRecord) -> None:
    for name in _TIMES[type(record)]:
        text = getattr(record, name)
        try:
            if text is not None and from_wire(text).year not in _YEARS:
                raise ValueError
        except ValueError:
            rule = translate(
                "Rule", "'{name}': {text} is not a date and time of {first} to {last} in RFC 3339"
            )
            text = shown(text, 40)
            raise BadRecord(rule.format(name=name, text=text, first=_YEARS[0], last=_YEARS[-1])) from None


def _rule_of(error: str) -> str:
    """What msgspec says, in the user's language; names, types and patterns stay as the contract has them."""
    if found := _LACKING.match(error):
        return translate("Rule", "the field '{name}' is lacking").format(name=found[1])
    found = _WRONG.fullmatch(error)
    if found is None or found["name"] is None:
        return translate("Rule", "it is no JSON object of its topic")
    if found["wanted"] is None:
        return translate("Rule", "'{name}' cannot be {value}").format(**found.groupdict())
    rule = translate("Rule", "'{name}' must be {wanted}")
    if found["got"]:
        rule = translate("Rule", "'{name}' must be {wanted}, not {got}")
    return rule.format(**found.groupdict() | {"wanted": found["wanted"].replace("matching regex", "~")})
