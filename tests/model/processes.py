"""The programs as processes: the real core on its real store, its inbox, and its way to Kafka.

``run`` is a turn of the core's thread (``CoreThread.work``): a batch of the inbox, a tick, a flush. Kill it
at any moment; ``start`` makes the next process on what the disk holds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from apps.ev_central.service import CentralService
from apps.ev_central.state import PLUG_TIMEOUT_S
from apps.ev_cp_e import service as engine
from apps.ev_cp_e.station import Equipment
from apps.ev_driver import events as driver_events
from apps.ev_driver.service import DriverService
from apps.ev_driver.wiring import _subscriptions
from shared.domain.supply import SupplyState
from shared.messages import topics
from shared.messaging.events import END, ConsumerEvent, OutRecord, ProducerEvent, Start
from shared.messaging.events import FromConsumer as CentralConsumer
from shared.messaging.events import FromProducer as CentralProducer
from shared.net import events as net
from shared.runtime.clock import Instant
from shared.store.central_store import CentralStore
from shared.store.driver_store import Changes, DriverStore
from shared.store.journal import Journal
from tests.model.disk import Disk, Killed
from tests.model.kafka import Broker, Reader, Writer

START = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
assert PLUG_TIMEOUT_S == 60


class Clock:
    """The time that the test turns; each computer's UTC differs by its ``skew_s``."""

    def __init__(self) -> None:
        self.mono = 1000.0

    def now(self, skew_s: float = 0.0) -> Instant:
        return Instant(self.mono, START + timedelta(seconds=self.mono - 1000.0 + skew_s))


class Core(Protocol):
    def handle(self, event: Any, now: Instant) -> None: ...
    def tick(self, now: Instant) -> None: ...
    def flush(self, now: Instant) -> None: ...


class Process(ABC):
    """One program, alive or dead. ``died`` is called when it dies."""

    def __init__(self, name: str, clock: Clock, broker: Broker, disk: Disk, skew_s: float = 0.0) -> None:
        self.name = name
        self.disk = disk
        self.skew_s = skew_s
        self.starts = 0
        self.died_mono = 0.0
        self.inbox: deque[object] = deque()
        self.died: Callable[[], None] = lambda: None
        self._clock = clock
        self._broker = broker
        self._alive = False
        self.writer: Writer
        self.reader: Reader

    def __repr__(self) -> str:
        return self.name

    @property
    def alive(self) -> bool:
        return self._alive

    @property
    def now(self) -> Instant:
        return self._clock.now(self.skew_s)

    def start(self) -> bool:
        """A new process; False if it is alive, or if its database lets none begin."""
        if self._alive or self.disk.locked or self.disk.broken:
            return False
        self.starts += 1
        self.inbox.clear()
        self.writer = Writer(self._broker, lambda event: self.inbox.append(self._from_producer(event)))
        self._open()
        self.reader = Reader(
            self._broker, self._places(), lambda event: self.inbox.append(self._from_consumer(event))
        )
        self._alive = True
        return True

    def kill(self) -> None:
        """kill -9, between two turns of its core."""
        if not self._alive:
            return
        self._alive = False
        self.inbox.clear()
        if self.disk.stores_before_death:
            self.writer.store()
        self.died_mono = self._clock.mono
        self.disk.kill()
        self.died()

    def run(self, *, tick: bool = True) -> None:
        """One turn of the core with all of its inbox."""
        if not self._alive:
            return
        try:
            now = self.now
            for _ in range(len(self.inbox)):
                self.core.handle(self.inbox.popleft(), now)
            if tick:
                self.core.tick(now)
            self.core.flush(now)
        except Killed:
            self.kill()

    def look(self) -> None:
        """The Kafka loops' look at the broker, each second."""
        if self._alive:
            self.writer.look()
            self.reader.look()

    def exchange(self) -> int:
        """All that can move between the program and Kafka moves; how many records did."""
        if not self._alive:
            return 0
        return self.writer.store() + self.writer.acknowledge() + self.reader.poll()

    @property
    @abstractmethod
    def core(self) -> Core: ...

    @abstractmethod
    def _open(self) -> None: ...

    @abstractmethod
    def _places(self) -> Mapping[str, Start]: ...

    @abstractmethod
    def _from_consumer(self, event: ConsumerEvent) -> object: ...

    @abstractmethod
    def _from_producer(self, event: ProducerEvent) -> object: ...


# CENTRAL


class _CentralStore(CentralStore):
    def __init__(self, disk: Disk) -> None:
        super().__init__(f"sqlite:///{disk.path}")
        self._disk = disk
        disk.opened(self._database)

    def commit(self) -> None:
        if self.dirty:
            with self._disk.committing():
                super().commit()


