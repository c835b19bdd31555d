"""Who answers at an address: ports are easily taken for each other."""

from __future__ import annotations

import queue
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from shared.messages import topics
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import END, ConsumerEvent, LinkDown, LinkUp
from shared.net.client import FrameClient
from shared.net.errors import LinkError, LinkReason
from shared.runtime.addresses import Address

_ANSWER_S: Final = 2.0
_LEAVE_S: Final = 2.0
Event = TypeVar("Event", bound=ConsumerEvent)


class KafkaLine:
    """Reads ``topics`` of the Kafka ``broker`` from their end on, as the programs do; it makes nothing there.

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


def is_kafka(address: Address, options: Mapping[str, Any]) -> bool:
    """Whether a Kafka answers there that can be used from here."""
    line = KafkaLine(str(address), options, [topics.HEARTBEAT])
    try:
        return isinstance(line.first(_ANSWER_S), LinkUp)
    finally:
        line.close()


def speaks_frames(address: Address) -> bool:
    """Whether CENTRAL or an engine answers there, be it that it cannot serve now."""
    return _greets(address, None)


def speaks_tls(address: Address) -> bool:
    """Whether a CENTRAL with TLS answers there, with whatever certificate."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    return _greets(address, anybody)


def _greets(address: Address, tls: ssl.SSLContext | None) -> bool:
    with FrameClient(address.host, address.port, tls) as client:
        try:
            client.connect(_ANSWER_S)
        except LinkError as error:
            return error.reason is LinkReason.NACK
    return True
