"""The services file while it runs (M15): one service after the other, each followed to its end.

It holds the order and the waits; what a request came to it reads from the :class:`~apps.ev_driver.book.Book`,
so that after a kill -9 it goes on where it was (D3) by the same rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from apps.ev_driver.book import ENDED, LOST, Book
from apps.ev_driver.views import ServicesView, ServiceView
from shared.store.driver_store import Service

PAUSE_S = 4.0
"""Between the end of one service and the request of the next, seconds (assignment, point 12)."""
INTERRUPTED_S = 10.0
"""A supply interrupted for so long counts as failed and the file goes on."""
_DELIVERED = frozenset({"unplugged", "target_reached"})

Outcome = tuple[str, str | None]


class ServicesRun:
    """One services file. Belongs to the core's thread; what changed is noted in ``book.changes``."""

    def __init__(self, name: str, services: Sequence[Service], book: Book, mono: float) -> None:
        self.name = name
        self.services = list(services)
        self._book = book
        # After a restart the pause starts again: the time of the last end is not known to a new process.
        self._resume_at = mono + PAUSE_S if self.begun else mono

    @property
    def begun(self) -> int:
        """Services that were begun, whatever came of them."""
        return sum(one.request_id is not None for one in self.services)

    @property
    def over(self) -> bool:
        """Whether every service has its outcome."""
        return all(one.outcome is not None for one in self.services)

    def settle(self, mono: float) -> bool:
        """Note the outcome of the service in progress, if it has come; whether it has."""
        running = self._running()
        outcome = self._outcome(running, mono) if running is not None else None
        if running is None or outcome is None:
            return False
        self._put(replace(running, outcome=outcome[0], reason=outcome[1]))
        self._resume_at = mono + PAUSE_S
        return True

    def due(self, mono: float) -> Service | None:
        """The service to request now; None while one is in progress, the pause lasts, or all are over."""
        if self._running() is not None or mono < self._resume_at:
            return None
        return next((one for one in self.services if one.request_id is None), None)

    def begin(self, service: Service, request_id: str) -> None:
        """``service`` is requested as ``request_id``."""
        self._put(replace(service, request_id=request_id))

    def end(self) -> None:
        """Request no more: what was not begun leaves the list."""
        self.services = [one for one in self.services if one.request_id is not None]
        self._book.changes.new_run = tuple(self.services)

    def counts(self) -> Counter[str]:
        """Services by outcome."""
        return Counter(one.outcome for one in self.services if one.outcome is not None)

    def deadline(self) -> float | None:
        """Monotonic second at which the pause ends, if it is the pause that it waits for."""
        return None if self._running() is not None or self.over or not self.begun else self._resume_at

    def view(self) -> ServicesView:
        """For the window."""
        return ServicesView(
            self.name, tuple(map(self._item, self.services)), self.begun, not self.over, self.deadline()
        )

    def _running(self) -> Service | None:
        return next((one for one in self.services if one.request_id and one.outcome is None), None)

    def _outcome(self, service: Service, mono: float) -> Outcome | None:
        request = self._book.requests.get(service.request_id or "")
        if request is None:
            return "failed", LOST
        if request.step == ENDED:
            return ("charged" if request.reason in _DELIVERED else "failed"), request.reason
        if request.step == LOST:
            return "failed", LOST
        if request.step in ("denied", "cancelled") and request.session_id not in self._book.sessions:
            return request.step, request.reason
        live = self._book.live.get(request.session_id or "")
        if (
            live is not None
            and live.interrupted_at is not None
            and mono - live.interrupted_at >= INTERRUPTED_S
        ):
            return "failed", "interrupted"
        return None

    def _item(self, service: Service) -> ServiceView:
        ticket = self._book.ticket_of(service.request_id) if service.request_id else None
        state = service.outcome or ("running" if service.request_id else "waiting")
        energy = ticket.energy_wh if ticket is not None else None
        amount = Decimal(ticket.amount) if ticket is not None else None
        return ServiceView(service.number, service.cp_id, state, service.reason, energy, amount)

    def _put(self, service: Service) -> None:
        self.services[service.number] = service
        self._book.changes.services[service.number] = service
