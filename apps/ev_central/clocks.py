"""Computers whose clock differs from CENTRAL's: told once, by the times in what they send (wire contract 6).

Only what is read live says something of a clock: what had to wait (for Kafka, for CENTRAL, for its database)
is old for another reason. Nothing is rejected for its time but an expired request.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from apps.ev_central.charging_point import ChargingPoint
from apps.ev_central.state import REQUEST_LIFE_S, Network
from shared.messages import records as r
from shared.runtime.clock import from_wire
from shared.runtime.clock_watch import WRONG_S, ClockNews, ClockWatch
from shared.runtime.pace import Pace

LOOK_EVERY_S: Final = 4.0
"""Of the readings of an engine one in this time is enough."""
MANY_BEHIND: Final = 5_000
"""With more records waiting in Kafka than that CENTRAL is catching up, and reads nothing live."""
_REMEMBERED_DRIVERS: Final = 1_000


class Clocks:
    """Compares the clocks of engines and drivers with CENTRAL's. Core thread only."""

    def __init__(self, net: Network) -> None:
        self._net = net
        self._live_since_mono = net.now.mono
        self._engines: dict[str, ClockWatch] = {}
        self._looks = Pace(LOOK_EVERY_S)
        self._wrong_drivers: dict[str, None] = {}
        self._own = ClockWatch()

    def disturbed(self) -> None:
        """Something had to wait, or may have: for a request's life nothing that is read counts as live."""
        if self._live:
            self._engines.clear()
            self._own.forget()
        self._live_since_mono = self._net.now.mono

    @property
    def _live(self) -> bool:
        return self._net.now.mono - self._live_since_mono > REQUEST_LIFE_S

    def engine_said(self, cp: ChargingPoint, at: str) -> None:
        """A state or a reading of an engine was read, made ``at`` by its clock."""
        now = self._net.now
        if not (self._live and self._looks.may(cp.cp_id, now.mono)):
            return
        watch = self._engines.setdefault(cp.cp_id, ClockWatch())
        news = watch.heard(from_wire(at), now)
        # What a request told of this clock may be over without any news.
        if watch.sure and (news is ClockNews.WRONG or (cp.clock_ahead_s != 0 and watch.ahead_s == 0)):
            self._tell_cp(cp, -watch.ahead_s)

    def kafka_stamped(self, timestamp_ms: int) -> None:
        """Our own heartbeat was read back, with the time that Kafka's computer gave it.

        Where a topic keeps the time of who wrote (``CreateTime``), that is ours and agrees.
        """
        if not (self._live and timestamp_ms > 0):
            return
        at = datetime.fromtimestamp(timestamp_ms / 1000, UTC)
        match self._own.heard(at, self._net.now):
            case ClockNews.WRONG:
                self._net.clock_ahead_s = self._own.ahead_s
                self._net.say("CENTRAL", "own_clock_wrong", "warning", ahead_s=str(self._own.ahead_s))
            case ClockNews.RIGHT:
                self._net.clock_ahead_s = 0
                self._net.say("CENTRAL", "own_clock_right", "good")

    def request_read(self, record: r.ChargeRequested, *, expired: bool) -> None:
        """A new request was read. One that is over when it comes, and one of the future, tell of a clock."""
        if not self._live:
            return
        ahead_s = (from_wire(record.at) - self._net.now.utc).total_seconds()
        wrong = ahead_s > WRONG_S or (expired and ahead_s < -WRONG_S)
        if record.origin == "cp":
            cp = self._net.cps.get(record.cp_id)
            if cp is not None and wrong and cp.clock_ahead_s == 0:
                self._tell_cp(cp, round(ahead_s))
            return
        known = record.driver_id in self._wrong_drivers
        if wrong and not known:
            self._wrong_drivers[record.driver_id] = None
            if len(self._wrong_drivers) > _REMEMBERED_DRIVERS:
                del self._wrong_drivers[next(iter(self._wrong_drivers))]
            values = {"driver": record.driver_id, "ahead_s": str(round(ahead_s))}
            self._net.say("CENTRAL", "driver_clock_wrong", "warning", **values)
        elif known and abs(ahead_s) < WRONG_S:
            del self._wrong_drivers[record.driver_id]
            self._net.say("CENTRAL", "driver_clock_right", "good", driver=record.driver_id)

    def _tell_cp(self, cp: ChargingPoint, ahead_s: int) -> None:
        cp.clock_ahead_s = ahead_s
        if ahead_s:
            self._net.say(cp.cp_id, "cp_clock_wrong", "warning", ahead_s=str(ahead_s))
        else:
            self._net.say(cp.cp_id, "cp_clock_right", "good")
