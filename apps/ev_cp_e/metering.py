"""A running supply: the meter that turns real seconds into energy, and what it has shown (M9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from apps.ev_cp_e.views import Point, SupplyView
from shared.domain.engine import AutoTarget
from shared.domain.money import ZERO, amount, money_text
from shared.domain.power import PowerCurve
from shared.runtime.clock import Instant, to_wire
from shared.store.journal import JournalSupply

READING_S = 1.0
MOST_POINTS = 600


@dataclass(slots=True)
class RunningSupply:
    """One supply from plug to unplug. ``row`` is its line in the journal, kept up to date here.

    ``time_scale``: simulated seconds per second. ``announced``: CENTRAL's topic has the start.
    """

    row: JournalSupply
    price: Decimal
    started: Instant
    curve: PowerCurve
    time_scale: float
    announced: bool = False
    amount: Decimal = ZERO
    power_w: int = 0
    _metered_mono: float = field(init=False)
    _next_mono: float = field(init=False)
    _points: list[Point] = field(default_factory=list)
    _stride: int = 1

    def __post_init__(self) -> None:
        self._metered_mono = self.started.mono
        self._next_mono = self.started.mono + READING_S

    def due(self, now: Instant) -> bool:
        """Whether the next second is over."""
        return now.mono >= self._next_mono

    def read(self, now: Instant) -> None:
        """Meter up to ``now`` and number the reading."""
        self._meter(now)
        self.row.seq += 1
        self.row.read_at = to_wire(self._moment(now))
        self._next_mono += READING_S
        if self._next_mono <= now.mono:
            self._next_mono = now.mono + READING_S
        self._remember(now)

    def finish(self, now: Instant, reason: str) -> None:
        """Meter what the last second held, and close the row."""
        self._meter(now)
        self.row.ended_at = self.row.read_at = to_wire(self._moment(now))
        self.row.reason = reason
        self.power_w = 0

    def reached(self, target: AutoTarget, now: Instant) -> bool:
        """Whether the target of ``--auto`` is reached (M16); an energy also by a full vehicle."""
        if target.energy_wh is None:
            return target.seconds is not None and now.mono - self.started.mono >= target.seconds
        full = self.row.seq > 0 and self.curve.power_w == 0
        return self.row.energy_wh >= target.energy_wh or full

    def view(self) -> SupplyView:
        """The supply as of its last reading."""
        return SupplyView(
            driver_id=self.row.driver_id,
            price=self.price,
            started_mono=self.started.mono,
            power_w=self.power_w,
            energy_wh=self.row.energy_wh,
            amount=self.amount,
            points=tuple(self._points),
        )

    def _moment(self, now: Instant) -> datetime:
        """Now, by the clock that the energy is metered by: somebody may have set the other one meanwhile."""
        return self.started.utc + timedelta(seconds=now.mono - self.started.mono)

    def _meter(self, now: Instant) -> None:
        gap = max(0.0, now.mono - self._metered_mono)  # a slow disk's seconds too; ``mono`` has no suspension
        self._metered_mono = now.mono
        self.curve.advance(gap * self.time_scale)
        self.power_w = self.curve.power_w
        self.row.energy_wh = self.curve.energy_wh
        self.amount = amount(self.row.energy_wh, self.price)
        self.row.amount = money_text(self.amount)

    def _remember(self, now: Instant) -> None:
        if self.row.seq % self._stride:
            return
        self._points.append((now.mono - self.started.mono, self.power_w))
        if len(self._points) > MOST_POINTS:  # a long supply is drawn with half as many points
            del self._points[1::2]
            self._stride *= 2
