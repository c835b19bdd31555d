"""The three links of an engine and whether each is alive: monitor, CENTRAL and Kafka (M3, D1, D4, D5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from apps.ev_cp_e import views
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
class _Link:
    """Remembers since when a link is as it is."""

    alive: bool = False
    ever: bool = False
    since_mono: float = 0.0
    detail: str = ""
    latency_ms: float | None = None

    def now_is(self, alive: bool, now: Instant) -> bool:
        """Note the present; whether it changed."""
        if alive == self.alive:
            return False
        self.alive, self.since_mono = alive, now.mono
        self.ever = self.ever or alive
        return True

    def view(self) -> views.LinkInfo:
        if self.alive:
            return views.LinkInfo(True, self.since_mono, latency_ms=self.latency_ms)
        return views.LinkInfo(False, self.since_mono, self.detail)


@dataclass(slots=True)
class LinkStates:
    """What was heard of each link. Core's thread, but :meth:`accepts_monitor`."""

    connection: int | None = None
    _monitor_heard: float = float("-inf")
    _monitor_says_central: bool = False
    _heartbeat: float = float("-inf")
    _consumer: bool = False
    _kafka_heard: float = float("-inf")
    _positioned: bool = False
    _producer: bool = True
    _taken_until: float = float("-inf")
    monitor: _Link = field(default_factory=_Link)
    central: _Link = field(default_factory=_Link)
    kafka: _Link = field(default_factory=_Link)
    clock: ClockWatch = field(default_factory=ClockWatch)

    def start(self, now: Instant) -> None:
        """Nothing is alive yet, since ``now``."""
        for link in (self.monitor, self.central, self.kafka):
            link.since_mono = now.mono

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
        self.kafka.latency_ms = latency_ms or self.kafka.latency_ms
        self._kafka_heard = now.mono

    def consumer_lost(self, reason: str) -> None:
        """Reading from Kafka works no more."""
        self._consumer = False
        self.kafka.detail = reason

    def positioned(self) -> None:
        """Commands that are sent from now on will be read."""
        self._positioned = True

    def producer(self, alive: bool, reason: str = "") -> None:
        """Whether sending to Kafka works."""
        self._producer = alive
        self.kafka.detail = reason or self.kafka.detail

    def refresh(self, now: Instant) -> list[tuple[str, bool]]:
        """Bring the three links up to ``now``; those that changed, with whether they are alive."""
        monitor = self.connection is not None and now.mono - self._monitor_heard <= MONITOR_SILENCE_S
        kafka = self._consumer and self._positioned and self._producer
        fresh = now.mono - self._heartbeat <= HEARTBEAT_SILENCE_S
        central = fresh or (monitor and self._monitor_says_central and not self._would_hear(kafka, now))
        changed = []
        for name, link, alive in (
            ("monitor", self.monitor, monitor),
            ("kafka", self.kafka, kafka),
            ("central", self.central, central),
        ):
            if link.now_is(alive, now):
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
        links = (self.monitor.view(), self.central.view(), self.kafka.view())
        return views.Links(*links, clock_ahead_s=self.clock.ahead_s)
