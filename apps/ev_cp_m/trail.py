"""What became of the checks of a link, second by second (A3, M11), with gaps where nothing was checked.

Plain Python: the core notes, the window asks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import floor
from typing import Final

from apps.ev_cp_m.views import CONNECTING, Check, CheckOutcome
from shared.core.link import Link
from shared.runtime.clock import Instant

SECONDS: Final = 60
LATE_S: Final = 1.0
"""An answer that takes longer is shown as late."""
_SINCE_LAST_S: Final = 2.0
"""A check tells of the time since the one before, if that is no longer ago."""
_GRAVITY: Final[dict[CheckOutcome, int]] = {"ok": 0, "late": 1, "ko": 2}


class Trail:
    """The checks of one link in the last :data:`SECONDS`. The core's thread."""

    def __init__(self, now: Instant) -> None:
        self._checks: deque[Check] = deque()
        self._last_mono = now.mono

    def note(
        self, outcome: CheckOutcome, now: Instant, latency_ms: float | None = None, reason: str = ""
    ) -> None:
        """A check that has ended ``now``."""
        self._add(max(self._last_mono, now.mono - _SINCE_LAST_S), outcome, now, latency_ms, reason)

    def answered(self, now: Instant, latency_ms: float) -> None:
        """The peer has answered."""
        self.note("late" if latency_ms > 1000 * LATE_S else "ok", now, latency_ms)

    def back(self, link: Link, now: Instant) -> None:
        """``link`` is there again: all its time without was vain attempts."""
        if link.detail != CONNECTING:
            self._add(link.since_mono, "ko", now, None, link.detail)

    def checks(self) -> tuple[Check, ...]:
        """Oldest first."""
        return tuple(self._checks)

    def _add(
        self, since_mono: float, outcome: CheckOutcome, now: Instant, latency_ms: float | None, reason: str
    ) -> None:
        self._checks.append(Check(since_mono, now.mono, outcome, latency_ms, reason))
        self._last_mono = now.mono
        while now.mono - self._checks[0].until_mono > SECONDS + 2:
            self._checks.popleft()


def by_second(checks: Sequence[Check], link: Link, now_mono: float) -> tuple[Check | None, ...]:
    """The worst check of each of the last :data:`SECONDS` whole seconds, oldest first; None: there was none.
    A link that is gone is tried all the time, so each second without it is a KO."""
    first = floor(now_mono) - SECONDS
    seconds: list[Check | None] = [None] * SECONDS
    gone = () if link.alive or link.detail == CONNECTING else (_vain(link, now_mono),)
    for check in (*checks, *gone):
        until = min(SECONDS, floor(check.until_mono) - first + 1)
        for place in range(max(0, floor(check.since_mono) - first), until):
            known = seconds[place]
            if known is None or _GRAVITY[check.outcome] >= _GRAVITY[known.outcome]:
                seconds[place] = check
    return tuple(seconds)


def _vain(link: Link, now_mono: float) -> Check:
    return Check(link.since_mono, now_mono, "ko", None, link.detail)
