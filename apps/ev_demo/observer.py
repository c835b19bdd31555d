"""Watches the network for the pages *Timeline* and *Tickets*. A blocking loop for a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from apps.ev_demo import intents as i
from apps.ev_demo.answers import STATUS, TICKETS
from apps.ev_demo.network import Kind, Spec
from apps.ev_demo.summary import Supply
from apps.ev_demo.timeline import Entry, Timeline
from apps.ev_demo.watch import POLL_S, Consoles

SOON_S: Final = 0.1
"""Between two questions to one of whom something is expected."""
IDLE_S: Final = 1.0
"""Between two to CENTRAL, to know what runs when something happens; and between two for tickets."""
TICKETS_PAGE: Final = 2
"""While it is looked at, all are asked for their tickets."""


class Proof(NamedTuple):
    """What both pages show."""

    entries: tuple[Entry, ...] = ()
    supplies: tuple[Supply, ...] = ()


class Observer(Consoles):
    """``publish`` gets each new :class:`Proof`."""

    def __init__(
        self,
        specs: Sequence[Spec],
        folder: Path,
        post: Callable[[i.Intent], None],
        publish: Callable[[Proof], None],
    ) -> None:
        super().__init__(specs, folder, post)
        self._timeline = Timeline(specs)
        self._publish = publish
        self._published = Proof()
        self._page = 0

    def look(self, page: int) -> None:
        """The window shows that page now. Any thread."""
        self._page = page

    def run(self, stop: threading.Event) -> None:
        """Watch until ``stop`` is set."""
        while not stop.wait(POLL_S):
            self._turn(self._timeline, time.monotonic())

    def _turn(self, timeline: Timeline, now: float) -> None:
        for at, view in self.views():
            timeline.change(view, at)
        for key, answer, value in self.answers():
            if answer.command == TICKETS:
                timeline.hear_tickets(key, value)
            else:
                timeline.hear_status(key, value, answer.asked)
        timeline.tick(now)
        self.ask(timeline.witnesses(), STATUS, SOON_S)
        self.ask(["central"], STATUS, IDLE_S)
        having = {key for key, spec in self.specs.items() if spec.kind is not Kind.MONITOR}
        self.ask(having if self._page == TICKETS_PAGE else timeline.keepers(), TICKETS, IDLE_S)
        proof = Proof(timeline.entries(), timeline.supplies)
        if proof != self._published:
            self._published = proof
            self._publish(proof)
