"""Requests and supplies of CENTRAL as a whole, and what time does to them (M6 to M12; wire contract 4 and 6).

Who tells (``telling``) knows nothing above it, and who changes supplies (``supplies``) only that; requests,
engines and drivers' apps (``sync``) stand beside each other above both.
"""

from __future__ import annotations

from apps.ev_central.clocks import Clocks
from apps.ev_central.engines import Engines
from apps.ev_central.requests import Requests
from apps.ev_central.state import Network
from apps.ev_central.supplies import Supplies
from apps.ev_central.sync import Sync
from apps.ev_central.telling import Telling
from shared.domain.reasons import CancelReason, Denial
from shared.domain.supply import SupplyState

SILENCE_S = 5.0
"""A running supply without a reading for this long is interrupted (wire contract 6)."""


class Charging:
    """Requests and supplies of one :class:`Network`; core thread only."""

    def __init__(self, net: Network, clocks: Clocks) -> None:
        self._net = net
        self.telling = Telling(net)
        self.supplies = Supplies(net, self.telling)
        self.requests = Requests(net, self.supplies, self.telling, clocks)
        self.engines = Engines(net, self.supplies, self.telling)
        self.sync = Sync(net, self.telling)

    def tick(self, *, behind: bool = False) -> None:
        """Deadlines: no answer, not plugged, silence; and readings whose second is over.

        ``behind``: what engines said still waits to be read, so none of them is silent.
        """
        net = self._net
        for part in (self.engines, self.sync, self.telling, self.requests):
            part.tick()
        for supply in tuple(net.supplies.values()):
            if supply.deadline_mono is not None and net.now.mono >= supply.deadline_mono:
                asked = supply.row.state is SupplyState.ASKING_CP
                self.supplies.cancel(supply, Denial.CP_NO_ANSWER if asked else CancelReason.PLUG_TIMEOUT)
            elif supply.row.state is SupplyState.SUPPLYING:
                self.telling.reading(supply)
                if net.kafka_up and not behind and net.now.mono - supply.news_mono > SILENCE_S:
                    self.supplies.interrupt(supply)

    def heard_again(self, after_s: float) -> None:
        """For ``after_s`` nobody could be heard: silence counts from now on, deadlines are put off."""
        for supply in self._net.supplies.values():
            supply.news_mono = self._net.now.mono
            if supply.deadline_mono is not None:
                supply.deadline_mono += after_s
