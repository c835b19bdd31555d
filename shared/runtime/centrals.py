"""Whether more than one CENTRAL beats on the topics of a network (wire contract 7)."""

from __future__ import annotations

from itertools import combinations
from typing import Final

SILENCE_S: Final = 5.0
"""A CENTRAL that was not heard for so long is gone, s."""
TOGETHER_S: Final = 1.5
"""Two that are heard for so long side by side are two, s. One that was started again is not: what it had sent
before may come late, but then at once."""
_MOST: Final = 16


class Centrals:
    """Remembers which instances are heard, each from when to when; ``since``: more than one is. One thread.

    Arrivals count, by the monotonic clock, and not the clocks of other computers.
    """

    def __init__(self) -> None:
        self._heard: dict[str, tuple[float, float]] = {}
        self.since: float | None = None

    def heard(self, instance: str, mono: float) -> None:
        """A heartbeat of ``instance`` came."""
        first, last = self._heard.pop(instance, (mono, mono))
        self._heard[instance] = (first if mono - last <= SILENCE_S else mono, mono)
        if len(self._heard) > _MOST:
            del self._heard[next(iter(self._heard))]

    def deaf(self, mono: float) -> None:
        """Up to now nobody could be heard: nobody was silent."""
        self._heard = {instance: (first, mono) for instance, (first, _) in self._heard.items()}

    def besides(self, instance: str, mono: float) -> bool:
        """Whether any but ``instance`` was heard lately, be it once."""
        return any(who != instance and mono - last <= SILENCE_S for who, (_, last) in self._heard.items())

    def turned(self, mono: float) -> bool:
        """Whether there is more than one now, and was not before, or the other way round."""
        self._heard = {who: span for who, span in self._heard.items() if mono - span[1] <= SILENCE_S}
        several = any(
            min(one[1], other[1]) - max(one[0], other[0]) >= TOGETHER_S
            for one, other in combinations(self._heard.values(), 2)
        )
        if several == (self.since is not None):
            return False
        self.since = mono if several else None
        return True
