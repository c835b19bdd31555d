"""A whole network in one thread: CENTRAL, charging points, drivers, Kafka, and a clock that is turned."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn
from unittest import mock
from uuid import UUID, uuid5

from peewee import SqliteDatabase

from apps.ev_central import intake, service
from apps.ev_central import intents as central_intents
from apps.ev_central.service import CentralService
from apps.ev_cp_e import intents as engine_intents
from apps.ev_driver import intents as driver_intents
from shared.domain import ids
from shared.domain.engine import EngineState
from shared.net.events import Requested
from shared.store import central_store
from shared.store.central_store import CentralStore
from shared.store.database import SQLITE_PRAGMAS
from shared.store.driver_store import DriverStore
from shared.store.journal import Journal
from tests.model.disk import Disk, memory_folder
from tests.model.kafka import Broker
from tests.model.monitor import Monitor
from tests.model.processes import CentralProcess, Clock, DriverProcess, EngineProcess, Process
from tests.support.central import Recorder

CPS = ("A", "B")
DRIVERS = ("5", "6")
SETTLE_ROUNDS = 40


@dataclass(frozen=True)
class Templates:
    """Databases as they are before anything happens, to be copied; ``secrets`` of the enrolled CPs."""

    central: Path
    journal: Path
    driver: Path
    secrets: dict[str, bytes]


@cache
def templates() -> Templates:
    """Made once, by the real stores with their migrations, and by the real enrolment."""
    folder = memory_folder("ev-model-templates-")
    central, clock = folder / "central.sqlite", Clock()
    store = CentralStore(f"sqlite:///{central}")
    recorder = Recorder()
    core = CentralService(store, recorder, clock.now())
    for driver_id in DRIVERS:
        core.handle(central_intents.AddDriver(driver_id), clock.now())
    secrets = {}
    for connection, cp_id in enumerate(CPS):
        core.handle(Requested(connection, f"REGISTER#{cp_id}#C/ Serrano {connection}#10#20"), clock.now())
        core.flush(clock.now())
        secrets[cp_id] = bytes.fromhex(recorder.answers[-1][1].removeprefix("REGISTERED#"))
    store.close()
    Journal(folder / "journal.sqlite").close()
    driver = DriverStore(folder / "driver.sqlite")
    driver.open()
    driver.close()
    return Templates(central, folder / "journal.sqlite", folder / "driver.sqlite", secrets)


def _open_ready_made(url: str) -> tuple[SqliteDatabase, str]:
    """``open_database`` for a copy of a template: its schema is up to date."""
    path = url.removeprefix("sqlite:///")
    database = SqliteDatabase(path, pragmas=SQLITE_PRAGMAS)
    database.connect()
    return database, path


class Processor:
    """The processor time of CENTRAL's thread: it stands still, or each look at it takes ``look_s``."""

    def __init__(self) -> None:
        self.look_s = 0.0
        self._now = 0.0

    def thread_time(self) -> float:
        self._now += self.look_s
        return self._now


def _internal_error(message: str, *values: object) -> NoReturn:
    """In place of the log where a core reports an exception that it did not expect, and goes on."""
    raise AssertionError(message % values)


@contextmanager
def repeatable() -> Iterator[Processor]:
    """The same history makes the same ids and turns, opening a database costs little, no error is hidden."""
    templates()  # by the real thing
    numbers, processor = count(1), Processor()
    fake = SimpleNamespace(uuid4=lambda: UUID(int=next(numbers), version=4), uuid5=uuid5, UUID=UUID)
    with (
        mock.patch.object(ids, "uuid", fake),
        mock.patch.object(intake, "time", processor),
        mock.patch.object(service.log, "exception", _internal_error),
        mock.patch.object(central_store, "open_database", _open_ready_made),
    ):
        yield processor


