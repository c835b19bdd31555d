"""What anybody can ask for again and again is done at a pace that a flood of questions cannot raise (B2)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import inf


class Pace:
    """What is asked for is done at once, then at most every ``pause_s`` seconds; nothing stays undone."""

    def __init__(self, pause_s: float) -> None:
        self._pause_s = pause_s
        self._free_at: dict[Hashable, float] = {}  # the earliest first: the pause is the same for all
        self._waiting: dict[tuple[Callable[[str], object], str], None] = {}

    def do(self, answer: Callable[[str], object], who: str, now: float) -> bool:
        """Do it for ``who`` now; else :meth:`tick` does it in time. Whether it was done."""
        if self.may((answer, who), now):
            answer(who)
            return True
        self._waiting[answer, who] = None
        return False

    def may(self, what: Hashable, now: float, most: float = inf) -> bool:
        """Whether to do this now, as one of ``most`` things in one pause; else it is never done."""
        self._forget(now)
        if what in self._free_at or len(self._free_at) >= most:
            return False
        self._free_at[what] = now + self._pause_s
        return True

    def tick(self, now: float) -> None:
        """Do what has waited long enough. Where that fails it waits on."""
        self._forget(now)
        for asked in [asked for asked in self._waiting if asked not in self._free_at]:
            self._free_at[asked] = now + self._pause_s
            answer, who = asked
            answer(who)
            del self._waiting[asked]

    def _forget(self, now: float) -> None:
        while self._free_at:
            what, free_at = next(iter(self._free_at.items()))
            if free_at > now:
                return
            del self._free_at[what]
