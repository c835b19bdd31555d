"""What reaches the driver's core besides intents: the two Kafka loops say who they are."""

from __future__ import annotations

from dataclasses import dataclass

from shared.messaging.events import ConsumerEvent, ProducerEvent


@dataclass(frozen=True, slots=True)
class FromConsumer:
    """The reading side of Kafka says something."""

    event: ConsumerEvent


@dataclass(frozen=True, slots=True)
class FromProducer:
    """The writing side of Kafka says something."""

    event: ProducerEvent
