"""The core's state as views for the window and as JSON for the console."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from apps.ev_driver.book import CLOSED, ENDED, RESERVED, Live
from apps.ev_driver.views import DriverView, NetworkView, ServicesView, SupplyView
from shared.messages.records import Ticket
from shared.runtime.clock import from_wire
from shared.store.driver_store import Request, Session

if TYPE_CHECKING:
    from apps.ev_driver.service import DriverService


def status(core: DriverService) -> dict[str, object]:
    """The answer to ``status`` (acceptance section 1)."""
    session, run = core.book.current(), core.desk.run
    return {
        "driver_id": core.driver_id,
        "session": None if session is None else _session(session),
        "last": core.book.last,
        "central": core.links.central,
        "kafka": core.links.kafka,
        "other_central": core.links.centrals.since is not None,
        "clock_ahead_s": core.links.clock.ahead_s,
        "database": core.store_error is None,
        "services": {"next": run.begun if run else 0, "total": len(run.services) if run else 0},
    }


def _session(session: Session) -> dict[str, object]:
    names = ("session_id", "request_id", "cp_id", "state", "energy_wh", "amount")
    return {name: getattr(session, name) for name in names}


def tickets(core: DriverService) -> list[object]:
    """The answer to ``tickets``: the records, oldest first."""
    return [msgspec.to_builtins(ticket) for ticket in core.book.tickets.values()]


def network(core: DriverService) -> NetworkView:
    """All charging points: available ones first."""
    return NetworkView(tuple(sorted(core.cps.values(), key=lambda cp: (not cp.available, cp.cp_id))))


def driver(core: DriverService) -> DriverView:
    """All that the window shows but network and messages."""
    book = core.book
    return DriverView(
        driver_id=core.driver_id,
        links=core.links.view(),
        busy=book.busy(),
        supply=_supply(core),
        services=core.desk.run.view() if core.desk.run else ServicesView("", (), 0, False, None),
        tickets=tuple(book.tickets.values()),
        spent=book.spent(),
        energy_wh=sum(ticket.energy_wh for ticket in book.tickets.values()),
        store_error=core.store_error,
    )


def _supply(core: DriverService) -> SupplyView | None:
    """What goes on now; without it, what was last."""
    book = core.book
    waiting = book.open_requests()
    session = book.current()
    if session is not None and (session.state != "interrupted" or not waiting):
        return _running(core, session)
    if waiting:
        return _asked(core, waiting[-1])
    last = book.requests.get((book.last or {}).get("request_id") or "")
    if last is None:
        return None
    ticket = book.ticket_of(last.request_id)
    return _asked(core, last) if ticket is None else _ended(core, ticket)


def _running(core: DriverService, session: Session) -> SupplyView:
    live = core.book.live[session.session_id]
    step = "asking_cp" if session.state == "requested" else session.state
    cp = core.cps.get(session.cp_id)
    return SupplyView(
        request_id=session.request_id,
        cp_id=session.cp_id,
        location=cp.location if cp else "",
        step=step,
        reason=None,
        power_w=live.power_w if session.state == "supplying" else 0,
        energy_wh=session.energy_wh,
        amount=Decimal(session.amount),
        price=cp.price if cp else None,
        since=core.links.clock.here(from_wire(session.since)) if session.since else None,
        news_mono=live.read,
        points=tuple(live.points),
        cancellable=session.state in RESERVED,
        began_mono=live.began,
    )


def _asked(core: DriverService, request: Request) -> SupplyView:
    cp = core.cps.get(request.cp_id)
    over = request.step in CLOSED
    return SupplyView(
        request_id=request.request_id,
        cp_id=request.cp_id,
        location=cp.location if cp else "",
        step=request.step,
        reason=request.reason,
        over=over,
        price=cp.price if cp else None,
        cancellable=not over,
    )


def _ended(core: DriverService, ticket: Ticket) -> SupplyView:
    past: tuple[str, Live] | None = core.book.past
    return SupplyView(
        request_id=ticket.request_id,
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
