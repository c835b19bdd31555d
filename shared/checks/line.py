"""A line to Kafka for a few seconds: the very loop by which the programs read, listened to from outside."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import END, ConsumerEvent, LinkDown, LinkUp

_LEAVE_S: Final = 2.0

Event = TypeVar("Event", bound=ConsumerEvent)


class KafkaLine:
    """Reads ``topics`` of the Kafka ``broker`` from their end on; nothing is made there. It begins at once.

    One thread uses it, and ends it by :meth:`close`.
    """

    def __init__(self, broker: str, options: Mapping[str, Any], topics: Iterable[str]) -> None:
        self._events: queue.SimpleQueue[ConsumerEvent] = queue.SimpleQueue()
        self._loop = ConsumerLoop(broker, options, dict.fromkeys(topics, END), self._events.put)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop.run, args=(self._stop,), name="line", daemon=True)
        self._thread.start()

    def first(self, within_s: float) -> LinkUp | LinkDown | None:
        """What it says first of the link; None if that takes longer than ``within_s``."""
        found = self.next(within_s, LinkUp, LinkDown)
        assert found is None or isinstance(found, LinkUp | LinkDown)
        return found

    def next(self, within_s: float, *kinds: type[Event]) -> Event | None:
        """The next event of one of ``kinds``, those before it dropped; None after ``within_s``."""
        deadline = time.monotonic() + within_s
        while (left_s := deadline - time.monotonic()) > 0:
            try:
                event = self._events.get(timeout=left_s)
            except queue.Empty:
                break
            if isinstance(event, kinds):
                return event
        return None

    def close(self) -> None:
        """Leave Kafka. Blocks up to 2 s; a second time it does nothing."""
        self._stop.set()
        self._loop.wake()
        self._thread.join(_LEAVE_S)