class CentralProcess(Process):
    """EV_Central. ``answered`` gets its answers to monitors, ``said`` each record before it leaves."""

    service: CentralService

    def __init__(self, clock: Clock, broker: Broker, disk: Disk) -> None:
        super().__init__("CENTRAL", clock, broker, disk)
        self.answered: Callable[[int, str], None] = lambda connection, text: None
        self.said: Callable[[OutRecord], None] = lambda record: None

    @property
    def core(self) -> CentralService:
        return self.service

    def _open(self) -> None:
        self.service = CentralService(_CentralStore(self.disk), self, self.now)

    def _places(self) -> Mapping[str, Start]:
        return {topic: self.service.start(topic) for topic in (topics.REQUESTS, topics.CP_EVENTS)}

    def _from_consumer(self, event: ConsumerEvent) -> object:
        return CentralConsumer(event)

    def _from_producer(self, event: ProducerEvent) -> object:
        return CentralProducer(event)

    def interrupted(self) -> list[str]:
        """Sessions that are shown as interrupted."""
        if not self.alive:
            return []
        supplies = self.service.net.supplies.values()
        return [each.row.session_id for each in supplies if each.row.state is SupplyState.INTERRUPTED]

    # its ports

    def answer(self, connection: int, text: str) -> None:
        self.answered(connection, text)

    def send(self, record: OutRecord) -> None:
        self.said(record)
        self.writer.send(record)
        if record.token is not None:
            self.disk.sent()

    def publish(self, update: object) -> None:
        """The panel is not looked at here."""

    def show_history(self, history: object) -> None:
        """The panel is not looked at here."""

    def reply(self, value: object) -> None:
        """The console is not looked at here."""

    def complain(self, sentence: str) -> None:
        """The operator is not looked at here."""


# an engine


class _Journal(Journal):
    def __init__(self, disk: Disk) -> None:
        super().__init__(disk.path)
        self._disk = disk
        disk.opened(self._database)

    def commit(self) -> None:
        if self._marked:
            with self._disk.committing():
                super().commit()


class EngineProcess(Process):
    """EV_CP_E. ``answered`` gets its answers to the monitor, ``said`` each record before it leaves."""

    service: engine.EngineService

    def __init__(self, cp_id: str, clock: Clock, broker: Broker, disk: Disk, skew_s: float) -> None:
        super().__init__(f"engine {cp_id}", clock, broker, disk, skew_s)
        self.cp_id = cp_id
        self.answered: Callable[[int, str], None] = lambda connection, text: None
        self.said: Callable[[OutRecord], None] = lambda record: None

    @property
    def core(self) -> engine.EngineService:
        return self.service

    def _open(self) -> None:
        ports = engine.Ports(
            send=self._send,
            answer=self._answer,
            drop=lambda connection: None,
            publish=lambda view: None,
            reply=lambda value: None,
            announce=lambda message: None,
        )
        self.service = engine.EngineService(_Journal(self.disk), Equipment(time_scale=10.0), ports, self.now)

    def _answer(self, connection: int, text: str) -> None:
        self.answered(connection, text)

    def _send(self, record: OutRecord) -> None:
        self.said(record)
        self.writer.send(record)
        self.disk.sent()

    def ask(self, connection: int, text: str) -> None:
        """A request of its monitor."""
        self.inbox.append(engine.FromServer(net.Requested(connection, text)))

    def _places(self) -> Mapping[str, Start]:
        return {topics.COMMANDS: END, topics.HEARTBEAT: END}

    def _from_consumer(self, event: ConsumerEvent) -> object:
        return engine.FromConsumer(event)

    def _from_producer(self, event: ProducerEvent) -> object:
        return engine.FromProducer(event)


# a driver's app


class _DriverStore(DriverStore):
    def __init__(self, disk: Disk) -> None:
        super().__init__(disk.path)
        self._disk = disk

    def write(self, changes: Changes) -> None:
        with self._disk.committing():
            super().write(changes)

    @property
    def database(self) -> object:
        return self._db


class DriverProcess(Process):
    """EV_Driver. ``said`` gets each record before it leaves."""

    service: DriverService

    def __init__(self, driver_id: str, clock: Clock, broker: Broker, disk: Disk, skew_s: float) -> None:
        super().__init__(f"driver {driver_id}", clock, broker, disk, skew_s)
        self.driver_id = driver_id
        self.said: Callable[[OutRecord], None] = lambda record: None

    @property
    def core(self) -> DriverService:
        return self.service

    def _open(self) -> None:
        store = _DriverStore(self.disk)
        self._memory = store.open()
        self.disk.opened(store.database)
        self.service = DriverService(self.driver_id, store, self._memory, self, self.now)

    def _places(self) -> Mapping[str, Start]:
        return _subscriptions(self._memory)

    def _from_consumer(self, event: ConsumerEvent) -> object:
        return driver_events.FromConsumer(event)

    def _from_producer(self, event: ProducerEvent) -> object:
        return driver_events.FromProducer(event)

    # its ports

    def send(self, record: OutRecord) -> None:
        self.said(record)
        self.writer.send(record)
        self.disk.sent()

    def publish(self, view: object) -> None:
        """The window is not looked at here."""

    def reply(self, value: object) -> None:
        """The console is not looked at here."""
