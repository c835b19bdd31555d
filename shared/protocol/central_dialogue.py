"""Requests of a monitor to CENTRAL and CENTRAL's answers, typed (wire contract 2; M2).

Each class is one row: ``to_text()`` writes it, :func:`parse_request` and :func:`parse_answer` read it.
Secrets and proofs are left out of ``repr``, so that no log holds one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from shared.protocol import dialogue
from shared.protocol.dialogue import Line
from shared.protocol.fields import encode
from shared.runtime.text import translate

BadAnswer = dialogue.BadAnswer
BadRequest = dialogue.BadRequest
RefusalReason = dialogue.RefusalReason
Rejected = dialogue.Rejected

PENDING_MAX_S = 60
"""Longest wait in seconds that ``PENDING`` may ask for; the shortest is 1."""
SECRET_BYTES = 32
NONCE_DIGITS = 32
CODE_LENGTH = 6
_CODE = re.compile(rf"[0-9A-Z]{{{CODE_LENGTH}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Register(Line):
    """``REGISTER``: enrol ``cp_id`` at ``location``; ``x`` and ``y`` from 0 to 100 on the map, or None."""

    cp_id: str
    location: str
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class Auth(Line):
    """``AUTH``: ask for a challenge as ``cp_id``."""

    cp_id: str


@dataclass(frozen=True, slots=True)
class Proof(Line):
    """``PROOF``: the answer to the challenge. Any text is a request; whether it is right the service says."""

    mac: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Status:
    """``STATUS``: each second, whether the engine is OK; ``reason`` is free text when it is not."""

    ok: bool
    reason: str = ""

    def to_text(self) -> str:
        """The request as it travels."""
        return encode("STATUS", "OK") if self.ok else encode("STATUS", "KO", dialogue.reason(self.reason))


Request = Register | Auth | Proof | Status


@dataclass(frozen=True, slots=True)
class Registered(Line):
    """``REGISTERED``: the secret of this enrolment, 32 bytes, said only once."""

    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pending:
    """``PENDING``: the operator has not decided; ask again in ``seconds``, 1 to 60.

    ``code``: what panel and monitor show, so that the operator knows whom a yes is for; "" without one (an
    addition of version 1.1).
    """

    seconds: int
    code: str = ""

    def to_text(self) -> str:
        """The answer as it travels."""
        return encode("PENDING", str(self.seconds), *([self.code] if self.code else []))


@dataclass(frozen=True, slots=True)
class Challenge(Line):
    """``CHALLENGE``: ``nonce`` is the text of 32 hexadecimal digits that goes into the proof as it is."""

    nonce: str


@dataclass(frozen=True, slots=True)
class Accepted(Line):
    """``ACCEPTED``: the proof was right; ``price`` in EUR per kWh, for display."""

    price: Decimal


@dataclass(frozen=True, slots=True)
class Ok(Line):
    """``OK``: the status was noted."""


@dataclass(frozen=True, slots=True)
class Reauth(Line):
    """``REAUTH``: authenticate again; ``reason`` is a :class:`RefusalReason` or a word of a newer CENTRAL."""

    reason: str


Answer = Registered | Pending | Challenge | Accepted | Ok | Reauth | Rejected

_COUNTS = {"REGISTER": (4,), "AUTH": (1,), "PROOF": (1,), "STATUS": (1, 2)}


def parse_request(text: str) -> Request:
    """The request in ``text``. Raises :class:`BadRequest` for anything that is none (B1)."""
    code, fields = dialogue.request_fields(text, _COUNTS)
    match code:
        case "REGISTER":
            cp_id, location, x, y = fields
            return Register(dialogue.cp_id(cp_id), location, dialogue.coordinate(x), dialogue.coordinate(y))
        case "AUTH":
            return Auth(dialogue.cp_id(fields[0]))
        case "PROOF":
            return Proof(fields[0])
        case _:
            return _status(fields)


def _status(fields: tuple[str, ...]) -> Status:
    match fields:
        case ("OK",):
            return Status(ok=True)
        case ("KO", reason):
            return Status(ok=False, reason=dialogue.reason(reason))
        case _:
            raise BadRequest(translate("Rule", "a STATUS is neither OK alone nor KO with a reason"))


def _pending(seconds: str, code: str = "") -> Pending:
    if not re.fullmatch(r"[0-9]{1,2}", seconds) or not 1 <= int(seconds) <= PENDING_MAX_S:
        raise ValueError(translate("Rule", "the wait is not 1 to {most} seconds").format(most=PENDING_MAX_S))
    return Pending(int(seconds), code if _CODE.fullmatch(code) else "")


def _challenge(nonce: str) -> Challenge:
    dialogue.hex_bytes(nonce, NONCE_DIGITS // 2)
    return Challenge(nonce)


_ANSWERS: dict[str, tuple[int, Callable[..., Answer]]] = {
    "REGISTERED": (1, lambda secret: Registered(dialogue.hex_bytes(secret, SECRET_BYTES))),
    "PENDING": (1, _pending),
    "CHALLENGE": (1, _challenge),
    "ACCEPTED": (1, lambda price: Accepted(dialogue.price(price))),
    "OK": (0, Ok),
    "REAUTH": (1, lambda reason: Reauth(dialogue.reason(reason))),
    "REJECTED": (1, lambda reason: Rejected(dialogue.reason(reason))),
}


def parse_answer(text: str) -> Answer:
    """The answer in ``text``. Raises :class:`BadAnswer` for one that the contract does not have."""
    return dialogue.parse_answer_by(_ANSWERS, text, {"PENDING": 1})
