"""What the dialogues with CENTRAL and with the engine share: errors, refusals and the checks of fields.

A server is strict: a request with a wrong count of fields or a bad value is :class:`BadRequest` (B1). A
client is lenient, since its peer may be newer: further fields of an answer are ignored and reasons that it
does not know are kept as they came (wire contract, preamble).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from shared.domain.ids import is_cp_id
from shared.domain.money import PRICE_PLACES, parse_price, price_text
from shared.protocol.fields import FieldError, decode, encode
from shared.runtime.text import translate

T = TypeVar("T")

REASON_MAX = 256
"""Longest reason in characters that is kept from a peer; the rest is cut off."""

_HEX = re.compile(r"[0-9A-Fa-f]*", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


class RefusalReason(StrEnum):
    """The stable words of ``REJECTED`` and ``REAUTH`` (wire contract 2 and 3)."""

    UNKNOWN_CP = "unknown_cp"
    BAD_PROOF = "bad_proof"
    REVOKED = "revoked"
    DUPLICATE_MONITOR = "duplicate_monitor"
    ENROLMENT_CLOSED = "enrolment_closed"
    ENROLMENT_REFUSED = "enrolment_refused"
    NOT_AUTHENTICATED = "not_authenticated"
    BAD_REQUEST = "bad_request"
    OTHER_CP = "other_cp"


class BadRequest(ValueError):
    """A well-framed request that is wrong: the answer is ``REJECTED#bad_request``. Its text says why."""


class BadAnswer(ValueError):
    """A well-framed answer that this side cannot understand. Its text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Line:
    """A request or an answer that says all its fields; its code is the name of its class."""

    def to_text(self) -> str:
        """It as it travels."""
        return encode(type(self).__name__.upper(), *map(_text, astuple(self)))


@dataclass(frozen=True, slots=True)
class Rejected(Line):
    """``REJECTED#reason``: a :class:`RefusalReason`, or a word of a newer peer."""

    reason: str


def request_fields(text: str, counts: Mapping[str, tuple[int, ...]]) -> tuple[str, tuple[str, ...]]:
    """Code and fields of a request whose code is in ``counts`` with one of its counts of fields.

    Raises :class:`BadRequest` otherwise.
    """
    try:
        code, fields = decode(text)
    except FieldError as error:
        raise BadRequest(str(error)) from None
    if code not in counts:
        raise BadRequest(translate("Rule", "unknown operation {code}").format(code=code))
    if len(fields) not in counts[code]:
        expected = "/".join(map(str, counts[code]))
        rule = translate("Rule", "{code} has {count} fields instead of {expected}")
        raise BadRequest(rule.format(code=code, count=len(fields), expected=expected))
    return code, fields


def parse_answer_by(
    table: Mapping[str, tuple[int, Callable[..., T]]], text: str, optional: Mapping[str, int] | None = None
) -> T:
    """The answer in ``text``: ``table`` gives for each code how many fields are read and what they make.

    ``optional``: how many more are read if they are there.

    Raises :class:`BadAnswer` for an unknown code, too few fields, or a value that its maker refuses
    (:class:`ValueError`).
    """
    try:
        code, fields = decode(text)
    except FieldError as error:
        raise BadAnswer(str(error)) from None
    if code not in table:
        raise BadAnswer(translate("Rule", "unknown answer {code}").format(code=code))
    count, make = table[code]
    if len(fields) < count:
        rule = translate("Rule", "{code} has {count} fields instead of {expected}")
        raise BadAnswer(rule.format(code=code, count=len(fields), expected=count))
    try:
        return make(*fields[: count + (optional or {}).get(code, 0)])
    except ValueError as error:
        raise BadAnswer(f"{code}: {error}") from None


def cp_id(text: str) -> str:
    """``text`` if it can be the id of a charging point, else :class:`BadRequest`."""
    if not is_cp_id(text):
        rule = translate("Rule", "the id of the charging point is not 1 to 32 of A-Z a-z 0-9 _ -")
        raise BadRequest(rule)
    return text


def price(text: str) -> Decimal:
    """EUR per kWh, which is for display: finer decimals are cut off. Raises :class:`ValueError`."""
    whole, _, decimals = text.partition(".")
    return parse_price(f"{whole}.{decimals[:PRICE_PLACES]}" if len(decimals) > PRICE_PLACES else text)


def hex_bytes(text: str, size: int) -> bytes:
    """``size`` bytes from as many pairs of hexadecimal digits. Raises :class:`ValueError` otherwise."""
    if len(text) != 2 * size or not _HEX.fullmatch(text):
        raise ValueError(translate("Rule", "not {count} hexadecimal digits").format(count=2 * size))
    return bytes.fromhex(text)


def coordinate(text: str) -> float | None:
    """A position on the map, 0 to 100, or None if it is empty. Raises :class:`BadRequest` otherwise."""
    if not text:
        return None
    value = float(text) if len(text) <= 32 and _NUMBER.fullmatch(text) else math.nan
    if not 0 <= value <= 100:
        raise BadRequest(translate("Rule", "a position on the map is not a number from 0 to 100"))
    return abs(value)


def _text(value: str | bytes | Decimal | float | None) -> str:
    """A field as it travels; a position (float or None) as plain decimals, at most six, or empty."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Decimal):
        return price_text(value)
    if isinstance(value, str):
        return value
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def reason(text: str) -> str:
    """A reason for people or a stable word, cut to :data:`REASON_MAX` characters."""
    return text[:REASON_MAX]
