"""What a person can ask of a monitor. Immutable, handled by the core."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Console: print the status (acceptance section 1)."""


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Ask CENTRAL again now instead of at the end of the wait, for whoever has just mended the cause."""


Intent = ShowStatus | AskAgain
