"""Whether somebody is reached, as cores know it and windows show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One link. ``since_mono``: second of the monotonic clock of its last turn, or of the start; ``ever``:
    whether it was alive once. ``detail`` is the cause while it is not alive, as a code or a sentence;
    ``latency_ms`` a round trip, None where not measured."""

    since_mono: float
    alive: bool = False
    ever: bool = False
    detail: str = ""
    latency_ms: float | None = None

    def turned(self, alive: bool, mono: float, detail: str = "", latency_ms: float | None = None) -> Link:
        """It as it is found at the second ``mono``."""
        return Link(
            self.since_mono if alive == self.alive else mono, alive, self.ever or alive, detail, latency_ms
        )