class World:
    """The network. ``skews``: by how many seconds the UTC of each engine's and driver's computer differs."""

    def __init__(self, skews: dict[str, float] | None = None) -> None:
        made = templates()
        skews = skews or {}
        self.folder = memory_folder("ev-model-")
        self.clock = Clock()
        self.broker = Broker()
        self.central = CentralProcess(self.clock, self.broker, Disk(self.folder, "central", made.central))
        self.engines = {
            cp_id: EngineProcess(
                cp_id,
                self.clock,
                self.broker,
                Disk(self.folder, f"cp{cp_id}", made.journal),
                skews.get(cp_id, 0),
            )
            for cp_id in CPS
        }
        self.drivers = {
            driver_id: DriverProcess(
                driver_id,
                self.clock,
                self.broker,
                Disk(self.folder, f"driver{driver_id}", made.driver),
                skews.get(driver_id, 0),
            )
            for driver_id in DRIVERS
        }
        self.named: dict[str, Process] = {"CENTRAL": self.central, **self.engines, **self.drivers}
        self.processes = list(self.named.values())
        for process in self.processes:
            process.start()
        self.monitors = {
            cp_id: Monitor(cp_id, made.secrets[cp_id], self.clock, self.central, engine)
            for cp_id, engine in self.engines.items()
        }
        self._join()
        self._next_second = self.clock.mono

    def _join(self) -> None:
        monitors = tuple(self.monitors.values())

        def central_answered(connection: int, text: str) -> None:
            for monitor in monitors:
                monitor.central_answered(connection, text)

        def central_died() -> None:
            for monitor in monitors:
                monitor.central_died()

        self.central.answered, self.central.died = central_answered, central_died
        for cp_id, engine in self.engines.items():
            engine.answered = self.monitors[cp_id].engine_answered
            engine.died = self.monitors[cp_id].engine_died

    def close(self) -> None:
        for process in self.processes:
            process.disk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # time

    def settle(self) -> None:
        """Whatever can be said is said and answered, until all is quiet at this moment."""
        for _ in range(SETTLE_ROUNDS):
            moved = 0
            for process in self.processes:
                moved += process.exchange()
                if process.inbox:
                    moved += 1
                    process.run()
            if not moved:
                return
        raise AssertionError("the programs do not come to rest")

    def step(self, seconds: float) -> None:
        """Let ``seconds`` pass at once."""
        self.clock.mono = round(self.clock.mono + seconds, 3)
        if self.clock.mono >= self._next_second:
            self._next_second = self.clock.mono + 1.0
            for process in self.processes:
                process.look()
            for monitor in self.monitors.values():
                monitor.look()
        for process in self.processes:
            process.run()
        self.settle()

    def pass_time(self, seconds: float, dt: float | None = None) -> None:
        dt = dt or (0.1 if seconds < 1 else 0.5 if seconds < 4 else 1.0 if seconds < 20 else 2.0)
        for _ in range(max(1, round(seconds / dt))):
            self.step(dt)

    # people

    def intent(self, process: Process, intent: object) -> None:
        if process.alive:
            process.inbox.append(intent)
            process.run()

    def request(self, driver_id: str, cp_id: str) -> None:
        self.intent(self.drivers[driver_id], driver_intents.RequestSupply(cp_id))

    def cancel(self, driver_id: str) -> None:
        self.intent(self.drivers[driver_id], driver_intents.CancelRequest())

    def at_the_cp(self, cp_id: str, intent: object) -> None:
        self.intent(self.engines[cp_id], intent)

    def operator(self, intent: object) -> None:
        self.intent(self.central, intent)

    def price(self, cp_id: str, price: str) -> None:
        self.operator(central_intents.SetPrice(cp_id, Decimal(price)))

    def begin_supply(self, driver_id: str, cp_id: str) -> None:
        """Request, authorisation, plug: as far as it goes."""
        self.request(driver_id, cp_id)
        self.settle()
        self.at_the_cp(cp_id, engine_intents.Plug())

    def engines_in(self, state: EngineState) -> list[str]:
        """Charging points whose engine is in that state."""
        return [
            cp_id
            for cp_id, engine in self.engines.items()
            if engine.alive and engine.service._station.state is state
        ]

    def settle_interrupted(self) -> None:
        """The operator closes every interrupted supply."""
        for session_id in self.central.interrupted():
            self.operator(central_intents.SettleSupply(session_id))

    def replace_kafka(self) -> None:
        """The broker dies with all that it has; an empty one takes its place."""
        self.broker.up = False
        self.pass_time(1)
        self.broker.replace(late_topics=True)
        self.broker.up = True

    # the end of a history

    def mend(self) -> None:
        """Everything is started, reachable and repaired."""
        self.broker.up = True
        for process in self.processes:
            process.disk.arm(None)
            process.disk.unlock()
            process.disk.mend()
            if process.alive:
                process.reader.held.clear()
            else:
                process.start()
        for monitor in self.monitors.values():
            monitor.start()
        for cp_id in CPS:
            self.at_the_cp(cp_id, engine_intents.Repair())

    def heal(self) -> None:
        """Everything is well again, vehicles are unplugged, and time passes until all is quiet."""
        self.mend()
        for round_ in range(240):
            self.step(0.5 if round_ < 20 else 1.0)
            if round_ >= 8:
                for cp_id, engine in self.engines.items():
                    if engine.service._station.supply is not None:
                        self.at_the_cp(cp_id, engine_intents.Unplug())
                if self.quiet():
                    return

    def quiet(self) -> bool:
        """Nothing is open, owed or on its way."""
        net = self.central.service.net
        return (
            not net.supplies
            and not any(process.writer.waiting or process.inbox for process in self.processes)
            and not any(engine.service._context.ledger.owed for engine in self.engines.values())
            and all(
                engine.service._station.state in (EngineState.IDLE, EngineState.STOPPED)
                for engine in self.engines.values()
            )
            and not any(
                driver.service.book.busy() or driver.service.book.sessions for driver in self.drivers.values()
            )
            and not self.central.service._charging.telling.soon._waiting
            and all(cp.row.order_id is None for cp in net.cps.values())
        )
