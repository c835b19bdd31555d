"""Requests of a monitor to its engine and the engine's answers, typed (wire contract 3; M3, M11).

The session key is left out of ``repr``, so that no log holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from shared.domain.engine import EngineState
from shared.protocol import dialogue
from shared.protocol.dialogue import Line
from shared.protocol.fields import encode
from shared.runtime.text import translate

BadAnswer = dialogue.BadAnswer
BadRequest = dialogue.BadRequest
RefusalReason = dialogue.RefusalReason
Rejected = dialogue.Rejected

SESSION_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Identify(Line):
    """``IDENTIFY``: the engine is ``cp_id``, signs with ``session_key``; ``price`` (EUR/kWh) is shown."""

    cp_id: str
    session_key: bytes = field(repr=False)
    price: Decimal


@dataclass(frozen=True, slots=True)
class Health:
    """``HEALTH``: each second; ``central_up`` is whether the monitor reaches CENTRAL."""

    central_up: bool

    def to_text(self) -> str:
        """The request as it travels."""
        return encode("HEALTH", "UP" if self.central_up else "DOWN")


Request = Identify | Health


@dataclass(frozen=True, slots=True)
class Identified(Line):
    """``IDENTIFIED``: the engine took id and key. ``state``: an :class:`EngineState`, or a newer word."""

    state: str


@dataclass(frozen=True, slots=True)
class HealthOk:
    """``OK``: the engine works. ``state``: an :class:`EngineState`, or a newer engine's word."""

    state: str

    def to_text(self) -> str:
        """The answer as it travels."""
        return encode("OK", self.state)


@dataclass(frozen=True, slots=True)
class HealthKo:
    """``KO``: the engine has a fault; ``reason`` is free text."""

    reason: str

    def to_text(self) -> str:
        """The answer as it travels."""
        return encode("KO", dialogue.reason(self.reason))


Answer = Identified | HealthOk | HealthKo | Rejected

_COUNTS = {"IDENTIFY": (3,), "HEALTH": (1,)}
_CENTRAL = {"UP": True, "DOWN": False}
_STATES = {state.value: state for state in EngineState}


def parse_request(text: str) -> Request:
    """The request in ``text``. Raises :class:`BadRequest` for anything that is none (B1)."""
    code, fields = dialogue.request_fields(text, _COUNTS)
    if code == "IDENTIFY":
        return _identify(*fields)
    if fields[0] not in _CENTRAL:
        raise BadRequest(translate("Rule", "a HEALTH says neither UP nor DOWN"))
    return Health(_CENTRAL[fields[0]])


def _identify(cp_id: str, session_key: str, price: str) -> Identify:
    try:
        key = dialogue.hex_bytes(session_key, SESSION_KEY_BYTES)
        return Identify(dialogue.cp_id(cp_id), key, dialogue.price(price))
    except ValueError as error:
        raise BadRequest(f"IDENTIFY: {error}") from None


def _state(text: str) -> str:
    return _STATES.get(text) or dialogue.reason(text)


_ANSWERS: dict[str, tuple[int, Callable[..., Answer]]] = {
    "IDENTIFIED": (1, lambda state: Identified(_state(state))),
    "OK": (1, lambda state: HealthOk(_state(state))),
    "KO": (1, lambda reason: HealthKo(dialogue.reason(reason))),
    "REJECTED": (1, lambda reason: Rejected(dialogue.reason(reason))),
}


def parse_answer(text: str) -> Answer:
    """The answer in ``text``. Raises :class:`BadAnswer` for one that the contract does not have."""
    return dialogue.parse_answer_by(_ANSWERS, text)
