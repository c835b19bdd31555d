"""What a person can ask of the driver's app, from the window or the console (acceptance section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared.core.intents import Intent as Intent
from shared.core.intents import ShowStatus as ShowStatus
from shared.core.intents import ShowTickets as ShowTickets


@dataclass(frozen=True, slots=True)
class RequestSupply(Intent):
    """Ask CENTRAL for a supply at ``cp_id`` (M6)."""

    cp_id: str


class CancelRequest(Intent):
    """Take the request back before plugging (M8)."""


@dataclass(frozen=True, slots=True)
class OpenServices(Intent):
    """Run the services file at ``path`` (M15), in place of the one that runs."""

    path: Path


class EndServices(Intent):
    """Request no more services of the file; the supply in progress goes on."""
