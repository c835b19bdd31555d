"""The core's state as views for the window and as JSON for the console."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from apps.ev_driver.book import CLOSED, ENDED, RESERVED, Book, Live
from apps.ev_driver.links import Links
from apps.ev_driver.services_desk import ServicesDesk
from apps.ev_driver.views import CpView, DriverView, NetworkView, ServicesView, SupplyView
from shared.messages.records import Ticket
from shared.runtime.clock import from_wire
from shared.store.driver_store import Request, Session

_SESSION = ("session_id", "request_id", "cp_id", "state", "energy_wh", "amount")
"""What ``status`` tells of the supply."""


class Snapshot:
    """What the driver's core shows. On its thread; ``cps`` are the charging points that it knows, by id."""

    def __init__(
        self, driver_id: str, book: Book, links: Links, desk: ServicesDesk, cps: Mapping[str, CpView]
    ) -> None:
        self._driver_id = driver_id
        self._book = book
        self._links = links
        self._desk = desk
        self._cps = cps

    def status(self, store_error: str | None) -> dict[str, object]:
        """The answer to ``status`` (acceptance section 1)."""
        session, run = self._book.current(), self._desk.run
        return {
            "driver_id": self._driver_id,
            "session": None if session is None else {name: getattr(session, name) for name in _SESSION},
            "last": self._book.last,
            "central": self._links.central.alive,
            "kafka": self._links.kafka.alive,
            "other_central": self._links.centrals.since is not None,
            "clock_ahead_s": self._links.clock.ahead_s,
            "database": store_error is None,
            "services": {"next": run.begun if run else 0, "total": len(run.services) if run else 0},
        }

    def tickets(self) -> list[object]:
        """The answer to ``tickets``: the records, oldest first."""
        return [msgspec.to_builtins(ticket) for ticket in self._book.tickets.values()]

    def network(self) -> NetworkView:
        """All charging points: available ones first."""
        return NetworkView(tuple(sorted(self._cps.values(), key=lambda cp: (not cp.available, cp.cp_id))))

    def driver(self, store_error: str | None) -> DriverView:
        """All that the window shows but network and messages."""
        book = self._book
        return DriverView(
            driver_id=self._driver_id,
            links=self._links.view(),
            busy=book.busy(),
            supply=self._supply(),
            services=self._desk.run.view() if self._desk.run else ServicesView("", (), 0, False, None),
            tickets=tuple(book.tickets.values()),
            spent=book.spent(),
            energy_wh=sum(ticket.energy_wh for ticket in book.tickets.values()),
            store_error=store_error,
        )

    def _supply(self) -> SupplyView | None:
        """What goes on now; without it, what was last."""
        book = self._book
        waiting = book.open_requests()
        session = book.current()
        if session is not None and (session.state != "interrupted" or not waiting):
            return self._running(session)
        if waiting:
            return self._asked(waiting[-1])
        last = book.requests.get((book.last or {}).get("request_id") or "")
        if last is None:
            return None
        ticket = book.ticket_of(last.request_id)
        return self._asked(last) if ticket is None else self._ended(ticket)

    def _running(self, session: Session) -> SupplyView:
        live = self._book.live[session.session_id]
        step = "asking_cp" if session.state == "requested" else session.state
        cp = self._cps.get(session.cp_id)
        return SupplyView(
            cp_id=session.cp_id,
            location=cp.location if cp else "",
            step=step,
            reason=None,
            power_w=live.power_w if session.state == "supplying" else 0,
            energy_wh=session.energy_wh,
            amount=Decimal(session.amount),
            price=cp.price if cp else None,
            since=self._links.clock.here(from_wire(session.since)) if session.since else None,
            news_mono=live.read,
            points=tuple(live.points),
            cancellable=session.state in RESERVED,
            began_mono=live.began,
        )

    def _asked(self, request: Request) -> SupplyView:
        cp = self._cps.get(request.cp_id)
        over = request.step in CLOSED
        return SupplyView(
            cp_id=request.cp_id,
            location=cp.location if cp else "",
            step=request.step,
            reason=request.reason,
            over=over,
            price=cp.price if cp else None,
            cancellable=not over,
        )

    def _ended(self, ticket: Ticket) -> SupplyView:
        past: tuple[str, Live] | None = self._book.past
        return SupplyView(
            cp_id=ticket.cp_id,
            location=ticket.location,
            step=ENDED,
            reason=ticket.reason,
            over=True,
            energy_wh=ticket.energy_wh,
            amount=Decimal(ticket.amount),
            price=Decimal(ticket.price),
            since=from_wire(ticket.started_at),
            until=from_wire(ticket.ended_at),
            points=tuple(past[1].points) if past is not None and past[0] == ticket.session_id else (),
        )
