"""What a person can ask of the driver's app, from the window or the console (acceptance section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RequestSupply:
    """Ask CENTRAL for a supply at ``cp_id`` (M6)."""

    cp_id: str


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """Take the request back before plugging (M8)."""


@dataclass(frozen=True, slots=True)
class OpenServices:
    """Run the services file at ``path`` (M15), in place of the one that runs."""

    path: Path


@dataclass(frozen=True, slots=True)
class EndServices:
    """Request no more services of the file; the supply in progress goes on."""


@dataclass(frozen=True, slots=True)
class AskStatus:
    """Answer ``status`` on the console."""


@dataclass(frozen=True, slots=True)
class AskTickets:
    """Answer ``tickets`` on the console."""


Intent = RequestSupply | CancelRequest | OpenServices | EndServices | AskStatus | AskTickets
