"""What an engine shows: immutable objects made by the core, painted by the window.

Energy in Wh, power in W, amounts in EUR, prices in EUR/kWh. ``*_mono`` are seconds of this process's
monotonic clock, ``*_at`` is UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shared.core.link import Link
from shared.domain.engine import EngineState
from shared.runtime.told import Message

Point = tuple[float, int]
"""Seconds since the plug, and W."""


@dataclass(frozen=True, slots=True)
class Links:
    """The three links that a new supply needs (M3).

    ``clock_ahead_s``: our clock is so far ahead of CENTRAL's (negative: behind); 0 while they agree.
    """

    monitor: Link
    central: Link
    kafka: Link
    clock_ahead_s: int = 0


@dataclass(frozen=True, slots=True)
class ReservationView:
    """An authorised supply that waits for the plug until ``until_mono``."""

    driver_id: str
    price: Decimal
    until_mono: float


@dataclass(frozen=True, slots=True)
class SupplyView:
    """The running supply as of its last reading; ``points`` are its power over time."""

    driver_id: str
    price: Decimal
    started_mono: float
    power_w: int
    energy_wh: int
    amount: Decimal
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class TicketView:
    """The last ended supply."""

    driver_id: str
    reason: str
    energy_wh: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class FailureView:
    """What came of a request made here, shown until ``until_mono``: the message ``code`` and its words."""

    driver_id: str
    code: str
    reason: str
    until_mono: float


@dataclass(frozen=True, slots=True)
class Blocks:
    """Why a button does nothing now: codes of :mod:`apps.ev_cp_e.texts`, None where it works."""

    plug: str | None
    unplug: str | None
    request: str | None
    cancel: str | None


@dataclass(frozen=True, slots=True)
class EngineView:
    """All that the window shows. ``messages`` are the new ones since the last view, oldest first.

    ``journal_fault`` is the sentence of a journal that cannot be written, empty when all is well; ``owed``
    the number of ended supplies that CENTRAL has not confirmed; ``asking`` the driver of a request,
    ``failed`` the last one that came to nothing.
    """

    cp_id: str | None
    price: Decimal | None
    state: EngineState
    reservation: ReservationView | None
    supply: SupplyView | None
    last_ticket: TicketView | None
    asking: str | None
    failed: FailureView | None
    blocks: Blocks
    links: Links
    journal_fault: str
    owed: int
    rejected: int
    messages: tuple[Message, ...]
