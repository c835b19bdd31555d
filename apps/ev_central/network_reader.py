"""Reads ``ev.network`` once, when CENTRAL starts, for the ids in it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from apps.ev_central.strangers import NetworkRead
from shared.domain.ids import is_cp_id
from shared.messages import topics
from shared.messages.codec import BadRecord, decode
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import BEGINNING, ConsumerEvent, LinkUp, Positioned, RawRecord, Records
from shared.messaging.options import OptionValue
from shared.runtime.clock import from_wire, now

QUIET_S = 2.0
"""The end is where for so long nothing more was waiting."""
MOST = 100_000


class NetworkReader:
    """Tells :class:`NetworkRead`, and ends. A loop of its own: a year's records in that topic must neither
    stand before requests nor lie in memory."""

    def __init__(
        self, broker: str, options: Mapping[str, OptionValue], told: Callable[[NetworkRead], None]
    ) -> None:
        self._told = told
        self._since = now().utc
        self._known: set[str] = set()
        self._stop = threading.Event()
        self._busy_at = float("inf")
        self._loop = ConsumerLoop(broker, options, {topics.NETWORK: BEGINNING}, self.take)
        self.wake = self._loop.wake

    def run(self, stop: threading.Event) -> None:
        """Read until the end of the topic or ``stop``. Blocks."""
        self._stop = stop
        self._loop.run(stop)

    def take(self, event: ConsumerEvent) -> None:
        """Note the keys; the loop's thread."""
        mono = time.monotonic()
        if isinstance(event, Records):
            for raw in event.records:
                if not raw.value:
                    self._known.discard(raw.key or "")
                elif len(self._known) < MOST and is_cp_id(raw.key or "") and self._is_older(raw):
                    self._known.add(raw.key or "")
        if isinstance(event, Positioned) or (isinstance(event, Records) and event.behind):
            self._busy_at = mono
        elif isinstance(event, LinkUp | Records) and mono - self._busy_at >= QUIET_S:
            self._stop.set()
            self._told(NetworkRead(frozenset(self._known)))

    def _is_older(self, raw: RawRecord) -> bool:
        """Not what this CENTRAL itself has said since it started, by the same clock."""
        try:
            return from_wire(decode(raw.topic, raw.value).at) < self._since
        except BadRecord:
            return True
