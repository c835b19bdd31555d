"""Sending records: one blocking loop that keeps what must not be lost until the broker has stored it."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from math import inf
from typing import Any, Final

from kafka.errors import (
    InvalidRecordError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
)

from shared.messaging.clients import (
    Network,
    Stopped,
    hear_refusals,
    open_producer,
    want_topic,
)
from shared.messaging.events import Delivered, OutRecord, Place, ProducerEvent, Undeliverable
from shared.messaging.link import LinkLost, LinkReporter, Loop, Refused, no_answer_text, quieten_kafka_logs
from shared.messaging.options import OptionValue
from shared.runtime.clock import mono
from shared.runtime.text import translate

_log = logging.getLogger(__name__)

_WAIT_S: Final = 0.1
_WINDOW: Final = 2000
_CROWD: Final = 10_000
_ANY: Final = -1
_SILENCE_S: Final = 3.0
_LANE_SILENCE_S: Final = 10.0
_REFUSED_S: Final = 3.0
_REFUSED_AGAIN_S: Final = 1.0
_REFUSED_AGAIN_MAX_S: Final = 15.0
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

    @property
    def is_late(self) -> bool:
        return not self.durable and mono() > self.record.until


class _Lane:
    """The records of one topic, in order: those that fly (handed to kafka-python) and those that wait.

    ``failed`` of the flying ones will not arrive and are sent again once the others have landed. ``crowd``
    is how many waited when the ephemeral ones with a newer one of their key were dropped, or fewer since.
    """

    def __init__(self) -> None:
        self.waiting: deque[_Item] = deque()
        self.flying: dict[_Item, None] = {}  # a set that keeps its order
        self.failed = self.crowd = 0
        self.moved_at = 0.0
        self.retry_at = 0.0
        self.again_s = _REFUSED_AGAIN_S
        self.warned = False

    def land(self) -> None:
        """Put what has not been acknowledged back in front, in its order."""
        self.waiting.extendleft(reversed(self.flying))
        self.flying.clear()
        self.failed = 0

    def refused(self, now: float) -> None:
        """All that flew was refused or has arrived: try again after a pause, which grows."""
        self.land()
        self.drop_ephemeral(newest=True)
        self.retry_at = now + self.again_s
        self.again_s = min(2 * self.again_s, _REFUSED_AGAIN_MAX_S)

    def drop_ephemeral(self, *, newest: bool) -> None:
        """Drop the waiting ephemeral records, but for the ``newest`` of each key."""
        left: deque[_Item] = deque()
        keys: set[str] = set()
        for item in reversed(self.waiting):
            if not item.durable:
                if not newest or item.is_late or item.record.key in keys:
                    continue
                keys.add(item.record.key)
            left.appendleft(item)
        self.waiting = left
        self.crowd = len(left)


class _Refusals:
    """What Kafka says no to, by partition: since when, when last, and why, until it stores a record there."""

    def __init__(self) -> None:
        self._heard: deque[tuple[Place, float, Exception]] = deque()
        self._now: dict[Place, tuple[float, float, Exception]] = {}

    def __bool__(self) -> bool:
        return bool(self._now)

    def tell(self, topic: str, partition: int, error: Exception) -> None:
        """Kafka has refused a batch. Any thread."""
        self._heard.append(((topic, partition), time.monotonic(), error))

    def take(self) -> set[str]:
        """Topics of which something was refused since the last call."""
        topics = set()
        while self._heard:
            place, at, error = self._heard.popleft()
            self._now[place] = (self._now.get(place, (at,))[0], at, error)
            topics.add(place[0])
        return topics

    def forget(self, topic: str, partitions: Collection[int], until: float) -> None:
        """Nothing more is said of these partitions (none: of any) of what was refused ``until`` then."""
        for place, (_, last, _) in tuple(self._now.items()):
            if place[0] == topic and last <= until and (not partitions or place[1] in partitions):
                del self._now[place]

    def lasting(self, now: float) -> Refused | None:
        """The refusal that has lasted longest, if that is long, with all topics to which it applies."""
        since, _, error = min(self._now.values(), key=lambda each: each[0], default=(now, now, None))
        if error is None or now - since < _REFUSED_S:
            return None
        alike = {place[0] for place, each in self._now.items() if type(each[2]) is type(error)}
        return Refused(alike, error)


class ProducerLoop(Loop):
    """Sends records to the broker at ``host:port``, in the order of :meth:`send` for each topic.

    A record with a token is **durable**: it is kept until the broker has stored it, and sent again after any
    failure, in the original order and for ever (at least once: the reader de-duplicates). Its token comes
    back in ``Delivered``. A record without one is **ephemeral**: dropped when the link is lost, and where
    10,000 records more wait, or Kafka refuses them, for a newer one of its key.

    ``LinkDown`` comes at most 4 s after the broker's death if anything is being sent, and after 3 s in which
    Kafka has refused all of a partition, with its reason; other topics go on then. ``deliver`` is called from
    the loop's thread and must not block.
    """

    def __init__(
        self,
        broker: str,
        options: Mapping[str, OptionValue],
        deliver: Callable[[ProducerEvent], None],
    ) -> None:
        self._broker = broker
        self._options = options
        self._deliver = deliver
        user = self._options.get("sasl_plain_username")
        super().__init__(LinkReporter("producer", broker, deliver, "Write", user))
        self._refusals = _Refusals()
        self._inbox: deque[OutRecord] = deque()
        self._landed: deque[tuple[_Item, int, float, int, BaseException | None]] = deque()
        self._lanes: dict[str, _Lane] = {}
        self._flight = 0
        self._moved_at = self._latency_ms = 0.0

    def send(self, record: OutRecord) -> None:
        """Queue ``record``. Any thread; never blocks."""
        if record.token is None and not self._link.is_up and not self._refusals:
            return
        self._inbox.append(record)
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
                self._rest(self._link.retry_s)

    def _serve(self, stop: threading.Event) -> None:
        """From one connection to its loss, or to the end."""
        with open_producer(self._broker, self._options, stop) as (producer, network):
            hear_refusals(producer, self._refusals.tell)
            self._flight += 1
            self._latency_ms = network.greet(self._broker, (), _LOOK_TIMEOUT_S).latency_ms
            self._link.up(self._latency_ms)
            deadline = float("inf")
            while time.monotonic() < deadline:
                self._take_inbox()
                self._settle()
                self._tell_refusals()
                self._watch()
                for topic, lane in self._lanes.items():
                    self._fly(producer, network, topic, lane)
                if stop.is_set():
                    if not any(lane.waiting or lane.flying for lane in self._lanes.values()):
                        return
                    deadline = min(deadline, time.monotonic() + _FLUSH_S)
                self._rest(_WAIT_S)

    def _take_inbox(self) -> None:
        while self._inbox:
            record = self._inbox.popleft()
            self._lanes.setdefault(record.topic, _Lane()).waiting.append(_Item(record))
        for lane in self._lanes.values():
            lane.crowd = min(lane.crowd, len(lane.waiting))
            if len(lane.waiting) > lane.crowd + _CROWD:
                lane.drop_ephemeral(newest=True)

    def _fly(self, producer: Any, network: Network, topic: str, lane: _Lane) -> None:
        """Hand over what the window lets; nothing overtakes a record that has failed."""
        now = time.monotonic()
        if not lane.waiting or lane.failed or now < lane.retry_at:
            return
        if not network.knows(topic):
            self._ask_for(producer, network, topic, lane, now)
            return
        if not lane.flying:
            lane.moved_at = now
            if not any(other.flying for other in self._lanes.values()):
                self._moved_at = now
        while lane.waiting and len(lane.flying) < _WINDOW:
            item = lane.waiting.popleft()
            if item.is_late:
                continue
            try:
                self._hand_over(producer, item)
            except _HOPELESS as error:
                self._give_up(item, error)
            except KafkaError:
                lane.waiting.appendleft(item)
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
        future.add_callback(lambda stored: self._on_landed(item, flight, stored.partition, None))
        future.add_errback(lambda error: self._on_landed(item, flight, _ANY, error))

    def _on_landed(self, item: _Item, flight: int, partition: int, error: BaseException | None) -> None:
        """In kafka-python's own thread."""
        self._landed.append((item, flight, time.monotonic(), partition, error))
        self._woken.set()

    def _settle(self) -> None:
        """Take what has been acknowledged or has failed off its lane."""
        now, tokens = time.monotonic(), list[object]()
        for topic in self._refusals.take():  # the broker lives
            self._moved_at = self._lanes[topic].moved_at = now
        while self._landed:
            item, flight, landed_at, partition, error = self._landed.popleft()
            lane = self._lanes[item.record.topic]
            if flight != self._flight or item not in lane.flying:
                continue
            if error is None:
                self._stored(item, lane, landed_at, partition)
                if item.durable:
                    tokens.append(item.record.token)
            elif isinstance(error, _HOPELESS):
                self._give_up(item, error)
            else:
                lane.failed += 1
                continue
            del lane.flying[item]
        if tokens:
            self._deliver(Delivered(tuple(tokens)))
        for topic, lane in self._lanes.items():
            if lane.failed and lane.failed == len(lane.flying):
                lane.refused(now)
            elif not lane.waiting and not lane.flying:
                self._refusals.forget(topic, (), now - _REFUSED_AGAIN_MAX_S)

    def _stored(self, item: _Item, lane: _Lane, landed_at: float, partition: int) -> None:
        self._moved_at = lane.moved_at = landed_at
        lane.again_s = _REFUSED_AGAIN_S
        self._refusals.forget(item.record.topic, (partition, _ANY), landed_at)
        self._latency_ms = (landed_at - item.sent_at) * 1000
        if not self._refusals:
            self._link.up(self._latency_ms)

    def _tell_refusals(self) -> None:
        """The link is down, though the broker lives, while it takes nothing of something that is ours."""
        refused = self._refusals.lasting(time.monotonic())
        if refused is not None:
            self._link.down(refused)
        elif not self._refusals and not self._link.is_up:
            self._link.up(self._latency_ms)

    def _watch(self) -> None:
        """Give this connection up when it stores nothing. One lane alone gets longer: its leader may move."""
        now = time.monotonic()
        flying = [lane for lane in self._lanes.values() if lane.flying]
        silent = flying and now - self._moved_at > _SILENCE_S
        if silent or any(now - lane.moved_at > _LANE_SILENCE_S for lane in flying):
            raise LinkLost(no_answer_text().format(broker=self._broker))

    def _ask_for(self, producer: Any, network: Network, topic: str, lane: _Lane, now: float) -> None:
        """The topic is not there yet: other lanes go on while kafka-python asks for it."""
        try:
            want_topic(producer, topic)
        except _HOPELESS as error:
            while lane.waiting:
                self._give_up(lane.waiting.popleft(), error)
            return
        if network.forbidden(topic):
            self._refusals.tell(topic, _ANY, TopicAuthorizationFailedError(topic))
            lane.refused(now)
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
        _log.log(logging.WARNING if item.durable else logging.DEBUG, "%s", reason)
        if item.durable:
            self._deliver(Undeliverable(record.token, reason))

    def _keep_durable(self) -> None:
        """After a loss: all that is not acknowledged waits again in its order; the ephemeral is dropped."""
        for topic, lane in self._lanes.items():
            self._refusals.forget(topic, (), inf)
            lane.land()
            lane.drop_ephemeral(newest=False)
            lane.retry_at = 0.0
        self._landed.clear()
