"""Sending records: one blocking loop that keeps what must not be lost until the broker has stored it."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from kafka.errors import (
    InvalidRecordError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from shared.messaging.clients import Network, Stopped, close_producer, open_producer, want_topic
from shared.messaging.events import Delivered, OutRecord, ProducerEvent, Undeliverable
from shared.messaging.link import LinkLost, LinkReporter, no_answer_text, quieten_kafka_logs
from shared.messaging.options import OptionValue, split_options
from shared.runtime.text import translate

_log = logging.getLogger(__name__)

_RETRY_S: Final = 0.3
_WAIT_S: Final = 0.1
_WINDOW: Final = 2000
_EPHEMERAL_MAX: Final = 10_000
_SILENCE_S: Final = 3.0
_LANE_SILENCE_S: Final = 10.0
_REFUSED_AGAIN_S: Final = 1.0
_FLUSH_S: Final = 2.0
_LOOK_TIMEOUT_S: Final = 2.0

_HOPELESS: Final = (
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    InvalidRecordError,
    InvalidTopicError,
    TypeError,
    ValueError,
    AssertionError,
)


class _Item:
    """A record on its way. ``flight`` numbers the connection that it was handed to."""

    __slots__ = ("flight", "record", "sent_at")

    def __init__(self, record: OutRecord) -> None:
        self.record = record
        self.sent_at = 0.0
        self.flight = 0

    @property
    def durable(self) -> bool:
        return self.record.token is not None


class _Lane:
    """The records of one topic, in order: those that fly (handed to kafka-python) and those that wait.

    ``failed`` of the flying ones will not arrive and are sent again once the others have landed.
    """

    def __init__(self) -> None:
        self.waiting: deque[_Item] = deque()
        self.flying: dict[_Item, None] = {}  # a set that keeps its order
        self.failed = 0
        self.ephemeral = 0
        self.moved_at = 0.0
        self.retry_at = 0.0
        self.warned = False

    def append(self, item: _Item) -> None:
        """Let it wait at the end."""
        self.waiting.append(item)
        self.ephemeral += not item.durable

    def pop(self) -> _Item:
        """The next one to fly."""
        item = self.waiting.popleft()
        self.ephemeral -= not item.durable
        return item

    def push_back(self, item: _Item) -> None:
        """It could not fly yet."""
        self.waiting.appendleft(item)
        self.ephemeral += not item.durable

    def land(self) -> None:
        """Put what has not been acknowledged back in front, in its order; the ephemeral is dropped."""
        self.waiting.extendleft(item for item in reversed(self.flying) if item.durable)
        self.flying.clear()
        self.failed = 0

    def drop_ephemeral(self, kept: int = 0) -> None:
        """Drop the oldest waiting ephemeral records but for the ``kept`` newest."""
        surplus = self.ephemeral - kept
        if surplus <= 0:
            return
        left: deque[_Item] = deque()
        for item in self.waiting:
            if surplus > 0 and not item.durable:
                surplus -= 1
            else:
                left.append(item)
        self.waiting = left
        self.ephemeral = kept


class ProducerLoop:
    """Sends records to the broker at ``host:port``, in the order of :meth:`send` for each topic.

    A record with a token is **durable**: it is kept until the broker has stored it, and sent again after any
    failure, in the original order and for ever (at least once: the reader de-duplicates). Its token comes
    back in ``Delivered``. A record without one is **ephemeral**: dropped while the link is down, and when
    more than 10,000 wait (the newest stay).

    ``LinkDown`` comes at most 4 s after the broker's death if anything is being sent. ``deliver`` is called
    from the loop's thread and must not block.
    """

    def __init__(
        self,
        broker: str,
        options: Mapping[str, OptionValue],
        deliver: Callable[[ProducerEvent], None],
    ) -> None:
        self._broker = broker
        self._options = split_options(options).producer
        self._deliver = deliver
        self._link = LinkReporter("producer", broker, deliver)
        self._woken = threading.Event()
        self._inbox: deque[OutRecord] = deque()
        self._landed: deque[tuple[_Item, int, float, BaseException | None]] = deque()
        self._lanes: dict[str, _Lane] = {}
        self._flight = 0
        self._moved_at = 0.0

    def send(self, record: OutRecord) -> None:
        """Queue ``record``. Any thread; never blocks."""
        if record.token is None and not self._link.is_up:
            return
        self._inbox.append(record)
        self._woken.set()

    def wake(self) -> None:
        """End the present wait, so that a ``stop`` that was just set is seen. Any thread."""
        self._woken.set()

    def run(self, stop: threading.Event) -> None:
        """Send until ``stop`` is set, then up to 2 s what is left. Blocks; broker trouble is not raised."""
        quieten_kafka_logs()
        while not stop.is_set():
            try:
                self._serve(stop)
            except Stopped:
                return
            except Exception as error:  # noqa: BLE001
                # The client may fail in any way: the answer is to start it anew and send again.
                self._link.down(error)
                self._keep_durable()
                self._rest(_RETRY_S)

    def _rest(self, seconds: float) -> None:
        if self._woken.wait(seconds):
            self._woken.clear()

    def _serve(self, stop: threading.Event) -> None:
        """From one connection to its loss, or to the end."""
        producer, network = open_producer(self._broker, self._options, stop)
        try:
            self._flight += 1
            self._link.up(network.greet(self._broker, (), _LOOK_TIMEOUT_S).latency_ms)
            deadline = float("inf")
            while time.monotonic() < deadline:
                self._take_inbox()
                self._settle()
                self._watch()
                for topic, lane in self._lanes.items():
                    self._fly(producer, network, topic, lane)
                if stop.is_set():
                    if not any(lane.waiting or lane.flying for lane in self._lanes.values()):
                        return
                    deadline = min(deadline, time.monotonic() + _FLUSH_S)
                self._rest(_WAIT_S)
        finally:
            close_producer(producer, network)

    def _take_inbox(self) -> None:
        while self._inbox:
            record = self._inbox.popleft()
            self._lanes.setdefault(record.topic, _Lane()).append(_Item(record))
        for lane in self._lanes.values():
            lane.drop_ephemeral(kept=_EPHEMERAL_MAX)

    def _fly(self, producer: Any, network: Network, topic: str, lane: _Lane) -> None:
        """Hand over what the window lets; nothing overtakes a record that has failed."""
        now = time.monotonic()
        if not lane.waiting or lane.failed or now < lane.retry_at:
            return
        if not network.knows(topic):
            self._ask_for(producer, topic, lane, now)
            return
        if not lane.flying:
            lane.moved_at = now
            if not any(other.flying for other in self._lanes.values()):
                self._moved_at = now
        while lane.waiting and len(lane.flying) < _WINDOW:
            item = lane.pop()
            try:
                self._hand_over(producer, item)
            except _HOPELESS as error:
                self._give_up(item, error)
            except KafkaError:
                lane.push_back(item)
                lane.retry_at = now + _WAIT_S
                return
            else:
                lane.flying[item] = None

    def _hand_over(self, producer: Any, item: _Item) -> None:
        record = item.record
        future = producer.send(
            record.topic, value=record.value, key=record.key.encode(), headers=list(record.headers)
        )
        item.sent_at = time.monotonic()
        item.flight = flight = self._flight
        future.add_callback(lambda _: self._on_landed(item, flight, None))
        future.add_errback(lambda error: self._on_landed(item, flight, error))

    def _on_landed(self, item: _Item, flight: int, error: BaseException | None) -> None:
        """In kafka-python's own thread."""
        self._landed.append((item, flight, time.monotonic(), error))
        self._woken.set()

    def _settle(self) -> None:
        """Take what has been acknowledged or has failed off its lane."""
        tokens: list[object] = []
        while self._landed:
            item, flight, landed_at, error = self._landed.popleft()
            lane = self._lanes[item.record.topic]
            if flight != self._flight or item not in lane.flying:
                continue
            if error is None:
                self._moved_at = lane.moved_at = landed_at
                self._link.up((landed_at - item.sent_at) * 1000)
                if item.durable:
                    tokens.append(item.record.token)
            elif isinstance(error, _HOPELESS):
                self._give_up(item, error)
            elif item.durable:
                lane.failed += 1
                continue
            del lane.flying[item]
        if tokens:
            self._deliver(Delivered(tuple(tokens)))
        for topic, lane in self._lanes.items():
            if lane.failed and lane.failed == len(lane.flying):
                _log.info("records of %s were refused for now; sending them again", topic)
                lane.land()
                lane.retry_at = time.monotonic() + _REFUSED_AGAIN_S

    def _watch(self) -> None:
        """Give this connection up when it stores nothing. One lane alone gets longer: its leader may move."""
        now = time.monotonic()
        flying = [lane for lane in self._lanes.values() if lane.flying]
        silent = flying and now - self._moved_at > _SILENCE_S
        if silent or any(now - lane.moved_at > _LANE_SILENCE_S for lane in flying):
            raise LinkLost(no_answer_text().format(broker=self._broker))

    def _ask_for(self, producer: Any, topic: str, lane: _Lane, now: float) -> None:
        """The topic is not there yet: other lanes go on while kafka-python asks for it."""
        try:
            want_topic(producer, topic)
        except _HOPELESS as error:
            while lane.waiting:
                self._give_up(lane.pop(), error)
            return
        lane.retry_at = now + _WAIT_S
        if not lane.warned:
            lane.warned = True
            _log.info("topic %s is not known yet; its records wait for it", topic)

    def _give_up(self, item: _Item, error: BaseException) -> None:
        record = item.record
        if isinstance(error, MessageSizeTooLargeError | RecordListTooLargeError):
            text = translate(
                "Kafka",
                "A record of {size} bytes for {topic} is larger than Kafka takes: raise max_request_size "
                "here and max.message.bytes of the topic.",
            )
        else:
            text = translate("Kafka", "A record for {topic} cannot be sent: {error}.")
        reason = text.format(size=len(record.value or b""), topic=record.topic, error=error)
        _log.warning("%s", reason)
        if item.durable:
            self._deliver(Undeliverable(record.token, reason))

    def _keep_durable(self) -> None:
        """After a loss: all that is not acknowledged waits again in its order; the ephemeral is dropped."""
        for lane in self._lanes.values():
            lane.land()
            lane.drop_ephemeral()
            lane.retry_at = 0.0
        self._landed.clear()
