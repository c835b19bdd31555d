"""What a person can ask of an engine, from the window or the console. Immutable, handled by the core."""

from __future__ import annotations

from dataclasses import dataclass

from shared.core.intents import Intent as Intent
from shared.core.intents import ShowStatus as ShowStatus
from shared.core.intents import ShowTickets as ShowTickets


class Plug(Intent):
    """Connect the vehicle: the supply starts (M8)."""


class Unplug(Intent):
    """Disconnect the vehicle: the supply ends (M8)."""


class Break(Intent):
    """Simulate a fault: the engine is KO (M11)."""


class Repair(Intent):
    """End the simulated fault."""


@dataclass(frozen=True, slots=True)
class RequestSupply(Intent):
    """Ask CENTRAL for a supply at this charging point for a driver (M6)."""

    driver_id: str


class CancelRequest(Intent):
    """Take back the request that was made here, before plugging (M8)."""


@dataclass(frozen=True, slots=True)
class DropEnd(Intent):
    """Forget the end of a supply that CENTRAL does not confirm."""

    session_id: str
