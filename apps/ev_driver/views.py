"""What the driver's window shows: immutable objects made by the core.

Energy in Wh, power in W, amounts in EUR, prices in EUR/kWh. ``*_mono`` are seconds of the monotonic clock;
moments that people read are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shared.core.link import Link
from shared.domain.cp import CpState, Standing, standing
from shared.domain.money import ZERO
from shared.messages.records import Ticket


@dataclass(frozen=True, slots=True)
class CpView:
    """A charging point of the network (M14)."""

    cp_id: str
    location: str
    price: Decimal
    state: CpState
    reserved: bool
    occupied: bool = False

    @property
    def standing(self) -> Standing:
        """How it stands for people."""
        return standing(self.state, reserved=self.reserved, interrupted=self.occupied)

    @property
    def available(self) -> bool:
        """Whether it can be requested now."""
        return self.standing is Standing.FREE


@dataclass(frozen=True, slots=True)
class NetworkView:
    """All charging points: those that are available first, then by id."""

    cps: tuple[CpView, ...]


@dataclass(frozen=True, slots=True)
class LinksView:
    """Kafka and CENTRAL. ``clock_ahead_s``: our clock is so far ahead of CENTRAL's (negative: behind), 0
    while they agree; ``other_central_since_mono``: two CENTRALs are heard since then."""

    kafka: Link
    central: Link
    clock_ahead_s: int = 0
    other_central_since_mono: float | None = None


@dataclass(frozen=True, slots=True)
class SupplyView:
    """The request or supply to show. ``step`` is ``sent``, a step of the wire contract, ``supplying``,
    ``interrupted`` or ``ended``; ``over``: nothing more is expected. ``news_mono`` is when its last reading
    came, None if none has since the app was started. ``points`` are (POSIX seconds, W)."""

    cp_id: str
    location: str
    step: str
    reason: str | None
    price: Decimal | None
    over: bool = False
    power_w: int = 0
    energy_wh: int = 0
    amount: Decimal = ZERO
    since: datetime | None = None
    until: datetime | None = None
    news_mono: float | None = None
    points: tuple[tuple[float, int], ...] = ()
    cancellable: bool = False
    began_mono: float | None = None


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One line of the services file. ``state`` is ``waiting``, ``running``, ``charged``, ``denied``,
    ``cancelled`` or ``failed``; figures are those of its ticket, None before."""

    number: int
    cp_id: str
    state: str
    reason: str | None
    energy_wh: int | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class ServicesView:
    """The services file (M15). ``next_at_mono``: when the next one is requested, None if that is not what
    it waits for. ``items`` is empty without a file."""

    name: str
    items: tuple[ServiceView, ...]
    begun: int
    running: bool
    next_at_mono: float | None


@dataclass(frozen=True, slots=True)
class DriverView:
    """All that the window shows but the network and the messages."""

    driver_id: str
    links: LinksView
    busy: bool
    supply: SupplyView | None
    services: ServicesView
    tickets: tuple[Ticket, ...]
    spent: Decimal
    energy_wh: int
    store_error: str | None
