"""A whole network of real processes that can be killed, suspended and started again, part by part.

What a :class:`World` knows of its programs it has from their consoles alone (``status``, ``tickets``). Parts
have names: ``kafka``, ``central``, ``engine CP1``, ``monitor CP1``, ``driver D1``.
"""

from __future__ import annotations

import random
import signal
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tests.foreign.processes import EMBEDDED, Broker, Product
from tests.support.kafka import ApacheKafka

Value = TypeVar("Value")
Row = dict[str, Any]

SETTLED_S = 40.0
"""All must be quiet again this long after the last repair (Apache Kafka needs most of it)."""
LOOK_S = 0.05
APPS = {"central": "ev_central", "engine": "ev_cp_e", "monitor": "ev_cp_m", "driver": "ev_driver"}


class BrokerUnderTest(Protocol):
    """Either broker; only Apache Kafka can be killed and started again at its address."""

    address: str

    def close(self) -> None: ...


def lasting_port() -> int:
    """A port that nobody is given by chance while its program is down: below the ephemeral ones."""
    while True:
        port = random.SystemRandom().randint(12_000, 30_000)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue


class World:
    """Broker (``apache`` or ``embedded``), CENTRAL, and as many CPs and drivers as asked for.

    All are started, unless ``started`` is false: then only the broker runs. ``database``: CENTRAL's, its URL.
    """

    def __init__(
        self,
        folder: Path,
        broker: str,
        cps: int,
        drivers: int,
        *engine_options: str,
        started: bool = True,
        database: str | None = None,
    ) -> None:
        self.folder = folder
        self.broken = False
        self.cps = [f"CP{number}" for number in range(1, cps + 1)]
        self.drivers = [f"D{number}" for number in range(1, drivers + 1)]
        self.broker: BrokerUnderTest = self._make_broker(broker)
        self._kafka_options: Sequence[str] = () if broker == "apache" else EMBEDDED
        self._central_port = lasting_port()
        self._engine_options = engine_options
        self._database: Sequence[str] = () if database is None else ("--database", database)
        self._programs: dict[str, Product] = {}
        self._suspended: set[str] = set()
        self._kafka_down = False
        self._ports = {cp_id: lasting_port() for cp_id in self.cps}
        registered = folder / "drivers.csv"
        registered.write_text("driver_id,enabled\n" + "".join(f"{one},true\n" for one in self.drivers))
        self._registered = registered
        for name in self.names if started else ():
            self.start(name)

    # parts

    @property
    def names(self) -> list[str]:
        """Every part but Kafka."""
        return [
            "central",
            *(f"engine {cp_id}" for cp_id in self.cps),
            *(f"monitor {cp_id}" for cp_id in self.cps),
            *(f"driver {driver_id}" for driver_id in self.drivers),
        ]

    def _make_broker(self, broker: str) -> BrokerUnderTest:
        return ApacheKafka(self.folder / "kafka") if broker == "apache" else Broker()

    def _make(self, name: str) -> Product:
        app, arguments, options = self._arguments(name)
        folder = self.folder / name.replace(" ", "-")
        return Product(app, arguments, folder, kafka=options, prefix=self._prefix(name))

    def _prefix(self, _name: str) -> Sequence[str]:
        """The command by which that part is started, if not plainly."""
        return ()

    def _arguments(self, name: str) -> tuple[str, list[str], Sequence[str]]:
        """Of a part: its app, its arguments, and those for its Kafka client."""
        kind, _, subject = name.partition(" ")
        here, kafka = f"127.0.0.1:{self._central_port}", self.broker.address
        if kind == "central":
            arguments = [str(self._central_port), kafka, "--listen-host", "127.0.0.1"]
            arguments += ["--import-drivers", str(self._registered), *self._database]
        elif kind == "engine":
            arguments = [kafka, "--listen-port", str(self._ports[subject]), *self._engine_options]
        elif kind == "monitor":
            arguments = [f"127.0.0.1:{self._ports[subject]}", here, subject]
        else:
            arguments = [kafka, subject]
        options = () if kind == "monitor" else self._kafka_options
        return APPS[kind], arguments, options

    def start(self, name: str) -> None:
        """Start a part that is dead; it need not be ready when this returns (Kafka is)."""
        if name == "kafka":
            assert isinstance(self.broker, ApacheKafka)
            self.broker.start()
            self._kafka_down = False
        elif name in self._programs:
            self._programs[name].start()
        else:
            self._programs[name] = self._make(name)

    def kill(self, name: str) -> None:
        """kill -9."""
        self._suspended.discard(name)
        if name == "kafka":
            assert isinstance(self.broker, ApacheKafka)
            self.broker.kill()
            self._kafka_down = True
        else:
            self._programs[name].kill()

    def wipe_kafka(self) -> None:
        """kill -9 and all records gone: what starts next at the same address is another cluster."""
        self.kill("kafka")
        assert isinstance(self.broker, ApacheKafka)
        self.broker.wipe()

    def quit(self, name: str) -> None:
        """The orderly end."""
        assert self._programs[name].quit() == 0, self._programs[name].log()

    def suspend(self, name: str) -> None:
        """SIGSTOP."""
        self._suspended.add(name)
        if name == "kafka":
            assert isinstance(self.broker, ApacheKafka)
            self.broker.suspend()
        else:
            self._programs[name].send_signal(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """SIGCONT."""
        self._suspended.discard(name)
        if name == "kafka":
            assert isinstance(self.broker, ApacheKafka)
            self.broker.resume()
        else:
            self._programs[name].send_signal(signal.SIGCONT)

    def suspended(self, name: str) -> bool:
        """Whether it was suspended and not resumed."""
        return name in self._suspended

    def alive(self, name: str) -> bool:
        """Whether it runs, suspended or not. Fails if it ended by itself."""
        if name == "kafka":
            return not self._kafka_down
        program = self._programs[name]
        assert program.alive or program.killed, f"{name} ended by itself:\n{program.log()}"
        return program.alive

    def close(self) -> None:
        for name in list(self._suspended):
            self.resume(name)
        for program in self._programs.values():
            program.close()
        self.broker.close()

    # a supply, step by step

    def reserve(self, cp_id: str, driver_id: str) -> str:
        """Have the CP kept for the driver by both sides' word; the session's id."""
        self.tell(f"driver {driver_id}", f"request {cp_id}")
        engine = f"engine {cp_id}"
        self.until(f"{cp_id} reserved", lambda: self.ask(engine)["state"] == "RESERVED", 15)
        session: Row = self.until(
            "authorised in the app",
            lambda: (
                (found := self.ask(f"driver {driver_id}")["session"])
                and found["state"] == "authorised"
                and found
            ),
            15,
        )
        return str(session["session_id"])

    def charge(self, cp_id: str, driver_id: str) -> str:
        """Have the driver charge there until the app shows energy; the session's id."""
        session_id = self.reserve(cp_id, driver_id)
        self.tell(f"engine {cp_id}", "plug")
        self.until("energy", lambda: (self.ask(f"driver {driver_id}")["session"] or {}).get("energy_wh"), 15)
        return session_id

    # consoles

    def tell(self, name: str, command: str) -> None:
        """Type a command that prints nothing."""
        self._programs[name].tell(command)

    def ask(self, name: str, command: str = "status") -> Any:
        """Type ``status`` or ``tickets``; what the program answers."""
        return self._programs[name].ask(command)

    def cp(self, cp_id: str) -> Row:
        """CENTRAL's row of a CP."""
        rows = self.ask("central")["charging_points"]
        return next((row for row in rows if row["cp_id"] == cp_id), {"state": None, "session_id": None})

    def log(self, name: str) -> str:
        """The end of a part's log."""
        return self._programs[name].log()

    # waiting

    def until(self, what: str, get: Callable[[], Value], within: float = SETTLED_S) -> Value:
        """Look again and again until ``get`` gives something true, and return that."""
        deadline = time.monotonic() + within
        while True:
            value = get()
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"not in {within:g} s: {what}; {value!r}\n{self.report()}")
            time.sleep(LOOK_S)  # between two looks at other processes: there is no event to wait for

    def report(self) -> str:
        """What every part says of itself, and the end of its log: for a failure."""
        parts = []
        for name, program in self._programs.items():
            answer = "dead"
            if name in self._suspended:
                answer = "suspended"
            elif program.alive:
                try:
                    answer = str(program.ask("status"))
                except AssertionError as error:
                    answer = f"no answer: {error}"
            parts.append(f"--- {name}: {answer}\n{program.log()}")
        return "\n".join(parts)

    def until_ready(self, within: float = SETTLED_S) -> None:
        """All links of all parts are up, and every CP is known by its own word."""
        self.until("all links up", lambda: not self._unready(), within)

    def _unready(self) -> str:
        central = self.ask("central")
        states = {row["cp_id"]: row["state"] for row in central["charging_points"]}
        if not central["kafka"]:
            return "central"
        for cp_id in self.cps:
            engine = self.ask(f"engine {cp_id}")
            monitor = self.ask(f"monitor {cp_id}")
            if not (engine["monitor"] and engine["central"] and engine["kafka"]):
                return f"engine {cp_id}"
            if not (monitor["accepted"] and monitor["engine"] and monitor["central"]):
                return f"monitor {cp_id}"
            if states.get(cp_id) in (None, "DISCONNECTED") or (
                states[cp_id] == "FAULTED" and engine["state"] != "FAULTED"
            ):
                return cp_id
        for driver_id in self.drivers:
            driver = self.ask(f"driver {driver_id}")
            if not (driver["central"] and driver["kafka"]):
                return f"driver {driver_id}"
        return ""

    def restless(self) -> list[object]:
        """What is not over yet: rows of CENTRAL, engines, drivers."""
        rows = self.ask("central")["charging_points"]
        engines = [self.ask(f"engine {cp_id}") for cp_id in self.cps]
        drivers = [self.ask(f"driver {driver_id}") for driver_id in self.drivers]
        return [
            *(row for row in rows if row["session_id"] or row["reserved"]),
            *(engine for engine in engines if engine["session_id"] or engine["owed"]),
            *(driver for driver in drivers if driver["session"]),
        ]

    def end_everything(self) -> None:
        """Plug in whoever waits for it, unplug whoever charges, until no session is open anywhere."""

        def act() -> bool:
            for cp_id in self.cps:
                state = self.ask(f"engine {cp_id}")["state"]
                if state in ("RESERVED", "SUPPLYING"):
                    self.tell(f"engine {cp_id}", "plug" if state == "RESERVED" else "unplug")
            return not self.restless()

        self.until("every session over", act)

    # tickets

    def tickets(self) -> tuple[list[Row], list[Row], list[Row]]:
        """All tickets: of the engines' journals, of CENTRAL's database, of the drivers' apps."""
        engines = [row for cp_id in self.cps for row in self.ask(f"engine {cp_id}", "tickets")]
        drivers = [row for driver_id in self.drivers for row in self.ask(f"driver {driver_id}", "tickets")]
        return engines, self.ask("central", "tickets"), drivers

    def check_tickets(self) -> list[Row]:
        """D7: each supply has exactly one ticket, the same in all three. They are returned, oldest first."""
        self.until("the same tickets everywhere", lambda: not ticket_difference(*self.tickets()))
        engines, _, _ = self.tickets()
        for ticket in engines:
            check_amount(ticket)
        return engines


