"""Kafka as the loops of ``shared.messaging`` show it, without threads and broker.

A :class:`Broker` keeps its records by topic and partition. A :class:`Writer` is a ``ProducerLoop``: order
within a topic, a record that must arrive is sent again until it is acknowledged (so that it can be stored
twice), one that need not is dropped with the link. A :class:`Reader` is a ``ConsumerLoop``: places of its
own, batches of any size, and its words when places or the whole cluster are gone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

from shared.messages import topics
from shared.messaging.events import (
    END,
    ConsumerEvent,
    Delivered,
    LinkDown,
    LinkUp,
    Offsets,
    OffsetsLost,
    OutRecord,
    Place,
    Positioned,
    ProducerEvent,
    RawRecord,
    Records,
    Start,
    Unreadable,
)

PARTITIONS = 2
ALL = 10**9
TOPICS = (
    topics.REQUESTS,
    topics.COMMANDS,
    topics.CP_EVENTS,
    topics.NOTICES,
    topics.NETWORK,
    topics.HEARTBEAT,
)


@dataclass
class Log:
    """One partition: its records from offset ``begin`` on."""

    begin: int = 0
    records: list[RawRecord] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.begin + len(self.records)

    def forget(self, count: int) -> None:
        """Retention: the oldest records are gone."""
        count = min(count, len(self.records))
        del self.records[:count]
        self.begin += count


class Broker:
    """The cluster that answers now. ``up`` False: nobody reaches it.

    ``archive`` has all that was ever stored, in former clusters too; ``version`` changes with the logs.
    """

    def __init__(self) -> None:
        self.up = True
        self.version = 0
        self.archive: list[RawRecord] = []
        self.clusters = 0
        self.logs: dict[Place, Log] = {}
        self.replace()

    @property
    def cluster_id(self) -> str:
        return f"cluster-{self.clusters}"

    def replace(self, *, late_topics: bool = False) -> None:
        """Another cluster, empty, at the same address. ``late_topics``: they appear with their records."""
        self.clusters += 1
        self.version += 1
        self.logs = {}
        if not late_topics:
            for topic in TOPICS:
                self.create(topic)

    def create(self, topic: str) -> None:
        for partition in range(1 if topic == topics.HEARTBEAT else PARTITIONS):
            if (topic, partition) not in self.logs:
                self.logs[topic, partition] = Log()
                self.version += 1

    def store(self, record: OutRecord) -> RawRecord:
        """Store a record, at its key's partition."""
        self.create(record.topic)
        partition = 0 if record.topic == topics.HEARTBEAT else crc32(record.key.encode()) % PARTITIONS
        log = self.logs[record.topic, partition]
        raw = RawRecord(
            record.topic, partition, log.end, record.key, record.key.encode(), record.value, record.headers, 0
        )
        log.records.append(raw)
        self.archive.append(raw)
        self.version += 1
        return raw

    def forget(self, topic: str, count: int) -> None:
        """Retention: the oldest ``count`` records of each partition of a topic are gone."""
        for (name, _), log in self.logs.items():
            if name == topic:
                log.forget(count)
                self.version += 1

    def of_topic(self, topic: str) -> list[RawRecord]:
        """All records of a topic, partition by partition."""
        return [record for (name, _), log in self.logs.items() if name == topic for record in log.records]


class Writer:
    """One program's producer. ``deliver`` gets what a ``ProducerLoop`` says."""

    def __init__(self, broker: Broker, deliver: Callable[[ProducerEvent], None]) -> None:
        self._broker = broker
        self._deliver = deliver
        self.up = False
        self._lanes: dict[str, deque[OutRecord]] = {}
        self._stored: dict[str, int] = {}

    @property
    def waiting(self) -> int:
        """Records that are not acknowledged."""
        return sum(map(len, self._lanes.values()))

    def send(self, record: OutRecord) -> None:
        if record.token is None and not self.up:
            return
        self._lanes.setdefault(record.topic, deque()).append(record)

    def look(self) -> None:
        """Once a second: is the broker there?"""
        if self.up and not self._broker.up:
            self.lose()
        elif not self.up and self._broker.up:
            self.up = True
            self._deliver(LinkUp(1.0))

    def lose(self) -> None:
        """The connection breaks: acknowledgements on their way are lost, and so is what need not arrive."""
        if not self.up:
            return
        self.up = False
        self._stored.clear()
        for topic, lane in self._lanes.items():
            self._lanes[topic] = deque(record for record in lane if record.token is not None)
        self._deliver(LinkDown("the broker does not answer"))

    def store(self, limit: int = ALL) -> int:
        """The broker stores up to ``limit`` records of each topic, unheard as yet; how many it did."""
        if not (self.up and self._broker.up):
            return 0
        count = 0
        for topic, lane in self._lanes.items():
            stored = self._stored.get(topic, 0)
            for index in range(stored, min(len(lane), stored + limit)):
                self._broker.store(lane[index])
                self._stored[topic] = index + 1
                count += 1
        return count

    def acknowledge(self, limit: int = ALL) -> int:
        """The broker's acknowledgements of up to ``limit`` records of each topic arrive."""
        if not (self.up and self._broker.up):
            return 0
        tokens: list[object] = []
        count = 0
        for topic, lane in self._lanes.items():
            for _ in range(min(self._stored.get(topic, 0), limit)):
                record = lane.popleft()
                self._stored[topic] -= 1
                count += 1
                if record.token is not None:
                    tokens.append(record.token)
        if tokens:
            self._deliver(Delivered(tuple(tokens)))
        return count


