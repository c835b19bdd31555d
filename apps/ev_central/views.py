"""What the panel shows: immutable objects made by the core, painted by the window.

Energy in Wh, power in W, amounts in EUR, prices in EUR/kWh. A moment that only this process knows is a
second of the monotonic clock (``*_mono``); one that people read is UTC (``*_at``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from shared.core.link import Link
from shared.domain.cp import CpState, Standing, standing
from shared.domain.supply import RESERVING
from shared.runtime.told import Message

STALE_S: Final = 3.0
"""A reading comes each second: figures older than this are no longer live."""


@dataclass(frozen=True, slots=True)
class InterruptedView:
    """A supply whose engine fell silent, with what it reported last: no ticket until it is back or an
    operator settles it (D2). ``news_mono``: when that was heard, None if before CENTRAL started;
    ``since_mono``: since when it is interrupted, or since CENTRAL started. Or an ``orphan``: the end of
    a supply that the database does not know; that waits from the first moment; ``driver_id`` may be empty."""

    session_id: str
    driver_id: str
    energy_wh: int
    amount: Decimal
    news_mono: float | None
    since_mono: float
    orphan: bool = False


@dataclass(frozen=True, slots=True)
class AskerView:
    """A monitor whose enrolment waits for the operator: the code that its window shows, and its address."""

    code: str
    address: str


@dataclass(frozen=True, slots=True)
class CpView:
    """One charging point, in ``state`` since ``since_mono``.

    ``phase`` is the supply's state, None when there is none; it is also set for a CP that is DISCONNECTED
    while its supply goes on (D1). ``news_mono`` is when its figures were heard, None if that was before
    CENTRAL started. ``interrupted``: all its supplies that are, the oldest first; a later supply may run.
    ``began_mono``: when its supply started, None until a word of the engine tells.
    """

    cp_id: str
    location: str
    x: float | None
    y: float | None
    price: Decimal
    state: CpState
    since_mono: float
    enrolment: str
    stopped: bool
    fault: str
    monitor_seen_mono: float | None
    ever_connected: bool
    disconnected_mono: float | None
    phase: str | None
    driver_id: str | None
    session_id: str | None
    plug_until_mono: float | None
    started_at: datetime | None
    power_w: int
    energy_wh: int
    amount: Decimal
    news_mono: float | None
    interrupted: tuple[InterruptedView, ...] = ()
    askers: tuple[AskerView, ...] = ()
    began_mono: float | None = None

    @property
    def takes_orders(self) -> bool:
        """Whether it takes part in the network."""
        return self.enrolment in ("enrolled", "revoked")

    @property
    def standing(self) -> Standing:
        """How it stands for people."""
        return standing(self.state, reserved=self.phase in RESERVING, interrupted=self.phase == "interrupted")


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request in progress or just denied: ``step`` is a step of the wire contract, a supply's state
    (``supplying``, ``interrupted``) or ``ended``."""

    request_id: str
    at: datetime
    driver_id: str
    cp_id: str
    step: str
    reason: str | None
    over: bool
    session_id: str | None


@dataclass(frozen=True, slots=True)
class DriverView:
    """One registered driver; ``busy_with``: the charging point of its supply, filled in by the window."""

    driver_id: str
    enabled: bool
    busy_with: str | None = None


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ended supply."""

    session_id: str
    driver_id: str
    cp_id: str
    reason: str
    started_at: datetime
    ended_at: datetime
    energy_wh: int
    price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LinkHealth:
    """Kafka, database and monitors.

    ``other_central_since_mono``: another CENTRAL serves the same topics since then. ``clock_ahead_s``: our
    clock is so far ahead of Kafka's (negative: behind), 0 while they agree.
    """

    kafka: Link
    database: Link
    commits_per_s: float
    monitors: int
    enrolled: int
    listening: str
    other_central_since_mono: float | None = None
    clock_ahead_s: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Counters above the tiles: charging points of each ``standing``. ``today`` is the local day's ended
    supplies plus the running ones.

    ``power_w``: of the supplies whose readings arrive; ``unheard``: how many more have begun to deliver.
    """

    standing: dict[Standing, int]
    power_w: int
    unheard: int
    today_wh: int
    today_amount: Decimal
    rejected: int


@dataclass(frozen=True, slots=True)
class PanelUpdate:
    """What changed since the last update; the first one holds everything.

    ``gone`` are those that were forgotten, ``cps`` the changed ones only. ``requests`` and
    ``drivers`` are whole lists, None when unchanged. ``messages`` are the new ones, oldest first.
    """

    cps: tuple[CpView, ...]
    requests: tuple[RequestView, ...] | None
    drivers: tuple[DriverView, ...] | None
    messages: tuple[Message, ...]
    summary: Summary
    links: LinkHealth
    tariff: Decimal
    policy: str
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CpHistory:
    """Answer to :class:`~apps.ev_central.intents.ShowHistory`: the last ended supplies, newest first.

    ``cp_id`` None: of the whole network.
    """

    cp_id: str | None
    tickets: tuple[TicketView, ...]
