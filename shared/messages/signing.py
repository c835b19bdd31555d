"""Signatures of records between CENTRAL and engines (wire contract 4 and 6)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable


def sign(session_key: bytes, topic: str, key: str, value: bytes) -> bytes:
    """``sig`` header: lower-case hex of HMAC-SHA256 over topic, key and the value's bytes as sent."""
    return hmac.new(session_key, f"{topic}|{key}|".encode() + value, hashlib.sha256).hexdigest().encode()


def verifies(
    session_keys: Iterable[bytes], topic: str, key: str, value: bytes, signature: bytes | None
) -> bool:
    """Whether ``signature`` was made with one of ``session_keys`` (the latest and the one before it)."""
    if signature is None:
        return False
    return any(hmac.compare_digest(sign(known, topic, key, value), signature) for known in session_keys)
