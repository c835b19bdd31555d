"""How a monitor proves that it knows its CP's secret, and the key that follows from it (wire contract 2).

The nonce goes in as the text of the ``CHALLENGE``. The secret is 32 bytes; on the wire and in files it is 64
hexadecimal digits.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

SECRET_BYTES = 32
NONCE_BYTES = 16


def new_secret() -> bytes:
    """A secret for one enrolment."""
    return secrets.token_bytes(SECRET_BYTES)


def new_nonce() -> str:
    """32 hexadecimal digits for one challenge."""
    return secrets.token_hex(NONCE_BYTES)


def proof(secret: bytes, cp_id: str, nonce: str) -> str:
    """``mac`` of ``PROOF``: hex(HMAC-SHA256(secret, "auth|" + cp_id + "|" + nonce)), lower case."""
    return _hmac(secret, "auth", cp_id, nonce).hex()


def verify(secret: bytes, cp_id: str, nonce: str, mac: str) -> bool:
    """Whether ``mac``, in either case, proves the secret. Takes the same time wherever it differs."""
    return hmac.compare_digest(proof(secret, cp_id, nonce).encode(), mac.lower().encode())


def session_key(secret: bytes, cp_id: str, nonce: str) -> bytes:
    """The key of this authentication, 32 bytes; both sides derive it and never send it over the network."""
    return _hmac(secret, "session", cp_id, nonce)


def _hmac(secret: bytes, purpose: str, cp_id: str, nonce: str) -> bytes:
    return hmac.new(secret, f"{purpose}|{cp_id}|{nonce}".encode(), hashlib.sha256).digest()