class Reader:
    """One program's consumer. ``deliver`` gets what a ``ConsumerLoop`` says."""

    def __init__(
        self, broker: Broker, starts: Mapping[str, Start], deliver: Callable[[ConsumerEvent], None]
    ) -> None:
        self._broker = broker
        self._starts = dict(starts)
        self._deliver = deliver
        self.up = False
        self.held: set[Place] = set()
        self._next: dict[Place, int] = {}
        self._cluster_id: str | None = None
        self._placed = False
        self._turn = 0
        self._emptied = -1
        for topic, start in self._starts.items():
            if isinstance(start, Offsets):
                self._next |= {(topic, part): offset for part, offset in start.offsets.items()}
                self._cluster_id = self._cluster_id or start.cluster_id

    def look(self) -> None:
        """Once a second: is the broker there, the same one, with the same topics?"""
        if not self._broker.up:
            if self.up:
                self.up = False
                self._deliver(LinkDown("the broker does not answer"))
        elif not self.up:
            first = not self._placed
            moved = self._place()
            self.up = self._placed = True
            self._emptied = -1
            self._deliver(LinkUp(1.0))
            if first or moved:
                self._tell_places()
        else:
            self._deliver(LinkUp(1.0))
            if self._places() - self._next.keys() or self._gone():
                self._emptied = -1
                if self._place():
                    self._tell_places()

    def poll(self, limit: int = ALL) -> int:
        """Read up to ``limit`` records; how many came. Partitions take turns in being first."""
        if not (self.up and self._broker.up) or self._emptied == self._broker.version or self._gone():
            return 0
        version = self._broker.version
        places = sorted(self._places() & self._next.keys() - self.held)
        self._turn += 1
        read: list[RawRecord] = []
        positions: dict[Place, int] = {}
        for index in range(len(places)):
            place = places[(index + self._turn) % len(places)]
            log, start = self._broker.logs[place], self._next[place]
            some = log.records[start - log.begin :][: limit - len(read)]
            if some:
                read += some
                positions[place] = start + len(some)
        if len(read) < limit and not self.held:
            self._emptied = version
        if read:
            self._next |= positions
            self._deliver(Records(tuple(read), positions))
        return len(read)

    def unread(self) -> bool:
        """Whether there is anything to be read."""
        logs = self._broker.logs
        return any(place in logs and offset < logs[place].end for place, offset in self._next.items())

    def skip(self, record: RawRecord) -> None:
        """This record is one that the client cannot parse: if it is the next one, it is stepped over."""
        place = record.topic, record.partition
        if self.up and not self._gone() and self._next.get(place) == record.offset:
            self._next[place] = record.offset + 1
            self._deliver(Unreadable(*place, offset=record.offset, next_offset=record.offset + 1))

    def _places(self) -> set[Place]:
        return {place for place in self._broker.logs if place[0] in self._starts}

    def _gone(self) -> bool:
        """Whether a place is not in its partition any more."""
        logs = self._broker.logs
        return any(
            place in logs and not logs[place].begin <= offset <= logs[place].end
            for place, offset in self._next.items()
        )

    def _tell_places(self) -> None:
        self._emptied = -1
        self._deliver(Positioned(self._cluster_id, dict(self._next)))

    def _place(self) -> bool:
        """As ``ConsumerLoop._place``: a place in every partition; True when one of ours was lost."""
        cluster_id, places = self._broker.cluster_id, self._places()
        replaced = self._cluster_id is not None and self._cluster_id != cluster_id
        if replaced:
            self._next = {place: self._next[place] for place in places if place in self._next}
        lost: list[OffsetsLost] = []
        for place in sorted(places):
            log, wanted = self._broker.logs[place], self._next.get(place)
            at_end = self._starts[place[0]] is END
            if wanted is None:
                self._next[place] = log.end if at_end and not self._placed else log.begin
            elif replaced or not log.begin <= wanted <= log.end:
                self._next[place] = log.end if at_end else log.begin
                if wanted != self._next[place]:
                    lost.append(OffsetsLost(*place, wanted=wanted, now=self._next[place]))
        self._cluster_id = cluster_id
        for event in lost:
            self._deliver(event)
        return replaced or bool(lost)
