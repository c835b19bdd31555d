"""Identifiers of charging points and drivers, and where new ones come from."""

from __future__ import annotations

import re
import unicodedata
import uuid

from shared.runtime.text import shown, translate

_CP_ID = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
_DRIVER_ID = 64
_UNSEEN = frozenset(
    {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)}
)
"""Letters and marks that show nothing; those above U+E0100 show nothing either."""

_NAMESPACE = uuid.UUID("6f2c1a0e-5d1b-5c39-9d5e-0b6a4c1f7a10")


def is_cp_id(text: str) -> bool:
    """Whether ``text`` can be a charging point's id: 1 to 32 of ``A-Z a-z 0-9 _ -`` (wire contract 2)."""
    return _CP_ID.fullmatch(text) is not None


def cp_id(text: str) -> str:
    """``text``, the id of a charging point. Raises :class:`ValueError` with a sentence."""
    if is_cp_id(text):
        return text
    sentence = translate(
        "Ids", "'{text}' is not the id of a charging point; write 1 to 32 of A-Z, a-z, 0-9, '_' and '-'."
    )
    raise ValueError(sentence.format(text=shown(text, _DRIVER_ID)))


def is_driver_id(text: str) -> bool:
    """Whether ``text`` can be a driver's id: 1 to 64 characters, normalised, without white space.

    None that is not seen, only looks like another one (``²``) or is a digit of another script: what people
    take for one id would be two drivers.
    """
    return (
        1 <= len(text) <= _DRIVER_ID and unicodedata.normalize("NFKC", text) == text and all(map(_seen, text))
    )


def driver_id(text: str) -> str:
    """The driver's id that ``text``, typed or read from a file, stands for, normalised (NFC).

    Raises :class:`ValueError` with a sentence.
    """
    normal = unicodedata.normalize("NFC", text.strip())
    if is_driver_id(normal):
        return normal
    sentence = translate(
        "Ids",
        "'{text}' is not the id of a driver; write 1 to 64 visible characters without spaces, for example 5.",
    )
    raise ValueError(sentence.format(text=shown(text, _DRIVER_ID)))


def _seen(char: str) -> bool:
    if char.isascii():
        return char.isprintable() and char != " "
    digit = unicodedata.category(char).startswith("N")
    return char.isprintable() and not (digit or ord(char) in _UNSEEN or ord(char) >= 0xE0100)


def new_id() -> str:
    """A fresh random UUID for a record, a request or an order."""
    return str(uuid.uuid4())


def derived_id(*parts: str) -> str:
    """The UUID that always belongs to ``parts``.

    Work that is done again after a crash (the same request read twice, the same ticket made twice) gets
    the same id, so that whoever receives both can tell that they are one (wire contract 5).
    """
    return str(uuid.uuid5(_NAMESPACE, "|".join(parts)))
