"""What arrives in the core's inbox from the two links, each event marked with the link that it came from."""

from __future__ import annotations

from dataclasses import dataclass

from shared.net.events import LinkEvent


@dataclass(frozen=True, slots=True)
class FromEngine:
    """Something happened on the link to the engine."""

    event: LinkEvent


@dataclass(frozen=True, slots=True)
class FromCentral:
    """Something happened on the link to CENTRAL."""

    event: LinkEvent
