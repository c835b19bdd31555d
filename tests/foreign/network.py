"""A whole network for one test: broker, CENTRAL, foreign peers, other programs; no thread, no sleep."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tests.foreign.charging_point import ForeignChargingPoint
from tests.foreign.driver import ForeignDriver
from tests.foreign.processes import DEADLINE_S, Broker, Central, Product, free_port
from tests.foreign.stream import Stream

Value = TypeVar("Value")
Opened = TypeVar("Opened", bound="Closable")


class Closable(Protocol):
    def close(self) -> None: ...


class Acting(Protocol):
    def turn(self, now: float) -> None: ...


class Base:
    """Broker, CENTRAL and the stream of the foreign peers: what several tests may share."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.meanwhile: Callable[[], None] = lambda: None
        self.numbers = itertools.count(1)
        self.broker = Broker()
        self.central = Central(folder / "central", self.broker.address, self._turn, *options)
        self.stream = Stream(self.broker.address)

    def _turn(self) -> None:
        self.meanwhile()

    def close(self) -> None:
        self.central.close()
        self.stream.close()
        self.broker.close()


class Network:
    """What one test puts on a :class:`Base`; all of it acts while the test waits."""

    def __init__(self, base: Base) -> None:
        self.base, self.central, self.stream, self.broker = base, base.central, base.stream, base.broker
        self.acting: list[Acting] = []
        self._opened: list[Closable] = []
        base.meanwhile = self.turn
        self.until("CENTRAL on Kafka", lambda: self.central.ask("status")["kafka"])

    def keep(self, opened: Opened) -> Opened:
        """Close ``opened`` at the end of the test."""
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        self.base.meanwhile = lambda: None
        for opened in reversed(self._opened):
            opened.close()

    def turn(self) -> None:
        self.stream.turn()
        for peer in self.acting:
            peer.turn(time.monotonic())

    def until(self, what: str, get: Callable[[], Value], within: float = DEADLINE_S) -> Value:
        """Let all of them act until ``get`` gives something true, and return that."""
        deadline = time.monotonic() + within
        while True:
            value = get()
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"not in {within} s: {what}; {value!r}\n{self.central.log()}")
            self.turn()

    def for_seconds(self, seconds: float) -> None:
        """Let all of them act for that long: for what must NOT come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.turn()

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self.base.numbers)}"

    def point(self, location: str = "", x: str = "", y: str = "") -> ForeignChargingPoint:
        """A foreign CP with an id of its own, not connected."""
        cp_id = self.new_id("CP-")
        cp = ForeignChargingPoint(self.stream, self.central.address, cp_id, location, x, y)
        self.acting.append(cp)
        self.keep(cp)
        return cp

    def active_point(self, location: str = "", x: str = "", y: str = "") -> ForeignChargingPoint:
        """A foreign CP that is ACTIVATED."""
        cp = self.point(location, x, y)
        cp.connect()
        self.until_state(cp.cp_id, "ACTIVATED")
        return cp

    def unknown_driver(self) -> ForeignDriver:
        driver = ForeignDriver(self.stream, self.new_id("D-"))
        self.keep(driver)
        return driver

    def driver(self) -> ForeignDriver:
        """A foreign driver whom CENTRAL knows."""
        driver = self.unknown_driver()
        self.central.do(f"driver add {driver.driver_id}")
        driver.registered = True
        return driver

    def until_state(self, cp_id: str, state: str, within: float = DEADLINE_S) -> None:
        self.until(f"{cp_id} {state}", lambda: self.central.cp(cp_id).get("state") == state, within)

    def until_step(
        self, driver: ForeignDriver, request_id: str, step: str, reason: str | None = None
    ) -> None:
        self.until(
            f"step {step} {reason}, seen {driver.notices}",
            lambda: driver.step(request_id) == (step, reason),
        )

    def authorised(self, driver: ForeignDriver, cp: ForeignChargingPoint) -> str:
        """Have ``driver`` request ``cp``, until it waits for the plug; the request's id."""
        request_id = driver.request(cp.cp_id)
        self.until_step(driver, request_id, "authorised")
        return request_id

    def supplying(self, driver: ForeignDriver, cp: ForeignChargingPoint) -> str:
        """Have ``driver`` plug in at ``cp``; the session's id."""
        self.authorised(driver, cp)
        cp.plug()
        self.until_state(cp.cp_id, "SUPPLYING")
        assert cp.supply is not None
        return cp.supply.session_id

    def ticket(self, driver: ForeignDriver, session_id: str) -> dict[str, Any]:
        """The ticket of that supply, once it has come, and only it."""
        tickets = self.until("ticket", lambda: driver.of("ticket", session_id=session_id))
        assert len(tickets) == 1
        return tickets[0]

    def program(self, app: str, *arguments: str) -> Product:
        folder = self.base.folder / self.new_id(app)
        return self.keep(Product(app, arguments, folder, self.turn))

    def product_engine(self, *options: str) -> tuple[Product, int]:
        """EV_CP_E and the port at which it waits for its monitor."""
        port = free_port()
        return self.program("ev_cp_e", self.broker.address, "--listen-port", str(port), *options), port

    def product_monitor(self, cp_id: str, engine_port: int, *options: str) -> Product:
        host, port = self.central.address
        return self.program("ev_cp_m", f"{host}:{engine_port}", f"{host}:{port}", cp_id, *options)
