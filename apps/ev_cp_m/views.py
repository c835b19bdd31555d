"""What the monitor's window shows: immutable objects made by the core.

Moments that only this process compares are seconds of the monotonic clock (``*_mono``); those that people
read are UTC (``*_at``). Latencies are milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from shared.core.link import Link
from shared.runtime.told import Message

CheckOutcome = Literal["ok", "late", "ko"]

CONNECTING = "connecting"
"""Why a link is not alive before its first attempt has ended."""


class Enrolment(StrEnum):
    """Where the monitor stands with CENTRAL."""

    ASKING = "asking"
    PENDING = "pending"
    REFUSED = "refused"
    UNSAVED = "unsaved"
    ACCEPTED = "accepted"


class Outcome(StrEnum):
    """The one thing that the window says of the CP: the first of these that holds, from the top."""

    DISCONNECTED = "disconnected"
    ASKING = "asking"
    PENDING = "pending"
    REFUSED = "refused"
    FAULTED = "faulted"
    STOPPED = "stopped"
    SUPPLYING = "supplying"
    RESERVED = "reserved"
    ACTIVATED = "activated"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a peer and the time that it tells of; ``late``: answered OK, but slowly. ``latency_ms``
    None: not answered."""

    since_mono: float
    until_mono: float
    outcome: CheckOutcome
    latency_ms: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """What CENTRAL answered last. ``reason`` is its stable word or, for UNSAVED, a sentence.

    ``again_mono``: when it is asked again, None while an answer is awaited or none is needed. ``price`` in
    EUR per kWh, kept from the last acceptance. ``code``: under which CENTRAL's panel shows a pending one.
    """

    kind: Enrolment
    reason: str
    at: datetime | None
    again_mono: float | None
    price: Decimal | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class MonitorView:
    """The whole window. ``engine_state`` is the engine's last word, None before any; ``fault`` why the
    engine does not count as OK, empty if it does. ``messages`` are the new ones only, oldest first."""

    cp_id: str
    location: str
    outcome: Outcome
    engine: Link
    engine_address: str
    central: Link
    central_address: str
    enrolment: EnrolmentView
    engine_state: str | None
    fault: str
    engine_checks: tuple[Check, ...]
    central_checks: tuple[Check, ...]
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The answer to ``status`` (acceptance section 1). ``reason``: why it is not all right, a stable word.

    ``code``: under which CENTRAL's panel shows an enrolment that waits.
    """

    cp_id: str
    accepted: bool
    engine: bool
    central: bool
    engine_state: str | None
    reason: str | None
    price: str | None
    code: str | None
