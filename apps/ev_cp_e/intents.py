"""What a person can ask of an engine, from the window or the console. Immutable, handled by the core."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plug:
    """Connect the vehicle: the supply starts (M8)."""


@dataclass(frozen=True, slots=True)
class Unplug:
    """Disconnect the vehicle: the supply ends (M8)."""


@dataclass(frozen=True, slots=True)
class Break:
    """Simulate a fault: the engine is KO (M11)."""


@dataclass(frozen=True, slots=True)
class Repair:
    """End the simulated fault."""


@dataclass(frozen=True, slots=True)
class RequestSupply:
    """Ask CENTRAL for a supply at this charging point for a driver (M6)."""

    driver_id: str


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """Take back the request that was made here, before plugging (M8)."""


@dataclass(frozen=True, slots=True)
class DropEnd:
    """Forget the end of a supply that CENTRAL does not confirm."""

    session_id: str


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Console: print the status."""


@dataclass(frozen=True, slots=True)
class ShowTickets:
    """Console: print the ended supplies of the journal."""


Intent = Plug | Unplug | Break | Repair | RequestSupply | CancelRequest | DropEnd | ShowStatus | ShowTickets
