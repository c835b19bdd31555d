"""Whether Kafka and CENTRAL are there, as the driver's app sees it (D4, D5)."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from math import inf

from apps.ev_driver.views import LinksView
from shared.core.link import Link
from shared.runtime.centrals import Centrals
from shared.runtime.clock_watch import ClockWatch

CENTRAL_SILENCE_S = 2.8
"""CENTRAL is away when no heartbeat came for so long. It is the arrival that counts: clocks may differ."""


class LinkChange(Enum):
    """What :meth:`Links.tick` found."""

    KAFKA_UP = "kafka_up"
    KAFKA_DOWN = "kafka_down"
    CENTRAL_UP = "central_up"
    CENTRAL_DOWN = "central_down"
    CENTRAL_RESTARTED = "central_restarted"
    OTHER_CENTRAL = "other_central"
    OTHER_CENTRAL_GONE = "other_central_gone"


class Links:
    """Kafka is there when both its sides are; CENTRAL when Kafka is and its heartbeat is fresh."""

    def __init__(self, mono: float) -> None:
        self.kafka = self.central = Link(mono)
        self.clock = ClockWatch()
        self.centrals = Centrals()
        self._consumer = False
        self._producer = False
        self._heard: float | None = None
        self._dumb = -inf
        self._instance: str | None = None
        self._restarted = False

    @property
    def answers_since(self) -> float:
        """Monotonic second since when CENTRAL, if it is there, can answer questions."""
        return max(self.central.since_mono, self._dumb)

    def consumer(self, up: bool, latency_ms: float | None = None, reason: str = "") -> None:
        """The reading side of Kafka came or went."""
        self._consumer = up
        self.kafka = replace(self.kafka, latency_ms=latency_ms, detail=reason)

    def producer(self, up: bool, reason: str = "") -> None:
        """The writing side of Kafka came or went."""
        self._producer = up
        self.kafka = replace(self.kafka, detail=reason)

    def heartbeat(self, instance: str, mono: float, *, answers: bool = True) -> None:
        """CENTRAL is alive, and ``answers`` unless its database fails."""
        if not answers:
            self._dumb = mono
        self.centrals.heard(instance, mono)
        self._restarted |= self._instance not in (None, instance)
        self._instance = instance
        self._heard = mono

    def tick(self, mono: float) -> list[LinkChange]:
        """What has changed since the last call."""
        changes: list[LinkChange] = []
        kafka = self._consumer and self._producer
        if not self._consumer:
            # What was heard through a Kafka that is gone says nothing of CENTRAL now.
            self._heard = None
        central = kafka and self._heard is not None and mono - self._heard <= CENTRAL_SILENCE_S
        if kafka != self.kafka.alive:
            self.kafka = self.kafka.turned(kafka, mono, self.kafka.detail, self.kafka.latency_ms)
            changes.append(LinkChange.KAFKA_UP if kafka else LinkChange.KAFKA_DOWN)
            self.centrals.deaf(mono)
        if kafka and self.centrals.turned(mono):
            one = self.centrals.since is None
            changes.append(LinkChange.OTHER_CENTRAL_GONE if one else LinkChange.OTHER_CENTRAL)
        if central != self.central.alive:
            self.central = self.central.turned(central, mono)
            changes.append(LinkChange.CENTRAL_UP if central else LinkChange.CENTRAL_DOWN)
        elif central and self._restarted and self.centrals.since is None:
            changes.append(LinkChange.CENTRAL_RESTARTED)
        self._restarted = self._restarted and not central
        return changes

    def view(self) -> LinksView:
        """For the window."""
        return LinksView(self.kafka, self.central, self.clock.ahead_s, self.centrals.since)
