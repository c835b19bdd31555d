"""Identifiers of charging points and drivers, and where new ones come from."""

from __future__ import annotations

import re
import uuid

_CP_ID = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
_DRIVER_ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")

_NAMESPACE = uuid.UUID("6f2c1a0e-5d1b-5c39-9d5e-0b6a4c1f7a10")


def is_cp_id(text: str) -> bool:
    """Whether ``text`` can be a charging point's id: 1 to 32 of ``A-Z a-z 0-9 _ -`` (wire contract 2)."""
    return _CP_ID.fullmatch(text) is not None


def is_driver_id(text: str) -> bool:
    """Whether ``text`` can be a driver's id: 1 to 64 characters without white space or control characters."""
    return _DRIVER_ID.fullmatch(text) is not None


def new_id() -> str:
    """A fresh random UUID for a record, a request or an order."""
    return str(uuid.uuid4())


def derived_id(*parts: str) -> str:
    """The UUID that always belongs to ``parts``.

    Work that is done again after a crash (the same request read twice, the same ticket made twice) gets
    the same id, so that whoever receives both can tell that they are one (wire contract 5).
    """
    return str(uuid.uuid5(_NAMESPACE, "|".join(parts)))