SAME = (
    "session_id", "request_id", "driver_id", "cp_id", "reason", "started_at", "ended_at", "energy_wh",
    "price", "amount",
)  # fmt: skip


def ticket_difference(engines: list[Row], central: list[Row], drivers: list[Row]) -> str:
    """Where the three disagree; empty if nowhere."""
    books = {"engine": engines, "central": central, "driver": drivers}
    for who, rows in books.items():
        ids = [row["session_id"] for row in rows]
        if len(ids) != len(set(ids)):
            return f"{who} has a ticket twice: {ids}"
    facts = {
        who: {row["session_id"]: {name: row[name] for name in SAME} for row in rows}
        for who, rows in books.items()
    }
    for session_id in {one for rows in facts.values() for one in rows}:
        found = {who: rows.get(session_id) for who, rows in facts.items()}
        if found["engine"] != found["central"] or found["central"] != found["driver"]:
            return f"{session_id}: {found}"
    return ""


def check_amount(ticket: Row) -> None:
    """Amount = energy x price, half up to the cent (wire contract 4), in whole numbers."""
    euros, _, decimals = ticket["price"].partition(".")
    scale = 10 ** len(decimals)
    product = ticket["energy_wh"] * int(euros + decimals)  # in 1 / (1000 * scale) EUR
    cents = (product * 200 + 1000 * scale) // (2 * 1000 * scale)
    assert ticket["amount"] == f"{cents // 100}.{cents % 100:02}", ticket
