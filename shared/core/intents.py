"""What a person can ask of every program, from its window or its console. Immutable, handled by the core."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Intent:
    """Something that is asked; one without fields needs no decorator."""


class ShowStatus(Intent):
    """Console: print the status as JSON (acceptance section 1)."""


class ShowTickets(Intent):
    """Console: print all tickets as JSON (acceptance section 1)."""
