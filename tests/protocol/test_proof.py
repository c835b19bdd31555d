"""Proofs and session keys (wire contract 2)."""

from __future__ import annotations

import hashlib
import hmac

from shared.protocol import proof

SECRET = bytes(range(32))
NONCE = "00112233445566778899aabbccddeeff"


def test_the_proof_is_the_hmac_that_the_contract_writes() -> None:
    expected = hmac.new(SECRET, b"auth|CP1|" + NONCE.encode(), hashlib.sha256).hexdigest()
    assert proof.proof(SECRET, "CP1", NONCE) == expected


def test_the_session_key_is_the_hmac_that_the_contract_writes() -> None:
    expected = hmac.new(SECRET, b"session|CP1|" + NONCE.encode(), hashlib.sha256).digest()
    assert proof.session_key(SECRET, "CP1", NONCE) == expected


def test_a_proof_holds_for_its_secret_id_and_nonce_only() -> None:
    mac = proof.proof(SECRET, "CP1", NONCE)
    assert proof.verify(SECRET, "CP1", NONCE, mac)
    assert proof.verify(SECRET, "CP1", NONCE, mac.upper())
    assert not proof.verify(SECRET[::-1], "CP1", NONCE, mac)
    assert not proof.verify(SECRET, "CP2", NONCE, mac)
    assert not proof.verify(SECRET, "CP1", NONCE[::-1], mac)


def test_B1_a_mac_that_is_any_text_is_only_wrong() -> None:
    for mac in ("", "ñ", "0" * 64, "\x00", "z" * 5000):
        assert not proof.verify(SECRET, "CP1", NONCE, mac)


def test_secrets_and_nonces_are_fresh_and_of_the_contracts_size() -> None:
    assert len(proof.new_secret()) == 32
    assert proof.new_secret() != proof.new_secret()
    assert len(bytes.fromhex(proof.new_nonce())) == 16
    assert proof.new_nonce() != proof.new_nonce()
