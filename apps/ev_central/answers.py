"""Answers to people's questions, in the order in which they asked: history, tickets, status.

A loop for a thread of its own: whatever is stored, and however slowly it is read, CENTRAL's heart beats on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from itertools import chain
from queue import SimpleQueue
from typing import Protocol

import msgspec

from apps.ev_central import intents as i
from apps.ev_central.state import ticket_of
from apps.ev_central.views import CpHistory, PanelUpdate, TicketView
from shared.messaging.events import OutRecord
from shared.runtime.clock import from_wire
from shared.store.archive import PAGE, Archive, StoreError
from shared.store.rows import SupplyRow

log = logging.getLogger(__name__)


class Ports(Protocol):
    """Where CENTRAL's effects go; none of these blocks."""

    def answer(self, connection: int, text: str) -> None:
        """Answer the request of a monitor's connection."""

    def send(self, record: OutRecord) -> None:
        """Hand a record to the Kafka producer."""

    def publish(self, update: PanelUpdate) -> None:
        """Show the panel what changed."""

    def show_history(self, history: CpHistory) -> None:
        """Answer ``ShowHistory``."""

    def reply(self, value: object) -> None:
        """Answer on standard output, one JSON value; the lists of an iterator as one list."""

    def complain(self, sentence: str) -> None:
        """Tell the operator that something cannot be done."""


class Answers:
    """Answers by ``archive``. :meth:`ask` is for any thread, the others for the loop's."""

    def __init__(self, archive: Archive, ports: Ports) -> None:
        self._archive = archive
        self._ports = ports
        self._waiting: SimpleQueue[i.Question | None] = SimpleQueue()

    def ask(self, question: i.Question) -> None:
        """What was committed before is in the answer."""
        self._waiting.put(question)

    def wake(self) -> None:
        """End the wait. Any thread."""
        self._waiting.put(None)

    def run(self, stop: threading.Event) -> None:
        """Answer until ``stop`` is set and all that was asked before is answered."""
        while not (stop.is_set() and self._waiting.empty()):
            question = self._waiting.get()
            if question is not None:
                self.give(question)
        self._archive.close()

    def give(self, question: i.Question) -> None:
        """Answer now."""
        try:
            if isinstance(question, i.ShowHistory):
                rows = self._archive.newest(question.cp_id, question.limit)
                self._ports.show_history(CpHistory(question.cp_id, tuple(map(_ticket_view, rows))))
            elif isinstance(question, i.ShowTickets):
                self._ports.reply(self._tickets())
            else:
                self._ports.reply(question)
        except StoreError as error:
            log.warning("the database failed at a question: %s", error.detail)
            self._ports.complain(str(error))

    def _tickets(self) -> list[object] | Iterator[list[object]]:
        pages = map(tickets_json, self._archive.pages())
        first = next(pages, [])
        return chain([first], pages) if len(first) == PAGE else first


def tickets_json(rows: Iterable[SupplyRow]) -> list[object]:
    """As the console prints tickets; nobody had those of orphans that were settled so."""
    tickets = [ticket_of(row, row.ended_at or row.created_at) for row in rows]
    return [msgspec.to_builtins(each) | {"driver_id": each.driver_id or None} for each in tickets]


def _ticket_view(row: SupplyRow) -> TicketView:
    return TicketView(
        session_id=row.session_id,
        driver_id=row.driver_id or "—",
        cp_id=row.cp_id,
        reason=row.reason or "",
        started_at=from_wire(row.started_at or row.created_at),
        ended_at=from_wire(row.ended_at or row.created_at),
        energy_wh=row.energy_wh,
        price=row.price,
        amount=row.amount,
    )
