"""The three links of an engine and whether each is alive: monitor, CENTRAL and Kafka (M3, D1, D4, D5)."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field, replace

from apps.ev_cp_e import views
from shared.core.link import Link
from shared.runtime.clock import Instant
from shared.runtime.clock_watch import ClockWatch

MONITOR_SILENCE_S = 2.8
"""A monitor that says nothing for this long is away (M3): said before 3 s are over (D1)."""
MONITOR_KEPT_S = 3.0
"""Another monitor may take the place of one that says nothing for this long."""
HEARTBEAT_SILENCE_S = 2.8
"""CENTRAL is away after this long without its heartbeat: said before 3 s are over (D4)."""
KAFKA_QUIET_S = 1.6
"""Kafka proves itself each second: after this long without a proof its silence says nothing of CENTRAL."""


@dataclass(slots=True)
class LinkStates:
    """What was heard of each link. Core's thread, but :meth:`accepts_monitor`."""

    start_mono: InitVar[float]
    connection: int | None = None
    _monitor_heard: float = float("-inf")
    _monitor_says_central: bool = False
    _heartbeat: float = float("-inf")
    _consumer: bool = False
    _kafka_heard: float = float("-inf")
    _positioned: bool = False
    _producer: bool = True
    _taken_until: float = float("-inf")
    monitor: Link = field(init=False)
    central: Link = field(init=False)
    kafka: Link = field(init=False)
    clock: ClockWatch = field(default_factory=ClockWatch)

    def __post_init__(self, start_mono: float) -> None:
        self.monitor = self.central = self.kafka = Link(start_mono)

    def accepts_monitor(self, mono: float) -> bool:
        """Whether another monitor may connect: the engine serves one (wire contract 3).

        Asked by the socket thread: it reads one number that the core replaces.
        """
        return mono >= self._taken_until

    def monitor_spoke(self, connection: int, now: Instant) -> None:
        """The identified monitor sent a request."""
        self.connection = connection
        self._monitor_heard = now.mono
        self._taken_until = now.mono + MONITOR_KEPT_S

    def monitor_says(self, central_up: bool) -> None:
        """Whether the monitor reaches CENTRAL."""
        self._monitor_says_central = central_up

    def monitor_left(self) -> None:
        """The identified monitor's connection is closed."""
        self.connection = None
        self._taken_until = float("-inf")

    def heartbeat(self, now: Instant) -> None:
        """CENTRAL's heartbeat arrived (by arrival: clocks of computers differ)."""
        self._heartbeat = now.mono

    def kafka_spoke(self, now: Instant, latency_ms: float | None = None) -> None:
        """Kafka answered, after ``latency_ms``, or sent records."""
        self._consumer = True
        if latency_ms is not None:
            self.kafka = replace(self.kafka, latency_ms=latency_ms)
        self._kafka_heard = now.mono

    def consumer_lost(self, reason: str) -> None:
        """Reading from Kafka works no more."""
        self._consumer = False
        self.kafka = replace(self.kafka, detail=reason)

    def positioned(self) -> None:
        """Commands that are sent from now on will be read."""
        self._positioned = True

    def producer(self, alive: bool, reason: str = "") -> None:
        """Whether sending to Kafka works."""
        self._producer = alive
        self.kafka = replace(self.kafka, detail=reason or self.kafka.detail)

    def refresh(self, now: Instant) -> list[tuple[str, bool]]:
        """Bring the three links up to ``now``; those that changed, with whether they are alive."""
        monitor = self.connection is not None and now.mono - self._monitor_heard <= MONITOR_SILENCE_S
        kafka = self._consumer and self._positioned and self._producer
        fresh = now.mono - self._heartbeat <= HEARTBEAT_SILENCE_S
        central = fresh or (monitor and self._monitor_says_central and not self._would_hear(kafka, now))
        changed = []
        for name, alive in (("monitor", monitor), ("kafka", kafka), ("central", central)):
            link: Link = getattr(self, name)
            if alive != link.alive:
                setattr(self, name, link.turned(alive, now.mono, link.detail, link.latency_ms))
                changed.append((name, alive))
        return changed

    def _would_hear(self, kafka: bool, now: Instant) -> bool:
        """Whether a living CENTRAL's heartbeat would have come.

        Without Kafka the monitor, which has a line of its own, knows better; and so it does until the first
        heartbeat after Kafka's return.
        """
        quiet = now.mono - self._kafka_heard > KAFKA_QUIET_S
        young = not self.kafka.alive or now.mono - self.kafka.since_mono < HEARTBEAT_SILENCE_S
        return kafka and not quiet and not young

    def missing(self) -> str | None:
        """The first link that a new supply lacks, as a code: ``no_monitor``, ``no_kafka``, ``no_central``."""
        if not self.monitor.alive:
            return "no_monitor"
        if not self.kafka.alive:
            return "no_kafka"
        return None if self.central.alive else "no_central"

    def view(self) -> views.Links:
        """The links for the window."""
        return views.Links(self.monitor, self.central, self.kafka, self.clock.ahead_s)
