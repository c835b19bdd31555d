"""How far another computer's clock is from ours, by the times that its records carry.

A record's ``at`` is the other clock when it was made. It arrives later by some delay, which is small for most
and large for what waited (a backlog after a suspension, a stall of Kafka), but never negative. So the record
of the last seconds with the least delay tells the difference; a single late one tells nothing.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from shared.runtime.clock import Instant

WRONG_S: Final = 5.0
"""From this difference on a clock is called wrong, s: half of a request's life."""
RIGHT_S: Final = 4.0
"""Below this one it is called right again."""
AHEAD_AFTER_S: Final = 2.0
"""The other clock is ahead of ours, which no delay can feign: sure after records of so long, s."""
BEHIND_AFTER_S: Final = 8.0
"""The other clock is behind ours, or its records are late: the least delay of so long decides, s."""
_KEPT: Final = 12
_FEWEST: Final = 3
_APART_S: Final = 0.9


class ClockNews(Enum):
    """What :meth:`ClockWatch.heard` found out."""

    WRONG = "clock_wrong"
    RIGHT = "clock_right"


class ClockWatch:
    """Compares our clock with that of one other program, whose records come about each second. One thread.

    ``ahead_s``: whole seconds by which our clock is ahead of the other one (negative: behind) while that is
    called wrong, else 0. ``sure``: enough was heard for that.
    """

    def __init__(self) -> None:
        # Arrival by our monotonic clock, and how far the other one was ahead of that: jumps of our UTC do
        # not matter to it.
        self._heard: deque[tuple[float, float]] = deque(maxlen=_KEPT)
        self._who = ""
        self._offset = timedelta(0)
        self.ahead_s = 0
        self.sure = False

    def heard(self, at: datetime, now: Instant, who: str = "") -> ClockNews | None:
        """A record made ``at``, by its maker's clock, arrives ``now``; ``who`` tells one maker from the next.

        Returns the news: our clock is wrong now (or by another amount), or right again.
        """
        if who != self._who:
            self.forget()
            self._who = who
        if not 1970 <= at.year < 9000:
            return None  # no clock, only something that can be written
        self._keep(now.mono, at.timestamp() - now.mono)
        least_late = max(ahead for _, ahead in self._heard)
        offset_s = now.utc.timestamp() - now.mono - least_late
        self._offset = timedelta(seconds=offset_s)
        self.sure = self._is_enough(offset_s)
        return self._judge(offset_s) if self.sure else None

    def _keep(self, mono: float, ahead: float) -> None:
        """Of what comes at once, the least late: a burst must not push out the rest."""
        if self._heard and mono - self._heard[-1][0] < _APART_S:
            first, before = self._heard[-1]
            self._heard[-1] = first, max(before, ahead)
        else:
            self._heard.append((mono, ahead))

    def forget(self) -> None:
        """What was heard says nothing any more: this process stood still, or the records had to wait."""
        self._heard.clear()

    def there(self, now: Instant) -> datetime:
        """Now by the other clock, as far as is known."""
        return now.utc - self._offset

    def here(self, moment: datetime) -> datetime:
        """A moment of the other clock by ours, as far as is known."""
        return moment + self._offset

    def _is_enough(self, offset_s: float) -> bool:
        span = self._heard[-1][0] - self._heard[0][0]
        enough = AHEAD_AFTER_S if offset_s < WRONG_S else BEHIND_AFTER_S
        return len(self._heard) >= _FEWEST and span >= enough

    def _judge(self, offset_s: float) -> ClockNews | None:
        was, size = self.ahead_s, abs(offset_s)
        if size >= (RIGHT_S if was else WRONG_S):
            # Some seconds more or less are no news, and nothing to paint anew.
            if abs(offset_s - was) > max(RIGHT_S, 0.2 * abs(was)):
                self.ahead_s = round(offset_s)
                return ClockNews.WRONG
            return None
        self.ahead_s = 0
        return ClockNews.RIGHT if was else None
