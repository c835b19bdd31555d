"""Requesting and cancelling (M6, M8), and requests of which nothing is heard (D4)."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

from apps.ev_driver.book import RESERVED, SENT, Book
from apps.ev_driver.links import Links
from apps.ev_driver.ports import Say, Send
from shared.domain.ids import new_id
from shared.domain.reasons import Denial
from shared.messages import records as r
from shared.runtime.clock import Instant, to_wire
from shared.store.driver_store import Request

EXPIRY_S = 10.0
"""A request that CENTRAL reads later is denied (wire contract 6)."""
NO_PROGRESS_S = 15.0
"""A request of which nothing is heard for so long is shown as denied, and taken back."""


class RequestDesk:
    """Sends requests and cancellations of ``driver_id`` and watches that something is heard of them."""

    def __init__(self, driver_id: str, book: Book, links: Links, say: Say, send: Send) -> None:
        self._driver_id = driver_id
        self._book = book
        self._links = links
        self._say = say
        self._send = send
        self._deadlines: dict[str, float] = {}

    def in_place(self, mono: float) -> None:
        """Notices can be read: from now on the answers to what a former process sent may be awaited."""
        for request in filter(self._awaited, self._book.open_requests()):
            self._deadlines.setdefault(request.request_id, mono + NO_PROGRESS_S)

    def heard(self, request_id: str, mono: float) -> None:
        """CENTRAL said something of a request: wait on while it has no supply and is not over."""
        self._deadlines.pop(request_id, None)
        request = self._book.requests.get(request_id)
        if request is not None and self._awaited(request):
            self._deadlines[request_id] = mono + NO_PROGRESS_S

    def request(self, cp_id: str, now: Instant) -> str:
        """Ask for a supply, or deny it at once while nobody could answer; the id of the request."""
        request_id = new_id()
        if not self._links.central.alive:
            reason = self._who_is_away()
            self._book.deny_locally(request_id, cp_id, reason)
            self._say("denied", "bad", cp=cp_id, reason=reason)
            return request_id
        record = r.ChargeRequested(
            id=new_id(),
            at=to_wire(now.utc),
            request_id=request_id,
            driver_id=self._driver_id,
            cp_id=cp_id,
            origin="app",
            # It is CENTRAL that decides, by its own clock.
            expires_at=to_wire(self._links.clock.there(now) + timedelta(seconds=EXPIRY_S)),
        )
        self._book.begin(request_id, cp_id)
        self._deadlines[request_id] = now.mono + NO_PROGRESS_S
        # No token: what Kafka cannot take now is not sent later, when nobody expects it (D4).
        self._send(record, cp_id, until=now.mono + EXPIRY_S)
        self._say("sent", "info", cp=cp_id)
        return request_id

    def cancel(self, now: Instant) -> None:
        """Take back what is not plugged yet."""
        reserved = (
            (one.request_id, one.cp_id) for one in self._book.sessions.values() if one.state in RESERVED
        )
        asked = ((one.request_id, one.cp_id) for one in self._book.open_requests())
        target = next(chain(reserved, asked), None)
        current = self._book.current()
        if target is not None and not self._links.kafka.alive:
            self._say("cancel_no_kafka", "warning")
        elif target is not None:
            self.take_back(*target, now)
        elif current is not None:
            self._say("cancel_running", "warning", cp=current.cp_id)
        else:
            self._say("cancel_nothing", "info")

    def given_up(self, request_id: str) -> bool:
        """Whether this app has ended the request by itself."""
        request = self._book.requests.get(request_id)
        return request is not None and request.local and request.step == "denied"

    def tick(self, now: Instant) -> None:
        """A request of which nothing more is heard ends here. CENTRAL is told of one that it knows."""
        for request_id in [one for one, deadline in self._deadlines.items() if now.mono >= deadline]:
            del self._deadlines[request_id]
            request = self._book.requests.get(request_id)
            if request is None or not self._awaited(request):
                continue
            reason = self._why_unheard(request)
            self._book.deny_locally(request_id, request.cp_id, reason)
            if request.step != SENT:
                self._cancel(request_id, request.cp_id, now)
            self._say("no_answer", "bad", cp=request.cp_id, reason=reason)

    def _awaited(self, request: Request) -> bool:
        # An authorised one lasts as long as its CP waits for the plug: it is CENTRAL's to end.
        return self._book.is_open(request) and request.request_id not in self._book.unnamed

    def _why_unheard(self, request: Request) -> Denial:
        if not self._links.central.alive:
            return self._who_is_away()
        return Denial.CP_NO_ANSWER if request.step == "asking_cp" else Denial.EXPIRED

    def _who_is_away(self) -> Denial:
        return Denial.NO_CENTRAL if self._links.kafka.alive else Denial.NO_KAFKA

    def take_back(self, request_id: str, cp_id: str, now: Instant) -> None:
        """Cancel it and say so, also when CENTRAL goes on with what was given up here (D4)."""
        self._cancel(request_id, cp_id, now)
        self._say("cancel_sent", "info", cp=cp_id)

    def _cancel(self, request_id: str, cp_id: str, now: Instant) -> None:
        record = r.ChargeCancelled(
            id=new_id(), at=to_wire(now.utc), request_id=request_id, driver_id=self._driver_id, cp_id=cp_id
        )
        self._send(record, cp_id, token=("cancel", request_id))
