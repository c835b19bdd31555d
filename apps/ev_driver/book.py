"""What the driver's app knows of its requests, open supplies and tickets.

Every notice is applied here so that a duplicate has the effect of one (B3): requests know their last step,
supplies never go back, tickets are kept by ``session_id``. Nothing leaves from here; what must survive is
collected in :attr:`Book.changes` for the store.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import inf

import msgspec

from shared.messages import records as r
from shared.runtime.clock import from_wire
from shared.store.driver_store import KEPT_REQUESTS, Changes, Memory, Request, Session

SENT, ENDED, LOST = "sent", "ended", "lost"
_RANK = {SENT: 0, "received": 1, "checking": 2, "asking_cp": 3, "authorised": 4, "denied": 5, "cancelled": 5}
_FINAL = {LOST: 5, ENDED: 6}
CLOSED = frozenset({"denied", "cancelled", ENDED, LOST})
"""Steps after which nothing more is expected of a request."""
_SESSION_RANK = {"requested": 0, "authorised": 1, "supplying": 2, "interrupted": 2}
RESERVED = frozenset({"requested", "authorised"})
"""States of a supply whose energy does not flow yet: it can be cancelled."""
MAX_POINTS = 3600
"""Points of the power chart that are kept: one hour of readings."""

StepView = dict[str, str | None]


@dataclass(slots=True)
class Live:
    """What is known of an open supply in this process only. ``news`` and ``read`` are monotonic seconds: of
    any notice, of the last reading and of the start (None before a reading); ``points`` are (POSIX seconds,
    W), whose clock is read once."""

    news: float
    read: float | None = None
    began: float | None = None
    posix_zero: float = 0.0
    power_w: int = 0
    interrupted_at: float | None = None
    points: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=MAX_POINTS))


class Book:
    """Requests, open supplies and tickets of one driver. Belongs to the core's thread.

    ``past`` is what this process knew of the supply that ended last, for its chart. ``unnamed`` holds the
    authorised requests whose supply CENTRAL has not named yet, with the monotonic second of that news.
    """

    def __init__(self, memory: Memory, mono: float) -> None:
        self.requests = {request.request_id: request for request in memory.requests}
        self.sessions = {session.session_id: session for session in memory.sessions}
        self.tickets = {ticket.session_id: ticket for ticket in memory.tickets}
        self._ticket_by_request = {ticket.request_id: ticket for ticket in memory.tickets}
        self.past: tuple[str, Live] | None = None
        self.last: StepView | None = None
        if "last" in memory.facts:
            self.last = msgspec.json.decode(memory.facts["last"], type=StepView)
        self.live = {
            session.session_id: Live(-inf, interrupted_at=mono if session.state == "interrupted" else None)
            for session in memory.sessions
        }
        self.unnamed = {one.request_id: -inf for one in self.open_requests() if one.step == "authorised"}
        self.changes = Changes()
        self._number = max((request.number for request in memory.requests), default=0)

    # Reading

    def open_requests(self) -> list[Request]:
        """Requests that are not over and have no supply yet, oldest first."""
        return [one for one in self.requests.values() if self.is_open(one)]

    def is_open(self, request: Request) -> bool:
        """Whether ``request`` is not over and has no supply yet: any step may name one that never comes."""
        named = request.session_id in self.sessions or request.session_id in self.tickets
        return request.step not in CLOSED and not named

    def ticket_of(self, request_id: str) -> r.Ticket | None:
        """The ticket of a request, if it has come."""
        return self._ticket_by_request.get(request_id)

    def current(self) -> Session | None:
        """The supply to show: one that goes on rather than an interrupted one, the newest first."""
        newest = list(reversed(self.sessions.values()))
        return next((one for one in newest if one.state != "interrupted"), newest[0] if newest else None)

    def busy(self) -> bool:
        """Whether CENTRAL would deny a request with ``driver_busy``: an interrupted supply does not count."""
        return bool(self.open_requests()) or any(one.state != "interrupted" for one in self.sessions.values())

    # Requests

    def begin(self, request_id: str, cp_id: str) -> Request:
        """A request that is about to be sent."""
        return self._keep(self._request(request_id, cp_id))

    def deny_locally(self, request_id: str, cp_id: str, reason: str) -> Request:
        """The app itself denies a request, since CENTRAL or Kafka is away. CENTRAL's word overrides it."""
        known = self._request(request_id, cp_id)
        self._tell(request_id, cp_id, "denied", reason)
        return self._keep(replace(known, step="denied", reason=reason, local=True))

    def progress(self, record: r.RequestProgress, mono: float) -> Request | None:
        """Apply a step; the request as it is now, None if the step says nothing new."""
        known = self._request(record.request_id, record.cp_id)
        rank = -1 if known.local or known.step == SENT else _FINAL.get(known.step, _RANK.get(known.step, 0))
        if _RANK[record.step] <= rank:
            return None
        session_id = record.session_id or known.session_id
        changed = self._keep(
            replace(known, step=record.step, reason=record.reason, session_id=session_id, local=False)
        )
        self._tell(record.request_id, record.cp_id, record.step, record.reason)
        if session_id is not None and session_id not in self.tickets:
            self._step_of_session(record, session_id, mono)
        if record.step == "authorised" and self.is_open(changed):
            self.unnamed[record.request_id] = mono
        return changed

    def _step_of_session(self, record: r.RequestProgress, session_id: str, mono: float) -> None:
        if record.step in ("denied", "cancelled"):
            self._drop_reserved(session_id)
        elif record.step in ("asking_cp", "authorised"):
            state = "authorised" if record.step == "authorised" else "requested"
            known = self.sessions.get(session_id)
            if known is None or _SESSION_RANK[known.state] < _SESSION_RANK[state]:
                self._keep_session(Session(session_id, record.request_id, record.cp_id, state), mono)

    def _drop_reserved(self, session_id: str) -> None:
        known = self.sessions.get(session_id)
        if known is not None and known.state in RESERVED:
            self._drop(session_id)

    # Supplies

    def state(self, record: r.SessionState, mono: float) -> Session | None:
        """Apply ``session_state``; the supply as it is now, None if it is over already."""
        request = self.requests.get(record.request_id)
        cancelled = request is not None and not request.local and request.step in ("denied", "cancelled")
        if record.session_id in self.tickets or (cancelled and record.state in RESERVED):
            return None
        known = self.sessions.get(record.session_id)
        if known is not None and _SESSION_RANK[record.state] < _SESSION_RANK[known.state]:
            self.live[known.session_id].news = mono
            return None
        newer = known is None or record.energy_wh >= known.energy_wh
        session = Session(
            record.session_id,
            record.request_id,
            record.cp_id,
            record.state,
            record.energy_wh if known is None or newer else known.energy_wh,
            record.amount if known is None or newer else known.amount,
            known.since if known is not None else None,
        )
        self._keep_session(session, mono)
        step = "asking_cp" if record.state == "requested" else "authorised"
        known_request = self._request(record.request_id, record.cp_id)
        self._keep(replace(known_request, step=step, reason=None, session_id=record.session_id, local=False))
        return session if session != known else None

    def update(self, record: r.ChargingUpdate, mono: float, posix: float) -> bool:
        """Apply a reading that came at ``posix`` seconds; False: ask CENTRAL, its supply is not known."""
        known = self.sessions.get(record.session_id)
        if known is None:
            return record.session_id in self.tickets
        if record.energy_wh < known.energy_wh:
            return True
        self._keep_session(
            replace(
                known,
                state="supplying",
                energy_wh=record.energy_wh,
                amount=record.amount,
                since=known.since or record.at,
            ),
            mono,
        )
        live = self.live[record.session_id]
        if live.began is None:  # by CENTRAL's clock alone; no clock that is set later changes it
            lasted = from_wire(record.at) - from_wire(known.since or record.at)
            live.began, live.posix_zero = mono - max(0.0, lasted.total_seconds()), posix - mono
        live.power_w, live.read = record.power_w, mono
        live.points.append((live.posix_zero + mono, record.power_w))
        return True

    def ticket(self, record: r.Ticket) -> bool:
        """Keep a ticket; False if it is known (the same ticket again changes nothing)."""
        if record.session_id in self.tickets:
            return False
        self.tickets[record.session_id] = record
        self._ticket_by_request[record.request_id] = record
        self.changes.tickets[record.session_id] = record
        known = self._request(record.request_id, record.cp_id)
        self._keep(
            replace(known, step=ENDED, reason=record.reason, session_id=record.session_id, local=False)
        )
        self._drop(record.session_id)
        return True

    def lose(self, session_id: str) -> Session:
        """CENTRAL does not know this supply any more, and there is no ticket of it."""
        session = self.sessions[session_id]
        self._drop(session_id)
        request = self.requests.get(session.request_id)
        if request is not None and request.step not in CLOSED:
            self.lose_request(request.request_id)
        return session

    def lose_request(self, request_id: str) -> Request:
        """CENTRAL does not know this request any more. Its word overrides this one, should it come."""
        return self._keep(replace(self.requests[request_id], step=LOST, reason=None, local=True))

    def spent(self) -> Decimal:
        """EUR of all tickets."""
        return sum((Decimal(one.amount) for one in self.tickets.values()), Decimal("0.00"))

    # Inside

    def _request(self, request_id: str, cp_id: str) -> Request:
        """What is known of a request; a new one, not kept yet, if nothing is."""
        known = self.requests.get(request_id)
        if known is None:
            self._number += 1
            known = Request(self._number, request_id, cp_id, SENT)
        return known

    def _tell(self, request_id: str, cp_id: str, step: str, reason: str | None) -> None:
        self.last = {"request_id": request_id, "cp_id": cp_id, "step": step, "reason": reason}
        self.changes.facts["last"] = msgspec.json.encode(self.last).decode()

    def _keep(self, request: Request) -> Request:
        self.requests[request.request_id] = request
        self.changes.requests[request.request_id] = request
        self.unnamed.pop(request.request_id, None)
        if len(self.requests) > KEPT_REQUESTS:
            oldest = next(iter(self.requests))
            del self.requests[oldest]
            self.unnamed.pop(oldest, None)
        return request

    def _keep_session(self, session: Session, mono: float) -> None:
        self.sessions[session.session_id] = session
        self.changes.sessions[session.session_id] = session
        live = self.live.setdefault(session.session_id, Live(mono))
        live.news = mono
        if session.state != "interrupted":
            live.interrupted_at = None
        elif live.interrupted_at is None:
            live.interrupted_at = mono
            live.power_w = 0

    def _drop(self, session_id: str) -> None:
        if self.sessions.pop(session_id, None) is not None:
            self.changes.sessions[session_id] = None
        live = self.live.pop(session_id, None)
        if live is not None:
            self.past = (session_id, live)
