"""What CENTRAL's notices change, and what is said of it (M7, M9, M10, D3)."""

from __future__ import annotations

from collections.abc import Callable

from apps.ev_driver.book import CLOSED, RESERVED, Book
from apps.ev_driver.ports import Say
from apps.ev_driver.requests import RequestDesk
from shared.messages import records as r
from shared.runtime.clock import Instant
from shared.runtime.told import Severity

_SEVERITY: dict[str, Severity] = {"authorised": "good", "denied": "bad", "cancelled": "warning"}


class NoticeDesk:
    """Applies notices to ``book``; ``ask_sync`` asks CENTRAL how things stand."""

    def __init__(self, book: Book, requests: RequestDesk, say: Say, ask_sync: Callable[[], None]) -> None:
        self._book = book
        self._requests = requests
        self._say = say
        self._ask_sync = ask_sync

    def take(self, record: r.AnyRecord, now: Instant) -> None:
        """Apply one notice of this driver; a repeated one changes nothing and is not said again."""
        match record:
            case r.RequestProgress():
                self._progress(record, now)
            case r.ChargingUpdate():
                self._update(record, now)
            case r.SessionState():
                self._session_state(record, now)
            case r.Ticket():
                self._ticket(record, now)

    def _progress(self, record: r.RequestProgress, now: Instant) -> None:
        given_up = self._requests.given_up(record.request_id)
        request = self._book.progress(record, now.mono)
        if request is None:
            return
        if given_up and request.step not in CLOSED:
            self._requests.take_back(record.request_id, record.cp_id, now)
        self._requests.heard(request.request_id, now.mono)
        if request.request_id in self._book.unnamed:
            self._ask_sync()
        severity = _SEVERITY.get(record.step, "info")
        self._say(record.step, severity, cp=record.cp_id, reason=record.reason or "")

    def _update(self, record: r.ChargingUpdate, now: Instant) -> None:
        before = self._book.sessions.get(record.session_id)
        if not self._book.update(record, now.mono, now.utc.timestamp()):
            self._ask_sync()
        elif before is not None and before.state != "supplying":
            self._say("resumed" if before.state == "interrupted" else "supplying", "good", cp=before.cp_id)

    def _session_state(self, record: r.SessionState, now: Instant) -> None:
        before = self._book.sessions.get(record.session_id)
        given_up = self._requests.given_up(record.request_id)
        session = self._book.state(record, now.mono)
        if given_up and session is not None and session.state in RESERVED:
            self._requests.take_back(record.request_id, record.cp_id, now)
        self._requests.heard(record.request_id, now.mono)
        if session is None or (before is not None and before.state == session.state):
            return
        if session.state == "interrupted":
            self._say("interrupted", "warning", cp=session.cp_id)
        elif session.state == "supplying":
            back = before is not None and before.state == "interrupted"
            self._say("resumed" if back else "supplying", "good", cp=session.cp_id)
        elif session.state == "authorised":
            self._say("authorised", "good", cp=session.cp_id)

    def _ticket(self, record: r.Ticket, now: Instant) -> None:
        if not self._book.ticket(record):
            return
        self._requests.heard(record.request_id, now.mono)
        self._say(
            "ticket",
            "good" if record.reason in ("unplugged", "target_reached") else "warning",
            cp=record.cp_id,
            energy_wh=str(record.energy_wh),
            amount=record.amount,
            reason=record.reason,
        )
