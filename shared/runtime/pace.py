"""Answers that anybody can ask for again and again, at a pace that a flood of questions cannot raise (B2)."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf


class Pace:
    """Who asks is answered at once, then at most every ``pause_s`` seconds; no question stays unanswered."""

    def __init__(self, pause_s: float) -> None:
        self._pause_s = pause_s
        self._free_at: dict[str, float] = {}  # the earliest first: the pause is the same for all
        self._waiting: dict[str, None] = {}

    def asks(self, who: str, now: float) -> bool:
        """Whether to answer ``who`` now; else :meth:`due` names it in time."""
        if self.may(who, now):
            return True
        self._waiting[who] = None
        return False

    def may(self, who: str, now: float, most: float = inf) -> bool:
        """Whether to say a word to ``who``, of ``most`` in one pause; else it is never said."""
        self._forget(now)
        if who in self._free_at or len(self._free_at) >= most:
            return False
        self._free_at[who] = now + self._pause_s
        return True

    def due(self, now: float) -> Iterator[str]:
        """Who has waited long enough: to be answered now. One at whom an exception comes waits on."""
        self._forget(now)
        for who in [who for who in self._waiting if who not in self._free_at]:
            self._free_at[who] = now + self._pause_s
            yield who
            del self._waiting[who]

    def _forget(self, now: float) -> None:
        while self._free_at:
            who, free_at = next(iter(self._free_at.items()))
            if free_at > now:
                return
            del self._free_at[who]
