"""The text of a request or an answer: a code and its fields, ``CODE#field1#...#fieldN`` (wire contract 1)."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from shared.runtime.text import translate

SEPARATOR = "#"

_TO_ESCAPE = re.compile(r"[%#\x00-\x1f]")
_CODE = re.compile(r"[A-Z][A-Z_]{0,31}", re.ASCII)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class FieldError(ValueError):
    """A text that is not made of a code and well-escaped fields. Its text says which rule it breaks."""


def encode(code: str, *fields: str) -> str:
    """``CODE#field1#...``, with ``%``, ``#`` and bytes below 0x20 percent-encoded in the fields.

    Raises :class:`FieldError` for a field that has no UTF-8 (a lone surrogate, as broken arguments have).
    """
    return SEPARATOR.join((code, *map(_escape, fields)))


def decode(text: str) -> tuple[str, tuple[str, ...]]:
    """The code and the fields of ``text``. Any ``%XX`` is undone, also one that need not be there.

    Raises :class:`FieldError` for a code that is no word in capitals, a raw byte below 0x20, a broken escape,
    or escapes that make no UTF-8.
    """
    code, *fields = text.split(SEPARATOR)
    if not _CODE.fullmatch(code):
        raise FieldError(translate("Rule", "the operation is not a word in capitals"))
    return code, tuple(map(_unescape, fields))


def _escape(field: str) -> str:
    try:
        field.encode()
    except UnicodeEncodeError:
        raise FieldError(translate("Rule", "a field has characters that UTF-8 cannot write")) from None
    return _TO_ESCAPE.sub(lambda found: f"%{ord(found[0]):02X}", field)


def _unescape(field: str) -> str:
    if any(character < " " for character in field):
        raise FieldError(translate("Rule", "a field has a control character that is not percent-encoded"))
    if "%" not in field:
        return field
    if _BROKEN_ESCAPE.search(field):
        raise FieldError(translate("Rule", "a field has a % without two hexadecimal digits"))
    try:
        return unquote_to_bytes(field).decode()
    except UnicodeDecodeError:
        raise FieldError(translate("Rule", "a field is not UTF-8 once its escapes are undone")) from None
