"""Asking CENTRAL how things stand (``sync_requested``), and what its silence means (D3, D4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from apps.ev_driver.book import Book
from apps.ev_driver.links import Links
from apps.ev_driver.ports import Send
from shared.domain.ids import new_id
from shared.messages import records as r
from shared.runtime.clock import Instant, to_wire

TICKETS_BACK = timedelta(days=30)
"""After notices were lost CENTRAL is asked for the tickets of so long. An engine that was away keeps the end
of a supply for as long, and tells it then: when a ticket came says little of when its supply ended."""
ANSWER_S = 10.0
"""A supply that CENTRAL does not mention for so long after it was asked is not known there any more."""
PAUSE_S = 1.0
AGAIN_S = 15.0
TICKETS_SINCE = "tickets_since"
"""The fact of the store that notices were lost and no answer has come: since when tickets are wanted."""
QUIET_S = {"supplying": 10.0}
QUIET_OTHERWISE_S = 75.0
"""News of an open supply that are older make the app ask: longer than a plug timeout of 60 s."""


class Sync:
    """One question at a time."""

    def __init__(
        self, driver_id: str, book: Book, links: Links, send: Send, tickets_since: str | None
    ) -> None:
        self._driver_id = driver_id
        self._book = book
        self._links = links
        self._send = send
        self._number = 0
        self._asked: float | None = None
        self._delivered: float | None = None
        self._tickets_since = tickets_since
        self._asked_since: str | None = None

    def missed(self, now: Instant) -> None:
        """Notices are lost, tickets perhaps among them: asked for until CENTRAL must have answered."""
        self._tickets_since = to_wire(now.utc - TICKETS_BACK)
        self._book.changes.facts[TICKETS_SINCE] = self._tickets_since

    def ask(self, now: Instant) -> None:
        """Send the question, unless one is on its way to Kafka or was just asked: it will be answered."""
        enough = self._tickets_since in (None, self._asked_since)
        waits = self._asked is not None and (self._delivered is None or now.mono - self._asked < PAUSE_S)
        if waits and enough:
            return
        self._number += 1
        self._asked, self._delivered, self._asked_since = now.mono, None, self._tickets_since
        record = r.SyncRequested(
            id=new_id(), at=to_wire(now.utc), driver_id=self._driver_id, tickets_since=self._tickets_since
        )
        self._send(record, self._driver_id, token=("sync", self._number))

    def delivered(self, tokens: Iterable[object], now: Instant) -> None:
        """Kafka has stored the records with ``tokens``."""
        if ("sync", self._number) in tokens:
            self._delivered = now.mono

    def tick(self, now: Instant) -> list[str]:
        """Take off the book what CENTRAL does not know any more, and return the CPs; ask again when news are
        too old."""
        if not self._links.central.alive or self._asked is None or self._delivered is None:
            return []
        live, unnamed, asked = self._book.live, self._book.unnamed, self._asked
        lost: list[str] = []
        if now.mono - max(self._delivered, self._links.answers_since) >= ANSWER_S:
            unknown = [session_id for session_id, one in live.items() if one.news < asked]
            lost = [self._book.lose(session_id).cp_id for session_id in unknown]
            forgotten = [request_id for request_id, news in unnamed.items() if news < asked]
            lost += [self._book.lose_request(request_id).cp_id for request_id in forgotten]
            self._answered()
        quiet = any(
            now.mono - live[one.session_id].news >= QUIET_S.get(one.state, QUIET_OTHERWISE_S)
            for one in self._book.sessions.values()
        ) or any(now.mono - news >= QUIET_OTHERWISE_S for news in unnamed.values())
        if quiet and now.mono - asked >= AGAIN_S:
            self.ask(now)
        return lost

    def _answered(self) -> None:
        """CENTRAL was alive long enough after the question: the tickets are in the topic."""
        if self._tickets_since is not None and self._tickets_since == self._asked_since:
            self._tickets_since = None
            self._book.changes.facts[TICKETS_SINCE] = ""
