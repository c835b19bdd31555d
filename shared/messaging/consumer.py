"""Reading topics: one blocking loop that finds its places, survives the broker, and says what it knows."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Final

from kafka import TopicPartition
from kafka.errors import (
    AuthorizationError,
    KafkaError,
    LeaderNotAvailableError,
    LogTruncationError,
    OffsetOutOfRangeError,
)

from shared.messaging.clients import (
    ClusterView,
    Network,
    Stopped,
    open_consumer,
    partition_of,
)
from shared.messaging.events import (
    END,
    ConsumerEvent,
    Offsets,
    OffsetsLost,
    Place,
    Positioned,
    RawRecord,
    Records,
    Start,
    TopicAmiss,
    Unreadable,
)
from shared.messaging.link import (
    LinkLost,
    LinkReporter,
    Loop,
    Refused,
    is_refusal,
    no_answer_text,
    quieten_kafka_logs,
)
from shared.messaging.options import OptionValue
from shared.messaging.patches import UnreadableBatch
from shared.messaging.topics import TopicSpec, create_topics, mend_topics

_POLL_MS: Final = 200
_PAUSE_S: Final = 0.02
_LOOK_EVERY_S: Final = 1.0
_LOOK_AGAIN_S: Final = 0.25
_LOOK_TIMEOUT_S: Final = 1.5
_LOST_S: Final = 2.3  # one look that waits in vain, or several that fail at once
_PLACE_TIMEOUT_MS: Final = 2000


class ConsumerLoop(Loop):
    """Reads all partitions of the subscribed topics, by hand: no consumer group, our own places.

    ``broker`` is ``host:port``; ``options`` are those of ``--kafka-option``; ``subscriptions`` says where to
    begin in each topic. A topic or partition that appears later is read from its beginning: all in it came
    after our start. Those of ``create`` are made where they are missing, in a Kafka that takes the place of
    another too, and set right where somebody has made them otherwise. ``deliver`` is called from the loop's
    thread and must not block. While ``pause_when()`` is true nothing is read, and of the topics in
    ``full()`` neither: so a slow reader bounds the memory. Of a topic in ``keys`` only the records of that
    key are wanted: only its partition is read, or all if the key has moved to another one.

    Each second a small request proves that the broker lives; ``LinkDown`` comes at most 4 s after its death,
    a hang (SIGSTOP) included, because ``poll()`` tells of neither (D5).
    """

    def __init__(
        self,
        broker: str,
        options: Mapping[str, OptionValue],
        subscriptions: Mapping[str, Start],
        deliver: Callable[[ConsumerEvent], None],
        *,
        create: Mapping[str, TopicSpec] | None = None,
        pause_when: Callable[[], bool] = lambda: False,
        full: Callable[[], frozenset[str]] = frozenset,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        self._broker = broker
        self._options = options
        self._starts = dict(subscriptions)
        self._create = dict(create or {})
        self._asked = self._starts.keys() | self._create.keys()
        self._deliver = deliver
        self._pause_when = pause_when
        self._full = full
        self._keys = dict(keys or {})
        self._held: frozenset[str] | None = None
        user = self._options.get("sasl_plain_username")
        super().__init__(LinkReporter("consumer", broker, deliver, "Read", user))
        # Where to go on. It outlives the Kafka client, which is made anew after each outage.
        self._next: dict[Place, int] = {}
        self._cluster_id: str | None = None
        self._topic_ids: dict[str, str] = {}
        self._mended: Mapping[str, str] | None = None
        self._amiss: set[str] = set()
        self._placed = False
        self._refused = False
        for topic, start in self._starts.items():
            if isinstance(start, Offsets):
                self._next |= {(topic, part): offset for part, offset in start.offsets.items()}
                self._cluster_id = self._cluster_id or start.cluster_id
                if start.topic_id is not None:
                    self._topic_ids[topic] = start.topic_id

    def run(self, stop: threading.Event) -> None:
        """Read until ``stop`` is set (seen within 0.3 s). Blocks; trouble with the broker is never raised."""
        quieten_kafka_logs()
        while not stop.is_set():
            try:
                self._read(stop)
            except Stopped:
                return
            except Exception as error:  # noqa: BLE001
                # The client may fail in any way (a malformed answer too): the answer is to start it anew.
                self._link.down(error)
                self._refused = is_refusal(error)
            self._rest(self._link.retry_s)

    def _read(self, stop: threading.Event) -> None:
        """From one connection to its loss."""
        with open_consumer(self._broker, self._options, stop) as (consumer, network):
            self._connect(consumer, network, stop)
            seen_at = time.monotonic()
            look_at = seen_at + _LOOK_EVERY_S
            while not stop.is_set():
                if self._pause_when():
                    self._rest(_PAUSE_S)
                elif self._take(consumer, network):
                    seen_at = time.monotonic()
                if time.monotonic() < look_at:
                    continue
                answered = self._look(consumer, network, stop)
                now = time.monotonic()
                look_at = now + (_LOOK_EVERY_S if answered else _LOOK_AGAIN_S)
                if answered:
                    seen_at = now
                elif now - seen_at > _LOST_S:
                    lost = LinkLost(no_answer_text().format(broker=self._broker))
                    self._link.down(lost)  # before the client is closed, which takes a while
                    raise lost

    def _connect(self, consumer: Any, network: Network, stop: threading.Event) -> None:
        view = self._complete(network, network.greet(self._broker, self._asked, _LOOK_TIMEOUT_S), stop)
        if not self._placed and not all(all(view.topics.get(topic, {}).values()) for topic in self._starts):
            # Its end cannot be asked for yet, and to begin elsewhere would read it twice or miss some.
            raise LeaderNotAvailableError("a partition has no leader yet")
        first = not self._placed
        moved = self._place(consumer, network, view)
        self._placed = True
        if not self._refused:  # else it is up once something could be read
            self._link.up(view.latency_ms)
        if first or moved:
            self._tell_places()
        self._mended = None
        self._mend(view, stop)

    def _mend(self, view: ClusterView, stop: threading.Event) -> None:
        """Look once a connection at how the topics are set that ``view`` has, and at those that are new."""
        if self._create and view.topic_ids != self._mended:
            self._mended = view.topic_ids
            before = self._amiss
            self._amiss = set(mend_topics(self._broker, self._options, self._create, stop))
            for reason in sorted(self._amiss - before):  # not anew at each try while Kafka refuses something
                self._deliver(TopicAmiss(reason))

    def _complete(self, network: Network, view: ClusterView, stop: threading.Event) -> ClusterView:
        """Make the topics that ``view`` lacks; what there is then. Raises TopicsMissing as well."""
        if self._create.keys() <= view.topics.keys():
            return view
        create_topics(self._broker, self._options, self._create, stop)
        return network.look(self._asked, _LOOK_TIMEOUT_S)

    def _look(self, consumer: Any, network: Network, stop: threading.Event) -> bool:
        """Ask the broker for news; False when it did not answer."""
        try:
            view = self._complete(network, network.look(self._asked, _LOOK_TIMEOUT_S), stop)
        except AuthorizationError:
            raise
        except KafkaError:
            return False
        self._link.up(view.latency_ms)
        assigned = {(partition.topic, partition.partition) for partition in consumer.assignment()}
        changed = _replaced(self._cluster_id, view.cluster_id) or self._renewed(view)
        if changed or self._places(view) - assigned:
            self._place_again(consumer, network, view)
        self._mend(view, stop)
        return True

    def _place_again(self, consumer: Any, network: Network, view: ClusterView) -> None:
        if self._place(consumer, network, view):
            self._tell_places()

    def _places(self, view: ClusterView) -> set[Place]:
        ours = {topic: view.topics.get(topic, {}) for topic in self._starts}
        led = {(topic, part) for topic, parts in ours.items() for part, led in parts.items() if led}
        for topic, key in self._keys.items():
            mine = {(topic, partition_of(key, len(ours[topic])))} if ours[topic] else set()
            if mine >= {place for place in self._next if place[0] == topic}:
                led -= {place for place in led if place[0] == topic} - mine
        return led

    def _tell_places(self) -> None:
        self._deliver(Positioned(self._cluster_id, dict(self._next), dict(self._topic_ids)))

    def _place(self, consumer: Any, network: Network, view: ClusterView) -> bool:
        """Fix a place in every partition of ``view``; True when one of ours was lost, or a topic is new.

        A place means something in its cluster and its topic only. Where the cluster or the topic is another
        one (``replaced``, ``renewed``), or it lies outside what is stored (``begin`` to ``end``), it is
        lost: reading goes on at the end or the beginning, as the topic is subscribed, and who reads is told.
        A partition that appears later is read from its beginning: all in it came after our start.
        """
        self._held = None  # whether a new assignment is held back is not known
        replaced, renewed = _replaced(self._cluster_id, view.cluster_id), self._renewed(view)
        places = sorted(self._places(view))
        partitions = [TopicPartition(*place) for place in places]
        begins, ends = _edges(consumer, network, partitions)
        # What is not there yet will begin at its beginning; an old place must not outlive this.
        void = {place for place in self._next if replaced or place[0] in renewed} - set(places)
        gone = {place: self._next.pop(place) for place in void}
        lost = [OffsetsLost(*place, wanted=old, now=0) for place, old in sorted(gone.items()) if old]
        for place, partition in zip(places, partitions, strict=True):
            begin, end = begins[partition], ends[partition]
            new = place[0] in renewed
            at_end = self._starts[place[0]] is END and not new
            # What appears after the first connection is new: all of it came after our start.
            wanted = to = self._next.get(place, end if at_end and not self._placed else begin)
            if replaced or new or not begin <= wanted <= end:
                to = end if at_end else begin
            self._next[place] = to = end if end - to > self._most_behind(place[0]) else to
            if to != wanted:
                lost.append(OffsetsLost(*place, wanted=wanted, now=to))
        self._cluster_id = view.cluster_id or self._cluster_id
        known, self._topic_ids = self._topic_ids, self._topic_ids | self._ids(view)
        for place, partition in zip(places, partitions, strict=True):
            consumer.seek(partition, self._next[place])
        for event in lost:
            self._deliver(event)
        return replaced or bool(lost) or known != self._topic_ids

    def _most_behind(self, topic: str) -> float:
        start = self._starts[topic]
        return start.most_behind if isinstance(start, Offsets) else inf

    def _hold(self, consumer: Any, topics: frozenset[str]) -> None:
        """Read ``topics`` no further until they are held no more."""
        if topics != self._held:
            for partition in consumer.assignment():
                if partition.topic in topics:
                    consumer.pause(partition)
                else:
                    consumer.resume(partition)
            self._held = topics

    def _renewed(self, view: ClusterView) -> set[str]:
        """Topics that were deleted and made again: their numbers mean nothing any more."""
        return {name for name, found in self._ids(view).items() if self._topic_ids.get(name, found) != found}

    def _ids(self, view: ClusterView) -> dict[str, str]:
        return {name: found for name, found in view.topic_ids.items() if name in self._starts}

    def _take(self, consumer: Any, network: Network) -> bool:
        """Wait shortly for records and pass them on; True when some came."""
        self._hold(consumer, self._full())
        try:
            batches = consumer.poll(timeout_ms=_POLL_MS)
        except (OffsetOutOfRangeError, LogTruncationError):
            self._place_again(consumer, network, network.look(self._starts, _LOOK_TIMEOUT_S))
            return False
        except KafkaError as error:
            if error.retriable or isinstance(error, AuthorizationError):
                raise
            raise Refused(self._starts, error) from error
        if not batches:
            return False
        records: list[RawRecord] = []
        positions: dict[Place, int] = {}
        behind: dict[Place, int] = {}
        for partition, batch in batches.items():
            place = (partition.topic, partition.partition)
            for record in batch:
                if isinstance(record.value, UnreadableBatch):
                    self._tell_unreadable(record, records, positions)
                    records, positions = [], {}
                else:
                    records.append(_raw(record))
            positions[place] = self._next[place] = batch[-1].offset + 1
            behind[place] = max(0, (consumer.highwater(partition) or 0) - self._next[place])
        self._deliver(Records(tuple(records), positions, behind))
        return True

    def _tell_unreadable(self, record: Any, before: list[RawRecord], positions: dict[Place, int]) -> None:
        """What was read ``before`` it is told before it: by these events places move."""
        if before or positions:
            self._deliver(Records(tuple(before), positions))
        first, end = record.value.first, record.offset + 1
        self._deliver(Unreadable(record.topic, record.partition, offset=first, next_offset=end))


def _raw(record: Any) -> RawRecord:
    """A record of kafka-python as ours."""
    key: str | None = None
    with contextlib.suppress(UnicodeDecodeError):
        key = None if record.key is None else record.key.decode()
    headers = tuple((name, value or b"") for name, value in record.headers)
    place = record.topic, record.partition, record.offset
    return RawRecord(*place, key, record.key, record.value or b"", headers, record.timestamp)


def _edges(consumer: Any, network: Network, partitions: list[Any]) -> tuple[dict[Any, int], dict[Any, int]]:
    """Assign ``partitions`` and ask for the first and the next offset of each."""
    if not partitions:
        return {}, {}
    consumer.assign(partitions)
    network.learn(_LOOK_TIMEOUT_S)
    return (
        consumer.beginning_offsets(partitions, timeout_ms=_PLACE_TIMEOUT_MS),
        consumer.end_offsets(partitions, timeout_ms=_PLACE_TIMEOUT_MS),
    )


def _replaced(known: str | None, found: str | None) -> bool:
    return known is not None and found is not None and known != found
