"""The Kafka side of the foreign peers: one producer, one consumer, no thread of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kafka import KafkaProducer

from tests.support.hearing import hearer

TOPICS = ("ev.requests", "ev.commands", "ev.cp-events", "ev.notices", "ev.network", "ev.heartbeat")


@dataclass(frozen=True, slots=True)
class Seen:
    """A record that was read, with its fields (none where it is no JSON object)."""

    topic: str
    key: str
    value: bytes
    headers: dict[str, bytes]
    fields: dict[str, Any]


class Stream:
    """Reads every topic from its beginning and tells each record to who listens at that moment."""

    def __init__(self, broker: str) -> None:
        self._producer = KafkaProducer(
            bootstrap_servers=broker,
            acks="all",
            enable_idempotence=False,
            max_in_flight_requests_per_connection=1,
            api_version=(2, 3),
            reconnect_backoff_max_ms=500,
        )
        self._consumer = hearer(broker, *TOPICS, auto_offset_reset="earliest", reconnect_backoff_max_ms=500)
        self.listeners: list[Callable[[Seen], None]] = []

    def send(self, topic: str, key: str, value: bytes, sig: bytes | None = None, wait: bool = True) -> None:
        headers = [] if sig is None else [("sig", sig)]
        sent = self._producer.send(topic, key=key.encode(), value=value, headers=headers)
        if wait:
            sent.get(20)

    def send_raw(self, topic: str, key: bytes | None, value: bytes | None) -> None:
        self._producer.send(topic, key=key, value=value).get(20)

    def flush(self) -> None:
        self._producer.flush(20)

    def turn(self) -> None:
        """Read what has come, waiting 20 ms for it at most."""
        for batch in self._consumer.poll(timeout_ms=20).values():
            for found in batch:
                seen = _seen(found)
                for listener in list(self.listeners):
                    listener(seen)

    def close(self) -> None:
        self._consumer.close()
        self._producer.close(timeout=5)


def _seen(found: Any) -> Seen:
    value = found.value or b""
    try:
        fields = json.loads(value)
    except (ValueError, RecursionError):
        fields = None
    return Seen(
        found.topic,
        (found.key or b"").decode(errors="replace"),
        value,
        dict(found.headers),
        fields if isinstance(fields, dict) else {},
    )
