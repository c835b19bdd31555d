"""Asking CENTRAL how things stand (``sync_requested``), and what its silence means (D3, D4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from apps.ev_driver.book import Book
from apps.ev_driver.links import Links
from shared.domain.ids import new_id
from shared.messages import records as r
from shared.runtime.clock import Instant, to_wire

ANSWER_S = 10.0
"""A supply that CENTRAL does not mention for so long after it was asked is not known there any more."""
PAUSE_S = 1.0
AGAIN_S = 15.0
QUIET_S = {"supplying": 10.0}
QUIET_OTHERWISE_S = 75.0
"""News of an open supply that are older make the app ask: longer than a plug timeout of 60 s."""

SendSync = Callable[[r.SyncRequested, tuple[str, int]], None]


class Sync:
    """One question at a time: ``send`` gets it with the token by which its delivery is known."""

    def __init__(self, driver_id: str, book: Book, links: Links, send: SendSync) -> None:
        self._driver_id = driver_id
        self._book = book
        self._links = links
        self._send = send
        self._number = 0
        self._asked: float | None = None
        self._delivered: float | None = None

    def ask(self, now: Instant) -> None:
        """Send the question, unless one is on its way to Kafka or was just asked: it will be answered."""
        if self._asked is not None and (self._delivered is None or now.mono - self._asked < PAUSE_S):
            return
        self._number += 1
        self._asked, self._delivered = now.mono, None
        record = r.SyncRequested(id=new_id(), at=to_wire(now.utc), driver_id=self._driver_id)
        self._send(record, ("sync", self._number))

    def delivered(self, tokens: Iterable[object], now: Instant) -> None:
        """Kafka has stored the records with ``tokens``."""
        if ("sync", self._number) in tokens:
            self._delivered = now.mono

    def tick(self, now: Instant) -> list[str]:
        """Take off the book what CENTRAL does not know any more, and return the CPs; ask again when news are
        too old."""
        if not self._links.central or self._asked is None or self._delivered is None:
            return []
        live, unnamed, asked = self._book.live, self._book.unnamed, self._asked
        lost: list[str] = []
        if now.mono - max(self._delivered, self._links.central_since) >= ANSWER_S:
            unknown = [session_id for session_id, one in live.items() if one.news < asked]
            lost = [self._book.lose(session_id).cp_id for session_id in unknown]
            forgotten = [request_id for request_id, news in unnamed.items() if news < asked]
            lost += [self._book.lose_request(request_id).cp_id for request_id in forgotten]
        quiet = any(
            now.mono - live[one.session_id].news >= QUIET_S.get(one.state, QUIET_OTHERWISE_S)
            for one in self._book.sessions.values()
        ) or any(now.mono - news >= QUIET_OTHERWISE_S for news in unnamed.values())
        if quiet and now.mono - asked >= AGAIN_S:
            self.ask(now)
        return lost
