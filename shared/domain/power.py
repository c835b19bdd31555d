"""Power that a simulated vehicle takes while it charges: the same curve for the same seed.

A vehicle arrives with some charge in its battery. Power rises in some seconds to what charger and vehicle
allow, stays there, and falls once the battery is 80 % full (constant voltage phase) until it is full.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

RAMP_S = 12.0
"""Time constant of the rise, seconds: close to full power after three of these."""
TAPER_FROM = 0.8
"""State of charge from which power falls."""
RIPPLE = 0.01
"""Relative size of the slow ripple on the plateau."""
CUT_OFF_W = 150.0
"""Below this the vehicle's charger switches itself off, W."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle at the plug: its battery (Wh), the charge in it at the start (0 to 1), its limit (W)."""

    capacity_wh: float
    charge: float
    limit_w: float


def vehicle(seed: str) -> Vehicle:
    """The vehicle that belongs to ``seed`` (a session id): 40 to 80 kWh, 15 to 50 % full, 40 to 150 kW."""
    rng = random.Random(seed)
    return Vehicle(
        rng.uniform(40_000, 80_000), rng.uniform(0.15, 0.5), rng.choice((40_000, 50_000, 100_000, 150_000))
    )


@dataclass(slots=True)
class PowerCurve:
    """Integrates the energy of one supply in simulated time.

    ``max_power_w``: limit of the charging point, W. Read ``power_w`` (W) and ``energy_wh`` (Wh, never
    falling) after each :meth:`advance`.
    """

    seed: str
    max_power_w: float
    elapsed_s: float = 0.0
    energy: float = 0.0
    _vehicle: Vehicle = field(init=False)
    _phase: float = field(init=False)

    def __post_init__(self) -> None:
        self._vehicle = vehicle(self.seed)
        self._phase = random.Random(self.seed + "ripple").uniform(0, 2 * math.pi)

    @property
    def charge(self) -> float:
        """State of charge of the vehicle's battery, 0 to 1."""
        return min(1.0, self._vehicle.charge + self.energy / self._vehicle.capacity_wh)

    @property
    def power_w(self) -> int:
        """Power now, W."""
        return int(self._power())

    @property
    def energy_wh(self) -> int:
        """Energy so far, whole Wh."""
        return int(self.energy)

    def _power(self) -> float:
        top = min(self.max_power_w, self._vehicle.limit_w)
        rise = 1.0 - math.exp(-self.elapsed_s / RAMP_S)
        taper = min(1.0, (1.0 - self.charge) / (1.0 - TAPER_FROM))
        ripple = 1.0 - RIPPLE * (1.0 + math.sin(self._phase + self.elapsed_s / 17.0)) / 2.0
        power = top * rise * taper * ripple
        return power if power >= CUT_OFF_W or rise < 0.9 else 0.0

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` of simulated time pass, in steps of at most one second."""
        while seconds > 0:
            step = min(1.0, seconds)
            before = self._power()
            self.elapsed_s += step
            self.energy += (before + self._power()) / 2.0 * step / 3600.0
            seconds -= step
