"""What goes into a Kafka loop and what comes out of it.

The loops call ``deliver(event)`` from their own thread; everything here is immutable and can cross threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import inf
from typing import NamedTuple

Place = tuple[str, int]
"""A topic and one of its partitions."""


class Edge(Enum):
    """Where to begin in a topic without a stored place."""

    BEGINNING = "beginning"
    END = "end"


@dataclass(frozen=True, slots=True)
class Offsets:
    """Go on at stored places: ``{partition: next offset}``; a partition without one begins at its beginning.

    ``cluster_id`` and ``topic_id`` say which cluster and topic they belong to (see :class:`Positioned`): in
    another one they mean nothing, and are reported as lost. None: not known, only their range is checked.
    ``most_behind``: with more records than that to catch up on, reading goes on at the end, and the place
    is reported as lost.
    """

    offsets: Mapping[int, int]
    cluster_id: str | None = None
    topic_id: str | None = None
    most_behind: float = inf


BEGINNING = Edge.BEGINNING
END = Edge.END
Start = Edge | Offsets


class RawRecord(NamedTuple):
    """One record as it was read. A tuple, because 100,000 of them a second are made.

    ``key`` is None where there is none or where ``raw_key`` is no UTF-8; a deleted value is ``b""``.
    """

    topic: str
    partition: int
    offset: int
    key: str | None
    raw_key: bytes | None
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    timestamp_ms: int


@dataclass(frozen=True, slots=True)
class OutRecord:
    """One record to send. With a ``token`` it is durable, without one ephemeral (see ``ProducerLoop``).

    ``value`` None: a compacted topic forgets the key.
    After ``until`` (of this process's clock, :attr:`Instant.mono`) an ephemeral one does not leave any more.
    """

    topic: str
    key: str
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    token: object | None = None
    until: float = inf


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The broker answers. Said at once, then at most each second with a fresh round trip in milliseconds."""

    latency_ms: float


@dataclass(frozen=True, slots=True)
class LinkDown:
    """The broker is away; ``reason`` is a sentence for people. Said once an outage, and again when the reason
    is another; the loop keeps trying."""

    reason: str


@dataclass(frozen=True, slots=True)
class Positioned:
    """Every subscribed topic that exists has a fixed place: nothing sent from now on is missed.

    Said after the first connection and again when places had to change. ``cluster_id`` names the cluster,
    ``topic_ids`` tell each topic from one of the same name that was deleted (older brokers have none).
    ``positions`` are the places: kept, a later start goes on there though nothing was read meanwhile.
    """

    cluster_id: str | None
    positions: Mapping[Place, int]
    topic_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Records:
    """What was read, in the order of each partition; ``positions`` is where to go on after them.

    ``behind``: how many more were waiting in each of these partitions.
    """

    records: tuple[RawRecord, ...]
    positions: Mapping[Place, int]
    behind: Mapping[Place, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OffsetsLost:
    """The records at ``wanted`` are gone (retention, or another broker); reading goes on at ``now``."""

    topic: str
    partition: int
    wanted: int
    now: int


@dataclass(frozen=True, slots=True)
class TopicAmiss:
    """A setting of topics that does harm and that this user may not change: a sentence with the remedy."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """From ``offset`` to before ``next_offset`` is nothing that Kafka's client can parse; skipped (B2)."""

    topic: str
    partition: int
    offset: int
    next_offset: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """These durable records are stored by the broker, in this order."""

    tokens: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """The broker or its client will never take this durable record; it is forgotten."""

    token: object
    reason: str


ConsumerEvent = LinkUp | LinkDown | Positioned | Records | OffsetsLost | Unreadable | TopicAmiss
ProducerEvent = LinkUp | LinkDown | Delivered | Undeliverable


@dataclass(frozen=True, slots=True)
class FromConsumer:
    """In a core's inbox: an event of the loop that reads Kafka."""

    event: ConsumerEvent


@dataclass(frozen=True, slots=True)
class FromProducer:
    """In a core's inbox: an event of the loop that sends to Kafka."""

    event: ProducerEvent
