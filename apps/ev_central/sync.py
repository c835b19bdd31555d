"""A driver's app asks how things stand: its open sessions, and tickets by pages (D3, D5; wire contract 6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.ev_central.state import Network, ticket_of
from apps.ev_central.telling import Telling
from shared.messages import records as r
from shared.runtime.clock import from_wire, to_wire
from shared.runtime.pace import Pace

TICKETS_BACK = timedelta(days=60)
"""How far back a driver can ask for tickets: twice as long as an engine keeps a supply."""
TICKETS_A_PAGE = 100
TICKETS_AGAIN_S = 60.0
"""A driver gets the tickets that it asks for at most this often."""


class Sync:
    """Answers ``sync_requested``; core thread only."""

    def __init__(self, net: Network, telling: Telling) -> None:
        self._net = net
        self._telling = telling
        self._pages = Pace(TICKETS_AGAIN_S)
        self._tickets_since: dict[str, datetime] = {}
        self._told_to: dict[str, int] = {}

    def requested(self, record: r.SyncRequested) -> None:
        """D3: a driver's app asks how things stand. Whoever is not registered has nothing there."""
        driver_id, asked = record.driver_id, record.tickets_since
        if driver_id not in self._net.drivers:
            return
        now = self._net.now
        if asked is not None:
            since = max(from_wire(asked), now.utc - TICKETS_BACK)
            self._tickets_since[driver_id] = min(since, self._tickets_since.get(driver_id, since))
            self._pages.do(self._begin_pages, driver_id, now.mono)
        self._telling.soon.do(self._tell_all, driver_id, now.mono)

    def _tell_all(self, driver_id: str) -> None:
        """Every open session of the driver, and its last ticket again, unless that comes in a page."""
        net = self._net
        ended = net.store.ended_supplies(driver_id=driver_id, limit=1)  # first: it may fail
        for supply in tuple(net.of_driver.get(driver_id, {}).values()):
            self._telling.session(supply)
        for row in ended if driver_id not in self._told_to else []:
            net.notify(driver_id, ticket_of(row, net.at()))

    def _begin_pages(self, driver_id: str) -> None:
        """The tickets that it asks for (D5), or its last one; from now on a page at each tick."""
        store, since = self._net.store, to_wire(self._tickets_since[driver_id])
        before = store.last_ended_before(driver_id, since)
        for last in store.ended_supplies(driver_id=driver_id, limit=1):
            before = min(before, (last.ended_seq or 0) - 1)
        self._told_to[driver_id] = min(before, self._told_to.get(driver_id, before))
        del self._tickets_since[driver_id]

    def tick(self) -> None:
        """A page for one driver: many tickets must hold back neither the others nor CENTRAL's heart."""
        net = self._net
        self._pages.tick(net.now.mono)
        for driver_id, told_to in list(self._told_to.items())[:1]:
            rows = net.store.ended_after(driver_id, told_to, TICKETS_A_PAGE)
            del self._told_to[driver_id]  # the next one's turn
            for row in rows:
                net.notify(driver_id, ticket_of(row, net.at()))
            if len(rows) == TICKETS_A_PAGE:
                self._told_to[driver_id] = rows[-1].ended_seq or 0
